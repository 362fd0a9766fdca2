// Markdown as a tree of plain values, and as its words alone. Pure.

import { blocks, reader } from '../../shared/markdown.js';

/** @typedef {{ tag: string, props?: Record<string, any>, kids: Tree[] } | string} Tree */

/** @param {string} tag @param {Record<string, any> | null} [props] @param {...any} kids @returns {Tree} */
function node(tag, props, ...kids) {
  const all = kids.flat(Infinity).filter((it) => it !== null && it !== '');
  return props ? { tag, props, kids: all } : { tag, kids: all };
}

const block = reader(node);

/** @param {string} source @returns {Tree[]} */
export const parse = (source) => blocks(source).map(block);

/** The words alone, for previews. @param {string} source @returns {string} */
export function plain(source) {
  /** @type {(it: Tree) => string} */
  const words = (it) => (typeof it === 'string' ? it : it.tag === 'br' ? ' ' : it.kids.map(words).join(''));
  return parse(source).map(words).join(' ').replace(/\s+/g, ' ').trim();
}
