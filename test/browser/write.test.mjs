// The writing surface: what is typed, pasted and dropped, and the Markdown
// that is saved.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, noSideways } from './checks.mjs';
import { browse, keep, serve, until, visit } from './lib.mjs';
import { hostileBody, hostileWords } from './attacks.mjs';
import { pasted } from './pasted.mjs';

let browser, site, desk, page;
before(async () => {
  browser = await browse();
  site = await serve();
  desk = await visit(browser, site.base);
  page = desk.page;
  page.on('dialog', (dialog) => dialog.accept()); // “leave without saving?”
  await page.goto(site.link);
  await page.getByLabel('Name of the publication').fill('The Farrow Light');
  await page.getByLabel('Your name').fill('Ines Calloway');
  await page.getByLabel('Your email address').fill('ines@farrow.example');
  await page.getByLabel('Password').fill('eleven dark winters');
  await page.getByRole('button', { name: 'Open the publication' }).click();
  await page.getByRole('heading', { name: 'Today' }).waitFor();
});
after(async () => {
  await desk?.done().finally(async () => { await browser.close(); await site.stop(); });
});

const surface = () => page.getByRole('textbox', { name: 'Text', exact: true });
const markdown = () => page.locator('textarea[name=body]').inputValue();
const fresh = async () => {
  await page.goto('/admin/posts/new');
  await page.evaluate(() => localStorage.clear());
  await surface().click();
};
const paste = (html, text = '') => surface().evaluate((dom, [html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData('text/html', html);
  data.setData('text/plain', text);
  dom.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}, [html, text]);

test('what is typed with the signs of Markdown becomes what it means', async () => {
  await fresh();
  await page.keyboard.type('## What it took\n- a **new** lens\ntwo _small_ boats\n\n');
  await page.keyboard.type('> So it was\n\n');
  await page.keyboard.type('Use `code` and [a link](https://example.org) and 2 * 3 * 4.\n---');
  await page.keyboard.type('After.\n```');
  await page.keyboard.type('let a;');
  assert.equal(await markdown(), '## What it took\n\n- a **new** lens\n- two *small* boats\n\n> So it was\n\nUse `code` and [a link](https://example.org) and 2 \\* 3 \\* 4.\n\n---\n\nAfter.\n\n```\nlet a;\n```\n');
  await page.screenshot({ path: await keep('write.png') });
});

test('the slash menu finds a block by typing and puts it in by the keyboard', async () => {
  await fresh();
  await page.keyboard.type('One.\n/');
  await page.getByRole('listbox', { name: 'Blocks' }).waitFor();
  await page.screenshot({ path: await keep('slash.png') });
  await page.keyboard.type('divi');
  assert.equal(await page.getByRole('option').count(), 1);
  await page.keyboard.press('Enter');
  await page.keyboard.type('Two.');
  assert.equal(await markdown(), 'One.\n\n---\n\nTwo.\n');
});

test('text from Word and Google Docs keeps its structure and nothing else', async () => {
  await fresh();
  await paste(`<html><body><p class=MsoNormal>Before <b>bold</b></p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp; </span></span>One</p><p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o </span>Deep</p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>· </span>Two</p></body></html>`);
  assert.equal((await markdown()).trim(), 'Before **bold**\n\n- One\n  - Deep\n- Two');
  await fresh();
  await paste(`<meta charset=utf-8><b style="font-weight:normal" id="docs-internal-guid-1"><p><span style="font-weight:400">Plain </span><span style="font-weight:700">strong</span><span style="font-style:italic"> slanted</span> <a href="https://www.google.com/url?q=https://a.example/x?utm_source%3Dq">link</a></p></b>`);
  assert.equal((await markdown()).trim(), 'Plain **strong** *slanted* [link](https://a.example/x)');
  await fresh();
  for (const [name, html, want] of pasted) {
    await surface().press('Control+a');
    await page.keyboard.press('Delete');
    await paste(html);
    assert.equal((await markdown()).trim(), want, name);
  }
});

test('hostile HTML that is pasted runs nothing and asks for nothing', async () => {
  await fresh();
  await paste(`<p onclick="x=1">Hi<img src="https://evil.example/a.png" onerror="window.hit=1"><script>window.hit=1</scr`+`ipt><svg onload="window.hit=1"></svg><iframe src="https://evil.example/"></iframe><a href="javascript:window.hit=1">go</a><style>@import "https://evil.example/s.css"</style></p>`);
  await paste(`<p data-pm-slice="1 1 []">Ho<img src=https://evil.example/b.png onerror="window.hit=1"><a href="javascript:window.hit=1">up</a></p>`);
  await surface().getByText('Hi').waitFor();
  assert.equal(await page.evaluate(() => window.hit), undefined);
  assert.doesNotMatch(await surface().innerHTML(), /javascript:|evil|<img src=|onerror|onclick/);
});

test('Markdown that is pasted is Markdown', async () => {
  await fresh();
  await paste('', '## Head\n\n* one\n* two\n\n::: web\nx\n:::');
  assert.equal((await markdown()).trim(), '## Head\n\n* one\n* two\n\n::: web\nx\n:::');
});

test('plain Markdown is one key away, at the same place, and touches no byte', async () => {
  await fresh();
  const text = '# A\nfirst  __bold__\n\n\n\n* one\n* two\n\n<div>raw</div>\n\nlast word here\n';
  await page.keyboard.press('Control+Alt+m');
  await page.locator('textarea[name=body]').fill(text);
  await page.keyboard.press('Control+Alt+m');
  await surface().getByText('last word here').waitFor();
  assert.equal(await markdown(), text);
  await surface().getByText('last word here').click();
  await page.keyboard.press('Home');
  for (let i = 0; i < 9; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.type('s');
  assert.equal(await markdown(), text.replace('last word', 'last words'));
  await page.keyboard.press('Control+Alt+m');
  assert.equal(await page.locator('textarea[name=body]').evaluate((field) => field.selectionStart), text.indexOf('last word') + 10);
  await page.keyboard.press('Control+Alt+m');
  await page.keyboard.type('!');
  assert.equal(await markdown(), text.replace('last word', 'last words!'));
});

test('a picture that is pasted is uploaded, described and saved', async () => {
  await fresh();
  await page.getByLabel('Headline').fill('With a picture');
  await surface().click();
  await page.keyboard.type('Above.');
  const bytes = [...await page.screenshot({ type: 'png', clip: { x: 0, y: 0, width: 300, height: 200 } })];
  await surface().evaluate((dom, bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], 'quay.png', { type: 'image/png' }));
    dom.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, bytes);
  await surface().locator('figure img').waitFor();
  await page.getByLabel('What it shows').first().fill('A quay');
  await surface().getByLabel('Caption').fill('Low tide');
  await surface().getByLabel('Width of the picture').selectOption('wide');
  assert.match(await markdown(), /^Above\.\n\n!\[A quay\]\(\/media\/[^)\s]+ "Low tide"\)\{width=wide\}\n$/);
  const kept = await markdown();
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await accessible(page, `writing, ${colorScheme}`);
    await page.screenshot({ path: await keep(`write-${colorScheme}.png`) });
  }
  await page.setViewportSize({ width: 390, height: 800 });
  await noSideways(page, 'writing');
  await page.screenshot({ path: await keep('write-phone.png') });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.waitForURL(/\/admin\/posts\/\d+/);
  assert.equal(await markdown(), kept);
});

