// Menus are edited in place: rows are dragged by their grip, with a mouse or a
// finger, or moved by the arrow keys; what happened is said in words. Without
// this the buttons do the same by way of the server.
'use strict';
(() => {
  const form = document.querySelector('[data-menus]');
  if (!form) return;
  const said = form.querySelector('[data-said]');
  let made = 0;

  const rowsOf = (list) => [...list.children];
  const called = (row) => row.querySelector('[data-label]').value || row.querySelector('[data-thing] b')?.textContent || row.querySelector('[data-label]').placeholder;
  const place = (row) => {
    const all = rowsOf(row.parentElement);
    return `${called(row)}: place ${all.indexOf(row) + 1} of ${all.length}.`;
  };
  const say = (words) => { said.textContent = words; };

  // settle brings the buttons in line with where their rows stand.
  const settle = (list) => rowsOf(list).forEach((row, i, all) => {
    row.querySelector('[data-up]').disabled = i === 0;
    row.querySelector('[data-down]').disabled = i === all.length - 1;
  });
  const put = (row, list, at) => {
    const others = rowsOf(list).filter((one) => one !== row);
    list.insertBefore(row, others[at] ?? null);
    settle(list);
  };
  const move = (row, by, focus) => {
    const list = row.parentElement;
    const from = rowsOf(list).indexOf(row);
    const to = Math.max(0, Math.min(rowsOf(list).length - 1, from + by));
    if (to !== from) put(row, list, to);
    (focus.disabled ? row.querySelector('[data-grip]') : focus).focus();
    say(place(row));
  };
  const remove = (row) => {
    const list = row.parentElement;
    const next = row.nextElementSibling ?? row.previousElementSibling;
    say(`${called(row)} is taken out.`);
    row.remove();
    settle(list);
    (next?.querySelector('[data-grip]') ?? list.closest('fieldset').querySelector('select')).focus();
  };

  const drag = (grip, start) => {
    const row = grip.closest('[data-row]');
    const list = row.parentElement;
    const from = rowsOf(list).indexOf(row);
    row.classList.add('moving');
    // The document listens: a row that changes its place loses what it captured.
    const listen = (how) => {
      document[how]('pointermove', over);
      document[how]('pointerup', end);
      document[how]('pointercancel', end);
      document[how]('keydown', stop, true);
    };
    const over = (event) => {
      if (event.pointerId !== start.pointerId) return;
      const others = rowsOf(list).filter((one) => one !== row);
      const at = others.findIndex((one) => {
        const box = one.getBoundingClientRect();
        return event.clientY < box.top + box.height / 2;
      });
      const to = at < 0 ? others.length : at;
      if (rowsOf(list).indexOf(row) !== to) put(row, list, to);
    };
    const end = (event) => {
      listen('removeEventListener');
      row.classList.remove('moving');
      if (event.type !== 'pointerup') put(row, list, from);
      say(place(row));
    };
    const stop = (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      end(event);
    };
    start.preventDefault();
    grip.focus();
    listen('addEventListener');
  };

  const wake = (row) => {
    const grip = row.querySelector('[data-grip]');
    grip.hidden = false;
    grip.addEventListener('pointerdown', (event) => { if (event.button === 0) drag(grip, event); });
    grip.addEventListener('keydown', (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      move(row, by, grip);
    });
    for (const [name, by] of [['up', -1], ['down', 1]]) {
      const button = row.querySelector(`[data-${name}]`);
      button.addEventListener('click', (event) => { event.preventDefault(); move(row, by, button); });
    }
    row.querySelector('[data-remove]').addEventListener('click', (event) => { event.preventDefault(); remove(row); });
    row.querySelector('[data-label]').addEventListener('input', () => {
      grip.setAttribute('aria-label', `Move ${called(row)}`);
    });
  };

  // grow puts a new row at the end, with names of its own for its fields.
  const grow = (menu, blank) => {
    const row = menu.querySelector(blank).content.firstElementChild.cloneNode(true);
    made += 1;
    for (const field of row.querySelectorAll('[id]')) field.id += `-${made}`;
    for (const label of row.querySelectorAll('label')) label.htmlFor += `-${made}`;
    const list = menu.querySelector('[data-rows-of]');
    list.append(row);
    wake(row);
    settle(list);
    return row;
  };
  const add = (menu) => {
    const choice = menu.querySelector('select').selectedOptions[0];
    const row = grow(menu, '[data-blank]');
    const to = row.querySelector('[data-to]');
    const label = row.querySelector('[data-label]');
    if (!choice.value) {
      label.focus();
      return;
    }
    to.value = choice.value;
    if (choice.value.startsWith('/')) {
      label.value = choice.textContent;
    } else {
      label.placeholder = choice.textContent;
      const thing = document.createElement('p');
      const name = document.createElement('b');
      thing.className = 'menu-thing';
      thing.dataset.thing = '';
      name.textContent = choice.textContent;
      thing.append(choice.parentElement.label.replace(/s$/, ''), ' ', name);
      row.querySelector(`label[for="${to.id}"]`).remove();
      to.type = 'hidden';
      to.after(thing);
    }
    row.querySelector('[data-grip]').setAttribute('aria-label', `Move ${called(row)}`);
    label.focus();
    say(place(row));
  };

  for (const menu of form.querySelectorAll('[data-menu]')) {
    menu.querySelectorAll('[data-rows-of] > [data-row]').forEach(wake);
    menu.querySelector('[data-add]').addEventListener('click', (event) => { event.preventDefault(); add(menu); });
    menu.querySelector('[data-add-title]')?.addEventListener('click', (event) => {
      event.preventDefault();
      grow(menu, '[data-blank-title]').querySelector('[data-label]').focus();
    });
  }
})();
