// A copy of a textarea's text behind it, line for line, so that places in the
// text can be marked and measured.

export class Mirror {
  constructor(field) {
    this.field = field;
    this.box = document.createElement('div');
    this.box.className = 'mirror text';
    this.box.setAttribute('aria-hidden', 'true');
    field.before(this.box);
  }

  // fill marks ranges { from, to } of the text, which follow each other.
  fill(ranges = [], current = -1) {
    const { field, box } = this;
    const parts = [];
    let end = 0;
    ranges.forEach(({ from, to }, i) => {
      const mark = document.createElement('mark');
      mark.textContent = field.value.slice(from, to);
      if (i === current) mark.className = 'current';
      parts.push(field.value.slice(end, from), mark);
      end = to;
    });
    box.replaceChildren(...parts, field.value.slice(end), '\u200b');
    box.dir = field.dir;
    Object.assign(box.style, { top: field.offsetTop + 'px', left: field.offsetLeft + 'px', width: field.offsetWidth + 'px' });
  }

  // at is where a place of the text stands on the screen.
  at(place) {
    this.fill([{ from: place, to: place }]);
    const { left, top } = this.box.querySelector('mark').getBoundingClientRect();
    this.box.replaceChildren();
    return { left, top, bottom: top + parseFloat(getComputedStyle(this.box).lineHeight) };
  }
}
