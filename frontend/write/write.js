// Nodes of the surface to Markdown.
import { writeInline } from './inline.js';
import { writePicture } from './picture.js';

const empty = (node) => node.type.name === 'paragraph' && node.content.size === 0;
const indent = (text, by) => text.replace(/\n(?=[^\n])/g, '\n' + by);

export function writeBlocks(parent, tight = false) {
  const out = [];
  let last = null;
  parent.forEach((node) => {
    if (empty(node)) return;
    out.push((last ? (tight && !(isList(last) && isList(node)) ? '\n' : '\n\n') : '') + writeBlock(node, last && twin(last, node)));
    last = node;
  });
  return out.join('');
}

export const isList = (node) => /_list$/.test(node.type.name);
// twin says whether two lists that follow each other would become one.
export const twin = (a, b) => isList(b) && a.type === b.type && a.attrs.mark === b.attrs.mark;

export function writeBlock(node, other = false) {
  switch (node.type.name) {
    case 'paragraph': return paragraph(node);
    case 'heading': return `${'#'.repeat(node.attrs.level)} ${heading(node)}`.trimEnd();
    case 'blockquote': return quote(node);
    case 'bullet_list': case 'ordered_list': return list(node, other);
    case 'code_block': return fence(node);
    case 'source': return node.textContent;
    case 'horizontal_rule': return '---';
    case 'table': return table(node);
    case 'picture': return writePicture(node.attrs);
  }
  throw new Error(`no Markdown for ${node.type.name}`);
}

function paragraph(node) {
  const text = node.textContent;
  if (node.childCount === 1 && node.firstChild.isText && !node.firstChild.marks.length && /^https?:\/\/\S+$/.test(text)) return text;
  return writeInline(node).split('\n').map(guard).join('\n');
}

// guard keeps a line of words from being read as the start of a block.
function guard(line, i) {
  line = line.trimStart();
  if (i > 0 && !line) return '\\';
  return line
    .replace(/^(#{1,6})(?=\s|$)/, '\\$1')
    .replace(/^(>|:::|[-+](?=\s|$)|=+\s*$|-+\s*$|(?:-\s*){3,}$)/, '\\$1')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
    .replace(/^~~~/, '\\~~~');
}

const heading = (node) => writeInline(node).replace(/\\?\n/g, ' ').replace(/(^|\s)(#+)\s*$/, '$1\\$2');

const kinds = /^\\\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\\\]/i;
function quote(node) {
  const text = writeBlocks(node).replace(kinds, '[!$1]');
  return text.split('\n').map((line) => (line ? '> ' + line : '>')).join('\n');
}

function fence(node) {
  const text = node.textContent;
  const most = Math.max(2, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const sign = (node.attrs.info.includes('`') ? '~' : '`').repeat(most + 1);
  const ticks = sign[0] === '~' ? '~'.repeat(Math.max(3, ...[...text.matchAll(/~+/g)].map((run) => run[0].length + 1))) : sign;
  return `${ticks}${node.attrs.info}\n${text}${text && '\n'}${ticks}`;
}

// A cell is one line, and its bars are not the table's.
const cell = (node) => writeInline(node).replace(/((?:^|[^\\])(?:\\\\)*)\\\n/g, '$1<br>').replace(/\n/g, ' ').replace(/\|/g, '\\|');
const sides = { '': '---', left: ':--', center: ':-:', right: '--:' };

function table(node) {
  const rows = [];
  node.forEach((row) => {
    const cells = [];
    row.forEach((one) => cells.push(cell(one)));
    rows.push(cells);
  });
  const wide = Math.max(...rows.map((cells) => cells.length));
  const line = (cells) => `| ${Array.from({ length: wide }, (_, i) => cells[i] ?? '').join(' | ')} |`;
  const head = Array.from({ length: wide }, (_, i) => sides[node.firstChild.maybeChild(i)?.attrs.align ?? '']);
  return [line(rows[0]), `|${head.join('|')}|`, ...rows.slice(1).map(line)].join('\n');
}

// loose says whether an item needs blank lines to stay as it is.
function loose(node) {
  let found = !node.attrs.tight;
  node.forEach((item) => item.forEach((child, _, i) => {
    if (child.type.name === 'table') found = true;
    if (i > 0 && child.type.name === 'paragraph' && item.child(i - 1).type.name === 'paragraph') found = true;
  }));
  return found;
}

function list(node, other) {
  const wide = loose(node);
  const bullet = other ? (node.attrs.mark === '-' ? '*' : '-') : node.attrs.mark;
  const stop = other ? (node.attrs.mark === '.' ? ')' : '.') : node.attrs.mark;
  const items = [];
  node.forEach((item, _, i) => {
    const sign = node.type.name === 'bullet_list' ? bullet : `${node.attrs.start + i}${stop}`;
    const box = item.attrs.checked === null ? '' : item.attrs.checked ? '[x] ' : '[ ] ';
    const text = writeBlocks(item, !wide);
    items.push(text || box ? `${sign} ${box}${indent(text, ' '.repeat(sign.length + 1))}`.trimEnd() : sign);
  });
  return items.join(wide ? '\n\n' : '\n');
}
