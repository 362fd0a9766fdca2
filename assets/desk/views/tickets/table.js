// The table of tickets: all that a list needs, ticks for several at once.
import { html } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { go } from '../../lib/router.js';
import * as all from '../../store/tickets.js';
import { Button, Table, useAction } from '../../ui/index.js';
import { SlaChip } from '../../ui/sla.js';
import { None } from './none.js';
import { Held, PriorityMark, StatusBadge, TagList, When, Whose, requesterName } from './words.js';

/** @typedef {import('../../state/tickets.js').Ticket} Ticket */

/** @param {string} id */
function toggle(id) {
  const next = new Set(all.chosen.value);
  if (!next.delete(id)) next.add(id);
  all.chosen.value = next;
}

/** @type {import('../../ui/table.js').Column<Ticket>[]} */
const columns = () => [
  { key: 'pick', label: t('tickets.pick'), quiet: true, show: (it) => html`<label class="pick-box"><input type="checkbox" checked=${all.chosen.value.has(it.id)} aria-label=${t('tickets.pick_one', { number: String(it.number) })} onChange=${() => toggle(it.id)} /></label>` },
  { key: 'subject', label: t('ticket.subject'), show: (it) => html`<span class="ticket-cell"><a class="ticket-link" href=${`/tickets/${it.id}`}><span class="faint num">#${it.number}</span> ${it.subject}</a><span class="row faint t12"><span class="trunc">${requesterName(it)}</span><${TagList} names=${it.tags} /><${Held} it=${it} /></span></span>` },
  { key: 'status', label: t('ticket.status'), show: (it) => html`<${StatusBadge} of=${it.status} />` },
  { key: 'priority', label: t('ticket.priority'), show: (it) => html`<${PriorityMark} of=${it.priority} />` },
  { key: 'sla', label: t('sla.clocks'), show: (it) => html`<${SlaChip} clocks=${it.sla} />` },
  { key: 'assignee', label: t('ticket.assignee'), show: (it) => html`<${Whose} it=${it} />` },
  { key: 'category', label: t('ticket.category'), show: (it) => html`<span class="t13">${it.category ? it.category.name : html`<span class="faint">–</span>`}</span>` },
  { key: 'updated', label: t('ticket.updated'), end: true, show: (it) => html`<span class="t13 faint"><${When} at=${it.updated_at} /></span>` },
];

export function TicketTable() {
  const { busy, run } = useAction();
  const rows = all.items.value ?? [];
  if (!rows.length) return html`<${None} />`;
  const every = rows.every((it) => all.chosen.value.has(it.id));
  const pickAll = () => {
    all.chosen.value = every ? new Set() : new Set(rows.map((it) => it.id));
  };
  return html`<div class="scroll tickets-scroll"><label class="check pick-all"><input type="checkbox" checked=${every} onChange=${pickAll} /><span>${t('tickets.pick_all', { n: rows.length })}</span></label>
    <${Table} label=${t('tickets.title')} columns=${columns()} rows=${rows} keyOf=${(/** @type {Ticket} */ it) => it.id} onRow=${(/** @type {Ticket} */ it) => go(`/tickets/${it.id}`)} />
    ${all.cursor.value && html`<div class="log-more"><${Button} small busy=${busy} onClick=${() => run(all.loadMore)}>${t('common.load_more')}<//></div>`}</div>`;
}
