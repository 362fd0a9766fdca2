// As much of the DOM as the widget's Markdown needs, and its outcome as HTML text to compare with.

class FakeElement {
  constructor(tag) {
    this.tag = tag;
    this.childNodes = [];
    this.attributes = {};
    this.className = '';
    // What the real elements have as properties.
    Object.assign(this, tag === 'a' ? { href: '', target: '', rel: '' } : tag === 'ol' ? { start: 1 } : {}, { tabIndex: -1 });
  }
  get lastChild() {
    return this.childNodes.at(-1);
  }
  append(...kids) {
    for (const kid of kids) {
      if (typeof kid === 'object') kid.parent = this;
      this.childNodes.push(kid);
    }
  }
  remove() {
    this.parent.childNodes = this.parent.childNodes.filter((kid) => kid !== this);
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
}

export function install() {
  globalThis.document = { createElement: (tag) => new FakeElement(tag) };
}

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

export function html(node) {
  if (Array.isArray(node)) return node.map(html).join('');
  if (!(node instanceof FakeElement)) return escape(String(node));
  const href = node.href ? ` href="${node.href}"` : '';
  const start = node.start > 1 ? ` start="${node.start}"` : '';
  const inner = html(node.childNodes);
  return `<${node.tag}${href}${start}>${['br', 'hr'].includes(node.tag) ? '' : `${inner}</${node.tag}>`}`;
}