test('another post is linked by @ and words of its headline, in both modes', async () => {
  await fresh();
  const posts = page.getByRole('listbox', { name: 'Posts' });
  await page.keyboard.type('Mail me@picture or see @PICT');
  await posts.getByRole('option', { name: 'With a picture Draft' }).waitFor();
  await page.screenshot({ path: await keep('mention.png') });
  await page.keyboard.press('Escape');
  await posts.waitFor({ state: 'hidden' });
  await page.keyboard.type('u or @with a');
  await posts.getByRole('option').waitFor();
  assert.equal(await surface().getAttribute('aria-activedescendant'), 'mention-0');
  await page.keyboard.press('Enter');
  await page.keyboard.type('.');
  assert.equal(await markdown(), 'Mail me@picture or see @PICTu or [With a picture](/with-a-picture).\n');
  await page.keyboard.press('Control+Alt+m');
  await page.locator('textarea[name=body]').fill('');
  await page.keyboard.type('(@pic');
  await posts.getByRole('option').waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type(')');
  assert.equal(await markdown(), '([With a picture](/with-a-picture))');
  await page.keyboard.press('Control+Alt+m');
});

test('a table is written cell by cell, by keyboard and by its menu', async () => {
  await fresh();
  await page.keyboard.type('/table');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Boat');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Crew | all');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Ada');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Bee');
  await page.keyboard.press('Tab');
  await page.keyboard.type('4');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Cat');
  const act = async (name) => {
    await page.keyboard.press('Control+Alt+t');
    await page.getByRole('menuitem', { name, exact: true }).click();
  };
  await act('Column after');
  await page.keyboard.press('Tab');
  await act('Align right');
  await page.keyboard.type('9');
  assert.equal(await markdown(), '| Boat |  | Crew \\| all |\n|---|--:|---|\n| Ada |  |  |\n| Bee |  | 4 |\n| Cat | 9 |  |\n');
  await page.keyboard.press('Control+Alt+t');
  await page.screenshot({ path: await keep('table.png') });
  await page.getByRole('menuitem', { name: 'Delete column' }).click();
  await act('Delete row');
  await page.keyboard.press('Control+Enter');
  await page.keyboard.type('After.');
  assert.equal(await markdown(), '| Boat | Crew \\| all |\n|---|---|\n| Ada |  |\n| Bee | 4 |\n\nAfter.\n');
});

