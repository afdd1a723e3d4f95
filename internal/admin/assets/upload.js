// Uploads in parts: a file goes on where it stopped, after a cut connection as
// after a reload. window.uploads.send(file, { moved, begun, stop }) gives what
// the server says of the finished file; moved hears how many bytes are there.
'use strict';
window.uploads = (() => {
  const asks = { Accept: 'application/json' };
  const markOf = (file) => `${file.size}-${file.lastModified}`;
  const least = 256 * 1024;
  const pause = (ms) => new Promise((done) => { setTimeout(done, ms); addEventListener('online', done, { once: true }); });

  // What the server refuses is told to the person; what did not reach it is
  // tried again, ever more slowly, and given up after some minutes.
  class Refused extends Error {}
  const ask = async (path, options) => {
    const answer = await fetch(path, { ...options, headers: { ...asks, ...options?.headers } });
    if (answer.status === 502 || answer.status === 504) throw new TypeError('not reached');
    const body = answer.status === 204 ? {} : await answer.json();
    if (answer.ok) return body;
    if (answer.status === 409 && answer.headers.has('Upload-Offset')) return { received: Number(answer.headers.get('Upload-Offset')) };
    if (answer.status === 400 && options?.body instanceof Blob) throw new TypeError(body.sentence); // broke off
    throw new Refused(body.sentence || 'The server did not take the file.');
  };

  // open are unfinished uploads by mark, as the page lists them.
  const open = new Map();
  for (const item of document.querySelectorAll('[data-open]')) open.set(item.dataset.mark, item.dataset.open);

  const begin = async (file) => {
    const known = open.get(markOf(file));
    if (known) {
      open.delete(markOf(file));
      try {
        const was = await ask(`/admin/uploads/${known}`);
        if (was.size === file.size) return was;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
    }
    return ask('/admin/uploads', { method: 'POST', body: new URLSearchParams({ name: file.name, size: file.size, mark: markOf(file) }) });
  };

  const send = async (file, { moved = () => {}, begun = () => {}, stop } = {}) => {
    let state, size = 1024 * 1024, tries = 0;
    for (;;) {
      try {
        state ??= await begin(file);
        begun(state);
        moved(state.received);
        while (state.received < file.size) {
          const at = performance.now();
          const part = file.slice(state.received, state.received + Math.min(size, state.most_part ?? size));
          const now = await ask(`/admin/uploads/${state.id}`, {
            method: 'POST', body: part, signal: stop,
            headers: { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': state.received },
          });
          state = { ...state, ...now };
          const took = performance.now() - at;
          size = took < 1000 ? size * 2 : took > 4000 ? Math.max(least, size / 2) : size;
          tries = 0;
          moved(state.received);
        }
        return await ask(`/admin/uploads/${state.id}/end`, { method: 'POST', signal: stop });
      } catch (error) {
        if (!(error instanceof TypeError) || ++tries > 12) throw error;
        size = least;
        moved(state?.received ?? 0, true);
        await pause(Math.min(30000, 500 * 2 ** tries));
        if (!state) continue;
        try { // where it stands may not be where it was thought to be
          state = { ...state, ...await ask(`/admin/uploads/${state.id}`) };
        } catch (again) {
          if (again instanceof Refused) throw again;
        }
      }
    }
  };
  return { send };
})();
