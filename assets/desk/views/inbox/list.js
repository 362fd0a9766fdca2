// The list of conversations: which list, search, filters, saved views, and its rows.
import { html, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { go, route } from '../../lib/router.js';
import { VIEWS } from '../../state/conversations.js';
import { keyOf } from '../../state/filters.js';
import { byVisitor, counts, failure, filter, groupByVisitor, groups, load, loaded, showFilter, showView, view } from '../../store/inbox.js';
import { stepping } from '../../store/keys.js';
import { places, query, search } from '../../store/search.js';
import { shownView, sizes, views } from '../../store/views.js';
import { Button, Empty, Failure, Icon, IconButton, SearchField, Skeleton } from '../../ui/index.js';
import { filterWords } from './filter-words.js';
import { Filters } from './filters.js';
import { Found, FoundHead } from './found.js';
import { Rows } from './rows.js';

const SNOOZED = keyOf({ status: 'snoozed' });

/** @param {{ openId: string, place: string }} props `place`: the message or conversation that is open */
export function ConversationList({ openId, place }) {
  const [asking, setAsking] = useState(false);
  // Enter opens the first that was found; j and k go on from there.
  const first = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Enter' || event.isComposing || !places.value[0]) return;
    event.preventDefault();
    stepping.value = places.value[0].split('?')[0] !== route.value.path;
    go(places.value[0]);
    document.getElementById('conversations')?.focus();
  };
  return html`<section class="pane list" aria-label=${t('inbox.list')}>
    <header class="pane-head"><h1 class="pane-title grow">${t('inbox.title')}</h1></header>
    <div class="list-head"><div class="row"><div class="grow" onKeyDown=${first}><${SearchField} id="inbox-search" label=${t('inbox.search')} placeholder=${t('inbox.search_short')} keys="/" value=${query.value} onValue=${search} /></div>
        ${!query.value && html`<${IconButton} icon="layers" label=${t('inbox.by_visitor')} pressed=${byVisitor.value} onClick=${groupByVisitor} />`}
        <${IconButton} icon="list-filter" label=${t('filter.title')} pressed=${Boolean(filter.value)} onClick=${() => setAsking(true)} /></div>
      ${query.value ? html`<${FoundHead} />` : html`<${Views} />`}${(views.value.length > 0 || counts.value.snoozed > 0 || filter.value?.status === 'snoozed') && html`<${SavedViews} />`}${filter.value && !shownView.value && keyOf(filter.value) !== SNOOZED && html`<${Narrowed} onChange=${() => setAsking(true)} />`}</div>
    <div class="scroll" id="conversations" tabindex="-1">${query.value ? html`<${Found} place=${place} />` : html`<${Body} openId=${openId} />`}</div>
    ${asking && html`<${Filters} onClose=${() => setAsking(false)} />`}</section>`;
}

const Views = () => html`<div class="seg views" role="group" aria-label=${t('inbox.views')}>${VIEWS.map(
  (it) => html`<button type="button" key=${it} aria-pressed=${!filter.value && it === view.value} onClick=${() => showView(it)}>${t(`view.${it}`)}${it !== 'closed' && html`<span class="num">${counts.value[it] > 999 ? '999+' : counts.value[it]}</span>`}</button>`,
)}</div>`;

/** What was saved under a name, one's own and the site's. */
const SavedViews = () => html`<div class="saved may-scroll" role="group" aria-label=${t('filter.saved')}>${(counts.value.snoozed > 0 || filter.value?.status === 'snoozed') && html`<${Snoozed} />`}${views.value.map(
  (it) => html`<button type="button" key=${it.id} class="saved-view" aria-pressed=${shownView.value?.id === it.id} onClick=${() => (shownView.value?.id === it.id ? showView(view.value) : showFilter(it.filter))}><${Icon} name=${it.scope === 'site' ? 'users' : 'bookmark'} size=${14} />${it.name}${sizes.value[it.id] !== undefined && html`<span class="num faint">${sizes.value[it.id] > 999 ? '999+' : sizes.value[it.id]}</span>`}</button>`,
)}</div>`;

/** What was put off: a list of its own while there is anything in it. */
function Snoozed() {
  const on = filter.value?.status === 'snoozed';
  return html`<button type="button" class="saved-view" aria-pressed=${on} onClick=${() => (on ? showView(view.value) : showFilter({ status: 'snoozed' }))}><${Icon} name="alarm-clock" size=${14} />${t('snooze.list')}<span class="num faint">${counts.value.snoozed}</span></button>`;
}

/** What the list is narrowed down to, in words. @param {{ onChange: () => void }} props */
const Narrowed = ({ onChange }) => html`<div class="narrowed"><button type="button" class="trunc" onClick=${onChange} title=${t('filter.title')}>${filterWords(filter.value ?? {}).join(' · ')}</button>
  <${IconButton} icon="x" label=${t('filter.clear')} onClick=${() => showView(view.value)} /></div>`;

/** @param {{ openId: string }} props */
function Body({ openId }) {
  const all = groups.value;
  if (failure.value && !all.length) return html`<${Failure} error=${failure.value} onRetry=${() => load()} />`;
  if (!loaded.value && !all.length) return html`<${Skeleton} rows=${6} avatar />`;
  if (all.length) return html`<${Rows} groups=${all} openId=${openId} />`;
  if (filter.value) return html`<${Empty} icon="search-x" title=${t('filter.none')} text=${filterWords(filter.value).join(' · ')}><${Button} onClick=${() => showView(view.value)}>${t('filter.clear')}<//><//>`;
  const elsewhere = view.value === 'mine' && (/** @type {const} */ (['queued', 'unassigned'])).find((it) => counts.value[it] > 0);
  return html`<${Empty} icon="inbox" title=${t(`inbox.empty_${view.value}`)} text=${view.value === 'closed' ? '' : t('inbox.empty_text')}>${elsewhere && html`<${Button} onClick=${() => showView(elsewhere)}>${t(`view.${elsewhere}`)} · ${counts.value[elsewhere]}<//>`}<//>`;
}
