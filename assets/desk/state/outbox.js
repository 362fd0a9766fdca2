// Messages on their way to the server: shown at once, sent in order, kept until the server has them. Pure.

/**
 * @typedef {object} Pending
 * @property {string} ref the `client_ref`: sent again, the server gives the first message back
 * @property {string} conversation
 * @property {boolean} note
 * @property {boolean} [whisper] a note to who has the conversation
 * @property {string} body
 * @property {string} [reply_to] the message it answers
 * @property {any[]} attachments files as the server knows them
 * @property {string} at when it was written
 * @property {'waiting' | 'sending' | 'failed'} state
 * @property {string} [why] words of the refusal
 */

/** Codes that pass by themselves: the message waits for the connection. */
const PASSING = new Set(['no_answer', 'unreachable', 'too_many_messages', 'rate_limited', 'internal']);

/** @param {Pending[]} queue @param {Omit<Pending, 'state'>} message @returns {Pending[]} */
export const add = (queue, message) => [...queue, { ...message, state: 'waiting' }];

/** The next one to send: one at a time per conversation, so that the order stays. @param {Pending[]} queue @returns {Pending | null} */
export function next(queue) {
  const held = new Set();
  for (const it of queue) {
    if (it.state === 'waiting' && !held.has(it.conversation)) return it;
    if (it.state !== 'failed') held.add(it.conversation);
  }
  return null;
}

/** @param {Pending[]} queue @param {string} ref @param {Partial<Pending>} change @returns {Pending[]} */
export const change = (queue, ref, change) => queue.map((it) => (it.ref === ref ? { ...it, ...change } : it));

/** @param {Pending[]} queue @param {string} ref @returns {Pending[]} */
export const drop = (queue, ref) => queue.filter((it) => it.ref !== ref);

/**
 * After an answer: gone when it was taken, waiting when the reason passes, else failed with the words of the refusal.
 * @param {Pending[]} queue @param {string} ref @param {{ ok: boolean, code?: string, detail?: string }} answer @returns {Pending[]}
 */
export function settle(queue, ref, answer) {
  if (answer.ok) return drop(queue, ref);
  if (PASSING.has(answer.code ?? '')) return change(queue, ref, { state: 'waiting' });
  return change(queue, ref, { state: 'failed', why: answer.detail });
}

/** What was on its way when the page was closed waits again. @param {Pending[]} stored @returns {Pending[]} */
export const restore = (stored) => (Array.isArray(stored) ? stored : []).map((it) => (it.state === 'sending' ? { ...it, state: 'waiting' } : it));
