// Words with their marks to Markdown.
const signs = { strong: '**', em: '*', strike: '~~' };
const tags = { strong: 'strong', em: 'em', strike: 'del' };
const word = /[\p{L}\p{N}]/u;
const space = /\s/;

// escape keeps words from being read as markup. An underscore within a word
// is none.
export function escape(text) {
  return text
    .replace(/[\\`*[\]]/g, '\\$&')
    .replace(/~/g, '\\~')
    .replace(/<(?=[A-Za-z/!?])/g, '\\<')
    .replace(/&(?=#|[A-Za-z])/g, '\\&')
    .replace(/_/g, (sign, at) => (word.test(text[at - 1] ?? '') && word.test(text[at + 1] ?? '') ? sign : '\\_'))
    .replace(/^\{/, '\\{')
    .replace(/!$/, '\\!')
    .replace(/\n/g, ' ');
}

function codeSpan(text) {
  const runs = new Set([...text.matchAll(/`+/g)].map((run) => run[0].length));
  let n = 1;
  while (runs.has(n)) n++;
  const pad = /^`|`$|^ .*[^ ].* $/.test(text) ? ' ' : '';
  return '`'.repeat(n) + pad + text + pad + '`'.repeat(n);
}

const target = (href) => (href === '' || /[\s<>()\\]/.test(href) ? `<${href.replace(/[<>\\]/g, '\\$&').replace(/\n/g, '')}>` : href.replace(/[*_`&[\]](?=.*)/g, (c) => (c === '&' ? '&' : c)));
const title = (text) => (text ? ` "${text.replace(/["\\]/g, '\\$&')}"` : '');

function leaf(node) {
  switch (node.type.name) {
    case 'text': return node.marks.some((mark) => mark.type.name === 'code') ? codeSpan(node.text) : escape(node.text);
    case 'image': return `![${node.attrs.alt.replace(/[\\[\]]/g, '\\$&')}](${target(node.attrs.src)}${title(node.attrs.title)})`;
    case 'raw': return node.attrs.text;
    case 'soft_break': return '\n';
    case 'hard_break': return node.attrs.mark[0] === '<' ? node.attrs.mark : '\\\n';
  }
  throw new Error(`no Markdown for ${node.type.name}`);
}

export function writeInline(parent) {
  const nodes = [];
  parent.forEach((node) => nodes.push(node));
  while (nodes.length && /_break$/.test(nodes.at(-1).type.name)) nodes.pop();
  return run(nodes, [], '', '').replace(/[ \t]+(?=\n|$)/g, '').trim();
}

// run writes nodes whose marks in done stand open already.
function run(nodes, done, before, after) {
  let out = '';
  for (let i = 0; i < nodes.length;) {
    const [mark, to] = longest(nodes, i, done);
    const prev = out.at(-1) ?? before;
    if (!mark) {
      out += leaf(nodes[i++]);
      continue;
    }
    const rest = to < nodes.length ? first(nodes[to]) : after;
    out += wrap(mark, nodes.slice(i, to), done, prev, rest);
    i = to;
  }
  return out;
}

// longest is the mark of a node that goes on for the most nodes, and its end.
function longest(nodes, i, done) {
  let best = [null, i];
  for (const mark of nodes[i].marks) {
    if (mark.type.name === 'code' || done.includes(mark.type.name)) continue;
    let to = i + 1;
    while (to < nodes.length && mark.isInSet(nodes[to].marks)) to++;
    if (to > best[1] || (to === best[1] && mark.type.name === 'link')) best = [mark, to];
  }
  return best;
}

const first = (node) => (node.isText && !node.marks.length ? escape(node.text)[0] : leaf(node)[0]);

function wrap(mark, nodes, done, before, after) {
  const name = mark.type.name;
  const inside = [...done, name];
  if (name === 'link') return link(mark, run(nodes, inside, '[', ']'), nodes);
  const text = run(nodes, inside, '', '');
  const [, start, core, end] = /^(\s*)([^]*?)(\s*)$/.exec(text);
  if (!core) return text;
  const sign = before === signs[name][0] && !start ? '' : signs[name];
  if (sign && opens(start ? ' ' : before, core[0]) && opens(end ? ' ' : after, core.at(-1))) return start + sign + core + sign + end;
  return `${start}<${tags[name]}>${core}</${tags[name]}>${end}`;
}

// opens says whether a mark between these two is one, seen from outside.
const opens = (outer, inner) => word.test(inner) || !outer || !word.test(outer);

function link(mark, text, nodes) {
  const { href } = mark.attrs;
  if (nodes.length === 1 && nodes[0].text === href && !mark.attrs.title && nodes[0].marks.length === 1 && /^[a-z][a-z0-9+.-]{1,31}:[^\s<>]*$/i.test(href)) return `<${href}>`;
  if (!text.trim()) return text;
  return `[${text}](${target(href)}${title(mark.attrs.title)})`;
}
