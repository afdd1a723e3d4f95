// The menu that "/" opens on an empty line: every block, found by typing.
import { Plugin } from 'prosemirror-state';
import { schema } from './schema.js';
import { blocks } from './commands.js';

const picture = (state, dispatch) => {
  dispatch?.(state.tr);
  document.querySelector('form[data-editor] textarea[name=body]').dispatchEvent(new CustomEvent('picture'));
  return true;
};
const all = [
  ['Heading', 'h2 title', blocks.heading], ['Small heading', 'h3', blocks.small], ['Picture', 'image photo upload', picture],
  ['List', 'bullets', blocks.bullets], ['Numbered list', 'ordered', blocks.numbers], ['Task list', 'todo checkbox', blocks.tasks],
  ['Quote', 'blockquote', blocks.quote], ['Code', 'pre', blocks.code], ['Divider', 'line rule hr', blocks.divider],
  ['Table', 'rows columns', blocks.table], ['Callout', 'note tip warning', blocks.callout], ['Toggle', 'details fold', blocks.toggle],
  ['Gallery', 'pictures images', blocks.gallery], ['Button', 'link action', blocks.button],
  ['End of the public preview', 'members paywall', blocks.members], ['Only in mail', 'newsletter email', blocks.mail], ['Only on the web', 'site', blocks.web],
].map(([name, more, run]) => ({ name, run, words: `${name} ${more}`.toLowerCase() }));

function query(state) {
  const { $from, empty } = state.selection;
  if (!empty || $from.parent.type !== schema.nodes.paragraph || $from.parentOffset !== $from.parent.content.size) return null;
  return /^\/([\p{L}\d ]{0,20})$/u.exec($from.parent.textContent)?.[1].toLowerCase() ?? null;
}

class Menu {
  constructor(view) {
    this.view = view;
    this.list = document.createElement('ul');
    Object.assign(this.list, { className: 'slash', id: 'slash-menu', role: 'listbox', hidden: true });
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', 'Blocks');
    this.list.addEventListener('mousedown', (event) => {
      event.preventDefault();
      const at = [...this.list.children].indexOf(event.target.closest('li'));
      if (at >= 0) this.choose(at);
    });
    view.dom.parentNode.append(this.list);
    this.gone = null;
  }

  update(view) {
    const words = query(view.state);
    if (words === null) this.gone = null;
    this.found = words === null || this.gone !== null || !view.hasFocus() ? [] : all.filter((one) => words.split(' ').every((word) => one.words.includes(word)));
    if (words !== this.words) this.at = 0;
    this.words = words;
    this.draw();
  }

  get open() { return !this.list.hidden; }

  draw() {
    this.list.replaceChildren(...this.found.map((one, i) => {
      const item = document.createElement('li');
      item.id = 'slash-' + i;
      item.setAttribute('role', 'option');
      item.setAttribute('aria-selected', String(i === this.at));
      item.textContent = one.name;
      return item;
    }));
    this.list.hidden = !this.found.length;
    const { dom } = this.view;
    if (this.list.hidden) return ['aria-controls', 'aria-activedescendant'].forEach((name) => dom.removeAttribute(name));
    dom.setAttribute('aria-controls', 'slash-menu');
    dom.setAttribute('aria-activedescendant', 'slash-' + this.at);
    this.move();
    this.list.children[this.at].scrollIntoView({ block: 'nearest' });
  }

  move() {
    const caret = this.view.coordsAtPos(this.view.state.selection.from);
    const box = this.view.dom.parentNode.getBoundingClientRect();
    this.list.style.top = `${caret.bottom - box.top + 4}px`;
    this.list.style.left = `${Math.max(0, Math.min(caret.left - box.left, box.width - this.list.offsetWidth))}px`;
  }

  choose(at) {
    const { run } = this.found[at];
    const { $from } = this.view.state.selection;
    this.view.dispatch(this.view.state.tr.delete($from.start(), $from.end()));
    run(this.view.state, this.view.dispatch, this.view);
    this.view.focus();
  }

  key(event) {
    if (!this.open || event.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.at = (this.at + step + this.found.length) % this.found.length;
      this.draw();
    } else if (event.key === 'Enter' || event.key === 'Tab') {
      this.choose(this.at);
    } else if (event.key === 'Escape') {
      this.gone = this.words;
      this.update(this.view);
    } else {
      return false;
    }
    return true;
  }

  destroy() { this.list.remove(); }
}

export function slash() {
  let menu;
  return new Plugin({
    view: (view) => { menu = new Menu(view); return menu; },
    props: {
      handleKeyDown: (_, event) => menu.key(event),
      handleDOMEvents: { blur: () => { menu.found = []; menu.draw(); } },
    },
  });
}
