// What can be done with a table, behind one button of the toolbar that is
// there while the caret is in one.
import { Plugin } from 'prosemirror-state';
import { isInTable } from 'prosemirror-tables';
import { tableActs } from './table.js';

export function tableMenu(bar, view) {
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', className: 'mode table-acts', hidden: true, textContent: 'Table', title: 'Table (Ctrl Alt T)', tabIndex: -1 });
  button.setAttribute('aria-haspopup', 'menu');
  const menu = document.createElement('div');
  Object.assign(menu, { className: 'acts-menu', hidden: true });
  menu.setAttribute('role', 'menu');
  menu.setAttribute('aria-label', 'Table');
  menu.append(...tableActs.map(([name, run]) => item(name, run)));
  bar.querySelector('.mode').before(button);
  const sticky = document.createElement('div');
  sticky.className = 'under-tools';
  sticky.append(menu);
  bar.after(sticky);

  function item(name, run) {
    const one = document.createElement('button');
    Object.assign(one, { type: 'button', textContent: name, tabIndex: -1 });
    one.setAttribute('role', 'menuitem');
    one.addEventListener('click', () => {
      show(false);
      run(view.state, view.dispatch);
      view.focus();
    });
    return one;
  }
  const show = (on) => {
    menu.hidden = !on;
    button.setAttribute('aria-expanded', String(on));
    if (on) menu.firstElementChild.focus();
  };
  show(false);
  button.addEventListener('click', () => show(menu.hidden));
  menu.addEventListener('mousedown', (event) => event.preventDefault()); // the selection stays
  menu.addEventListener('focusout', (event) => { if (!menu.contains(event.relatedTarget) && event.relatedTarget !== button) show(false); });
  menu.addEventListener('keydown', (event) => {
    const all = [...menu.children];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) all.at(to % all.length).focus();
    else if (event.key === 'Escape' || event.key === 'Tab') { show(false); view.focus(); } else return;
    event.preventDefault();
  });
  view.dom.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || !event.altKey || event.code !== 'KeyT' || button.hidden) return;
    event.preventDefault();
    show(true);
  });
  return new Plugin({ view: () => ({ update: ({ state }) => { button.hidden = !isInTable(state); if (button.hidden && !menu.hidden) show(false); } }) });
}
