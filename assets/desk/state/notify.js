// Which ways of telling somebody are open at a moment: the rules of src/notify/rules/ways.rs, for what the desk shows itself.
// tests/data/quiet_hours.json holds for both. Pure.

/**
 * @typedef {'assigned' | 'message' | 'queue' | 'mention' | 'rating' | 'ticket' | 'sla'} Class
 * @typedef {'none' | 'soft' | 'rise' | 'fall' | 'triple'} Sound
 * @typedef {{ bell: boolean, browser: boolean, push: boolean, sound: Sound, urgent: boolean, mail: boolean }} Ways
 * @typedef {{ on: boolean, from: string, to: string, days: string[], time_zone: string }} Quiet
 * @typedef {{ version: number, classes: Record<Class, Ways>, quiet: Quiet, previews: boolean, repeat: boolean }} Preferences
 */

export const CLASSES = /** @type {const} */ (['assigned', 'message', 'queue', 'mention', 'rating', 'ticket', 'sla']);
export const SOUNDS = /** @type {const} */ (['none', 'soft', 'rise', 'fall', 'triple']);

/**
 * The picture of what nobody's face stands for, and how grave it is.
 * @type {Record<string, { icon: string, tone: 'info' | 'warn' | 'danger' }>}
 */
export const MARKS = {
  snooze_over: { icon: 'alarm-clock', tone: 'info' },
  waiting: { icon: 'clock', tone: 'warn' },
  rated: { icon: 'star', tone: 'info' },
  ticket_assigned: { icon: 'user-round-check', tone: 'info' },
  ticket_replied: { icon: 'reply', tone: 'info' },
  ticket_mention: { icon: 'message-square-quote', tone: 'info' },
  ticket_bounced: { icon: 'mail', tone: 'warn' },
  ticket_unproven: { icon: 'shield', tone: 'warn' },
  sla_near: { icon: 'hourglass', tone: 'warn' },
  sla_breached: { icon: 'triangle-alert', tone: 'danger' },
  sla_escalated: { icon: 'arrow-up', tone: 'danger' },
  budget_near: { icon: 'activity', tone: 'warn' },
  budget_spent: { icon: 'ban', tone: 'danger' },
};

/** @param {string} kind of a notification */
export const markOf = (kind) => MARKS[kind] ?? { icon: 'bell', tone: 'info' };

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** @param {Preferences} preferences @param {Class} of @param {string} state of the agent @param {number} at in milliseconds @returns {Ways} */
export function open({ classes, quiet }, of, state, at) {
  const wanted = { ...classes[of], bell: classes[of].bell && of !== 'message' };
  const rests = of === 'queue' && state === 'on_break';
  if (state !== 'do_not_disturb' && !rests && (wanted.urgent || !isQuiet(quiet, at))) return wanted;
  return { ...wanted, browser: false, push: false, sound: 'none' };
}

/** @param {Quiet} quiet @param {number} at */
export function isQuiet({ on, from, to, days, time_zone }, at) {
  if (!on) return false;
  const here = wall(at, time_zone);
  if (!here) return false;
  const begins = (/** @type {number} */ day) => days.includes(DAYS[(day + 7) % 7]);
  if (from < to) return begins(here.day) && from <= here.time && here.time < to;
  return (begins(here.day) && from <= here.time) || (begins(here.day - 1) && here.time < to);
}

/** What a clock on the wall shows. @param {number} at @param {string} timeZone */
function wall(at, timeZone) {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    const part = Object.fromEntries(format.formatToParts(at).map((it) => [it.type, it.value]));
    return { day: DAYS.indexOf(part.weekday.toLowerCase()), time: `${part.hour}:${part.minute}` };
  } catch {
    return null; // a zone that this browser does not know
  }
}
