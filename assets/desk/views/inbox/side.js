// The side panel: who the visitor is, where they were, what was before, tags, why this agent, notes.
import { html, useEffect, useState } from '../../lib/ui.js';
import { get, put } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { plain } from '../../lib/markdown.js';
import { languageName, placeName } from '../../lib/names.js';
import { on } from '../../lib/socket.js';
import { clock, day, short } from '../../lib/time.js';
import { whyWords } from '../../lib/why.js';
import { turn as bansChanged } from '../../store/bans.js';
import { known } from '../../store/inbox.js';
import { messages } from '../../store/thread.js';
import { Avatar, Badge, Button, Icon, IconButton, Switch, TextField, toastError, useForm, useLoad } from '../../ui/index.js';
import { Journey } from '../visitors/journey.js';
import { StatusBadge } from './thread.js';
import { BanNotice } from './ban.js';
import { Details } from './details.js';
import { Helps } from './helps.js';
import { Tags, VisitorTags } from './tags.js';
import { preview, visitorName } from './words.js';

/** @typedef {import('../../state/conversations.js').Conversation} Conversation */

/** Letters a question has at least. */
const LEAST_ASKED = 8;
/** How well an article must fit, 0 to 1. */
const NEAR = 0.3;

/** @param {{ id: string, onClose: () => void }} props */
export function Side({ id, onClose }) {
  const it = known.value.get(id);
  if (!it) return html`<aside class="pane side" aria-label=${t('side.title')}></aside>`;
  return html`<aside class="pane side" aria-label=${t('side.title')}><div class="side-top"><${IconButton} icon="x" label=${t('common.close')} class="only-drawer" onClick=${onClose} /></div>
    <div class="scroll"><${About} it=${it} /><${Details} it=${it} /><${Tags} it=${it} /><${Helps} it=${it} /><${Journey} visitor=${it.visitor} /><${Before} it=${it} /><${Notes} /><${Similar} it=${it} /><${Facts} it=${it} /><${Tickets} id=${it.id} /></div></aside>`;
}

/** Who it is, what keeps them from writing, and what the page told of them. @param {{ it: Conversation }} props */
function About({ it }) {
  const { data, setData, reload } = useLoad((stop) => get(`/api/visitors/${it.visitor.id}`, undefined, stop), [it.visitor.id, it.visitor.online, bansChanged.value]);
  useEffect(() => on('visitor:updated', ({ visitorId }) => visitorId === it.visitor.id && reload()), [it.visitor.id]);
  const told = data?.id === it.visitor.id ? data : null;
  return html`<${Who} it=${it} place=${placeName(told ?? {})} />${told?.ban && html`<${BanNotice} ban=${told.ban} />`}${told && html`<${VisitorTags} id=${told.id} names=${told.tags} onNames=${(/** @type {string[]} */ tags) => setData({ ...told, tags })} />`}<${CustomData} all=${told?.custom_data ?? {}} />`;
}

