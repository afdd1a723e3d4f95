// Who else has this post open, and what they do: the page hears of it within
// a second and joins what was saved. editor.js does the joining.
'use strict';
(() => {
  const form = document.querySelector('form[data-editor]');
  const place = document.querySelector('[data-together]');
  if (!form || !place || !window.EventSource) return;
  const page = crypto.getRandomValues(new Uint32Array(4)).join('-');
  let source = null;
  let last = null;

  const names = (people) => (people.length < 2 ? people[0] : `${people.slice(0, -1).join(', ')} and ${people.at(-1)}`);
  const show = (people) => {
    const words = people.length ? `${names(people)} ${people.length > 1 ? 'are' : 'is'} ${form.elements.body.readOnly ? 'here' : 'writing here'} too` : '';
    if (place.textContent !== words) place.textContent = words;
    place.hidden = !words;
  };
  const tell = () => { if (last) form.dispatchEvent(new CustomEvent('elsewhere', { detail: last })); };

  // A browser holds few lines to one server, so only a page that is seen has one.
  const listen = () => {
    const id = form.dataset.editor;
    if (source || id === 'new' || document.hidden) return;
    source = new EventSource(`/admin/posts/${id}/live?page=${page}`);
    source.addEventListener('together', (event) => {
      const now = JSON.parse(event.data);
      const margin = JSON.stringify(now.margin);
      if (last && last.marginWas !== margin) form.dispatchEvent(new Event('marginchange'));
      last = { ...now, marginWas: margin };
      show(now.people);
      tell();
    });
  };
  const rest = () => {
    source?.close();
    source = null;
    show([]);
  };
  document.addEventListener('visibilitychange', () => (document.hidden ? rest() : listen()));
  addEventListener('pagehide', rest);
  addEventListener('pageshow', (event) => { if (event.persisted) listen(); });
  // A post that was new has an address after its first save.
  form.addEventListener('stored', () => { listen(); tell(); });
  listen();
})();
