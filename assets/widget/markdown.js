// Markdown on the screen: blocks that did not change keep their nodes, and code gets its colours a moment later.

import { blocks, reader } from '../shared/markdown.js';
import { h } from './dom.js';

/** As `h`, for code that says its language. @type {import('./types.js').H} */
function build(tag, props, ...kids) {
  const element = h(tag, props, ...kids);
  // Not before it stands in its place.
  if (props?.['data-language']) setTimeout(() => import('./code.js').then((module) => module.color(element)).catch(() => {}));
  return element;
}

const block = reader(build);

/** @type {WeakMap<HTMLElement, string[]>} */
const shown = new WeakMap();

/** Unchanged blocks keep their nodes. @param {HTMLElement} element @param {string} source */
export function render(element, source) {
  const next = blocks(source);
  const before = shown.get(element) || [];
  let same = 0;
  while (same < before.length && before[same] === next[same]) same++;
  while (element.childNodes.length > same) element.lastChild?.remove();
  element.append(...next.slice(same).map(block));
  shown.set(element, next);
}
