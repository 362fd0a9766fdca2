// Code in colours, which are readable on the dark ground that code has in every bubble.

import { highlight } from '../shared/highlight.js';
import { h, style } from './dom.js';

const CSS = `
.hljs-comment,.hljs-quote{color:#9fb2bb;font-style:italic}
.hljs-keyword,.hljs-built_in,.hljs-literal,.hljs-name,.hljs-type{color:#7fd6ea}
.hljs-string,.hljs-regexp,.hljs-meta{color:#a9e0b4}
.hljs-number,.hljs-variable,.hljs-subst,.hljs-symbol{color:#f7cf87}
.hljs-title,.hljs-attr,.hljs-attribute,.hljs-property{color:#d0c1ff}`;

/** @param {HTMLElement} element that says its language */
export async function color(element) {
  const text = element.textContent || '';
  const kids = await highlight(h, element.dataset.language || '', text);
  const root = element.getRootNode();
  // A growing answer has put another one in its place.
  if (!kids || !(root instanceof ShadowRoot)) return;
  style(root, CSS);
  element.replaceChildren(...kids);
}
