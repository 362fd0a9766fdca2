// What service levels look like: amounts of time in words, and which promise of a ticket matters most. Pure.

/** @typedef {'first_response' | 'next_response' | 'resolution'} ClockKind */
/** @typedef {'running' | 'paused' | 'breached' | 'met' | 'late'} ClockState */
/** @typedef {{ kind: ClockKind, state: ClockState, policy_id: string, calendar: string, target_seconds: number, elapsed_seconds: number, due_at: string | null, breached_at: string | null, met_at: string | null }} Clock */
/** @typedef {Record<ClockKind, number | null>} Targets minutes */
/** @typedef {{ categories: string[], departments: string[], priorities: string[], requesters: string[] }} Conditions */
/** @typedef {{ clock: ClockKind, after_minutes: number, assign_to: string | null, raise_priority: boolean, notify: string[] }} Step */
/** @typedef {{ id: string, name: string, calendar: string, conditions: Conditions, targets: Record<string, Targets>, pauses: boolean, steps: Step[], position: number, version: number }} Policy */

export const KINDS = /** @type {const} */ (['first_response', 'next_response', 'resolution']);
export const PRIORITIES = /** @type {const} */ (['low', 'normal', 'high', 'urgent']);
export const CALENDARS = /** @type {const} */ (['hours', 'always', 'working_days', 'days']);
/** The policy that holds where no other fits. */
export const ALWAYS = '00000000-0000-0000-0000-000000000000';

export const UNITS = /** @type {const} */ ({ minute: 1, hour: 60, day: 1440 });
/** @typedef {keyof typeof UNITS} Unit */

/** Whether a calendar counts whole days. @param {string} calendar */
export const countsDays = (calendar) => calendar === 'working_days' || calendar === 'days';

/** Minutes as people say them: the largest unit that leaves no rest. @param {number} minutes @param {boolean} days whether a day is a unit @returns {{ n: number, unit: Unit }} */
export function amount(minutes, days) {
  if (days && minutes % UNITS.day === 0) return { n: minutes / UNITS.day, unit: 'day' };
  return minutes % UNITS.hour === 0 ? { n: minutes / UNITS.hour, unit: 'hour' } : { n: minutes, unit: 'minute' };
}

/** Time left or passed, in its two largest units. @param {number} ms @returns {{ days: number, hours: number, minutes: number }} */
export function parts(ms) {
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  return { days: Math.floor(minutes / 1440), hours: Math.floor((minutes % 1440) / 60), minutes: minutes % 60 };
}

/** The promise that presses most: missed ones first, then the one due soonest, then those that stand still. @param {Clock[] | null | undefined} clocks @returns {Clock | null} */
export function pressing(clocks) {
  const open = (clocks ?? []).filter((it) => !it.met_at);
  const rank = (/** @type {Clock} */ it) => (it.state === 'breached' ? 0 : it.due_at ? 1 : 2);
  const time = (/** @type {Clock} */ it) => Date.parse(it.breached_at ?? it.due_at ?? '') || 0;
  return [...open].sort((one, other) => rank(one) - rank(other) || time(one) - time(other))[0] ?? null;
}

/** How close a promise is: `late`, `near` in its last quarter of an hour or tenth, `ok`, or `paused`. @param {Clock} clock @param {number} now */
export function tone(clock, now) {
  if (clock.met_at) return clock.state === 'late' ? 'late' : 'met';
  if (clock.state === 'breached') return 'late';
  if (!clock.due_at) return 'paused';
  const left = Date.parse(clock.due_at) - now;
  if (left <= 0) return 'late';
  return left <= Math.max(15 * 60_000, clock.target_seconds * 100) ? 'near' : 'ok';
}

/** Since when a promise is late, or how long there is still; negative when late. @param {Clock} clock @param {number} now @returns {number} ms */
export const left = (clock, now) => (clock.due_at || clock.breached_at ? Date.parse(clock.breached_at ?? clock.due_at ?? '') - now : (clock.target_seconds - clock.elapsed_seconds) * 1000);

/** Whether all priorities have the same targets. @param {Record<string, Targets>} targets */
export const areSame = (targets) => PRIORITIES.every((it) => KINDS.every((kind) => targets[it][kind] === targets.normal[kind]));

/** How many conditions a policy has. @param {Conditions} it */
export const countOf = (it) => [it.categories, it.departments, it.priorities, it.requesters].filter((list) => list.length).length;
