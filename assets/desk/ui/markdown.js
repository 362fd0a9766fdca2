// Shows Markdown: the tree of lib/markdown.js as elements.
import { h, html, useMemo } from '../lib/ui.js';
import { parse } from '../lib/markdown.js';

/** @param {import('../lib/markdown.js').Tree} it @returns {any} */
const draw = (it) => (typeof it === 'string' ? it : h(it.tag, it.props ?? null, ...it.kids.map(draw)));

/** @param {{ text: string, class?: string }} props */
export function Markdown({ text, class: more = '' }) {
  const kids = useMemo(() => parse(text).map(draw), [text]);
  return html`<div class=${`md ${more}`}>${kids}</div>`;
}
