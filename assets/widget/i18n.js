// Words and numbers in the visitor's language.

/** @param {string} language @param {string} [part] words that only some pages need lie in a folder of their own */
export async function loadWords(language, part = '') {
  for (const one of [language, 'tr']) {
    const reply = await fetch(new URL(`./i18n/${part}${one}.json`, import.meta.url)).catch(() => null);
    if (reply?.ok) return { language: one, words: await reply.json() };
  }
  return { language: 'tr', words: {} };
}

/** @type {(words: Record<string, string>, language: string) => import('./types.js').Texts} */
export function createTexts(words, language) {
  const locale = language === 'tr' ? 'tr-TR' : language;
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', weekday: 'long' });
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });

  /** @param {number} amount @param {string} unit */
  const measure = (amount, unit) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(amount);

  /** @type {import('./types.js').Texts['t']} */
  const t = (key, ...values) => (words[key] ?? key).replace(/\{(\d)\}/g, (_, at) => String(values[at] ?? ''));

  return {
    t,
    language,
    time: (at) => time.format(at),
    day(at, now) {
      const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 864e5);
      if (days === 0) return t('today');
      return days === 1 ? t('yesterday') : date.format(at);
    },
    date: (at) => full.format(at),
    duration(seconds) {
      if (seconds < 60) return measure(Math.max(30, Math.ceil(seconds / 30) * 30), 'second');
      if (seconds < 5400) return measure(Math.round(seconds / 60), 'minute');
      return seconds < 172800 ? measure(Math.round(seconds / 3600), 'hour') : measure(Math.round(seconds / 86400), 'day');
    },
    size: (bytes) => (bytes < 1e6 ? measure(Math.max(1, Math.round(bytes / 1e3)), 'kilobyte') : measure(bytes / 1e6, 'megabyte')),
  };
}
