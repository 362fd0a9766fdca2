// The rows of the list of conversations. Only those near the window are drawn, however long the list is.
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { ago, clock, day, daysBetween, full, now, short, span } from '../../lib/time.js';
import { me } from '../../lib/session.js';
import { preferences } from '../../lib/preferences.js';
import { urgency } from '../../state/conversations.js';
import { isSnoozed } from '../../state/snooze.js';
import { stands } from '../../state/priority.js';
import { offsets, reveal, seen } from '../../state/window.js';
import { byVisitor, hasMore, load, loading } from '../../store/inbox.js';
import { colorOf } from '../../store/tags.js';
import { Avatar, Badge, Count, Icon, Tag, useLook } from '../../ui/index.js';
import { PriorityBadge } from './details.js';
import { RowPeers } from './presence.js';
import { preview, visitorName } from './words.js';

/** @typedef {import('../../state/conversations.js').Conversation} Conversation */
/** @typedef {{ group: 'waiting' | 'answered' | 'rest', items: Conversation[] }} Group */
/** @typedef {{ key: string, height: number, group?: Group['group'], it?: Conversation }} Entry */

const GROUP_ICONS = { waiting: 'triangle-alert', answered: 'clock', rest: '' };
/** Before the first row was measured. */
const ROW = 92;
const HEAD = 36;
/** Drawn before and after what is seen, in pixels. */
const MORE = 400;
/** The next page is asked for when so little is left below. */
const NEXT = 900;

/** @param {{ groups: Group[], openId: string }} props */
export function Rows({ groups, openId }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const [row, setRow] = useState(ROW);
  const [[from, to], setSeen] = useState(/** @type {[number, number]} */ ([0, 30]));
  const entries = useMemo(() => entriesOf(groups, row), [groups, row]);
  const tops = useMemo(() => offsets(entries), [entries]);
  const box = () => list.current?.parentElement ?? null;

  const look = () => {
    const pane = box();
    if (!pane || !list.current) return;
    const [first, last] = seen(tops, pane.scrollTop - list.current.offsetTop, pane.clientHeight, MORE);
    setSeen((before) => (before[0] === first && before[1] === last ? before : [first, last]));
    if (hasMore.value && !loading.value && pane.scrollTop + pane.clientHeight > tops[tops.length - 1] - NEXT) load({ more: true });
  };
  useLayoutEffect(look, [tops, loading.value, hasMore.value]);
  useLayoutEffect(() => {
    const height = list.current?.querySelector('li:has(> a)')?.firstElementChild;
    const measured = height instanceof HTMLElement ? height.offsetHeight + 4 : row;
    if (Math.abs(measured - row) > 0.5) setRow(measured);
  }, [preferences.value.density, entries.length > 0]);
  useLook(box, look, [tops]);
  useEffect(() => {
    const [pane, at] = [box(), entries.findIndex((it) => it.key === openId)];
    if (!pane || at < 0 || !list.current) return;
    const top = reveal(tops[at], tops[at + 1], pane.scrollTop - list.current.offsetTop, pane.clientHeight);
    if (top !== null) pane.scrollTop = top + list.current.offsetTop;
  }, [openId]);

  return html`<ul class="vlist" ref=${list} style=${{ height: `${tops[tops.length - 1]}px` }}>${entries.slice(from, to).map(({ key, group, it }, index) => html`<li key=${key} style=${{ top: `${tops[from + index]}px` }}>
    ${it ? html`<${Row} it=${it} open=${key === openId} />` : html`<h2 class="list-group"><${Icon} name=${GROUP_ICONS[group ?? 'rest']} size=${14} />${t(`group.${group}`)}</h2>`}</li>`)}</ul>`;
}

/** @param {Group[]} groups @param {number} row @returns {Entry[]} */
const entriesOf = (groups, row) =>
  groups.flatMap(({ group, items }) => [
    ...(group === 'rest' ? [] : [{ key: group, height: HEAD, group }]),
    ...items.map((it) => ({ key: it.id, height: row, it })),
  ]);

