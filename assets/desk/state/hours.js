// What the screens of the opening hours compute: spans of a day, dates of public holidays with their corrections. Pure.

/** @typedef {{ start: string, end: string }} Span */
/** @typedef {{ holiday: string, name: { tr: string, en: string }, date: string, last: string, eve: string | null }} PublicDay */
/** @typedef {{ holiday: string, computed: string, date: string }} Correction */

export const DAYS = /** @type {const} */ (['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']);
export const WORKING_DAYS = DAYS.slice(0, 5);

const DAY_MS = 86_400_000;

/** A time of day as people write it: "9", "930", "9.30", "09:30"; empty when it is none. @param {string} text */
export function parseTime(text) {
  const found = /^(\d{1,2})(?:[:. ]?(\d{2}))?$/.exec(text.trim());
  if (!found) return '';
  const [hour, minute] = [Number(found[1]), Number(found[2] ?? 0)];
  return minute < 60 && (hour < 24 || (hour === 24 && minute === 0)) ? time(hour * 60 + minute) : '';
}

/** Where hours end, midnight is the end of the day. @param {string} text */
export const asEnd = (text) => (text === '00:00' ? '24:00' : text);

/** @param {string} time */
const minutes = (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
/** @param {number} all */
const time = (all) => `${String(Math.floor(all / 60)).padStart(2, '0')}:${String(all % 60).padStart(2, '0')}`;

/** The spans with one more, in the room that is left after the last one. @param {Span[]} spans @returns {Span[]} */
export function withOneMore(spans) {
  if (!spans.length) return [{ start: '09:00', end: '18:00' }];
  const last = Math.max(...spans.map((it) => minutes(it.end)));
  const start = Math.min(last + 60, 23 * 60);
  return [...spans, { start: time(start), end: time(Math.min(Math.max(start + 60, 18 * 60), 24 * 60)) }];
}

/** Whether another span has room after the last one. @param {Span[]} spans */
export const hasRoom = (spans) => spans.length < 12 && spans.every((it) => it.end !== '' && minutes(it.end) < 23 * 60);

/** A day so many days later. @param {string} date @param {number} days @returns {string} */
export function plusDays(date, days) {
  const at = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(at) ? date : new Date(at + days * DAY_MS).toISOString().slice(0, 10);
}

/** @param {string} from @param {string} to */
const apart = (from, to) => Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);

/**
 * The public holidays of a year as the site keeps them.
 * @param {PublicDay[]} calendar as computed @param {{ not_kept: string[], corrections: Correction[] }} holidays
 * @returns {(PublicDay & { computed: string, kept: boolean, corrected: boolean })[]}
 */
export const publicRows = (calendar, { not_kept, corrections }) =>
  calendar.map((it) => {
    const found = corrections.find((one) => one.holiday === it.holiday && one.computed === it.date);
    const moved = found ? apart(it.date, found.date) : 0;
    return { ...it, date: plusDays(it.date, moved), last: plusDays(it.last, moved), eve: it.eve && plusDays(it.eve, moved), computed: it.date, kept: !not_kept.includes(it.holiday), corrected: moved !== 0 };
  });

/** The corrections with another date for one holiday; its computed one takes the correction away. @param {Correction[]} all @param {Correction} next @returns {Correction[]} */
export const corrected = (all, next) => [...all.filter((it) => it.holiday !== next.holiday || it.computed !== next.computed), ...(next.date === next.computed ? [] : [next])];

/** By date, as lists begin when they are opened. @template {{ date: string }} T @param {T[]} all @returns {T[]} */
export const byDate = (all) => [...all].sort((a, b) => a.date.localeCompare(b.date));