/** @param {{ it: Conversation, place: string }} props */
function Who({ it, place }) {
  const { visitor } = it;
  const [editing, setEditing] = useState(false);
  const name = visitorName(visitor);
  useEffect(() => setEditing(false), [it.id]);
  return html`<div class="who"><${Avatar} name=${name} id=${visitor.id} large presence=${visitor.online ? (visitor.idle ? 'away' : 'online') : 'offline'} />
      <div class="who-name">${name}</div>${visitor.vip && html`<${Badge} kind="warn" icon="crown">VIP<//>`}
      <${Visits} of=${visitor} /></div>
    <section class="sec"><div class="sec-h"><h3>${t('side.contact')}</h3><${IconButton} icon="pencil" label=${t('side.edit')} onClick=${() => setEditing(!editing)} /></div>
    ${editing
      ? html`<${EditVisitor} visitor=${visitor} onDone=${() => setEditing(false)} />`
      : html`<div class="kv">${visitor.email && html`<${Icon} name="mail" /><a class="trunc" href=${`mailto:${visitor.email}`}>${visitor.email}</a>`}
          ${visitor.phone && html`<${Icon} name="phone" /><a href=${`tel:${visitor.phone}`}>${visitor.phone}</a>`}
          ${!visitor.email && !visitor.phone && html`<${Icon} name="contact" /><span class="faint">${t('side.no_contact')}</span>`}
          <${Icon} name="languages" /><span>${languageName(visitor.language ?? it.language)}</span>
          ${place && html`<${Icon} name="map-pin" /><span>${place}</span>`}
          <${Icon} name="history" /><span>${t('side.first_seen', { at: day(visitor.first_seen_at) })}</span></div>`}</section>`;
}

/** @param {{ visitor: any, onDone: () => void }} props */
function EditVisitor({ visitor, onDone }) {
  const form = useForm({ name: visitor.name ?? '', email: visitor.email ?? '', phone: visitor.phone ?? '', vip: visitor.vip });
  const { value, errors, set } = form;
  const save = async (/** @type {Event} */ event) => {
    const saved = await form.submit((fields) => put(`/api/visitors/${visitor.id}`, fields).then(takeVisitor), event);
    if (saved) onDone();
    else if (form.problem) toastError(form.problem);
  };
  return html`<form class="form form-tight" onSubmit=${save}>
    <${TextField} label=${t('side.name')} maxlength="120" focus value=${value.name} error=${errors.name} onValue=${(/** @type {string} */ name) => set({ name })} />
    <${TextField} label=${t('side.email')} type="email" value=${value.email} error=${errors.email} onValue=${(/** @type {string} */ email) => set({ email })} />
    <${TextField} label=${t('side.phone')} type="tel" maxlength="40" value=${value.phone} error=${errors.phone} onValue=${(/** @type {string} */ phone) => set({ phone })} />
    <${Switch} label=${t('side.vip')} hint=${t('side.vip_hint')} checked=${value.vip} onValue=${(/** @type {boolean} */ vip) => set({ vip })} />
    <div class="form-actions"><${Button} small kind="primary" type="submit" busy=${form.busy}>${t('common.save')}<//><${Button} small kind="ghost" onClick=${onDone}>${t('common.cancel')}<//></div></form>`;
}

/** @param {any} visitor */
function takeVisitor(visitor) {
  const next = new Map(known.value);
  for (const [id, it] of next) if (it.visitor.id === visitor.id) next.set(id, { ...it, visitor: { ...visitor, online: it.visitor.online } });
  known.value = next;
}

/** Whether the institution vouched for who it is; a name alone proves nothing; and how often they came. @param {{ of: { verified: boolean, name: string | null, email: string | null, visit_count: number } }} props */
export function Visits({ of }) {
  const proof = of.verified ? t('visitor.verified') : of.name || of.email ? t('visitor.unverified') : '';
  const words = [proof, t('visitor.visits', { n: of.visit_count })].filter(Boolean).join(' · ');
  return html`<div class="faint t13 row">${of.verified && html`<${Icon} name="badge-check" size=${14} />`}<span>${words}</span></div>`;
}

/** What the institution's page knows beside the contact. @param {{ all: Record<string, any> }} props */
export function CustomData({ all }) {
  const known = Object.entries(all).filter(([, value]) => value !== null && value !== '');
  if (!known.length) return null;
  const words = (/** @type {any} */ value) => (typeof value === 'boolean' ? t(value ? 'common.yes' : 'common.no') : typeof value === 'object' ? JSON.stringify(value) : String(value));
  return html`<section class="sec"><div class="sec-h"><h3>${t('side.custom')}</h3></div><dl class="fact-list t13">${known.map(([name, value]) => html`<dt key=${name} class="break">${name}</dt><dd class="break">${words(value)}</dd>`)}</dl></section>`;
}

/** Articles that speak of what the visitor asked last. @param {{ it: Conversation }} props */
function Similar({ it }) {
  const asked = messages.value.findLast((one) => one.author.kind === 'visitor' && one.conversation_id === it.id && !one.deleted_at && one.body.trim().length >= LEAST_ASKED);
  const { data } = useLoad((stop) => (asked ? get('/api/knowledge/search', { q: asked.body.slice(0, 500), limit: 5 }, stop) : Promise.resolve(null)), [asked?.id]);
  const hits = (data?.items ?? []).filter((/** @type {any} */ hit) => hit.score >= NEAR).slice(0, 3);
  if (!hits.length) return null;
  return html`<section class="sec"><div class="sec-h"><h3>${t('side.similar')}</h3></div><ul class="mini">${hits.map(
    (/** @type {any} */ hit) => html`<li key=${hit.article_id}><a href=${`/knowledge/${hit.article_id}`} title=${hit.snippet}><span class="trunc">${hit.title}</span><${Icon} name="book-open" size=${16} /><span class="faint t12 trunc">${hit.snippet}</span></a></li>`,
  )}</ul></section>`;
}

