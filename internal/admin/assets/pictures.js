// Pictures of a post: uploaded by button, by dropping and by pasting, and the
// lead picture chosen among those of the library.
'use strict';
(() => {
  const form = document.querySelector('form[data-editor]');
  const text = form?.elements.body;
  if (!text) return;
  const paper = form.querySelector('.paper');
  const state = form.querySelector('[data-state]');
  const types = 'image/jpeg,image/png,image/gif,image/webp';

  const swap = (old, words) => {
    const at = text.value.indexOf(old);
    if (at < 0) return;
    const { selectionStart, selectionEnd } = text;
    const shift = (p) => (p > at ? Math.max(at, p + words.length - old.length) : p);
    text.setRangeText(words, at, at + old.length, 'preserve');
    text.setSelectionRange(shift(selectionStart), shift(selectionEnd));
    text.dispatchEvent(new Event('input', { bubbles: true }));
  };

  let n = 0;
  const upload = async (file) => {
    // The visual surface takes it, if that is shown.
    if (!text.dispatchEvent(new CustomEvent('picturefile', { detail: file, cancelable: true }))) return;
    const mark = `![Uploading ${file.name.replace(/[\[\]\n]/g, '')} …](#${++n})`;
    const { selectionEnd: at, value } = text;
    const gap = at > 0 && value[at - 1] !== '\n' ? '\n\n' : '';
    text.setRangeText(`${gap}${mark}\n\n`, at, at, 'end');
    text.dispatchEvent(new Event('input', { bubbles: true }));
    const sent = new FormData();
    sent.append('file', file);
    try {
      const answer = await fetch('/admin/media', { method: 'POST', body: sent, headers: { Accept: 'application/json' } });
      const result = await answer.json();
      if (!answer.ok) throw new Error(result.sentence);
      swap(mark, result.markdown);
    } catch (error) {
      swap(mark + '\n\n', '');
      state.textContent = error instanceof TypeError ? 'The picture did not reach the server; try again.' : error.message;
      state.classList.add('bad');
    }
  };
  const pictures = (list) => [...(list ?? [])].filter((file) => file.type.startsWith('image/'));

  // One of the library goes where the cursor is, as a block of its own.
  const insert = (markdown) => {
    if (!text.dispatchEvent(new CustomEvent('picturechosen', { detail: markdown, cancelable: true }))) return;
    const { selectionEnd: at, value } = text;
    const gap = at > 0 && value[at - 1] !== '\n' ? '\n\n' : '';
    text.setRangeText(`${gap}${markdown}\n\n`, at, at, 'end');
    text.dispatchEvent(new Event('input', { bubbles: true }));
    text.focus();
  };

  text.addEventListener('picture', async () => {
    if (window.chooseMedia) {
      const chosen = await window.chooseMedia();
      if (chosen?.file) insert(chosen.file.markdown);
      pictures(chosen?.upload).forEach(upload);
      return;
    }
    const pick = document.createElement('input');
    pick.type = 'file';
    pick.accept = types;
    pick.multiple = true;
    pick.addEventListener('change', () => pictures(pick.files).forEach(upload));
    pick.click();
  });
  text.addEventListener('paste', (event) => {
    const found = pictures(event.clipboardData.files);
    if (!found.length) return;
    event.preventDefault();
    found.forEach(upload);
  });
  const carries = (event) => event.dataTransfer?.types.includes('Files');
  let depth = 0;
  paper.addEventListener('dragenter', (event) => {
    if (!carries(event)) return;
    depth++;
    paper.classList.add('dropping');
  });
  paper.addEventListener('dragleave', (event) => {
    if (carries(event) && --depth <= 0) paper.classList.remove('dropping');
  });
  addEventListener('dragover', (event) => { if (carries(event)) event.preventDefault(); });
  addEventListener('drop', (event) => {
    if (!carries(event)) return;
    event.preventDefault(); // a picture dropped beside the text must not replace the page
    depth = 0;
    paper.classList.remove('dropping');
    if (paper.contains(event.target)) pictures(event.dataTransfer.files).forEach(upload);
  });

  // ── Lead picture ──
  const lead = form.querySelector('[data-lead]');
  lead.addEventListener('change', (event) => {
    if (event.target.name !== 'lead_media_id') return;
    form.elements.lead_alt.placeholder = event.target.dataset.alt ?? '';
    form.elements.lead_credit.placeholder = event.target.dataset.credit ?? '';
  });
})();