// drawn waits until the browser has shown what the last key did.
const drawn = () => page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))));

test('chosen words become a claim by one key and Enter, and what contradicts it is marked', async () => {
  await fresh();
  await page.keyboard.type('The quake killed at least 1,200 people, the Interior Ministry said on Sunday. ');
  await page.keyboard.type('Later it spoke of 1,300 people.');
  await page.keyboard.press('Control+Home');
  for (let i = 0; i < 'The quake killed '.length; i++) await page.keyboard.press('ArrowRight');
  const start = Date.now();
  for (let i = 0; i < 5; i++) await page.keyboard.press('Control+Shift+ArrowRight');
  for (;;) { // to the end of “people”, however this system moves by words
    const words = await page.evaluate(() => getSelection().toString());
    if (words === 'at least 1,200 people') break;
    assert.ok(Date.now() - start < 20_000, words);
    await page.keyboard.press(words.length > 21 ? 'Shift+ArrowLeft' : 'Shift+ArrowRight');
  }
  await drawn(); // the surface learns of a selection a moment after the key
  await page.keyboard.press('Control+Shift+K');
  const line = page.getByRole('group', { name: 'Bind the words to a claim' });
  await until('the line is filled', async () => (await line.getByLabel('Figure').inputValue()) === 'at least 1,200 people');
  assert.equal(await line.getByLabel('Who says so').inputValue(), 'Interior Ministry');
  assert.match(await line.getByLabel('As of').inputValue(), /^\d{4}-\d\d-\d\d$/);
  await page.keyboard.press('Enter');
  await until('the words are bound', async () => (await markdown()).includes('killed [at least 1,200 people](claim:people-quake-killed), the'));
  const took = Date.now() - start;
  assert.ok(took < 10_000, `from the first key to the claim it took ${took} ms`);

  // The same line offers the claim that there is, and the slip is marked.
  await page.keyboard.press('Control+End');
  for (let i = 0; i < '.'.length; i++) await page.keyboard.press('ArrowLeft');
  for (let i = 0; i < '1,300 people'.length; i++) await page.keyboard.press('Shift+ArrowLeft');
  await drawn(); // the surface learns of a selection a moment after the key
  await page.keyboard.press('Control+Shift+K');
  await until('the second line is filled', async () => (await line.getByLabel('Figure').inputValue()) === '1,300 people');
  await line.getByLabel('Claim').fill('people-quake-killed');
  await line.getByText('Enter binds the words to “people-quake-killed”').waitFor();
  await page.keyboard.press('Enter');
  const slip = page.getByRole('button', { name: 'Contradicts the record, “1,300 people”: The record says at least 1,200 people for “people-quake-killed”, and here it is 1,300 people.' });
  await slip.waitFor();
  await slip.press('Enter');
  assert.equal(await page.evaluate(() => getSelection().toString()), '1,300 people');
  await accessible(page);
  await page.getByLabel('Marks while I write').uncheck();
  await slip.waitFor({ state: 'detached' });
  await page.getByLabel('Marks while I write').check();
});

