// Writes a picture of the screen as a PNG of 256 colours, a third of the size.
import { crc32, deflateSync } from 'node:zlib';

const most = 256;

// smaller gives the PNG of a page's screenshot again, with fewer colours.
export async function smaller(page, png) {
  const { width, height, data } = await page.evaluate(async (source) => {
    const picture = new Image();
    picture.src = source;
    await picture.decode();
    const canvas = new OffscreenCanvas(picture.naturalWidth, picture.naturalHeight);
    const pen = canvas.getContext('2d');
    pen.drawImage(picture, 0, 0);
    const { width, height, data } = pen.getImageData(0, 0, canvas.width, canvas.height);
    let text = '';
    for (let i = 0; i < data.length; i += 1 << 15) text += String.fromCharCode(...data.subarray(i, i + (1 << 15)));
    return { width, height, data: btoa(text) };
  }, 'data:image/png;base64,' + png.toString('base64'));
  return encode(width, height, Buffer.from(data, 'base64'));
}

function encode(width, height, rgba) {
  const bins = histogram(rgba);
  const palette = medianCut(bins);
  const nearest = new Map();
  const lines = Buffer.alloc((width + 1) * height); // each line begins with its filter, 0: none
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      const key = binOf(rgba, i);
      if (!nearest.has(key)) nearest.set(key, closest(palette, bins.get(key)));
      lines[y * (width + 1) + 1 + x] = nearest.get(key);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3], 8); // eight bits, by palette
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head), chunk('PLTE', Buffer.from(palette.flat())), chunk('IDAT', deflateSync(lines, { level: 9 })), chunk('IEND', Buffer.alloc(0)),
  ]);
}

// binOf is a colour at six bits a channel.
const binOf = (rgba, i) => (rgba[i] >> 2) << 12 | (rgba[i + 1] >> 2) << 6 | rgba[i + 2] >> 2;

// histogram counts the colours: each bin has its mean and its weight.
function histogram(rgba) {
  const bins = new Map();
  for (let i = 0; i < rgba.length; i += 4) {
    const key = binOf(rgba, i);
    let bin = bins.get(key);
    if (!bin) bins.set(key, bin = { n: 0, sum: [0, 0, 0] });
    bin.n++;
    for (let c = 0; c < 3; c++) bin.sum[c] += rgba[i + c];
  }
  for (const bin of bins.values()) bin.mean = bin.sum.map((s) => s / bin.n);
  return bins;
}

// medianCut parts the colours, always the box that errs the most, along the
// channel in which it errs the most, at its mean.
function medianCut(bins) {
  const boxes = [measured([...bins.values()])];
  while (boxes.length < most) {
    const at = boxes.reduce((best, box, i) => (box.error > boxes[best].error ? i : best), 0);
    const box = boxes[at];
    if (box.error === 0) break;
    const low = box.bins.filter((b) => b.mean[box.channel] <= box.mean[box.channel]);
    const high = box.bins.filter((b) => b.mean[box.channel] > box.mean[box.channel]);
    boxes.splice(at, 1, measured(low), measured(high));
  }
  return boxes.map((box) => box.mean.map(Math.round));
}

function measured(bins) {
  let n = 0;
  const sum = [0, 0, 0];
  const squares = [0, 0, 0];
  for (const bin of bins) {
    n += bin.n;
    for (let c = 0; c < 3; c++) {
      sum[c] += bin.n * bin.mean[c];
      squares[c] += bin.n * bin.mean[c] ** 2;
    }
  }
  const mean = sum.map((s) => s / n);
  const errors = squares.map((s, c) => (bins.length > 1 ? s - sum[c] * mean[c] : 0));
  const channel = errors.indexOf(Math.max(...errors));
  return { bins, mean, channel, error: errors[channel] };
}

function closest(palette, { mean }) {
  let best = 0;
  let least = Infinity;
  palette.forEach((colour, i) => {
    const d = (colour[0] - mean[0]) ** 2 + (colour[1] - mean[1]) ** 2 + (colour[2] - mean[2]) ** 2;
    if (d < least) [best, least] = [i, d];
  });
  return best;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
