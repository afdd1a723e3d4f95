// The nodes and marks of the writing surface. What Markdown has and this list
// has not is shown as "source": its own Markdown, to be edited as text.
import { Schema } from 'prosemirror-model';
import { tableNodes } from 'prosemirror-tables';

const list = { group: 'block', content: 'list_item+' };
// harmless says which addresses a link of the surface may have.
const harmless = /^(https?:|mailto:|\/|#)/i;
// bound is what leads to a claim; on the surface it leads nowhere.
export const bound = /^claim:[a-z0-9-]+(#v\d+)?$/;
const atom = { inline: true, group: 'inline', atom: true };

const grid = tableNodes({
  tableGroup: 'block', cellContent: 'inline*',
  cellAttributes: {
    align: {
      default: '',
      getFromDOM: (dom) => /^(left|center|right)$/.exec(dom.dataset.align ?? '')?.[0] ?? '',
      setDOMAttr: (side, attrs) => { if (side) attrs['data-align'] = side; },
    },
  },
});

const nodes = {
  doc: { content: 'block+' },
  paragraph: { group: 'block', content: 'inline*', parseDOM: [{ tag: 'p' }], toDOM: () => ['p', 0] },
  heading: {
    group: 'block', content: 'inline*', defining: true, attrs: { level: { default: 2 } },
    parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: 'h' + level, attrs: { level } })),
    toDOM: (node) => ['h' + node.attrs.level, 0],
  },
  blockquote: { group: 'block', content: 'block+', defining: true, parseDOM: [{ tag: 'blockquote' }], toDOM: () => ['blockquote', 0] },
  bullet_list: {
    ...list, attrs: { tight: { default: true }, mark: { default: '-' } },
    parseDOM: [{ tag: 'ul' }], toDOM: () => ['ul', 0],
  },
  ordered_list: {
    ...list, attrs: { tight: { default: true }, mark: { default: '.' }, start: { default: 1 } },
    parseDOM: [{ tag: 'ol', getAttrs: (dom) => ({ start: Math.max(0, Number(dom.getAttribute('start') ?? 1) || 1) }) }],
    toDOM: (node) => (node.attrs.start === 1 ? ['ol', 0] : ['ol', { start: node.attrs.start }, 0]),
  },
  list_item: {
    content: 'paragraph block*', defining: true, attrs: { checked: { default: null } },
    parseDOM: [{ tag: 'li', getAttrs: (dom) => ({ checked: dom.dataset.checked ? dom.dataset.checked === 'true' : null }) }],
    toDOM: (node) => (node.attrs.checked === null ? ['li', 0] : ['li', { 'data-checked': String(node.attrs.checked) }, 0]),
  },
  code_block: {
    group: 'block', content: 'text*', marks: '', code: true, defining: true, attrs: { info: { default: '' } },
    parseDOM: [{ tag: 'pre', preserveWhitespace: 'full' }], toDOM: (node) => ['pre', { 'data-info': node.attrs.info }, ['code', 0]],
  },
  source: {
    group: 'block', content: 'text*', marks: '', code: true, defining: true,
    parseDOM: [{ tag: 'pre.source', preserveWhitespace: 'full', priority: 60 }],
    toDOM: () => ['pre', { class: 'source', 'aria-label': 'Markdown' }, ['code', 0]],
  },
  horizontal_rule: { group: 'block', parseDOM: [{ tag: 'hr' }], toDOM: () => ['hr'] },
  picture: {
    group: 'block', atom: true, draggable: true,
    attrs: { src: {}, alt: { default: '' }, caption: { default: '' }, width: { default: '' }, credit: { default: '' } },
    parseDOM: [{ tag: 'figure[data-src]', getAttrs: (dom) => ({ ...dom.dataset }) }],
    toDOM: ({ attrs: { src, alt, caption, width, credit } }) => ['figure', { 'data-src': src, 'data-alt': alt, 'data-caption': caption, 'data-width': width, 'data-credit': credit }, caption || alt],
  },
  ...grid,
  table: { ...grid.table, toDOM: () => ['div', { class: 'tablewrap' }, ['table', ['tbody', 0]]] },
  text: { group: 'inline' },
  image: { ...atom, attrs: { src: {}, alt: { default: '' }, title: { default: '' } }, toDOM: ({ attrs }) => ['span', { class: 'raw' }, `🖼 ${attrs.alt || attrs.src}`] },
  raw: { ...atom, attrs: { text: {} }, parseDOM: [{ tag: 'code.raw', priority: 60, getAttrs: (dom) => ({ text: dom.textContent }) }], toDOM: ({ attrs }) => ['code', { class: 'raw' }, attrs.text] },
  soft_break: { ...atom, selectable: false, parseDOM: [{ tag: 'span.soft' }], toDOM: () => ['span', { class: 'soft' }, ' '] },
  hard_break: { ...atom, selectable: false, attrs: { mark: { default: '\\' } }, parseDOM: [{ tag: 'br' }], toDOM: () => ['br'] },
};

const marks = {
  link: {
    attrs: { href: {}, title: { default: '' } }, inclusive: false,
    parseDOM: [{ tag: 'a[data-claim]', priority: 60, getAttrs: (dom) => bound.test(dom.dataset.claim) && ({ href: dom.dataset.claim, title: dom.getAttribute('title') ?? '' }) },
    { tag: 'a[href]', getAttrs: (dom) => harmless.test(dom.getAttribute('href')) && ({ href: dom.getAttribute('href'), title: dom.getAttribute('title') ?? '' }) }],
    toDOM: ({ attrs }) => bound.test(attrs.href) ? ['a', { class: 'claim', 'data-claim': attrs.href, ...(attrs.title && { title: attrs.title }) }, 0] : ['a', { href: harmless.test(attrs.href) ? attrs.href : '#', title: attrs.title || (harmless.test(attrs.href) ? attrs.href : ''), rel: 'noopener' }, 0],
  },
  strong: { parseDOM: [{ tag: 'strong' }, { tag: 'b' }], toDOM: () => ['strong', 0] },
  em: { parseDOM: [{ tag: 'em' }, { tag: 'i' }], toDOM: () => ['em', 0] },
  strike: { parseDOM: [{ tag: 's' }, { tag: 'del' }, { tag: 'strike' }], toDOM: () => ['s', 0] },
  code: { code: true, parseDOM: [{ tag: 'code' }], toDOM: () => ['code', 0] },
};

export const schema = new Schema({ nodes, marks });
