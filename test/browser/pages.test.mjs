// Every kind of page of a filled site, as people with any eyes, hands and
// windows meet it: axe in light and wide, then in dark and narrow, valid HTML, nothing
// wider than the window, the keyboard alone, and the looks that are kept in golden/.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { accessible, keyboard, none, noSideways, validHTML } from './checks.mjs';
import { deskPages, publicPages, signInToDemo } from './pages.mjs';
import { arabicSite } from './arabic.mjs';
import { browse, serve, visit } from './lib.mjs';
import { fronts } from './look.mjs';
import { announce, arrange } from './menus.mjs';
import { memberPath } from './member.mjs';
import { draw, gallery, looks } from './pictures.mjs';
import { smaller } from './palette.mjs';

// The looks of a page that axe sees: each scheme and each width once.
const looked = ['wide', 'narrow-dark'];
// Two pages at a time: one is drawn while the other is asked for.
const together = { concurrency: 2 };

let browser;
let wall;
before(async () => {
  browser = await browse();
  wall = await gallery(browser);
});
after(() => browser.close());

test('the looks of pages are compared', (t) => { if (wall.skip) t.skip(wall.skip); });

// check looks at a page in every way. A page says where it is, and may have an
// open that leads there and gives the last response. A mail is looked at as a
// mail program would: no script runs where it came from, and its HTML is that
// of long ago.
const check = (visitor, one) => visitor.inATab((page) => look(page, visitor, one), { fresh: one.mail });

async function look(page, visitor, { name, path, open, status = 200, door = false, mail = false, print = false }) {
  if (status !== 200) visitor.expect(status, path);
  const response = mail ? await page.request.get(path) : open ? await open(page, path) : await page.goto(path);
  assert.equal(response.status(), status, `${name}: status`);
  const html = await response.text();
  if (mail) await page.setContent(html);
  else await validHTML(html, name);
  const drawn = [];
  for (const [how, { size, scheme }] of Object.entries(looks)) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize(size);
    if (looked.includes(how)) await accessible(page, `${name}, ${how}`, { mail });
    drawn.push(await draw(page, `${name}-${how}`, size));
  }
  await noSideways(page, name);
  await page.setViewportSize(looks.wide.size);
  if (!mail) await keyboard(page, name, { door });
  if (print) {
    await page.emulateMedia({ media: 'print' });
    drawn.push(await draw(page, `${name}-print`, { width: 700, height: 990 }));
  }
  await wall.hang(name, drawn);
}

async function checkAll(t, visitor, pages) {
  await Promise.all(pages.map((one) => t.test(one.name, () => check(visitor, one))));
  none(visitor.faults(), 'the pages have faults');
}

test('the demo publication', async (t) => {
  const site = await serve('--demo');
  t.after(() => site.stop());
  const desk = await visit(browser, site.base);
  await signInToDemo(desk.page);
  const reader = await visit(browser, site.base);
  const pages = await publicPages(site.base, desk.page);

  await t.test('the picture for the first page of the documentation', () => portrait(reader.page));
  await t.test('what readers see', together, (t) => checkAll(t, reader, pages));
  await t.test('a search finds while somebody types', () => typing(reader.page));
  await t.test('every post is valid HTML', async () => {
    for (const { path, html } of pages.posts) await validHTML(html, path);
  });
  await t.test('what the staff see', together, async (t) => checkAll(t, desk, await deskPages(site.base, desk)));
  await t.test('what the settings choose is what the reader sees', (t) => fronts(t, desk.page, reader.page));
  await t.test('menus are put in order by keys and by dragging', () => arrange(desk.page, reader.page));
  await t.test('an announcement that is closed stays closed', () => announce(desk.page, reader.page));
  await t.test('a member signs in by six digits, reads on, and is heard once an editor has read it', () => memberPath(browser, site.base, desk));
  assert.deepEqual(await reader.context.cookies(), [], 'the public site set a cookie');
  await Promise.all([desk.done(), reader.done()]);
});

test('a publication that is read from right to left', async (t) => {
  const site = await serve();
  t.after(() => site.stop());
  const desk = await visit(browser, site.base);
  const reader = await visit(browser, site.base, { locale: 'ar' });
  await t.test('the door of an empty site', () => check(desk, { name: 'setup', path: new URL(site.link).pathname, door: true }));
  const pages = await arabicSite(site, desk);
  await t.test('what readers see', together, (t) => checkAll(t, reader, pages.public));
  await t.test('what the staff see', (t) => checkAll(t, desk, pages.desk));
  assert.equal(await reader.page.goto('/').then(() => reader.page.evaluate(() => document.documentElement.dir)), 'rtl');
  await Promise.all([desk.done(), reader.done()]);
});

// typing has a reader search without sending the form, and go through what was
// found by the keyboard alone.
async function typing(page) {
  await page.goto('/search');
  const found = page.getByRole('status');
  await page.getByRole('searchbox', { name: 'Words to look for' }).first().pressSequentially('lant');
  await page.waitForFunction(() => document.querySelector('#results mark')?.textContent.startsWith('Lant'));
  assert.match(await found.textContent(), /^Posts found: \d+$/);
  assert.match(page.url(), /\/search\?q=lant$/);
  await page.keyboard.press('ArrowDown');
  assert.ok(await page.evaluate(() => document.activeElement.matches('#results .card-head a')), 'the arrow led into the results');
  await page.keyboard.press('Escape');
  await page.keyboard.type('qq');
  await page.waitForFunction(() => document.querySelector('#found').textContent.startsWith('Nothing was found'));
  assert.equal(await page.locator('#results mark').count(), 0);
}

// portrait takes the picture that the README shows, when there is none or
// UPDATE_SCREENSHOT=1 asks for a new one.
async function portrait(page) {
  const picture = fileURLToPath(new URL('../../docs/screenshot.png', import.meta.url));
  await page.goto('/');
  await page.evaluate(() => Promise.all([...document.images].filter((i) => i.complete).map((i) => i.decode())));
  const taken = await page.screenshot();
  if (process.env.UPDATE_SCREENSHOT === '1' || !existsSync(picture)) await writeFile(picture, await smaller(page, taken));
  assert.ok((await stat(picture)).size < 300 << 10, 'docs/screenshot.png is too large');
}
