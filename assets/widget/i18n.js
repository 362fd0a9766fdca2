// Words and numbers in the visitor's language.

import { isFile } from './settings.js';

/** @import { Texts, Words } from './types.js' */

/**
 * The words of a language: one of ours by its code, or those of a JSON file by its address; what the file lacks is
 * English. Words that only some screens need lie in a folder of their own, `part`, and in such a file under its name.
 * @param {string} language @param {string} [part] @param {Words} [more] what a file said @returns {Promise<{ language: string, words: Words, more?: Words }>}
 */
export async function loadWords(language, part = '', more) {
  if (isFile(language)) return loadFile(language);
  for (const one of more ? ['en'] : [language, 'tr']) {
    const words = await load(new URL(`./i18n/${part}${one}.json`, import.meta.url).href);
    if (words) return { language: more ? language : one, words: { ...words, .../** @type {any} */ (more?.[part.replace('/', '')]) } };
  }
  return { language: 'tr', words: {} };
}

/** @param {string} address */
async function loadFile(address) {
  const { words } = await loadWords('en');
  const more = await load(new URL(address, location.href).href);
  const name = /([^/]+)\.json/.exec(address)?.[1] || '';
  // Only a name that dates and numbers can be worded in.
  const language = more && /^[a-z]{2,3}(-[a-z0-9]+)*$/i.test(name) ? name : 'en';
  return { language, words: { ...words, ...more }, more: more || undefined };
}

/** @param {string} address @returns {Promise<Words | null>} */
async function load(address) {
  const reply = await fetch(address).catch(() => null);
  return reply?.ok ? reply.json().catch(() => null) : null;
}

/** @type {(words: Words, language: string, more?: Words) => Texts} */
export function createTexts(words, language, more) {
  const locale = language === 'tr' ? 'tr-TR' : language === 'en' ? 'en-GB' : language;
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', weekday: 'long' });
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });

  /** @param {number} amount @param {string} unit */
  const measure = (amount, unit) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(amount);

  /** @type {Texts['t']} */
  const t = (key, ...values) => String(words[key] ?? key).replace(/\{(\d)\}/g, (_, at) => String(values[at] ?? ''));

  return {
    t,
    language,
    more,
    time: (at) => time.format(at),
    day(at, now) {
      const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 864e5);
      if (days === 0) return t('today');
      return days === 1 ? t('yesterday') : date.format(at);
    },
    date: (at) => full.format(at),
    duration(seconds) {
      if (seconds <= 30) return measure(30, 'second');
      if (seconds < 5400) return measure(Math.max(1, Math.round(seconds / 60)), 'minute');
      return seconds < 172800 ? measure(Math.round(seconds / 3600), 'hour') : measure(Math.round(seconds / 86400), 'day');
    },
    size: (bytes) => (bytes < 1e6 ? measure(Math.max(1, Math.round(bytes / 1e3)), 'kilobyte') : measure(bytes / 1e6, 'megabyte')),
  };
}
