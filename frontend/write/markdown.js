// CommonMark as the site reads it, with exact lines: markdown-it and rules for
// the forms of docs/markdown.md, which the surface shows as source.
import MarkdownIt from 'markdown-it';

export const reader = new MarkdownIt('commonmark', { html: true }).enable(['table', 'strikethrough']);
reader.validateLink = () => true; // the site decides; the surface never follows a link

const line = (state, n) => state.src.slice(state.bMarks[n] + state.tShift[n], state.eMarks[n]);
const push = (state, from, to) => {
  const token = state.push('source', '', 0);
  token.map = [from, to];
  token.content = state.getLines(from, to, 0, false);
  token.hidden = true;
  state.line = to;
  return true;
};

// container takes everything from ::: word to its closing colons.
function container(state, from, end, silent) {
  const open = /^(:{3,})\s*[A-Za-z]/.exec(line(state, from));
  if (!open || state.sCount[from] - state.blkIndent >= 4) return false;
  if (silent) return true;
  let to = from + 1;
  while (to < end && !(/^:{3,}\s*$/.test(line(state, to)) && line(state, to).trim().length >= open[1].length)) to++;
  return push(state, from, Math.min(end, to + 1));
}

// note takes a footnote with the indented lines that go on with it.
function note(state, from, end, silent) {
  if (!/^\[\^[^\]\s]+\]:/.test(line(state, from)) || state.sCount[from] - state.blkIndent >= 4) return false;
  if (silent) return true;
  let to = from + 1;
  for (let n = to; n < end; n++) {
    if (state.isEmpty(n)) continue;
    if (n > to ? state.sCount[n] < 4 : /^\[\^[^\]\s]+\]:/.test(line(state, n))) break;
    to = n + 1;
  }
  return push(state, from, to);
}

function reference(state, silent) {
  const found = /^\[\^[^\]\s]+\]/.exec(state.src.slice(state.pos, state.pos + 200));
  if (!found) return false;
  if (!silent) state.push('raw', '', 0).content = found[0];
  state.pos += found[0].length;
  return true;
}

function claim(state, silent) {
  const found = /^<claim:[^<>\s]+>/.exec(state.src.slice(state.pos, state.pos + 300));
  if (!found) return false;
  if (!silent) state.push('raw', '', 0).content = found[0];
  state.pos += found[0].length;
  return true;
}

const interrupts = { alt: ['paragraph', 'reference', 'blockquote', 'list'] };
reader.block.ruler.before('fence', 'container', container, interrupts);
reader.block.ruler.before('reference', 'note', note, { alt: ['paragraph'] });
reader.inline.ruler.before('link', 'reference', reference);
reader.inline.ruler.before('autolink', 'claim', claim);
reader.renderer.rules.source = (tokens, i) => `<pre>${reader.utils.escapeHtml(tokens[i].content)}</pre>`;
reader.renderer.rules.raw = (tokens, i) => reader.utils.escapeHtml(tokens[i].content);

// pieces cuts a text into its top-level blocks: { tokens, from, to } in
// characters, in order. What stands between two is not always blank: link
// references are no block.
export function pieces(text, env = {}) {
  const tokens = reader.parse(text, env);
  const starts = [0];
  for (const found of text.matchAll(/\r\n?|\n/g)) starts.push(found.index + found[0].length);
  starts.push(text.length);
  const at = (n) => starts[Math.min(n, starts.length - 1)];
  const out = [];
  for (let i = 0; i < tokens.length; i++) {
    const first = i;
    for (let depth = tokens[i].nesting; depth > 0;) depth += tokens[++i].nesting;
    const [from, to] = [at(tokens[first].map[0]), at(tokens[first].map[1])];
    const trimmed = from + text.slice(from, to).replace(/\s+$/, '').length;
    out.push({ tokens: tokens.slice(first, i + 1), from, to: trimmed });
  }
  return out;
}
