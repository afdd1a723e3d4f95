// Pictures on their way to the server: a place is held for each in the
// surface, never in the text.
import { Plugin } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';
import { pictureOf } from './picture.js';
import { schema } from './schema.js';

let key;
let n = 0;

export function uploads() {
  key = new Plugin({
    state: {
      init: () => DecorationSet.empty,
      apply(tr, set) {
        set = set.map(tr.mapping, tr.doc);
        const { add, drop } = tr.getMeta(key) ?? {};
        if (add) set = set.add(tr.doc, [Decoration.widget(add.at, () => waiting(add.name), { id: add.id, side: 1 })]);
        return drop ? set.remove(set.find(null, null, (spec) => spec.id === drop)) : set;
      },
    },
    props: { decorations(state) { return this.getState(state); } },
  });
  return key;
}

function waiting(name) {
  const box = document.createElement('div');
  box.className = 'waiting';
  box.setAttribute('role', 'status');
  box.textContent = `Uploading ${name} …`;
  return box;
}

export async function upload(view, file) {
  const { state } = view;
  const { $to } = state.selection;
  const id = 'upload-' + ++n;
  view.dispatch(state.tr.setMeta(key, { add: { id, at: $to.depth ? $to.after(1) : state.selection.to, name: file.name } }));
  const sent = new FormData();
  sent.append('file', file);
  let picture = null;
  try {
    const answer = await fetch('/admin/media', { method: 'POST', body: sent, headers: { Accept: 'application/json' } });
    const result = await answer.json();
    if (!answer.ok) throw new Error(result.sentence);
    picture = pictureOf(result.markdown) ?? schema.nodes.picture.create({ src: result.url });
  } catch (error) {
    complain(error instanceof TypeError ? 'The picture did not reach the server; try again.' : error.message);
  }
  const held = key.getState(view.state).find(null, null, (spec) => spec.id === id)[0];
  const { tr } = view.state;
  if (held && picture) tr.insert(held.from, picture);
  if (held && picture && held.from + picture.nodeSize >= tr.doc.content.size) tr.insert(tr.doc.content.size, schema.nodes.paragraph.create());
  view.dispatch(tr.setMeta(key, { drop: id }));
}

// insertPicture puts a picture of the library after the block that the cursor
// is in, or in the place of an empty one.
export function insertPicture(view, markdown) {
  const picture = pictureOf(markdown);
  if (!picture) return;
  const { $to, to } = view.state.selection;
  const empty = $to.depth === 1 && $to.parent.content.size === 0;
  const at = empty ? $to.before(1) : $to.depth ? $to.after(1) : to;
  const tr = empty ? view.state.tr.replaceWith(at, $to.after(1), picture) : view.state.tr.insert(at, picture);
  if (at + picture.nodeSize >= tr.doc.content.size) tr.insert(tr.doc.content.size, schema.nodes.paragraph.create());
  view.dispatch(tr.scrollIntoView());
  view.focus();
}

function complain(sentence) {
  const state = document.querySelector('form[data-editor] [data-state]');
  state.textContent = sentence;
  state.classList.add('bad');
}
