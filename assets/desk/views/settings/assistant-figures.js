// What the assistant did within the last days, and what became of it.
import { html, useState } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { number, t } from '../../lib/i18n.js';
import { Failure, Segmented, Skeleton, useLoad } from '../../ui/index.js';

const SPANS = /** @type {const} */ (['7', '30', '90']);
const DAY = 24 * 3_600_000;

/** @param {number} days @returns {string} the first of so many days up to today */
const since = (days) => new Date(Date.now() - (days - 1) * DAY).toISOString().slice(0, 10);

export function Figures() {
  const [days, setDays] = useState('30');
  const { data, error, reload } = useLoad((stop) => get('/api/analytics/ai', { from: since(Number(days)) }, stop), [days]);
  return html`<section class="section"><div class="row figures-head"><h2 class="grow">${t('figures.title')}</h2>
      <${Segmented} label=${t('figures.span')} value=${days} onValue=${setDays} options=${SPANS.map((value) => ({ value, label: t('figures.days', { n: Number(value) }) }))} /></div>
    ${error ? html`<${Failure} error=${error} onRetry=${reload} />` : !data ? html`<${Skeleton} rows=${3} />` : data.involved === 0 ? html`<p class="muted t13">${t('figures.none')}</p>` : html`<${Counted} it=${data} />`}</section>`;
}

/** @param {{ it: any }} props */
function Counted({ it }) {
  const { answers } = it;
  const sourced = answers.by_model + answers.quoted;
  const missing = answers.articles + answers.none;
  const suggested = Object.fromEntries(it.suggestions.map((/** @type {any} */ one) => [one.outcome, one.count]));
  return html`<div class="figures">
    <${Figure} n=${it.involved} label=${t('figures.involved')} />
    <${Figure} n=${sourced} label=${t('figures.answered')} note=${t('figures.answered_note', { model: answers.by_model, quoted: answers.quoted })} />
    <${Figure} n=${missing} label=${t('figures.unanswered')} note=${answers.articles > 0 ? t('figures.unanswered_note', { n: answers.articles }) : ''} />
    <${Figure} n=${it.confirmed} label=${t('figures.confirmed')} note=${it.not_helpful > 0 ? t('figures.not_helpful', { n: it.not_helpful }) : ''} />
    <${Figure} n=${it.assumed_solved} label=${t('figures.assumed')} note=${t('figures.assumed_note')} />
    <${Figure} n=${it.returned} label=${t('figures.returned')} note=${t('figures.returned_note')} />
    <${Figure} n=${it.handed_over} label=${t('figures.handed_over')} note=${it.handed_over_by.map((/** @type {any} */ one) => `${t(`figures.why_${one.reason}`)} ${number(one.count)}`).join(' · ')} />
    <${Figure} n=${it.suggestions.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.count, 0)} label=${t('figures.suggestions')} note=${t('figures.suggestions_note', { sent: suggested.sent ?? 0, edited: suggested.edited ?? 0, ignored: suggested.ignored ?? 0 })} /></div>`;
}

/** @param {{ n: number, label: string, note?: string }} props */
const Figure = ({ n, label, note }) => html`<div class="figure"><span class="figure-n num">${number(n)}</span><span class="med">${label}</span>${note && html`<span class="faint t12">${note}</span>`}</div>`;
