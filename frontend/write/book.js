// A book remembers the bytes that each block came from. What was not touched
// is written with them; what was touched is written anew.
import { read } from './read.js';
import { twin, writeBlock } from './write.js';

const print = (node) => JSON.stringify(node.toJSON());

export function open(text) {
  const { doc, origins, lead } = read(text);
  const byNode = new Map(origins.map((origin, i) => [origin.node, i]));
  const byPrint = new Map();
  origins.forEach((origin, i) => {
    const key = print(origin.node);
    if (!byPrint.has(key)) byPrint.set(key, []);
    byPrint.get(key).push(i);
  });
  const written = new WeakMap();
  return { doc, origins, lead, text, byNode, byPrint, written };
}

// places gives each node the number of the block it is, or -1. Undoing a
// change makes a node that is equal to the first one, not the same.
function places(book, nodes) {
  let last = -1;
  return nodes.map((node) => {
    let at = book.byNode.get(node);
    if (at === undefined) at = book.byPrint.get(print(node))?.find((i) => i > last) ?? -1;
    if (at > last) last = at;
    return at;
  });
}

// near finds what a touched node was before, where its neighbours tell.
function near(book, found) {
  const out = [...found];
  for (let i = 0; i < out.length; i++) {
    if (found[i] >= 0) continue;
    let end = i;
    while (end < out.length && found[end] < 0) end++;
    const from = i > 0 ? found[i - 1] : -1;
    const to = end < out.length ? found[end] : book.origins.length;
    if (to - from - 1 === end - i) for (let k = i; k < end; k++) out[k] = from + 1 + k - i;
    i = end;
  }
  return out;
}

const empty = (node) => node.type.name === 'paragraph' && node.content.size === 0;

// write is the text of a document, and where each block of it begins.
export function write(book, doc) {
  const nodes = [];
  doc.forEach((node, offset) => { if (!empty(node)) nodes.push({ node, offset }); });
  const same = places(book, nodes.map(({ node }) => node));
  const was = near(book, same);
  let text = book.lead;
  const starts = [];
  nodes.forEach(({ node, offset }, i) => {
    if (i > 0) text += gap(book, nodes, same, was, i);
    starts.push({ offset, at: text.length });
    text += same[i] >= 0 ? book.origins[same[i]].text : anew(book, node, i > 0 && twin(nodes[i - 1].node, node));
  });
  const ends = was.at(-1) === book.origins.length - 1 ? book.origins.at(-1)?.gap : undefined;
  if (nodes.length || !book.origins.length) text += ends ?? (nodes.length && book.text !== '' && !book.text.endsWith('\n') ? '' : nodes.length ? '\n' : '');
  return { text, starts };
}

function anew(book, node, other) {
  if (other) return writeBlock(node, true);
  if (!book.written.has(node)) book.written.set(node, writeBlock(node));
  return book.written.get(node);
}

// gap is the blank space between two blocks: the writer's own where both
// stood there before, and one blank line else.
function gap(book, nodes, same, was, i) {
  const [a, b] = [was[i - 1], was[i]];
  if (a < 0 || b !== a + 1) return '\n\n';
  const own = book.origins[a].gap;
  if (same[i - 1] >= 0 && same[i] >= 0) return own;
  const alike = nodes[i - 1].node.type === book.origins[a].node.type && nodes[i].node.type === book.origins[b].node.type;
  return /\n[ \t]*\r?\n/.test(own) || (alike && nodes[i - 1].node.type.name === 'heading') ? own : '\n\n';
}
