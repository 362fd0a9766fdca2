// What was promised for tickets and kept or missed: in all, by policy, agent and category.
import { html, useState } from '../../lib/ui.js';
import { download, get } from '../../lib/api.js';
import { locale, number, t } from '../../lib/i18n.js';
import { KINDS } from '../../state/sla.js';
import { Button, DateField, Empty, Failure, Skeleton, Table, toastError, useLoad } from '../../ui/index.js';
import { styled } from './parts.js';

await styled;

/** @typedef {{ id: string | null, name: string | null, kind: import('../../state/sla.js').ClockKind, met: number, breached: number }} Row */

/** A day as fields write it, so many days ago. @param {number} days */
const daysAgo = (days) => {
  const at = new Date(Date.now() - days * 86_400_000);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
};

export default function SlaReport() {
  const [range, setRange] = useState({ from: daysAgo(29), until: daysAgo(0) });
  // The last day belongs to it.
  const query = range.from && range.until ? { from: new Date(`${range.from}T00:00`).toISOString(), until: new Date(new Date(`${range.until}T00:00`).getTime() + 86_400_000).toISOString() } : {};
  const found = useLoad((stop) => get('/api/analytics/sla', query, stop), [range.from, range.until]);
  const report = found.data;
  const parts = report && /** @type {[string, Row[], (it: Row) => string][]} */ ([
    ['policies', report.policies, (it) => it.name || (it.name === '' ? t('sla.always') : t('sla.report_gone'))],
    ['agents', report.agents, (it) => it.name ?? (it.id ? t('sla.report_gone') : t('sla.report_nobody'))],
    ['categories', report.categories, (it) => it.name ?? (it.id ? t('sla.report_gone') : t('sla.report_none'))],
  ]);
  return html`<div class="page-in page-wide"><header class="page-head"><h1 class="grow">${t('sla.report')}</h1><${Button} icon="download" onClick=${() => download('/api/analytics/sla', { ...query, format: 'csv' }).catch(toastError)}>${t('sla.report_csv')}<//><p>${t('sla.report_lead')}</p></header>
    <div class="form-row sla-range"><${DateField} label=${t('sla.report_from')} value=${range.from} max=${range.until} onValue=${(/** @type {string} */ from) => setRange({ ...range, from })} /><${DateField} label=${t('sla.report_until')} value=${range.until} min=${range.from} onValue=${(/** @type {string} */ until) => setRange({ ...range, until })} /></div>
    ${found.error ? html`<${Failure} error=${found.error} onRetry=${found.reload} />` : !report ? html`<${Skeleton} rows=${5} />` : !report.total.length ? html`<${Empty} icon="hourglass" title=${t('sla.report_empty')} />`
      : html`<div class="sla-totals">${KINDS.map((kind) => report.total.find((/** @type {Row} */ it) => it.kind === kind)).filter(Boolean).map((/** @type {Row} */ it) => html`<${Total} key=${it.kind} it=${it} />`)}</div>
        ${parts?.map(([name, rows, nameOf]) => html`<section class="section" key=${name}><h2>${t(`sla.report_${name}`)}</h2><${Table} label=${t(`sla.report_${name}`)} columns=${columns(nameOf)} rows=${inOrder(rows, nameOf)} keyOf=${(/** @type {Row} */ it) => `${it.id}${it.kind}`} /></section>`)}`}</div>`;
}

/** What one name was promised stands together. @param {Row[]} rows @param {(it: Row) => string} nameOf */
const inOrder = (rows, nameOf) => {
  const { compare } = new Intl.Collator(locale());
  return [...rows].sort((a, b) => compare(nameOf(a), nameOf(b)) || compare(a.id ?? '', b.id ?? '') || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
};

/** @param {Row} it */
const part = ({ met, breached }) => met / Math.max(1, met + breached);
/** @param {number} value */
const percent = (value) => number(value, { style: 'percent', maximumFractionDigits: 0 });

/** @param {{ it: Row }} props */
const Total = ({ it }) => html`<div class="sla-total"><span class="muted t13">${t(`sla.${it.kind}`)}</span><span class="sla-percent num">${percent(part(it))}</span>
  <span class="sla-bar" role="img" aria-label=${`${t('sla.met')}: ${percent(part(it))}`}><span style=${{ inlineSize: `${part(it) * 100}%` }}></span></span><span class="t13">${t('sla.met')}: <b class="num">${number(it.met)}</b> · ${t('sla.breached')}: <b class="num">${number(it.breached)}</b></span></div>`;

/** @param {(it: Row) => string} nameOf @returns {import('../../ui/table.js').Column<Row>[]} */
const columns = (nameOf) => [
  { key: 'name', label: t('sla.name'), show: (it) => nameOf(it) },
  { key: 'kind', label: t('sla.step_clock'), show: (it) => t(`sla.${it.kind}`) },
  { key: 'met', label: t('sla.met'), end: true, show: (it) => html`<span class="num">${number(it.met)}</span>` },
  { key: 'breached', label: t('sla.breached'), end: true, show: (it) => html`<span class="num">${number(it.breached)}</span>` },
  { key: 'part', label: t('sla.part'), end: true, show: (it) => html`<span class="num">${percent(part(it))}</span>` },
];
