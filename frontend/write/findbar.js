// Find and replace: a line under the toolbar, the same for both modes.
import { formOf, onSurface } from './find.js';
import { inPlain } from './findplain.js';

export function findBar(bar, view, text, visual) {
  const both = [onSurface(view), inPlain(text)];
  const on = () => both[visual() ? 0 : 1];
  const line = document.createElement('div');
  Object.assign(line, { className: 'find', hidden: true });
  line.setAttribute('role', 'search');
  line.setAttribute('aria-label', 'Find and replace');
  const make = (tag, more, label = more.placeholder) => {
    const one = Object.assign(document.createElement(tag), tag === 'button' ? { type: 'button' } : { type: 'text', autocomplete: 'off', spellcheck: false }, more);
    if (label) one.setAttribute('aria-label', label);
    return one;
  };
  const words = make('input', { placeholder: 'Find' });
  const other = make('input', { placeholder: 'Replace with' });
  const count = document.createElement('span');
  count.setAttribute('role', 'status');
  const exact = make('button', { textContent: 'Aa', title: 'Capitals count' }, 'Capitals count');
  exact.setAttribute('aria-pressed', 'false');
  const part = (...inner) => {
    const one = document.createElement('div');
    one.append(...inner);
    return one;
  };
  line.append(
    part(words, count, exact, make('button', { textContent: '↑', onclick: () => step(-1) }, 'Previous'), make('button', { textContent: '↓', onclick: () => step(1) }, 'Next'), make('button', { textContent: '×', onclick: () => close() }, 'Close')),
    part(other, make('button', { textContent: 'Replace', onclick: () => replace() }), make('button', { textContent: 'Replace all', onclick: () => replaceAll() })),
  );
  const button = make('button', { className: 'mode', textContent: 'Find', title: 'Find and replace (Ctrl F)', tabIndex: -1, onclick: () => (line.hidden ? open() : close()) });
  bar.querySelector('.mode').before(button);
  bar.nextElementSibling.prepend(line);

  const say = () => {
    const { length } = on().found();
    count.textContent = !words.value ? '' : !length ? 'Not found' : on().at() < 0 ? String(length) : `${on().at() + 1} of ${length}`;
  };
  const look = () => { on().look(formOf(words.value, exact.getAttribute('aria-pressed') === 'true')); say(); };
  // near goes to the first place at or behind one of the text.
  const near = (place) => {
    const found = on().found();
    if (found.length) on().go(Math.max(0, found.findIndex(({ from }) => from >= place)));
    say();
  };
  const step = (by) => {
    const { length } = on().found();
    if (length) on().go((on().at() + by + length) % length);
    say();
  };
  const replace = () => {
    const place = on().found()[on().at()];
    if (!place || text.readOnly) return step(1);
    on().put(place, other.value);
    near(place.from + other.value.length);
  };
  const replaceAll = () => {
    const { length } = on().found();
    if (!length || text.readOnly) return;
    on().putAll(other.value);
    say();
    count.textContent = `${length} replaced`;
  };
  const open = () => {
    const chosen = on().chosen();
    if (chosen && !chosen.includes('\n')) words.value = chosen;
    const caret = on().caret();
    line.hidden = false;
    words.focus();
    words.select();
    look();
    if (words.value) near(caret);
  };
  const close = () => { line.hidden = true; on().end(); };

  words.addEventListener('input', () => { const caret = on().caret(); look(); near(caret); });
  exact.addEventListener('click', () => { exact.setAttribute('aria-pressed', String(exact.getAttribute('aria-pressed') !== 'true')); look(); near(on().caret()); });
  line.addEventListener('input', (event) => event.stopPropagation()); // it is not the post's
  line.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && event.target === words) step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Enter' && event.target === other) replace();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  // The first press is ours, a second one the browser's.
  addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== 'f') return;
    if (!document.activeElement.closest('.paper') || line.contains(document.activeElement)) return;
    event.preventDefault();
    open();
  });
  text.addEventListener('input', () => { if (!line.hidden) say(); });
  // again is for a change of the mode.
  return { again: () => { if (!line.hidden) { both[visual() ? 1 : 0].look(null); look(); } } };
}
