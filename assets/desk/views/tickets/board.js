// The board: a column for every status that the list can hold, cards that are moved by mouse, finger, keys or menu. While
// one is held, the other statuses it may go to are places to drop it on.
import { html, useEffect, useRef, useState } from '../../lib/ui.js';
import { board } from '../../lib/drag.js';
import { number, t } from '../../lib/i18n.js';
import { NEXT, STATUSES, mayGo, moved, statusesOf } from '../../state/tickets.js';
import * as all from '../../store/tickets.js';
import { Badge, Icon, Menu, toastError } from '../../ui/index.js';
import { SlaChip } from '../../ui/sla.js';
import { Held, PriorityMark, TagList, Waits, When, Whose, requesterName, statusIcon } from './words.js';

/** @typedef {import('../../state/tickets.js').Ticket} Ticket */
/** @typedef {import('../../state/tickets.js').Status} Status */

export function Board() {
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  const [held, setHeld] = useState(/** @type {import('../../lib/drag.js').Spot | null} */ (null));
  const [said, setSaid] = useState('');
  const statuses = statusesOf(all.asked.value.status);
  const columns = (all.columns.value ?? []).filter((it) => statuses.includes(it.status));
  const find = (/** @type {string} */ id) => (all.columns.value ?? []).flatMap((it) => it.tickets).find((it) => it.id === id);
  useEffect(() => {
    if (!root.current) return undefined;
    return board(root.current, {
      over: setHeld,
      drop: ({ id, from, col }) => {
        const it = find(id);
        if (!it || from === col) return;
        if (mayGo(/** @type {Status} */ (from), /** @type {Status} */ (col))) all.moveTo(it, /** @type {Status} */ (col)).catch(toastError);
        else toastError({ message: t('tickets.cannot', { from: t(`ticket.status_${from}`), to: t(`ticket.status_${col}`) }) });
      },
      say: (kind, { id, col, from }) => setSaid(t(`tickets.say_${kind}`, { name: `#${find(id)?.number ?? ''}`, column: t(`ticket.status_${col}`), may: t(mayGo(/** @type {Status} */ (from), /** @type {Status} */ (col)) ? 'tickets.say_may' : 'tickets.say_may_not') })),
    });
  }, []);
  const shown = held ? moved(columns, held.id, /** @type {Status} */ (held.col)) : columns;
  const places = held ? STATUSES.filter((it) => !statuses.includes(it) && mayGo(/** @type {Status} */ (held.from), it)) : [];
  return html`<div class="board" ref=${root} data-held=${held ? '' : undefined}><p class="sr" id="board-how">${t('tickets.how')}</p><p class="sr" role="status" aria-live="assertive">${said}</p>
    ${shown.map((column) => {
      const may = !held || mayGo(/** @type {Status} */ (held.from), column.status);
      return html`<section key=${column.status} class="col" data-col=${column.status} data-may=${held ? (may ? 'yes' : 'no') : undefined} data-over=${held?.col === column.status ? '' : undefined} aria-labelledby=${`col-${column.status}`}>
        <header class="col-head"><${Icon} name=${statusIcon(column.status)} size=${16} /><h2 id=${`col-${column.status}`}>${t(`ticket.status_${column.status}`)}</h2><span class="num">${number(column.count)}</span></header>
        <ul class="col-cards">${column.tickets.map((it) => html`<${Card} key=${it.id} it=${it} held=${held?.id === it.id} />`)}
          ${column.tickets.length < column.count && html`<li class="col-more"><button type="button" class="btn btn-ghost btn-sm" onClick=${() => all.show({ look: 'table', filter: { ...all.filter.value, status: column.status } })}>${t('tickets.col_more', { n: column.count - column.tickets.length })}</button></li>`}
          ${!column.count && html`<li class="col-none faint t13">${t('tickets.col_none')}</li>`}</ul></section>`;
    })}
    ${places.length > 0 && html`<div class="drops">${places.map((it) => html`<div key=${it} class="col drop-place" data-col=${it} data-may="yes" data-over=${held?.col === it ? '' : undefined}><${Icon} name=${statusIcon(it)} /><span>${t(`ticket.status_${it}`)}</span></div>`)}</div>`}</div>`;
}

/** @param {{ it: Ticket, held: boolean }} props */
function Card({ it, held }) {
  const items = NEXT[it.status].map((to) => ({ label: t(`ticket.status_${to}`), icon: statusIcon(to), run: () => void all.moveTo(it, to).catch(toastError) }));
  return html`<li><article class="card ticket-card" data-card=${it.id} tabindex="0" data-held=${held ? '' : undefined} aria-label=${`#${it.number} ${it.subject}`} aria-describedby="board-how"
      onClick=${(/** @type {any} */ event) => event.target.closest('a, button, [role=menu]') || event.currentTarget.querySelector('a')?.click()}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && event.target === event.currentTarget && !held && /** @type {any} */ (event.currentTarget).querySelector('a')?.click()}>
    <div class="card-top"><span class="faint t12 num">#${it.number}</span><${PriorityMark} of=${it.priority} quiet /><${Held} it=${it} /><span class="grow"></span>${items.length > 0 && html`<${Menu} class="icon-btn card-menu" label=${t('tickets.move', { number: String(it.number) })} items=${items}><${Icon} name="ellipsis" size=${16} /><//>`}</div>
    <a class="card-subject" href=${`/tickets/${it.id}`} tabindex="-1">${it.subject}</a>
    <div class="card-who t13"><span class="trunc muted">${requesterName(it)}</span>${it.category && html`<span class="trunc faint">${it.category.name}</span>`}</div>
    <${TagList} names=${it.tags} most=${2} />
    <div class="card-foot">${it.call_at !== null && html`<${Badge} kind="info" icon="phone">${t('ticket.call')}<//>`}<${SlaChip} clocks=${it.sla} />${it.sla.length === 0 && html`<${Waits} it=${it} />`}${it.replies > 0 && html`<span class="row faint t12"><${Icon} name="message-square-quote" size=${14} />${it.replies}<span class="sr">${t('tickets.replies', { n: it.replies })}</span></span>`}<span class="row card-end"><span class="faint t12"><${When} at=${it.updated_at} /></span><${Whose} it=${it} small /></span></div></article></li>`;
}
