// The whole path, from an empty folder to a post on the page, in the feeds and
// in the inbox, as the people walk it who run a publication and who read it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible } from './checks.mjs';
import { browse, engines, inPlainMarkdown, keep, serve, until, visit } from './lib.mjs';

const owner = { name: 'Ines Calloway', email: 'ines@farrow.example', password: 'eleven dark winters' };
const editor = { name: 'Bram Tolliver', email: 'bram@farrow.example', password: 'twelve bright summers' };
const reader = 'ada@readers.example';
const brought = ['bo@readers.example', 'cleo@readers.example'];
const paper = 'The Farrow Light';
const headline = 'The lamp on the mole burns again';
const standfirst = 'After nine dark weeks the harbour has its light back.';
const body = `The keeper lit it at **six in the evening**.\n\n## What it took\n\n- a new lens\n- two boats\n\n> We had got used to the dark, the harbour master said.\n`;

let browser;
before(async () => { browser = await browse(); });
after(() => browser.close());

for (const engine of engines()) {
  test(`the whole path on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const site = await serve(...engine.flags);
    t.after(() => site.stop());
    const desk = await visit(browser, site.base);
    const second = await visit(browser, site.base);
    const public_ = await visit(browser, site.base);
    // This path is walked in plain Markdown; write.test.mjs walks the surface.
    await Promise.all([desk, second].map(inPlainMarkdown));
    const people = { site, desk: desk.page, second: second.page, public: public_.page };
    let whole = true;
    for (const [name, step] of Object.entries(steps)) {
      await t.test(name, { skip: whole ? false : 'an earlier step failed' }, async () => {
        whole = false;
        await step(people, { desk, second, public: public_ }).catch(async (error) => {
          for (const who of ['desk', 'second', 'public']) await people[who].screenshot({ path: await keep(`failed-${engine.name}-${who}.png`), fullPage: true });
          throw error;
        });
        for (const [who, one] of Object.entries({ desk, second, public: public_ })) assert.deepEqual(one.faults(), [], `faults of the pages that ${who} saw`);
        whole = true;
      });
    }
    assert.deepEqual(await public_.context.cookies(), [], 'the public site set a cookie');
    if (whole) await Promise.all([desk.done(), second.done(), public_.done()]);
  });
}

const steps = {
  async 'the setup link claims the site, once'({ site, desk }, visits) {
    await desk.goto(site.link);
    await desk.getByLabel('Name of the publication').fill(paper);
    await desk.getByLabel('Time zone').selectOption('Europe/Lisbon');
    await desk.getByLabel('Your name').fill(owner.name);
    await desk.getByLabel('Your email address').fill(owner.email);
    await desk.getByLabel('Password').fill('short');
    visits.desk.expect(422, new URL(site.link).pathname);
    await desk.getByRole('button', { name: 'Open the publication' }).click();
    await desk.getByRole('alert').waitFor();
    assert.equal(await desk.getByLabel('Name of the publication').inputValue(), paper, 'a refused form lost what was typed');
    await desk.getByLabel('Password').fill(owner.password);
    await desk.getByRole('button', { name: 'Open the publication' }).click();
    await desk.getByRole('heading', { name: 'Today' }).waitFor();
    const again = await desk.request.get(site.link);
    assert.ok([403, 404, 410].includes(again.status()), `the setup link works twice: ${again.status()}`);
  },

  async 'the owner signs out and in'({ desk }, visits) {
    await desk.getByRole('button', { name: 'Sign out' }).click();
    await desk.getByRole('heading', { name: 'Sign in' }).waitFor();
    await desk.goto('/admin/posts');
    assert.match(desk.url(), /\/admin\/sign-in\?next=/);
    visits.desk.expect(401, '/admin/sign-in');
    await signIn(desk, { ...owner, password: 'not this one' });
    await desk.getByRole('alert').waitFor();
    await signIn(desk, owner);
    await desk.getByRole('heading', { name: 'Posts', exact: true }).waitFor();
  },

  async 'a reader subscribes, and is in after pressing the button'({ desk, public: page }) {
    await page.goto('/');
    await page.getByRole('complementary').getByLabel('Email address').fill(reader);
    await page.getByRole('complementary').getByRole('button', { name: 'Subscribe' }).click();
    await page.getByRole('heading', { name: 'Look into your inbox' }).waitFor();
    await openMessage(desk, reader);
    const link = await linkIn(desk, '/confirm/');
    await page.goto(link);
    assert.deepEqual(await subscribed(desk), [], 'following the link subscribed somebody');
    await page.getByRole('button', { name: 'Yes, subscribe me' }).click();
    await page.getByRole('heading', { name: 'You are subscribed' }).waitFor();
    assert.deepEqual(await subscribed(desk), [reader]);
  },

  async 'two more members come from a CSV file'({ desk }) {
    await desk.goto('/admin/imports');
    const csv = `email,name\n${brought[0]},Bo\n${brought[1]},=Cleo\nnobody at all,\n`;
    await desk.getByLabel('CSV file').setInputFiles({ name: 'readers.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await desk.getByLabel('Subscribe new members to').selectOption({ label: paper });
    await desk.getByRole('button', { name: 'Import' }).click();
    await desk.getByRole('heading', { name: 'Refused rows' }).waitFor(); // the page follows the import by itself
    assert.equal(await figure(desk, 'Added'), '2');
    assert.equal(await figure(desk, 'Refused'), '1');
    assert.deepEqual(await subscribed(desk), [reader, ...brought]);
  },

  async 'a post is written with its proof beside it'({ desk }) {
    await desk.goto('/admin/sections/new');
    await desk.getByLabel('Name', { exact: true }).fill('Harbour');
    await desk.getByRole('button', { name: /Save|Create/ }).click();
    await desk.getByRole('status').waitFor();
    await desk.goto('/admin/posts/new');
    await desk.getByLabel('Headline').fill(headline);
    await desk.getByLabel('Standfirst').fill(standfirst);
    const text = desk.getByLabel('Text, in Markdown');
    await text.fill(body);
    const proof = desk.getByRole('region', { name: 'Preview' });
    await proof.getByRole('heading', { name: 'What it took' }).waitFor();
    await proof.locator('strong', { hasText: 'six in the evening' }).waitFor();
    const asks = desk.waitForEvent('filechooser');
    await desk.getByRole('button', { name: 'Picture' }).click();
    await desk.getByRole('dialog', { name: 'Choose a picture' }).getByRole('button', { name: 'Upload…' }).click();
    await (await asks).setFiles({ name: 'mole.jpg', mimeType: 'image/jpeg', buffer: await picture(desk, 'teal', 'black') });
    await proof.locator('img').waitFor();
    assert.match(await text.inputValue(), /!\[\]\(\/media\/[^)]+\)/);

    await desk.getByRole('button', { name: 'Details' }).click();
    const details = desk.getByRole('region', { name: 'Details' });
    await details.getByLabel('Section', { exact: true }).selectOption({ label: 'Harbour' });
    await details.getByLabel('Tags').fill('Lighthouses, Winter');
    await details.getByLabel('Or upload one').setInputFiles({ name: 'lamp.jpg', mimeType: 'image/jpeg', buffer: await picture(desk, 'orange', 'navy') });
    await details.getByLabel('What it shows').fill('A lamp above dark water');
    await details.getByLabel('Credit').fill('Ines Calloway');
    await details.getByRole('button', { name: 'Close' }).click();
    await text.press('Control+s');
    await desk.waitForURL(/\/admin\/posts\/\d+/);
    await saved(desk);
    assert.equal(await desk.getByLabel('Author 1').inputValue() !== '', true, 'the writer is not the author');
  },

  async 'it is saved without leaving the page, and readers see none of it'({ desk, public: page }, visits) {
    const at = desk.url();
    await desk.getByLabel('Text, in Markdown').press('End');
    await desk.getByLabel('Text, in Markdown').fill(await desk.getByLabel('Text, in Markdown').inputValue() + '\nThe ferry sails at night again.\n');
    await desk.getByRole('status').getByText('Not saved yet').waitFor();
    await desk.getByRole('button', { name: 'Save', exact: true }).click();
    await desk.getByRole('status').getByText(/^Saved/).waitFor();
    assert.equal(desk.url(), at);
    visits.public.expect(404, '/the-lamp-on-the-mole-burns-again');
    await page.goto('/the-lamp-on-the-mole-burns-again');
    await page.getByRole('heading', { name: 'This page is not here' }).waitFor();
    await page.goto(await desk.getByLabel('Preview link').inputValue());
    await page.getByRole('heading', { name: headline }).waitFor();
  },

  async 'publishing puts it on the page and into the feeds at once'({ desk, public: page, site }) {
    await page.goto('/');
    assert.equal(await page.getByRole('link', { name: headline }).count(), 0);
    await desk.getByRole('button', { name: 'Publish…' }).click();
    const letters = desk.getByLabel('Send it as a newsletter');
    const letter = await letters.getByRole('option', { name: paper }).textContent();
    assert.match(letter, /, to \d+ readers?$/, 'the choice of a newsletter does not say to how many it goes');
    await letters.selectOption({ label: letter });
    await desk.getByRole('button', { name: 'Publish now' }).click();
    await desk.getByText('Published. Readers see it now').waitFor();
    await page.goto('/');
    await page.getByRole('link', { name: headline }).click();
    await page.getByRole('heading', { name: headline, level: 1 }).waitFor();
    await page.getByText('The ferry sails at night again.').waitFor();
    await page.getByRole('img', { name: 'A lamp above dark water' }).waitFor();
    await page.locator('.prose img').scrollIntoViewIfNeeded();
    assert.equal(await page.locator('.prose img').evaluate((img) => img.decode().then(() => img.naturalWidth > 0)), true, 'the picture in the text does not load');
    await page.getByRole('link', { name: 'Lighthouses' }).click();
    await page.getByRole('link', { name: headline }).waitFor();
    await page.goto('/section/harbour');
    await page.getByRole('link', { name: headline }).waitFor();
    for (const feed of ['/feed.xml', '/atom.xml', '/feed.json', '/section/harbour/feed.xml']) {
      const answer = await fetch(site.base + feed);
      const text = await answer.text();
      assert.equal(answer.status, 200, feed);
      assert.ok(text.includes(headline) && text.includes('The ferry sails at night again.'), `${feed} lacks the post or its text`);
      assert.equal(answer.headers.get('set-cookie'), null, feed);
    }
  },

  async 'each subscriber has exactly one message, and the ledger says so'({ desk }) {
    await desk.goto('/admin/issues');
    await desk.getByRole('link', { name: headline }).click();
    await desk.getByText(/^Finished|Finished /).first().waitFor(); // the page follows the sending by itself
    assert.equal(await figure(desk, 'Sent'), '3');
    for (const none of ['Failed', 'Skipped', 'Uncertain']) assert.equal(await figure(desk, none), '0', none);
    await desk.goto(desk.url().replace(/\?.*/, '') + '/deliveries');
    assert.deepEqual((await firstColumn(desk)).sort(), [reader, ...brought].sort());
    await desk.goto('/admin/outbox?q=' + encodeURIComponent(headline));
    const rows = desk.getByRole('row').filter({ has: desk.getByRole('link') });
    assert.deepEqual((await rows.getByRole('cell').nth(0).count(), await cells(rows, 0)).sort(), [reader, ...brought].sort());
    for (const to of [reader, ...brought]) {
      await openMessage(desk, to, headline);
      await desk.getByText('Header', { exact: true }).click();
      assert.match(await header(desk, 'List-Unsubscribe'), /<http:\S+\/unsubscribe\/[^>]+>/);
      assert.equal(await header(desk, 'List-Unsubscribe-Post'), 'List-Unsubscribe=One-Click');
      assert.match(await header(desk, 'List-Id'), /<.+>/);
      const letter = desk.frameLocator('iframe.letter');
      await letter.getByText('The ferry sails at night again.').waitFor();
      await desk.getByRole('group', { name: 'The message as plain text' }).getByText('six in the evening').waitFor();
    }
  },

  async 'the unsubscribe link changes nothing until its button is pressed'({ desk, public: page, site }) {
    await openMessage(desk, reader, headline);
    await page.goto(await linkIn(desk, '/unsubscribe/'));
    await page.getByRole('heading', { name: `Unsubscribe from ${paper}?` }).waitFor();
    assert.deepEqual(await subscribed(desk), [reader, ...brought], 'following the link unsubscribed somebody');
    await page.getByRole('button', { name: 'Unsubscribe' }).click();
    await page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
    assert.deepEqual(await subscribed(desk), brought);
    // What mail programs do behind their own button (RFC 8058).
    await openMessage(desk, brought[0], headline);
    const link = await linkIn(desk, '/unsubscribe/');
    const answer = await fetch(link, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });
    assert.equal(answer.status, 200);
    assert.deepEqual(await subscribed(desk), [brought[1]]);
    assert.ok(link.startsWith(site.base));
  },

  async 'a significant update is told to readers, with its note, and sent to nobody'({ desk, public: page, site }) {
    await openPost(desk, headline);
    const text = desk.getByLabel('Text, in Markdown');
    await text.fill((await text.inputValue()).replace('six in the evening', 'seven in the evening'));
    await desk.getByRole('button', { name: 'Publish…' }).click();
    await desk.getByLabel(/A significant update/).check();
    await desk.getByLabel('Note: what changed').fill('The hour of the lighting is right now.');
    await desk.getByRole('button', { name: 'Publish the changes' }).click();
    await desk.getByText('Published. Readers see it now.').waitFor();
    await page.goto('/the-lamp-on-the-mole-burns-again');
    await page.getByText('seven in the evening').waitFor();
    await page.getByText('The hour of the lighting is right now.').waitFor();
    assert.ok((await (await fetch(site.base + '/feed.xml')).text()).includes('seven in the evening'), 'the feed has the old text');
    await desk.goto(desk.url().replace(/\?.*/, '') + '/revisions');
    assert.equal(await desk.getByRole('row').count(), 3, 'a header and two revisions');
    await desk.goto('/admin/outbox?q=' + encodeURIComponent(headline));
    assert.equal((await firstColumn(desk)).length, 3);
  },

  async 'an editor is invited and signs in'({ desk, second }) {
    await desk.goto('/admin/staff/new');
    await desk.getByLabel('Name').fill(editor.name);
    await desk.getByLabel('Email address').fill(editor.email);
    await desk.getByLabel('Role').selectOption('editor');
    await desk.getByRole('button', { name: /Invite|Send/ }).click();
    await second.goto(await desk.getByLabel('The link').inputValue());
    await second.getByLabel('Password').fill(editor.password);
    await second.getByRole('main').getByRole('button').click();
    await second.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn(second, editor);
    await second.getByRole('heading', { name: 'Today' }).waitFor();
  },

  async 'when two people edit one post the second is told and nothing is lost'({ desk, second }, visits) {
    await desk.route('**/live?*', (route) => route.fulfill({ status: 204 })); // a line that is down: else it would hear of it at once
    await openPost(desk, headline);
    const path = new URL(desk.url()).pathname;
    await openPost(second, headline);
    await second.getByLabel('Standfirst').fill('Bram wrote this standfirst.');
    await second.getByRole('button', { name: 'Save', exact: true }).click();
    await second.getByRole('status').getByText(/^Saved/).waitFor();
    const text = desk.getByLabel('Text, in Markdown');
    const mine = (await text.inputValue()) + '\nInes wrote this ending.\n';
    visits.desk.expect(409, path); // what saves itself, and then
    visits.desk.expect(409, path); // the page that compares
    await desk.getByLabel('Standfirst').fill('Nothing like it here');
    await text.fill(mine);
    await desk.getByRole('status').getByText('changed the same passage').waitFor();
    await desk.getByRole('button', { name: 'Compare' }).click();
    await desk.getByRole('heading', { name: 'Two versions of this post' }).waitFor();
    await desk.getByText(editor.name).first().waitFor();
    const differs = desk.getByRole('group', { name: 'What differs in: Standfirst' });
    assert.match(await differs.innerText(), /Bram wrote this standfirst/);
    assert.equal(await desk.getByLabel('Text, yours').inputValue(), mine);
    await desk.getByRole('group', { name: 'Standfirst', exact: true }).getByLabel('Take theirs').check();
    await desk.getByRole('button', { name: 'Save what I chose' }).click();
    await saved(desk);
    assert.equal(await desk.getByLabel('Standfirst').inputValue(), 'Bram wrote this standfirst.');
    assert.equal(await desk.getByLabel('Text, in Markdown').inputValue(), mine);
    await desk.unroute('**/live?*');
  },

  async 'two people on one post see each other, what is saved, and what is said of a passage'({ desk, second }) {
    await openPost(desk, headline);
    await openPost(second, headline);
    await desk.getByText(`${editor.name} is writing here too`).waitFor();
    await desk.getByRole('button', { name: 'Forget it' }).click(); // what the clash had left
    const [mine, theirs] = [desk, second].map((page) => page.getByLabel('Text, in Markdown'));
    await theirs.fill((await theirs.inputValue()) + '\nThe lamp is lit again.\n');
    await second.getByRole('button', { name: 'Save', exact: true }).click();
    await desk.getByRole('status').getByText('it is joined here').waitFor();
    assert.match(await mine.inputValue(), /The lamp is lit again\.\n$/);

    await mine.evaluate((field) => { field.focus(); field.setSelectionRange(field.value.lastIndexOf('The lamp'), field.value.lastIndexOf(' again')); });
    await desk.keyboard.press('Control+Alt+c');
    await desk.keyboard.type('Since when?');
    await desk.getByRole('button', { name: 'Comment', exact: true }).click();
    await second.getByRole('button', { name: 'Comments 1' }).click();
    await second.getByLabel('Reply to Ines Calloway').fill('Since six.');
    await second.getByRole('button', { name: 'Reply', exact: true }).click();
    await desk.getByText('Since six.').waitFor();
    await accessible(desk, 'comments beside the text');
    await desk.getByRole('link', { name: 'The lamp is lit' }).click();
    assert.equal(await mine.evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd)), 'The lamp is lit');
    await mine.fill((await mine.inputValue()).replace('lamp is', 'lens was'));
    await desk.getByText('These words are no longer in the text.').waitFor();
    await desk.getByRole('button', { name: 'Resolve' }).click();
    await second.getByText('1 resolved comment').waitFor();
    await second.goto('/admin');
    await desk.getByText('is writing here too').waitFor({ state: 'hidden' });
    await saved(desk);
  },

  async 'a post is put on the schedule and taken off it'({ desk, public: page }, visits) {
    await desk.goto('/admin/posts/new');
    await desk.getByLabel('Headline').fill('Tomorrow on the quay');
    await desk.getByLabel('Text, in Markdown').fill('It is not tomorrow yet.');
    await desk.getByRole('button', { name: 'Publish…' }).click();
    await desk.getByLabel('Or at a time to come').fill('2001-05-01T07:30');
    visits.desk.expect(422, '/admin/posts/new/schedule');
    await desk.getByRole('button', { name: 'Schedule' }).click();
    await desk.getByText(/Choose a time to come/).first().waitFor();
    assert.equal(await desk.getByLabel('Text, in Markdown').inputValue(), 'It is not tomorrow yet.', 'a refused form lost what was typed');
    const year = new Date().getFullYear() + 2;
    await desk.getByLabel('Or at a time to come').fill(`${year}-05-01T07:30`);
    await desk.getByRole('button', { name: 'Schedule' }).click();
    await desk.getByRole('status').getByText('Scheduled.').waitFor();
    await desk.getByRole('button', { name: 'Publish…' }).click();
    await desk.getByText(new RegExp(`Will be published on .*${year}.*07:30.*Lisbon`)).waitFor();
    visits.public.expect(404, '/tomorrow-on-the-quay');
    await page.goto('/tomorrow-on-the-quay');
    await desk.getByRole('button', { name: 'Take it off the schedule' }).click();
    await desk.getByText('No longer scheduled; it is a draft again.').waitFor();
  },

  async 'what is taken off the site is gone from it, and says so'({ desk, public: page, site }, visits) {
    await openPost(desk, headline);
    await desk.getByRole('button', { name: 'Publish…' }).click();
    await desk.getByRole('button', { name: 'Take it off the site…' }).click();
    await desk.getByRole('button', { name: 'Take it off', exact: true }).click();
    await desk.getByText('Taken down. The text is kept here.').waitFor();
    visits.public.expect(410, '/the-lamp-on-the-mole-burns-again');
    await page.goto('/the-lamp-on-the-mole-burns-again');
    await page.getByRole('heading', { name: 'This is gone' }).waitFor();
    await page.goto('/');
    assert.equal(await page.getByRole('link', { name: headline }).count(), 0);
    assert.ok(!(await (await fetch(site.base + '/feed.xml')).text()).includes(headline), 'the feed still has it');
  },

  async 'all of it works without script'({ site }) {
    const plain = await visit(browser, site.base, { javaScriptEnabled: false });
    const page = plain.page;
    await page.goto('/admin');
    await signIn(page, editor);
    await page.getByRole('link', { name: 'Write' }).first().click();
    await page.getByLabel('Headline').fill('Written without a script');
    await page.getByLabel('Text, in Markdown').fill('Plain **forms** do it.');
    await page.getByLabel('Put a picture at the end of the text').setInputFiles({ name: 'quay.jpg', mimeType: 'image/jpeg', buffer: await picture(page, 'silver', 'green') });
    await page.getByRole('button', { name: 'Upload' }).click();
    await page.waitForURL(/\/admin\/posts\/\d+/);
    assert.match(await page.getByLabel('Text, in Markdown').inputValue(), /Plain \*\*forms\*\* do it\.\n\n!\[\]\(\/media\//);
    const proof = page.context().waitForEvent('page');
    await page.getByRole('button', { name: 'Preview' }).click();
    await (await proof).locator('strong', { hasText: 'forms' }).waitFor();
    await (await proof).close();
    await page.getByRole('button', { name: 'Publish…' }).click();
    await page.getByRole('button', { name: 'Publish now' }).click();
    await page.getByText('Published. Readers see it now.').waitFor();
    await page.goto('/');
    await page.getByRole('link', { name: 'Written without a script' }).click();
    await page.locator('strong', { hasText: 'forms' }).waitFor();
    await page.getByRole('complementary').getByLabel('Email address').fill('dora@readers.example');
    await page.getByRole('complementary').getByRole('button', { name: 'Subscribe' }).click();
    await page.getByRole('heading', { name: 'Look into your inbox' }).waitFor();
    await plain.done();
  },
};

async function signIn(page, { email, password }) {
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

// saved waits for the word that a page load after saving brings.
const saved = (page) => page.getByRole('status').getByText(/Saved|Created/).first().waitFor();

async function openPost(page, name) {
  await page.goto('/admin/posts');
  await page.getByRole('link', { name }).click();
  await page.getByLabel('Headline').waitFor();
}

// openMessage opens the newest message to an address in the outbox, as soon as
// it is there.
async function openMessage(page, to, subject = '') {
  const link = await until(`a message to ${to}`, async () => {
    await page.goto('/admin/outbox?q=' + encodeURIComponent(to));
    const row = page.getByRole('row').filter({ hasText: subject || to }).filter({ has: page.getByRole('link') }).first();
    return await row.count() && row.getByRole('link');
  });
  await link.click();
  await page.getByRole('heading', { name: 'As plain text' }).waitFor();
}

async function linkIn(page, part) {
  const links = page.getByRole('listitem').getByRole('link').filter({ hasText: part });
  return links.first().getAttribute('href');
}

// header is a field of the message that is open.
async function header(page, name) {
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
  return (await row.getByRole('cell').innerText()).trim();
}

// subscribed are the addresses that the desk lists as subscribed to the paper.
async function subscribed(page) {
  await page.goto('/admin/members');
  const rows = page.getByRole('row').filter({ has: page.getByRole('cell', { name: paper }) });
  return (await rows.getByRole('link').allInnerTexts()).sort();
}

// figure is the number under a name on a page that counts.
async function figure(page, name) {
  const term = page.locator('dl.figures > div').filter({ has: page.locator('dt', { hasText: name }) });
  return (await term.locator('dd').innerText()).trim();
}

const firstColumn = (page) => page.getByRole('row').getByRole('rowheader').getByRole('link').allInnerTexts();

async function cells(rows, n) {
  const out = [];
  for (const row of await rows.all()) out.push((await row.getByRole('cell').nth(n).innerText()).trim());
  return out;
}

// picture is a photograph, as far as a program can tell.
async function picture(page, from, to) {
  const easel = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  await easel.setContent(`<body style="background:linear-gradient(160deg,${from},${to})">`);
  const bytes = await easel.screenshot({ type: 'jpeg', quality: 80 });
  await easel.close();
  return bytes;
}
