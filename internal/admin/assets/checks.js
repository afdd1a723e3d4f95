// What the text says against the record and against itself: the server reads it
// a moment after the last key, and says what there is to look at below the
// text and, on the writing surface, by marks beside it. It stops nobody, and a
// switch ends it.
'use strict';
(() => {
  const form = document.querySelector('form[data-editor]');
  const box = form?.querySelector('[data-checks]');
  if (!box || !form.passages) return;
  const { find } = form.passages;
  const text = form.elements.body;
  const list = box.querySelector('[data-checks-list]');
  const title = box.querySelector('h2');
  const on = box.querySelector('[data-checks-on]');
  const words = { error: 'Contradicts the record', block: 'Contradicts the record', warning: 'Look at this', hint: 'A question' };
  const watched = ['kind', 'headline', 'body'];
  const pause = 800; // after the last key
  let timer = 0;
  let asking = null;
  let marks = [];

  try { on.checked = localStorage.getItem('onrecord.checks') !== 'off'; } catch { on.checked = true; }
  box.hidden = false;

  // lead goes to the words of a mark, on the surface or in the field.
  const lead = (mark) => {
    const field = form.elements[mark.field];
    const asked = { id: mark.id, done: false };
    if (mark.field === 'body') form.dispatchEvent(new CustomEvent('showmark', { detail: asked }));
    if (asked.done) return;
    field.focus();
    const hit = find(field.value, mark);
    if (hit) field.setSelectionRange(...hit);
  };
  const show = (found) => {
    marks = found.map((mark, id) => ({ ...mark, id, name: words[mark.level] }));
    title.textContent = marks.length ? `Against the record: ${marks.length} to look at` : 'Against the record: nothing to look at';
    list.replaceChildren(...marks.map((mark) => {
      const item = document.createElement('li');
      const button = document.createElement('button');
      const quote = document.createElement('q');
      button.type = 'button';
      button.className = 'at-' + mark.level;
      button.dataset.mark = mark.id;
      quote.textContent = mark.quote.replace(/\s+/g, ' ').slice(0, 80);
      const name = document.createElement('span');
      name.className = 'away';
      name.textContent = mark.name + ': ';
      button.append(name, quote, ' ', mark.sentence);
      item.append(button);
      return item;
    }));
    form.dispatchEvent(new CustomEvent('checks', { detail: { marks: marks.filter(({ field }) => field === 'body'), ...form.passages } }));
  };
  const clear = () => {
    asking?.abort();
    clearTimeout(timer);
    marks = [];
    title.textContent = 'Against the record';
    list.replaceChildren();
    form.dispatchEvent(new CustomEvent('checks', { detail: { marks: [], ...form.passages } }));
  };
  const look = async () => {
    if (!on.checked) return;
    asking?.abort();
    asking = new AbortController();
    const sent = new FormData();
    for (const name of watched) sent.set(name, form.elements[name]?.value ?? '');
    sent.set('post', form.dataset.editor === 'new' ? '' : form.dataset.editor);
    try {
      const answer = await fetch('/admin/checks', { method: 'POST', body: sent, headers: { Accept: 'application/json' }, signal: asking.signal });
      if (answer.ok) show((await answer.json()).marks);
    } catch { /* the next key asks again */ }
  };
  const soon = () => {
    clearTimeout(timer);
    if (on.checked) timer = setTimeout(look, pause);
  };

  form.addEventListener('input', (event) => { if (watched.includes(event.target.name)) soon(); });
  form.addEventListener('looknow', look);
  list.addEventListener('click', (event) => {
    const button = event.target.closest('[data-mark]');
    if (button) lead(marks[Number(button.dataset.mark)]);
  });
  on.addEventListener('change', () => {
    try { localStorage.setItem('onrecord.checks', on.checked ? 'on' : 'off'); } catch { /* forbidden */ }
    if (on.checked) look(); else clear();
  });
  if (text.value.trim()) soon();
})();
