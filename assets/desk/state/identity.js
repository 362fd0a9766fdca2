// Identity numbers of citizens: they are shown with their middle covered until somebody asks for one.
import { isIdentityNumber, masked } from '../../shared/fields.js';

/** A text and the identity numbers in it. @param {string} text @returns {(string | { number: string })[]} */
export function identities(text) {
  const parts = text.split(/(?<!\d)(\d{11})(?!\d)/);
  return parts.map((it, at) => (at % 2 && isIdentityNumber(it) ? { number: it } : it)).filter((it) => it !== '');
}

/** A text with its identity numbers covered. @param {string} text */
export const covered = (text) => identities(text).map((it) => (typeof it === 'string' ? it : masked(it.number))).join('');
