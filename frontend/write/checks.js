// The marks of checks.js on the surface: a line under the words and, beside
// them, a dot that says what there is to look at.
import { Plugin, PluginKey, TextSelection } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';
import { spread } from './remarks.js';

const key = new PluginKey('checks');

function decorate(doc, { marks, find, reduce }) {
  if (!marks.length) return DecorationSet.empty;
  const { text, at } = spread(doc);
  const reduced = reduce(text);
  const found = marks.map((mark) => [mark, find(text, mark, reduced)]).filter(([, hit]) => hit);
  return DecorationSet.create(doc, found.map(([mark, [from, to]]) => Decoration.inline(at[from], at[to - 1] + 1, { class: `checked at-${mark.level}` }, { mark })));
}

export const checks = (form) => new Plugin({
  key,
  state: {
    init: () => ({ told: null, set: DecorationSet.empty }),
    apply(tr, old) {
      const told = tr.getMeta(key) ?? old.told;
      if (told && (told !== old.told || tr.getMeta('outside'))) return { told, set: decorate(tr.doc, told) };
      return tr.docChanged ? { told, set: old.set.map(tr.mapping, tr.doc) } : old;
    },
  },
  props: { decorations: (state) => key.getState(state).set },
  view: (view) => margin(view, form),
});

// margin keeps a column of dots beside the text, one for each line that has marks.
function margin(view, form) {
  const column = document.createElement('div');
  column.className = 'dots';
  column.setAttribute('role', 'group');
  column.setAttribute('aria-label', 'Marks against the record');
  const bubble = document.createElement('p');
  bubble.className = 'dot-says';
  bubble.hidden = true;
  view.dom.after(column, bubble);

  const choose = (hit) => {
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, hit.from, hit.to)).scrollIntoView());
    view.focus();
  };
  const say = (dot, hits) => {
    bubble.replaceChildren(...hits.flatMap(({ spec }, i) => (i ? [document.createElement('br'), spec.mark.sentence] : [spec.mark.sentence])));
    bubble.style.insetBlockStart = `calc(${dot.style.insetBlockStart} + 1.75rem)`;
    bubble.hidden = false;
  };
  const dotFor = (top, hits) => {
    const dot = document.createElement('button');
    dot.type = 'button';
    const worst = ['block', 'error', 'warning', 'hint'].find((level) => hits.some(({ spec }) => spec.mark.level === level));
    dot.className = 'at-' + worst;
    dot.style.insetBlockStart = `${top}px`;
    dot.setAttribute('aria-label', hits.map(({ spec: { mark } }) => `${mark.name}, “${mark.quote}”: ${mark.sentence}`).join(' '));
    for (const event of ['mouseenter', 'focus']) dot.addEventListener(event, () => say(dot, hits));
    for (const event of ['mouseleave', 'blur']) dot.addEventListener(event, () => { bubble.hidden = true; });
    dot.addEventListener('click', () => choose(hits[0]));
    return dot;
  };
  const place = () => {
    const base = view.dom.parentNode.getBoundingClientRect().top;
    const rows = new Map();
    for (const hit of view.dom.offsetParent ? key.getState(view.state).set.find() : []) {
      const top = Math.round(view.coordsAtPos(hit.from).top - base);
      const near = [...rows.keys()].find((row) => Math.abs(row - top) < 12);
      rows.set(near ?? top, [...(rows.get(near) ?? []), hit]);
    }
    bubble.hidden = true;
    column.replaceChildren(...[...rows].map(([top, hits]) => dotFor(top, hits)));
  };
  let frame = 0;
  const soon = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(place);
  };
  const sizes = new ResizeObserver(soon);
  sizes.observe(view.dom);
  sizes.observe(view.dom.parentNode); // which grows when a line opens above the text
  const ended = new AbortController(); // plug-ins are begun anew when there are others
  form.addEventListener('checks', ({ detail }) => {
    view.dispatch(view.state.tr.setMeta(key, detail));
    soon();
  }, { signal: ended.signal });
  form.addEventListener('showmark', ({ detail }) => {
    const hit = form.elements.body.hidden && key.getState(view.state).set.find(undefined, undefined, ({ mark }) => mark.id === detail.id)[0];
    if (!hit) return;
    choose(hit);
    detail.done = true;
  }, { signal: ended.signal });
  return {
    update: (now, old) => { if (now.state.doc !== old.doc && key.getState(now.state).set !== DecorationSet.empty) soon(); },
    destroy() {
      ended.abort();
      sizes.disconnect();
      cancelAnimationFrame(frame);
      column.remove();
      bubble.remove();
    },
  };
}
