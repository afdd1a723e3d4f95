// The search in plain Markdown: the places are marked behind the text.
import { placesIn } from './find.js';
import { Mirror } from './mirror.js';

export function inPlain(field) {
  const mirror = new Mirror(field);
  let form = null;
  let found = [];
  let at = -1;
  const draw = () => {
    found = placesIn(field.value, form);
    at = Math.min(at, found.length - 1);
    mirror.fill(found, at);
    if (!form) mirror.box.replaceChildren();
  };
  field.addEventListener('input', () => { if (form) draw(); });
  // type writes as the keyboard would, so that Undo knows it.
  const type = (from, to, text) => {
    const back = document.activeElement;
    field.focus();
    field.setSelectionRange(from, to);
    if (!(text ? document.execCommand('insertText', false, text) : document.execCommand('delete'))) {
      field.setRangeText(text, from, to, 'end');
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    back.focus();
  };
  return {
    look(asked) { form = asked; draw(); },
    found: () => found,
    at: () => at,
    caret: () => field.selectionStart,
    chosen: () => field.value.slice(field.selectionStart, field.selectionEnd),
    go(next) {
      at = next;
      field.setSelectionRange(found[at].from, found[at].to);
      draw();
      mirror.box.querySelector('.current')?.scrollIntoView({ block: 'center' });
    },
    put: ({ from, to }, text) => type(from, to, text),
    putAll: (text) => type(0, field.value.length, [...found].reverse().reduce((all, { from, to }) => all.slice(0, from) + text + all.slice(to), field.value)),
    end() { form = null; at = -1; draw(); field.focus(); },
  };
}
