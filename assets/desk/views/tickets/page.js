// One ticket: what was said, the composer, and beside it what it is and what belongs to it.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../../lib/ui.js';
import { copy } from '../../lib/clipboard.js';
import { t } from '../../lib/i18n.js';
import { clock, dayName, day, full } from '../../lib/time.js';
import { go, route } from '../../lib/router.js';
import { may, me } from '../../lib/session.js';
import { mentions } from '../../state/mentions.js';
import { safeNodes } from '../../lib/safe-html.js';
import { messageIn } from '../../state/search.js';
import { agents } from '../../store/agents.js';
import { drop } from '../../store/tickets.js';
import { outcomeOf } from '../../state/answer-mails.js';
import * as open from '../../store/ticket.js';
import { Avatar, Badge, Button, Empty, Failure, Icon, IconButton, Markdown, Menu, Skeleton, confirm, toast, toastError, useAction } from '../../ui/index.js';
import { withIdentities } from '../../ui/identity.js';
import { File } from '../inbox/message.js';
import { Composer } from './composer.js';
import { MergeDialog, SplitDialog } from './dialogs.js';
import { TicketSide } from './side.js';
import { PriorityMark, StatusBadge, requesterName } from './words.js';

/** @typedef {import('../../store/ticket.js').Message} Message */
/** @typedef {import('../../state/tickets.js').Ticket} Ticket */

/** @param {{ id: string }} props */
export function TicketPage({ id }) {
  const [side, setSide] = useState(false);
  useEffect(() => {
    void open.open(id);
    return open.close;
  }, [id]);
  const it = open.openId.value === id ? open.ticket.value : null;
  if (open.failure.value?.status === 404) return html`<main class="pane talk none" id="content"><${Empty} icon="ticket" title=${t('ticket.gone')} text=${t('ticket.gone_text')}><${Button} href="/tickets">${t('ticket.to_list')}<//><//></main>`;
  if (open.failure.value) return html`<main class="pane talk" id="content"><${Failure} error=${open.failure.value} onRetry=${open.load} /></main>`;
  if (!it) return html`<main class="pane talk" id="content"><div class="pane-head talk-head"><${IconButton} icon="arrow-left" label=${t('common.back')} href="/tickets" /></div><${Skeleton} rows=${5} avatar /></main>`;
  return html`<div class="ticket-page" data-side=${side ? 'open' : undefined}><main class="pane talk" id="content"><${Head} it=${it} onSide=${() => setSide(!side)} />
      <${Locked} it=${it} /><${Log} it=${it} /><${Composer} key=${it.id} it=${it} /></main>
    <${TicketSide} it=${it} onClose=${() => setSide(false)} />${side && html`<div class="side-scrim" onClick=${() => setSide(false)}></div>`}</div>`;
}