test('words are found, counted and replaced, in both modes', async () => {
  await fresh();
  await page.keyboard.type('Fog, **fog** and fog.\n\nfOg\n/footnote');
  await page.keyboard.press('Enter');
  await page.keyboard.type('A fogbank.');
  await page.locator('[data-words]', { hasText: '7 words · 1 min' }).waitFor();
  await page.keyboard.press('Control+f');
  const bar = page.getByRole('search', { name: 'Find and replace' });
  await bar.getByLabel('Find', { exact: true }).fill('fog');
  await bar.getByText('1 of 5').waitFor();
  await page.keyboard.press('Shift+Enter');
  await bar.getByText('5 of 5').waitFor();
  await bar.getByLabel('Capitals count').click();
  await bar.getByText('3 of 3').waitFor();
  await page.screenshot({ path: await keep('find.png') });
  await bar.getByLabel('Next').click();
  await bar.getByLabel('Replace with').fill('$& mist');
  await bar.getByRole('button', { name: 'Replace', exact: true }).click();
  assert.equal(await markdown(), 'Fog, **$& mist** and fog.\n\nfOg[^1]\n\n[^1]: A fogbank.\n');
  await page.keyboard.press('Control+Alt+m');
  await bar.getByText('2', { exact: true }).waitFor();
  assert.equal(await page.locator('.mirror mark').count(), 2);
  await bar.getByLabel('Replace with').fill('sea');
  await bar.getByRole('button', { name: 'Replace all' }).click();
  await bar.getByText('2 replaced').waitFor();
  assert.equal(await markdown(), 'Fog, **$& mist** and sea.\n\nfOg[^1]\n\n[^1]: A seabank.\n');
  await page.keyboard.press('Control+Alt+m');
  await bar.getByLabel('Find', { exact: true }).press('Escape');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+a');
  await page.locator('[data-chosen]', { hasText: 'of' }).waitFor();
});

