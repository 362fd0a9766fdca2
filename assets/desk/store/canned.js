// Canned responses, loaded when they are first wanted and kept fresh afterwards.
import { signal } from '../lib/ui.js';
import { get, post } from '../lib/api.js';
import { me, site } from '../lib/session.js';
import { on } from '../lib/socket.js';
import { fill } from '../state/canned.js';

/** @typedef {import('../state/canned.js').Canned} Canned */

/** `null` until they were loaded. */
export const canned = signal(/** @type {Canned[] | null} */ (null));

/** @type {Promise<void> | null} */
let loading = null;

async function loadAll() {
  const all = [];
  let after = null;
  do {
    const page = await get('/api/canned-responses', { limit: 200, after });
    all.push(...page.items);
    after = page.next_cursor;
  } while (after);
  canned.value = all;
}

/** Loads them anew; calls at the same time are one. */
export const loadCanned = () => (loading ??= loadAll().finally(() => { loading = null; }));

/** Has them there when something needs them. */
export const wantCanned = () => (canned.value ? Promise.resolve() : loadCanned());

/** Forgets them, when somebody else signs in or acts on another site. */
export function clearCanned() {
  canned.value = null;
}

/** The words of a response, for a conversation; counts that it was used. @param {Canned} it @param {import('../state/conversations.js').Conversation} conversation */
export function use(it, conversation) {
  canned.value = (canned.value ?? []).map((one) => (one.id === it.id ? { ...one, uses: one.uses + 1 } : one));
  post(`/api/canned-responses/${it.id}/use`).catch(() => {});
  return fill(it.body, { 'ziyaretci.ad': conversation.visitor.name, 'temsilci.ad': me.value?.name, 'site.ad': site.value?.name });
}

// Who joins or leaves a team may use other ones.
for (const event of ['canned:changed', 'organisation:changed', 'resync']) on(event, () => canned.value && loadCanned().catch(() => {}));
