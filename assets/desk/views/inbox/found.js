// What a search found, in place of the list of conversations.
import { html, useEffect, useRef } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { ago, short } from '../../lib/time.js';
import { pieces } from '../../state/highlight.js';
import { placeOf, ticketPlaceOf } from '../../state/search.js';
import { filter, known, showView, view } from '../../store/inbox.js';
import { busy, enough, failure, find, found, foundTickets, hits, query, sort, sortBy } from '../../store/search.js';
import { Avatar, Badge, Button, Empty, Failure, Icon, Segmented, Skeleton } from '../../ui/index.js';
import { filterWords } from './filter-words.js';
import { visitorName } from './words.js';

/** @typedef {import('../../state/search.js').Hit} Hit */

/** How many there are, and which come first. */
export const FoundHead = () => html`<div class="found-head"><span class="grow faint t12" role="status">${enough.value && found.value && !failure.value ? t('search.count', { n: found.value.total }) : ''}</span>
  <${Segmented} label=${t('search.sort')} value=${sort.value} onValue=${sortBy} options=${[{ value: 'best', label: t('search.best') }, { value: 'newest', label: t('search.newest') }]} /></div>`;

/** @param {{ place: string }} props the one that is open */
export function Found({ place }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' }), [place]);
  if (!enough.value) return html`<${Empty} icon="search" title=${t('search.more')} text=${t('search.how')} />`;
  if (failure.value) return html`<${Failure} error=${failure.value} onRetry=${() => find()} />`;
  if (!found.value) return html`<${Skeleton} rows=${6} avatar />`;
  if (!hits.value.length && foundTickets.value.length) return html`<${FoundTickets} />`;
  if (!hits.value.length) return html`<${Empty} icon="search-x" title=${t('search.none', { q: query.value.trim() })} text=${filter.value ? filterWords(filter.value).join(' · ') : t('search.how')}>${filter.value && html`<${Button} onClick=${() => showView(view.value)}>${t('filter.clear')}<//>`}<//>`;
  return html`<${FoundTickets} /><ul class="found" ref=${list} aria-label=${t('search.results')}>${hits.value.map((it) => html`<li key=${placeOf(it)}><${Row} hit=${it} open=${placeOf(it) === place} /></li>`)}</ul>
    ${found.value.cursor && html`<div class="found-more"><${Button} busy=${busy.value} onClick=${() => find({ more: true })}>${t('common.load_more')}<//></div>`}`;
}

/** Tickets come first: they are few. */
const FoundTickets = () => foundTickets.value.length > 0 && html`<section class="found-tickets" aria-label=${t('tickets.title')}>${foundTickets.value.map((it) => html`<${FoundTicket} key=${it.ticket.id} hit=${it} />`)}
  <a class="found-all t12" href=${`/tickets?q=${encodeURIComponent(query.value.trim())}`}>${t('tickets.search_all')}</a></section>`;

/** What it is called, and what was found in it. @param {{ hit: import('../../state/search.js').TicketHit }} props */
const FoundTicket = ({ hit, hit: { ticket: it, message } }) => html`<a class="found-ticket" href=${ticketPlaceOf(hit)}><${Icon} name=${hit.kind === 'note' ? 'lock' : 'ticket'} size=${16} /><span class="grow found-what"><span class="trunc">${it.subject}</span>
    ${message && html`<span class="found-text">${marked(hit)}</span>`}</span><span class="faint t12 trunc">${t(`ticket.status_${it.status}`)}</span><span class="faint t12 num">#${it.number}</span></a>`;

/** @param {{ snippet: string, highlights: [number, number][] }} hit */
const marked = ({ snippet, highlights }) => pieces(snippet, highlights).map((part) => (part.hit ? html`<mark>${part.text}</mark>` : part.text));

/** @param {{ hit: Hit, open: boolean }} props */
function Row({ hit, open }) {
  const it = known.value.get(hit.conversation.id) ?? hit.conversation;
  const name = visitorName(it.visitor);
  const at = hit.message?.created_at ?? it.last_message_at;
  return html`<a class="conv" href=${placeOf(hit)} aria-current=${open ? 'true' : undefined}>
    <${Avatar} name=${name} id=${it.visitor.id} presence=${it.visitor.online ? 'online' : 'offline'} />
    <span class="conv-top"><span class="conv-name trunc">${name}</span><time datetime=${at} title=${ago(at)}>${short(at)}</time></span>
    <span class="found-text">${marked(hit)}</span>
    <span class="conv-meta"><${Who} hit=${hit} />${it.status === 'closed' && html`<${Badge} icon="circle-check">${t('status.closed')}<//>`}<span class="site">#${it.number}</span></span></a>`;
}

/** Who said it, or what else was found. @param {{ hit: Hit }} props */
function Who({ hit }) {
  const author = hit.message?.author;
  if (!author) return html`<${Badge} kind="line" icon="user-round">${t('search.person')}<//>`;
  if (hit.kind === 'note') return html`<${Badge} kind="warn" icon="lock" title=${t('thread.note')}>${author.name ?? t('thread.note')}<//>`;
  if (author.kind === 'assistant') return html`<${Badge} kind="ai" icon="sparkles">${t('assistant.name')}<//>`;
  if (author.kind === 'agent') return html`<${Badge} kind="line" icon="reply">${author.name ?? ''}<//>`;
  return null; // the visitor, whose name stands above
}
