// Markdown by button and by key. Changes go through the browser's own editing,
// so that Undo knows them.
'use strict';
(() => {
  const text = document.querySelector('form[data-editor] textarea[name=body]');
  const bar = document.querySelector('[data-tools]');
  if (!text || !bar) return;

  const put = (from, to, words, selectFrom, selectTo) => {
    text.focus();
    text.setSelectionRange(from, to);
    const done = words === '' ? document.execCommand('delete') : document.execCommand('insertText', false, words);
    if (!done) {
      text.setRangeText(words, from, to, 'end');
      text.dispatchEvent(new Event('input', { bubbles: true }));
    }
    text.setSelectionRange(selectFrom, selectTo ?? selectFrom);
  };

  // wrap puts a mark around the selection, or takes it away.
  const wrap = (mark, example) => {
    const { selectionStart: from, selectionEnd: to, value } = text;
    const n = mark.length;
    if (value.slice(from - n, from) === mark && value.slice(to, to + n) === mark && value[from - n - 1] !== mark[0]) {
      return put(from - n, to + n, value.slice(from, to), from - n, to - n);
    }
    const inner = value.slice(from, to) || example;
    put(from, to, mark + inner + mark, from + n, from + n + inner.length);
  };

  // lines puts a mark before each line of the selection, or takes it away.
  const lines = (mark, other = null) => {
    const { selectionStart, selectionEnd, value } = text;
    const from = value.lastIndexOf('\n', selectionStart - 1) + 1;
    let to = value.indexOf('\n', selectionEnd);
    if (to < 0) to = value.length;
    const old = value.slice(from, to).split('\n');
    const all = old.every((line) => line.startsWith(mark));
    const next = old.map((line) => (all ? line.slice(mark.length) : mark + (other ? line.replace(other, '') : line))).join('\n');
    put(from, to, next, old.length > 1 ? from : from + next.length, from + next.length);
  };

  const link = () => {
    const { selectionStart: from, selectionEnd: to, value } = text;
    const inner = value.slice(from, to);
    if (/^https?:\/\/\S+$/.test(inner)) return put(from, to, `[](${inner})`, from + 1);
    const words = inner || 'words';
    put(from, to, `[${words}](https://)`, from + words.length + 3, from + words.length + 11);
  };

  const tools = {
    bold: () => wrap('**', 'bold'),
    italic: () => wrap('*', 'italic'),
    link,
    heading: () => lines('## ', /^#{1,6} /),
    quote: () => lines('> '),
    list: () => lines('- ', /^(?:[-*+]|\d+\.) /),
    picture: () => text.dispatchEvent(new CustomEvent('picture')),
  };

  bar.hidden = false;
  bar.addEventListener('click', (event) => tools[event.target.closest('[data-tool]')?.dataset.tool]?.());
  // One stop for the Tab key; the arrows go along the bar.
  bar.addEventListener('keydown', (event) => {
    const all = [...bar.querySelectorAll('button:not([hidden])')];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = all[(to + all.length) % all.length];
    all.forEach((button) => { button.tabIndex = button === next ? 0 : -1; });
    next.focus();
  });

  const keys = (event) => {
    if (!(event.ctrlKey || event.metaKey)) return null;
    if (event.altKey) return event.code === 'Digit2' ? 'heading' : null;
    if (event.shiftKey) return { Digit9: 'quote', Digit8: 'list' }[event.code];
    return { b: 'bold', i: 'italic', k: 'link' }[event.key.toLowerCase()];
  };
  text.addEventListener('keydown', (event) => {
    const tool = keys(event);
    if (tool) {
      event.preventDefault();
      tools[tool]();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.isComposing) {
      goOn(event);
    }
  });

  // goOn begins the next item of a list or quote. On an empty one it ends the
  // list, with the blank line that Markdown needs for that.
  const goOn = (event) => {
    const { selectionStart: at, selectionEnd, value } = text;
    if (at !== selectionEnd) return;
    const from = value.lastIndexOf('\n', at - 1) + 1;
    const found = /^(\s*)([-*+]|(\d{1,9})([.)])|>)(\s+\[[ xX]\])?(\s+)/.exec(value.slice(from, at));
    if (!found) return;
    event.preventDefault();
    if (found[0].length === at - from && !/\S/.test(value.slice(at).split('\n')[0])) return put(from, at, '\n', from + 1);
    const sign = found[3] ? Number(found[3]) + 1 + found[4] : found[2];
    const words = '\n' + found[1] + sign + (found[5] ? ' [ ]' : '') + found[6];
    put(at, at, words, at + words.length);
  };

  // A web address pasted over words makes a link of them.
  text.addEventListener('paste', (event) => {
    const address = event.clipboardData.getData('text/plain').trim();
    const { selectionStart: from, selectionEnd: to, value } = text;
    if (from === to || !/^https?:\/\/\S+$/.test(address) || value.slice(from, to).includes('\n')) return;
    event.preventDefault();
    const words = `[${value.slice(from, to)}](${address})`;
    put(from, to, words, from + words.length);
  });
})();
