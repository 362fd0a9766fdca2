// Beside a ticket: its fields, whose it is, who hears of it, what belongs to it, what became of it.
import { html, useEffect, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { full, short } from '../../lib/time.js';
import { me } from '../../lib/session.js';
import { covered } from '../../state/identity.js';
import { NEXT, PRIORITIES, categoryChoices, told } from '../../state/tickets.js';
import { agents } from '../../store/agents.js';
import { useOrganisation } from '../../store/organisation.js';
import { categories, change, loadCatalogue } from '../../store/tickets.js';
import * as open from '../../store/ticket.js';
import { Avatar, Badge, Button, Icon, IconButton, Menu, Select, TextField, toast, toastError, useAction, useForm } from '../../ui/index.js';
import { pathOf } from '../inbox/words.js';
import { TagBox } from '../inbox/tags.js';
import { ClockList } from '../../ui/sla.js';
import { LinkDialog } from './dialogs.js';
import { OwnFields } from './own-fields.js';
import { StatusBadge, requesterName } from './words.js';

/** @typedef {import('../../state/tickets.js').Ticket} Ticket */

/** Changes the open ticket; somebody else's change is shown instead of overwritten. @param {Ticket} it @param {any} wanted */
const set = (it, wanted) =>
  change(it, wanted).catch((error) => {
    if (error.status === 412) toast(t('ticket.stale'), { kind: 'warn' });
    else toastError(error);
    return open.load();
  });

/** @param {{ it: Ticket, onClose: () => void }} props */
export function TicketSide({ it, onClose }) {
  return html`<aside class="pane side ticket-side" aria-label=${t('ticket.facts')}><header class="pane-head only-drawer"><h2 class="pane-title grow">${t('ticket.facts')}</h2><${IconButton} icon="x" label=${t('common.close')} onClick=${onClose} /></header>
    <div class="scroll"><${Promises} it=${it} /><${Fields} it=${it} /><${Requester} it=${it} />
      <${TagBox} of=${{ id: it.id, title: t('ticket.tags'), names: it.tags, put: (/** @type {string} */ tag) => set(it, { tags: [...it.tags, tag] }), take: (/** @type {string} */ tag) => set(it, { tags: it.tags.filter((one) => one !== tag) }) }} keys />
      <${OwnFields} it=${it} /><${Links} it=${it} /><${Watchers} /><${Copies} it=${it} /><${History} /></div></aside>`;
}

/** What was promised for it. @param {{ it: Ticket }} props */
const Promises = ({ it }) => it.sla.length > 0 && html`<section class="sec"><div class="sec-h"><h3>${t('sla.clocks')}</h3></div><${ClockList} clocks=${it.sla} /></section>`;

/** @param {{ it: Ticket }} props */
function Fields({ it }) {
  const places = useOrganisation();
  const locked = open.locked.value;
  const user = me.value?.id;
  const people = [...agents.value].sort((a, b) => Number(b.id === user) - Number(a.id === user));
  const known = (/** @type {{ value: string, label: string }[]} */ options, /** @type {{ id: string, name: string } | null} */ now) => (now && !options.some((one) => one.value === now.id) ? [...options, { value: now.id, label: now.name }] : options);
  const choice = (/** @type {string} */ label, /** @type {string} */ value, /** @type {{ value: string, label: string }[]} */ options, /** @type {(value: string) => any} */ wanted) =>
    html`<${Select} label=${label} value=${value} options=${options} disabled=${locked} onValue=${(/** @type {string} */ next) => set(it, wanted(next || /** @type {any} */ (null)))} />`;
  const none = (/** @type {string} */ label) => ({ value: '', label });
  return html`<section class="sec ticket-fields">
    ${choice(t('ticket.status'), it.status, [it.status, ...NEXT[it.status]].map((value) => ({ value, label: t(`ticket.status_${value}`) })), (status) => ({ status }))}
    ${choice(t('ticket.priority'), it.priority, PRIORITIES.map((value) => ({ value, label: t(`ticket.priority_${value}`) })), (priority) => ({ priority }))}
    ${choice(t('ticket.assignee'), it.assignee?.id ?? '', [none(t('ticket.unassigned')), ...known(people.map((one) => ({ value: one.id, label: one.id === user ? t('assign.me', { name: one.name }) : one.name })), it.assignee)], (assignee_id) => ({ assignee_id }))}
    ${(places?.teams.length ?? 0) > 0 && choice(t('ticket.team'), it.team?.id ?? '', [none('–'), ...known(places?.teams.map((one) => ({ value: one.id, label: one.name })) ?? [], it.team)], (team_id) => ({ team_id }))}
    ${(places?.departments.length ?? 0) > 0 && choice(t('ticket.department'), it.department?.id ?? '', [none('–'), ...known(places?.departments.map((one) => ({ value: one.id, label: one.name })) ?? [], it.department)], (department_id) => ({ department_id }))}
    ${categories.value.length > 0 && choice(t('ticket.category'), it.category?.id ?? '', [none('–'), ...categoryChoices(categories.value)], (category_id) => ({ category_id }))}
    <dl class="fact-list t13"><dt>${t('ticket.code')}</dt><dd><code class="ticket-code">${it.code}</code></dd><dt>${t('ticket.source')}</dt><dd>${t(`ticket.source_${it.source}`)}</dd><dt>${t('ticket.came')}</dt><dd>${full(it.created_at)}</dd>
      ${it.page && html`<dt>${t('ticket.page')}</dt><dd class="trunc">${pathOf(it.page)}</dd>`}
      ${it.conversation_id && html`<dt>${t('ticket.conversation')}</dt><dd><a href=${`/inbox/${it.conversation_id}`}>${t('ticket.open_conversation')}</a></dd>`}</dl></section>`;
}

/** @param {{ it: Ticket }} props */
function Requester({ it }) {
  const [editing, setEditing] = useState(false);
  const { name, email, phone, visitor_id: visitor } = it.requester;
  const form = useForm({ name: name ?? '', email: email ?? '', phone: phone ?? '' });
  const save = (/** @type {Event} */ event) => form.submit(async (value) => {
    await change(it, { requester: value });
    setEditing(false);
  }, event);
  if (editing) {
    const field = (/** @type {'name' | 'email' | 'phone'} */ key, /** @type {string} */ type) => html`<${TextField} label=${t(`ticket.requester_${key}`)} type=${type} value=${form.value[key]} error=${form.errors[key]} onValue=${(/** @type {string} */ value) => form.set({ [key]: value })} />`;
    return html`<section class="sec"><div class="sec-h"><h3>${t('ticket.requester')}</h3></div><form class="form" onSubmit=${save}>${field('name', 'text')}${field('email', 'email')}${field('phone', 'tel')}${form.problem && html`<p class="form-error">${form.problem.message}</p>`}
      <div class="form-actions"><${Button} small onClick=${() => setEditing(false)}>${t('common.cancel')}<//><${Button} small kind="primary" type="submit" busy=${form.busy}>${t('common.save')}<//></div></form></section>`;
  }
  return html`<section class="sec"><div class="sec-h"><h3>${t('ticket.requester')}</h3><${IconButton} icon="pencil" label=${t('ticket.edit_requester')} onClick=${() => (form.reset({ name: name ?? '', email: email ?? '', phone: phone ?? '' }), setEditing(true))} /></div>
    <div class="row"><${Avatar} name=${requesterName(it)} id=${email ?? it.id} /><span class="grow med trunc">${requesterName(it)}</span></div>
    <div class="kv ticket-kv">${email && html`<${Icon} name="mail" /><a class="trunc" title=${email} href=${`mailto:${email}`}>${email}</a>`}${phone && html`<${Icon} name="phone" /><a href=${`tel:${phone.replace(/[^\d+]/g, '')}`}>${phone}</a>`}${visitor && html`<${Icon} name="users" /><a href=${`/visitors/${visitor}`}>${t('ticket.open_visitor')}</a>`}</div></section>`;
}

/** @param {{ it: Ticket }} props */
function Links({ it }) {
  const [asking, setAsking] = useState(false);
  const all = open.links.value;
  return html`<section class="sec"><div class="sec-h"><h3>${t('ticket.links')}</h3><${IconButton} icon="plus" label=${t('ticket.add_link')} onClick=${() => setAsking(true)} /></div>
    ${all.length ? html`<ul class="mini ticket-links">${all.map((one) => html`<li key=${one.id}><a href=${`/tickets/${one.id}`}><span class="trunc"><span class="faint num">#${one.number}</span> ${one.subject}</span><${StatusBadge} of=${one.status} /><span class="faint t12">${t(`ticket.link_${one.kind}${one.kind === 'related' ? '' : one.earlier ? '_from' : '_to'}`)}</span></a>
      ${one.kind === 'related' && html`<${IconButton} icon="x" label=${t('ticket.drop_link', { number: String(one.number) })} onClick=${() => open.acts.unlink(one.id).catch(toastError)} />`}</li>`)}</ul>` : html`<p class="faint t13">${t('ticket.no_links')}</p>`}
    ${asking && html`<${LinkDialog} it=${it} onClose=${() => setAsking(false)} />`}</section>`;
}

function Watchers() {
  const all = open.watchers.value;
  const items = agents.value.filter((one) => !all.some((it) => it.id === one.id)).map((one) => ({ label: one.id === me.value?.id ? t('assign.me', { name: one.name }) : one.name, icon: 'eye', run: () => void open.acts.watch(one.id).catch(toastError) }));
  return html`<section class="sec"><div class="sec-h"><h3>${t('ticket.watchers')}</h3>${items.length > 0 && html`<${Menu} class="icon-btn" label=${t('ticket.add_watcher')} items=${items}><${Icon} name="plus" /><//>`}</div>
    ${all.length ? html`<ul class="chips ticket-chips">${all.map((one) => html`<li class="chip" key=${one.id}><span class="trunc">${one.name}</span><button type="button" aria-label=${t('ticket.drop_watcher', { name: one.name })} onClick=${() => open.acts.unwatch(one.id).catch(toastError)}><${Icon} name="x" size=${14} /></button></li>`)}</ul>` : html`<p class="faint t13">${t('ticket.no_watchers')}</p>`}</section>`;
}

/** @param {{ it: Ticket }} props */
function Copies({ it }) {
  const [email, setEmail] = useState('');
  const [adding, setAdding] = useState(false);
  const { busy, run } = useAction();
  const all = open.copies.value;
  const put = (/** @type {string[]} */ copies) => run(async () => {
    await change(it, { copies });
    await open.load();
    setEmail('');
    setAdding(false);
  });
  const add = (/** @type {Event} */ event) => (event.preventDefault(), email.trim() && put([...all, email.trim()]));
  return html`<section class="sec"><div class="sec-h"><h3>${t('ticket.copies')}</h3>${!adding && html`<${IconButton} icon="plus" label=${t('ticket.add_copy')} onClick=${() => setAdding(true)} />`}</div>
    ${all.length > 0 && html`<ul class="chips ticket-chips">${all.map((one) => html`<li class="chip" key=${one}><span class="trunc">${one}</span><button type="button" aria-label=${t('ticket.drop_copy', { email: one })} onClick=${() => put(all.filter((other) => other !== one))}><${Icon} name="x" size=${14} /></button></li>`)}</ul>`}
    ${adding ? html`<form class="form" onSubmit=${add}><${TextField} type="email" label=${t('ticket.copy_email')} focus value=${email} onValue=${setEmail} /><div class="form-actions"><${Button} small onClick=${() => (setEmail(''), setAdding(false))}>${t('common.cancel')}<//><${Button} small kind="primary" type="submit" busy=${busy}>${t('common.add')}<//></div></form>` : !all.length && html`<p class="faint t13">${t('ticket.no_copies')}</p>`}</section>`;
}

function History() {
  const [shown, setShown] = useState(false);
  const [all, setAll] = useState(/** @type {import('../../store/ticket.js').Entry[]} */ ([]));
  const [cursor, setCursor] = useState(/** @type {string | null} */ (null));
  const turn = open.happened.value;
  useEffect(() => {
    if (shown) open.acts.history().then((page) => (setAll(page.items), setCursor(page.next_cursor)), toastError);
  }, [shown, turn]);
  const more = () => open.acts.history(cursor).then((page) => (setAll([...all, ...page.items]), setCursor(page.next_cursor)), toastError);
  return html`<section class="sec"><details class="ticket-history" onToggle=${(/** @type {any} */ event) => setShown(event.target.open)}><summary><${Icon} name="history" size=${16} />${t('ticket.history')}</summary>
    <ol>${all.map((it) => html`<li key=${it.id}><span class="t13"><b>${it.actor.name ?? t(it.actor.kind === 'requester' ? 'ticket.requester' : 'ticket.system')}</b> ${words(it)}</span><time class="faint t12" datetime=${it.at} title=${full(it.at)}>${short(it.at)}</time></li>`)}</ol>
    ${cursor && html`<${Button} small onClick=${more}>${t('common.load_more')}<//>`}</details></section>`;
}

/** @param {import('../../store/ticket.js').Entry} it */
function words({ what, old, new: next }) {
  if (['created', 'link'].includes(what)) return t(`ticket.did_${what}`);
  if (['merged_into', 'merged_from', 'split', 'lock_broken'].includes(what)) return t(`ticket.did_${what}`, { value: told(what, next ?? old, t) });
  if (['linked', 'watcher'].includes(what)) return t(`ticket.did_${what}${next ? '' : '_off'}`, { value: told(what, next ?? old, t) });
  return html`${t(`ticket.did_${what}`)}: <span class="faint">${covered(told(what, old, t))}</span> → ${covered(told(what, next, t))}`;
}
