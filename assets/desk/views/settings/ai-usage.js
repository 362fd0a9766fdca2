// What words cost: how much of the budget is spent, on what, and the limits and prices behind it.
import { html, useRef, useState } from '../../lib/ui.js';
import { download, get } from '../../lib/api.js';
import { number, t } from '../../lib/i18n.js';
import { stylesheet } from '../../lib/stylesheet.js';
import { full, short } from '../../lib/time.js';
import { daysBefore, stateOf } from '../../state/ai.js';
import { Badge, Button, DateField, Empty, Failure, Icon, Segmented, Skeleton, Switch, Table, useAction, useLoad } from '../../ui/index.js';
import { BudgetForm } from './ai-budget.js';
import { Chart } from './ai-chart.js';
import { styled } from './parts.js';

await Promise.all([styled, stylesheet(new URL('../../css/ai.css', import.meta.url))]);

/** @typedef {import('../../state/ai.js').Slice} Slice */

/** @param {number} it @param {string} currency */
export const money = (it, currency) => `${number(it, { minimumFractionDigits: 2, maximumFractionDigits: it && it < 1 ? 4 : 2 })} ${currency}`;

export default function AiUsage() {
  const [range, setRange] = useState(/** @type {{ from: string, to: string }} */ ({ from: '', to: '' }));
  const [by, setBy] = useState(/** @type {'day' | 'provider' | 'purpose'} */ ('provider'));
  const wrong = Boolean(range.from && range.to && range.from > range.to);
  const days = useLoad((stop) => (wrong ? Promise.resolve(null) : get('/api/ai/usage', { ...range }, stop)), [range.from, range.to]);
  const table = useLoad((stop) => (wrong ? Promise.resolve(null) : get('/api/ai/usage', { ...range, by }, stop)), [range.from, range.to, by]);
  // What was shown last stands until there is something else: a date that leads to nothing takes nothing else away.
  const last = useRef(/** @type {any} */ (null));
  if (days.data) last.current = days.data;
  const it = last.current;
  const usage = () => it.totals.requests ? html`<${Totals} it=${it.totals} currency=${it.currency} /><${Chart} it=${it} /><${Sums} table=${table} by=${by} onBy=${setBy} range=${it} />` : html`<${Empty} icon="activity" title=${t('aiu.none')} text=${t('aiu.none_text')} />`;
  return html`<div class="page-in page-wide"><header class="page-head"><h1>${t('aiu.title')}</h1><p>${t('aiu.lead')}</p></header>
    ${it && html`<div class="ai-meters">${it.budget.map((/** @type {any} */ one) => html`<${Meter} key=${one.period} it=${one} currency=${it.currency} />`)}</div>`}
    <section class="section"><div class="ai-head"><h2 class="grow">${t('aiu.usage')}</h2>${it && html`<${Range} range=${range} shown=${it} onValue=${setRange} />`}</div>
      ${wrong ? html`<p class="form-error"><${Icon} name="circle-alert" size=${14} />${t('aiu.range_wrong')}</p>`
        : days.error ? html`<${Failure} error=${days.error} onRetry=${days.reload} />` : days.data ? usage() : html`<${Skeleton} rows=${5} />`}</section>
    ${it?.totals.requests > 0 && html`<${Requests} currency=${it.currency} />`}
    <${BudgetForm} onSaved=${() => (days.reload(), table.reload())} /></div>`;
}

