// The card that says why nobody answers: closed with the hours and the next opening, a break, an emergency.

import { h, icon, style } from './dom.js';
import { moreWords } from './more-words.js';
import { worded } from './settings.js';

/** @import { Base, Texts } from './types.js' */

const CSS = `
.panel .mode summary{display:flex;align-items:center;gap:10px;list-style:none;cursor:pointer;border-radius:8px}
.panel .mode summary::-webkit-details-marker{display:none}
.panel .mode summary>.icon{color:var(--ink2)}
.panel .mode summary>.icon:last-child{width:16px;height:16px}
.panel .mode[open] summary>.icon:last-child{rotate:180deg}
.panel .mode :is(b,h4){display:block;font-weight:600;font-size:15px;line-height:20px;outline:0}
.panel .mode small{display:block;font-size:13px;line-height:18px;color:var(--ink2)}
.panel .mode .grow{flex:1;min-width:0}
.panel .mode .say{font-size:14px;line-height:20px;color:var(--ink2);white-space:pre-line;padding-top:8px}
.panel .week{display:grid;grid-template-columns:auto 1fr;gap:3px 14px;font-size:13px;line-height:18px;padding-top:10px}
.panel .week :is(dt,dd):not(.today){color:var(--ink2)}
.panel .week .today{font-weight:600}
.panel .week dd{text-align:end;font-variant-numeric:tabular-nums}
.panel .mode .note{font-size:12px;line-height:16px;color:var(--ink3);padding-top:8px}
.panel .card.urgent{background:var(--warn-bg);border-color:transparent;max-height:none}
.panel .urgent .mode :is(b,.say,.icon){color:var(--warn)}
.panel .urgent .top{align-items:center}`;

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 864e5;
const AGAIN_MS = 20_000;

/**
 * @typedef {{ start: string, end: string }} Span
 * @typedef {Record<string, any> & { timeZone: string, alwaysOpen: boolean }} Hours
 */

/** The times of a day, in words. @param {Span[]} spans @param {Texts['t']} t */
export function daily(spans, t) {
  if (!spans.length) return t('day_closed');
  if (spans.length === 1 && spans[0].start === '00:00' && spans[0].end === '24:00') return t('day_whole');
  return spans.map(({ start, end }) => `${start}–${end}`).join(', ');
}

/** How moments are worded in the site's zone. @param {Texts} texts @param {string | undefined} timeZone */
function clockOf({ language }, timeZone) {
  const locale = language === 'tr' ? 'tr-TR' : language === 'en' ? 'en-GB' : language;
  /** @param {Intl.DateTimeFormatOptions} options */
  const format = (options) => new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...options });
  const [moment, soon, time, day] = [
    format({ weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' }),
    format({ weekday: 'long', hour: '2-digit', minute: '2-digit' }),
    format({ hour: '2-digit', minute: '2-digit' }),
    format({ year: 'numeric', month: '2-digit', day: '2-digit' }),
  ];
  const names = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone });
  return {
    /** The time alone on the same day, with the weekday within a week. @param {number} at @param {number} now */
    moment: (at, now) => (day.format(at) === day.format(now) ? time : at - now < 6 * DAY_MS ? soon : moment).format(at),
    time: (/** @type {number} */ at) => time.format(at),
    today: (/** @type {number} */ at) => weekday.format(at).toLowerCase(),
    name: (/** @type {number} */ place) => names.format(MONDAY + place * DAY_MS),
  };
}

/** @param {Base & { holder: HTMLElement }} parts */
export async function show({ chat, texts, holder }) {
  const { mode, conversation } = chat.state;
  if (!mode) return;
  style(chat.context.root, CSS);
  const emergency = mode.mode === 'emergency';
  const [{ t }, answer] = await Promise.all([moreWords(texts, 'modes/'), emergency ? null : chat.api.hours().catch(() => null)]);
  /** @type {Hours | undefined} */
  const hours = answer?.businessHours;
  const clock = clockOf(texts, hours?.timeZone);
  const message = worded(mode.words || mode.message, texts.language);
  if (emergency) {
    holder.classList.add('urgent');
    holder.setAttribute('role', 'alert');
    return holder.append(h('div.mode', null, h('div.top', null, icon('alert'), h('b', null, t('emergency'))), h('p.say', null, message)));
  }

  const at = mode.next_open ? Date.parse(mode.next_open) : 0;
  const resting = mode.reason === 'break';
  const holiday = worded(mode.holiday, texts.language);
  const when = h('small');
  const now = h('span');
  const title = holiday ? t('closed_for', holiday) : t(resting ? 'break' : 'closed');
  const week = hours && h('dl.week', { 'aria-label': t('hours') }, DAYS.flatMap((name, place) => {
    const today = clock.today(Date.now()) === name ? '.today' : '';
    return [h(`dt${today}`, null, clock.name(place)), h(`dd${today}`, null, daily(hours[name] || [], t))];
  }));
  const help = mode.assistant ? t('assistant') : mode.form && !resting ? t('form') : '';
  const elsewhere = hours && hours.timeZone !== Intl.DateTimeFormat().resolvedOptions().timeZone;
  holder.append(h('details.mode', { open: !conversation },
    h('summary', null, icon('clock'), h('span.grow', null, h('b', null, title), when), icon('down')),
    message && h('p.say', null, message),
    help && h('p.say', null, help),
    week,
    h('p.note', null, now, elsewhere && ` · ${t('zone', hours.timeZone)}`),
  ));

  /** What grows old. */
  function draw() {
    const present = Date.now();
    const left = texts.duration(Math.max(60, (at - present) / 1000));
    when.textContent = at ? `${t(resting ? 'back' : 'opens', clock.moment(at, present))} · ${t('left', left)}` : t('opens_unknown');
    now.textContent = t('now', clock.time(present));
    if (!holder.isConnected) clearInterval(timer);
  }
  const timer = setInterval(draw, AGAIN_MS);
  draw();
}
