// Words of screens that most visitors never open, fetched with them.

import { createTexts, loadWords } from './i18n.js';

/** @import { Texts } from './types.js' */

/** @type {Map<string, ReturnType<typeof loadWords>>} */
const loaded = new Map();

/** The words of a folder below `i18n/`, and those of the chat. @param {Texts} texts @param {'articles/' | 'forms/' | 'modes/' | 'queue/' | 'rating/'} folder @returns {Promise<Texts>} */
export async function moreWords(texts, folder) {
  const place = folder + texts.language + (texts.more ? ':file' : '');
  if (!loaded.has(place)) loaded.set(place, loadWords(texts.language, folder, texts.more));
  const { words, language } = await /** @type {ReturnType<typeof loadWords>} */ (loaded.get(place));
  const own = createTexts(words, language).t;
  return { ...texts, t: (key, ...values) => (Object.hasOwn(words, key) ? own : texts.t)(key, ...values) };
}
