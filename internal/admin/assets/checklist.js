// The checklist beside the publish button: looks over what stands in the form
// each time the drawer opens, has links asked on demand and follows them, and
// leads to the place that mends a line. Without this script it says what was
// true when the page was loaded.
'use strict';
(() => {
  const form = document.querySelector('form[data-editor]');
  const box = form?.querySelector('[data-checklist]');
  if (!box) return;
  const drawer = document.getElementById('publish');
  let timer = 0;
  let asking = null;

  const put = (html) => {
    const held = box.contains(document.activeElement);
    box.innerHTML = html; // made by the server
    if (held) box.querySelector('h3').focus();
  };
  const look = async (ask) => {
    clearTimeout(timer);
    asking?.abort();
    asking = new AbortController();
    const sent = new FormData(form);
    sent.delete('lead_file');
    sent.delete('insert');
    if (ask) sent.set('links', 'ask');
    try {
      const answer = await fetch('/admin/checklist', { method: 'POST', body: sent, headers: { Accept: 'application/json' }, signal: asking.signal });
      const result = await answer.json();
      if (answer.ok) put(result.html);
      const hint = box.querySelector('[data-ask] + .hint');
      if (!answer.ok && hint) hint.textContent = result.sentence;
      if (result.waiting) timer = setTimeout(look, 700);
    } catch { /* the next look asks again */ }
  };

  drawer.addEventListener('toggle', (event) => {
    clearTimeout(timer);
    if (event.newState !== 'open') return;
    look(false);
  });
  // A new post can be looked at once it is stored, which may be while the drawer is open.
  form.addEventListener('stored', () => {
    const looks = drawer.querySelector('[data-looks]');
    if (!looks) return;
    looks.href = `/admin/posts/${form.dataset.editor}/preview`;
    looks.hidden = false;
  });
  box.addEventListener('click', (event) => {
    if (event.target.closest('[data-ask]')) {
      event.preventDefault();
      look(true);
      return;
    }
    const mend = event.target.closest('[data-mend]');
    if (!mend) return;
    event.preventDefault();
    const field = document.getElementById(mend.dataset.mend);
    if (!field) return;
    const details = field.closest('#details');
    if (drawer.matches(':popover-open')) drawer.hidePopover();
    if (details?.matches('[popover]:not(:popover-open)')) details.showPopover();
    const place = field.hidden ? form.querySelector('.surface [contenteditable]') || field : field;
    place.focus();
    place.scrollIntoView({ block: 'center' });
  });
})();
