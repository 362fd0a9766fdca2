// Owns the address bar: which route is shown, going to another one, and clicks on links of our own.
import { computed, signal } from './ui.js';

/** @typedef {{ name: string, params: Record<string, string>, query: URLSearchParams, path: string }} Route */

const address = signal(location.pathname + location.search);

/** @type {{ pattern: RegExp, name: string, keys: string[] }[]} */
const table = [];

/** @param {string} path such as "/inbox/:id", or "/knowledge/*" for everything below @param {string} name */
export function define(path, name) {
  /** @type {string[]} */
  const keys = [];
  const source = path
    .replace(/:(\w+)/g, (_, key) => (keys.push(key), '([^/]+)'))
    .replace(/\/\*$/, () => (keys.push('rest'), '(?:/(.*))?'));
  table.push({ pattern: new RegExp(`^${source}/?$`), name, keys });
}

/** The route shown now. */
export const route = computed(() => {
  const url = new URL(address.value, location.origin);
  for (const { pattern, name, keys } of table) {
    const found = pattern.exec(url.pathname);
    if (!found) continue;
    const params = Object.fromEntries(keys.map((key, index) => [key, decodeURIComponent(found[index + 1] ?? '')]));
    return /** @type {Route} */ ({ name, params, query: url.searchParams, path: url.pathname });
  }
  return /** @type {Route} */ ({ name: 'unknown', params: {}, query: url.searchParams, path: url.pathname });
});

/** @typedef {() => Promise<boolean> | null} Guard asks whether to leave; `null`: nothing speaks against it */

/** Asked before another route is shown. @type {Set<Guard>} */
const guards = new Set();

/** Lets a form with unsaved words ask before it is left. @param {Guard} asks @returns {() => void} takes it away */
export function guard(asks) {
  guards.add(asks);
  return () => guards.delete(asks);
}

/** Which entry of the tab's history is shown, so that a step back can be taken back. */
let entry = Number(history.state?.entry) || 0;
let returning = false;
let leaving = false;

/** @param {string} to path with query @param {{ replace?: boolean, force?: boolean }} [how] */
export function go(to, how = {}) {
  if (to === address.value) return;
  const question = how.force ? null : mayLeave();
  if (question) return void question.then((yes) => yes && go(to, { ...how, force: true }));
  if (!how.replace) entry++;
  history[how.replace ? 'replaceState' : 'pushState']({ entry }, '', to);
  address.value = to;
}

/** The first question that is asked. @returns {Promise<boolean> | null} */
function mayLeave() {
  for (const asks of guards) {
    const question = asks();
    if (question) return question;
  }
  return null;
}

addEventListener('popstate', ({ state }) => {
  const next = Number(state?.entry) || 0;
  const here = location.pathname + location.search;
  if (returning || here === address.value) {
    returning = false;
    entry = next;
    return;
  }
  // The browser has gone already: it is brought back until the question is answered.
  const question = next === entry || leaving ? null : mayLeave();
  leaving = false;
  if (question) {
    const way = next - entry;
    returning = true;
    history.go(-way);
    question.then((yes) => {
      if (!yes) return;
      leaving = true;
      history.go(way);
    });
    return;
  }
  entry = next;
  address.value = here;
});

addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target.closest('a') : null;
  if (!target || event.defaultPrevented || event.button) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const elsewhere = target.origin !== location.origin || /^\/(api|a|widget\.js|demo)(\/|$)/.test(target.pathname);
  if (elsewhere || target.target || target.hasAttribute('download')) return;
  event.preventDefault();
  go(target.pathname + target.search);
});
