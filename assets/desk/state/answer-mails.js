// Whether the mails of an answer in a ticket have left. Pure.

/** @typedef {{ message_id: string, recipient: string, state: 'queued' | 'sending' | 'sent' | 'failed' | 'dropped', next_at: string | null, trouble: string | null, reason: string | null, said: string | null }} AnswerMail */
/** @typedef {{ state: 'failed' | 'waiting' | 'queued' | 'sent', mails: AnswerMail[] }} Outcome */

/** The mails by the answer they are of. @param {AnswerMail[]} all @returns {Map<string, AnswerMail[]>} */
export function byMessage(all) {
  const found = new Map();
  for (const it of all) found.set(it.message_id, [...(found.get(it.message_id) ?? []), it]);
  return found;
}

/** What is worst about the mails of an answer, and which those are; nothing where none was wanted. @param {AnswerMail[] | undefined} mails @returns {Outcome | null} */
export function outcomeOf(mails = []) {
  const of = (/** @type {(it: AnswerMail) => boolean} */ which) => mails.filter(which);
  const onTheWay = of((it) => it.state === 'queued' || it.state === 'sending');
  /** @type {[Outcome['state'], AnswerMail[]][]} */
  const ranks = [
    ['failed', of((it) => it.state === 'failed')],
    ['waiting', onTheWay.filter((it) => it.trouble !== null)],
    ['queued', onTheWay],
    ['sent', of((it) => it.state === 'sent')],
  ];
  const first = ranks.find(([, some]) => some.length > 0);
  return first ? { state: first[0], mails: first[1] } : null;
}
