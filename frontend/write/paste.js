// What comes by the clipboard is cleaned to its structure. It is parsed in a
// document that runs nothing and asks for nothing, and only the nodes of the
// schema leave it.
import { Fragment, Slice } from 'prosemirror-model';
import { toggleMark } from 'prosemirror-commands';
import { read } from './read.js';
import { schema } from './schema.js';
import { writeBlocks } from './write.js';

const address = /^https?:\/\/\S+$/;

// calm takes away what even a document that runs nothing reports as a breach
// of the page's policy. Styles are kept under another name, to be looked at.
const calm = (html) => html
  .replace(/<(style|script)\b[^]*?(<\/\1\s*>|$)/gi, '')
  .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/([\s/"'])(?=(?:style|on\w+)\s*=)/gi, '$1data-'));

// tidy mends HTML as Word, Google Docs and web pages write it.
export function tidy(html) {
  html = calm(html);
  const page = new DOMParser().parseFromString(html, 'text/html');
  if (page.querySelector('[data-pm-slice]')) return html;
  page.querySelectorAll('script, style, noscript, template, iframe, object, embed, svg, math, form, input, button, select, textarea, video, audio, link, meta, title, base, [hidden], [aria-hidden=true], [data-style*="display:none"], [data-style*="display: none"]').forEach((one) => one.remove());
  wordLists(page);
  nested(page);
  for (const table of [...page.querySelectorAll('table')].reverse()) grid(page, table);
  page.querySelectorAll('img').forEach((one) => one.remove()); // pictures come as files
  page.querySelectorAll('b[id^=docs-internal-guid], b[data-style]').forEach((one) => { if (one.id || light.test(one.dataset.style)) unwrap(one); });
  blank(page);
  for (const span of page.querySelectorAll('span, font')) styled(page, span);
  for (const link of page.querySelectorAll('a[href]')) clean(link);
  page.querySelectorAll('h1').forEach((one) => rename(page, one, 'h2')); // the headline is the only h1
  for (const one of page.querySelectorAll('*')) {
    for (const { name } of [...one.attributes]) if (!['href', 'start'].includes(name)) one.removeAttribute(name);
  }
  return page.body.innerHTML;
}

const light = /(^|;)\s*font-weight:\s*(normal|400)/i; // a <b> that is not one
const unwrap = (one) => one.replaceWith(...one.childNodes);
function rename(page, one, tag) {
  const next = page.createElement(tag);
  next.append(...one.childNodes);
  one.replaceWith(next);
  return next;
}

// styled makes a mark of a span that looks like one.
function styled(page, span) {
  const style = (span.getAttribute('data-style') ?? '').toLowerCase();
  const tags = [/font-weight:\s*(bold|[6-9]00)/.test(style) && 'strong', /font-style:\s*italic/.test(style) && 'em', /text-decoration[^;]*line-through/.test(style) && 's'].filter(Boolean);
  let inner = [...span.childNodes];
  for (const tag of tags) {
    const mark = page.createElement(tag);
    mark.append(...inner);
    inner = [mark];
  }
  span.replaceWith(...inner);
}

const tracking = /^(utm_\w+|fbclid|gclid|mc_[ce]id|igshid|msclkid)$/;
function clean(link) {
  let url;
  try { url = new URL(link.getAttribute('href')); } catch { return unwrap(link); }
  if (/(^|\.)google\.com$/.test(url.hostname) && url.pathname === '/url') {
    try { url = new URL(url.searchParams.get('q')); } catch { /* it has none */ }
  }
  if (!['http:', 'https:', 'mailto:'].includes(url.protocol)) return unwrap(link);
  for (const name of [...url.searchParams.keys()]) if (tracking.test(name)) url.searchParams.delete(name);
  link.setAttribute('href', url.href);
}

// wordLists makes lists of the paragraphs that Word writes for them.
function wordLists(page) {
  let open = [];
  let last = null;
  for (const line of page.querySelectorAll('p')) {
    const level = Number(/mso-list:\s*l\d+ level(\d)/.exec(line.getAttribute('data-style') ?? '')?.[1] ?? 0);
    if (!level) continue;
    const sign = line.querySelector('[data-style*="mso-list:Ignore"], [data-style*="mso-list: Ignore"]');
    const tag = /^\s*\(?(\d+|[a-z]|[ivx]+)[.)]/i.test(sign?.textContent ?? '') ? 'ol' : 'ul';
    sign?.remove();
    if (last !== line.previousElementSibling || !last) open = [];
    open.length = Math.min(open.length, level);
    while (open.length < level) {
      const list = page.createElement(tag);
      const parent = open.at(-1)?.lastElementChild;
      if (parent) parent.append(list); else line.before(list);
      if (!open.length) last = list;
      open.push(list);
    }
    const item = page.createElement('li');
    item.append(rename(page, line, 'p'));
    open.at(-1).append(item);
  }
}

// blank takes away the empty lines that stand for space between paragraphs.
function blank(page) {
  page.querySelectorAll('p + br, br:has(+ p), br.Apple-interchange-newline').forEach((one) => one.remove());
  page.querySelectorAll('p, div, h1, h2, h3, h4, h5, h6').forEach((one) => { if (!one.textContent.trim()) one.remove(); });
}

// nested puts lists that stand beside an item into it.
function nested(page) {
  for (const list of page.querySelectorAll('ul > ul, ul > ol, ol > ul, ol > ol')) list.previousElementSibling?.append(list);
}

// grid makes a table one of plain cells. One that only lays out a page, or has
// less than two cells, gives its content.
function grid(page, table) {
  const cells = [...table.querySelectorAll('td, th')];
  if (cells.length < 2 || table.querySelector('table, h1, h2')) {
    table.replaceWith(...cells.map((cell) => rename(page, cell, 'div')));
    return;
  }
  const caption = table.querySelector('caption');
  if (caption) table.before(rename(page, caption, 'p'));
  table.querySelectorAll('colgroup').forEach((one) => one.remove());
  cells.forEach((cell) => lines(page, cell));
  spans(page, table);
}

// lines makes one line of a cell's blocks, with breaks between them.
function lines(page, cell) {
  for (const one of [...cell.querySelectorAll('p, div, ul, ol, li, h3, h4, h5, h6, blockquote, pre')].reverse()) {
    if (one.nextSibling && one.textContent.trim() && cell.textContent.trim() !== one.textContent.trim()) one.after(page.createElement('br'));
    unwrap(one);
  }
}

// spans fills with empty cells what one cell took of several.
function spans(page, table) {
  const taken = new Map(); // column: for how many rows more
  for (const row of table.rows) {
    let column = 0;
    const fill = (before) => {
      for (; taken.get(column) > 0; column++) {
        taken.set(column, taken.get(column) - 1);
        row.insertBefore(page.createElement('td'), before);
      }
    };
    for (const cell of [...row.cells]) {
      fill(cell);
      const [wide, high] = ['colspan', 'rowspan'].map((name) => Math.min(20, Math.max(1, Number(cell.getAttribute(name)) || 1)));
      for (let i = 0; i < wide; i++, column++) {
        if (i) cell.after(page.createElement('td'));
        taken.set(column, high - 1);
      }
    }
    fill(null);
  }
}

// Plain text is read as the Markdown that it may be.
function plain(text, $context) {
  if (!text) return Slice.empty;
  if ($context.parent.type.spec.code) return new Slice(Fragment.from(schema.text(text.replace(/\r\n?/g, '\n'))), 0, 0);
  const { doc } = read(text.replace(/\r\n?/g, '\n'));
  const inline = doc.childCount === 1 && doc.firstChild.type === schema.nodes.paragraph;
  return new Slice(doc.content, inline ? 1 : 0, inline ? 1 : 0);
}

// A web address pasted over words makes a link of them.
function over(view, event) {
  const text = event.clipboardData?.getData('text/plain').trim() ?? '';
  if (view.state.selection.empty || !address.test(text)) return false;
  return toggleMark(schema.marks.link, { href: text })(view.state, view.dispatch);
}

const pictures = (list) => [...(list ?? [])].filter((file) => file.type.startsWith('image/'));
const hand = (files) => {
  const text = document.querySelector('form[data-editor] textarea[name=body]');
  files.forEach((file) => text.dispatchEvent(new CustomEvent('picturefile', { detail: file, cancelable: true })));
  return files.length > 0;
};

export const clipboard = {
  transformPastedHTML: tidy,
  clipboardTextParser: plain,
  clipboardTextSerializer: (slice) => (slice.openStart || slice.content.childCount === 0 ? slice.content.textBetween(0, slice.content.size, '\n\n') : writeBlocks(slice.content)),
  handlePaste: (view, event) => (!event.clipboardData?.getData('text/html') && hand(pictures(event.clipboardData?.files))) || over(view, event),
  handleDrop: (_, event) => pictures(event.dataTransfer?.files).length > 0, // pictures.js takes them, once
};
