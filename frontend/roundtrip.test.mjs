// A round trip changes no byte that the writer did not touch, and what is
// written anew means what it meant.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { schema } from './write/schema.js';
import { open, write } from './write/book.js';
import { reader } from './write/markdown.js';
import { writeBlock } from './write/write.js';

const root = new URL('../', import.meta.url);
const goldmark = execFileSync('go', ['list', '-m', '-f', '{{.Dir}}', 'github.com/yuin/goldmark'], { cwd: root, encoding: 'utf8' }).trim();
const spec = JSON.parse(readFileSync(goldmark + '/_test/spec.json', 'utf8')).map((one) => [`example ${one.example}`, one.markdown]);
const posts = readdirSync(new URL('internal/demo/content/posts/', root)).map((name) => [name, readFileSync(new URL('internal/demo/content/posts/' + name, root), 'utf8').replace(/^---\n[^]*?\n---\n/, '')]);
const sample = ['sample.md', readFileSync(new URL('internal/markup/testdata/sample.md', root), 'utf8')];
const odd = [['all', spec.map(([, text]) => text).slice(0, 1).join('')], ['CRLF', 'One\r\n\r\n\r\n*two*\r\n# three\r\nfour'], ['blocks', '\n\n::: gallery Boats\n![a](/a.jpg)\n\n![b](/b.jpg)\n:::\nText[^1] of it <claim:ab12>.\n\n[^1]: The note.\n\n    More of it.\n\n> [!NOTE] Mind\n> the step\n\n![Quay](/media/q.jpg "Low *tide"){width=wide credit="Jo Doe"}\n\n[Book](https://a.example){.button}\n\n- [ ] one\n- [x] two\n\n<!-- members -->\n\nhttps://youtu.be/_a_b_\n\n\n']];
const grids = ['tables', '| a | b |\n|--|:-:|\n| x \\| y | `p \\| q` |\n| *w*<br>z |\n\na | b\n---|---:\n1 | 2 | 3\n\n|one|\n|-|\n\n- in a list\n\n  | a | b |\n  |---|---|\n  | c | d |\n\n> | q |\n> |:--|\n> | r |'];
const claims = ['claims', 'Killed [at least **1,200** people](claim:toll), not [1,300](<claim:toll#v2> "only if"),\nand <claim:toll> or <claim:toll#v3>. [a][b]\n\n> [x](claim:aid-road \'only if\')\n\n- [y](claim:y)\n\n[b]: claim:toll'];
const corpus = [...spec, ...posts, sample, ...odd, grids, claims];
const blocks = (doc) => Array.from({ length: doc.childCount }, (_, i) => doc.child(i));

test('opening and writing a text gives the same bytes', () => {
  for (const [name, text] of corpus) assert.equal(write(open(text), open(text).doc).text, text, name);
  for (const [name, text] of corpus) {
    const book = open(text);
    assert.equal(write(book, book.doc).text, text, name);
  }
});

test('changing one block leaves all other bytes as they were', () => {
  for (const [name, text] of corpus) {
    const book = open(text);
    book.origins.forEach((origin, i) => {
      const list = blocks(book.doc);
      if (!list[i].isTextblock) return;
      list[i] = list[i].copy(list[i].content.append(schema.nodes.paragraph.create(null, schema.text('zzz')).content));
      const got = write(book, book.doc.copy(book.doc.content.constructor.fromArray(list))).text;
      const at = [book.lead, ...book.origins.slice(0, i).flatMap((o) => [o.text, o.gap])].join('');
      const rest = book.origins.slice(i + 1).flatMap((o) => [o.text, o.gap]).join('');
      assert.ok(got.startsWith(at.trimEnd()) && got.endsWith(rest), `${name}, block ${i}: ${JSON.stringify(got)}`);
    });
  }
});

test('a block that is written anew is read as the same block', () => {
  let whole = 0;
  let source = 0;
  for (const [name, text] of corpus) {
    for (const { node } of open(text).origins) {
      if (node.type.name === 'source') { source++; continue; }
      whole++;
      const again = writeBlock(node);
      const other = open(again).doc;
      assert.equal(reader.render(again), reader.render(writeBlock(other.firstChild)), `${name}: ${again}`);
    }
  }
  assert.ok(whole > 3 * source, `${source} of ${whole + source} blocks have no visual form`);
});

test('what a writer types is never read as markup', () => {
  const hard = ['# no', '1. no', '- no', '+', '> no', '***', '---', '===', '::: no', '~~~', '```', '*a*', '_a_', 'a_b_c', '[a](b)', '![a](b)', '<b>', '&amp;', '\\', 'a  ', '  a', '[^1]', '<claim:x>', '[ ] no', '!', '{.a}', 'a\\', '<!-- members -->', '| a | b |'];
  for (const words of hard) {
    const node = schema.nodes.paragraph.create(null, schema.text(words));
    const back = open(writeBlock(node)).doc;
    assert.equal(back.childCount, 1, words);
    assert.equal(back.firstChild.type.name, 'paragraph', words);
    assert.equal(back.textContent, words.trim(), words);
  }
});

test('tables have cells to write in, and bars and lines in them stay theirs', () => {
  const kinds = open(grids[1]).origins.map(({ node }) => node.type.name);
  assert.deepEqual(kinds, ['table', 'table', 'table', 'bullet_list', 'blockquote']);
  const { table, table_row: row, table_header: head, table_cell: cell, hard_break: br } = schema.nodes;
  const words = ['a|b', '`|', '\\', 'a\\|', '# no', '---', '<b>', '&lt;'];
  const cells = words.map((text) => row.create(null, [cell.create(null, [schema.text(text), br.create(), schema.text(text)])]));
  const made = writeBlock(table.create(null, [row.create(null, [head.create({ align: 'right' }, schema.text('|'))]), ...cells]));
  const back = open(made).doc;
  assert.equal(back.childCount, 1, made);
  assert.equal(back.firstChild.type.name, 'table', made);
  assert.deepEqual(words.map((_, i) => back.firstChild.child(i + 1).textContent), words.map((text) => text + text), made);
  assert.equal(writeBlock(back.firstChild), made);
});
