// Shows Markdown: the tree of lib/markdown.js as elements.
import { h, html, useMemo } from '../lib/ui.js';
import { parse } from '../lib/markdown.js';

/** @typedef {(words: string) => any} Words how plain words are shown */

/** @param {import('../lib/markdown.js').Tree} it @param {Words} words @returns {any} */
const draw = (it, words) => (typeof it === 'string' ? words(it) : h(it.tag, it.props ?? null, ...it.kids.map((kid) => draw(kid, it.tag === 'code' ? asTheyAre : words))));

/** @type {Words} */
const asTheyAre = (words) => words;

/** @param {{ text: string, class?: string, words?: Words }} props */
export function Markdown({ text, class: more = '', words = asTheyAre }) {
  const kids = useMemo(() => parse(text).map((it) => draw(it, words)), [text, words]);
  return html`<div class=${`md ${more}`}>${kids}</div>`;
}
