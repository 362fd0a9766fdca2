// Macros: loaded when they are first wanted, run on a conversation, and taken back as far as that goes.
import { signal } from '../lib/ui.js';
import { get, post } from '../lib/api.js';
import { on } from '../lib/socket.js';
import { take } from './inbox.js';
import { acts } from './thread.js';

/** @typedef {{ type: 'reply', body: string } | { type: 'tag', tag: string } | { type: 'assign', assignee: string } | { type: 'priority', priority: string } | { type: 'snooze', hours: number } | { type: 'ticket', priority?: string, category_id?: string } | { type: 'close' }} Action */
/** @typedef {{ id: string, scope: 'personal' | 'site', name: string, actions: Action[], uses: number, version: number }} Macro */

/** `null` until they were loaded. */
export const macros = signal(/** @type {Macro[] | null} */ (null));

/** @type {Promise<void> | null} */
let loading = null;

async function loadAll() {
  const all = [];
  let after = null;
  do {
    const page = await get('/api/macros', { limit: 200, after });
    all.push(...page.items);
    after = page.next_cursor;
  } while (after);
  macros.value = all.sort((a, b) => b.uses - a.uses || a.name.localeCompare(b.name, 'tr'));
}

/** Loads them anew; calls at the same time are one. */
export const loadMacros = () => (loading ??= loadAll().finally(() => { loading = null; }));

/** Has them there when something needs them. */
export const wantMacros = () => (macros.value ? Promise.resolve() : loadMacros());

/** Forgets them, when somebody else signs in. */
export function clearMacros() {
  macros.value = null;
}

/** @param {Macro} it @param {string} conversation @returns {Promise<any>} how the conversation was */
export async function run(it, conversation) {
  const done = await post(`/api/macros/${it.id}/run`, { conversation_id: conversation });
  take([done.conversation]);
  macros.value = (macros.value ?? []).map((one) => (one.id === it.id ? { ...one, uses: one.uses + 1 } : one));
  return done;
}

/**
 * Takes back what a run did, but for what was said: a visitor has read that. The last thing done is taken back first.
 * @param {any} done what `run` gave
 */
export async function undo({ conversation, before }) {
  const { id } = conversation;
  if (conversation.status === 'closed') await acts.reopen(id);
  // What was put off until a time that is over was back already.
  const until = Date.parse(before.snoozed_until ?? '') > Date.now() ? before.snoozed_until : null;
  if (conversation.snoozed_until !== before.snoozed_until) await acts.snooze(until, id);
  if (conversation.priority !== before.priority) await acts.revise({ priority: before.priority }, id);
  for (const tag of before.tags_added) await acts.untag(tag, id);
  if (before.status === 'bot') await acts.assistant(true, id);
  else if (conversation.status === 'closed' || (conversation.assignee?.id ?? null) !== before.assignee) await acts.assign(before.assignee, id);
}

for (const event of ['macros:changed', 'resync']) on(event, () => macros.value && loadMacros().catch(() => {}));
