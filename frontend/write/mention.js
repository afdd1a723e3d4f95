// Posts of the publication by "@" and words of the headline, as links.
import { Plugin } from 'prosemirror-state';
import { schema } from './schema.js';
import { Menu } from './menu.js';
import { Mirror } from './mirror.js';
import { writeInline } from './inline.js';

const pause = 150; // after the last key
const asked = /(?:^|[\s([“„«"'‘])@((?:[^\s@][^@\n]{0,59})?)$/u;
const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const states = { draft: 'Draft', scheduled: 'Scheduled', unpublished: 'Not public' };

// Search shows the posts for what stands behind an "@" of a text.
class Search {
  constructor(menu) {
    this.menu = menu;
    this.words = null;
    this.posts = []; // of the last answer
    this.gone = -1; // where Escape was pressed: that "@" is just one
    this.timer = 0;
  }

  // look is told after every change what stands before the caret, and where
  // that is.
  look(before, caret) {
    const found = asked.exec(before)?.[1] ?? null;
    const at = found === null ? -1 : caret - found.length;
    if (at !== this.gone) this.gone = -1;
    const words = this.gone < 0 ? found : null;
    if (words === this.words && at === this.at) return;
    if (words === null) this.posts = [];
    Object.assign(this, { words, at });
    clearTimeout(this.timer);
    if (words !== null) this.timer = setTimeout(() => this.ask(words), pause);
    this.draw();
  }

  async ask(words) {
    const own = document.querySelector('form[data-editor]').dataset.editor;
    try {
      const answer = await fetch(`/admin/posts/links?${new URLSearchParams({ q: words, not: own })}`, { headers: { Accept: 'application/json' } });
      const { posts } = answer.ok ? await answer.json() : { posts: [] };
      if (words !== this.words) return;
      this.posts = posts;
      this.draw();
    } catch { /* the next key asks again */ }
  }

  draw() {
    const shown = this.words === null ? [] : this.posts.filter(({ headline }) => fold(headline).includes(fold(this.words.trim())));
    this.menu.show(shown.map((post) => ({ ...post, name: post.headline, note: states[post.status] })));
  }

  leave() { this.gone = this.at; this.close(); }
  close() { clearTimeout(this.timer); this.words = null; this.posts = []; this.draw(); }
}

// mention is the list on the surface.
export function mention() {
  let search;
  const put = (view) => ({ headline, url }) => {
    const to = view.state.selection.from;
    const words = schema.text(headline, [schema.marks.link.create({ href: url })]);
    const tr = view.state.tr.replaceWith(to - search.words.length - 1, to, words).removeStoredMark(schema.marks.link);
    view.dispatch(tr.scrollIntoView());
    view.focus();
  };
  const update = (view) => {
    const { $from, empty } = view.state.selection;
    const open = empty && view.hasFocus() && $from.parent.isTextblock && !$from.parent.type.spec.code;
    search.look(open ? $from.parent.textBetween(0, $from.parentOffset, '\n', '\ufffc') : '', $from.pos);
  };
  return new Plugin({
    view: (view) => {
      search = new Search(new Menu({ dom: view.dom, place: view.dom.parentNode, id: 'mention', label: 'Posts', caret: () => view.coordsAtPos(view.state.selection.from), choose: put(view) }));
      return { update, destroy: () => search.menu.destroy() };
    },
    props: {
      handleKeyDown: (_, event) => search.menu.key(event, () => search.leave()),
      handleDOMEvents: { blur: () => search.close() },
    },
  });
}

// plainMention is the list in plain Markdown.
export function plainMention(field) {
  const mirror = new Mirror(field);
  const put = ({ headline, url }) => {
    const to = field.selectionStart;
    const words = `[${writeInline(schema.nodes.paragraph.create(null, schema.text(headline)))}](${url})`;
    field.setSelectionRange(to - search.words.length - 1, to);
    if (!document.execCommand('insertText', false, words)) {
      field.setRangeText(words, field.selectionStart, to, 'end');
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    search.close();
  };
  const menu = new Menu({ dom: field, place: field.parentNode, id: 'plain-mention', label: 'Posts', caret: () => mirror.at(field.selectionStart), choose: put });
  const search = new Search(menu);
  const look = () => search.look(field.selectionStart === field.selectionEnd ? field.value.slice(Math.max(0, field.selectionStart - 80), field.selectionStart) : '', field.selectionStart);
  field.addEventListener('input', () => { if (document.activeElement === field) look(); });
  field.addEventListener('keyup', (event) => { if (/^(Arrow(Left|Right)|Home|End)$/.test(event.key)) look(); });
  field.addEventListener('blur', () => search.close());
  field.addEventListener('keydown', (event) => {
    if (!menu.key(event, () => search.leave())) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
}