/** Conversations before. @param {{ it: Conversation }} props */
function Before({ it }) {
  const { data } = useLoad((stop) => get('/api/chat', { visitor: it.visitor.id, limit: 8 }, stop), [it.visitor.id, it.id]);
  const others = (data?.items ?? []).filter((/** @type {Conversation} */ one) => one.id !== it.id);
  if (!others.length) return null;
  return html`<section class="sec"><div class="sec-h"><h3>${t('side.before')}</h3></div><ul class="mini">${others.map(
    (/** @type {Conversation} */ one) => html`<li key=${one.id}><a href=${`/inbox/${one.id}`}><span class="trunc">${one.subject || preview(one).text || `#${one.number}`}</span>${one.rating ? html`<${Badge} kind="ok" icon="star">${one.rating}<//>` : html`<${StatusBadge} it=${one} />`}<span class="faint t12">#${one.number} · ${short(one.last_message_at)}</span></a></li>`,
  )}</ul></section>`;
}

/** Tickets that were made of the conversation. @param {{ id: string }} props */
function Tickets({ id }) {
  const [turn, setTurn] = useState(0);
  const found = useLoad((signal) => get(`/api/chat/${id}/tickets`, undefined, signal), [id, turn]);
  useEffect(() => {
    const again = (/** @type {any} */ { ticket }) => ticket?.conversation_id === id && setTurn((it) => it + 1);
    const off = [on('ticket:new', again), on('ticket:updated', again)];
    return () => off.forEach((one) => one());
  }, [id]);
  const all = found.data?.items ?? [];
  if (!all.length) return null;
  return html`<section class="sec"><div class="sec-h"><h3>${t('tickets.title')}</h3></div><ul class="mini">${all.map(
    (/** @type {any} */ it) => html`<li key=${it.id}><a href=${`/tickets/${it.id}`}><span class="trunc">${it.subject}</span><${Badge} icon="ticket">${t(`ticket.status_${it.status}`)}<//><span class="faint t12">#${it.number} · ${short(it.updated_at)}</span></a></li>`,
  )}</ul></section>`;
}

function Notes() {
  const notes = messages.value.filter((it) => it.note && !it.system && !it.deleted_at);
  if (!notes.length) return null;
  return html`<section class="sec"><div class="sec-h"><h3>${t('side.notes')}</h3></div><ul class="side-notes">${notes.slice(-4).map(
    (it) => html`<li key=${it.id}><div class="clamp">${plain(it.body)}</div><div class="faint t12">${it.author.name || t('assistant.name')} · ${short(it.created_at)}</div></li>`,
  )}</ul></section>`;
}

/** What is known of the conversation itself. @param {{ it: Conversation }} props */
function Facts({ it }) {
  const why = it.assigned_reason;
  return html`<section class="sec"><div class="sec-h"><h3>${t('side.conversation', { number: String(it.number) })}</h3></div><dl class="fact-list t13">
    <dt>${t('side.status')}</dt><dd><${StatusBadge} it=${it} /></dd>
    <dt>${t('side.agent')}</dt><dd>${it.assignee?.name ?? t('assign.none')}</dd>
    ${why && html`<dt>${t('side.why')}</dt><dd>${why.rule && html`<span class="faint">${t('why.rule', { n: why.rule })}: </span>`}${whyWords(why)}</dd>`}
    <dt>${t('side.begun')}</dt><dd>${day(it.created_at)} ${clock(it.created_at)}</dd>
    ${it.rating && html`<dt>${t('side.rating')}</dt><dd><span aria-label=${`${it.rating}/5`}>${'★'.repeat(it.rating)}${'☆'.repeat(5 - it.rating)}</span>${it.rating_comment && html`<div class="muted">${it.rating_comment}</div>`}</dd>`}
  </dl></section>`;
}
