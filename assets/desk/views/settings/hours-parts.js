// What the screens "hours", "holidays" and "emergency" share: spans of a day, and what visitors would see when.
import { html, useEffect, useId, useRef, useState } from '../../lib/ui.js';
import { post } from '../../lib/api.js';
import { intl, lang, t } from '../../lib/i18n.js';
import { stylesheet } from '../../lib/stylesheet.js';
import { now } from '../../lib/time.js';
import { asEnd, hasRoom, parseTime, withOneMore } from '../../state/hours.js';
import { Badge, Button, DateInput, Icon, IconButton, Skeleton } from '../../ui/index.js';
import { styled as settings } from './parts.js';

export const styled = Promise.all([settings, stylesheet(new URL('../../css/hours.css', import.meta.url))]);

/** @typedef {import('../../state/hours.js').Span} Span */
/** @typedef {{ tr: string, en: string }} Worded */

/** @param {Worded | null | undefined} text */
export const worded = (text) => (text ? text[lang.value] || text.tr || text.en : '');

const ASK_AFTER_MS = 250;

/**
 * A time of day, always by 24 hours: a browser's own field follows the browser's language.
 * @param {{ label: string, value: string, onValue: (time: string) => void, shown?: boolean, optional?: boolean } & Record<string, any>} props `shown`: the label stands above it; `optional`: it may be emptied
 */
export function TimeField({ label, value, onValue, shown, optional, ...rest }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const type = (/** @type {string} */ next) => {
    setText(next);
    if (/^\d\d:\d\d$/.test(next) && parseTime(next)) onValue(next);
  };
  const leave = () => {
    if (optional && !text.trim()) return void (value && onValue(''));
    const time = parseTime(text);
    setText(time || value);
    if (time && time !== value) onValue(time);
  };
  const field = html`<input class="field hours-time" inputmode="numeric" maxlength="5" autocomplete="off" placeholder="09:00" aria-label=${label} value=${text} onInput=${(/** @type {any} */ event) => type(event.target.value)} onBlur=${leave} ...${rest} />`;
  return shown ? html`<div class="form-field"><span class="form-label" aria-hidden="true">${label}</span>${field}</div>` : field;
}

/**
 * The spans of one day.
 * @param {{ of: string, spans: Span[], error?: string, closed: string, onValue: (spans: Span[]) => void }} props `of`: the day, for screen readers; `closed`: what stands there when there are none
 */
