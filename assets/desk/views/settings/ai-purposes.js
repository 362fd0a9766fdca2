// Which provider does what, and how: one fold for each purpose.
import { html } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { PURPOSES, wordsOfTokens } from '../../state/ai.js';
import { Icon, Select, Switch, TextField } from '../../ui/index.js';

/** @typedef {import('./ai-providers.js').Provider} Provider */

const ICONS = { answer: 'message-circle-more', suggestion: 'sparkles', summary: 'file-text', classify: 'tags' };
const STYLES = [0, 0.2, 0.5, 0.9];
const LENGTHS = [200, 400, 800, 1600];

/** The choices with the present value among them. @param {number[]} usual @param {number} now */
const withNow = (usual, now) => [...new Set([...usual, now])].sort((a, b) => a - b);

/** @param {number} it */
const styleWord = (it) => (STYLES.includes(it) ? t(`aip.style_${String(it).replace('.', '_')}`) : t('aip.style_own', { value: it }));

/** @param {{ value: any, errors: Record<string, string>, providers: Provider[], onValue: (part: any) => void }} props */
export const Purposes = ({ value, errors, providers, onValue }) => html`<section class="section"><h2>${t('aip.purposes')}</h2><p class="section-lead">${t('aip.purposes_text')}</p>
  <div class="ai-purposes">${PURPOSES.map((name) => html`<${Purpose} key=${name} name=${name} it=${value[name]} errors=${errors} providers=${providers} onValue=${(/** @type {any} */ part) => onValue({ [name]: { ...value[name], ...part } })} />`)}</div></section>`;

/** @param {{ name: typeof PURPOSES[number], it: any, errors: Record<string, string>, providers: Provider[], onValue: (part: any) => void }} props */
function Purpose({ name, it, errors, providers, onValue }) {
  const chosen = providers.find((one) => one.id === it.provider);
  const gone = it.provider && it.provider !== 'local' && !chosen;
  const who = !it.provider || gone ? t('aip.by_order') : (chosen?.name ?? t('aip.local'));
  const wrong = (/** @type {string} */ field) => errors[`${name}.${field}`];
  const bad = ['provider', 'model', 'temperature', 'max_tokens', 'first_word_seconds', 'between_words_seconds'].some(wrong);
  const whom = [{ value: '', label: t('aip.by_order') }, { value: 'local', label: t('aip.local') }, ...providers.map((one) => ({ value: one.id, label: one.enabled ? one.name : `${one.name} (${t('aip.off')})` }))];
  const number = (/** @type {string} */ field, /** @type {number} */ min, /** @type {number} */ max) => html`<${TextField} label=${t(`aip.${field}`)} hint=${t(`aip.${field}_hint`)} type="number" min=${min} max=${max} required value=${it[field]} error=${wrong(field)} onValue=${(/** @type {string} */ text) => onValue({ [field]: Number(text) })} />`;
  return html`<details class="ai-purpose" open=${bad || undefined}><summary><span class="macro-icon"><${Icon} name=${ICONS[name]} size=${16} /></span><span class="grow ai-purpose-words"><span class="semi">${t(`aip.purpose_${name}`)}</span><span class="muted t13">${t(`aip.purpose_${name}_text`)}</span></span>
      <span class="ai-purpose-now t13">${who}${it.model && chosen ? ` · ${it.model}` : ''} · ${styleWord(it.temperature)}</span><${Icon} name="chevron-down" size=${16} /></summary>
    <div class="form"><div class="form-row"><${Select} label=${t('aip.who')} value=${gone ? '' : (it.provider ?? '')} options=${whom} error=${wrong('provider')} onValue=${(/** @type {string} */ provider) => onValue({ provider: provider || null, model: null })} />
        ${chosen && chosen.models.length > 1 && html`<${Select} label=${t('aip.model')} value=${it.model ?? ''} options=${[{ value: '', label: t('aip.model_first', { model: chosen.models[0] }) }, ...chosen.models.map((one) => ({ value: one, label: one }))]} error=${wrong('model')} onValue=${(/** @type {string} */ model) => onValue({ model: model || null })} />`}</div>
      ${it.provider && !gone && html`<${Switch} label=${t('aip.fall_over')} hint=${t('aip.fall_over_text')} checked=${it.fall_over} onValue=${(/** @type {boolean} */ fall_over) => onValue({ fall_over })} />`}
      <div class="form-row"><${Select} label=${t('aip.style')} hint=${t('aip.style_hint')} value=${String(it.temperature)} options=${withNow(STYLES, it.temperature).map((one) => ({ value: String(one), label: styleWord(one) }))} error=${wrong('temperature')} onValue=${(/** @type {string} */ text) => onValue({ temperature: Number(text) })} />
        <${Select} label=${t('aip.length')} hint=${t('aip.length_hint')} value=${String(it.max_tokens)} options=${withNow(LENGTHS, it.max_tokens).map((one) => ({ value: String(one), label: t('aip.length_words', { n: wordsOfTokens(one) }) }))} error=${wrong('max_tokens')} onValue=${(/** @type {string} */ text) => onValue({ max_tokens: Number(text) })} /></div>
      <div class="form-row">${number('first_word_seconds', 2, 120)}${number('between_words_seconds', 2, 60)}</div></div></details>`;
}
