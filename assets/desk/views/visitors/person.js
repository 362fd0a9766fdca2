// One visitor beside the live list: who it is, where they are and were, what was said before, and speaking to them first.
import { html, useEffect, useRef, useState } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { go } from '../../lib/router.js';
import { on } from '../../lib/socket.js';
import { placeName } from '../../lib/names.js';
import { day, short, span, now } from '../../lib/time.js';
import { cameFrom } from '../../state/visitors.js';
import { turn as bansChanged } from '../../store/bans.js';
import { find, startChat, visitors } from '../../store/visitors.js';
import { Avatar, Badge, Button, Empty, Failure, Icon, IconButton, Notice, Skeleton, TextArea, focusOnce, toast, useForm, useLoad } from '../../ui/index.js';
import { BanNotice } from '../inbox/ban.js';
import { pathOf, preview, visitorName } from '../inbox/words.js';
import { CustomData, Visits } from '../inbox/side.js';
import { VisitorTags } from '../inbox/tags.js';
import { StatusBadge } from '../inbox/thread.js';
import { ChatBadge, DeviceWords } from './index.js';
import { Journey } from './journey.js';

/** @typedef {import('../../state/visitors.js').LiveVisitor} LiveVisitor */

/** @param {{ id: string }} props */
export function Person({ id }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const live = visitors.value?.get(id);
  // Who left while one looks stays on the screen, as they were.
  const { data, error, reload } = useLoad((stop) => find(id, stop), [id, bansChanged.value, live?.conversation?.id, Boolean(live)]);
  useEffect(() => box.current?.focus({ preventScroll: true }), []);
  // Who turned out to be somebody known before is looked at under that name.
  useEffect(() => on('visitor:merged', ({ visitorId, visitor }) => visitorId === id && visitor && go(`/visitors/${visitor.id}`, { replace: true })), [id]);
  const it = live ?? data;
  const leave = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    go('/visitors');
  };
  return html`<aside class="pane live-side" ref=${box} tabindex="-1" aria-label=${t('live.person')} onKeyDown=${leave}>
    <header class="pane-head"><h2 class="pane-title grow trunc">${it ? visitorName(it) : t('live.person')}</h2><${IconButton} icon="x" label=${t('common.close')} href="/visitors" /></header>
    <div class="scroll">${it ? html`<${Who} it=${it} gone=${!live} /><${Speak} it=${it} ban=${data?.ban} known=${Boolean(data)} /><${Known} id=${id} /><${Journey} visitor=${{ id, online: Boolean(live), page: it.page }} /><${Conversations} id=${id} turn=${it.conversation?.id ?? ''} />`
      : error ? (error.status === 404 ? html`<${Empty} icon="user-round-x" title=${t('live.unknown')} />` : html`<${Failure} error=${error} onRetry=${reload} />`) : html`<${Skeleton} rows=${5} />`}</div></aside>`;
}

