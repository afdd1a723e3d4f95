// How many words are chosen, before the count of all.

// A Chinese or Japanese character counts as a word, as the server counts.
const sign = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const word = /[\p{L}\p{N}\p{M}]+(?:['’\-‐.,_\u200c\u200d]+[\p{L}\p{N}\p{M}]+)*/gu;
const times = (text, form) => text.match(form)?.length ?? 0;
const wordsIn = (text) => times(text, sign) + times(text.replace(sign, ' '), word);

export function tally(view, text, visual) {
  const chosen = document.querySelector('[data-chosen]');
  const show = () => {
    const { from, to, empty } = view.state.selection;
    const words = visual() ? empty ? '' : view.state.doc.textBetween(from, to, '\n', ' ') : document.activeElement === text ? text.value.slice(text.selectionStart, text.selectionEnd) : '';
    const n = wordsIn(words);
    chosen.textContent = n ? `${n} of ` : '';
  };
  document.addEventListener('selectionchange', show);
}
