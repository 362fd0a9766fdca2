// The colours of a site on the page of a ticket: the colour itself where it is a ground, and what can be read of it on each
// of the page's grounds. Pure.
import { parse, readable, textOn } from '../widget/settings.js';

/** The grounds of `style.css`, light and dark. */
const GROUNDS = /** @type {const} */ ({ light: { bg: '#eef2f3', paper: '#ffffff', share: 0.12 }, dark: { bg: '#0a1013', paper: '#11191d', share: 0.18 } });
/** Shapes have this ratio to their ground at least (WCAG 2.2, 1.4.11). */
const SHAPE = 3;

/** So much of one colour in another. @param {string} color @param {string} ground @param {number} share 0 to 1 */
function tint(color, ground, share) {
  const [one, other] = [parse(color), parse(ground)];
  if (!one || !other) return ground;
  return `#${one.map((part, at) => Math.round(part * share + other[at] * (1 - share)).toString(16).padStart(2, '0')).join('')}`;
}

/** @param {string} color @param {{ bg: string, paper: string, share: number }} of */
function side(color, { bg, paper, share }) {
  const own = tint(color, paper, share);
  // What can be read on the one that is nearest to it can be read on all.
  return { own, accent: readable(readable(readable(color, paper), bg), own), line: readable(color, paper, SHAPE) };
}

/** Custom properties for a site's colour; none for one that is no colour. @param {string} color @returns {Record<string, string>} */
export function themeOf(color) {
  if (!parse(color)) return {};
  const [light, dark] = [side(color, GROUNDS.light), side(color, GROUNDS.dark)];
  const both = (/** @type {'own' | 'accent' | 'line'} */ key) => `light-dark(${light[key]}, ${dark[key]})`;
  return { '--brand': color, '--on-brand': textOn(color), '--brand-line': both('line'), '--accent': both('accent'), '--own': both('own'), '--soft': both('own') };
}
