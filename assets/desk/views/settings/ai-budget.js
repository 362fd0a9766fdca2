// Limits of what words may cost, and what each model costs.
import { html, useState } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { number, t } from '../../lib/i18n.js';
import { amountOf, priceRows, priced } from '../../state/ai.js';
import { Empty, Failure, Icon, Skeleton, TextField, useLoad } from '../../ui/index.js';
import { Problems, SaveBar, useVersioned } from './parts.js';

/** @param {{ onSaved: () => void }} props */
export function BudgetForm({ onSaved }) {
  const settings = useLoad((stop) => get('/api/settings/ai-budget', {}, stop), []);
  const list = useLoad((stop) => get('/api/ai/providers', {}, stop), []);
  const error = settings.error ?? list.error;
  if (error) return html`<${Failure} error=${error} onRetry=${() => (settings.reload(), list.reload())} />`;
  return settings.data && list.data ? html`<${Form} settings=${settings.data} providers=${list.data.items} onSaved=${onSaved} />` : html`<${Skeleton} rows=${3} />`;
}

/** @param {{ settings: any, providers: import('./ai-providers.js').Provider[], onSaved: () => void }} props */
function Form({ settings, providers, onSaved }) {
  const of = useVersioned('/api/settings/ai-budget', settings, onSaved);
  const { value, set } = of.form;
  const { errors } = of;
  const rows = priceRows(providers.map((it) => ({ id: it.id, name: it.name, models: it.models })), value.prices);
  const unpriced = rows.filter((it) => it.input === null && !providers.find((one) => one.id === it.provider)?.in_house).length;
  return html`<form class="set-form" onSubmit=${of.save}><${Problems} of=${of} />
    <section class="section"><h2>${t('aiu.limits')}</h2><p class="section-lead">${t('aiu.limits_text')}</p>
      <div class="set-numbers"><${Amount} key=${`d${of.stored.version}`} label=${t('aiu.daily')} hint=${t('aiu.empty_is_none')} unit=${value.currency} value=${value.daily} error=${errors.daily} onValue=${(/** @type {number | null} */ daily) => set({ daily })} />
        <${Amount} key=${`m${of.stored.version}`} label=${t('aiu.monthly')} hint=${t('aiu.empty_is_none')} unit=${value.currency} value=${value.monthly} error=${errors.monthly} onValue=${(/** @type {number | null} */ monthly) => set({ monthly })} />
        <${TextField} label=${t('aiu.currency')} hint=${t('aiu.currency_hint')} required maxlength=${8} value=${value.currency} error=${errors.currency} onValue=${(/** @type {string} */ currency) => set({ currency })} /></div></section>
    <section class="section"><h2>${t('aiu.prices')}</h2><p class="section-lead">${t('aiu.prices_text')}</p>
      ${unpriced > 0 && html`<p class="ai-trouble t13"><${Icon} name="triangle-alert" size=${14} />${t('aiu.unpriced', { n: unpriced })}</p>`}
      ${errors.prices && html`<p class="form-error"><${Icon} name="circle-alert" size=${14} />${errors.prices}</p>`}
      ${rows.length ? html`<ul class="ai-prices">${rows.map((row) => html`<li key=${`${row.provider} ${row.model}`}><span class="rule-words"><span class="med">${row.model}</span><span class="muted t12">${row.name}</span></span>
          <${Amount} key=${`i${of.stored.version}`} label=${t('aiu.input')} of=${`${row.name}, ${row.model}`} unit=${value.currency} value=${row.input} onValue=${(/** @type {number | null} */ input) => set({ prices: priced(value.prices, row, { input }) })} />
          <${Amount} key=${`o${of.stored.version}`} label=${t('aiu.output')} of=${`${row.name}, ${row.model}`} unit=${value.currency} value=${row.output} onValue=${(/** @type {number | null} */ output) => set({ prices: priced(value.prices, row, { output }) })} /></li>`)}</ul>`
        : html`<${Empty} icon="layers" title=${t('aiu.no_models')} text=${t('aiu.no_models_text')} />`}</section>
    <${SaveBar} of=${of} /></form>`;
}

/** An amount of money, typed with a comma or a point. @param {{ label: string, hint?: string, of?: string, unit: string, value: number | null, error?: string, onValue: (value: number | null) => void }} props `of`: whose it is, for screen readers */
function Amount({ label, hint, of, unit, value, error, onValue }) {
  const [typed, setTyped] = useState(value === null ? '' : number(value, { maximumFractionDigits: 6, useGrouping: false }));
  const wrong = Number.isNaN(amountOf(typed));
  const take = (/** @type {string} */ text) => {
    setTyped(text);
    const amount = amountOf(text);
    if (!Number.isNaN(amount)) onValue(amount);
  };
  return html`<${TextField} label=${`${label} (${unit})`} aria-label=${of ? `${of}: ${label} (${unit})` : undefined} hint=${hint} inputmode="decimal" autocomplete="off" value=${typed} error=${wrong ? t('aiu.amount_wrong') : error} onValue=${take} />`;
}
