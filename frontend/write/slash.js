// The menu that "/" opens on an empty line: every block, found by typing.
import { Plugin } from 'prosemirror-state';
import { schema } from './schema.js';
import { blocks } from './commands.js';
import { Menu } from './menu.js';

const picture = (state, dispatch) => {
  dispatch?.(state.tr);
  document.querySelector('form[data-editor] textarea[name=body]').dispatchEvent(new CustomEvent('picture'));
  return true;
};
const all = [
  ['Heading', 'h2 title', blocks.heading], ['Small heading', 'h3', blocks.small], ['Picture', 'image photo upload', picture],
  ['List', 'bullets', blocks.bullets], ['Numbered list', 'ordered', blocks.numbers], ['Task list', 'todo checkbox', blocks.tasks],
  ['Quote', 'blockquote', blocks.quote], ['Quote with a name', 'attribution said pull', blocks.said], ['Code', 'pre', blocks.code], ['Divider', 'line rule hr', blocks.divider],
  ['Table', 'rows columns', blocks.table], ['Callout', 'note tip warning', blocks.callout], ['Toggle', 'details fold', blocks.toggle],
  ['Gallery', 'pictures images', blocks.gallery], ['Button', 'link action', blocks.button],
  ['Footnote', 'reference', blocks.note], ['Bookmark', 'card link', blocks.bookmark], ['Embed', 'video youtube player', blocks.embed],
  ['End of the public preview', 'members paywall', blocks.members], ['Only in mail', 'newsletter email', blocks.mail], ['Only on the web', 'site', blocks.web],
].map(([name, more, run]) => ({ name, run, words: `${name} ${more}`.toLowerCase() }));

function query(state) {
  const { $from, empty } = state.selection;
  if (!empty || $from.parent.type !== schema.nodes.paragraph || $from.parentOffset !== $from.parent.content.size) return null;
  return /^\/([\p{L}\d ]{0,20})$/u.exec($from.parent.textContent)?.[1].toLowerCase() ?? null;
}

export function slash() {
  let menu;
  let words = null;
  let gone = null; // what Escape was pressed at
  const choose = (view) => ({ run }) => {
    const { $from } = view.state.selection;
    view.dispatch(view.state.tr.delete($from.start(), $from.end()));
    run(view.state, view.dispatch, view);
    view.focus();
  };
  const update = (view) => {
    const now = query(view.state);
    if (now === null) gone = null;
    const found = now === null || gone !== null || !view.hasFocus() ? [] : all.filter((one) => now.split(' ').every((word) => one.words.includes(word)));
    menu.show(found, now === words);
    words = now;
  };
  return new Plugin({
    view: (view) => {
      menu = new Menu({ dom: view.dom, place: view.dom.parentNode, id: 'slash', label: 'Blocks', caret: () => view.coordsAtPos(view.state.selection.from), choose: choose(view) });
      return { update, destroy: () => menu.destroy() };
    },
    props: {
      handleKeyDown: (view, event) => menu.key(event, () => { gone = words; update(view); }),
      handleDOMEvents: { blur: () => menu.show([]) },
    },
  });
}
