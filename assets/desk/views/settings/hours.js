// When people answer: always, or by the week; what happens in a break and while the site is closed.
import { html } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { intl, t } from '../../lib/i18n.js';
import { site } from '../../lib/session.js';
import { DAYS, WORKING_DAYS } from '../../state/hours.js';
import { Button, Failure, Icon, Skeleton, Switch, useLoad } from '../../ui/index.js';
import { HoursPreview, Spans, styled } from './hours-parts.js';
import { Problems, SaveBar, useVersioned } from './parts.js';
import { InBoth } from './widget-look.js';

await styled;

/** @typedef {import('./hours-parts.js').Span} Span */
/** @typedef {import('./hours-parts.js').Worded} Worded */
/** @typedef {{ version: number, always_open: boolean, days: Record<string, Span[]>, break_message: Worded, assistant: boolean }} BusinessHours */

/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1);

/** @param {number} place from Monday on @returns {string} */
const dayName = (place) => intl('DateTimeFormat', { weekday: 'long', timeZone: 'UTC' }).format(MONDAY + place * 86_400_000);

export default function Hours() {
  const settings = useLoad(async (stop) => {
    const [hours, here] = await Promise.all([get('/api/settings/business-hours', {}, stop), get(`/api/sites/${site.value?.id}`, {}, stop)]);
    return { hours, zone: here.time_zone };
  }, []);
  if (settings.error) return html`<${Failure} error=${settings.error} onRetry=${settings.reload} />`;
  return settings.data ? html`<${Form} settings=${settings.data.hours} zone=${settings.data.zone} />` : html`<${Skeleton} rows=${5} />`;
}

const CHOICES = /** @type {const} */ ([{ always: true, icon: 'sun', words: 'always' }, { always: false, icon: 'clock', words: 'week' }]);

/** @param {{ settings: BusinessHours, zone: string }} props */
function Form({ settings, zone }) {
  const of = useVersioned('/api/settings/business-hours', settings);
  const { value, set } = of.form;
  const { version: _, ...change } = value;
  return html`<div class="page-in page-wide"><header class="page-head"><h1>${t('hours.title')}</h1><p>${t('hours.lead')}</p></header>
    <div class="set-two"><form class="set-form" onSubmit=${of.save} noValidate><${Problems} of=${of} />
      <section class="section"><h2 id="hours-when">${t('hours.when')}</h2><div class="cards" role="radiogroup" aria-labelledby="hours-when">${CHOICES.map((it) => html`<label key=${it.words} class="choice-card"><input type="radio" name="always" checked=${value.always_open === it.always} onChange=${() => set({ always_open: it.always })} />
        <span class="choice-icon"><${Icon} name=${it.icon} /></span><span class="grow"><span class="semi">${t(`hours.${it.words}`)}</span><span class="form-hint">${t(`hours.${it.words}_text`)}</span></span></label>`)}</div></section>
      ${!value.always_open && html`<${Week} value=${value} set=${set} errors=${of.errors} zone=${zone} />
        <section class="section"><h2>${t('hours.break')}</h2><p class="section-lead">${t('hours.break_text')}</p><${InBoth} label=${t('hours.break_message')} field="break_message" rows=${2} max=${500} value=${value.break_message} errors=${of.errors} onValue=${(/** @type {Worded} */ it) => set({ break_message: it })} /></section>
        <section class="section"><h2>${t('hours.closed_title')}</h2><${Switch} label=${t('hours.assistant')} hint=${t('hours.assistant_text')} checked=${value.assistant} onValue=${(/** @type {boolean} */ on) => set({ assistant: on })} /></section>`}
      <${SaveBar} of=${of} /></form>
    <${HoursPreview} change=${{ business_hours: change }} /></div></div>`;
}

/** @param {{ value: BusinessHours, set: (change: Partial<BusinessHours>) => void, errors: Record<string, string>, zone: string }} props */
function Week({ value, set, errors, zone }) {
  const put = (/** @type {Record<string, Span[]>} */ days) => set({ days: { ...value.days, ...days } });
  const copy = () => put(Object.fromEntries(WORKING_DAYS.map((name) => [name, value.days.monday.map((it) => ({ ...it }))])));
  const same = WORKING_DAYS.every((name) => JSON.stringify(value.days[name]) === JSON.stringify(value.days.monday));
  return html`<section class="section"><h2>${t('hours.days')}</h2><p class="section-lead">${t('hours.zone', { zone })} <a href=${`/settings/sites/${site.value?.id}`}>${t('hours.zone_change')}</a></p>
    <div class="hours-week">${DAYS.map((name, place) => html`<div class="hours-day" key=${name} role="group" aria-label=${dayName(place)}><span class="hours-name">${dayName(place)}</span>
      <${Spans} of=${dayName(place)} spans=${value.days[name]} error=${errors[`days.${name}`]} closed=${t('hours.closed')} onValue=${(/** @type {Span[]} */ spans) => put({ [name]: spans })} /></div>`)}</div>
    ${errors.days && html`<p class="form-error"><${Icon} name="circle-alert" size=${14} />${errors.days}</p>`}
    <div class="form-actions">${!same && html`<${Button} small icon="copy" onClick=${copy}>${t('hours.copy')}<//>`}<p class="form-hint">${t('hours.midnight')}</p></div></section>`;
}
