// What is looked for on the surface: where it stands, and how it is replaced.
import { Plugin, PluginKey, TextSelection } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';
import { schema } from './schema.js';

const key = new PluginKey('find');
const most = 5000; // places that are marked and counted

// formOf is the search as an expression, or null for none. Upper and lower
// case are one unless exact.
export const formOf = (words, exact) => (words ? new RegExp(words.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), exact ? 'gu' : 'giu') : null);

export function placesIn(text, form, from = 0) {
  const found = [];
  if (form) for (const { 0: words, index } of text.matchAll(form)) {
    if (found.push({ from: from + index, to: from + index + words.length }) >= most) break;
  }
  return found;
}

const flat = (block) => block.textBetween(0, block.content.size, '', (leaf) => (/_break$/.test(leaf.type.name) ? ' ' : '\ufffc'));

function places(doc, form) {
  const found = [];
  doc.descendants((node, at) => {
    if (node.isTextblock && found.length < most) found.push(...placesIn(flat(node), form, at + 1));
    return !node.isTextblock;
  });
  return found;
}

export function finding() {
  return new Plugin({
    key,
    state: {
      init: () => ({ form: null, found: [], at: -1 }),
      apply(tr, old) {
        const asked = tr.getMeta(key);
        if (!asked && (!tr.docChanged || !old.form)) return old;
        const next = { ...old, ...asked };
        if (tr.docChanged || asked?.form !== undefined) next.found = places(tr.doc, next.form);
        next.at = Math.min(next.at, next.found.length - 1);
        return next;
      },
    },
    props: {
      decorations(state) {
        const { found, at } = key.getState(state);
        return found.length ? DecorationSet.create(state.doc, found.map(({ from, to }, i) => Decoration.inline(from, to, { class: i === at ? 'found current' : 'found' }))) : null;
      },
    },
  });
}

// onSurface is the search as the bar drives it.
export const onSurface = (view) => {
  const ask = (asked) => view.dispatch(view.state.tr.setMeta(key, asked));
  const now = () => key.getState(view.state);
  const words = ({ from, to }, text, tr) => (text ? tr.replaceWith(from, to, schema.text(text, marksAt(tr.doc, from))) : tr.delete(from, to));
  return {
    look: (form) => ask({ form }),
    found: () => now().found,
    at: () => now().at,
    caret: () => view.state.selection.from,
    chosen: () => view.state.doc.textBetween(view.state.selection.from, view.state.selection.to, '\n'),
    go(at) {
      const place = now().found[at];
      view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, place.from, place.to)).setMeta(key, { at }));
      view.dom.querySelector('.found.current')?.scrollIntoView({ block: 'center' });
    },
    put: (place, text) => view.dispatch(words(place, text, view.state.tr)),
    putAll(text) {
      const { tr } = view.state;
      [...now().found].reverse().forEach((place) => words(place, text, tr));
      view.dispatch(tr);
    },
    end: () => { ask({ form: null, at: -1 }); view.focus(); },
  };
};

const marksAt = (doc, at) => doc.nodeAt(at)?.marks ?? [];
