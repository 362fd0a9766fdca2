// Words of screens that most visitors never open, fetched with them.

import { createTexts, loadWords } from './i18n.js';

/** @import { Texts } from './types.js' */

/** The words of a folder below `i18n/`, and those of the chat. @param {Texts} texts @param {'forms/' | 'modes/'} folder @returns {Promise<Texts>} */
export async function moreWords(texts, folder) {
  const { words, language } = await loadWords(texts.language, folder);
  const own = createTexts(words, language).t;
  return { ...texts, t: (key, ...values) => (Object.hasOwn(words, key) ? own : texts.t)(key, ...values) };
}
