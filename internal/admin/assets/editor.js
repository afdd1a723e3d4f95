// The writing page: saves by itself and without leaving it, keeps what was not
// saved, and shows the proof beside the text. Without this script the form does the same
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
  const fields = form.elements;
  const isNew = () => form.dataset.editor === 'new';
  root.classList.add('scripted');

  const say = (text, bad = false) => {
    state.textContent = text;
    state.classList.toggle('bad', bad);
  };

  // ── What is in the form, and whether it differs from what was saved ──
  const shape = () => JSON.stringify([...new FormData(form)]
    .filter(([name, value]) => !['version', 'then', 'base', 'tried', 'birth'].includes(name) && typeof value === 'string'));
  let saved = shape();
  // The text of the version that the form names. Both go with every save, so
  // that the server can join what two people changed.
  if (form.hasAttribute('data-fresh')) fields.base.value = saved;
  let leaving = false;
  const dirty = () => shape() !== saved;

  addEventListener('beforeunload', (event) => {
    if (!leaving && dirty()) event.preventDefault();
  });

  // ── What was not saved is kept in this browser until it is ──
  const key = () => 'onrecord.post.' + form.dataset.editor;
  const store = {
    get: () => { try { return JSON.parse(localStorage.getItem(key())); } catch { return null; } },
    set: (value) => { try { localStorage.setItem(key(), JSON.stringify(value)); } catch { /* full or forbidden */ } },
    drop: () => { try { localStorage.removeItem(key()); } catch { /* forbidden */ } },
  };
  const links = ['version', 'base', 'tried', 'birth'].filter((name) => fields[name]);
  const copy = () => ({ texts: texts.map((field) => field.value), links: links.map((name) => [name, fields[name].value]) });
  const keep = () => { if (dirty() && offer.hidden) store.set(copy()); };
  const kept = store.get();
  const differs = Array.isArray(kept?.texts) && kept.texts.some((text, i) => text && text !== texts[i].value);
  const offer = $('[data-kept]');
  // Until it is decided on, nothing is written over it.
  if (differs) offer.hidden = false; else store.drop();
  // A new post that went to its own page need not be kept under “new” any more.
  try {
    const fresh = JSON.parse(localStorage.getItem('onrecord.post.new'));
    if (!isNew() && texts.every((field, i) => field.value === fresh?.texts?.[i])) localStorage.removeItem('onrecord.post.new');
  } catch { /* forbidden */ }
  // The button says to how many the chosen newsletter goes, as its choice does.
  const letter = form.querySelector('select[name="newsletter"]');
  const publish = $('[data-publish]');
  if (letter && publish) {
    const plain = publish.textContent;
    const tell = () => {
      const label = letter.value ? letter.selectedOptions[0].textContent : '';
      publish.textContent = label ? `${plain} and send ${label.slice(label.lastIndexOf(', to ') + 2)}` : plain;
    };
    letter.addEventListener('change', tell);
    tell();
  }

  const put = (list) => texts.forEach((field, i) => {
    if (field.value === list[i]) return;
    field.value = list[i];
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  $('[data-kept-take]').addEventListener('click', () => {
    for (const [name, value] of kept.links || []) if (fields[name]) fields[name].value = value;
    offer.hidden = true;
    put(kept.texts.map((text) => text || ''));
  });
  $('[data-kept-drop]').addEventListener('click', () => {
    offer.hidden = true;
    store.drop();
    soonSave();
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
  if (before && !isNew()) {
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

  // A post that was new has an address now, and the page goes on under it.
  const born = (id) => {
    store.drop();
    form.dataset.editor = String(id);
    form.dataset.stage = 'draft'; // what others will hear of is no move
    form.action = '/admin/posts/' + id;
    for (const button of form.querySelectorAll('[formaction^="/admin/posts/new/"]')) {
      button.setAttribute('formaction', button.getAttribute('formaction').replace('/new/', `/${id}/`));
    }
    history.replaceState(null, '', form.action);
    const pill = $('[data-unborn]');
    if (pill) pill.textContent = 'Draft';
  };

  // Puts a joined text where one stands, with the caret at the same words.
  const join = (joined) => texts.forEach((field) => {
    const text = joined[field.name];
    const old = field.value;
    if (old === text) return;
    const { selectionStart: start, selectionEnd: end, scrollTop } = field;
    let same = 0;
    while (same < old.length && old[same] === text[same]) same++;
    const moved = (at) => (at <= same ? at : Math.max(same, at + text.length - old.length));
    field.value = text;
    if (document.activeElement === field) field.setSelectionRange(moved(start), moved(end));
    field.scrollTop = scrollTop;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });

  const compare = $('[data-compare]');
  compare.addEventListener('click', submit);

  // A save that was answered: what was sent is what later changes begin from.
  const stored = (result, sent) => {
    if (isNew()) born(result.id);
    const untouched = shape() === sent;
    fields.base.value = sent;
    fields.tried.value = '';
    saved = sent;
    // A joined text has what this form may not show, so that the form goes on
    // from the version it knows and is joined again.
    if (!result.joined) {
      fields.version.value = result.version;
    } else if (untouched) {
      join(result.joined);
      saved = fields.base.value = shape();
    }
    compare.hidden = true;
    if (dirty()) keep(); else store.drop();
    words.textContent = result.words;
    say(dirty() ? 'Not saved yet' : result.saved);
    known = Math.max(known, result.version);
    form.dispatchEvent(new Event('stored'));
  };

  // What a save by itself sends; pictures wait until somebody presses Save.
  const data = () => {
    const out = new FormData(form);
    out.delete('lead_file');
    out.delete('insert');
    return out;
  };
  const filled = () => texts.some((field) => field.value.trim());
  const pause = 2500; // after the last key
  const again = 5000; // after a failure
  let busy = null; // the save on its way
  let waiting = 0;
  let clashed = false;
  let known = Number(form.dataset.version); // the newest version that this page has heard of
  const soonSave = (wait = pause) => {
    clearTimeout(waiting);
    waiting = setTimeout(autosave, wait);
  };
  // What was sent and never answered is sent again as it was: it may have
  // arrived, and twice the same changes nothing.
  let unanswered = null;
  const ask = async (byHand) => {
    if (byHand) say('Saving…');
    keep();
    const letter = unanswered || { sent: shape(), body: data() };
    unanswered = letter;
    fields.tried.value = letter.sent;
    try {
      const answer = await fetch(form.action, { method: 'POST', body: letter.body, headers: { Accept: 'application/json' } });
      const result = await answer.json();
      unanswered = null;
      if (answer.ok) return stored(result, letter.sent);
      fields.tried.value = '';
      if (byHand && [409, 422].includes(answer.status)) return submit();
      clashed = answer.status === 409;
      compare.hidden = !clashed;
      say(result.sentence, true);
      if (answer.status >= 500 || answer.status === 429) soonSave(again);
    } catch {
      say('Not saved: the server cannot be reached. Your text is kept here.', true);
      soonSave(again);
    }
  };
  const once = async (byHand) => {
    while (busy) await busy;
    if (leaving) return;
    busy = ask(byHand);
    await busy;
    busy = null;
    if (dirty() && !clashed && !leaving) soonSave(state.classList.contains('bad') ? again : pause);
  };
  const autosave = () => {
    if (form.dataset.autosave === 'off' || !offer.hidden || clashed || busy || leaving || !dirty() || !filled()) return;
    once(false);
  };
  const save = () => {
    if (!form.reportValidity()) return;
    const files = [...form.querySelectorAll('input[type=file]')].some((input) => input.files.length);
    if (files && !busy) return submit();
    clashed = false;
    once(true);
  };
  form.addEventListener('submit', (event) => {
    const by = event.submitter;
    if (by?.hasAttribute('data-save')) {
      event.preventDefault();
      save();
    } else if (by?.getAttribute('formtarget') !== '_blank') {
      // What is on its way comes first: sent twice it would meet itself.
      if (busy) {
        event.preventDefault();
        busy.then(() => form.requestSubmit(by));
        return;
      }
      leaving = true;
    }
  });
  // ── What others do meanwhile: together.js tells of it ──
  form.addEventListener('elsewhere', ({ detail: now }) => {
    const moved = now.stage !== form.dataset.stage;
    if (leaving || busy || isNew() || (now.version <= known && !moved)) return;
    known = Math.max(known, now.version);
    const off = form.dataset.autosave === 'off';
    if (!dirty() && (off || moved)) { // the page can do other things now
      remember();
      location.reload(); // what is typed until then is kept
      return;
    }
    form.dataset.stage = now.stage;
    if (now.stage === 'scheduled') form.dataset.autosave = 'off';
    if (off || moved) return say(`${now.by} changed this meanwhile (it is ${now.stage}); Save joins the two`, true);
    if (!clashed && offer.hidden) once(false).then(() => { if (!dirty() && !clashed) say(`${now.by} changed this; it is joined here`); });
  });
  // Something needs the server to have what stands here.
  form.addEventListener('savenow', ({ detail }) => {
    if (form.dataset.autosave !== 'off' && dirty() && filled() && !clashed) detail.done = once(false);
  });

  addEventListener('online', () => soonSave(0));
  addEventListener('pagehide', () => { if (!leaving) keep(); });
  document.addEventListener('visibilitychange', () => { if (document.hidden) { keep(); autosave(); } });
  addEventListener('pageshow', (event) => { if (event.persisted) leaving = false; });
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
    if (!clashed) say(dirty() ? form.dataset.autosave === 'off' ? 'Not saved yet: it is scheduled, so press Save' : 'Not saved yet' : '');
    clearTimeout(soon);
    soon = setTimeout(preview, 250);
    clearTimeout(later);
    later = setTimeout(keep, 300);
    if (!clashed) soonSave();
  });
  form.addEventListener('change', () => soonSave());
  // A headline and a standfirst are one line; Enter goes on to the next field.
  texts.slice(0, 2).forEach((field, i) => field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || event.ctrlKey) return;
    event.preventDefault();
    texts[i + 1].focus();
  }));
})();