// submit sends the form of a page with other values in it.
const submit = (path, values, to) => page.evaluate(async ([path, values, to]) => {
  const inert = new DOMParser().parseFromString(await (await fetch(path)).text(), 'text/html');
  const form = inert.querySelector('main form.form, form[data-editor]');
  const data = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(values)) {
    data.delete(name);
    for (const one of [value].flat()) data.append(name, one);
  }
  const answer = await fetch(to ?? form.getAttribute('action'), { method: 'POST', body: data });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${(await answer.text()).match(/class="error"[^]{0,300}/)}`);
  return new URL(answer.url).pathname;
}, [path, values, to]);

test('no hostile text of any field runs or asks anywhere, from the desk to the feeds and the mail', async () => {
  const ran = [];
  page.on('dialog', (dialog) => { if (dialog.type() !== 'beforeunload') ran.push(dialog.message()); });
  // Pictures of our own that are not there are no fault here.
  await page.route((url) => /\/[a-z]$/.test(url.pathname), (route) => route.fulfill({ contentType: 'image/png', body: '' }));
  await submit('/admin/settings', { name: hostileWords, tagline: hostileWords, description: hostileWords, publisher: hostileWords, postal_address: hostileWords });
  await submit('/admin/settings/navigation', { header_label: hostileWords, header_to: '/x"onclick=', footer_label: [hostileWords, hostileWords], footer_to: ['#', '/x"onclick='] });
  await submit('/admin/settings/announcement', { 'announcement/text': `${hostileWords} **x** [x](javascript:alert(1)) <svg onload=alert(1)>`, 'announcement/link_label': hostileWords, 'announcement/link_url': '/x"onclick=' });
  const picture = await page.evaluate(async (name) => {
    const canvas = new OffscreenCanvas(64, 48);
    canvas.getContext('2d').fillRect(0, 0, 64, 48);
    const form = new FormData();
    form.append('file', await canvas.convertToBlob(), name);
    return new URL((await fetch('/admin/media', { method: 'POST', body: form })).url).pathname;
  }, hostileWords);
  await submit(picture, { alt: hostileWords, credit: hostileWords });
  const named = { name: hostileWords, description: hostileWords, bio: hostileBody.slice(0, 1900) };
  const section = await submit('/admin/sections/new', { ...named, slug: 'hostile' });
  await submit('/admin/authors/new', { ...named, slug: 'hostile' });
  await fresh();
  await page.getByLabel('Headline').fill(hostileWords + '\u2028');
  await page.getByLabel('Standfirst').fill(hostileWords);
  await page.keyboard.press('Control+Alt+m');
  await page.locator('textarea[name=body]').fill(hostileBody);
  await page.keyboard.press('Control+Alt+m');
  await page.locator('[data-preview-body]').getByText('last words').waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText(/^Saved/).waitFor();
  // The names that the vectors give their elements take nothing from the desk.
  await surface().locator('pre').first().click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('First words.\n');
  const path = new URL(page.url()).pathname;
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const stored = () => page.evaluate(async (path) => new DOMParser().parseFromString(await (await fetch(path)).text(), 'text/html').querySelector('[name=body]').value, path);
  const whole = await until('the words are stored', async () => { const text = await stored(); return text.startsWith('First words.\n') && text; });
  assert.equal(whole.trimEnd(), 'First words.\n' + hostileBody);
  const written = [await surface().innerHTML(), await page.locator('[data-preview-body]').innerHTML()];
  await page.goto('/admin'); // an open writing page follows what becomes of its post
  await submit(path, { section: section.match(/\d+/)?.[0] ?? '1', tags: '<svg onload=alert(1)>', slug: 'hostile-post', significant: '1' }, path + '/publication');
  await submit('/admin/newsletters/new', { name: hostileWords, sender_name: hostileWords.replace(/[<>"]/g, ''), sender_address: 'x@farrow.example', slug: 'hostile' });
  const issue = await submit(`/admin/issues/new?post=${path.match(/\d+/)[0]}`, { intro: hostileBody.slice(0, 3000), preheader: hostileWords.slice(0, 100) });
  await page.goto('about:blank').catch(() => {}); // the writing page may just be loaded anew, since its post is out
  for (const shown of ['/hostile-post', '/']) {
    await page.goto(shown);
    written.push(await page.locator('body').innerHTML());
  }
  const told = [`${issue.match(/\/admin\/issues\/\d+/)[0]}/preview`, '/author/hostile', '/section/hostile', '/feed.json', '/feed.xml'];
  for (const path of told) {
    const answer = await page.request.get(path);
    assert.equal(answer.status(), 200, path);
    written.push(/json$/.test(path) ? (await answer.json()).items[0].content_html : await answer.text());
  }
  assert.doesNotMatch(written.pop(), /<(script|img|svg)/i); // XML has them as text
  // Without the policy of our pages, which would have stopped them as well.
  await page.goto('about:blank');
  assert.equal(await page.evaluate((bare) => bare.map((html) => Object.assign(document.body, { innerHTML: html }).querySelectorAll('script:not([type="application/ld+json"]):not([src^="/"]), iframe:not([src^="/"]), object, embed, base[href], meta[http-equiv=refresh i], [srcdoc], [href^="javascript:" i], [onerror], [onload], [onclick]').length).join(), written), written.map(() => 0).join());
  assert.deepEqual(ran, []);
});
