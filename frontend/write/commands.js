// What the toolbar, the slash menu and the keys do.
import { lift, setBlockType, toggleMark, wrapIn } from 'prosemirror-commands';
import { liftListItem, wrapInList } from 'prosemirror-schema-list';
import { TextSelection } from 'prosemirror-state';
import { schema } from './schema.js';
import { newTable } from './table.js';

const { nodes: n, marks: m } = schema;

const within = (state, type) => {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) if ($from.node(depth).type === type) return true;
  return false;
};

export const listOf = (type) => (state, dispatch) => (within(state, type) ? liftListItem(n.list_item) : wrapInList(type))(state, dispatch);
export const quoteOf = (state, dispatch) => (within(state, n.blockquote) ? lift : wrapIn(n.blockquote))(state, dispatch);

// insert puts a block where an empty paragraph stands, or after the block.
const insert = (make, caret = null) => (state, dispatch) => {
  const { $from } = state.selection;
  const node = make();
  const blank = $from.depth === 1 && !$from.parent.content.size;
  const at = blank ? $from.before(1) : $from.depth ? $from.after(1) : state.selection.to;
  const tr = blank ? state.tr.replaceWith(at, $from.after(1), node) : state.tr.insert(at, node);
  const end = at + node.nodeSize;
  if (end >= tr.doc.content.size) tr.insert(end, n.paragraph.create());
  tr.setSelection(caret === null ? TextSelection.near(tr.doc.resolve(end + 1)) : TextSelection.create(tr.doc, at + 1 + caret));
  dispatch?.(tr.scrollIntoView());
  return true;
};
const written = (text, caret) => insert(() => n.source.create(null, schema.text(text)), caret);

// said is a quote with a line below for who said it.
const said = () => n.blockquote.create(null, [n.paragraph.create(), n.paragraph.create(null, schema.text('— Name'))]);

// note puts the sign of a footnote at the caret, or behind the text above an
// empty line, and begins the note at the end of the post.
function note(state, dispatch) {
  const { $from } = state.selection;
  if (!$from.parent.isTextblock || $from.parent.type.spec.code) return false;
  const taken = [...state.doc.textBetween(0, state.doc.content.size, '\n', (leaf) => leaf.attrs.text ?? '').matchAll(/\[\^(\d+)\]/g)].map(([, number]) => Number(number));
  const sign = `[^${Math.max(0, ...taken) + 1}]`;
  const before = $from.depth === 1 && !$from.parent.content.size ? state.doc.resolve($from.before(1)).nodeBefore : null;
  const { tr } = state;
  tr.insert(before?.isTextblock && !before.type.spec.code ? $from.before(1) - 1 : $from.pos, n.raw.create({ text: sign }));
  const last = tr.doc.lastChild;
  const end = tr.doc.content.size - (last.type === n.paragraph && !last.content.size ? last.nodeSize : 0);
  tr.replaceWith(end, tr.doc.content.size, [n.source.create(null, schema.text(`${sign}: Note`)), n.paragraph.create()]);
  const at = end + 1 + sign.length + 2;
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, at, at + 4)).scrollIntoView());
  return true;
}

export const blocks = {
  said: insert(said, 1), note,
  embed: insert(() => n.paragraph.create(null, schema.text('https://')), 8),
  bookmark: written('[Title](https:// "Description"){.bookmark site="Name"}', 16),
  heading: (state, dispatch) => (state.selection.$from.parent.type === n.heading ? setBlockType(n.paragraph) : setBlockType(n.heading, { level: 2 }))(state, dispatch),
  small: setBlockType(n.heading, { level: 3 }),
  bullets: listOf(n.bullet_list), numbers: listOf(n.ordered_list), quote: quoteOf,
  tasks: (state, dispatch) => wrapInList(n.bullet_list)(state, dispatch && ((tr) => {
    const { $from } = tr.selection;
    dispatch(tr.setNodeMarkup($from.before(-1), null, { checked: false }));
  })),
  code: setBlockType(n.code_block),
  divider: insert(() => n.horizontal_rule.create()),
  members: written('<!-- members -->'),
  table: insert(newTable, 2),
  callout: written('> [!NOTE] Title\n> Text', 10),
  toggle: written('::: toggle Title\nText\n:::', 11),
  gallery: written('::: gallery Caption\n\n:::', 12),
  button: written('[Words](https://){.button}', 1),
  mail: written('::: mail\nText\n:::', 9),
  web: written('::: web\nText\n:::', 8),
};

// link asks for the address of the words that are chosen, or takes it away.
export function link(state, dispatch, view) {
  const { from, to, empty } = state.selection;
  if (state.doc.rangeHasMark(from, to, m.link)) return toggleMark(m.link)(state, dispatch);
  if (empty && !m.link.isInSet(state.storedMarks ?? [])) return false;
  if (dispatch) view?.dom.dispatchEvent(new CustomEvent('asklink', { bubbles: true }));
  return true;
}

// claim binds the words that are chosen to a claim, or frees them.
export function claim(state, dispatch, view) {
  const { from, to, empty } = state.selection;
  if (empty || !state.selection.$from.parent.inlineContent || state.selection.$from.parent.type.spec.code) return false;
  if (state.doc.rangeHasMark(from, to, m.link)) return toggleMark(m.link)(state, dispatch);
  if (dispatch) view?.dom.dispatchEvent(new CustomEvent('askclaim', { bubbles: true }));
  return true;
}
