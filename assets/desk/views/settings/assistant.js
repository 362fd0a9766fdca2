// When and how surely the assistant answers, and a bench to try it.
import { html, useId } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { number, t } from '../../lib/i18n.js';
import { stylesheet } from '../../lib/stylesheet.js';
import { Failure, Icon, Segmented, Skeleton, Switch, TextField, useLoad } from '../../ui/index.js';
import { Bench } from '../knowledge/bench.js';
import { Figures } from './assistant-figures.js';
import { Problems, SaveBar, styled, useVersioned } from './parts.js';

await Promise.all([styled, ...['knowledge', 'assistant'].map((it) => stylesheet(new URL(`../../css/${it}.css`, import.meta.url)))]);

const MODES = /** @type {const} */ ([{ value: 'busy', icon: 'headset' }, { value: 'always', icon: 'sparkles' }, { value: 'offline', icon: 'moon' }, { value: 'suggest', icon: 'message-square-quote' }, { value: 'off', icon: 'bot-off' }]);
const TONES = /** @type {const} */ (['formal', 'friendly', 'short']);

export default function Assistant() {
  const settings = useLoad((stop) => get('/api/settings/ai', {}, stop), []);
  if (settings.error) return html`<${Failure} error=${settings.error} onRetry=${settings.reload} />`;
  return settings.data ? html`<${Form} settings=${settings.data} />` : html`<${Skeleton} rows=${4} />`;
}

/** @param {{ settings: any }} props */
function Form({ settings }) {
  const of = useVersioned('/api/settings/ai', settings);
  const { value, set } = of.form;
  const { errors } = of;
  const whole = (/** @type {'context_chars' | 'first_word_seconds' | 'answer_seconds'} */ name, /** @type {number} */ min, /** @type {number} */ max) =>
    html`<${TextField} label=${t(`ai.${name}`)} hint=${t(`ai.${name}_text`)} type="number" min=${min} max=${max} required value=${value[name]} error=${errors[name]} onValue=${(/** @type {string} */ it) => set({ [name]: Math.max(0, Math.trunc(Number(it)) || 0) })} />`;
  return html`<div class="page-in page-wide"><header class="page-head"><h1>${t('ai.title')}</h1><p>${t('ai.lead')}</p></header><${Figures} />
    <div class="set-two"><form class="set-form" onSubmit=${of.save}><${Problems} of=${of} />
      <section class="section"><h2 id="ai-mode">${t('ai.mode')}</h2><div class="cards" role="radiogroup" aria-labelledby="ai-mode">${MODES.map((it) => html`<label key=${it.value} class="choice-card"><input type="radio" name="mode" value=${it.value} checked=${value.mode === it.value} onChange=${() => set({ mode: it.value })} />
        <span class="choice-icon"><${Icon} name=${it.icon} /></span><span class="grow"><span class="semi">${t(`ai.mode_${it.value}`)}</span><span class="form-hint">${t(`ai.mode_${it.value}_text`)}</span></span></label>`)}</div></section>
      <section class="section"><h2>${t('ai.sureness')}</h2>
        <${Range} label=${t('ai.floor')} hint=${t('ai.floor_text')} low=${t('ai.floor_low')} high=${t('ai.floor_high')} value=${value.floor} error=${errors.floor} onValue=${(/** @type {number} */ floor) => set({ floor })} />
        <${Range} label=${t('ai.weight')} hint=${t('ai.weight_text')} low=${t('ai.weight_low')} high=${t('ai.weight_high')} value=${value.text_weight} error=${errors.text_weight} onValue=${(/** @type {number} */ it) => set({ text_weight: it })} />
        <div class="form-field"><${Segmented} showLabel label=${t('ai.fusion')} value=${value.fusion} options=${['weighted', 'rrf'].map((it) => ({ value: it, label: t(`ai.fusion_${it}`) }))} onValue=${(/** @type {string} */ fusion) => set({ fusion })} /><p class="form-hint">${t(`ai.fusion_${value.fusion}_text`)}</p></div></section>
      <section class="section"><h2>${t('ai.words')}</h2><p class="section-lead">${t('ai.words_text')}</p>
        <div class="form-field"><span class="form-label" id="ai-tone">${t('ai.tone')}</span><${Segmented} label=${t('ai.tone')} value=${value.tone} onValue=${(/** @type {string} */ tone) => set({ tone })} options=${TONES.map((it) => ({ value: it, label: t(`ai.tone_${it}`) }))} /></div>
        <div class="form-row">${whole('context_chars', 500, 8000)}${whole('first_word_seconds', 1, 60)}${whole('answer_seconds', 5, 180)}</div></section>
      <section class="section"><h2>${t('ai.priority')}</h2><${Switch} label=${t('ai.sets_priority')} hint=${t('ai.sets_priority_text')} checked=${value.sets_priority} onValue=${(/** @type {boolean} */ it) => set({ sets_priority: it })} /></section>
      <${SaveBar} of=${of} /></form>
      <section class="section set-bench"><h2>${t('ai.try')}</h2><p class="section-lead">${t(of.changed ? 'ai.try_unsaved' : 'ai.try_text')}</p><${Bench} mode="ask" fixed floor=${of.stored.floor} /></section></div></div>`;
}

/** A share of one. @param {{ label: string, hint: string, low: string, high: string, value: number, error?: string, onValue: (value: number) => void }} props */
function Range({ label, hint, low, high, value, error, onValue }) {
  const id = useId();
  return html`<div class="form-field"><div class="range-head"><label class="form-label grow" for=${id}>${label}</label><output class="num semi" for=${id}>${number(value, { minimumFractionDigits: 2 })}</output></div>
    <input class="range" id=${id} type="range" min="0" max="1" step="0.05" value=${value} aria-describedby=${`${id}-note`} onInput=${(/** @type {any} */ event) => onValue(Number(event.target.value))} />
    <div class="range-ends" aria-hidden="true"><span>${low}</span><span>${high}</span></div>
    ${error ? html`<p class="form-error" id=${`${id}-note`}><${Icon} name="circle-alert" size=${14} />${error}</p>` : html`<p class="form-hint" id=${`${id}-note`}>${hint}</p>`}</div>`;
}