/** @param {{ it: { period: 'day' | 'month', spent: number, limit: number | null }, currency: string }} props */
function Meter({ it, currency }) {
  const state = stateOf(it.spent, it.limit);
  const share = it.limit ? Math.min(1, it.spent / it.limit) : state === 'spent' ? 1 : 0;
  const label = t(`aiu.period_${it.period}`);
  const badge = { near: html`<${Badge} kind="warn" icon="triangle-alert">${t('aiu.near')}<//>`, spent: html`<${Badge} kind="danger" icon="circle-alert">${t('aiu.spent')}<//>`, fine: '', none: '' }[state];
  return html`<div class="ai-meter" data-state=${state}><div class="ai-head"><span class="med grow">${label}</span>${badge}</div>
    <p class="ai-sum num">${money(it.spent, currency)}${it.limit !== null && html`<span class="muted t13"> / ${money(it.limit, currency)}</span>`}</p>
    ${it.limit === null ? html`<p class="form-hint">${t('aiu.no_limit')}</p>` : html`<progress class="ai-progress" max="1" value=${share} aria-label=${label}></progress>
      <p class="form-hint">${state === 'spent' ? t('aiu.spent_text') : t('aiu.share', { percent: Math.round(share * 100) })}</p>`}</div>`;
}

/** @param {{ range: { from: string, to: string }, shown: { from: string, to: string }, onValue: (range: { from: string, to: string }) => void }} props */
function Range({ range, shown, onValue }) {
  const from = range.from || shown.from;
  const to = range.to || shown.to;
  const last = (/** @type {number} */ n) => (/** @type {string} */ today) => ({ from: daysBefore(today, n - 1), to: today });
  const today = shown.to;
  // While a year is being typed, it is the year 2, 20 and 202 first.
  const typed = (/** @type {string} */ day) => day >= '2000';
  const is = [7, 30, 90].find((n) => to === today && daysBefore(to, n - 1) === from);
  return html`<div class="ai-range"><${Segmented} label=${t('aiu.range')} value=${String(is ?? '')} options=${[7, 30, 90].map((n) => ({ value: String(n), label: t('aiu.days', { n }) }))} onValue=${(/** @type {string} */ n) => onValue(last(Number(n))(today))} />
    <${DateField} label=${t('aiu.from')} max=${to} value=${from} onValue=${(/** @type {string} */ it) => typed(it) && onValue({ from: it, to })} /><${DateField} label=${t('aiu.to')} min=${from} value=${to} onValue=${(/** @type {string} */ it) => typed(it) && onValue({ from, to: it })} /></div>`;
}

/** @param {{ it: import('../../state/ai.js').Sums, currency: string }} props */
const Totals = ({ it, currency }) => html`<dl class="ai-totals">${[
  ['cost', money(it.cost, currency)], ['requests', number(it.requests)], ['failures', number(it.failures)], ['tokens', `${number(it.tokens_in)} / ${number(it.tokens_out)}`],
  ['mean', it.mean_ms === null ? '–' : t('aiu.seconds', { n: number(it.mean_ms / 1000, { maximumFractionDigits: 1 }) })],
].map(([name, value]) => html`<div key=${name}><dt>${t(`aiu.${name}`)}</dt><dd class="num">${value}</dd></div>`)}</dl>${it.estimated > 0 && html`<p class="form-hint">${t('aiu.estimated', { n: it.estimated })}</p>`}`;

