// The public holidays of a year: kept or not, and another date where one was announced.
import { html, useState } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { intl, t } from '../../lib/i18n.js';
import { corrected, publicRows } from '../../state/hours.js';
import { Badge, DateInput, Failure, Icon, IconButton, Skeleton, useLoad } from '../../ui/index.js';
import { worded } from './hours-parts.js';

/** @typedef {import('./holidays.js').HolidaySettings} HolidaySettings */

/** 20 Mart Cuma @param {string} date */
const day = (date) => intl('DateTimeFormat', { day: 'numeric', month: 'long', weekday: 'short', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));

/** @param {{ value: HolidaySettings, set: (change: Partial<HolidaySettings>) => void, errors: Record<string, string> }} props */
export function PublicHolidays({ value, set, errors }) {
  const [year, setYear] = useState(new Date().getFullYear());
  const calendar = useLoad((stop) => get('/api/settings/holidays/calendar', { year }, stop), [year]);
  const rows = publicRows(calendar.data?.items ?? [], value);
  const keep = (/** @type {string} */ holiday, /** @type {boolean} */ on) => set({ not_kept: on ? value.not_kept.filter((it) => it !== holiday) : [...value.not_kept, holiday] });
  const move = (/** @type {typeof rows[number]} */ it, /** @type {string} */ date) => set({ corrections: corrected(value.corrections, { holiday: it.holiday, computed: it.computed, date }) });
  const errorOf = (/** @type {typeof rows[number]} */ it) => errors[`corrections.${value.corrections.findIndex((one) => one.holiday === it.holiday && one.computed === it.computed)}.date`];
  return html`<div class="hol-year"><${IconButton} icon="arrow-left" label=${t('hol.year_before')} onClick=${() => setYear(year - 1)} /><span class="semi num" role="status">${year}</span><${IconButton} icon="arrow-right" label=${t('hol.year_after')} onClick=${() => setYear(year + 1)} /><p class="form-hint">${t('hol.moving')}</p></div>
    ${calendar.error ? html`<${Failure} error=${calendar.error} onRetry=${calendar.reload} />` : !calendar.data ? html`<${Skeleton} rows=${4} />` : html`<ul class="hol-public">${rows.map((it) => html`<li key=${it.computed + it.holiday} class=${it.kept ? '' : 'hol-off'}>
      <label class="check hol-keep"><input type="checkbox" checked=${it.kept} onChange=${(/** @type {any} */ event) => keep(it.holiday, event.target.checked)} /><span><span class="med">${worded(it.name)}</span>
        <span class="form-hint">${it.date === it.last ? day(it.date) : `${day(it.date)} – ${day(it.last)}`}${it.eve && ` · ${t('hol.eve', { day: day(it.eve) })}`}</span></span></label>
      <span class="hol-date">${it.corrected && html`<${Badge} kind="info" icon="pencil">${t('hol.corrected')}<//>`}
        <${DateInput} value=${it.date} disabled=${!it.kept} aria-label=${t('hol.first_day', { name: worded(it.name) })} aria-invalid=${errorOf(it) ? 'true' : undefined} onChange=${(/** @type {any} */ event) => event.target.value && move(it, event.target.value)} />
        ${it.corrected && html`<${IconButton} icon="rotate-ccw" label=${t('hol.computed', { day: day(it.computed) })} onClick=${() => move(it, it.computed)} />`}</span>
      ${errorOf(it) && html`<p class="form-error"><${Icon} name="circle-alert" size=${14} />${errorOf(it)}</p>`}</li>`)}</ul>`}`;
}
