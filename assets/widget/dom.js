// Nodes, icons and style sheets, without innerHTML.

/** `h('button.send', { onclick, 'aria-label': name }, 'text', node)` @type {import('./types.js').H} */
export function h(tag, props, ...kids) {
  const [name, ...classes] = tag.split('.');
  const element = document.createElement(name);
  if (name === 'button') element.setAttribute('type', 'button');
  if (classes.length) element.className = classes.join(' ');
  // Not for…in: old sites extend Object.prototype.
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key in element && !key.includes('-')) /** @type {any} */ (element)[key] = value;
    else if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  const solid = /** @type {(Node | string)[]} */ (kids.flat().filter((kid) => kid || kid === 0));
  element.append(...solid);
  return element;
}

const FILE = 'M6 22a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2h9l5 5v13a2 2 0 0 1-2 2zM14 2v5a1 1 0 0 0 1 1h5';

/** Lucide, ISC licence. */
const ICONS = {
  send: 'M3.7 3.05a.5.5 0 0 0-.68.63l2.84 7.62a2 2 0 0 1 0 1.4L3.02 20.3a.5.5 0 0 0 .68.64l18-8.5a.5.5 0 0 0 0-.9zM6 12h16',
  clip: 'm16 6-8.4 8.6a2 2 0 0 0 2.8 2.8l8.4-8.6a4 4 0 1 0-5.7-5.7l-8.3 8.6a6 6 0 1 0 8.5 8.5l8.4-8.6',
  smile: 'M15 10V9M16.5 15a6 6 0 0 1-9 0M9 10V9M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20',
  down: 'm6 9 6 6 6-6',
  arrow: 'M12 5v14m7-7-7 7-7-7',
  back: 'm12 19-7-7 7-7M19 12H5',
  search: 'm21 21-4.3-4.3M11 3a8 8 0 1 0 0 16 8 8 0 0 0 0-16',
  spark: 'M11 2.8a1 1 0 0 1 2 0l1 5.6a2 2 0 0 0 1.6 1.6l5.6 1a1 1 0 0 1 0 2l-5.6 1a2 2 0 0 0-1.6 1.6l-1 5.6a1 1 0 0 1-2 0l-1-5.6a2 2 0 0 0-1.6-1.6l-5.6-1a1 1 0 0 1 0-2l5.6-1a2 2 0 0 0 1.6-1.6z',
  user: 'M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2M12 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8',
  check: 'M20 6 9 17l-5-5',
  checks: 'M18 6 7 17l-5-5m20 0-7.5 7.5L13 16',
  clock: 'M12 6v6l4 2M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20',
  alert: 'M12 8v4m0 4h.01M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20',
  file: FILE,
  text: `${FILE}M8 13h8M8 17h5`,
  sheet: `${FILE}M8 12h8v6H8zM8 15h8M12 12v6`,
  slides: `${FILE}M8 12h8v5H8z`,
  pack: `${FILE}M10 6v1M10 10v1M10 14v4`,
  book: 'M12 5v16M20 19a2 2 0 0 0 2-2V5a2 2 0 0 0-2-2h-4a5 5 0 0 0-4 2 5 5 0 0 0-4-2H4a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4a5 5 0 0 1 4 2 5 5 0 0 1 4-2z',
  pen: 'M21.2 6.8a2.8 2.8 0 0 0-4-4L3.8 16.2 2 22l5.8-1.8zM15 5l4 4',
  bin: 'M3 6h18M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2',
  mail: 'M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2m18 3-9 5.7a2 2 0 0 1-2 0L2 7',
  thumb: 'M7 10v12M15 5.9 14 10h5.8a2 2 0 0 1 2 2.6l-2.3 8A2 2 0 0 1 17.5 22H4a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2h2.8a2 2 0 0 0 1.8-1.1L12 2a3.1 3.1 0 0 1 3 3.9',
  phone: 'M13.8 16.6a1 1 0 0 0 1.2-.3l.4-.5a2 2 0 0 1 1.6-.8h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.5.4a1 1 0 0 0-.3 1.2 14 14 0 0 0 6.4 6.4',
  cross: 'M18 6 6 18M6 6l12 12',
  leave: 'm16 17 5-5-5-5M21 12H9M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4',
};

/** @type {Map<string, CSSStyleSheet>} */
const sheets = new Map();

/** Constructed sheets pass `style-src 'none'`. @param {ShadowRoot} root @param {string} css */
export function style(root, css) {
  const sheet = sheets.get(css) || new CSSStyleSheet();
  if (!sheets.has(css)) sheet.replaceSync(css);
  sheets.set(css, sheet);
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** As the site has set it; else as the page says that it is, and where it says nothing or both, as the machine is. @param {string} set `auto`, `light` or `dark` */
export function isDark(set) {
  if (set !== 'auto') return set === 'dark';
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const dark = scheme.includes('dark');
  return dark === scheme.includes('light') ? matchMedia('(prefers-color-scheme: dark)').matches : dark;
}

const SVG = 'http://www.w3.org/2000/svg';

/** @param {keyof typeof ICONS} name @param {string} [extra] class */
export function icon(name, extra = '') {
  return drawn(ICONS[name], extra);
}

/** @param {string} outline @param {string} [extra] */
export function drawn(outline, extra = '') {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon ${extra}`);
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', outline);
  svg.append(path);
  return svg;
}

/** @param {string} type media type */
export const fileIcon = (type) => (/sheet|csv/.test(type) ? 'sheet' : /presentation/.test(type) ? 'slides' : /zip|7z|rar/.test(type) ? 'pack' : /image/.test(type) ? 'file' : 'text');

/** A button with an icon alone. @param {string} tag @param {string} words @param {keyof typeof ICONS} name @param {() => void} onclick @param {string} [extra] */
export const tool = (tag, words, name, onclick, extra) => h(tag, { 'aria-label': words, title: words, onclick }, icon(name, extra));
