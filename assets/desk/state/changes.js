// What somebody typed, against what is known or was sent. Pure.

/** The fields that differ. @template {Record<string, any>} T @param {T} value @param {Record<string, any>} before @returns {Partial<T>} */
export const changesOf = (value, before) =>
  /** @type {Partial<T>} */ (Object.fromEntries(Object.entries(value).filter(([name, it]) => JSON.stringify(it) !== JSON.stringify(before[name]))));

/** What was typed while `sent` was on its way. @param {string} text as it stands now @param {string} sent */
export const typedSince = (text, sent) => (text.startsWith(sent) ? text.slice(sent.length).trimStart() : text);
