// What every page must pass: axe, the HTML validator, a narrow window, and the
// keyboard.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';

// none fails with every line of what was found.
export function none(found, what) {
  if (found.length) assert.fail([what, ...found].join('\n    '));
}

const rules = JSON.parse(readFileSync(new URL('.htmlvalidate.json', import.meta.url)));
const validator = new HtmlValidate(new StaticConfigLoader(rules));

// validHTML checks a page as it was served.
export async function validHTML(html, name) {
  const report = await validator.validateString(html, name);
  const lines = html.split('\n');
  const wrong = report.results.flatMap((result) => result.messages)
    .map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message} | ${lines[m.line - 1]?.trim().slice(Math.max(0, m.column - 60), m.column + 100)}`);
  none(wrong, `${name}: HTML`);
}

const standard = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const everything = { type: 'tag', values: [...standard, 'best-practice'] };
// A mail stands in the page of a mail program, which has the landmarks.
const inAPage = { type: 'tag', values: standard };

// accessible runs axe on the page as it stands. Frames are pages of their own
// and are looked at alone.
export async function accessible(page, name, { mail = false } = {}) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe.source);
  const violations = await page.evaluate(async (runOnly) => {
    const { violations } = await window.axe.run(document, { runOnly, iframes: false, preload: false, resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map((n) => `${id}: ${n.html.slice(0, 160)} — ${n.failureSummary.replace(/\s+/g, ' ').slice(0, 300)}`));
  }, mail ? inAPage : everything);
  none(violations, `${name}: axe`);
}

// noSideways fails when the page is wider than the window.
export async function noSideways(page, name) {
  const wide = await page.evaluate(() => {
    const most = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= most && document.body.scrollWidth <= most) return [];
    return [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > most + 1 || e.getBoundingClientRect().left < -1)
      .map((e) => e.outerHTML.slice(0, 120)).slice(0, 8);
  });
  none(wide, `${name}: wider than the window`);
}

// keyboard walks the page by Tab: the way past the navigation comes first,
// every control is reached, and each shows that it has the focus. A door has no
// navigation to pass.
export async function keyboard(page, name, { door = false } = {}) {
  await page.evaluate(() => {
    const stops = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    const seen = window.seenByTab = { order: [], dim: [] };
    const says = (e) => (e.getAttribute('aria-label') || e.textContent.trim().slice(0, 40) || e.name || e.id) + ` <${e.localName}>`;
    const marked = (e) => {
      if (e.matches('.paper :is(textarea, [role=textbox])')) return true; // the sheet that is written on shows the caret alone
      for (let at = e, up = 0; at && up < 4; at = at.parentElement, up++) {
        const style = getComputedStyle(at);
        if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) return true;
      }
      return false;
    };
    document.addEventListener('focusin', ({ target }) => {
      if (seen.order.includes(target)) return;
      seen.order.push(target);
      const box = target.getBoundingClientRect();
      if (!marked(target) || box.width < 2 || box.bottom < 0) seen.dim.push(says(target));
    });
    window.notByTab = () => [...document.querySelectorAll(stops)]
      .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !e.disabled && e.tabIndex >= 0 && !seen.order.includes(e))
      // Of radio buttons with one name the chosen one is the stop.
      .filter((e) => e.type !== 'radio' || !seen.order.some((s) => s.type === 'radio' && s.name === e.name)).map(says);
    // Tab goes on from where the focus was last, so it is put before everything.
    const top = document.createElement('i');
    top.tabIndex = -1;
    document.body.prepend(top);
    top.focus();
    top.remove();
    scrollTo(0, 0);
    seen.order.length = seen.dim.length = 0;
  });
  for (let presses = 0; presses < 600; presses += 30) {
    await Promise.all(Array.from({ length: 30 }, () => page.keyboard.press('Tab')));
    if (!(await page.evaluate(() => window.notByTab().length))) break;
  }
  const { first, dim, missed } = await page.evaluate(() => ({
    first: window.seenByTab.order[0]?.getAttribute('href'), dim: window.seenByTab.dim, missed: window.notByTab(),
  }));
  if (!door) assert.match(first || '', /^#/, `${name}: the first stop of the Tab key is not the way to the content`);
  none(missed, `${name}: the Tab key does not reach these`);
  none(dim, `${name}: these do not show the focus`);
}
