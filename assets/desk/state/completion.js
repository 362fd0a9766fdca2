// What is being typed at the cursor that a list can complete: `/` for canned responses, `@` for a colleague. Pure.

/** @typedef {{ sign: '/' | '@', query: string, from: number }} Typed `from`: where the sign stands in the text */

/**
 * @param {string} text @param {number} caret @param {boolean} note colleagues are named in notes only
 * @returns {Typed | null}
 */
export function typedAt(text, caret, note) {
  const before = text.slice(0, caret);
  const canned = /(?:^|\s)\/([^\s/]*)$/u.exec(before);
  if (canned) return { sign: '/', query: canned[1], from: caret - canned[1].length - 1 };
  // A name has spaces: up to two more words may follow the first.
  const person = note ? /(?:^|[\s(])@([^\s@]*(?: [^\s@]+){0,2} ?)$/u.exec(before) : null;
  return person ? { sign: '@', query: person[1], from: caret - person[1].length - 1 } : null;
}

/** The text with `words` in place of what was typed, and where the cursor stands then. @param {string} text @param {number} caret @param {Typed} typed @param {string} words */
export function completed(text, caret, typed, words) {
  return { text: text.slice(0, typed.from) + words + text.slice(caret), caret: typed.from + words.length };
}

/** A key to search with: Turkish lower case, without marks, so that "kayit" finds "KAYIT" and "kayıt". @param {string} text */
export const plain = (text) => text.toLocaleLowerCase('tr-TR').normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ı', 'i');
