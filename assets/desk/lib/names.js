// Languages and countries by their names, in the language shown.
import { locale } from './i18n.js';

/** @param {'language' | 'region'} type @param {string} code @returns {string} */
function nameOf(type, code) {
  try {
    return new Intl.DisplayNames(locale(), { type }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** @param {string} tag such as "tr" @returns {string} */
export const languageName = (tag) => nameOf('language', tag);

/** Where somebody is, the city first; empty where nothing is known. @param {{ country?: string | null, city?: string | null }} it @returns {string} */
export const placeName = ({ country, city }) => [city, country && nameOf('region', country)].filter(Boolean).join(', ');
