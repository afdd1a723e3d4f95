// Bundles what the browser runs into the folders that the program embeds.
// The outputs are not committed; make runs this when a source is newer.
import { build } from 'esbuild';
import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

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