/** @param {{ it: LiveVisitor, gone: boolean }} props */
function Who({ it, gone }) {
  const name = visitorName(it);
  const from = cameFrom(it);
  const place = placeName(it);
  return html`<div class="who"><${Avatar} name=${name} id=${it.id} large presence=${gone ? 'offline' : it.state === 'idle' ? 'away' : 'online'} /><div class="who-name">${name}</div>${it.vip && html`<${Badge} kind="warn" icon="crown">VIP<//>`}
      <${Visits} of=${it} /></div>
    <section class="sec"><div class="kv"><${Icon} name=${gone ? 'wifi-off' : it.state === 'idle' ? 'moon' : 'activity'} /><span>${gone ? t('visitor.offline') : `${t(it.state === 'idle' ? 'live.idle' : 'live.active')} · ${span(now.value - Date.parse(it.state_since))}`}</span>
      ${it.page && html`<${Icon} name="globe" /><span class="break" title=${it.page}>${it.title || pathOf(it.page)}</span>`}
      ${from && html`<${Icon} name="log-in" /><span>${t('journey.from', { from })}</span>`}
      ${place && html`<${Icon} name="map-pin" /><span>${place}</span>`}
      ${(it.browser || it.system) && html`<${Icon} name="monitor" /><span class="row"><${DeviceWords} it=${{ ...it, device: null }} /></span>`}
      ${it.email && html`<${Icon} name="mail" /><a class="trunc" href=${`mailto:${it.email}`}>${it.email}</a>`}
      <${Icon} name="history" /><span>${t('side.first_seen', { at: day(/** @type {any} */ (it).first_seen_at) })}</span></div></section>`;
}

/** What is known beside the visit. @param {{ id: string }} props */
function Known({ id }) {
  const { data, setData, reload } = useLoad((stop) => get(`/api/visitors/${id}`, undefined, stop), [id]);
  useEffect(() => on('visitor:updated', ({ visitorId }) => visitorId === id && reload()), [id]);
  return data && html`<${VisitorTags} id=${id} names=${data.tags} onNames=${(/** @type {string[]} */ tags) => setData({ ...data, tags })} /><${CustomData} all=${data.custom_data} />`;
}

/** The first word of a conversation, or the way to the one there is. @param {{ it: LiveVisitor, ban: any, known: boolean }} props */
function Speak({ it, ban, known }) {
  const [writing, setWriting] = useState(false);
  const form = useForm({ message: '' });
  if (it.conversation) return html`<section class="sec live-speak"><div class="row"><${ChatBadge} of=${it.conversation} /><span class="faint t13">#${it.conversation.number}</span></div><${Button} kind="primary" icon="messages-square" href=${`/inbox/${it.conversation.id}`}>${t('live.open_chat')}<//></section>`;
  if (ban) return html`<${BanNotice} ban=${ban} />`;
  if (!writing) return html`<section class="sec live-speak"><${Button} kind="primary" icon="message-circle-more" disabled=${!known} onClick=${() => setWriting(true)}>${t('live.start')}<//>${!it.online && html`<p class="faint t13">${t('live.start_later')}</p>`}</section>`;
  const send = async (/** @type {Event} */ event) => {
    let to = '';
    const sent = await form.submit(async ({ message }) => {
      try {
        to = (await startChat(it.id, message.trim())).id;
      } catch (/** @type {any} */ error) {
        if (error.code !== 'visitor_has_chat') throw error;
        // Somebody was quicker: that conversation is the way on.
        to = (await find(it.id)).conversation?.id ?? '';
        toast(error.message, { kind: 'info' });
      }
    }, event);
    if (sent && to) go(`/inbox/${to}`, { force: true });
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send(event);
    if (event.key === 'Escape') {
      event.preventDefault();
      setWriting(false);
    }
  };
  return html`<section class="sec"><form class="form form-tight" onSubmit=${send} onKeyDown=${key}><${TextArea} label=${t('live.first_words')} hint=${t('live.first_words_hint')} rows=${3} maxlength="8000" ref=${focusOnce} value=${form.value.message} error=${form.errors.message ?? form.errors.body} onValue=${(/** @type {string} */ message) => form.set({ message })} />
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <div class="form-actions"><${Button} kind="primary" type="submit" icon="send-horizontal" busy=${form.busy} disabled=${!form.value.message.trim()}>${t('composer.send')}<//><${Button} kind="ghost" onClick=${() => setWriting(false)}>${t('common.cancel')}<//></div></form></section>`;
}

/** What was said before. @param {{ id: string, turn: string }} props */
function Conversations({ id, turn }) {
  const { data } = useLoad((stop) => get('/api/chat', { visitor: id, limit: 8 }, stop), [id, turn]);
  const all = data?.items ?? [];
  if (!all.length) return null;
  return html`<section class="sec"><div class="sec-h"><h3>${t('live.conversations')}</h3></div><ul class="mini">${all.map(
    (/** @type {import('../../state/conversations.js').Conversation} */ one) => html`<li key=${one.id}><a href=${`/inbox/${one.id}`}><span class="trunc">${one.subject || preview(one).text || `#${one.number}`}</span><${StatusBadge} it=${one} /><span class="faint t12">#${one.number} · ${short(one.last_message_at)}</span></a></li>`,
  )}</ul></section>`;
}
