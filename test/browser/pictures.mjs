// Pictures of every kind of page: kept small in golden/, and compared in each
// run with how the page looks now. With PICTURES=1 large ones go to out/ too,
// for a person to look at; drawing those takes longer than all checks.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { keep } from './lib.mjs';
import { smaller } from './palette.mjs';

const large = process.env.PICTURES === '1';
const update = process.env.UPDATE_GOLDEN === '1';
const folder = new URL('golden/', import.meta.url);
const fonts = new URL('drawn-with.json', folder);

// A page is kept down to this many pixels, at a fifth of its size.
const longest = 1600;
const scale = 1 / 5;

// What may differ: dates and names of the day have other lengths, and move what
// comes after them, and the demo takes its drawings in at the same time, so
// that they lie in the library in any order. A page whose style is lost or whose
// columns fall differs by far more. A cell is what eight by eight pixels of a picture are on
// average; it differs when a channel is off by more than a tenth.
const cell = 8;
const off = 26;
const most = 0.2;

const wide = { width: 1280, height: 800 };
const narrow = { width: 390, height: 844 };

// looks are how a page is drawn, in the order in which they cost least.
export const looks = {
  wide: { size: wide, scheme: 'light' },
  'wide-dark': { size: wide, scheme: 'dark' },
  'narrow-dark': { size: narrow, scheme: 'dark' },
  narrow: { size: narrow, scheme: 'light' },
};

// draw takes the picture of one look of a page that has that look now. The
// window is made as long as the page, so that what comes when scrolled to is there.
export async function draw(page, name, size) {
  const long = await page.evaluate(() => document.documentElement.scrollHeight);
  const height = Math.min(Math.max(long, size.height), large ? 9000 : longest);
  await page.setViewportSize({ width: size.width, height });
  await page.waitForFunction(() => [...document.images].every((i) => {
    const box = i.getBoundingClientRect();
    return i.complete || !i.checkVisibility() || box.top >= innerHeight || box.bottom <= 0;
  }));
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  if (large) await page.screenshot({ path: await keep(`${name}.jpg`), type: 'jpeg', quality: 80 });
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'png', clip: { x: 0, y: 0, width: size.width, height: Math.min(height, longest), scale } });
  await session.detach();
  await page.setViewportSize(size);
  return 'data:image/png;base64,' + data;
}

// gallery compares what was drawn with what is kept. Both are put side by side
// on an easel, a page of the browser with nothing on it. Pictures of another
// browser or with other fonts differ everywhere, so then nothing is compared.
export async function gallery(browser) {
  const easel = await browser.newPage();
  const drawnWith = { browser: browser.version().split('.')[0], fonts: await easel.evaluate(measured) };
  await mkdir(folder, { recursive: true });
  if (update) await writeFile(fonts, JSON.stringify(drawnWith, null, 1) + '\n');
  const kept = existsSync(fonts) ? JSON.parse(await readFile(fonts, 'utf8')) : null;
  const same = JSON.stringify(kept) === JSON.stringify(drawnWith);
  return {
    // skip is the reason why nothing is compared, or ''.
    skip: same ? '' : 'the kept pictures were drawn by another Chromium or with other fonts; UPDATE_GOLDEN=1 draws them anew',
    // hang compares the looks of a page with the kept picture, or keeps them.
    hang: async (name, pictures) => {
      if (!same) return;
      const at = new URL(`${name}.png`, folder);
      const sheet = await easel.evaluate(sideBySide, pictures);
      if (update) return writeFile(at, await smaller(easel, Buffer.from(sheet, 'base64')));
      assert.ok(existsSync(at), `no picture of ${name} is kept; UPDATE_GOLDEN=1 draws it`);
      const part = await easel.evaluate(differing, [sheet, (await readFile(at)).toString('base64'), cell, off]);
      if (part <= most) return;
      await writeFile(await keep(`golden-${name}.png`), Buffer.from(sheet, 'base64'));
      assert.fail(`${name} looks different in ${Math.round(part * 100)} % of the picture: see out/golden-${name}.png beside golden/${name}.png; UPDATE_GOLDEN=1 keeps the new one`);
    },
    close: () => easel.close(),
  };
}

// measured tells the fonts of a machine apart by how wide they are.
function measured() {
  const pen = new OffscreenCanvas(1, 1).getContext('2d');
  return ['serif', 'sans-serif', 'monospace', 'system-ui'].map((family) => {
    pen.font = `100px ${family}`;
    return ['Hamburgefonstiv', 'منارة الميناء', 'הגדול', 'हिन्दी', '新聞'].map((text) => Math.round(pen.measureText(text).width)).join(' ');
  });
}

async function sideBySide(pictures) {
  const images = await Promise.all(pictures.map(async (source) => createImageBitmap(await (await fetch(source)).blob())));
  const canvas = new OffscreenCanvas(images.reduce((sum, i) => sum + i.width, 0), Math.max(...images.map((i) => i.height)));
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#808080';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  let x = 0;
  for (const image of images) {
    pen.drawImage(image, x, 0);
    x += image.width;
  }
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
  let text = '';
  for (let i = 0; i < bytes.length; i += 1 << 15) text += String.fromCharCode(...bytes.subarray(i, i + (1 << 15)));
  return btoa(text);
}

// differing is the part of the cells that differ, of those of the longer picture.
async function differing([one, other, cell, off]) {
  const cells = await Promise.all([one, other].map(async (data) => {
    const image = await createImageBitmap(await (await fetch('data:image/png;base64,' + data)).blob());
    const canvas = new OffscreenCanvas(Math.ceil(image.width / cell), Math.ceil(image.height / cell));
    const pen = canvas.getContext('2d');
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return pen.getImageData(0, 0, canvas.width, canvas.height);
  }));
  const [a, b] = cells;
  const all = Math.max(a.data.length, b.data.length);
  let wrong = 0;
  for (let i = 0; i < all; i += 4) {
    if ([0, 1, 2].some((c) => !(Math.abs(a.data[i + c] - b.data[i + c]) <= off))) wrong++;
  }
  return wrong / (all / 4);
}
