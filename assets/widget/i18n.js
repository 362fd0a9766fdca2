// Words and numbers in the visitor's language. One JSON file per language; Turkish is the one that is always there.

/** @typedef {Record<string, string>} Words */

/** @param {string} language two letters @returns {Promise<{ language: string, words: Words }>} */
export async function loadWords(language) {
  for (const one of [language, 'tr']) {
    const reply = await fetch(new URL(`./i18n/${one}.json`, import.meta.url)).catch(() => null);
    if (reply?.ok) return { language: one, words: await reply.json() };
  }
  return { language: 'tr', words: {} };
}

/**
 * @param {Words} words
 * @param {string} language
 */
export function createTexts(words, language) {
  const locale = language === 'tr' ? 'tr-TR' : language;
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', weekday: 'long' });
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });
  const opening = new Intl.DateTimeFormat(locale, { weekday: 'long', hour: '2-digit', minute: '2-digit' });

  /** @param {number} amount @param {string} unit */
  const measure = (amount, unit) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(amount);

  /**
   * `t('typing', 'Elif')`: the words of a key, with `{0}`, `{1}` … filled in.
   * @param {string} key
   * @param {...(string | number)} values
   */
  const t = (key, ...values) => (words[key] ?? key).replace(/\{(\d)\}/g, (_, at) => String(values[at] ?? ''));

  return {
    t,
    language,
    /** @param {number} at ms */
    time: (at) => time.format(at),
    /** @param {number} at ms @param {number} now ms */
    day(at, now) {
      const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 864e5);
      if (days === 0) return t('today');
      return days === 1 ? t('yesterday') : date.format(at);
    },
    /** @param {number} at ms */
    date: (at) => full.format(at),
    /** @param {number} at ms */
    opening: (at) => opening.format(at),
    /** @param {number} seconds */
    duration(seconds) {
      if (seconds < 60) return measure(Math.max(30, Math.ceil(seconds / 30) * 30), 'second');
      if (seconds < 5400) return measure(Math.round(seconds / 60), 'minute');
      return seconds < 172800 ? measure(Math.round(seconds / 3600), 'hour') : measure(Math.round(seconds / 86400), 'day');
    },
    /** @param {number} bytes */
    size: (bytes) => (bytes < 1e6 ? measure(Math.max(1, Math.round(bytes / 1e3)), 'kilobyte') : measure(bytes / 1e6, 'megabyte')),
  };
}

/** @typedef {ReturnType<typeof createTexts>} Texts */
