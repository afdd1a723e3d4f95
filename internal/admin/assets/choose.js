// Choosing a picture of the library in a window of its own. chooseMedia() gives
// { file } for one that is there, { upload: [File] } for new ones, or null.
'use strict';
window.chooseMedia = (() => {
  const types = 'image/jpeg,image/png,image/gif,image/webp';
  const make = (name, props = {}, ...kids) => {
    const node = Object.assign(document.createElement(name), props);
    node.append(...kids);
    return node;
  };

  let dialog, list, said, more, field, up, settle;
  let older = 0, asked = 0;

  const end = (result) => {
    settle?.(result);
    settle = null;
    dialog.close();
  };

  const item = (file) => {
    const button = make('button', { type: 'button', title: file.name },
      make('img', { className: 'thumb', src: file.small, alt: '', loading: 'lazy' }),
      make('span', { className: 'name', textContent: file.alt || file.name }));
    button.addEventListener('click', () => end({ file }));
    return make('li', {}, button);
  };

  const find = async (on) => {
    const mine = ++asked;
    const query = new URLSearchParams({ q: field.value, kind: 'picture' });
    if (on && older) query.set('before', older);
    try {
      const answer = await fetch(`/admin/media/found?${query}`, { headers: { Accept: 'application/json' } });
      const result = await answer.json();
      if (mine !== asked) return; // something newer was asked meanwhile
      if (!answer.ok) throw new Error(result.sentence);
      const items = result.files.map(item);
      if (on) list.append(...items);
      else list.replaceChildren(...items);
      older = result.older;
      more.hidden = !older;
      if (on) items[0]?.firstChild.focus();
      said.textContent = list.children.length ? `${list.children.length}${older ? ' or more' : ''} found` : 'No picture fits.';
    } catch (error) {
      if (mine === asked) said.textContent = error instanceof TypeError ? 'The library could not be reached; try again.' : error.message;
    }
  };

  // Arrows go from picture to picture, as they lie.
  const step = (event) => {
    const all = [...list.querySelectorAll('button')];
    const at = all.indexOf(document.activeElement);
    if (at < 0) return;
    const top = all[at].getBoundingClientRect().top;
    const columns = Math.max(1, all.filter((button) => Math.abs(button.getBoundingClientRect().top - all[0].getBoundingClientRect().top) < 2).length);
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    if (!by) return;
    event.preventDefault();
    if (at + by < 0 && top) field.focus();
    else all[Math.min(all.length - 1, at + by)]?.focus();
  };

  const build = () => {
    field = make('input', { type: 'search', id: 'choose-q', maxLength: 200, placeholder: 'Name, description, caption, credit or label' });
    const pick = make('input', { type: 'file', accept: types, multiple: true, hidden: true, tabIndex: -1 });
    up = make('button', { type: 'button', className: 'button', textContent: 'Upload…' });
    const close = make('button', { type: 'button', className: 'button tiny quiet', textContent: 'Close' });
    list = make('ul', { className: 'wall' });
    more = make('button', { type: 'button', className: 'button more', textContent: 'Older pictures', hidden: true });
    said = make('p', { className: 'hint' });
    said.setAttribute('role', 'status');
    dialog = make('dialog', { className: 'choosing' },
      make('header', {},
        make('div', { className: 'row' }, make('h2', { id: 'choose-title', textContent: 'Choose a picture' }), close),
        make('div', { className: 'row' }, make('label', { className: 'away', htmlFor: 'choose-q', textContent: 'Search the library' }), field, up, pick),
        said),
      make('div', { className: 'found' }, list, more));
    dialog.setAttribute('aria-labelledby', 'choose-title');
    let waits;
    field.addEventListener('input', () => {
      clearTimeout(waits);
      waits = setTimeout(find, 200);
    });
    field.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      list.querySelector('button')?.focus();
    });
    list.addEventListener('keydown', step);
    more.addEventListener('click', () => find(true));
    close.addEventListener('click', () => end(null));
    dialog.addEventListener('close', () => end(null));
    dialog.addEventListener('click', (event) => { if (event.target === dialog) end(null); });
    up.addEventListener('click', () => pick.click());
    pick.addEventListener('change', () => {
      const files = [...pick.files];
      pick.value = '';
      if (files.length) end({ upload: files });
    });
    document.body.append(dialog);
  };

  const choose = ({ uploads = true } = {}) => new Promise((done) => {
    if (!dialog) build();
    settle = done;
    field.value = '';
    up.hidden = !uploads;
    list.replaceChildren();
    said.textContent = '';
    dialog.showModal();
    field.focus();
    find();
  });

  // ── Fields that hold one picture: the choices beside them are the newest ──
  for (const more of document.querySelectorAll('[data-choices-more]')) {
    const choices = more.closest('fieldset').querySelector('[data-choices]');
    const name = choices.querySelector('input').name;
    const button = make('button', { type: 'button', className: 'button tiny', textContent: 'Search the library…' });
    button.addEventListener('click', async () => {
      const to = choices.closest('fieldset').querySelector('input[type=file]');
      const chosen = await choose({ uploads: Boolean(to) });
      button.focus();
      if (!chosen) return;
      if (chosen.upload) { // the field for uploads takes it, and saving brings it in
        const carried = new DataTransfer();
        carried.items.add(chosen.upload[0]);
        to.files = carried.files;
        to.dispatchEvent(new Event('change', { bubbles: true }));
        return;
      }
      const { file } = chosen;
      let radio = choices.querySelector(`input[value="${file.id}"]`);
      if (!radio) {
        radio = make('input', { type: 'radio', name, value: file.id });
        radio.dataset.alt = file.alt;
        radio.dataset.credit = file.credit;
        choices.querySelector('.none').after(make('label', { className: 'choice' }, radio, make('img', { src: file.small, alt: file.alt || file.name })));
      }
      radio.checked = true;
      radio.dispatchEvent(new Event('change', { bubbles: true }));
      radio.scrollIntoView({ block: 'nearest' });
    });
    more.before(button);
  }
  return choose;
})();
