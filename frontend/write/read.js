// Markdown to the nodes of the surface. A block that would not mean the same
// after being written again becomes source.
import { schema } from './schema.js';
import { pieces, reader } from './markdown.js';
import { writeBlock } from './write.js';
import { pictureOf } from './picture.js';

const n = schema.nodes;
const m = schema.marks;
class Strange extends Error {}

function inline(tokens, cell = false) {
  const out = [];
  let marks = [];
  const open = (mark) => { marks = mark.addToSet(marks); };
  const close = (type) => { marks = type.removeFromSet(marks); };
  for (const token of tokens) {
    const put = (type, attrs) => out.push(type.create(attrs, null, marks));
    switch (token.type) {
      case 'text': case 'text_special': if (token.content) out.push(schema.text(token.content, marks)); break;
      case 'code_inline': out.push(schema.text(token.content, m.code.create().addToSet(marks))); break;
      case 'softbreak': put(n.soft_break); break;
      case 'hardbreak': put(n.hard_break); break;
      case 'html_inline': if (cell && /^<br *\/?>$/i.test(token.content)) put(n.hard_break, { mark: token.content }); else put(n.raw, { text: token.content }); break;
      case 'raw': put(n.raw, { text: token.content }); break;
      case 'image': put(n.image, { src: token.attrGet('src'), alt: token.content, title: token.attrGet('title') ?? '' }); break;
      case 'em_open': open(m.em.create()); break;
      case 'em_close': close(m.em); break;
      case 'strong_open': open(m.strong.create()); break;
      case 'strong_close': close(m.strong); break;
      case 's_open': open(m.strike.create()); break;
      case 's_close': close(m.strike); break;
      case 'link_open': open(m.link.create({ href: token.attrGet('href'), title: token.attrGet('title') ?? '' })); break;
      case 'link_close': close(m.link); break;
      default: throw new Strange(token.type);
    }
  }
  return out;
}

// tree turns the flat tokens of one level into nodes.
function tree(tokens) {
  const out = [];
  for (let i = 0; i < tokens.length; i++) {
    const first = i;
    for (let depth = tokens[i].nesting; depth > 0;) depth += tokens[++i].nesting;
    out.push(block(tokens[first], tokens.slice(first + 1, i)));
  }
  return out;
}

function block(token, inner) {
  const words = () => inline(inner[0]?.children ?? []);
  switch (token.type) {
    case 'paragraph_open': return n.paragraph.create(null, words());
    case 'heading_open': return n.heading.create({ level: Number(token.tag[1]) }, words());
    case 'blockquote_open': return n.blockquote.createChecked(null, tree(inner));
    case 'hr': return n.horizontal_rule.create();
    case 'fence': case 'code_block': return code(token);
    case 'bullet_list_open': return n.bullet_list.createChecked({ tight: tight(inner), mark: token.markup }, tree(inner));
    case 'ordered_list_open':
      return n.ordered_list.createChecked({ tight: tight(inner), mark: token.markup, start: Number(token.attrGet('start') ?? 1) }, tree(inner));
    case 'list_item_open': return item(inner);
    case 'table_open': return table(inner);
    default: throw new Strange(token.type);
  }
}

function table(inner) {
  const rows = [];
  let cell = null;
  for (const token of inner) {
    if (token.type === 'tr_open') rows.push([]);
    if (/^t[hd]_open$/.test(token.type)) cell = token;
    if (token.type !== 'inline') continue;
    const align = /left|center|right/.exec(cell.attrGet('style') ?? '')?.[0] ?? '';
    rows.at(-1).push((rows.length > 1 ? n.table_cell : n.table_header).create({ align }, inline(token.children, true)));
  }
  return n.table.create(null, rows.map((cells) => n.table_row.create(null, cells)));
}

const tight = (tokens) => tokens.every((token) => token.type !== 'paragraph_open' || token.level !== tokens[0].level + 1 || token.hidden);

function code(token) {
  const text = token.content.replace(/\n$/, '');
  return n.code_block.create({ info: token.info.trim() }, text ? schema.text(text) : null);
}

function item(inner) {
  let checked = null;
  const first = inner[1];
  const box = first?.type === 'inline' && /^\[([ xX])\] /.exec(first.content);
  if (box) {
    checked = box[1] !== ' ';
    // The box is the beginning of the first text: "[ ] " is never markup.
    first.children = dropBox(first.children);
  }
  const content = tree(inner);
  return n.list_item.createChecked({ checked }, content.length ? content : n.paragraph.create());
}

function dropBox(children) {
  const first = children[0];
  if (first?.type !== 'text' || !/^\[[ xX]\] /.test(first.content)) throw new Strange('box');
  const copy = Object.assign(Object.create(Object.getPrototypeOf(first)), first, { content: first.content.slice(4) });
  return [copy, ...children.slice(1)];
}

const source = (text) => n.source.create(null, text ? schema.text(text) : null);

// node is what one piece shows as. Whatever is not sure is source.
function node(piece, text, env) {
  if (/^https?:\/\/\S+$/.test(text)) return n.paragraph.create(null, schema.text(text));
  const picture = pictureOf(text);
  if (picture) return picture;
  if (/\)\{/.test(text) && piece.tokens[0].type !== 'fence' && piece.tokens[0].type !== 'code_block') return source(text);
  // A callout's first line would be escaped when it is written as a quote.
  if (/^ {0,3}>\s*\[!/.test(text)) return source(text);
  try {
    const before = reader.renderer.render(piece.tokens, reader.options, env);
    const made = block(piece.tokens[0], piece.tokens.slice(1, -1));
    made.check();
    const after = reader.renderer.render(reader.parse(writeBlock(made), { references: { ...env.references } }), reader.options, env);
    return before === after ? made : source(text);
  } catch (error) {
    if (error instanceof Strange || error instanceof RangeError) return source(text);
    throw error;
  }
}

// read gives the document and, for each block, the bytes it came from.
export function read(text) {
  const env = {};
  const origins = [];
  let lead = '';
  let end = 0;
  const between = (words) => {
    const bare = words.trim();
    const at = bare ? words.indexOf(bare) : words.length;
    if (origins.length) origins.at(-1).gap = words.slice(0, at); else lead = words.slice(0, at);
    if (bare) origins.push({ node: source(bare), text: bare, gap: words.slice(at + bare.length) });
  };
  for (const piece of pieces(text, env)) {
    // Indentation belongs to the block: it may be what makes it one.
    between(text.slice(end, piece.from));
    const own = text.slice(piece.from, piece.to);
    origins.push({ node: node(piece, own, env), text: own, gap: '' });
    end = piece.to;
  }
  between(text.slice(end));
  const blocks = origins.map((origin) => origin.node);
  return { doc: n.doc.create(null, blocks.length ? blocks : n.paragraph.create()), origins, lead };
}
