// The words that open comments are about, marked in the surface. remarks.js of
// the page says which they are and how they are found.
import { Plugin, PluginKey, TextSelection } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';

const key = new PluginKey('remarks');
const around = 60;

// spread is the whole text, with the position of each of its characters.
export function spread(doc) {
  let text = '';
  const at = [];
  doc.descendants((node, pos) => {
    if (node.isText) {
      for (let i = 0; i < node.text.length; i++) at.push(pos + i);
      text += node.text;
    } else if (text) {
      at.push(pos);
      text += ' ';
    }
  });
  return { text, at };
}

function marks(doc, { anchors, find, reduce }) {
  if (!anchors.length) return DecorationSet.empty;
  const { text, at } = spread(doc);
  const reduced = reduce(text);
  const found = anchors.map((anchor) => [anchor, find(text, anchor, reduced)]).filter(([, hit]) => hit);
  return DecorationSet.create(doc, found.map(([{ id }, [from, to]]) => Decoration.inline(at[from], at[to - 1] + 1, { class: 'remarked' }, { id })));
}

function chosen(view) {
  let { from, to } = view.state.selection;
  if (!view.editable) { // a surface that nobody may write on has the browser's selection alone
    const own = getSelection();
    if (!own.rangeCount || !view.dom.contains(own.anchorNode) || !view.dom.contains(own.focusNode)) return null;
    const ends = [view.posAtDOM(own.anchorNode, own.anchorOffset), view.posAtDOM(own.focusNode, own.focusOffset)];
    [from, to] = [Math.min(...ends), Math.max(...ends)];
  }
  const words = (a, b) => view.state.doc.textBetween(Math.max(0, a), Math.min(view.state.doc.content.size, b), '\n', ' ');
  return from === to ? null : { quote: words(from, to), before: words(from - around, from), after: words(to, to + around) };
}

export const remarks = (form) => new Plugin({
  key,
  state: {
    init: () => ({ told: null, set: DecorationSet.empty }),
    apply(tr, old) {
      const told = tr.getMeta(key) ?? old.told;
      if (told && (told !== old.told || tr.getMeta('outside'))) return { told, set: marks(tr.doc, told) };
      return tr.docChanged ? { told, set: old.set.map(tr.mapping, tr.doc) } : old;
    },
  },
  props: {
    decorations: (state) => key.getState(state).set,
    handleClick(view, pos) {
      const [hit] = key.getState(view.state).set.find(pos, pos);
      if (hit && view.state.selection.empty) form.dispatchEvent(new CustomEvent('remarkclick', { detail: hit.spec.id }));
      return false;
    },
  },
  view(view) {
    const shown = () => form.elements.body.hidden;
    form.addEventListener('remarks', ({ detail }) => view.dispatch(view.state.tr.setMeta(key, detail)));
    form.addEventListener('askwords', ({ detail }) => { if (shown()) detail.words = chosen(view); });
    form.addEventListener('showwords', ({ detail }) => {
      const hit = shown() && key.getState(view.state).set.find(undefined, undefined, (spec) => spec.id === detail.id)[0];
      if (!hit) return;
      view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, hit.from, hit.to)).scrollIntoView());
      view.focus();
      if (!view.editable) view.domAtPos(hit.from).node.parentElement.scrollIntoView({ block: 'center' });
      detail.done = true;
    });
    return {};
  },
});