/** How long the visitor has waited for a person. @param {{ since: string, short?: boolean }} props */
export function Wait({ since, short }) {
  const ms = Math.max(0, now.value - Date.parse(since));
  const level = urgency(ms);
  const words = ms < 60_000 ? t('wait.new') : short ? span(ms) : t('wait.for', { span: span(ms) });
  return html`<${Badge} kind=${{ fresh: undefined, soon: 'warn', late: 'danger' }[level]} icon=${level === 'late' ? 'triangle-alert' : 'hourglass'} title=${t('wait.title')}>${words}<//>`;
}

/** @param {{ it: Conversation, open: boolean }} props */
function Row({ it, open }) {
  const name = visitorName(it.visitor);
  const { icon, text } = preview(it);
  return html`<a class="conv" href=${`/inbox/${it.id}`} data-unread=${it.unread ? '' : undefined} aria-current=${open ? 'true' : undefined}>
    <${Avatar} name=${name} id=${it.visitor.id} presence=${it.visitor.online ? (it.visitor.idle ? 'away' : 'online') : 'offline'} />
    <span class="conv-top"><span class="conv-name trunc">${name}</span><${RowPeers} id=${it.id} /><time datetime=${it.last_message_at} title=${ago(it.last_message_at)}>${short(it.last_message_at)}</time></span>
    <span class="conv-snip">${icon && html`<${Icon} name=${icon} size=${14} />`}<span class="trunc">${text}</span>${it.unread > 0 && html`<${Count} n=${it.unread} label=${t('inbox.unread', { n: it.unread })} />`}</span>
    <span class="conv-meta"><${Facts} it=${it} /><span class="site" title=${t(`channel.${it.channel}`)}><${Icon} name=${CHANNEL_ICONS[it.channel] ?? 'globe'} size=${14} /><span class="sr">${t(`channel.${it.channel}`)}</span>#${it.number}</span></span></a>`;
}

/** @type {Record<string, string>} icons of the ways a conversation may come */
const CHANNEL_ICONS = { widget: 'message-circle-more', email: 'mail', api: 'code' };

/** When what was put off comes back, in short. @param {string} at */
const back = (at) => (daysBetween(new Date(), new Date(at)) ? day(at).replace(/ \d{4}$/, '') : clock(at));

/** @param {{ it: Conversation }} props */
function Facts({ it }) {
  const other = it.assignee && it.assignee.id !== me.value?.id ? it.assignee.name : null;
  const busy = [it.status !== 'closed' && stands(it.priority), it.waiting_since, it.status === 'bot', it.status === 'queued', it.rating, other].filter(Boolean).length;
  // One line: what is to be done comes first, tags take what is left.
  const shown = Math.max(0, 2 - busy);
  return html`${it.status !== 'closed' && stands(it.priority) && html`<${PriorityBadge} of=${it.priority} />`}${it.waiting_since && it.status !== 'closed' && html`<${Wait} since=${it.waiting_since} />`}
    ${it.status !== 'closed' && isSnoozed(it, now.value) && html`<${Badge} kind="warn" icon="alarm-clock" title=${t('snooze.until', { at: full(it.snoozed_until ?? '') })}>${back(it.snoozed_until ?? '')}<//>`}
    ${it.status === 'bot' && html`<${Badge} kind="ai" icon="sparkles">${t('status.bot')}<//>`}
    ${it.status === 'queued' && html`<${Badge} kind="info" icon="users">${t('status.queued')}<//>`}
    ${it.status === 'closed' && html`<${Badge} icon="circle-check">${t('status.closed')}<//>`}
    ${byVisitor.value && it.past_conversations > 0 && html`<${Badge} icon="layers" title=${t('inbox.past', { n: it.past_conversations })}>${it.past_conversations + 1}<//>`}
    ${it.rating && html`<${Badge} kind="ok" icon="star">${it.rating}<//>`}
    ${other && html`<${Badge} kind="line" icon="user-round" title=${t('inbox.assigned_to', { name: other })}>${other.split(' ')[0]}<//>`}
    ${it.tags.slice(0, shown).map((tag) => html`<${Tag} key=${tag} name=${tag} color=${colorOf(tag)} />`)}`;
}
