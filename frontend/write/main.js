// The writing surface: the text of a post as it will look. The form's own
// textarea always holds its Markdown, so that everything else goes on as it
// does without this script.
import { EditorState } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { open, write } from './book.js';
import { plugins } from './plugins.js';
import { PictureView } from './pictureview.js';
import { clipboard } from './paste.js';
import { insertPicture, uploads, upload } from './upload.js';
import { toolbar } from './toolbar.js';
import { tableMenu } from './tablemenu.js';
import { tally } from './tally.js';
import { findBar } from './findbar.js';
import { plainMention } from './mention.js';
import { remarks } from './remarks.js';
import { checks } from './checks.js';
import { claimLine, claiming } from './claimline.js';
import { caretOf, offsetOf } from './caret.js';

const text = document.querySelector('form[data-editor] textarea[name=body]');
if (text) start();

function start() {
  let book = open(text.value);
  let own = false;
  const place = document.createElement('div');
  place.className = 'surface';
  text.after(place);

  const view = new EditorView(place, {
    state: EditorState.create({ doc: book.doc, plugins: [...plugins(), uploads(), remarks(text.form), checks(text.form), claiming()] }),
    attributes: {
      role: 'textbox', 'aria-multiline': 'true', 'aria-label': 'Text', lang: text.lang, dir: text.dir, class: 'page prose',
      'data-placeholder': 'Write, or press / for blocks', spellcheck: 'true',
      ...(text.getAttribute('aria-invalid') ? { 'aria-invalid': 'true' } : {}),
    },
    editable: () => !text.readOnly,
    nodeViews: { picture: (node, view, pos) => new PictureView(node, view, pos) },
    ...clipboard,
    dispatchTransaction(change) {
      view.updateState(view.state.apply(change));
      if (change.docChanged && !change.getMeta('outside')) tell();
    },
  });

  const tell = () => {
    own = true;
    text.value = write(book, view.state.doc).text;
    text.dispatchEvent(new Event('input', { bubbles: true }));
    own = false;
  };

  // Others write to the textarea too: text that is brought back, a merge.
  const take = () => {
    book = open(text.value);
    const { tr } = view.state;
    view.dispatch(tr.replaceWith(0, tr.doc.content.size, book.doc.content).setMeta('outside', true));
  };
  const stale = () => text.value !== write(book, view.state.doc).text;
  text.addEventListener('input', () => { if (!own && visual && stale()) take(); });
  text.form.addEventListener('reset', () => queueMicrotask(take));

  // ── Plain Markdown, one key away ──
  const mode = document.createElement('button');
  mode.type = 'button';
  mode.className = 'mode';
  mode.title = 'Plain Markdown (Ctrl Alt M)';
  mode.textContent = 'Markdown';
  mode.tabIndex = -1;
  const bar = document.querySelector('[data-tools]');
  bar.append(mode);
  let visual = true;
  let find;
  const focusPlain = text.focus.bind(text);
  const show = (on, focus) => {
    const caret = visual === on ? null : on ? text.selectionStart : offsetOf(write(book, view.state.doc), view.state);
    visual = on;
    text.hidden = on;
    place.hidden = !on;
    mode.setAttribute('aria-pressed', String(!on));
    text.focus = on ? () => view.focus() : focusPlain;
    if (on && stale()) take();
    find?.again();
    if (caret === null) return;
    if (!on) text.setSelectionRange(caret, caret);
    else view.dispatch(view.state.tr.setSelection(caretOf(write(book, view.state.doc), view.state, caret)).scrollIntoView());
    if (!on) text.dispatchEvent(new Event('shown', { bubbles: true }));
    if (focus) text.focus();
  };
  const flip = () => {
    show(!visual, true);
    try { localStorage.setItem('onrecord.plain', visual ? '' : '1'); } catch { /* forbidden */ }
  };
  mode.addEventListener('click', flip);
  addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || !event.altKey || event.code !== 'KeyM') return;
    event.preventDefault();
    flip();
  });
  document.querySelector('a.skip[href="#body"]')?.addEventListener('click', (event) => {
    event.preventDefault();
    text.focus();
  });

  // ── Pictures: pictures.js hands them over ──
  text.addEventListener('picturefile', (event) => {
    if (!visual) return;
    event.preventDefault();
    upload(view, event.detail);
  });
  text.addEventListener('picturechosen', (event) => {
    if (!visual) return;
    event.preventDefault();
    insertPicture(view, event.detail);
  });
  toolbar(bar, view, () => visual);
  plainMention(text);
  view.updateState(view.state.reconfigure({ plugins: [...view.state.plugins, tableMenu(bar, view)] }));
  find = findBar(bar, view, text, () => visual);
  tally(view, text, () => visual);
  claimLine(view, text, () => visual);

  let plain = false;
  try { plain = localStorage.getItem('onrecord.plain') === '1'; } catch { /* forbidden */ }
  show(!plain, false);
}
