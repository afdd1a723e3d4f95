// The writing page: saves without leaving it, keeps what was not saved, and
// shows the proof beside the text. Without this script the form does the same
// with a page load.
'use strict';
(() => {
  const form = document.querySelector('form[data-editor]');
  if (!form) return;
  const root = document.documentElement;
  const $ = (selector) => form.querySelector(selector);
  const state = $('[data-state]');
  const words = $('[data-words]');
  const texts = ['headline', 'standfirst', 'body'].map((name) => form.elements[name]);
  const isNew = form.dataset.editor === 'new';
  root.classList.add('scripted');

  const say = (text, bad = false) => {
    state.textContent = text;
    state.classList.toggle('bad', bad);
  };

  // ── What is in the form, and whether it differs from what was saved ──
  const shape = () => JSON.stringify([...new FormData(form)]
    .filter(([name, value]) => !['version', 'then'].includes(name) && typeof value === 'string'));
  let saved = shape();
  let leaving = false;
  const dirty = () => shape() !== saved;

  addEventListener('beforeunload', (event) => {
    if (!leaving && dirty()) event.preventDefault();
  });

  // ── What was not saved is kept in this browser until it is ──
  const key = 'onrecord.post.' + form.dataset.editor;
  const store = {
    get: (name = key) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } },
    set: (value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden */ } },
    drop: (name = key) => { try { localStorage.removeItem(name); } catch { /* forbidden */ } },
  };
  const kept = store.get();
  const differs = Array.isArray(kept) && kept.some((text, i) => text && text !== texts[i].value);
  const offer = $('[data-kept]');
  if (differs) offer.hidden = false; else store.drop();
  // A new post that is stored now need not be kept under “new” any more.
  const fresh = store.get('onrecord.post.new');
  if (!isNew && Array.isArray(fresh) && fresh.every((text, i) => text === texts[i].value)) store.drop('onrecord.post.new');
  $('[data-kept-take]').addEventListener('click', () => {
    texts.forEach((field, i) => {
      field.value = kept[i] || '';
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    offer.hidden = true;
  });
  $('[data-kept-drop]').addEventListener('click', () => {
    store.drop();
    offer.hidden = true;
  });

  // A drawer with something wrong in it stands in the page; here it can open.
  for (const drawer of form.querySelectorAll('.drawer:not([popover])')) {
    drawer.popover = 'auto';
    drawer.querySelector('[popovertargetaction=hide]').hidden = false;
    drawer.showPopover();
  }
  for (const link of form.querySelectorAll('[data-drawer]')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      document.querySelector(link.hash).showPopover();
    });
  }

  // ── Save ──
  const caret = 'onrecord.caret';
  const remember = () => {
    const at = document.activeElement;
    if (texts.includes(at)) sessionStorage.setItem(caret, JSON.stringify([at.name, at.selectionStart, scrollY]));
  };
  const before = sessionStorage.getItem(caret);
  sessionStorage.removeItem(caret);
  if (before && !isNew) {
    const [name, position, scroll] = JSON.parse(before);
    form.elements[name].focus({ preventScroll: true });
    form.elements[name].setSelectionRange(position, position);
    scrollTo(0, scroll);
  }

  // A plain submission shows what a page alone can show: an error by its
  // field, or the other version of a post that two people changed.
  const submit = () => {
    leaving = true;
    remember();
    form.submit();
  };

  let busy = false;
  const save = async () => {
    if (!form.reportValidity()) return;
    const files = [...form.querySelectorAll('input[type=file]')].some((input) => input.files.length);
    if (isNew || files) return submit();
    if (busy) return;
    busy = true;
    say('Saving…');
    const sent = shape();
    try {
      const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), headers: { Accept: 'application/json' } });
      if (answer.status === 409 || answer.status === 422) return submit();
      const result = await answer.json();
      if (!answer.ok) return say(result.sentence, true);
      form.elements.version.value = result.version;
      saved = sent;
      if (!dirty()) store.drop();
      words.textContent = result.words;
      say(dirty() ? 'Not saved yet' : result.saved);
    } catch {
      say('Not saved: the server cannot be reached. Your text is kept here.', true);
    } finally {
      busy = false;
    }
  };
  form.addEventListener('submit', (event) => {
    if (event.submitter?.hasAttribute('data-save')) {
      event.preventDefault();
      save();
    } else if (event.submitter?.getAttribute('formtarget') !== '_blank') {
      leaving = true;
    }
  });
  addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 's') {
      event.preventDefault();
      save();
    }
  });

  // ── The proof beside the text ──
  const pane = $('[data-preview]');
  const toggle = $('[data-preview-toggle]');
  const proof = $('[data-preview-body]');
  const paper = $('.paper');
  const wide = matchMedia('(min-width: 1000px)');
  let showing = false;
  let asked = null;
  let proofed = null;
  const preview = async () => {
    const current = JSON.stringify([shape()]);
    if (current === proofed) return;
    asked?.abort();
    asked = new AbortController();
    const sent = new FormData(form);
    sent.delete('lead_file');
    sent.delete('insert');
    try {
      const answer = await fetch('/admin/preview', { method: 'POST', body: sent, headers: { Accept: 'application/json' }, signal: asked.signal });
      if (!answer.ok) return;
      const result = await answer.json();
      words.textContent = result.words;
      if (showing) proof.innerHTML = result.html; // made safe by the server
      proofed = current;
    } catch { /* a later key press asks again */ }
  };
  const show = (on) => {
    showing = on;
    root.classList.toggle('showing', on);
    pane.hidden = !on;
    toggle.setAttribute('aria-pressed', String(on));
    proofed = null;
    if (on) preview();
  };
  toggle.hidden = false;
  toggle.addEventListener('click', () => {
    show(!showing);
    try { localStorage.setItem('onrecord.preview', showing ? '1' : '0'); } catch { /* forbidden */ }
  });
  show(wide.matches && localStorage.getItem('onrecord.preview') !== '0');
  // Both halves stand at about the same place in the text.
  paper.addEventListener('scroll', () => {
    const most = paper.scrollHeight - paper.clientHeight;
    if (showing && most > 0) pane.scrollTop = (pane.scrollHeight - pane.clientHeight) * paper.scrollTop / most;
  }, { passive: true });

  // ── After each change ──
  const grows = CSS.supports('field-sizing', 'content');
  const grow = (field) => {
    if (grows) return;
    field.style.blockSize = 'auto';
    field.style.blockSize = field.scrollHeight + 'px';
  };
  texts.forEach(grow);
  form.addEventListener('shown', (event) => grow(event.target));
  let soon = 0;
  let later = 0;
  form.addEventListener('input', (event) => {
    if (event.target.matches?.('.paper textarea')) grow(event.target);
    say(dirty() ? 'Not saved yet' : '');
    clearTimeout(soon);
    soon = setTimeout(preview, 250);
    clearTimeout(later);
    later = setTimeout(() => { if (dirty()) store.set(texts.map((field) => field.value)); }, 800);
  });
  // A headline and a standfirst are one line; Enter goes on to the next field.
  texts.slice(0, 2).forEach((field, i) => field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || event.ctrlKey) return;
    event.preventDefault();
    texts[i + 1].focus();
  }));
})();
