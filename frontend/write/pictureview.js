// A picture with its words below it, to be filled in where they will stand.

const widths = [['', 'Text width'], ['wide', 'Wide'], ['full', 'Full']];

export class PictureView {
  constructor(node, view, pos) {
    Object.assign(this, { node, view, pos });
    this.dom = document.createElement('figure');
    this.dom.className = 'picture';
    this.image = document.createElement('img');
    this.dom.append(this.image);
    this.fields = { alt: this.field('alt', 'What it shows, for those who cannot see it'), caption: this.field('caption', 'Caption'), credit: this.field('credit', 'Credit'), width: this.choice() };
    this.fill();
  }

  field(name, label) {
    const input = document.createElement('input');
    Object.assign(input, { type: 'text', placeholder: label, className: name });
    input.setAttribute('aria-label', label);
    input.addEventListener('input', () => this.set(name, input.value));
    this.dom.append(input);
    return input;
  }

  choice() {
    const select = document.createElement('select');
    select.setAttribute('aria-label', 'Width of the picture');
    select.append(...widths.map(([value, words]) => new Option(words, value)));
    select.addEventListener('change', () => this.set('width', select.value));
    this.dom.append(select);
    return select;
  }

  set(name, value) {
    this.view.dispatch(this.view.state.tr.setNodeAttribute(this.pos(), name, value));
  }

  fill() {
    const { src, alt, width } = this.node.attrs;
    // Only pictures of this site are shown: a page asks nobody else.
    const own = /^\/(?![/\\])/.test(src);
    this.image.hidden = !own;
    if (own && this.image.getAttribute('src') !== src) this.image.src = src;
    this.image.alt = alt;
    this.dom.dataset.width = width;
    for (const [name, input] of Object.entries(this.fields)) {
      if (input.value !== this.node.attrs[name]) input.value = this.node.attrs[name];
    }
  }

  update(node) {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.fill();
    return true;
  }

  selectNode() { this.dom.classList.add('chosen'); }
  deselectNode() { this.dom.classList.remove('chosen'); }
  stopEvent(event) { return event.target.matches?.('input, select'); }
  ignoreMutation() { return true; }
}

