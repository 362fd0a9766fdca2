// The open conversation: head with its actions, the log of messages, and the composer below.
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { full, now } from '../../lib/time.js';
import { isSnoozed } from '../../state/snooze.js';
import { rows, unfinished } from '../../state/thread.js';
import { pending } from '../../store/outbox.js';
import { earlier, history, later, loadEarlier, loadHistory, loadLater, marked, messages, readBefore, streams, toEnd, typed, typingUntil } from '../../store/thread.js';
import { colorOf } from '../../store/tags.js';
import { Avatar, Badge, Button, Dot, Icon, IconButton, Markdown, Tag, toastError } from '../../ui/index.js';
import { Actions } from './actions.js';
import { Composer } from './composer.js';
import { PriorityMenu } from './details.js';
import { Wait } from './rows.js';
import { ThreadRow } from './message.js';
import { Peers, Unseen } from './presence.js';
import { Unsent } from './unsent.js';
import { pathOf, visitorName } from './words.js';

/** @typedef {import('../../state/conversations.js').Conversation} Conversation */

/** @param {{ it: Conversation, onSide: () => void }} props */
export function Thread({ it, onSide }) {
  const [dropping, setDropping] = useState(false);
  const [dropped, setDropped] = useState(/** @type {File[]} */ ([]));
  const open = it.status !== 'closed';
  const drag = (/** @type {DragEvent} */ event) => {
    if (!open || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    setDropping(true);
  };
  const drop = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    setDropping(false);
    setDropped([...(event.dataTransfer?.files ?? [])]);
  };
  return html`<main class="pane talk" id="content" onDragOver=${drag} onDragLeave=${(/** @type {any} */ event) => event.currentTarget.contains(event.relatedTarget) || setDropping(false)} onDrop=${open ? drop : undefined}>
    <${Head} it=${it} onSide=${onSide} />
    <${Unseen} it=${it} /><${Log} it=${it} />
    <${Composer} it=${it} dropped=${dropped} />
    ${dropping && html`<div class="drop"><${Icon} name="upload" /><span>${t('composer.drop')}</span></div>`}</main>`;
}

/** @param {{ it: Conversation, onSide: () => void }} props */
function Head({ it, onSide }) {
  const name = visitorName(it.visitor);
  const { online, idle, page, title } = it.visitor;
  const presence = online ? (idle ? 'away' : 'online') : 'offline';
  return html`<header class="pane-head talk-head">
    <${IconButton} icon="arrow-left" label=${t('common.back')} href="/inbox" class="only-narrow" />
    <button type="button" class="only-narrow face-btn" title=${t('side.show')} onClick=${onSide}><${Avatar} name=${name} id=${it.visitor.id} presence=${presence} /><span class="sr">${t('side.show')}</span></button>
    <div class="grow"><div class="row talk-top"><h2 class="talk-title trunc">${name}</h2>${it.priority !== 'normal' && html`<span class="row"><${PriorityMenu} it=${it} /></span>`}${it.waiting_since && open(it) && html`<span class="row only-wide"><${Wait} since=${it.waiting_since} /></span>`}<span class="row only-wide"><${StatusBadge} it=${it} /></span>${it.tags.length > 0 && html`<span class="row talk-tags only-wide">${it.tags.slice(0, 3).map((tag) => html`<${Tag} key=${tag} name=${tag} color=${colorOf(tag)} />`)}${it.tags.length > 3 && html`<span class="faint t12">+${it.tags.length - 3}</span>`}</span>`}</div>
      <div class="talk-sub">${it.waiting_since && open(it) && html`<span class="only-narrow"><${Wait} since=${it.waiting_since} short /></span>`}<${Dot} of=${presence} /><span class="trunc" title=${page ?? ''}>${it.subject && html`<b class="med">${it.subject}</b> · `}${t(presence === 'away' ? 'live.idle' : `visitor.${presence}`)}${online && page ? ` · ${title || pathOf(page)}` : ''}</span></div></div>
    <${Peers} id=${it.id} /><${Actions} it=${it} onSide=${onSide} /></header>`;
}

/** @param {Conversation} it */
const open = (it) => it.status !== 'closed';

/** @param {{ it: Conversation }} props */
export const StatusBadge = ({ it }) => {
  if (it.status !== 'closed' && isSnoozed(it, now.value)) return html`<${Badge} kind="warn" icon="alarm-clock" title=${t('snooze.until', { at: full(it.snoozed_until ?? '') })}>${t('snooze.badge')}<//>`;
  if (it.status === 'bot') return html`<${Badge} kind="ai" icon="sparkles">${t('status.bot')}<//>`;
  if (it.status === 'queued') return html`<${Badge} kind="info" icon="users">${t('status.queued')}<//>`;
  if (it.status === 'closed') return html`<${Badge} icon="circle-check">${t('status.closed')}<//>`;
  return html`<${Badge} kind="line" icon="circle-dot">${t('status.active')}<//>`;
};

