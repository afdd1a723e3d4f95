// Keys, shortcuts of Markdown, and what else every editor has.
import { baseKeymap, chainCommands, exitCode, setBlockType, toggleMark } from 'prosemirror-commands';
import { dropCursor } from 'prosemirror-dropcursor';
import { gapCursor } from 'prosemirror-gapcursor';
import { history, redo, undo } from 'prosemirror-history';
import { InputRule, inputRules, textblockTypeInputRule, undoInputRule, wrappingInputRule } from 'prosemirror-inputrules';
import { keymap } from 'prosemirror-keymap';
import { liftListItem, sinkListItem, splitListItem } from 'prosemirror-schema-list';
import { Plugin } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';
import { schema } from './schema.js';
import { blocks, claim, link, listOf, quoteOf } from './commands.js';
import { slash } from './slash.js';
import { mention } from './mention.js';
import { finding } from './find.js';
import { tableKeys, tables } from './table.js';

const { nodes: n, marks: m } = schema;

// around makes a mark of what stands between two signs once the last is typed.
const around = (form, type) => new InputRule(form, (state, match, from, to) => {
  const [whole, lead, words] = match;
  if (state.doc.rangeHasMark(from, to, m.code)) return null;
  const at = from + lead.length;
  const sign = (whole.length - lead.length - words.length) / 2;
  const tr = state.tr.delete(at + words.length + sign, to);
  if (sign) tr.delete(at, at + Math.ceil(sign));
  return tr.addMark(at, at + words.length, type.create()).removeStoredMark(type);
});

