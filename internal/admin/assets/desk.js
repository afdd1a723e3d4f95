// What every page gains from script: copying, live progress, and a clean
// browser after signing out. Nothing here is needed.
'use strict';
(() => {
  for (const button of document.querySelectorAll('[data-copy]')) {
    const field = document.getElementById(button.dataset.copy);
    if (!field) continue;
    button.hidden = false;
    button.addEventListener('click', async () => {
      const words = field.value ?? field.textContent;
      try {
        await navigator.clipboard.writeText(words);
      } catch { // no clipboard without https
        field.select?.();
        document.execCommand('copy');
      }
      const label = button.textContent;
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = label; }, 1500);
    });
  }

  // A part marked data-live names a stream. Each event fills the elements of
  // its keys: a progress takes the value, others the text. When the stream
  // says it is over the page is loaded anew, for what can be done next.
  for (const part of document.querySelectorAll('[data-live]')) {
    const source = new EventSource(part.dataset.live);
    const fill = (event) => {
      for (const [key, value] of Object.entries(JSON.parse(event.data))) {
        for (const place of part.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)) {
          if (place instanceof HTMLProgressElement) place.value = value;
          else if (place instanceof HTMLMeterElement) place.value = value;
          else place.textContent = typeof value === 'number' ? value.toLocaleString('en-GB') : value;
        }
      }
    };
    source.addEventListener('progress', fill);
    source.addEventListener('end', () => {
      source.close();
      location.reload();
    });
    for (const way of part.querySelectorAll('[data-refresh]')) way.hidden = true;
  }

  // Rows of choices: choosing in the last one brings another empty row.
  for (const rows of document.querySelectorAll('[data-rows]')) {
    rows.addEventListener('change', () => {
      const all = rows.querySelectorAll('select');
      const last = all[all.length - 1];
      if (!last.value) return;
      const label = rows.querySelector('label').cloneNode(true);
      const next = last.cloneNode(true);
      next.id = label.htmlFor = last.id.replace(/\d+$/, all.length);
      label.textContent = label.textContent.replace(/\d+/, all.length + 1);
      next.value = '';
      last.after(label, next);
    });
  }

  // Many posts at once: all of the page, and only the fields that a deed needs.
  for (const form of document.querySelectorAll('[data-bulk]')) {
    const all = form.querySelector('[data-bulk-all]');
    const deed = form.querySelector('[data-bulk-do]');
    const ticks = () => [...form.querySelectorAll('input[name=post]')];
    const fit = () => {
      for (const field of form.querySelectorAll('[data-for]')) field.hidden = !field.dataset.for.split(' ').includes(deed.value);
    };
    const count = () => {
      const n = ticks().filter((tick) => tick.checked).length;
      all.checked = n === ticks().length;
      all.indeterminate = n > 0 && !all.checked;
      form.querySelector('.bulk').classList.toggle('idle', n === 0);
    };
    all.hidden = false;
    all.addEventListener('change', () => {
      ticks().forEach((tick) => { tick.checked = all.checked; });
      count();
    });
    form.addEventListener('change', count);
    deed.addEventListener('change', fit);
    fit();
    count();
  }

  // Older pictures to choose from.
  for (const more of document.querySelectorAll('[data-choices-more]')) {
    const choices = more.closest('fieldset').querySelector('[data-choices]');
    more.hidden = !more.dataset.choicesMore;
    more.addEventListener('click', async () => {
      const answer = await fetch(more.dataset.choicesMore);
      if (!answer.ok) return;
      const result = await answer.json();
      choices.insertAdjacentHTML('beforeend', result.html); // made by the server
      more.dataset.choicesMore = result.older;
      more.hidden = !result.older;
    });
  }

  document.querySelector('form[action="/admin/sign-out"]')?.addEventListener('submit', () => {
    try {
      Object.keys(localStorage).filter((key) => key.startsWith('onrecord.post.')).forEach((key) => localStorage.removeItem(key));
    } catch { /* forbidden */ }
  });
})();
