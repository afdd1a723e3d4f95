// The pages of the demo publication, one of each kind, found by walking it.
import assert from 'node:assert/strict';
import { until } from './lib.mjs';

export async function signInToDemo(page) {
  await page.goto('/admin/sign-in');
  await page.getByLabel('Email address').fill('editor@farrow.example');
  await page.getByLabel('Password').fill('eleven dark winters');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Today' }).waitFor();
}

// What a post may show, each to be found on one that is looked at.
const features = {
  'lead picture': /class="post-lead"/, update: /class="updates"/, table: /<table/, quote: /<blockquote/,
  list: /<li>/, author: /rel="author"/, tags: /class="topics"/, 'way in for members': /members-only invitation/, comments: /class="threads"/,
};

// publicPages lists every kind of page that readers see. posts are all posts
// of the site.
export async function publicPages(base, desk) {
  const get = async (path) => (await fetch(new URL(path, base))).text();
  const found = (html, pattern, what) => {
    const match = pattern.exec(html);
    assert.ok(match, `the demo has no ${what}`);
    return match[1].replaceAll('&amp;', '&');
  };
  const home = await get('/');
  const posts = await allPosts(base, get);
  const chosen = new Map();
  for (const [what, pattern] of Object.entries(features)) {
    const one = [...chosen.values()].find((p) => pattern.test(p.html)) || posts.find((p) => pattern.test(p.html));
    assert.ok(one, `no post of the demo shows a ${what}`);
    chosen.set(one.path, one);
  }
  const tagged = posts.find((p) => features.tags.test(p.html)).html;
  const older = found(home, /rel="next" href="([^"]+)"/, 'second page');
  const month = found(await get('/archive'), /href="(\/archive\/\d+\/\d+)"/, 'month');
  const issue = found(await get('/newsletters'), /href="(\/newsletters\/[^"/]+\/[^"/]+)"/, 'issue');
  const pages = [
    { name: 'home', path: '/', print: true },
    { name: 'home-older', path: older },
    ...[...chosen.keys()].map((path, i) => ({ name: i ? `post-${i + 1}` : 'post', path, print: i === 0 })),
    { name: 'page', path: '/about' },
    { name: 'section', path: found(home, /href="(\/section\/[^"/]+)"/, 'section') },
    { name: 'tag', path: found(tagged, /href="(\/tag\/[^"/]+)"/, 'tag') },
    { name: 'author', path: found(tagged, /href="(\/author\/[^"/]+)" rel="author"/, 'author') },
    { name: 'series', path: '/series/the-island-repairs-itself' },
    { name: 'archive', path: '/archive' },
    { name: 'month', path: month },
    { name: 'search', path: '/search' },
    { name: 'search-found', path: '/search?q=harbour' },
    { name: 'search-nothing', path: '/search?q=qwzx' },
    { name: 'newsletters', path: '/newsletters' },
    { name: 'newsletter', path: issue.replace(/\/[^/]+$/, '') },
    { name: 'issue', path: issue, mail: true },
    { name: 'subscribe-sent', path: '/subscribe/sent' },
    { name: 'subscribe-wrong', path: '/subscribe', status: 422, open: subscribeWrongly },
    { name: 'your-data', path: '/member' },
    { name: 'sign-in', path: '/sign-in' },
    { name: 'sign-in-code', path: '/sign-in/code' },
    { name: 'not-found', path: '/there-is-nothing-here', status: 404 },
    { name: 'wrong-link', path: '/confirm/nonsense', status: 404 },
    ...await ownPages(base, desk),
  ];
  return Object.assign(pages, { posts });
}