export function Spans({ of, spans, error, closed, onValue }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const id = useId();
  const change = (/** @type {number} */ at, /** @type {Partial<Span>} */ part) => onValue(spans.map((it, place) => (place === at ? { ...it, ...part } : it)));
  const drop = (/** @type {number} */ at) => {
    onValue(spans.filter((_, place) => place !== at));
    box.current?.querySelector('button')?.focus();
  };
  const field = (/** @type {number} */ at, /** @type {'start' | 'end'} */ side, /** @type {string} */ value) => html`<${TimeField} label=${t(`hours.${side}`, { day: of })} value=${value} aria-invalid=${error ? 'true' : undefined} aria-describedby=${error ? id : undefined}
    onValue=${(/** @type {string} */ time) => change(at, { [side]: side === 'end' ? asEnd(time) : time })} />`;
  return html`<div class="hours-spans" ref=${box}>${!spans.length && html`<span class="faint hours-none">${closed}</span>`}
    ${spans.map((it, at) => html`<span class="hours-span" key=${at}>${field(at, 'start', it.start)}<span aria-hidden="true">–</span>${field(at, 'end', it.end)}<${IconButton} icon="x" label=${t('hours.drop', { span: `${it.start}–${it.end}`, day: of })} onClick=${() => drop(at)} /></span>`)}
    ${hasRoom(spans) && html`<${Button} small kind="ghost" icon="plus" aria-label=${t('hours.add_to', { day: of })} title=${t('hours.add')} onClick=${() => onValue(withOneMore(spans))}>${!spans.length && t('hours.add')}<//>`}
    ${error && html`<p class="form-error" id=${id}><${Icon} name="circle-alert" size=${14} />${error}</p>`}</div>`;
}

const LOOKS = /** @type {const} */ ({
  open: { kind: 'ok', icon: 'circle-check' },
  break: { kind: 'warn', icon: 'coffee' },
  outside_business_hours: { kind: undefined, icon: 'moon' },
  holiday: { kind: 'info', icon: 'calendar-days' },
  emergency: { kind: 'danger', icon: 'siren' },
});

/** A moment in the site's zone. @param {string} at @param {string} timeZone */
const moment = (at, timeZone) => intl('DateTimeFormat', { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', timeZone }).format(new Date(at));

/**
 * What visitors would see, with what is not saved yet: now, or at a chosen time.
 * @param {{ change: Record<string, any> }} props `business_hours` or `holidays` as the form has them
 */
export function HoursPreview({ change }) {
  const [at, setAt] = useState('');
  const [seen, setSeen] = useState(/** @type {any} */ (null));
  const [problem, setProblem] = useState('');
  const id = useId();
  const minute = at ? '' : Math.floor(now.value / 60_000);
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(() => {
      post('/api/settings/business-hours/preview', { ...change, ...(at && { at }) }).then(
        (answer) => gone || (setSeen(answer), setProblem('')),
        (error) => gone || setProblem(error.status === 422 ? t('hours.try_wrong') : error.message),
      );
    }, ASK_AFTER_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [JSON.stringify(change), at, minute]);
  return html`<section class="section set-bench hours-try"><h2>${t('hours.try')}</h2><p class="section-lead">${t('hours.try_text')}</p>
    <div class="form-field"><label class="form-label" for=${id}>${t('hours.try_at')}</label>
      <div class="hours-at"><${DateInput} id=${id} time value=${at} onInput=${(/** @type {any} */ event) => setAt(event.target.value)} /><${Button} disabled=${!at} onClick=${() => setAt('')}>${t('hours.try_now')}<//></div></div>
    <div class="hours-seen" role="status">${problem ? html`<p class="form-error"><${Icon} name="circle-alert" size=${14} />${problem}</p>` : seen ? html`<${Seen} it=${seen} />` : html`<${Skeleton} rows=${1} />`}</div></section>`;
}

/** @param {{ it: any }} props */
function Seen({ it }) {
  const look = LOOKS[/** @type {keyof typeof LOOKS} */ (it.reason)];
  const people = it.is_open || it.reason === 'break';
  return html`<p class="hours-when">${moment(it.at, it.time_zone)}</p>
    <p class="row"><${Badge} kind=${look.kind} icon=${look.icon}>${t(`hours.is_${it.reason}`)}<//> ${it.holiday && html`<span class="semi">${worded(it.holiday)}</span>`}</p>
    ${it.message && html`<blockquote class="hours-says">${worded(it.message)}</blockquote>`}
    <dl class="fact-list t13">${it.is_open
      ? it.next_change && html`<dt>${t('hours.closes')}</dt><dd>${moment(it.next_change, it.time_zone)}</dd>`
      : it.reason !== 'emergency' && html`<dt>${t(it.reason === 'break' ? 'hours.back' : 'hours.opens')}</dt><dd>${it.next_open ? moment(it.next_open, it.time_zone) : t('hours.opens_never')}</dd>`}
      <dt>${t('hours.people')}</dt><dd>${t(people ? 'hours.people_yes' : 'hours.people_no')}</dd>
      <dt>${t('hours.assistant_short')}</dt><dd>${t(it.assistant ? 'hours.assistant_may' : 'hours.assistant_not')}</dd>
      <dt>${t('hours.form')}</dt><dd>${t(it.form ? 'hours.form_yes' : 'hours.form_no')}</dd></dl>`;
}
