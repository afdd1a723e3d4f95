// One line that makes a claim of the words that are chosen, as reported: filled
// from their sentence by the server, so that mostly Enter is all it takes.
import { toggleMark } from 'prosemirror-commands';
import { Plugin, PluginKey } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';
import { schema } from './schema.js';

const key = new PluginKey('claiming');

// claiming shows which words the line is about while it has the focus.
export const claiming = () => new Plugin({
  key,
  state: {
    init: () => DecorationSet.empty,
    apply(tr, old) {
      const words = tr.getMeta(key);
      if (words) return words.to ? DecorationSet.create(tr.doc, [Decoration.inline(words.from, words.to, { class: 'claiming' })]) : DecorationSet.empty;
      return old.map(tr.mapping, tr.doc);
    },
  },
  props: { decorations: (state) => key.getState(state) },
});

const around = 400; // characters of the text on each side
const fields = [['figure', 'Figure'], ['as_of', 'As of'], ['who', 'Who says so'], ['key', 'Claim']];

async function send(path, values) {
  const body = new FormData();
  for (const [name, value] of Object.entries(values)) body.set(name, value);
  const answer = await fetch(path, { method: 'POST', body, headers: { Accept: 'application/json' } });
  return { ok: answer.ok, ...(await answer.json()) };
}

export function claimLine(view, text, visual) {
  view.dom.addEventListener('askclaim', () => {
    const { state } = view;
    const { from, to } = state.selection;
    const words = (a, b) => state.doc.textBetween(a, b, '\n', ' ');
    const start = state.doc.resolve(from).start();
    const end = state.doc.resolve(to).end();
    view.dispatch(state.tr.setMeta(key, { from, to }));
    open(view.dom.parentNode, text, {
      words: words(from, to), before: words(Math.max(start, from - around), from), after: words(to, Math.min(end, to + around)),
    }, (claim) => {
      view.dispatch(view.state.tr.setMeta(key, {}));
      if (claim) toggleMark(schema.marks.link, { href: 'claim:' + claim })(view.state, view.dispatch);
      view.focus();
    });
  });
  text.addEventListener('keydown', (event) => {
    if (visual() || !(event.ctrlKey || event.metaKey) || !event.shiftKey || event.code !== 'KeyK') return;
    event.preventDefault();
    const { selectionStart: from, selectionEnd: to, value } = text;
    if (from === to) return;
    const before = value.slice(Math.max(0, from - around), from).split('\n\n').at(-1);
    open(text.parentNode, text, { words: value.slice(from, to), before, after: value.slice(to, to + around).split('\n\n')[0] }, (key) => {
      text.focus();
      text.setSelectionRange(from, to);
      if (key) document.execCommand('insertText', false, `[${value.slice(from, to)}](claim:${key})`);
    }, text);
  });
}

// open shows the line before a node, or first in a place, and calls done with
// the key of the claim, or with nothing.
function open(place, text, chosen, done, before = place.firstChild) {
  document.querySelector('.claimline')?.remove();
  const line = document.createElement('div');
  line.className = 'claimline';
  line.setAttribute('role', 'group');
  line.setAttribute('aria-label', 'Bind the words to a claim');
  const row = document.createElement('div');
  const known = document.createElement('datalist');
  known.id = 'claims-known';
  const inputs = Object.fromEntries(fields.map(([name, label]) => {
    const input = document.createElement('input');
    Object.assign(input, { type: name === 'as_of' ? 'date' : 'text', autocomplete: 'off', spellcheck: false });
    if (name === 'key') input.setAttribute('list', known.id);
    const box = document.createElement('label');
    box.className = name;
    box.append(label, input);
    row.append(box);
    return [name, input];
  }));
  const says = document.createElement('p');
  says.setAttribute('role', 'status');
  line.append(row, says, known);
  place.insertBefore(line, before);

  let made = { statement: chosen.words, kind: 'fact', known: [] };
  const touched = new Set();
  const tell = (words, bad = false) => {
    says.textContent = words;
    says.className = bad ? 'bad' : '';
  };
  const hint = () => {
    const found = made.known.find(({ key }) => key === inputs.key.value.trim());
    tell(found ? `Enter binds the words to “${found.key}”, which is in the record: ${found.say}` : 'Enter records it as reported and binds the words. Escape leaves all as it was.');
  };
  hint();
  const reading = send('/admin/checks/line', { ...chosen, body: text.value }).then((read) => {
    if (!read.ok) return tell(read.sentence, true);
    made = read;
    for (const [name] of fields) if (!touched.has(name)) inputs[name].value = read[name];
    known.replaceChildren(...read.known.map(({ key, say }) => Object.assign(document.createElement('option'), { value: key, label: say })));
    hint();
    if (document.activeElement === inputs.figure) inputs.figure.select();
  }).catch(() => tell('The server cannot be reached; try again.', true));

  const close = (key) => {
    line.remove();
    done(key);
    if (key) text.form.dispatchEvent(new Event('looknow'));
  };
  let busy = false;
  const make = async () => {
    if (busy) return;
    busy = true;
    line.setAttribute('aria-busy', 'true');
    await reading; // Enter may come before the sentence was read
    try {
      const values = Object.fromEntries(fields.map(([name]) => [name, inputs[name].value]));
      const answer = await send('/admin/checks/claim', { ...values, kind: made.kind, statement: made.statement });
      if (answer.ok) return close(answer.key);
      for (const [name] of fields) if (answer.fields?.[name]) inputs[name].setAttribute('aria-invalid', 'true');
      tell(Object.values(answer.fields ?? {}).join(' ') || answer.sentence, true);
    } catch {
      tell('The server cannot be reached; try again.', true);
    } finally {
      busy = false;
      line.removeAttribute('aria-busy');
    }
  };
  line.addEventListener('input', (event) => {
    event.stopPropagation(); // it is not of the post
    touched.add(fields.find(([name]) => inputs[name] === event.target)?.[0]);
    event.target.removeAttribute('aria-invalid');
    hint();
  });
  line.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Enter') make(); else close();
  });
  inputs.figure.focus();
}