/** @param {{ table: any, by: string, onBy: (by: any) => void, range: any }} props */
function Sums({ table, by, onBy, range }) {
  const action = useAction();
  const { from, to, currency } = range;
  const name = (/** @type {Slice} */ it) => (by === 'purpose' ? t(`aiu.purpose_${it.key}`) : by === 'day' ? it.key : it.key === 'local' ? t('aip.local') : (it.name ?? it.key));
  /** @type {import('../../ui/table.js').Column<Slice>[]} */
  const columns = [
    { key: 'name', label: t(`aiu.by_${by}`), show: (it) => html`<span class="person-words"><span class="med">${name(it)}</span>${it.model && html`<span class="faint t12">${it.model}</span>`}</span>` },
    { key: 'requests', label: t('aiu.requests'), end: true, show: (it) => html`<span class="num">${number(it.requests)}</span>` },
    { key: 'failures', label: t('aiu.failures'), end: true, show: (it) => html`<span class="num">${number(it.failures)}</span>` },
    { key: 'tokens', label: t('aiu.tokens'), end: true, show: (it) => html`<span class="num" title=${it.estimated ? t('aiu.estimated', { n: it.estimated }) : undefined}>${it.estimated ? '≈ ' : ''}${number(it.tokens_in)} / ${number(it.tokens_out)}</span>` },
    { key: 'mean', label: t('aiu.mean'), end: true, show: (it) => html`<span class="num">${it.mean_ms === null ? '–' : t('aiu.seconds', { n: number(it.mean_ms / 1000, { maximumFractionDigits: 1 }) })}</span>` },
    { key: 'cost', label: t('aiu.cost'), end: true, show: (it) => html`<span class="num">${money(it.cost, currency)}</span>` },
  ];
  const rows = by === 'day' ? [...(table.data?.items ?? [])].reverse() : (table.data?.items ?? []);
  return html`<div class="ai-head"><${Segmented} label=${t('aiu.by')} value=${by} options=${['provider', 'purpose', 'day'].map((value) => ({ value, label: t(`aiu.by_${value}`) }))} onValue=${onBy} /><span class="grow"></span>
      <${Button} icon="download" busy=${action.busy} onClick=${() => action.run(() => download('/api/ai/usage', { from, to, by, format: 'csv' }))}>${t('aiu.csv')}<//></div>
    ${table.error ? html`<${Failure} error=${table.error} onRetry=${table.reload} />` : html`<${Table} label=${t(`aiu.by_${by}`)} columns=${columns} rows=${rows} keyOf=${(/** @type {Slice} */ it) => `${it.key} ${it.model}`} />`}`;
}

/** The last requests, and why some of them failed. @param {{ currency: string }} props */
function Requests({ currency }) {
  const [open, setOpen] = useState(false);
  const [failed, setFailed] = useState(false);
  const list = useLoad((stop) => (open ? get('/api/ai/usage/requests', { failed: failed || undefined, limit: 50 }, stop) : Promise.resolve(null)), [open, failed]);
  /** @type {import('../../ui/table.js').Column<any>[]} */
  const columns = [
    { key: 'at', label: t('aiu.when'), show: (it) => html`<time datetime=${it.at} title=${full(it.at)}>${short(it.at)}</time>` },
    { key: 'purpose', label: t('aiu.by_purpose'), show: (it) => t(`aiu.purpose_${it.purpose}`) },
    { key: 'who', label: t('aiu.by_provider'), show: (it) => html`<span class="person-words"><span>${it.provider === 'local' ? t('aip.local') : it.name}</span><span class="faint t12">${it.model}</span></span>` },
    { key: 'outcome', label: t('aiu.outcome'), show: (it) => (it.failure ? html`<${Badge} kind="danger" icon="circle-alert" title=${it.failure}>${t('aiu.failed')}<//><span class="faint t12 ai-why">${it.failure}</span>` : it.outcome === 'abandoned' ? html`<${Badge} icon="circle-slash">${t('aiu.abandoned')}<//>` : html`<${Badge} kind="ok" icon="circle-check">${t('aiu.answered')}<//>`) },
    { key: 'time', label: t('aiu.mean'), end: true, show: (it) => html`<span class="num">${t('aiu.seconds', { n: number(it.total_ms / 1000, { maximumFractionDigits: 1 }) })}</span>` },
    { key: 'cost', label: t('aiu.cost'), end: true, show: (it) => html`<span class="num">${money(it.cost, currency)}</span>` },
  ];
  return html`<section class="section"><details class="set-fold" onToggle=${(/** @type {any} */ event) => setOpen(event.target.open)}><summary>${t('aiu.last')}</summary>
    <div class="form"><${Switch} label=${t('aiu.failed_only')} checked=${failed} onValue=${setFailed} />
      ${list.error ? html`<${Failure} error=${list.error} onRetry=${list.reload} />` : list.data?.items.length ? html`<${Table} label=${t('aiu.last')} columns=${columns} rows=${list.data.items} keyOf=${(/** @type {any} */ it) => it.id} />` : list.data && html`<p class="muted t13">${t('aiu.last_none')}</p>`}</div></details></section>`;
}
