// The toolbar works on the surface while that is shown, and on the textarea
// by tools.js else.
import { toggleMark } from 'prosemirror-commands';
import { schema } from './schema.js';
import { blocks, link } from './commands.js';

const tools = {
  bold: toggleMark(schema.marks.strong), italic: toggleMark(schema.marks.em), link,
  heading: blocks.heading, quote: blocks.quote, list: blocks.bullets,
};

export function toolbar(bar, view, visual) {
  bar.hidden = false;
  bar.addEventListener('mousedown', (event) => event.preventDefault()); // the selection stays
  bar.addEventListener('click', (event) => {
    const tool = tools[event.target.closest('[data-tool]')?.dataset.tool];
    if (!tool || !visual()) return;
    event.stopImmediatePropagation();
    tool(view.state, view.dispatch, view);
    if (tool !== link) view.focus();
  }, true);
  view.dom.addEventListener('asklink', () => ask(view));
}

// ask is a line under the toolbar for the address of a link.
function ask(view) {
  const line = document.createElement('div');
  line.className = 'asklink';
  const input = document.createElement('input');
  Object.assign(input, { type: 'text', inputMode: 'url', placeholder: 'https://', autocomplete: 'off' });
  input.setAttribute('aria-label', 'Address of the link');
  line.append(input);
  view.dom.parentNode.prepend(line);
  const done = (set) => {
    if (!line.isConnected) return;
    const href = input.value.trim();
    line.remove();
    if (set && href) toggleMark(schema.marks.link, { href: whole(href) })(view.state, view.dispatch);
    view.focus();
  };
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    done(event.key === 'Enter');
  });
  input.addEventListener('blur', () => done(true));
  input.focus();
}

const whole = (href) => (/^[\w-]+(\.[\w-]+)+(\/|$)/.test(href) ? 'https://' + href : href);