/** @param {{ it: Ticket, onSide: () => void }} props */
function Head({ it, onSide }) {
  const [merging, setMerging] = useState(false);
  const watching = open.watchers.value.some((one) => one.id === me.value?.id);
  const removeForGood = async () => {
    if (!(await confirm({ title: t('ticket.remove_title', { number: String(it.number) }), text: t('ticket.remove_text'), action: t('common.delete'), danger: true }))) return;
    await drop(it.id);
    go('/tickets');
  };
  const renewLink = async () => {
    if (!(await confirm({ title: t('ticket.renew_title'), text: t('ticket.renew_text'), action: t('ticket.renew_do') }))) return;
    await open.acts.renewLink();
    toast(t('ticket.renew_done'));
  };
  const items = [
    { label: t(watching ? 'ticket.unwatch' : 'ticket.watch'), icon: watching ? 'eye-off' : 'eye', run: () => void (watching ? open.acts.unwatch(me.value?.id ?? '') : open.acts.watch()).catch(toastError) },
    it.status !== 'closed' && { label: t('ticket.merge'), icon: 'merge', run: () => setMerging(true) },
    { label: t('ticket.copy_code'), icon: 'copy', run: () => copy(it.code) },
    { label: t('common.copy_link'), icon: 'link', run: () => copy(location.href) },
    { label: t('ticket.renew'), icon: 'link-2-off', run: () => void renewLink().catch(toastError) },
    may('tickets.delete') && { label: t('ticket.remove'), icon: 'trash-2', danger: true, run: () => void removeForGood().catch(toastError) },
  ];
  const peers = open.peers.value;
  return html`<header class="pane-head talk-head ticket-head"><${IconButton} icon="arrow-left" label=${t('ticket.to_list')} href="/tickets" />
    <div class="grow"><div class="row talk-top"><h1 class="talk-title trunc" title=${it.subject}>${it.subject}</h1></div>
      <div class="talk-sub"><span class="num">#${it.number}</span><${StatusBadge} of=${it.status} /><span class="only-wide"><${PriorityMark} of=${it.priority} /></span><span class="trunc">${requesterName(it)}</span></div></div>
    ${peers.length > 0 && html`<span class="row ticket-peers only-wide" title=${t('ticket.viewers', { names: peers.map((one) => one.name).join(', ') })}>${peers.slice(0, 3).map((one) => html`<${Avatar} key=${one.id} name=${one.name} id=${one.id} />`)}<span class="sr">${t('ticket.viewers', { names: peers.map((one) => one.name).join(', ') })}</span></span>`}
    <div class="talk-acts"><${Menu} label=${t('common.more')} items=${items}><${Icon} name="ellipsis-vertical" /><//><${IconButton} icon="panel-right" label=${t('ticket.facts')} class="only-drawer" onClick=${onSide} /></div>
    ${merging && html`<${MergeDialog} it=${it} onClose=${() => setMerging(false)} />`}</header>`;
}

/** Says that a colleague works on it. @param {{ it: Ticket }} props */
function Locked({ it }) {
  const { busy, run } = useAction();
  if (!open.locked.value) return null;
  return html`<div class="ticket-locked" role="status"><${Icon} name="pencil" size=${16} /><span class="grow">${t('ticket.locked_by', { name: it.lock?.owner.name ?? '', at: clock(it.lock?.since ?? ''), until: clock(it.lock?.expires_at ?? '') })}</span>
    ${may('tickets.delete') && html`<${Button} small busy=${busy} onClick=${() => run(open.acts.breakLock)}>${t('ticket.break_lock')}<//>`}</div>`;
}

