// How urgent a case is, as people say. Pure.

/** @typedef {'low' | 'normal' | 'high' | 'urgent'} Priority */

/** The most urgent first. @type {Priority[]} */
export const PRIORITIES = ['urgent', 'high', 'normal', 'low'];

/** How each looks; its word stands beside it. @type {Record<Priority, { kind: 'danger' | 'warn' | 'line', icon: string }>} */
const LOOKS = { urgent: { kind: 'danger', icon: 'flag' }, high: { kind: 'warn', icon: 'flag' }, normal: { kind: 'line', icon: 'flag' }, low: { kind: 'line', icon: 'arrow-down' } };

/** @param {string | undefined} priority one that a newer server knows looks as usual */
export const lookOf = (priority) => LOOKS[/** @type {Priority} */ (priority)] ?? LOOKS.normal;

/** The more urgent, the lower. @param {string | undefined} priority */
export const rankOf = (priority) => {
  const at = PRIORITIES.indexOf(/** @type {Priority} */ (priority));
  return at < 0 ? PRIORITIES.indexOf('normal') : at;
};

/** Whether it is worth a word where there is little room. @param {string | undefined} priority */
export const stands = (priority) => priority === 'urgent' || priority === 'high';
