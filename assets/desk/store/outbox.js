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

/** What is on its way, in the order written. */
export const pending = signal(/** @type {import('../state/outbox.js').Pending[]} */ ([]));

const key = () => `outbox.${me.value?.id ?? ''}`;

/** @param {import('../state/outbox.js').Pending[]} next */
function set(next) {
  pending.value = next;
  keep(key(), next.length ? next : null);
}

/** @param {{ conversation: string, body: string, note: boolean, whisper?: boolean, attachments: any[], reply_to?: string }} message */
export function send(message) {
  set(queue.add(pending.value, { ...message, ref: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, at: new Date().toISOString() }));
  flush();
}

/** @param {string} ref */
export function retry(ref) {
  set(queue.change(pending.value, ref, { state: 'waiting', why: undefined }));
  flush();
}

/** @param {string} ref */
export const discard = (ref) => set(queue.drop(pending.value, ref));

/** Sends what waits; called when something was written and when the connection is back. */
export function flush() {
  if (!pending.value.length) {
    const stored = queue.restore(read(key()) ?? []);
    if (stored.length) set(stored);
  }
  for (let it = queue.next(pending.value); it && link.value === 'up'; it = queue.next(pending.value)) {
    set(queue.change(pending.value, it.ref, { state: 'sending' }));
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
  set(queue.settle(pending.value, it.ref, answer));
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
