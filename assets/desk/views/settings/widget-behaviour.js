// The widget's form: what visitors may do, when it speaks first, what it asks, the privacy notice, advanced things.
import { html } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { useOrganisation } from '../../store/organisation.js';
import { Checkbox, Icon, Notice, Switch, TextArea, TextField } from '../../ui/index.js';
import { InBoth } from './widget-look.js';

/** @typedef {import('./widget.js').Part} Part */
/** @typedef {import('./widget.js').Worded} Worded */

/** @param {Part} props */
export const Features = ({ value, set, errors }) => html`<section class="section"><h2>${t('wid.features')}</h2>${(/** @type {const} */ (['file_upload', 'archives', 'emoticons', 'typing', 'typing_preview'])).map(
  (name) => html`<${Switch} key=${name} label=${t(`wid.feature_${name}`)} hint=${t(`wid.feature_${name}_hint`)} checked=${value.features[name]} onValue=${(/** @type {boolean} */ on) => set({ features: { ...value.features, [name]: on } })} />`,
)}${errors['features.typing_preview'] && html`<${Notice} kind="danger">${errors['features.typing_preview']}<//>`}</section>`;

/** @param {Part} props */
export function Proactive({ value, set, errors }) {
  const it = value.proactive;
  const put = (/** @type {Partial<typeof it>} */ part) => set({ proactive: { ...it, ...part } });
  const never = it.time_on_page === null && it.scroll_percentage === null && it.idle === null && !it.exit_intent && !it.page_visibility;
  return html`<section class="section"><h2>${t('wid.proactive')}</h2>
    <${Switch} label=${t('wid.proactive_on')} hint=${t('wid.proactive_hint')} checked=${it.enabled} onValue=${(/** @type {boolean} */ enabled) => put({ enabled })} />
    ${it.enabled && html`<div class="set-sub"><${InBoth} label=${t('wid.proactive_message')} field="proactive.message" rows=${2} max=${300} value=${it.message} errors=${errors} onValue=${(/** @type {Worded} */ message) => put({ message })} />
      <div class="form-field"><span class="form-label">${t('wid.when')}</span>
        <${Condition} label=${t('wid.time_on_page')} unit=${t('wid.seconds')} value=${it.time_on_page} usual=${30} max=${86400} error=${errors['proactive.time_on_page']} onValue=${(/** @type {number | null} */ n) => put({ time_on_page: n })} />
        <${Condition} label=${t('wid.scroll')} unit="%" value=${it.scroll_percentage} usual=${50} max=${100} error=${errors['proactive.scroll_percentage']} onValue=${(/** @type {number | null} */ n) => put({ scroll_percentage: n })} />
        <${Condition} label=${t('wid.idle')} unit=${t('wid.seconds')} value=${it.idle} usual=${60} max=${86400} error=${errors['proactive.idle']} onValue=${(/** @type {number | null} */ n) => put({ idle: n })} />
        <${Checkbox} label=${t('wid.exit')} checked=${it.exit_intent} onValue=${(/** @type {boolean} */ on) => put({ exit_intent: on })} />
        <${Checkbox} label=${t('wid.back')} checked=${it.page_visibility} onValue=${(/** @type {boolean} */ on) => put({ page_visibility: on })} />
        ${never && html`<${Notice} kind="warn">${t('wid.never')}<//>`}</div></div>`}</section>`;
}

/** A tick that opens a number. @param {{ label: string, unit: string, value: number | null, usual: number, max: number, error?: string, onValue: (value: number | null) => void }} props */
const Condition = ({ label, unit, value, usual, max, error, onValue }) => html`<div class="cond"><${Checkbox} label=${label} checked=${value !== null} onValue=${(/** @type {boolean} */ on) => onValue(on ? usual : null)} />
  ${value !== null && html`<span class="unit"><input class="field" type="number" min="1" max=${max} value=${value} aria-label=${`${label} (${unit})`} aria-invalid=${error ? 'true' : undefined} onInput=${(/** @type {any} */ event) => onValue(Math.round(Number(event.target.value)) || 0)} />${unit}</span>`}
  ${error && html`<p class="form-error"><${Icon} name="circle-alert" size=${14} />${error}</p>`}</div>`;

const ASKED = /** @type {const} */ (['name', 'email', 'phone']);