// linked makes a link of [words](address) once it is closed.
const linked = new InputRule(/(^|[^!\\])\[([^[\]]+)\]\(((?:https?:\/\/|mailto:|\/|#)[^\s()<>]+)\)$/i, (state, match, from, to) => {
  const [, lead, words, href] = match;
  if (state.doc.rangeHasMark(from, to, m.code) || state.doc.rangeHasMark(from, to, m.link)) return null;
  const at = from + lead.length;
  const tr = state.tr.delete(at + 1 + words.length, to).delete(at, at + 1);
  return tr.addMark(at, at + words.length, m.link.create({ href })).removeStoredMark(m.link);
});

const task = new InputRule(/^\[([ x])\] $/, (state, match, from, to) => {
  const { $from } = state.selection;
  if ($from.depth < 2 || $from.node(-1).type !== n.list_item) return null;
  return state.tr.delete(from, to).setNodeMarkup($from.before(-1), null, { checked: match[1] === 'x' });
});

const rule = new InputRule(/^(---|\*\*\*|___)$/, (state, _, from, to) => {
  const { $from } = state.selection;
  if ($from.depth !== 1 || $from.parent.type !== n.paragraph) return null;
  const start = $from.before();
  return state.tr.delete(from, to).insert(start, n.horizontal_rule.create());
});

const rules = inputRules({ rules: [
  textblockTypeInputRule(/^(#{1,6})\s$/, n.heading, (match) => ({ level: match[1].length })),
  wrappingInputRule(/^([-*+])\s$/, n.bullet_list, (match) => ({ mark: match[1] })),
  wrappingInputRule(/^(\d{1,9})([.)])\s$/, n.ordered_list, (match) => ({ start: Number(match[1]), mark: match[2] }), (match, node) => node.childCount + node.attrs.start === Number(match[1])),
  wrappingInputRule(/^>\s$/, n.blockquote),
  textblockTypeInputRule(/^```([\w+-]*)\s$/, n.code_block, (match) => ({ info: match[1] })),
  textblockTypeInputRule(/^```$/, n.code_block),
  task, rule, linked,
  around(/(^|[^*])\*\*([^*\s](?:[^*]*[^*\s])?)\*\*$/, m.strong),
  around(/(^|[^*])\*([^*\s](?:[^*]*[^*\s])?)\*$/, m.em),
  around(/(^|[^\w_])_([^_\s](?:[^_]*[^_\s])?)_$/, m.em),
  around(/(^|[^`])`([^`]+)`$/, m.code),
  around(/(^|[^~])~~([^~\s](?:[^~]*[^~\s])?)~~$/, m.strike),
] });

const hardBreak = chainCommands(exitCode, (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(n.hard_break.create()).scrollIntoView());
  return true;
});

const keys = keymap({
  'Mod-z': undo, 'Mod-y': redo, 'Shift-Mod-z': redo,
  'Mod-b': toggleMark(m.strong), 'Mod-i': toggleMark(m.em), 'Mod-e': toggleMark(m.code), 'Mod-Shift-x': toggleMark(m.strike), 'Mod-k': link, 'Mod-Shift-k': claim, 'Mod-Alt-f': blocks.note,
  'Mod-Alt-0': setBlockType(n.paragraph), 'Mod-Alt-2': blocks.heading, 'Mod-Alt-3': setBlockType(n.heading, { level: 3 }),
  'Mod-Shift-7': listOf(n.ordered_list), 'Mod-Shift-8': listOf(n.bullet_list), 'Mod-Shift-9': quoteOf,
  'Shift-Enter': hardBreak, 'Mod-Enter': exitCode, Backspace: undoInputRule,
  Enter: splitListItem(n.list_item, { checked: null }), 'Mod-]': sinkListItem(n.list_item), 'Mod-[': liftListItem(n.list_item),
  Tab: sinkListItem(n.list_item), 'Shift-Tab': liftListItem(n.list_item),
});

const placeholder = new Plugin({
  props: {
    decorations: ({ doc }) => (doc.childCount === 1 && doc.firstChild.type === n.paragraph && !doc.firstChild.content.size
      ? DecorationSet.create(doc, [Decoration.node(0, doc.firstChild.nodeSize, { class: 'empty' })]) : null),
  },
});

// What is shown as Markdown says which block it is.
const forms = [[/^:::+ *gallery/, 'Gallery'], [/^:::+ *toggle/, 'Toggle'], [/^:::+ *mail/, 'Only in mail'], [/^:::+ *web/, 'Only on the web'], [/^> *\[!(\w+)\]/, 'Callout'],
  [/\{[^}]*\.button/, 'Button'], [/\{[^}]*\.bookmark/, 'Bookmark'], [/^\[\^/, 'Footnote'], [/^<!-- members -->/, 'End of the public preview'], [/^!\[/, 'Picture'], [/^</, 'HTML']];
const formOf = (text) => forms.find(([form]) => form.test(text))?.[1] ?? 'Markdown';
const frames = new Plugin({
  props: {
    decorations({ doc }) {
      const found = [];
      doc.forEach((node, at) => { if (node.type === n.source) found.push(Decoration.node(at, at + node.nodeSize, { 'data-name': formOf(node.textContent) })); });
      return DecorationSet.create(doc, found);
    },
  },
});

// The corner of a table may be empty; as a heading of nothing it would be read out.
const corners = new Plugin({
  props: {
    decorations({ doc }) {
      const found = [];
      doc.descendants((node, at) => { if (node.type === n.table_header && !node.textContent) found.push(Decoration.node(at, at + node.nodeSize, { role: 'none' })); });
      return DecorationSet.create(doc, found);
    },
  },
});

// A task is ticked by clicking its box.
const ticks = new Plugin({
  props: {
    handleClickOn(view, _, node, at, event) {
      if (node.type !== n.list_item || node.attrs.checked === null) return false;
      const item = view.nodeDOM(at);
      if (event.target !== item) return false;
      view.dispatch(view.state.tr.setNodeMarkup(at, null, { checked: !node.attrs.checked }));
      return true;
    },
  },
});

export const plugins = () => [slash(), mention(), keymap(tableKeys), ...tables(), rules, keys, keymap(baseKeymap), history(), dropCursor({ color: false, class: 'drop-here' }), gapCursor(), placeholder, ticks, frames, corners, finding()];
