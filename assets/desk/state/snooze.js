// When a conversation that was put off comes back. Pure.

/** Whether it is out of the lists. @param {{ snoozed_until?: string | null }} it @param {number} now */
export const isSnoozed = (it, now) => Boolean(it.snoozed_until) && Date.parse(it.snoozed_until ?? '') > now;

/** The hour at which a day begins. */
const MORNING = 9;

/** Usual times, by the local clock. @param {Date} now @returns {{ name: 'hour' | 'three_hours' | 'tomorrow' | 'next_week', at: Date }[]} */
export function snoozeTimes(now) {
  const day = (/** @type {number} */ days) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  return [
    { name: 'hour', at: new Date(now.getTime() + 3_600_000) },
    { name: 'three_hours', at: new Date(now.getTime() + 3 * 3_600_000) },
    { name: 'tomorrow', at: day(1) },
    { name: 'next_week', at: day(toMonday) },
  ];
}
