// What was said in a ticket, as it is put together of what was loaded. Pure.

/**
 * What is shown of a ticket's messages, with what the server has now: earlier ones that were loaded stay, and what came while it was asked.
 * @template {{ id: string, seq: number }} M
 * @param {M[]} shown @param {M[]} known when it was asked @param {M[]} said the newest, as the server has them @returns {M[]}
 */
export function joined(shown, known, said) {
  const names = (/** @type {M[]} */ all) => new Set(all.map((it) => it.id));
  const [before, now] = [names(known), names(said)];
  // Without one in common, something is missing between them.
  const meet = shown.some((it) => now.has(it.id));
  const stays = (/** @type {M} */ it) => !now.has(it.id) && (before.has(it.id) ? meet && it.seq < said[0].seq : true);
  return [...shown.filter(stays), ...said].sort((a, b) => a.seq - b.seq);
}
