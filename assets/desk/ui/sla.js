// The chip of a ticket's promise: a ring with the time left, a triangle when it was missed, a pause while it stands still.
import { html } from '../lib/ui.js';
import { t } from '../lib/i18n.js';
import { full, now } from '../lib/time.js';
import { left, parts, pressing, tone } from '../state/sla.js';
import { Badge } from './bits.js';

const LOOKS = /** @type {Record<string, { kind?: any, icon: string }>} */ ({ late: { kind: 'danger', icon: 'triangle-alert' }, near: { kind: 'warn', icon: 'hourglass' }, ok: { kind: 'line', icon: 'clock' }, paused: { kind: 'line', icon: 'alarm-clock-off' }, met: { kind: 'ok', icon: 'circle-check' } });

/** A length of time, short: "2 sa 5 dk". @param {number} ms */
export function lasting(ms) {
  const { days, hours, minutes } = parts(ms);
  if (days) return hours ? t('sla.days_hours', { days, hours }) : t('sla.days', { days });
  if (hours) return minutes ? t('sla.hours_minutes', { hours, minutes }) : t('sla.hours', { hours });
  return t('sla.minutes', { minutes });
}

/** What a promise says of itself. @param {import('../state/sla.js').Clock} clock @param {number} at */
export function wordsOf(clock, at) {
  const look = tone(clock, at);
  if (clock.met_at) return t(`sla.state_${clock.state}`);
  if (look === 'paused') return t('sla.paused_left', { time: lasting(left(clock, at)) });
  return t(look === 'late' ? 'sla.late_by' : 'sla.left', { time: lasting(left(clock, at)) });
}

/** The promise that presses most; nothing when all were kept. @param {{ clocks: import('../state/sla.js').Clock[] | null | undefined }} props */
export function SlaChip({ clocks }) {
  const clock = pressing(clocks);
  return clock && html`<${ClockBadge} clock=${clock} />`;
}

/** One promise. @param {{ clock: import('../state/sla.js').Clock }} props */
export function ClockBadge({ clock }) {
  const at = now.value;
  const { kind, icon } = LOOKS[tone(clock, at)];
  const due = clock.due_at ? ` · ${full(clock.due_at)}` : '';
  return html`<${Badge} kind=${kind} icon=${icon} title=${`${t(`sla.${clock.kind}`)}${due}`}>${wordsOf(clock, at)}<//>`;
}

/** Every promise of a ticket, with its name and when it is due. @param {{ clocks: import('../state/sla.js').Clock[] | null | undefined }} props */
export const ClockList = ({ clocks }) => Boolean(clocks?.length) && html`<dl class="sla-clocks">${clocks?.map((it) => html`<div key=${it.kind}><dt>${t(`sla.${it.kind}`)}</dt><dd><${ClockBadge} clock=${it} />${it.due_at && !it.met_at ? html`<span class="muted t12">${full(it.due_at)}</span>` : it.met_at && html`<span class="muted t12">${full(it.met_at)}</span>`}</dd></div>`)}</dl>`;
