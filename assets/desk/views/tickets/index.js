// Tickets: the board or the table, or one of them on its page.
import { html, useEffect, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { route } from '../../lib/router.js';
import { stylesheet } from '../../lib/stylesheet.js';
import { LISTS, narrowing } from '../../state/tickets.js';
import { onKey } from '../../store/keys.js';
import * as all from '../../store/tickets.js';
import { ticketViews } from '../../store/views.js';
import { Button, Count, Failure, Icon, SearchField, Segmented, Select, Skeleton } from '../../ui/index.js';
import { Board } from './board.js';
import { BulkBar } from './bulk.js';
import { Filters } from './filters.js';
import { None } from './none.js';
import { NewTicket } from './new.js';
import { TicketPage } from './page.js';
import { TicketTable } from './table.js';

await stylesheet(new URL('../../css/tickets.css', import.meta.url));

export default function Tickets() {
  const id = route.value.params.id ?? '';
  useEffect(() => {
    all.shown.value = true;
    all.loadCatalogue().catch(() => {});
    all.loadCounts().catch(() => {});
    return () => {
      all.shown.value = false;
    };
  }, []);
  return id ? html`<${TicketPage} key=${id} id=${id} />` : html`<${Overview} />`;
}

function Overview() {
  const [asking, setAsking] = useState(/** @type {'filter' | 'new' | ''} */ (route.value.query.get('new') === null ? '' : 'new'));
  const asked = route.value.query.get('q');
  useEffect(() => void (asked === null ? all.load() : all.show({ list: 'all', filter: { q: asked } })), [asked]);
  useEffect(() => onKey('search', () => document.getElementById('ticket-search')?.focus()), []);
  // On a narrow screen the list that is shown may stand outside the row of lists.
  useEffect(() => document.querySelector('.ticket-lists [aria-pressed=true]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [all.list.value, all.filter.value]);
  const counts = all.counts.value;
  const numbers = /** @type {Record<string, number | undefined>} */ ({ mine: counts.mine, unassigned: counts.unassigned, unsolved: counts.unsolved, watching: counts.watching, late: counts.late, near: counts.near });
  const filter = all.filter.value;
  const board = all.look.value === 'board';
  const loading = board ? !all.columns.value : !all.items.value;
  const find = (/** @type {string} */ q) => {
    const { q: before, ...rest } = all.filter.value;
    all.filter.value = q ? { ...rest, q } : rest;
    all.chosen.value = new Set();
    void all.load();
  };
  const n = narrowing(filter);
  const narrowed = Object.keys(filter).length > 0;
  return html`<main class="pane tickets" id="content"><header class="pane-head tickets-head"><h1 class="pane-title grow">${t('tickets.title')}</h1>
      <${Segmented} label=${t('tickets.look')} value=${all.look.value} onValue=${(/** @type {any} */ look) => all.show({ look })} options=${[{ value: 'board', label: t('tickets.board'), icon: 'columns-3' }, { value: 'table', label: t('tickets.table'), icon: 'list' }]} />
      <${Button} kind="primary" icon="plus" onClick=${() => setAsking('new')}><span class="only-wide">${t('tickets.new')}</span><span class="sr only-narrow">${t('tickets.new')}</span><//></header>
    <div class="tickets-tools"><nav class="ticket-lists may-scroll" aria-label=${t('tickets.lists')}>${Object.keys(LISTS).map((name) => html`<button type="button" key=${name} aria-pressed=${all.list.value === name && !viewOf(filter)} onClick=${() => openList(name)}>${t(`tickets.list_${name}`)}${Boolean(numbers[name]) && html`<${Count} n=${numbers[name]} />`}</button>`)}
        ${ticketViews.value.map((it) => html`<button type="button" key=${it.id} class="trunc" aria-pressed=${viewOf(filter)?.id === it.id} onClick=${() => all.show({ list: 'all', filter: /** @type {any} */ (it.filter) })}><${Icon} name=${it.scope === 'site' ? 'users' : 'bookmark'} size=${14} />${it.name}</button>`)}</nav>
      <span class="grow"></span>
      <div class="ticket-find"><${SearchField} id="ticket-search" label=${t('tickets.find')} value=${filter.q ?? ''} onValue=${find} keys="/" />
      <${Button} icon="list-filter" aria-pressed=${n > 0} onClick=${() => setAsking('filter')}>${t('filter.title')}${n > 0 && html` <${Count} n=${n} />`}<//>
      ${!board && html`<${Select} label=${t('tickets.sort')} value=${all.sort.value} onValue=${(/** @type {string} */ sort) => all.show({ sort })} options=${['updated', 'newest', 'oldest', 'priority', 'due'].map((value) => ({ value, label: t(`tickets.sort_${value}`) }))} />`}</div></div>
    ${all.failure.value ? html`<${Failure} error=${all.failure.value} onRetry=${all.load} />` : loading ? html`<${Skeleton} rows=${6} />` : board ? (narrowed && all.columns.value?.every((it) => !it.count) ? html`<${None} />` : html`<${Board} />`) : html`<${TicketTable} />`}
    <${BulkBar} />
    ${asking === 'filter' && html`<${Filters} onClose=${() => setAsking('')} />`}${asking === 'new' && html`<${NewTicket} onClose=${() => setAsking('')} />`}</main>`;
}

/** What is due is sorted by that; other lists as they were before. @param {string} name */
function openList(name) {
  const due = Boolean(LISTS[name].due);
  const before = all.sort.value;
  return all.show({ list: name, filter: {}, sort: due ? 'due' : LISTS[all.list.value]?.due && before === 'due' ? 'updated' : before });
}

/** The saved view that a filter is; one that narrows down another list is none. @param {import('../../state/tickets.js').TicketFilter} filter */
export function viewOf(filter) {
  const key = (/** @type {any} */ it) => JSON.stringify(Object.entries(it).sort(([a], [b]) => (a < b ? -1 : 1)));
  return all.list.value === 'all' && Object.keys(filter).length ? ticketViews.value.find((it) => key(it.filter) === key(filter)) : undefined;
}
