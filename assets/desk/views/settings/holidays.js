// Days on which the week does not count: public holidays, the site's own, and days that differ just once.
import { html, useState } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { byDate } from '../../state/hours.js';
import { Button, Empty, Failure, Notice, Skeleton, Switch, useLoad } from '../../ui/index.js';
import { OwnHoliday, SpecialDays } from './holiday-entry.js';
import { PublicHolidays } from './holidays-public.js';
import { HoursPreview, styled } from './hours-parts.js';
import { Problems, SaveBar, useVersioned } from './parts.js';

await styled;

/** @typedef {import('./hours-parts.js').Span} Span */
/** @typedef {import('./hours-parts.js').Worded} Worded */
/** @typedef {{ name: Worded, date: string, days: number, from: string | null, yearly: boolean }} Own */
/** @typedef {{ name: Worded, date: string, days: number, spans: Span[] }} Special */
/** @typedef {{ version: number, turkish: boolean, not_kept: string[], corrections: import('../../state/hours.js').Correction[], own: Own[], special: Special[] }} HolidaySettings */

export default function Holidays() {
  const settings = useLoad(async (stop) => {
    const [holidays, hours] = await Promise.all([get('/api/settings/holidays', {}, stop), get('/api/settings/business-hours', {}, stop)]);
    return { holidays: { ...holidays, own: byDate(holidays.own), special: byDate(holidays.special) }, always: hours.always_open };
  }, []);
  if (settings.error) return html`<${Failure} error=${settings.error} onRetry=${settings.reload} />`;
  return settings.data ? html`<${Form} settings=${settings.data.holidays} always=${settings.data.always} />` : html`<${Skeleton} rows=${5} />`;
}

const today = () => new Date().toLocaleDateString('sv-SE');
const unnamed = () => ({ tr: '', en: '' });

/** @param {{ settings: HolidaySettings, always: boolean }} props */
function Form({ settings, always }) {
  const of = useVersioned('/api/settings/holidays', settings);
  const { value, set } = of.form;
  const { version: _, ...change } = value;
  return html`<div class="page-in page-wide"><header class="page-head"><h1>${t('hol.title')}</h1><p>${t('hol.lead')}</p></header>
    ${always && html`<${Notice}>${t('hol.always')} <a href="/settings/hours">${t('hol.always_link')}</a><//>`}
    <div class="set-two"><form class="set-form" onSubmit=${of.save} noValidate><${Problems} of=${of} />
      <section class="section"><h2>${t('hol.public')}</h2>
        <${Switch} label=${t('hol.turkish')} hint=${t('hol.turkish_text')} checked=${value.turkish} onValue=${(/** @type {boolean} */ on) => set({ turkish: on })} />
        ${value.turkish && html`<${PublicHolidays} value=${value} set=${set} errors=${of.errors} />`}</section>
      <${List} name="own" all=${value.own} Entry=${OwnHoliday} errors=${of.errors} fresh=${() => ({ name: unnamed(), date: today(), days: 1, from: null, yearly: true })} onValue=${(/** @type {Own[]} */ own) => set({ own })} />
      <${List} name="special" all=${value.special} Entry=${SpecialDays} errors=${of.errors} fresh=${() => ({ name: unnamed(), date: today(), days: 1, spans: [] })} onValue=${(/** @type {Special[]} */ special) => set({ special })} />
      <${SaveBar} of=${of} /></form>
    <${HoursPreview} change=${{ holidays: change }} /></div></div>`;
}

/**
 * A list whose entries are edited in place.
 * @param {{ name: 'own' | 'special', all: any[], Entry: any, errors: Record<string, string>, fresh: () => any, onValue: (all: any[]) => void }} props
 */
function List({ name, all, Entry, errors, fresh, onValue }) {
  const [added, setAdded] = useState(-1);
  const add = () => {
    setAdded(all.length);
    onValue([...all, fresh()]);
  };
  return html`<section class="section"><h2>${t(`hol.${name}`)}</h2><p class="section-lead">${t(`hol.${name}_text`)}</p>
    ${all.length ? html`<div class="hol-list">${all.map((it, at) => html`<${Entry} key=${at} it=${it} field=${`${name}.${at}`} errors=${errors} focus=${at === added}
      onValue=${(/** @type {any} */ part) => onValue(all.map((one, place) => (place === at ? { ...one, ...part } : one)))} onDrop=${() => onValue(all.filter((_, place) => place !== at))} />`)}</div>` : html`<${Empty} icon="calendar-days" title=${t(`hol.${name}_none`)} />`}
    <div class="form-actions"><${Button} icon="plus" onClick=${add}>${t(`hol.${name}_add`)}<//></div></section>`;
}
