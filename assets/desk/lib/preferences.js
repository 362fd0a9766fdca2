// Owns how the desk looks on this device: theme, room, language; kept here so that the next start has it at once.
import { signal } from './ui.js';
import { setLang } from './i18n.js';
import { keep, read } from './storage.js';

/** What a sound tells of. @typedef {'waiting' | 'mine' | 'message' | 'mention'} Tone */

/**
 * @typedef {object} Preferences
 * @property {'auto' | 'light' | 'dark'} theme
 * @property {'tr' | 'en'} language
 * @property {boolean} sounds whether there are any
 * @property {boolean} shortcuts
 * @property {'comfortable' | 'compact'} density
 */

/** @type {Preferences} */
const DEFAULTS = { theme: 'auto', language: 'tr', sounds: true, shortcuts: true, density: 'comfortable' };

/** What holds now. */
export const preferences = signal(/** @type {Preferences} */ ({ ...DEFAULTS, ...read('preferences') }));

/** Shows the look that this browser knows, before anybody is signed in. */
export function applyLook() {
  const root = document.documentElement;
  const { theme, density } = preferences.value;
  if (theme === 'auto') delete root.dataset.theme;
  else root.dataset.theme = theme;
  root.dataset.density = density;
}

/** @param {Partial<Preferences>} next */
export async function applyPreferences(next) {
  preferences.value = { ...preferences.value, ...next };
  keep('preferences', preferences.value);
  keep('lang', preferences.value.language);
  applyLook();
  await setLang(preferences.value.language);
}
