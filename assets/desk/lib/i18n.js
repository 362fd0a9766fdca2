// Owns the language of the desk: loading the words, `t()` and everything that Intl words by language.
import { signal } from './ui.js';
import { read } from './storage.js';

/** @typedef {'tr' | 'en'} Lang */
/** @typedef {Record<string, string | { one: string, other: string }>} Words */

/** @type {Partial<Record<Lang, Words>>} */
const loaded = {};

/** The language shown. Components that call `t()` draw themselves anew when it changes. */
export const lang = signal(/** @type {Lang} */ ('tr'));

/** The BCP 47 tag for Intl. */
export const locale = () => (lang.value === 'tr' ? 'tr-TR' : 'en-GB');

/** @param {Lang} next loads its words, then shows them */
export async function setLang(next) {
  if (!loaded[next]) {
    const answer = await fetch(new URL(`../i18n/${next}.json`, import.meta.url));
    loaded[next] = await answer.json();
  }
  document.documentElement.lang = next;
  lang.value = next;
}

/** The language to begin with: chosen before on this device, else the browser's, else Turkish. @returns {Lang} */
export function firstLang() {
  const stored = read('lang');
  if (stored === 'tr' || stored === 'en') return stored;
  const wanted = navigator.languages.find((it) => /^(tr|en)\b/.test(it));
  return wanted?.startsWith('en') ? 'en' : 'tr';
}

/**
 * A sentence in the language shown: `t('inbox.unread', { n: 3 })`.
 * @param {string} key @param {Record<string, any>} [params] `n` chooses between one and other @returns {string}
 */
export function t(key, params) {
  const tag = lang.value;
  const found = loaded[tag]?.[key] ?? loaded.tr?.[key] ?? key;
  const text = typeof found === 'string' ? found : found[plural(tag, Number(params?.n ?? 0))];
  if (!params) return text;
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    const value = params[name];
    return typeof value === 'number' ? number(value) : String(value ?? '');
  });
}

/** Whether there are words for `key`. @param {string} key */
export const has = (key) => Boolean(loaded[lang.value]?.[key]);

/** @type {Map<string, Intl.PluralRules>} */
const plurals = new Map();

/** @param {string} tag @param {number} n @returns {'one' | 'other'} */
function plural(tag, n) {
  let rules = plurals.get(tag);
  if (!rules) plurals.set(tag, (rules = new Intl.PluralRules(tag)));
  return rules.select(n) === 'one' ? 'one' : 'other';
}

/** @type {Map<string, any>} */
const formats = new Map();

/** A kept Intl object: making one is slow. @param {'NumberFormat' | 'DateTimeFormat' | 'RelativeTimeFormat'} kind @param {any} [options] */
export function intl(kind, options) {
  const key = kind + locale() + JSON.stringify(options ?? {});
  let it = formats.get(key);
  if (!it) formats.set(key, (it = new /** @type {any} */ (Intl)[kind](locale(), options)));
  return it;
}

/** @param {number} value @param {Intl.NumberFormatOptions} [options] @returns {string} */
export const number = (value, options) => intl('NumberFormat', options).format(value);

/** A key to search with: "İSTANBUL" finds "istanbul", "Işık" finds "ışık". @param {string} text */
export const fold = (text) => text.toLocaleLowerCase('tr-TR').normalize('NFC');
