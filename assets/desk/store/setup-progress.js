// How far a set-up has come in this tab: when the page is loaded anew, it goes on there. The one-time link is spent by then.
import { get } from '../lib/api.js';
import { me, start } from '../lib/session.js';

const KEY = 'asisttr.setup';

/** @typedef {{ site: string, model?: string | null }} Progress `site`: the id of the one that was made; `model`: left out until it is chosen, `null` for none */

/** @param {Progress | null} progress `null` when it is over */
export function noteProgress(progress) {
  try {
    if (progress) sessionStorage.setItem(KEY, JSON.stringify(progress));
    else sessionStorage.removeItem(KEY);
  } catch {
    // storage is switched off: the page cannot be loaded anew, and all else works
  }
}

/** What was noted, for whoever is still signed in. @returns {Promise<{ site: any, model: string | null | undefined } | null>} */
export async function resume() {
  const noted = progress();
  if (!noted) return null;
  await start();
  const site = me.value && (await get('/api/sites', { limit: 200 })).items.find((/** @type {any} */ it) => it.id === noted.site);
  return site ? { site, model: noted.model } : null;
}

/** @returns {Progress | null} */
function progress() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
  } catch {
    return null;
  }
}
