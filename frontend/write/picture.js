// The picture block: a paragraph of one image, with its attributes in braces.
import { schema } from './schema.js';

const form = /^!\[((?:[^\[\]\\\n]|\\.)*)\]\((\S+?)(?:\s+"((?:[^"\\\n]|\\.)*)")?\)(?:\{([^{}\n]*)\})?$/;
const plain = (text = '') => text.replace(/\\([!-/:-@[-`{-~])/g, '$1');

// pictureOf is the block that a paragraph's Markdown stands for, or null.
export function pictureOf(text) {
  const found = form.exec(text);
  if (!found || /[()<>\\]/.test(found[2])) return null;
  const attrs = { src: found[2], alt: plain(found[1]), caption: plain(found[3]), width: '', credit: '' };
  // Entities and markup in the words are for the plain form.
  if (/[&*_`<]/.test(found[1] + (found[3] ?? ''))) return null;
  const rest = (found[4] ?? '').replace(/(?:^|\s)(width|credit)=(?:"([^"]*)"|([^\s"]+))/g, (_, name, quoted, bare) => {
    attrs[name] = quoted ?? bare;
    return '';
  });
  if (rest.trim()) return null;
  if (/\.(mp3|m4a|ogg|oga|wav|flac|mp4|webm)$/i.test(attrs.src)) return null;
  return schema.nodes.picture.create(attrs);
}

const one = (text) => text.replace(/\s+/g, ' ').trim();

export function writePicture({ src, alt, caption, width, credit }) {
  const title = caption ? ` "${one(caption).replace(/[\\"*_`<&]/g, '\\$&')}"` : '';
  const braces = [width && `width=${width}`, credit && `credit="${one(credit).replace(/["{}]/g, '')}"`].filter(Boolean).join(' ');
  return `![${one(alt).replace(/[\\[\]*_`<&]/g, '\\$&')}](${src}${title})${braces && `{${braces}}`}`;
}
