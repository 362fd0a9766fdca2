// The list of conversations: which list, search, groups, rows; more rows come as one scrolls.
import { html, useEffect, useRef } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { ago, now, short, span } from '../../lib/time.js';
import { me } from '../../lib/session.js';
import { VIEWS, urgency } from '../../state/conversations.js';
import { counts, failure, groups, hasMore, load, loaded, loading, query, search, searched, showView, view } from '../../store/inbox.js';
import { Avatar, Badge, Button, Count, Empty, Failure, Icon, SearchField, Skeleton } from '../../ui/index.js';
import { preview, visitorName } from './words.js';

/** @typedef {import('../../state/conversations.js').Conversation} Conversation */

const GROUP_ICONS = { waiting: 'triangle-alert', answered: 'clock', rest: '' };

/** @param {{ openId: string }} props */
export function ConversationList({ openId }) {
  return html`<section class="pane list" aria-label=${t('inbox.list')}>
    <header class="pane-head"><h1 class="pane-title grow">${t('inbox.title')}</h1></header>
    <div class="list-head"><${SearchField} id="inbox-search" label=${t('inbox.search')} keys="/" value=${query.value} onValue=${search} /><${Views} /></div>
    <div class="scroll" id="conversations"><${Rows} openId=${openId} /></div></section>`;
}

const Views = () => html`<div class="seg views" role="group" aria-label=${t('inbox.views')}>${VIEWS.map(
  (it) => html`<button type="button" key=${it} aria-pressed=${it === (query.value ? searched() : view.value)} onClick=${() => showView(it)}>${t(`view.${it}`)}${it !== 'closed' && html`<span class="num">${counts.value[it] > 999 ? '999+' : counts.value[it]}</span>`}</button>`,
)}</div>`;

/** @param {{ openId: string }} props */
function Rows({ openId }) {
  const all = groups.value;
  if (failure.value && !all.length) return html`<${Failure} error=${failure.value} onRetry=${() => load()} />`;
  if (!loaded.value && !all.length) return html`<${Skeleton} rows=${6} avatar />`;
  if (!all.length) {
    if (query.value) return html`<${Empty} icon="search-x" title=${t('inbox.not_found', { q: query.value })}><${Button} onClick=${() => showView(searched() === 'all' ? 'closed' : 'all')}>${t(searched() === 'all' ? 'inbox.search_closed' : 'inbox.search_open')}<//><//>`;
    return html`<${Empty} icon="inbox" title=${t(`inbox.empty_${view.value}`)} text=${view.value === 'closed' ? '' : t('inbox.empty_text')} />`;
  }
  return html`${all.map(
    ({ group, items }) => html`<section key=${group} aria-label=${group === 'rest' ? undefined : t(`group.${group}`)}>
      ${group !== 'rest' && html`<h2 class="list-group"><${Icon} name=${GROUP_ICONS[group]} size=${14} />${t(`group.${group}`)}</h2>`}
      <ul>${items.map((it) => html`<${Row} key=${it.id} it=${it} open=${it.id === openId} />`)}</ul></section>`,
  )}${hasMore.value && html`<${More} />`}`;
}

/** Loads the next page when it comes into view. */
function More() {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const watch = new IntersectionObserver((seen) => seen.some((it) => it.isIntersecting) && load({ more: true }), { rootMargin: '600px' });
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, [loading.value]);
  return html`<div ref=${box}><${Skeleton} rows=${1} avatar /></div>`;
}

/** How long the visitor has waited for a person. @param {{ since: string }} props */
export function Wait({ since }) {
  const ms = Math.max(0, now.value - Date.parse(since));
  const level = urgency(ms);
  const words = ms < 60_000 ? t('wait.new') : t('wait.for', { span: span(ms) });
  return html`<${Badge} kind=${{ fresh: undefined, soon: 'warn', late: 'danger' }[level]} icon=${level === 'late' ? 'triangle-alert' : 'hourglass'} title=${t('wait.title')}>${words}<//>`;
}

/** @param {{ it: Conversation, open: boolean }} props */
function Row({ it, open }) {
  const name = visitorName(it.visitor);
  const { icon, text } = preview(it);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (open) box.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  return html`<li><a class="conv" ref=${box} href=${`/inbox/${it.id}`} data-unread=${it.unread ? '' : undefined} aria-current=${open ? 'true' : undefined}>
    <${Avatar} name=${name} id=${it.visitor.id} presence=${it.visitor.online ? (it.visitor.idle ? 'away' : 'online') : 'offline'} />
    <span class="conv-top"><span class="conv-name trunc">${name}</span><time datetime=${it.last_message_at} title=${ago(it.last_message_at)}>${short(it.last_message_at)}</time></span>
    <span class="conv-snip">${icon && html`<${Icon} name=${icon} size=${14} />`}<span class="trunc">${text}</span>${it.unread > 0 && html`<${Count} n=${it.unread} label=${t('inbox.unread', { n: it.unread })} />`}</span>
    <span class="conv-meta"><${Facts} it=${it} /><span class="site">#${it.number}</span></span></a></li>`;
}

/** @param {{ it: Conversation }} props */
function Facts({ it }) {
  const other = it.assignee && it.assignee.id !== me.value?.id ? it.assignee.name : null;
  const busy = [it.waiting_since, it.status === 'bot', it.status === 'queued', it.rating, other].filter(Boolean).length;
  // One line: what is to be done comes first, tags take what is left.
  const shown = Math.max(0, 2 - busy);
  return html`${it.waiting_since && it.status !== 'closed' && html`<${Wait} since=${it.waiting_since} />`}
    ${it.status === 'bot' && html`<${Badge} kind="ai" icon="sparkles">${t('status.bot')}<//>`}
    ${it.status === 'queued' && html`<${Badge} kind="info" icon="users">${t('status.queued')}<//>`}
    ${it.status === 'closed' && html`<${Badge} icon="circle-check">${t('status.closed')}<//>`}
    ${it.rating && html`<${Badge} kind="ok" icon="star">${it.rating}<//>`}
    ${other && html`<${Badge} kind="line" icon="user-round" title=${t('inbox.assigned_to', { name: other })}>${other.split(' ')[0]}<//>`}
    ${it.tags.slice(0, shown).map((tag) => html`<${Badge} key=${tag} kind="line">${tag}<//>`)}`;
}
