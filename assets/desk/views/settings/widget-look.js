// The widget's form: colours, place, names and words.
import { html, useId } from '../../lib/ui.js';
import { number, t } from '../../lib/i18n.js';
import { judge } from '../../state/color.js';
import { Button, Icon, Notice, Segmented, Switch, TextArea, TextField } from '../../ui/index.js';

/** @typedef {import('./widget.js').Part} Part */
/** @typedef {import('./widget.js').Worded} Worded */

/** @param {Part & { siteName: string }} props */
export const Look = ({ value, set, errors, siteName }) => html`<section class="section"><h2>${t('wid.look')}</h2>
  <${TextField} label=${t('wid.name')} maxlength=${60} placeholder=${siteName} hint=${t('wid.name_hint')} value=${value.title} error=${errors.title} onValue=${(/** @type {string} */ title) => set({ title: title || null })} />
  <${ColorField} label=${t('wid.primary')} value=${value.primary_color} error=${errors.primary_color} onValue=${(/** @type {string} */ it) => set({ primary_color: it })} />
  <${Judgement} color=${value.primary_color} onTake=${(/** @type {string} */ it) => set({ primary_color: it })} />
  <${Switch} label=${t('wid.second')} hint=${t('wid.second_hint')} checked=${value.secondary_color !== null} onValue=${(/** @type {boolean} */ on) => set({ secondary_color: on ? value.primary_color : null })} />
  ${value.secondary_color !== null && html`<div class="set-sub"><${ColorField} label=${t('wid.secondary')} value=${value.secondary_color} error=${errors.secondary_color} onValue=${(/** @type {string} */ it) => set({ secondary_color: it })} /></div>`}
  <div class="form-row form-row-wide"><${Segmented} showLabel label=${t('wid.position')} value=${value.position} options=${[{ value: 'left', label: t('wid.left'), icon: 'panel-left' }, { value: 'right', label: t('wid.right'), icon: 'panel-right' }]} onValue=${(/** @type {any} */ position) => set({ position })} />
    <${Segmented} showLabel label=${t('wid.dark')} value=${value.dark_mode} options=${[{ value: 'auto', label: t('theme.auto') }, { value: 'light', label: t('theme.light'), icon: 'sun' }, { value: 'dark', label: t('theme.dark'), icon: 'moon' }]} onValue=${(/** @type {any} */ it) => set({ dark_mode: it })} /></div>
  <div class="form-row"><${TextField} label=${t('wid.agent_name')} maxlength=${60} hint=${t('wid.agent_name_hint')} value=${value.agent_name} error=${errors.agent_name} onValue=${(/** @type {string} */ it) => set({ agent_name: it || null })} />
    <${TextField} label=${t('wid.avatar')} inputmode="url" maxlength=${500} placeholder="https://" hint=${t('wid.avatar_hint')} value=${value.agent_avatar} error=${errors.agent_avatar} onValue=${(/** @type {string} */ it) => set({ agent_avatar: it || null })} /></div></section>`;

/** @param {Part} props */
export const Words = ({ value, set, errors }) => html`<section class="section"><h2>${t('wid.words')}</h2>
  <${Segmented} showLabel label=${t('wid.language')} value=${value.language} options=${[{ value: 'auto', label: t('wid.language_auto') }, { value: 'tr', label: 'Türkçe' }, { value: 'en', label: 'English' }]} onValue=${(/** @type {any} */ language) => set({ language })} />
  <${InBoth} label=${t('wid.welcome')} field="welcome_message" rows=${3} max=${500} value=${value.welcome_message} errors=${errors} onValue=${(/** @type {Worded} */ it) => set({ welcome_message: it })} />
  <${InBoth} label=${t('wid.placeholder')} field="placeholder" max=${100} hint=${t('wid.placeholder_hint')} value=${value.placeholder ?? { tr: '', en: '' }} errors=${errors} onValue=${(/** @type {Worded} */ it) => set({ placeholder: it.tr || it.en ? it : null })} /></section>`;

/**
 * A text in both languages.
 * @param {{ label: string, field: string, value: Worded, errors: Record<string, string>, max: number, rows?: number, hint?: string, onValue: (value: Worded) => void }} props without `rows`, one line
 */
export function InBoth({ label, field, value, errors, max, rows, hint, onValue }) {
  const one = (/** @type {'tr' | 'en'} */ lang, /** @type {string} */ name) => {
    const props = { label: `${label} (${name})`, lang, maxlength: max, value: value[lang], error: errors[`${field}.${lang}`] ?? (lang === 'tr' ? errors[field] : undefined), onValue: (/** @type {string} */ text) => onValue({ ...value, [lang]: text }) };
    return rows ? html`<${TextArea} ...${props} rows=${rows} />` : html`<${TextField} ...${props} />`;
  };
  return html`<div class="form-field"><div class="lang-pair">${one('tr', 'Türkçe')}${one('en', 'English')}</div>${hint && html`<p class="form-hint">${hint}</p>`}</div>`;
}

/** @param {{ label: string, value: string, error?: string, onValue: (value: string) => void }} props */
function ColorField({ label, value, error, onValue }) {
  const id = useId();
  const fits = /^#[0-9a-f]{6}$/i.test(value);
  return html`<div class="form-field"><label class="form-label" for=${id}>${label}</label><div class="color-field">
    <input type="color" aria-label=${t('wid.pick', { label })} value=${fits ? value.toLowerCase() : '#000000'} onInput=${(/** @type {any} */ event) => onValue(event.target.value)} />
    <input class="field" id=${id} value=${value} maxlength=${7} spellcheck=${false} autocomplete="off" aria-invalid=${error ? 'true' : undefined} aria-describedby=${error ? `${id}-note` : undefined} onInput=${(/** @type {any} */ event) => onValue(event.target.value.trim())} /></div>
    ${error && html`<p class="form-error" id=${`${id}-note`}><${Icon} name="circle-alert" size=${14} />${error}</p>`}</div>`;
}

/** Whether the colour can be seen, with a better one to take. @param {{ color: string, onTake: (color: string) => void }} props */
function Judgement({ color, onTake }) {
  const it = judge(color);
  if (it.level === 'unknown') return null;
  const ratio = (/** @type {number} */ value) => number(value, { maximumFractionDigits: 1 });
  if (it.level === 'good') return html`<p class="form-hint">${t('wid.color_good', { ratio: ratio(it.onPaper) })}</p>`;
  return html`<${Notice} kind=${it.level === 'poor' ? 'warn' : 'info'}><p>${t(`wid.color_${it.level}`, { ratio: ratio(it.onPaper) })}</p>
    <div class="form-actions set-stale"><${Button} small onClick=${() => onTake(it.better)}><span class="swatch" style=${{ background: it.better }} aria-hidden="true"></span>${t('wid.color_take', { color: it.better })}<//></div><//>`;
}
