// The same place in the text, from the surface to its Markdown and back: the
// block tells where, the words before the caret tell how far.
import { Selection } from 'prosemirror-state';

const tail = 24;

export function offsetOf({ text, starts }, state) {
  const { $head } = state.selection;
  const offset = $head.depth ? $head.before(1) : $head.pos;
  const at = starts.findLastIndex((start) => start.offset <= offset);
  if (at < 0) return 0;
  const end = starts[at + 1]?.at ?? text.length;
  const words = state.doc.textBetween(starts[at].offset, $head.pos, '\n', ' ');
  return starts[at].at + along(text.slice(starts[at].at, end).trimEnd(), words);
}

// along goes through Markdown until the letters of words are behind it.
function along(markdown, words) {
  let at = 0;
  for (const letter of words.replace(/\s+/g, '')) {
    const next = markdown.indexOf(letter, at);
    if (next >= 0) at = next + 1;
  }
  return words === '' ? 0 : at;
}

export function caretOf({ text, starts }, state, caret) {
  const at = starts.findLastIndex((start) => start.at <= caret);
  if (at < 0) return Selection.atStart(state.doc);
  const node = state.doc.nodeAt(starts[at].offset);
  const before = text.slice(starts[at].at, caret).replace(/\s+/g, '');
  let [left, pos] = [before, starts[at].offset + 1];
  node.descendants((child, offset) => {
    if (!child.isText) return;
    for (let i = 0; i < child.text.length; i++) {
      const next = /\s/.test(child.text[i]) ? -1 : left.indexOf(child.text[i]);
      if (/\s/.test(child.text[i])) continue;
      if (next < 0 || next > tail) return;
      left = left.slice(next + 1);
      pos = starts[at].offset + 1 + offset + i + 1;
    }
  });
  return Selection.near(state.doc.resolve(Math.min(pos, state.doc.content.size)));
}
