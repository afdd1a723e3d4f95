// A list that opens at the caret while one writes: the caret stays in the
// text, the arrows and Enter work on the list.

export class Menu {
  // dom is what has the caret, place is where the list stands, caret tells
  // where to open it, choose is given what was chosen.
  constructor({ dom, place, id, label, caret, choose }) {
    Object.assign(this, { dom, place, id, caret, choose, found: [], at: 0 });
    this.list = document.createElement('ul');
    Object.assign(this.list, { className: 'slash', id: id + '-menu', hidden: true });
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', label);
    this.list.addEventListener('mousedown', (event) => {
      event.preventDefault();
      const at = [...this.list.children].indexOf(event.target.closest('li'));
      if (at >= 0) this.choose(this.found[at]);
    });
    place.append(this.list);
  }

  get open() { return !this.list.hidden; }

  // show offers { name, note } each; none of them closes the list.
  show(found, again = false) {
    if (!found.length && !this.open) return;
    if (!again) this.at = 0;
    this.found = found;
    this.at = Math.min(this.at, Math.max(0, found.length - 1));
    this.list.replaceChildren(...found.map((one, i) => this.item(one, i)));
    this.list.hidden = !found.length;
    if (!found.length) return ['aria-controls', 'aria-activedescendant'].forEach((name) => this.dom.removeAttribute(name));
    this.dom.setAttribute('aria-controls', this.list.id);
    this.dom.setAttribute('aria-activedescendant', `${this.id}-${this.at}`);
    this.move();
    this.list.children[this.at].scrollIntoView({ block: 'nearest' });
  }

  item(one, i) {
    const item = document.createElement('li');
    item.id = `${this.id}-${i}`;
    item.dir = 'auto';
    item.setAttribute('role', 'option');
    item.setAttribute('aria-selected', String(i === this.at));
    item.textContent = one.name;
    if (one.note) {
      const note = document.createElement('small');
      note.textContent = one.note;
      item.append(' ', note);
    }
    return item;
  }

  // Below the caret where there is room on the screen, else above it.
  move() {
    const caret = this.caret();
    const box = this.place.getBoundingClientRect();
    const { offsetHeight: high, offsetWidth: wide } = this.list;
    const above = caret.bottom + high + 8 > innerHeight && caret.top - high > 120;
    this.list.style.top = `${(above ? caret.top - high - 4 : caret.bottom + 4) - box.top + this.place.scrollTop}px`;
    this.list.style.left = `${Math.max(0, Math.min(caret.left - box.left, box.width - wide))}px`;
  }

  // key says whether the list has dealt with a key; leave is what Escape does.
  key(event, leave) {
    if (!this.open || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.at = (this.at + step + this.found.length) % this.found.length;
      this.show(this.found, true);
    } else if (event.key === 'Enter' || event.key === 'Tab') {
      this.choose(this.found[this.at]);
    } else if (event.key === 'Escape') {
      leave();
    } else {
      return false;
    }
    return true;
  }

  destroy() { this.list.remove(); }
}
