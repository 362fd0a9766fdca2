// Whether a colour that a site chose can be seen and read. The arithmetic is the widget's own. Pure.
import { contrast, parse, readable, textOn } from '../../widget/settings.js';

const WHITE = '#ffffff';

/**
 * @typedef {object} Verdict
 * @property {'unknown' | 'good' | 'fair' | 'poor'} level `fair`: shapes are seen, links are darkened; `poor`: shapes are hard to see
 * @property {string} text black or white, whichever reads better on it
 * @property {number} onText contrast of that text
 * @property {number} onPaper contrast with white paper
 * @property {string} better the nearest colour that is good
 */

/** @param {string} color @returns {Verdict} */
export function judge(color) {
  const rgb = /^#[0-9a-f]{6}$/i.test(color.trim()) ? parse(color) : null;
  if (!rgb) return { level: 'unknown', text: WHITE, onText: 0, onPaper: 0, better: WHITE };
  const text = textOn(color);
  const onPaper = contrast(rgb, [255, 255, 255]);
  const onText = contrast(rgb, /** @type {any} */ (parse(text)));
  return { level: onPaper >= 4.5 ? 'good' : onPaper >= 3 ? 'fair' : 'poor', text, onText, onPaper, better: readable(color.trim(), WHITE, 4.5) };
}
