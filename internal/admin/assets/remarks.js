// Comments on a passage, beside the text: choose words, say something. The
// list is the server's own; this script shows it in the writing page and finds
// the words in the text as it stands.
'use strict';
(() => {
  const form = document.querySelector('form[data-editor]');
  const pane = document.querySelector('[data-remarks]');
  const opener = document.querySelector('[data-remarks-open]');
  if (!form || !pane || !opener) return;
  const root = document.documentElement;
  const text = form.elements.body;
  const list = pane.querySelector('[data-remarks-list]');
  const write = pane.querySelector('[data-remark-form]');
  const trouble = pane.querySelector('[data-remarks-trouble]');
  let anchors = [];

  // ── Words are found as margin.Anchor does: by letters and digits alone ──
  const letter = /[\p{L}\p{Nd}\p{M}]/u;
  const reduce = (whole) => {
    const skip = [...whole.matchAll(/\]\([^()\s]*\)/g)].map((m) => [m.index, m.index + m[0].length]);
    let letters = '';
    const at = [];
    for (let i = 0; i < whole.length;) {
      const c = String.fromCodePoint(whole.codePointAt(i));
      while (skip.length && i >= skip[0][1]) skip.shift();
      if (!(skip.length && i >= skip[0][0]) && letter.test(c)) {
        letters += c;
        for (let k = 0; k < c.length; k++) at.push(i + k);
      }
      i += c.length;
    }
    return { letters, at };
  };
  const alike = (was, is, end) => {
    let n = 0;
    while (n < was.length && n < is.length && was.at(end ? -1 - n : n) === is.at(end ? -1 - n : n)) n++;
    return n;
  };
  const find = (whole, anchor, reduced = reduce(whole)) => {
    const quote = reduce(anchor.quote).letters;
    const before = reduce(anchor.before).letters;
    const after = reduce(anchor.after).letters;
    let best = null;
    let most = -1;
    for (let i = quote ? reduced.letters.indexOf(quote) : -1; i >= 0; i = reduced.letters.indexOf(quote, i + 1)) {
      const score = alike(before, reduced.letters.slice(0, i), true) + alike(after, reduced.letters.slice(i + quote.length), false);
      if (score > most) [most, best] = [score, [reduced.at[i], reduced.at[i + quote.length - 1] + 1]];
    }
    return best;
  };
  form.passages = { find, reduce }; // for others who look for words in the text
  const mark = () => {
    const reduced = reduce(text.value);
    for (const anchor of anchors) {
      const gone = list.querySelector(`[data-thread="${anchor.id}"] [data-thread-gone]`);
      if (gone) gone.hidden = !!find(text.value, anchor, reduced);
    }
    form.dispatchEvent(new CustomEvent('remarks', { detail: { anchors, find, reduce } }));
  };
  let soon = 0;
  text.addEventListener('input', () => {
    clearTimeout(soon);
    soon = setTimeout(mark, 400);
  });

  // ── The list ──
  const path = () => `/admin/posts/${form.dataset.editor}/remarks`;
  const fill = (result) => {
    const typed = new Map([...list.querySelectorAll('textarea')].filter((field) => field.value).map((field) => [field.id, field.value]));
    const at = document.activeElement?.id;
    const open = !!list.querySelector('details')?.open;
    list.innerHTML = result.html; // made by the server
    for (const [id, value] of typed) {
      const field = document.getElementById(id);
      if (field) field.value = value;
    }
    if (open && list.querySelector('details')) list.querySelector('details').open = true;
    if (at && document.activeElement?.id !== at && pane.matches(':popover-open')) document.getElementById(at)?.focus();
    opener.querySelector('[data-remarks-count]').textContent = result.open || '';
    anchors = result.anchors;
    mark();
  };
  const say = (words) => {
    trouble.textContent = words;
    trouble.hidden = !words;
  };
  const ask = async (url, options = {}) => {
    try {
      const answer = await fetch(url, { ...options, headers: { Accept: 'application/json' } });
      const result = await answer.json();
      if (answer.ok) {
        say('');
        fill(result);
        return true;
      }
      say(Object.values(result.fields || {}).join(' ') || result.sentence);
    } catch {
      say('The server cannot be reached; what you wrote stands here, so try again.');
    }
    return false;
  };
  const born = () => {
    const isNew = form.dataset.editor === 'new';
    opener.hidden = isNew;
    for (const button of document.querySelectorAll('[data-remark-add]')) button.hidden = isNew;
    if (isNew) return;
    opener.href = write.action = path();
  };

  pane.addEventListener('submit', async (event) => {
    event.preventDefault();
    const by = event.target;
    const url = event.submitter?.getAttribute('formaction') || by.getAttribute('action');
    if (by === write) { // the server looks for the words in what is saved
      const saving = {};
      form.dispatchEvent(new CustomEvent('savenow', { detail: saving }));
      await saving.done;
    }
    const body = new URLSearchParams(new FormData(by));
    const kept = [...by.querySelectorAll('textarea, input')].map((field) => [field, field.value]);
    if (by !== write) by.querySelectorAll('textarea').forEach((field) => { field.value = ''; });
    const done = await ask(url, { method: 'POST', body });
    if (!done) for (const [field, value] of kept) field.value = value;
    else if (by === write) reset();
  });
  const reset = () => {
    write.reset();
    for (const field of write.querySelectorAll('input[type=hidden]')) field.value = '';
    text.focus();
  };

  // ── Opening, closing, words and back ──
  const show = (on) => {
    if (on !== pane.matches(':popover-open')) pane.togglePopover(on);
    root.classList.toggle('remarking', on);
    opener.setAttribute('aria-expanded', String(on));
  };
  opener.setAttribute('role', 'button');
  opener.setAttribute('aria-expanded', 'false');
  opener.removeAttribute('target');
  opener.addEventListener('click', (event) => {
    event.preventDefault();
    show(!pane.matches(':popover-open'));
    if (pane.matches(':popover-open')) pane.focus();
  });
  opener.addEventListener('keydown', (event) => {
    if (event.key !== ' ') return;
    event.preventDefault();
    opener.click();
  });
  pane.querySelector('[data-remarks-close]').addEventListener('click', () => {
    show(false);
    opener.focus();
  });
  pane.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    show(false);
    text.focus();
  });

  const chosen = () => {
    const asked = { words: null };
    form.dispatchEvent(new CustomEvent('askwords', { detail: asked })); // the surface, if that is shown
    if (asked.words || text.hidden) return asked.words;
    const { selectionStart: from, selectionEnd: to, value } = text;
    return from === to ? null : { quote: value.slice(from, to), before: value.slice(Math.max(0, from - 60), from), after: value.slice(to, to + 60) };
  };
  const begin = () => {
    if (form.dataset.editor === 'new') return;
    const words = chosen();
    show(true);
    if (words) for (const [name, value] of Object.entries(words)) write.elements['remark_' + name].value = value.slice(0, name === 'quote' ? 500 : 60);
    write.elements.remark_body.focus();
  };
  for (const button of document.querySelectorAll('[data-remark-add]')) {
    button.addEventListener('mousedown', (event) => event.preventDefault()); // the selection stays
    button.addEventListener('click', begin);
  }
  addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || !event.altKey || event.code !== 'KeyC') return;
    event.preventDefault();
    begin();
  });
  list.addEventListener('click', (event) => {
    const link = event.target.closest('[data-thread-show]');
    if (!link) return;
    event.preventDefault();
    const id = Number(link.dataset.threadShow);
    const asked = { id, done: false };
    form.dispatchEvent(new CustomEvent('showwords', { detail: asked }));
    const anchor = anchors.find((one) => one.id === id);
    const hit = !asked.done && !text.hidden && anchor && find(text.value, anchor);
    if (!hit) return;
    text.setSelectionRange(hit[0], hit[0]);
    text.blur();
    text.focus(); // which scrolls to the caret
    text.setSelectionRange(...hit);
  });
  form.addEventListener('remarkclick', (event) => {
    show(true);
    const thread = list.querySelector(`[data-thread="${event.detail}"]`);
    thread?.scrollIntoView({ block: 'nearest' });
    list.querySelectorAll('.current').forEach((one) => one.classList.remove('current'));
    thread?.classList.add('current');
  });
  form.addEventListener('marginchange', () => ask(path()));
  form.addEventListener('stored', born);
  born();
  if (form.dataset.editor !== 'new') ask(path());
})();
