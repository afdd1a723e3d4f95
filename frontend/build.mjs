// Bundles what the browser runs into the folders that the program embeds.
// The outputs are not committed; make runs this when a source is newer.
import { build } from 'esbuild';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import subset from 'subset-font';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: { write: at('write/main.js') },
  outdir: at('../internal/admin/assets/built'),
  bundle: true, minify: true, format: 'iife', target: 'es2022', charset: 'utf8', legalComments: 'linked', logLevel: 'warning',
});

// The typefaces in which share images are drawn, one file for each script.
const fonts = {
  'noto-serif': ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'vietnamese'],
  'noto-serif-hebrew': ['hebrew'], 'noto-naskh-arabic': ['arabic'], 'noto-serif-devanagari': ['devanagari'],
};
const packages = at('node_modules/@fontsource/');
for (const [family, scripts] of Object.entries(fonts)) {
  for (const script of scripts) copyFileSync(`${packages}${family}/files/${family}-${script}-700-normal.woff`, at(`../internal/placard/fonts/${script}.woff`));
}
copyFileSync(`${packages}noto-serif/LICENSE`, at('../internal/placard/fonts/OFL.txt'));

// The typefaces that a publication can choose, by family and cut; see internal/typeface/face.go.
const upright = ['latin', 'latin-ext', 'vietnamese'], slanted = ['latin', 'latin-ext'];
const faces = {
  literata: { '400-normal': [...upright, 'cyrillic', 'greek'], '400-italic': slanted, '700-normal': [...upright, 'cyrillic', 'greek'] },
  'libre-franklin': { '800-normal': [...upright, 'cyrillic'] },
  'libre-bodoni': { '700-normal': slanted },
  bitter: { '400-normal': [...upright, 'cyrillic'], '400-italic': slanted, '700-normal': [...upright, 'cyrillic'] },
  'public-sans': { '400-normal': upright, '400-italic': slanted, '700-normal': upright },
};
const spans = [[0x20, 0x7e], [0xa0, 0xff], [0x131], [0x152, 0x153], [0x2bb, 0x2bc], [0x2c6], [0x2da], [0x2dc], [0x304], [0x308], [0x329],
  [0x2000, 0x206f], [0x20ac], [0x2122], [0x2191], [0x2193], [0x2212], [0x2215]];
const latin = spans.flatMap(([a, b = a]) => Array.from({ length: b - a + 1 }, (_, i) => String.fromCodePoint(a + i))).join('');
for (const [family, cuts] of Object.entries(faces)) {
  for (const [cut, scripts] of Object.entries(cuts)) {
    for (const script of scripts) {
      const file = `${family}-${script}-${cut}.woff2`;
      const whole = readFileSync(`${packages}${family}/files/${file}`);
      const out = script === 'latin' ? await subset(whole, latin, { targetFormat: 'woff2', noLayoutClosure: true }) : whole;
      writeFileSync(at(`../internal/typeface/fonts/${file}`), out);
    }
  }
  copyFileSync(`${packages}${family}/LICENSE`, at(`../internal/typeface/fonts/OFL-${family}.txt`));
}