/** @param {Part} props */
export function PreChat({ value, set, errors }) {
  const it = value.pre_chat;
  const put = (/** @type {Partial<typeof it>} */ part) => set({ pre_chat: { ...it, ...part } });
  const ask = (/** @type {string} */ name, /** @type {boolean} */ on) => put({
    // In the order of the form, whatever order they were ticked in.
    fields: ASKED.filter((one) => (one === name ? on : it.fields.includes(one))),
    required: it.required.filter((one) => on || one !== name),
  });
  const need = (/** @type {string} */ name, /** @type {boolean} */ on) => put({ required: ASKED.filter((one) => (one === name ? on : it.required.includes(one))) });
  return html`<section class="section"><h2>${t('wid.pre_chat')}</h2>
    <${Switch} label=${t('wid.pre_chat_on')} hint=${t('wid.pre_chat_hint')} checked=${it.enabled} onValue=${(/** @type {boolean} */ enabled) => put({ enabled })} />
    ${it.enabled && html`<div class="set-sub"><table class="ask-table"><thead><tr><th scope="col">${t('wid.field')}</th><th scope="col">${t('wid.asked')}</th><th scope="col">${t('wid.required')}</th></tr></thead>
      <tbody>${ASKED.map((name) => html`<tr key=${name}><th scope="row">${t(`wid.field_${name}`)}</th>
        <td><input type="checkbox" aria-label=${`${t(`wid.field_${name}`)}: ${t('wid.asked')}`} checked=${it.fields.includes(name)} onChange=${(/** @type {any} */ event) => ask(name, event.target.checked)} /></td>
        <td><input type="checkbox" aria-label=${`${t(`wid.field_${name}`)}: ${t('wid.required')}`} disabled=${!it.fields.includes(name)} checked=${it.required.includes(name)} onChange=${(/** @type {any} */ event) => need(name, event.target.checked)} /></td></tr>`)}</tbody></table>
      ${!it.fields.length && html`<${Notice} kind="warn">${t('wid.pre_chat_none')}<//>`}${errors.pre_chat && html`<p class="form-error"><${Icon} name="circle-alert" size=${14} />${errors.pre_chat}</p>`}</div>`}</section>`;
}

/** Whom visitors may ask for. @param {Part} props */
export function Departments({ value, set, errors }) {
  const it = value.departments;
  const all = useOrganisation()?.departments;
  const put = (/** @type {Partial<typeof it>} */ part) => set({ departments: { ...it, ...part } });
  // Without a tick all are offered, also those that are added later. What was removed is dropped with the next tick.
  const offer = (/** @type {string} */ id, /** @type {boolean} */ on) => put({ offered: (all ?? []).map((one) => one.id).filter((one) => (one === id ? on : it.offered.includes(one))) });
  return html`<section class="section"><h2>${t('wid.departments')}</h2>
    <${Switch} label=${t('wid.departments_on')} hint=${t('wid.departments_hint')} checked=${it.enabled} onValue=${(/** @type {boolean} */ enabled) => put({ enabled })} />
    ${it.enabled && all && html`<div class="set-sub">${all.length
      ? html`<fieldset class="form-field"><legend class="form-label">${t('wid.departments_offered')}</legend>${all.map((one) => html`<${Checkbox} key=${one.id} label=${one.name} checked=${it.offered.includes(one.id)} onValue=${(/** @type {boolean} */ on) => offer(one.id, on)} />`)}<p class="form-hint">${t('wid.departments_all')}</p></fieldset>`
      : html`<${Notice} kind="warn">${t('wid.departments_none')} <a href="/settings/departments">${t('wid.departments_make')}</a><//>`}
      ${errors.departments && html`<p class="form-error"><${Icon} name="circle-alert" size=${14} />${errors.departments}</p>`}</div>`}</section>`;
}

/** @param {Part} props */
export function Consent({ value, set, errors }) {
  const it = value.consent;
  const put = (/** @type {Partial<typeof it>} */ part) => set({ consent: { ...it, ...part } });
  return html`<section class="section"><h2>${t('wid.consent')}</h2>
    <${Switch} label=${t('wid.consent_on')} hint=${t('wid.consent_hint')} checked=${it.enabled} onValue=${(/** @type {boolean} */ enabled) => put({ enabled })} />
    ${it.enabled && html`<div class="set-sub"><${InBoth} label=${t('wid.consent_text')} field="consent.text" rows=${6} max=${5000} hint=${t('wid.consent_version', { n: it.version })} value=${it.text} errors=${errors} onValue=${(/** @type {Worded} */ text) => put({ text })} /></div>`}</section>`;
}

/** @param {Part} props */
export const Advanced = ({ value, set, errors }) => html`<section class="section"><h2>${t('wid.advanced')}</h2>
  <${TextField} label=${t('wid.z_index')} type="number" step="1" placeholder="2147483000" hint=${t('wid.z_index_hint')} value=${value.z_index} error=${errors.z_index} onValue=${(/** @type {string} */ text) => set({ z_index: text.trim() === '' ? null : Math.trunc(Number(text)) })} />
  <${TextArea} label=${t('wid.css')} class="field field-area css-in" rows=${4} maxlength=${20000} spellcheck=${false} hint=${t('wid.css_hint')} value=${value.custom_css} error=${errors.custom_css} onValue=${(/** @type {string} */ it) => set({ custom_css: it })} /></section>`;
