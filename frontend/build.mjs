// Bundles what the browser runs into the folders that the program embeds.
// The outputs are not committed; make runs this when a source is newer.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: { write: at('write/main.js') },
  outdir: at('../internal/admin/assets/built'),
  bundle: true, minify: true, format: 'iife', target: 'es2022', charset: 'utf8', legalComments: 'linked', logLevel: 'warning',
});