/** @param {{ it: Conversation }} props */
function Log({ it }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const place = useRef({ atEnd: true, height: 0, first: '', sent: '', shown: /** @type {any} */ (null) });
  const [below, setBelow] = useState(false);
  const [busy, setBusy] = useState(false);
  const list = messages.value;
  const drawn = useMemo(() => rows(list, readBefore.value + 1), [list, readBefore.value]);
  const waiting = pending.value.filter((one) => one.conversation === it.id && !list.some((message) => message.client_ref === one.ref));
  const growing = unfinished(streams.value, list);
  const typing = typingUntil.value > Math.max(now.value, Date.now()) && it.status !== 'closed';
  useTypingEnd();

  useLayoutEffect(() => {
    const log = box.current;
    if (!log) return;
    const { height, first, sent, shown } = place.current;
    const firstNow = list[0]?.id ?? '';
    const sentNow = waiting.at(-1)?.ref ?? sent;
    const target = marked.value === shown ? null : log.querySelector(`[data-seq="${marked.value?.seq}"]`);
    if (target) {
      // Not by scrollIntoView: it would move the whole desk, too.
      const [inside, around] = [target.getBoundingClientRect(), log.getBoundingClientRect()];
      log.scrollTop += inside.top - around.top - (around.height - inside.height) / 2;
      place.current = { atEnd: false, height: log.scrollHeight, first: firstNow, sent: sentNow, shown: marked.value };
      return;
    }
    // Who sends something wants to see it.
    const atEnd = place.current.atEnd || sentNow !== sent;
    if (atEnd) log.scrollTop = log.scrollHeight;
    else if (first && first !== firstNow) log.scrollTop += log.scrollHeight - height;
    else if (log.scrollHeight > height && !later.value) setBelow(true);
    place.current = { atEnd, height: log.scrollHeight, first: firstNow, sent: sentNow, shown };
  });
  // Pictures and a growing composer change the room: who was at the end stays there.
  useEffect(() => {
    const log = box.current;
    if (!log) return undefined;
    const watch = new ResizeObserver(() => place.current.atEnd && (log.scrollTop = log.scrollHeight));
    watch.observe(log);
    if (log.firstElementChild) watch.observe(log.firstElementChild);
    return () => watch.disconnect();
  }, []);

  const scrolled = () => {
    const log = box.current;
    if (!log) return;
    place.current.atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 48 && !later.value;
    place.current.height = log.scrollHeight;
    if (place.current.atEnd) setBelow(false);
    if (busy) return;
    if (log.scrollTop < 120 && earlier.value) bring(loadEarlier);
    else if (log.scrollHeight - log.scrollTop - log.clientHeight < 120 && later.value) bring(loadLater);
  };
  const bring = (/** @type {() => Promise<void>} */ load) => {
    setBusy(true);
    load().catch(toastError).finally(() => setBusy(false));
  };
  const end = async () => {
    await toEnd();
    const log = box.current;
    if (log) log.scrollTop = log.scrollHeight;
    setBelow(false);
  };

  return html`<div class="log-wrap"><div class="scroll" ref=${box} onScroll=${scrolled} tabindex="0" role="log" aria-label=${t('thread.log')}><div class="log">
    ${earlier.value && html`<div class="log-more"><${Button} small busy=${busy} onClick=${() => bring(loadEarlier)}>${t('thread.earlier')}<//></div>`}
    ${!earlier.value && history.value && html`<div class="log-more"><${Button} small icon="history" busy=${busy} onClick=${() => bring(loadHistory)}>${t('thread.history')}<//></div>`}
    ${drawn.map((row) => html`<${ThreadRow} key=${row.key} row=${row} it=${it} />`)}
    ${later.value && html`<div class="log-more"><${Button} small busy=${busy} onClick=${() => bring(loadLater)}>${t('thread.later')}<//></div>`}
    ${!later.value && growing.map(([ref, text]) => html`<article class="msg ai" key=${ref} aria-live="off"><${Avatar} name=${t('assistant.name')} ai /><div class="msg-who">${t('assistant.name')}</div><div class="bub-row"><div class="bub growing"><${Markdown} text=${text} /></div></div></article>`)}
    ${waiting.map((one) => html`<${Unsent} key=${one.ref} it=${one} of=${it} />`)}
    ${typing && html`<div class="msg" key="typing"><${Avatar} name=${visitorName(it.visitor)} id=${it.visitor.id} /><div class="bub-row"><div class=${typed.value ? 'bub typing typed' : 'bub typing'}>${typed.value && html`<span class="typed-words">${typed.value}</span>`}<span class="sr">${t('thread.typing', { name: visitorName(it.visitor) })}</span><i></i><i></i><i></i></div></div></div>`}
    </div></div>${(below || later.value) && html`<button type="button" class="to-end" onClick=${() => end().catch(toastError)}><${Icon} name="arrow-down" size=${16} />${t(below ? 'thread.newer' : 'thread.to_end')}</button>`}</div>`;
}

/** Draws anew when the visitor stopped typing without saying so. */
function useTypingEnd() {
  const [, turn] = useState(0);
  const until = typingUntil.value;
  useEffect(() => {
    if (!until) return undefined;
    const timer = setTimeout(() => turn((it) => it + 1), Math.max(0, until - Date.now()) + 50);
    return () => clearTimeout(timer);
  }, [until]);
}
