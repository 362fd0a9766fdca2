// Code in colours, loaded when there is code that says its language. Until then, and for other languages, it is plain.

/** More than this is no example any more. */
const MOST_CHARACTERS = 20_000;

/**
 * The words of `code` with their kinds, as elements that `h` makes; null where there is nothing to colour.
 * @template T
 * @param {(tag: string, props: { class: string }, ...kids: any[]) => T} h
 * @param {string} language @param {string} code
 * @returns {Promise<(T | string)[] | null>}
 */
export async function highlight(h, language, code) {
  if (code.length > MOST_CHARACTERS) return null;
  const lowlight = await import('../vendor/lowlight.js');
  if (!lowlight.registered(language)) return null;
  /** @param {any} node @returns {T | string} */
  const draw = (node) => (node.type === 'text' ? node.value : h('span', { class: node.properties.className.join(' ') }, ...node.children.map(draw)));
  return lowlight.highlight(language, code).children.map(draw);
}
