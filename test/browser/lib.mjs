// What the browser tests share: a server of their own, and visitors who note
// every fault that a page has on its way.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = fileURLToPath(new URL('.', import.meta.url));
const program = process.env.ONRECORD || join(here, '../../bin/onrecord');
const out = join(here, 'out');

// How long anything may take, in milliseconds: long, since a machine may be
// busy; what is waited for comes as soon as it is there.
export const patience = 30_000;

// databases are the empty PostgreSQL databases that test/withpostgres made.
const databases = (process.env.ONRECORD_TEST_DATABASES || '').split(' ').filter(Boolean);

// engines names each engine with the flags that choose it. Without PostgreSQL
// its half is skipped with a sentence, and fails where CI is true.
export function engines() {
  const url = databases.shift();
  if (!url && process.env.CI === 'true') throw new Error('ONRECORD_TEST_DATABASES names no empty database; run sh test/run.sh');
  return [
    { name: 'SQLite', flags: [] },
    { name: 'PostgreSQL', flags: ['--database', url], skip: url ? false : 'no PostgreSQL was found; run sh test/run.sh' },
  ];
}

// serve starts the program in an empty folder, on a free port, and waits until
// it is ready. stop sends SIGTERM and expects an orderly end.
export async function serve(...flags) {
  const data = await mkdtemp(join(tmpdir(), 'onrecord-browser-'));
  const child = spawn(program, ['serve', '--data', data, '--listen', '127.0.0.1:0', ...flags], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  const log = [];
  const started = new Promise((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      log.push(line);
      const address = /msg=serving address=(\S+)/.exec(line);
      if (address) resolve('http://' + address[1]);
    });
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}:\n${log.join('\n')}`)));
  });
  const base = await started;
  const ready = await fetch(base + '/readyz');
  assert.equal(ready.status, 200, await ready.text());
  const link = log.map((line) => /(http\S+\/setup\/\S+)/.exec(line)?.[1]).find(Boolean);
  return {
    base, link, log,
    stop: async () => {
      child.kill('SIGTERM');
      const [code] = await ended;
      await rm(data, { recursive: true, force: true });
      assert.equal(code, 0, `the server ended with ${code}:\n${log.join('\n')}`);
      const bad = log.filter((line) => /level=(ERROR|WARN)|DATA RACE|panic/.test(line));
      assert.deepEqual(bad, [], 'the server complained');
    },
  };
}

// browse starts Chromium. It asks nobody but the site under test for anything.
export function browse() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--force-color-profile=srgb', '--font-render-hinting=none'],
  });
}

// visit opens a browser profile of its own on the site. It notes what no page
// may do: speak to another host, write an error to the console, break its
// content policy, answer with an error that was not announced by expect, or
// set a cookie outside the desk, unless a member signs in. done closes it and
// fails if there is any.
export async function visit(browser, base, { member = false, ...options } = {}) {
  const viewport = { width: 1280, height: 800 };
  const context = await browser.newContext({ baseURL: base, locale: 'en-GB', timezoneId: 'UTC', viewport, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(patience);
  const faults = [];
  const expected = [];
  const note = (sentence) => faults.push(sentence);
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== base && !['data:', 'blob:'].includes(url.protocol)) note(`asked another host: ${url}`);
  });
  const heads = [];
  context.on('response', (response) => {
    const path = new URL(response.url()).pathname;
    if (response.status() >= 400) {
      const i = expected.indexOf(`${response.status()} ${path}`);
      if (i < 0) note(`${response.status()} for ${response.request().method()} ${path}`);
      else expected.splice(i, 1);
    }
    if (member || /^\/(admin|setup)(\/|$)/.test(path)) return;
    heads.push(response.headerValue('set-cookie').then((cookie) => { if (cookie) note(`a cookie came with ${path}`); }));
  });
  context.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    // A refused page is noted above, where some are expected.
    if (/^Failed to load resource: the server responded with a status of 4/.test(message.text())) return;
    note(`${message.location().url} wrote to the console: ${message.text()}`);
  });
  context.on('weberror', (error) => note(`${error.page()?.url()}: ${error.error()}`));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  const idle = [];
  return {
    context,
    page: await context.newPage(),
    // inATab does something in a tab of its own, in light and at the size that
    // the visitor has. Tabs are used again: a new one compiles the checks anew,
    // which costs three times what they do. A fresh one was nowhere before.
    inATab: async (work, { fresh = false } = {}) => {
      const tab = (!fresh && idle.pop()) || await context.newPage();
      try {
        return await work(tab);
      } finally {
        if (fresh) {
          await tab.close();
        } else {
          await Promise.all([tab.emulateMedia({ media: null, colorScheme: null }), tab.setViewportSize(viewport), tab.setExtraHTTPHeaders({})]);
          idle.push(tab);
        }
      }
    },
    // expect announces that an address answers with an error once more.
    expect: (status, path) => expected.push(`${status} ${path}`),
    faults: () => faults.splice(0),
    done: async () => {
      await Promise.all(heads);
      await context.close();
      assert.deepEqual(faults, [], 'the pages have faults');
      assert.deepEqual(expected, [], 'these were expected and did not come');
    },
  };
}

// inPlainMarkdown has a visitor write in plain Markdown, as one who chose it
// before. A sandboxed frame has no storage to say so in, and no need to.
export const inPlainMarkdown = ({ context }) => context.addInitScript(() => {
  try { localStorage.setItem('onrecord.plain', '1'); } catch { /* sandboxed */ }
});

// until asks again, as fast as it is answered, until ask gives something true.
export async function until(what, ask) {
  const end = Date.now() + patience;
  for (;;) {
    const got = await ask();
    if (got) return got;
    assert.ok(Date.now() < end, `waited in vain: ${what}`);
  }
}

// keep puts a picture into out/, which git ignores.
export async function keep(name) {
  await mkdir(out, { recursive: true });
  return join(out, name);
}
