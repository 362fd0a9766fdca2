// Foreign markup as nodes: only what is named here, and of attributes only where a link leads and how wide a cell is.

const KEPT = new Set('a b blockquote br caption code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i ins li ol p pre q s small span strike strong sub sup table tbody td tfoot th thead tr u ul'.split(' '));
const MOST_DEPTH = 200;

/** @param {string} page @returns {Node[]} */
export const safeNodes = (page) => copied(new DOMParser().parseFromString(page, 'text/html').body, 0);

/** @param {Node} node @param {number} depth @returns {Node[]} */
const copied = (node, depth) => (depth > MOST_DEPTH ? [] : Array.from(node.childNodes).flatMap((it) => copy(it, depth)));

/** @param {Node} node @param {number} depth @returns {Node[]} */
function copy(node, depth) {
  if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.textContent ?? '')];
  if (!(node instanceof Element)) return [];
  const name = node.localName;
  if (!KEPT.has(name)) return [];
  const made = document.createElement(name);
  const href = name === 'a' ? node.getAttribute('href') ?? '' : '';
  if (/^(https?:\/\/|mailto:)/i.test(href)) Object.assign(made, { href, target: '_blank', rel: 'noopener noreferrer nofollow' });
  for (const key of ['colspan', 'rowspan']) if (/^\d{1,3}$/.test(node.getAttribute(key) ?? '')) made.setAttribute(key, node.getAttribute(key) ?? '');
  made.append(...copied(node, depth + 1));
  return [made];
}