async function allPosts(base, get) {
  const locations = (xml) => [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map((m) => m[1]);
  const paths = new Set();
  for (const part of locations(await get('/sitemap.xml'))) {
    for (const at of locations(await get(part))) {
      const path = new URL(at).pathname;
      if (/^\/[^/]+$/.test(path) && !['/archive', '/newsletters', '/search', '/member'].includes(path)) paths.add(path);
    }
  }
  return Promise.all([...paths].map(async (path) => ({ path, html: await get(path) })));
}

async function subscribeWrongly(page) {
  await page.goto('/newsletters');
  const form = page.locator('form[action="/subscribe"]');
  await form.evaluate((f) => { f.noValidate = true; });
  await form.getByLabel('Email address').fill('nobody at all');
  const answer = page.waitForResponse((r) => r.request().method() === 'POST');
  await form.getByRole('button', { name: 'Subscribe' }).click();
  await page.getByRole('alert').waitFor();
  return answer;
}

// ownPages are the pages that a reader reaches by links in mails.
async function ownPages(base, desk) {
  const email = 'nell.harker@gullstreet.example';
  const home = await (await fetch(base + '/newsletters')).text();
  const body = new URLSearchParams({ email, newsletter: /name="newsletter" value="(\d+)"/.exec(home)[1] });
  assert.equal((await fetch(base + '/subscribe', { method: 'POST', body })).status, 200);
  const confirm = await mailed(desk, email, /\/confirm\/[\w.-]+/);
  await fetch(base + confirm, { method: 'POST' });
  const preferences = /\/preferences\/[\w.-]+/.exec(await (await fetch(base + confirm, { method: 'POST' })).text())[0];
  await fetch(`${base}${preferences}/data`, { method: 'POST' });
  return [
    { name: 'confirm', path: confirm },
    { name: 'preferences', path: preferences },
    { name: 'own-data', path: await mailed(desk, email, /\/member\/[\w.-]+/) },
    { name: 'unsubscribe', path: await mailed(desk, '', /\/unsubscribe\/[\w.-]+/) },
    ...await accountPages(base, desk, email),
  ];
}

// accountPages signs a member in. Only the pages themselves bring the session,
// so that the browser that looks at all the others has no cookie.
async function accountPages(base, desk, email) {
  const post = async (path, cookie, form) => {
    const body = new URLSearchParams(form);
    const response = await fetch(base + path, { method: 'POST', body, headers: { cookie }, redirect: 'manual' });
    assert.equal(response.status, 303, path);
    return response.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ');
  };
  const asked = await post('/sign-in', '', { email });
  const cookie = await post(await mailed(desk, email, /\/sign-in\/[\w-]{43}/), asked, {});
  const open = async (page, path) => {
    await page.setExtraHTTPHeaders({ cookie });
    return page.goto(path);
  };
  return [{ name: 'account', path: '/account', open }, { name: 'reply', path: '/comments/1/reply', open }];
}

// mailed finds a link, or what else fits, in the newest mails that a search of
// the outbox gives, as soon as it is there.
export function mailed(desk, query, link) {
  return until(`a mail with ${link}`, async () => {
    const list = await (await desk.request.get('/admin/outbox?q=' + encodeURIComponent(query))).text();
    for (const [, path] of [...list.matchAll(/href="(\/admin\/outbox\/\d+)"/g)].slice(0, 5)) {
      const match = link.exec(await (await desk.request.get(path)).text());
      if (match) return match[0];
    }
    return null;
  });
}

// deskPages lists every kind of page of the desk.
export async function deskPages(base, desk) {
  const page = desk.page;
  const find = async (list, pattern) => {
    const match = pattern.exec(await (await page.request.get(list)).text());
    assert.ok(match, `${list} has no ${pattern}`);
    return match[1];
  };
  const post = await find('/admin/posts?status=published', /href="(\/admin\/posts\/\d+)"/);
  const draft = await find('/admin/posts?status=draft', /href="(\/admin\/posts\/\d+)"/);
  const revised = await revisedPost(page);
  const sent = await issueIn(page, 'Sent');
  const unsent = await issueIn(page, 'Draft');
  const message = await find('/admin/outbox', /href="(\/admin\/outbox\/\d+)"/);
  return [
    { name: 'desk-today', path: '/admin' },
    { name: 'desk-today-figures', path: '/admin?span=today', open: withTables },
    { name: 'desk-account', path: '/admin/account' },
    { name: 'desk-posts', path: '/admin/posts' },
    { name: 'desk-posts-none', path: '/admin/posts?q=qwzx' },
    { name: 'desk-calendar', path: '/admin/calendar' },
    { name: 'desk-comments', path: '/admin/comments' },
    { name: 'desk-post-new', path: '/admin/posts/new' },
    { name: 'desk-post', path: post },
    { name: 'desk-post-details', path: post, open: opening('Details') },
    { name: 'desk-post-publish', path: draft, open: opening('Publish…') },
    { name: 'desk-post-publish-again', path: post, open: opening('Publish…') },
    { name: 'desk-post-revisions', path: revised + '/revisions' },
    { name: 'desk-post-comparison', path: revised + '/comparison' },
    { name: 'desk-post-phone', path: revised + '/preview' },
    { name: 'desk-post-card', path: revised + '/preview?as=card' },
    { name: 'desk-post-remarks', path: post + '/remarks' },
    { name: 'desk-post-clash', path: draft, status: 409, open: clash },
    { name: 'desk-claims', path: '/admin/claims' },
    { name: 'desk-claim', path: await find('/admin/claims?q=tern-pairs&status=confirmed', /href="(\/admin\/claims\/\d+)"/) },
    { name: 'desk-claim-review', path: await find('/admin/claims?review=1', /href="(\/admin\/claims\/\d+)"/) },
    { name: 'desk-claim-new', path: '/admin/claims/new' },
    { name: 'desk-claim-wrong', path: '/admin/claims', status: 422, open: claimWrongly },
    { name: 'desk-claim-version', path: await find('/admin/claims?status=confirmed', /href="(\/admin\/claims\/\d+)"/) + '/versions/new' },
    { name: 'desk-sources', path: '/admin/sources' },
    { name: 'desk-source', path: await find('/admin/sources', /href="(\/admin\/sources\/\d+)"/) },
    { name: 'desk-source-unnamed', path: '/admin/sources/new?kind=unnamed' },
    { name: 'desk-reports', path: '/admin/reports' },
    { name: 'desk-pictures', path: '/admin/media' },
    { name: 'desk-picture', path: await find('/admin/media', /href="(\/admin\/media\/\d+)"/) },
    { name: 'desk-issues', path: '/admin/issues' },
    { name: 'desk-issue-new', path: '/admin/issues/new' },
    { name: 'desk-issue-sent', path: sent },
    { name: 'desk-issue-deliveries', path: sent + '/deliveries' },
    { name: 'desk-issue-uncertain', path: sent + '/deliveries?state=uncertain' },
    { name: 'desk-issue-draft', path: unsent },
    { name: 'desk-issue-edit', path: unsent + '/edit' },
    { name: 'desk-issue-sending', path: unsent + '/sending' },
    { name: 'mail-issue', path: sent + '/preview', mail: true },
    { name: 'mail-message', path: message + '/html', mail: true },
    { name: 'desk-newsletters', path: '/admin/newsletters' },
    { name: 'desk-newsletter-new', path: '/admin/newsletters/new' },
    { name: 'desk-newsletter', path: await find('/admin/newsletters', /href="(\/admin\/newsletters\/\d+)"/) },
    { name: 'desk-members', path: '/admin/members' },
    { name: 'desk-member-new', path: '/admin/members/new' },
    { name: 'desk-member-export', path: '/admin/members/export' },
    { name: 'desk-member', path: await find('/admin/members', /href="(\/admin\/members\/\d+)"/) },
    { name: 'desk-imports', path: '/admin/imports' },
    { name: 'desk-import', path: await importSome(page) },
    { name: 'desk-outbox', path: '/admin/outbox' },
    { name: 'desk-message', path: message },
    ...await groups(find),
    { name: 'desk-settings', path: '/admin/settings' },
    ...['design', 'navigation', 'members', 'languages', 'social', 'announcement', 'code'].map((part) => ({ name: `desk-settings-${part}`, path: `/admin/settings/${part}` })),
    { name: 'desk-staff', path: '/admin/staff' },
    { name: 'desk-person-new', path: '/admin/staff/new' },
    { name: 'desk-person', path: await find('/admin/staff', /href="(\/admin\/staff\/\d+)"/) },
    { name: 'desk-invited', path: '/admin/staff', open: invite },
    { name: 'desk-tokens', path: '/admin/tokens' },
    { name: 'desk-token-made', path: '/admin/tokens', open: makeToken },
    { name: 'desk-jobs', path: '/admin/jobs' },
    { name: 'desk-audit', path: '/admin/audit' },
    { name: 'desk-audit-check', path: '/admin/audit/check' },
    { name: 'desk-redirects', path: '/admin/redirects' },
    { name: 'desk-second-step', path: '/admin/account/second-step' },
    { name: 'desk-not-found', path: '/admin/nothing', status: 404, door: true },
  ];
}

async function groups(find) {
  const pages = [];
  for (const many of ['sections', 'tags', 'authors']) {
    pages.push({ name: `desk-${many}`, path: `/admin/${many}` }, { name: `desk-${many}-new`, path: `/admin/${many}/new` },
      { name: `desk-${many}-one`, path: await find(`/admin/${many}`, new RegExp(`href="(/admin/${many}/\\d+)"`)) });
  }
  return pages;
}

async function revisedPost(page) {
  for (const [, path] of (await (await page.request.get('/admin/posts?q=ferry')).text()).matchAll(/href="(\/admin\/posts\/\d+)"/g)) {
    if (/name="from"/.test(await (await page.request.get(path + '/revisions')).text())) return path;
  }
  return assert.fail('no post of the demo was published twice');
}

async function issueIn(page, state) {
  await page.goto('/admin/issues');
  const row = page.getByRole('row').filter({ has: page.locator('.pill', { hasText: state }) }).first();
  return row.getByRole('link').getAttribute('href');
}

// withTables opens the tables behind the drawings.
async function withTables(page, path) {
  const response = await page.goto(path);
  for (const words of await page.getByText('The figures as a table').all()) await words.click();
  return response;
}

// opening opens a drawer of the writing page.
const opening = (button) => async (page, path) => {
  const response = await page.goto(path);
  await page.getByRole('button', { name: button, exact: true }).click();
  return response;
};

// clash saves a post that changed since it was opened.
async function clash(page, path) {
  await page.goto(path);
  await page.getByLabel('Standfirst').fill('Theirs, saved first.');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('status').getByText(/^Saved/).waitFor();
  const form = page.locator('form[data-editor]');
  const answer = page.waitForResponse((r) => r.request().isNavigationRequest() && r.request().method() === 'POST');
  await form.evaluate((f) => {
    f.elements.version.value = f.dataset.version;
    f.elements.base.value = f.elements.tried.value = ''; // as from a page without script: nothing to join on
    f.elements.body.value = 'Mine, saved after it.';
    f.submit();
  });
  await page.getByRole('heading', { name: 'Two versions of this post' }).waitFor();
  return answer;
}

// claimWrongly sends a figure that has no number, and a source that is not there.
async function claimWrongly(page) {
  await page.goto('/admin/claims/new');
  await page.getByLabel('Statement').fill('A few boats sank.');
  await page.getByRole('textbox', { name: 'Figure' }).fill('a few');
  await page.getByLabel('Source, by its key').first().fill('nobody');
  return posted(page, 'Put it on record');
}

async function importSome(page) {
  await page.goto('/admin/imports');
  const csv = 'email,name\nperpetua.vane@letters.example,Perpetua Vane\nnot an address,\n';
  await page.getByLabel('CSV file').setInputFiles({ name: 'fair.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await page.getByRole('button', { name: 'Import' }).click();
  await page.getByRole('heading', { name: 'Refused rows' }).waitFor();
  return new URL(page.url()).pathname;
}

async function invite(page) {
  await page.goto('/admin/staff/new');
  await page.getByLabel('Name').fill('Perpetua Vane');
  await page.getByLabel('Email address').fill('perpetua@farrow.example');
  return posted(page, 'Invite');
}

async function makeToken(page) {
  await page.goto('/admin/tokens');
  await page.getByLabel('What it is for').fill('Screen in the harbour office');
  await page.getByRole('checkbox').first().check();
  return posted(page, 'Make the token');
}

async function posted(page, button) {
  const answer = page.waitForResponse((r) => r.request().method() === 'POST');
  await page.getByRole('main').getByRole('button', { name: button }).click();
  await page.waitForLoadState();
  return answer;
}
