// A small publication in Arabic, made at its own desk.
const posts = [
  { headline: 'عودة الضوء إلى منارة الميناء بعد شتاء طويل', standfirst: 'أضاءت الحارسة المصباح عند السادسة مساء، ورأته القوارب من بعيد.', body: 'قالت الحارسة إن **العدسة الجديدة** وصلت على متن العبّارة.\n\n## ماذا تغيّر\n\n- عدسة جديدة\n- قاربان للصيانة\n\n> كنا قد اعتدنا الظلام، قال رئيس الميناء.\n\n| اليوم | الساعة |\n|---|---|\n| السبت | 18:00 |\n| الأحد | 18:05 |\n' },
  { headline: 'السوق القديم يستعيد سقفه قبل المطر', standfirst: 'عمل النجارون ثلاثة أسابيع.', body: 'انتهى العمل يوم الخميس.' },
  { headline: 'مكتبة تعير المناظير والكتب', standfirst: 'وآلة أكورديون واحدة.', body: 'يمكن استعارة كل شيء لأسبوعين.' },
];

export async function arabicSite(site, { page }) {
  await page.goto(site.link);
  await page.getByLabel('Name of the publication').fill('ضوء الجزيرة');
  await page.getByLabel('Language readers read').selectOption('ar');
  await page.getByLabel('Your name').fill('سلمى الحارثي');
  await page.getByLabel('Your email address').fill('salma@island.example');
  await page.getByLabel('Password').fill('eleven dark winters');
  await page.getByRole('button', { name: 'Open the publication' }).click();
  await page.getByRole('heading', { name: 'Today' }).waitFor();
  await page.goto('/admin/sections/new');
  await page.getByLabel('Name', { exact: true }).fill('الميناء');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('status').waitFor();
  for (const post of posts) await publish(page, post);
  const home = await (await fetch(site.base)).text();
  const [, path] = [...home.matchAll(/card-head"><a href="([^"]+)"/g)].at(-1);
  await page.goto('/admin/posts');
  const editor = await page.getByRole('rowheader').getByRole('link').last().getAttribute('href');
  return {
    desk: [{ name: 'arabic-desk-post', path: editor }],
    public: [
      { name: 'arabic-home', path: '/' },
      { name: 'arabic-post', path },
      { name: 'arabic-subscribe', path: '/newsletters' },
      { name: 'arabic-not-found', path: '/nothing', status: 404 },
    ],
  };
}

async function publish(page, { headline, standfirst, body }) {
  await page.goto('/admin/posts/new');
  await page.getByLabel('Headline').fill(headline);
  await page.getByLabel('Standfirst').fill(standfirst);
  await page.locator('textarea[name=body]').evaluate((field, text) => {
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }, body);
  await page.getByRole('button', { name: 'Details' }).click();
  await page.getByLabel('Section', { exact: true }).selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Publish…' }).click();
  await page.getByRole('button', { name: 'Publish now' }).click();
  await page.getByText('Published. Readers see it now.').waitFor();
}
