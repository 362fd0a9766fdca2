// Owns how points in time and spans are worded, and the clock that lets views age.
import { signal } from './ui.js';
import { intl, number, t } from './i18n.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The time now, moved on every 15 seconds; views that read it draw themselves anew. */
export const now = signal(Date.now());
setInterval(() => {
  now.value = Date.now();
}, 15_000);

/** @param {string | number | Date} at */
const date = (at) => (at instanceof Date ? at : new Date(at));

/** 14:32 @param {string | number | Date} at @returns {string} */
export const clock = (at) => intl('DateTimeFormat', { hour: '2-digit', minute: '2-digit' }).format(date(at));

/** 23 Kasım 2026 14:32 @param {string | number | Date} at @returns {string} */
export const full = (at) => intl('DateTimeFormat', { dateStyle: 'long', timeStyle: 'short' }).format(date(at));

/** 23 Kas 2026 @param {string | number | Date} at @returns {string} */
export const day = (at) => intl('DateTimeFormat', { day: 'numeric', month: 'short', year: 'numeric' }).format(date(at));

/** Whole days between two points, by the local calendar. @param {Date} a @param {Date} b */
export function daysBetween(a, b) {
  const midnight = (/** @type {Date} */ it) => new Date(it.getFullYear(), it.getMonth(), it.getDate()).getTime();
  return Math.round((midnight(b) - midnight(a)) / DAY);
}

/** For lists: the clock today, "dün", a weekday this week, else the date. @param {string | number} at @returns {string} */
export function short(at) {
  const it = date(at);
  const days = daysBetween(it, new Date(now.value));
  if (days <= 0) return clock(it);
  if (days === 1) return t('time.yesterday');
  if (days < 7) return intl('DateTimeFormat', { weekday: 'short' }).format(it);
  const sameYear = it.getFullYear() === new Date(now.value).getFullYear();
  return intl('DateTimeFormat', { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: '2-digit' }) }).format(it);
}

/** For separators: "Bugün", "Dün", "23 Kasım Pazartesi". @param {string | number} at @returns {string} */
export function dayName(at) {
  const it = date(at);
  const days = daysBetween(it, new Date(now.value));
  if (days <= 0) return t('time.today');
  if (days === 1) return t('time.yesterday_capital');
  return intl('DateTimeFormat', { day: 'numeric', month: 'long', weekday: 'long', ...(days > 300 ? { year: 'numeric' } : {}) }).format(it);
}

/** "3 dk önce" @param {string | number} at @returns {string} */
export function ago(at) {
  const passed = now.value - date(at).getTime();
  if (passed < MINUTE) return t('time.now');
  const relative = intl('RelativeTimeFormat', { numeric: 'auto', style: 'short' });
  if (passed < HOUR) return relative.format(-Math.floor(passed / MINUTE), 'minute');
  if (passed < DAY) return relative.format(-Math.floor(passed / HOUR), 'hour');
  return relative.format(-Math.floor(passed / DAY), 'day');
}

/** A span in its two largest units: "3 sa 10 dk". @param {number} ms @returns {string} */
export function span(ms) {
  const minutes = Math.max(0, Math.floor(ms / MINUTE));
  if (minutes < 1) return t('time.seconds', { n: Math.max(0, Math.floor(ms / 1000)) });
  if (minutes < 60) return t('time.minutes', { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    const rest = minutes % 60;
    return t('time.hours', { n: hours }) + (rest ? ` ${t('time.minutes', { n: rest })}` : '');
  }
  return t('time.days', { n: Math.floor(hours / 24) });
}

/** 1,8 MB @param {number} bytes @returns {string} */
export function fileSize(bytes) {
  if (bytes < 1000) return `${number(bytes)} B`;
  if (bytes < 1_000_000) return `${number(Math.round(bytes / 1000))} KB`;
  return `${number(bytes / 1_000_000, { maximumFractionDigits: 1 })} MB`;
}
