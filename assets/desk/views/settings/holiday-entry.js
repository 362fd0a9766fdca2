// One entry of the lists on the screen "holidays".
import { html } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { Checkbox, DateField, IconButton, Segmented, TextField } from '../../ui/index.js';
import { Spans, TimeField, worded } from './hours-parts.js';

/** @typedef {import('./holidays.js').Own} Own */
/** @typedef {import('./holidays.js').Special} Special */
/** @template T @typedef {{ it: T, field: string, errors: Record<string, string>, focus: boolean, onValue: (part: Partial<T>) => void, onDrop: () => void }} Props */

/** Name in both languages, first day, number of days. @param {Props<any> & { optional?: boolean }} props */
const Common = ({ it, field, errors, focus, onValue, optional }) => {
  const name = (/** @type {'tr' | 'en'} */ lang, /** @type {string} */ label) => html`<${TextField} label=${`${t('hol.name')} (${label})${optional ? ` · ${t('common.optional')}` : ''}`} lang=${lang} maxlength=${100} focus=${focus && lang === 'tr'} value=${it.name[lang]} error=${errors[`${field}.name.${lang}`] ?? (lang === 'tr' ? errors[`${field}.name`] : undefined)} onValue=${(/** @type {string} */ text) => onValue({ name: { ...it.name, [lang]: text } })} />`;
  return html`<div class="form-row">${name('tr', 'Türkçe')}${name('en', 'English')}</div>
    <div class="hol-when"><${DateField} label=${t('hol.date')} value=${it.date} error=${errors[`${field}.date`]} onValue=${(/** @type {string} */ date) => date && onValue({ date })} />
      <${TextField} label=${t('hol.days')} type="number" min="1" max="60" value=${it.days} error=${errors[`${field}.days`]} onValue=${(/** @type {string} */ text) => onValue({ days: Math.min(Math.max(Math.trunc(Number(text)) || 0, 0), 255) })} /></div>`;
};

/** @param {{ of: string, onDrop: () => void }} props */
const Drop = ({ of, onDrop }) => html`<${IconButton} class="hol-drop" icon="trash-2" label=${t('hol.drop', { name: of })} onClick=${onDrop} />`;

/** A holiday of the site. @param {Props<Own>} props */
export const OwnHoliday = (props) => {
  const { it, onValue, onDrop } = props;
  return html`<div class="hol-entry" role="group" aria-label=${worded(it.name) || t('hol.own_new')}><div class="hol-fields"><${Common} ...${props} />
    <div class="hol-more"><${Checkbox} label=${t('hol.yearly')} checked=${it.yearly} onValue=${(/** @type {boolean} */ yearly) => onValue({ yearly })} />
      <${Checkbox} label=${t('hol.from')} checked=${it.from !== null} onValue=${(/** @type {boolean} */ on) => onValue({ from: on ? '13:00' : null })} />
      ${it.from !== null && html`<${TimeField} label=${t('hol.from_time')} value=${it.from} onValue=${(/** @type {string} */ from) => onValue({ from })} />`}</div></div>
    <${Drop} of=${worded(it.name)} onDrop=${onDrop} /></div>`;
};

/** Days that differ just once. @param {Props<Special>} props */
export const SpecialDays = (props) => {
  const { it, field, errors, onValue, onDrop } = props;
  const open = it.spans.length > 0;
  const choices = [{ value: 'closed', label: t('hol.special_closed') }, { value: 'open', label: t('hol.special_open') }];
  return html`<div class="hol-entry" role="group" aria-label=${worded(it.name) || t('hol.special_new')}><div class="hol-fields">
    <${Segmented} label=${t('hol.special_kind')} value=${open ? 'open' : 'closed'} options=${choices} onValue=${(/** @type {string} */ kind) => (kind === 'open') !== open && onValue({ spans: kind === 'open' ? [{ start: '09:00', end: '13:00' }] : [] })} />
    <${Common} ...${props} optional=${open} />
    ${open && html`<div class="form-field"><span class="form-label">${t('hol.special_hours')}</span><${Spans} of=${it.date} spans=${it.spans} error=${errors[`${field}.spans`]} closed=${t('hours.closed')} onValue=${(/** @type {any} */ spans) => onValue({ spans })} /></div>`}</div>
    <${Drop} of=${worded(it.name) || it.date} onDrop=${onDrop} /></div>`;
};
