// Tables: cells of words in a grid whose first row is the head, as in GitHub's
// Markdown.
import { Plugin, TextSelection } from 'prosemirror-state';
import { TableMap, addColumnAfter, addColumnBefore, addRowAfter, addRowBefore, deleteColumn, deleteRow, deleteTable, goToNextCell, isInTable, selectedRect, tableEditing } from 'prosemirror-tables';
import { schema } from './schema.js';

const { nodes: n } = schema;

export const newTable = () => {
  const row = (type) => n.table_row.create(null, [type.create(), type.create()]);
  return n.table.create(null, [row(n.table_header), row(n.table_cell), row(n.table_cell)]);
};

// into puts the caret into a cell of the table that begins at start.
function into(tr, start, row, column) {
  const table = tr.doc.nodeAt(start - 1);
  const at = start + TableMap.get(table).positionAt(row, column, table);
  return tr.setSelection(TextSelection.near(tr.doc.resolve(at + 1))).scrollIntoView();
}

// below goes to the cell under this one, and makes a row where there is none.
const below = (column) => (state, dispatch) => {
  if (!isInTable(state)) return false;
  const { bottom, left, map, tableStart } = selectedRect(state);
  const go = (tr) => dispatch?.(into(tr, tableStart, bottom, column ?? left));
  if (bottom < map.height) go(state.tr);
  else addRowAfter(state, go);
  return true;
};

const next = (state, dispatch, view) => isInTable(state) && (goToNextCell(1)(state, dispatch, view) || below(0)(state, dispatch));
const leave = (state, dispatch) => {
  if (!isInTable(state)) return false;
  const { $from } = state.selection;
  const tr = state.tr.insert($from.after(1), n.paragraph.create());
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, $from.after(1) + 1)).scrollIntoView());
  return true;
};

export const tableKeys = { Tab: next, 'Shift-Tab': goToNextCell(-1), Enter: below(), 'Mod-Enter': leave };

const align = (side) => (state, dispatch) => {
  const { left, right, map, table, tableStart } = selectedRect(state);
  const { tr } = state;
  const now = table.nodeAt(map.map[left]).attrs.align;
  for (let column = left; column < right; column++) {
    for (let row = 0; row < map.height; row++) tr.setNodeAttribute(tableStart + map.map[row * map.width + column], 'align', now === side ? '' : side);
  }
  dispatch?.(tr);
  return true;
};

const whole = (state, dispatch) => (state.doc.childCount === 1 ? dispatch?.(state.tr.replaceWith(0, state.doc.content.size, n.paragraph.create())) : deleteTable(state, dispatch));
// Nothing stands above the head, so a row before it goes behind it.
const above = (state, dispatch) => (selectedRect(state).top ? addRowBefore : addRowAfter)(state, dispatch);

export const tableActs = [
  ['Row above', above], ['Row below', addRowAfter], ['Column before', addColumnBefore], ['Column after', addColumnAfter],
  ['Align left', align('left')], ['Align centre', align('center')], ['Align right', align('right')],
  ['Delete row', (state, dispatch) => deleteRow(state, dispatch) || whole(state, dispatch)],
  ['Delete column', (state, dispatch) => deleteColumn(state, dispatch) || whole(state, dispatch)],
  ['Delete table', whole],
];

// settle keeps the head on top, and each column to one side.
function settle(tr, table, at) {
  table.forEach((row, offset, r) => row.forEach((cell, inner, c) => {
    const type = r ? n.table_cell : n.table_header;
    const side = table.firstChild.maybeChild(c)?.attrs.align ?? '';
    if (cell.type === type && cell.attrs.align === side && cell.attrs.colspan === 1 && cell.attrs.rowspan === 1) return;
    tr.setNodeMarkup(at + 1 + offset + 1 + inner, type, { align: side });
  }));
}

const settled = new Plugin({
  appendTransaction(changes, _, state) {
    if (!changes.some((change) => change.docChanged)) return null;
    const { tr } = state;
    state.doc.descendants((node, at) => {
      if (node.type === n.table) settle(tr, node, at);
      return !node.isTextblock && node.type !== n.table;
    });
    return tr.docChanged ? tr : null;
  },
});

export const tables = () => [settled, tableEditing()];
