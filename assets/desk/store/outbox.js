// Sends what agents write: shown at once, in order, again after a lost connection, kept over a reload of the page.
import { signal } from '../lib/ui.js';
import { post } from '../lib/api.js';
import { keep, read } from '../lib/storage.js';
import { me } from '../lib/session.js';
import { ask, link } from '../lib/socket.js';
import * as queue from '../state/outbox.js';
import { takeMessage } from './thread.js';
import { known, patch } from './inbox.js';
import { afterMessage } from '../state/conversations.js';
import { uuid } from '../../shared/uuid.js';

/** What is on its way, in the order written. */
export const pending = signal(/** @type {import('../state/outbox.js').Pending[]} */ ([]));

const key = () => `outbox.${me.value?.id ?? ''}`;

/** @param {(all: import('../state/outbox.js').Pending[]) => import('../state/outbox.js').Pending[]} change */
function update(change) {
  pending.value = change(pending.value);
  // Another tab may have put its own in since.
  const kept = read(key());
  const all = change(Array.isArray(kept) ? kept : []);
  keep(key(), all.length ? all : null);
}

/** @param {{ conversation: string, body: string, note: boolean, whisper?: boolean, attachments: any[], reply_to?: string }} message */
export function send(message) {
  const one = { ...message, ref: uuid(), at: new Date().toISOString() };
  update((all) => queue.add(all, one));
  flush();
}

/** @param {string} ref */
export function retry(ref) {
  update((all) => queue.change(all, ref, { state: 'waiting', why: undefined }));
  flush();
}

/** @param {string} ref */
export const discard = (ref) => update((all) => queue.drop(all, ref));

/** Sends what waits; called when something was written and when the connection is back. */
export function flush() {
  if (!pending.value.length) {
    const stored = queue.restore(read(key()) ?? []);
    if (stored.length) pending.value = stored;
  }
  for (let it = queue.next(pending.value); it && link.value === 'up'; it = queue.next(pending.value)) {
    const { ref } = it;
    update((all) => queue.change(all, ref, { state: 'sending' }));
    deliver(it);
  }
}

/** @param {import('../state/outbox.js').Pending} it */
async function deliver(it) {
  const answer = await (it.note ? sendNote(it) : sendReply(it));
  if (answer.ok) {
    takeMessage(answer.message);
    if (known.value.has(it.conversation)) patch(it.conversation, (one) => afterMessage(one, answer.message));
  }
  update((all) => queue.settle(all, it.ref, answer));
  if (answer.ok) flush();
  else if (answer.code !== 'no_answer') setTimeout(flush, 3000);
}

/** @param {import('../state/outbox.js').Pending} it */
const sendReply = (it) =>
  ask('chat:message', { conversationId: it.conversation, body: it.body, attachments: it.attachments.map((file) => file.id), client_ref: it.ref, reply_to: it.reply_to });

/** @param {import('../state/outbox.js').Pending} it */
async function sendNote(it) {
  try {
    const body = { body: it.body, attachments: it.attachments.map((file) => file.id), client_ref: it.ref, reply_to: it.reply_to, whisper: Boolean(it.whisper) };
    return { ok: true, message: await post(`/api/chat/${it.conversation}/note`, body) };
  } catch (/** @type {any} */ error) {
    return { ok: false, code: error.code, detail: error.message };
  }
}
