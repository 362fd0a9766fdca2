// How tickets are shown everywhere: status, priority, whose, when.
import { html } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { ago, full, short } from '../../lib/time.js';
import { me } from '../../lib/session.js';
import { now } from '../../lib/time.js';
import { lockedByOther } from '../../state/tickets.js';
import { colorOf } from '../../store/tags.js';
import { Avatar, Badge, Icon, Tag } from '../../ui/index.js';

/** @typedef {import('../../state/tickets.js').Ticket} Ticket */
/** @typedef {import('../../state/tickets.js').Status} Status */
/** @typedef {import('../../state/tickets.js').Priority} Priority */

/** @type {Record<Status, { kind?: any, icon: string }>} */
const STATUS = {
  new: { kind: 'info', icon: 'circle-dot' },
  open: { kind: 'line', icon: 'circle' },
  waiting_reply: { kind: 'warn', icon: 'reply' },
  pending: { kind: 'warn', icon: 'pause' },
  resolved: { kind: 'ok', icon: 'circle-check' },
  closed: { icon: 'lock' },
};

/** @param {{ of: Status }} props */
export const StatusBadge = ({ of }) => html`<${Badge} kind=${STATUS[of].kind} icon=${STATUS[of].icon}>${t(`ticket.status_${of}`)}<//>`;

/** @param {Status} of */
export const statusIcon = (of) => STATUS[of].icon;

/** Bars as for a signal, and a siren for what is urgent; the word stands beside, or is read out. @param {{ of: Priority, quiet?: boolean }} props */
export function PriorityMark({ of, quiet }) {
  const bars = { low: 1, normal: 2, high: 3, urgent: 3 }[of];
  const word = t(`ticket.priority_${of}`);
  const picture = of === 'urgent' ? html`<${Icon} name="siren" size=${14} />` : html`<span class="bars3" aria-hidden="true" data-n=${bars}><i></i><i></i><i></i></span>`;
  return html`<span class=${`prio prio-${of}`} title=${word}>${picture}${quiet ? html`<span class="sr">${word}</span>` : word}</span>`;
}

/** What a requester is called. @param {Pick<Ticket, 'requester'>} it */
export const requesterName = ({ requester: { name, email, phone } }) => name || email || phone || t('ticket.nobody_known');

/** @param {{ it: Ticket, small?: boolean }} props */
export const Whose = ({ it, small }) =>
  it.assignee
    ? html`<span class="whose" title=${it.assignee.name}><${Avatar} name=${it.assignee.name} id=${it.assignee.id} />${small ? html`<span class="sr">${it.assignee.name}</span>` : html`<span class="trunc">${it.assignee.name}</span>`}</span>`
    : html`<span class="whose faint" title=${t('ticket.unassigned')}><span class="av av-none" aria-hidden="true"><${Icon} name="user-round" size=${14} /></span>${small ? html`<span class="sr">${t('ticket.unassigned')}</span>` : html`<span class="trunc">${t('ticket.unassigned')}</span>`}</span>`;

/** Who works on it, where that is somebody else. @param {{ it: Ticket }} props */
export const Held = ({ it }) => lockedByOther(it, me.value?.id ?? '', now.value) && html`<${Badge} kind="warn" icon="pencil">${it.lock?.owner.name}<//>`;

/** Since when the requester waits for a person. @param {{ it: Ticket }} props */
export const Waits = ({ it }) => it.waiting_since && !['resolved', 'closed'].includes(it.status) && html`<span class="row faint t12" title=${`${t('ticket.waits_since')} ${full(it.waiting_since)}`}><${Icon} name="clock" size=${14} />${ago(it.waiting_since)}</span>`;

/** @param {{ names: string[], most?: number }} props */
export const TagList = ({ names, most = 3 }) => names.length > 0 && html`<span class="row card-tags">${names.slice(0, most).map((tag) => html`<${Tag} key=${tag} name=${tag} color=${colorOf(tag)} />`)}${names.length > most && html`<span class="faint t12">+${names.length - most}</span>`}</span>`;

/** @param {{ at: string }} props */
export const When = ({ at }) => html`<time datetime=${at} title=${full(at)}>${short(at)}</time>`;
