// Two people who write in one post, and a connection that fails: no word of
// theirs may be lost, whatever the page shows in between.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse, inPlainMarkdown, serve, visit } from './lib.mjs';

let browser;
let site;
before(async () => {
  browser = await browse();
  site = await serve();
});
after(async () => {
  await browser.close();
  await site.stop();
});

const owner = { email: 'ines@farrow.example', password: 'eleven dark winters' };

// state waits until the page says that all is stored.
const state = (page, words) => page.locator('[data-state]').filter({ hasText: words }).waitFor();
const body = (page) => page.locator('textarea[name=body]');

// deaf keeps a page from hearing of another's save before it saves itself.
const deaf = (page) => page.route('**/live?*', (route) => route.fulfill({ status: 204 }));

test('what is written is stored by itself, and kept where the server cannot be reached', async () => {
  const ada = await visit(browser, site.base);
  await inPlainMarkdown(ada);
  const page = ada.page;
  await page.goto(site.link);
  await page.getByLabel('Name of the publication').fill('The Farrow Light');
  await page.getByLabel('Your name').fill('Ines Calloway');
  await page.getByLabel('Your email address').fill(owner.email);
  await page.getByLabel('Password').fill(owner.password);
  await page.getByRole('button', { name: 'Open the publication' }).click();
  await page.getByRole('heading', { name: 'Today' }).waitFor();

  await page.goto('/admin/posts/new');
  await page.getByLabel('Headline').fill('The ferry');
  await body(page).fill('One.\n\nTwo.');
  await state(page, /^Saved/);
  await page.waitForURL(/\/admin\/posts\/\d+$/);
  const address = new URL(page.url()).pathname;
  assert.equal(await page.locator('[data-unborn]').textContent(), 'Draft');

  await ada.context.setOffline(true);
  await body(page).fill('One.\n\nTwo, written at sea.');
  await state(page, 'cannot be reached');
  const other = await ada.context.newPage();
  await deaf(other);
  await page.close({ runBeforeUnload: false });
  ada.faults(); // a browser notes on its console that it was offline
  await ada.context.setOffline(false);
  await other.goto(address);
  assert.equal(await body(other).inputValue(), 'One.\n\nTwo.');
  await other.getByRole('button', { name: 'Bring it back' }).click();
  assert.equal(await body(other).inputValue(), 'One.\n\nTwo, written at sea.');
  await state(other, /^Saved/);
  await other.reload();
  assert.equal(await body(other).inputValue(), 'One.\n\nTwo, written at sea.');

  // Somebody else, in another browser, has the same text before them.
  const bo = await visit(browser, site.base);
  await inPlainMarkdown(bo);
  await bo.page.goto('/admin/sign-in');
  await bo.page.getByLabel('Email').fill(owner.email);
  await bo.page.getByLabel('Password').fill(owner.password);
  await bo.page.getByRole('button', { name: 'Sign in' }).click();
  await bo.page.getByRole('heading', { name: 'Today' }).waitFor();
  await deaf(bo.page);
  await bo.page.goto(address);
  await body(other).fill('One, by Ada.\n\nTwo, written at sea.');
  await state(other, /^Saved/);
  await body(bo.page).fill('One.\n\nTwo, written at sea.\n\nThree, by Bo.');
  await state(bo.page, /^Saved.*joined/);
  assert.equal(await body(bo.page).inputValue(), 'One, by Ada.\n\nTwo, written at sea.\n\nThree, by Bo.');
  await body(bo.page).fill('One, by Bo.\n\nTwo, written at sea.\n\nThree, by Bo.');
  await state(bo.page, /^Saved/);

  // One passage, changed by both, is for people to decide.
  ada.expect(409, address);
  ada.expect(409, address);
  await body(other).fill('One, by Ada again.\n\nTwo, written at sea.');
  await state(other, 'changed the same passage');
  await other.getByRole('button', { name: 'Compare' }).click();
  await other.getByRole('heading', { name: 'Two versions of this post' }).waitFor();
  assert.match(await other.getByLabel('Text, yours').inputValue(), /One, by Ada again/);
  assert.match(await body(bo.page).inputValue(), /One, by Bo/);
  await Promise.all([ada.done(), bo.done()]);
});

test('the checklist follows what is typed, asks links when told to, and leads to what mends a line', async () => {
  const ada = await visit(browser, site.base);
  await inPlainMarkdown(ada);
  const page = ada.page;
  await page.goto('/admin/sign-in?next=/admin/posts/new');
  await page.getByLabel('Email address').fill(owner.email);
  await page.getByLabel('Password').fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Headline').fill('The bell');
  await body(page).fill('See [what is not there](/nothing) and [what is inside](http://10.0.0.1/).');
  await page.getByRole('button', { name: 'Publish…' }).click();
  const list = page.locator('[data-checklist]');
  await list.getByText('2 are not asked yet').waitFor();
  await list.getByRole('button', { name: 'Check 2 links' }).click();
  await list.getByText('2 of 2 did not answer as they should').waitFor();
  await list.getByText('Nothing of this site is published there').waitFor();
  await list.getByText('leads to a private network').waitFor();
  await list.getByRole('button', { name: 'Mend Section' }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'f-section');
  assert.ok(await page.locator('#details').evaluate((e) => e.matches(':popover-open')));
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Publish…' }).click();
  await list.getByRole('link', { name: 'Mend Standfirst' }).click();
  await page.keyboard.type('It rings at noon.');
  await page.getByRole('button', { name: 'Publish…' }).click();
  await list.getByText('It stands in lists').waitFor();
  await state(page, /^Saved/);
  const looks = page.waitForEvent('popup');
  await page.getByRole('link', { name: 'How it will look' }).filter({ visible: true }).first().click();
  const phone = await looks;
  await phone.frameLocator('iframe.phone').getByRole('heading', { name: 'The bell' }).waitFor();
  await ada.done();
});
