// How a trial of a provider went, in words.
import { html } from '../../lib/ui.js';
import { number, t } from '../../lib/i18n.js';
import { Notice } from '../../ui/index.js';

/** @typedef {{ ok: boolean, code: string | null, detail: string | null, model: string | null, answer: string | null, first_word_ms: number | null, total_ms: number | null, models: string[] | null }} Trial */

/** @param {{ trial: Trial | 'busy' }} props */
export function TrialWords({ trial }) {
  if (trial === 'busy') return html`<${Notice}><span class="ring" aria-hidden="true"></span> ${t('aip.testing')}<//>`;
  if (!trial.ok) return html`<${Notice} kind="danger"><p>${trial.detail}</p>${trial.code === 'ai_unknown_model' && trial.models?.length ? html`<p class="t12">${t('aip.has_models', { models: trial.models.slice(0, 12).join(', ') })}</p>` : ''}<//>`;
  if (trial.answer === null) return html`<${Notice} kind="ok">${trial.models ? t('aip.reached_models', { n: trial.models.length }) : t('aip.reached')}<//>`;
  const seconds = number((trial.total_ms ?? 0) / 1000, { maximumFractionDigits: 1 });
  return html`<${Notice} kind="ok"><p>${t('aip.answered', { model: trial.model ?? '', seconds })}</p><p class="ai-answer">“${trial.answer}”</p><//>`;
}
