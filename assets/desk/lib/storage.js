// Owns what the desk keeps in this browser; without storage it keeps it until the page is closed.

/** @type {Map<string, string>} */
const memory = new Map();

/** @param {string} key @returns {any} */
export function read(key) {
  let text = memory.get(key) ?? null;
  try {
    text = localStorage.getItem(`asisttr.${key}`) ?? text;
  } catch {
    // storage is switched off
  }
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {string} key @param {any} value `null` removes it */
export function keep(key, value) {
  if (value === null) memory.delete(key);
  else memory.set(key, JSON.stringify(value));
  try {
    if (value === null) localStorage.removeItem(`asisttr.${key}`);
    else localStorage.setItem(`asisttr.${key}`, JSON.stringify(value));
  } catch {
    // storage is full or switched off
  }
}
