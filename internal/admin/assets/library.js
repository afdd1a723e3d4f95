// The library: many files at once with their progress, and the focal point of
// a picture by pointer and by keys.
'use strict';
(() => {
  for (const part of document.querySelectorAll('[data-scripted]')) part.hidden = false;

  // ── Uploads ──
  const form = document.querySelector('[data-uploads]');
  if (form && window.uploads) {
    const coming = document.querySelector('[data-coming]');
    const said = document.querySelector('[data-coming-state]');
    const field = form.elements.file;
    for (const part of form.querySelectorAll('[data-plain]')) part.hidden = true;
    const queue = [];
    let working = 0, done = 0, failed = 0;

    const row = (file) => {
      const item = document.createElement('li');
      const name = document.createElement('span');
      const bar = document.createElement('progress');
      const state = document.createElement('span');
      const end = document.createElement('button');
      name.textContent = file.name;
      name.className = 'name';
      bar.max = file.size || 1;
      bar.value = 0;
      bar.setAttribute('aria-label', file.name);
      state.className = 'soft';
      state.textContent = 'Waiting';
      end.type = 'button';
      end.className = 'button tiny quiet';
      end.textContent = 'Stop';
      item.append(name, bar, state, end);
      coming.append(item);
      return { item, bar, state, end };
    };

    const work = async ({ file, shown, stop }) => {
      let id;
      try {
        const result = await window.uploads.send(file, {
          stop: stop.signal,
          begun: (state) => { id = state.id; },
          moved: (bytes, waits) => {
            shown.bar.value = bytes;
            shown.state.textContent = waits ? 'No connection; it goes on by itself' : bytes < file.size ? `${Math.floor(bytes / file.size * 100)} %` : 'Being made ready';
          },
        });
        const link = document.createElement('a');
        link.href = result.page;
        link.textContent = 'Describe it';
        shown.state.replaceChildren(link);
        shown.bar.remove();
        shown.end.remove();
        done++;
      } catch (error) {
        failed++;
        shown.bar.remove();
        shown.end.remove();
        shown.item.classList.add('bad');
        if (stop.signal.aborted) {
          shown.state.textContent = 'Stopped';
          if (id) fetch(`/admin/uploads/${id}/deletion`, { method: 'POST', redirect: 'manual' });
        } else {
          shown.state.textContent = error instanceof TypeError ? 'The server could not be reached; choose the file again to go on.' : error.message;
        }
      }
    };

    const next = async () => {
      if (working >= 2) return;
      const job = queue.shift();
      if (!job) {
        if (working === 0 && done + failed > 0) finished();
        return;
      }
      if (!job.stop.signal.aborted) {
        working++;
        await work(job);
        working--;
      }
      next();
    };

    const finished = () => {
      said.textContent = failed ? `${done} uploaded, ${failed} not.` : `${done} uploaded.`;
      if (!failed) location.href = '/admin/media?done=uploaded';
    };

    const take = (files) => {
      for (const file of files) {
        const shown = row(file), stop = new AbortController();
        shown.end.addEventListener('click', () => {
          stop.abort();
          shown.state.textContent = 'Stopped';
        });
        queue.push({ file, shown, stop });
        next();
      }
      said.textContent = `${queue.length + working} on their way.`;
    };
    field.addEventListener('change', () => {
      take([...field.files]);
      field.value = '';
    });
    form.addEventListener('submit', (event) => event.preventDefault());
    addEventListener('beforeunload', (event) => { if (working) event.preventDefault(); });

    const carries = (event) => event.dataTransfer?.types.includes('Files');
    addEventListener('dragover', (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      form.classList.add('dropping');
    });
    addEventListener('dragleave', (event) => { if (!event.relatedTarget) form.classList.remove('dropping'); });
    addEventListener('drop', (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      form.classList.remove('dropping');
      take([...event.dataTransfer.files]);
    });
  }

  // ── Focal point ──
  const focus = document.querySelector('[data-focus]');
  if (focus) {
    const x = document.querySelector('[name=focus_x]'), y = document.querySelector('[name=focus_y]');
    const crops = document.querySelector('[data-crops]');
    const mark = document.createElement('button');
    mark.type = 'button';
    mark.className = 'focus-mark';
    mark.setAttribute('aria-describedby', 'focus-hint');
    focus.append(mark);
    crops.hidden = false;
    for (const field of [x, y]) {
      field.min = 0;
      field.max = 100;
    }
    const show = () => {
      mark.style.insetInlineStart = `${x.value}%`;
      mark.style.insetBlockStart = `${y.value}%`;
      mark.setAttribute('aria-label', `Focal point: ${x.value} percent from the left, ${y.value} from the top`);
      for (const image of crops.querySelectorAll('img')) image.style.objectPosition = `${x.value}% ${y.value}%`;
    };
    const put = (left, top) => {
      const whole = (n) => Math.round(Math.min(100, Math.max(0, n)));
      x.value = whole(left);
      y.value = whole(top);
      show();
    };
    const point = (event) => {
      const box = focus.getBoundingClientRect();
      put((event.clientX - box.left) / box.width * 100, (event.clientY - box.top) / box.height * 100);
    };
    focus.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      mark.focus();
      point(event);
      focus.setPointerCapture(event.pointerId);
    });
    focus.addEventListener('pointermove', (event) => { if (focus.hasPointerCapture(event.pointerId)) point(event); });
    mark.addEventListener('keydown', (event) => {
      const step = event.shiftKey ? 10 : 1;
      const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
      if (!by) return;
      event.preventDefault();
      put(Number(x.value) + by[0], Number(y.value) + by[1]);
    });
    for (const field of [x, y]) field.addEventListener('input', show);
    show();
  }
})();
