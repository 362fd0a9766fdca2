// Owns who is signed in, the site acted on, and what may be done there.
import { computed, signal } from './ui.js';
import { credentials, get, post, put, renew, request } from './api.js';
import { keep, read } from './storage.js';
import { applyPreferences } from './preferences.js';

/**
 * @typedef {object} Me
 * @property {string} id
 * @property {string} email
 * @property {string} name
 * @property {'tr' | 'en'} language
 * @property {boolean} superadmin
 * @property {{ id: string, name: string, slug: string, role: string }[]} sites
 * @property {string | null} site_id
 * @property {'agent' | 'admin' | 'superadmin'} role
 * @property {string[]} permissions
 * @property {import('./preferences.js').Preferences} preferences
 * @property {boolean} second_factor
 * @property {boolean} second_factor_missing a site asks for one: nothing else is open before
 * @property {number} recovery_codes_left
 * @property {boolean} mail whether mails can be sent from the site acted on
 */

/** Who is signed in; `null` for nobody. */
export const me = signal(/** @type {Me | null} */ (null));

/** Whether `start` has found out who is signed in. */
export const known = signal(false);

/** Why that could not be found out: no way to the server, or a server that has to rest. */
export const stopped = signal(/** @type {any} */ (null));

/** Tried again after this, where the server does not say when, in seconds. */
const AGAIN_SECONDS = 10;

/** The site acted on. */
export const site = computed(() => me.value?.sites.find((it) => it.id === me.value?.site_id) ?? null);

/** Whether the desk may offer something; the server checks for itself. @param {string} permission such as `people` */
export const may = (permission) => me.value?.permissions.includes(permission) ?? false;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

credentials.site = read('site') ?? '';
credentials.ended = () => {
  clearTimeout(timer);
  credentials.token = '';
  me.value = null;
};
credentials.renewed = (session) => {
  credentials.token = session.access_token;
  credentials.seq = session.event_seq;
  renewLater(session.expires_in);
};

/** Finds out who is signed in, by the cookie. Whoever cannot be asked is not signed out: it is tried again. */
export async function start() {
  try {
    if (await renew()) await take();
    stopped.value = null;
  } catch (/** @type {any} */ error) {
    const passing = error.status === 0 || error.status === 429 || error.status >= 500;
    stopped.value = passing ? error : null;
    clearTimeout(timer);
    if (passing) timer = setTimeout(start, (error.wait ?? AGAIN_SECONDS) * 1000);
  } finally {
    known.value = true;
  }
}

/** @param {string} email @param {string} password @param {string} [code] of the second factor, once it was asked for */
export async function signIn(email, password, code) {
  const session = await request('POST', '/api/auth/login', { body: { email, password, ...(code && { code }) }, open: true });
  await accept(session);
}

/** Takes over a session that the server has just given. @param {any} session */
export async function accept(session) {
  credentials.token = session.access_token;
  credentials.seq = session.event_seq;
  renewLater(session.expires_in);
  await take(session.user);
}

/** Shows the user; with several sites, the one used last or the first. @param {Me} [given] */
async function take(given) {
  let user = given ?? (await whoAmI());
  // A notification leads to a page of its own site.
  const named = new URLSearchParams(location.search).get('site') ?? '';
  if (user.sites.some((it) => it.id === named)) credentials.site = named;
  const wanted = user.sites.some((it) => it.id === credentials.site) ? credentials.site : (user.site_id ?? user.sites[0]?.id ?? '');
  if (wanted !== user.site_id && wanted) {
    credentials.site = wanted;
    user = await get('/api/auth/me');
  }
  credentials.site = user.site_id ?? '';
  keep('site', credentials.site || null);
  await applyPreferences(user.preferences);
  me.value = user;
}

/** @returns {Promise<Me>} */
async function whoAmI() {
  try {
    return await get('/api/auth/me');
  } catch (error) {
    // The site kept in this browser may be gone, or of another user.
    if (/** @type {any} */ (error).status !== 404 || !credentials.site) throw error;
    credentials.site = '';
    return get('/api/auth/me');
  }
}

/** Acts on another site from now on. @param {string} id */
export function switchSite(id) {
  keep('site', id);
  location.assign('/inbox');
}

/** Ends the sign-in; the page begins anew, so that nothing of it stays in memory. @param {string} [email] of who signs in next */
export async function signOut(email) {
  await post('/api/auth/logout').catch(() => {});
  location.assign(email ? `/login?email=${encodeURIComponent(email)}` : '/login');
}

/** Changes one's own name or preferences. @param {{ name?: string, preferences?: Partial<import('./preferences.js').Preferences> }} change */
export async function updateMe(change) {
  const user = await put('/api/auth/me', change);
  await applyPreferences(user.preferences);
  me.value = user;
}

/** @param {number} seconds until the token ends */
function renewLater(seconds) {
  clearTimeout(timer);
  timer = setTimeout(() => renew().catch((error) => renewLater(60 + (error.wait ?? AGAIN_SECONDS))), Math.max(20, seconds - 60) * 1000);
}
