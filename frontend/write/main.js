// The writing surface. Its entry: build.mjs bundles this file and what it
// imports into internal/admin/assets/built/write.js.
import { Schema } from 'prosemirror-model';
export { Schema };