/** @param {{ it: Ticket }} props */
function Log({ it }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const { busy, run } = useAction();
  const all = open.messages.value;
  const last = all.at(-1)?.id;
  const wanted = messageIn(route.value.query);
  const there = all.some((it) => it.seq === wanted);
  useLayoutEffect(() => {
    if (box.current && all.length > 1) box.current.scrollTop = box.current.scrollHeight;
  }, [last]);
  useEffect(() => void (wanted && open.loadUntil(wanted).catch(toastError)), [wanted, it.id]);
  useLayoutEffect(() => {
    const [log, found] = [box.current, box.current?.querySelector('[data-found]')];
    // Not by scrollIntoView: it would move the whole desk, too.
    if (there && log && found) log.scrollTop += found.getBoundingClientRect().top - log.getBoundingClientRect().top - 24;
  }, [wanted, there]);
  return html`<div class="scroll" ref=${box} tabindex="0" role="log" aria-label=${t('ticket.log')}><div class="letters">
    ${open.earlier.value && html`<div class="log-more"><${Button} small busy=${busy} onClick=${() => run(open.loadEarlier)}>${t('ticket.earlier')}<//></div>`}
    ${it.merged_into && html`<div class="sys"><${Icon} name="merge" size=${14} /><span>${t('ticket.merged_away')} <a href=${`/tickets/${it.merged_into}`}>${t('ticket.merged_open')}</a></span></div>`}
    ${it.call_at !== null && html`<div class="ticket-call"><${Icon} name="phone" size=${16} /><span class="grow">${t('ticket.call_wanted', { at: it.call_at || t('ticket.call_any') })}</span>${it.requester.phone && html`<${Button} small icon="phone" href=${`tel:${it.requester.phone.replace(/[^\d+]/g, '')}`}>${it.requester.phone}<//>`}</div>`}
    ${all.map((message, index) => html`${day(message.created_at) !== (index ? day(all[index - 1].created_at) : '') && html`<div class="day" role="separator">${dayName(message.created_at)}</div>`}<${Letter} key=${message.id} message=${message} it=${it} found=${message.seq === wanted} />`)}</div></div>`;
}

/** A mail as it was laid out. The server has left nothing in it that runs or loads; it is read once more all the same. @param {{ html: string }} props */
function SafeHtml({ html: page }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => box.current?.replaceChildren(...safeNodes(page)), [page]);
  return html`<div class="letter-html" ref=${box}></div>`;
}

const MAIL_ICONS = { failed: 'circle-alert', waiting: 'clock', queued: 'send', sent: 'mail-check' };

/** Whether the mail of an answer has left, and why not. @param {{ of: string }} props */
function Left({ of }) {
  const outcome = outcomeOf(open.mails.value.get(of));
  if (!outcome) return null;
  const { state, mails } = outcome;
  const troubled = state === 'failed' || state === 'waiting';
  return html`<div class="letter-mail" data-state=${state}><${Icon} name=${MAIL_ICONS[state]} size=${14} /><span>${t(`ticket.mail_${state}`)}: ${mails.map((it) => it.recipient).join(', ')}${troubled && mails[0].reason && html`<br />${mails[0].reason}`}${troubled && mails[0].said && html` <code>${mails[0].said}</code>`}</span></div>`;
}

/** @param {{ message: Message, it: Ticket, found: boolean }} props */
function Letter({ message, it, found }) {
  const [splitting, setSplitting] = useState(false);
  const note = message.kind === 'note';
  const requester = message.author.kind === 'requester';
  const name = message.author.name ?? (requester ? requesterName(it) : t('ticket.system'));
  const words = note ? (/** @type {string} */ text) => mentions(text, agents.value).map((part) => (typeof part === 'string' ? withIdentities(part) : html`<b class="mention" data-me=${part.id === me.value?.id || undefined}>${part.text}</b>`)) : withIdentities;
  const items = [
    message.kind === 'reply' && { label: t('ticket.split'), icon: 'split', run: () => setSplitting(true) },
    { label: t('common.copy'), icon: 'copy', run: () => copy(message.body) },
  ];
  return html`<article class=${`letter-box${note ? ' is-note' : ''}${requester ? '' : ' is-ours'}`} data-found=${found ? '' : undefined} aria-label=${t(note ? 'thread.note_of' : 'thread.message_of', { name })}>
    <header class="letter-head"><${Avatar} name=${name} id=${message.author.id ?? it.requester.email ?? it.id} /><span class="grow letter-who"><span class="row"><b class="trunc">${name}</b>${note ? html`<${Badge} kind="warn" icon="lock">${t('ticket.note')}<//>` : message.kind === 'description' && !requester ? html`<${Badge} kind="line">${t('ticket.written_down')}<//>` : null}</span>
      <span class="faint t12"><time datetime=${message.created_at} title=${full(message.created_at)}>${clock(message.created_at)}</time>${requester && html` · ${t(`ticket.source_${message.source}`)}`}</span></span>
      <${Menu} label=${t('ticket.message_menu')} items=${items}><${Icon} name="ellipsis" size=${16} /><//></header>
    ${message.body && html`<${Markdown} text=${message.body} words=${words} />`}
    ${message.attachments.length > 0 && html`<div class="letter-files">${message.attachments.map((file) => html`<${File} key=${file.id} file=${file} />`)}</div>`}
    ${message.kind === 'reply' && !requester && html`<${Left} of=${message.id} />`}
    ${message.html && html`<details class="letter-quoted"><summary>${t('ticket.as_sent')}</summary><${SafeHtml} html=${message.html} /></details>`}
    ${message.quoted && html`<details class="letter-quoted"><summary>${t('ticket.quoted')}</summary><div class="t13 muted">${message.quoted}</div></details>`}
    ${splitting && html`<${SplitDialog} message=${message} it=${it} onClose=${() => setSplitting(false)} />`}</article>`;
}
