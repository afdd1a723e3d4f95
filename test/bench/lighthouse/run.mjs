// Lighthouse on the home page and the newest post of the demo publication, as a
// phone sees them (its own simulated network and processor), five times each.
// It prints the medians, and the audits that cost points. Nothing is asserted:
// the figure for performance moves with the machine.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { serve } from '../../browser/lib.mjs';

const rounds = 5;
const categories = ['performance', 'accessibility', 'best-practices', 'seo'];
const middle = (all) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)];

// settled waits until the demo's pictures have their smaller sizes, for which
// pages are made anew.
async function settled(url) {
  for (let last = '', same = 0; same < 120;) {
    const now = await (await fetch(url)).text();
    same = now === last ? same + 1 : 0;
    last = now;
    await new Promise((next) => setTimeout(next, 250));
  }
}

const site = await serve('--demo');
const feed = await (await fetch(site.base + '/feed.xml')).text();
const post = /<item>[\s\S]*?<link>([^<]+)<\/link>/.exec(feed)[1];
const chrome = await launch({ chromePath: process.env.CHROMIUM, chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu'] });
try {
  for (const url of [site.base + '/', post]) {
    await settled(url);
    const scores = Object.fromEntries(categories.map((c) => [c, []]));
    const lost = new Map(); // audit -> what it said the last time
    for (let i = 0; i < rounds; i++) {
      const { lhr } = await lighthouse(url, { port: chrome.port, onlyCategories: categories, logLevel: 'error' });
      for (const c of categories) {
        scores[c].push(Math.round(lhr.categories[c].score * 100));
        for (const { id, weight } of lhr.categories[c].auditRefs) {
          const { score, title, displayValue = '' } = lhr.audits[id];
          if (weight > 0 && score !== null && score < 0.9) lost.set(`${c}: ${title}`, displayValue);
        }
      }
    }
    console.log(new URL(url).pathname, categories.map((c) => `${c} ${middle(scores[c])}`).join(', '));
    for (const [audit, said] of lost) console.log('  ', audit, said);
  }
} finally {
  chrome.kill();
  await site.stop();
}
