// The thread on the screen: a node per row, following the end, telling what was read; and each message.

import { fileIcon, h, icon, tool } from './dom.js';
import { render as renderMarkdown } from './markdown.js';
import { worded } from './settings.js';
import { local, mayChange, receipt, rows } from './thread.js';

const NEAR = 80;
/** So long the assistant may think. */
const THINKS_MS = 20_000;

/** @import { Attachment, Entry, Row, RowNode, ThreadParts } from './types.js' */

const PICTURE_WIDTH = 240;
const PICTURE_HEIGHT = 280;

/** @type {Record<string, any>} */
const RECEIPT_ICONS = { sending: 'clock', failed: 'alert', sent: 'check', delivered: 'checks', read: 'checks' };

/** @param {ThreadParts} parts */
export function createThreadView({ chat, texts, ui }) {
  const { t } = texts;
  const { state, thread, look } = chat;
  /** @type {Map<string, RowNode>} */
  const nodes = new Map();
  let atEnd = true;
  let loading = false;
  let missed = 0;
  let lastTheirs = '';
  let greetedAfter = -1;
  let seenSize = '';

  const older = h('p.older', { hidden: true }, t('earlier'));
  const log = h('div.log', { role: 'log', 'aria-label': t('log') });
  const typing = h('div.typing', { hidden: true });
  const scroller = h('div.scroller', { tabIndex: 0, onscroll, onpointerenter: wake, onfocus: wake }, older, log, typing);
  const jumpText = h('span');
  const jump = h('button.jump', { hidden: true, onclick: () => (scroller.focus({ preventScroll: true }), toEnd(true)) }, icon('arrow'), jumpText);
  const element = h('div.thread', null, scroller, jump);

  const watcher = new ResizeObserver(() => (atEnd ? follow() : (seenSize = size())));
  watcher.observe(scroller);
  watcher.observe(log);
  document.addEventListener('visibilitychange', read);

  /** @param {string} key @param {string} body @param {number} seq @param {number} at */
  const said = (key, body, seq, at) => local(key, { body, seq, at, from: 'agent', name: look.agentName || look.title || state.siteName, state: 'stored' });

  function all() {
    const entries = thread.entries();
    const last = entries.filter((entry) => Number.isFinite(entry.seq)).at(-1)?.seq || 0;
    const welcome = state.earlier || chat.greeting ? '' : worded(look.welcome, texts.language);
    if (chat.greeting && greetedAfter < 0) greetedAfter = last;
    const list = welcome ? [said('welcome', welcome, -1, entries[0]?.at || 0), ...entries] : entries.slice();
    if (!chat.greeting) return list;
    const place = list.filter((entry) => entry.seq <= greetedAfter).length;
    list.splice(place, 0, said('greeting', chat.greeting, greetedAfter, list[place]?.at || list[place - 1]?.at || 0));
    return list;
  }

  /** @param {Row} row @returns {RowNode} */
  function create(row) {
    if (row.kind === 'day') {
      const day = h('p.day');
      return { element: day, update: (row) => (day.textContent = texts.day(row.at, Date.now())) };
    }
    if (row.kind === 'unread') return { element: h('p.mark', null, t('unread_line')), update() {} };
    if (row.entry.from === 'system') return { element: h('p.note', null, notice(row.entry)), update() {} };
    return createMessage({ chat, texts, ui, entry: row.entry });
  }

  /** @param {Entry} entry */
  function notice({ system, body }) {
    const code = `sys_${system?.code}`;
    const { name: own, minutes, number } = system?.params || {};
    const name = (own && look.agentName) || own || minutes || number;
    const words = t(name || code !== 'sys_agent_joined' ? code : 'sys_agent_joined_anon', name);
    return words === code ? body : words;
  }

  function renderRows() {
    const list = rows(all(), state.unreadAfter);
    const gone = new Set(nodes.keys());
    let place = log.firstChild;
    for (const row of list) {
      gone.delete(row.key);
      const node = nodes.get(row.key) || create(row);
      nodes.set(row.key, node);
      node.update(row);
      if (node.element === place) place = place.nextSibling;
      else log.insertBefore(node.element, place);
    }
    for (const key of gone) {
      nodes.get(key)?.element.remove();
      nodes.delete(key);
    }
  }

  function renderTyping() {
    const last = thread.entries().filter((entry) => entry.from !== 'system').at(-1);
    const asked = last?.from === 'visitor' && last.id && Date.now() - last.at < THINKS_MS;
    const thinks = asked && state.conversation?.status === 'bot' && state.conversation.assistant === 'on';
    const person = state.typing && state.typing.who !== 'assistant';
    typing.hidden = !(person || thinks);
    const words = person ? t('typing', look.agentName || state.typing?.name || t('agent')) : t('assistant_writes');
    if (typing.hidden) typing.replaceChildren();
    if (typing.hidden || typing.textContent === words) return;
    typing.replaceChildren(h(person ? 'span.dots' : 'span.dots.ai', { title: words }, h('i'), h('i'), h('i')), h('span.sr', null, words));
  }

  function render() {
    older.hidden = !(state.earlier && loading);
    const theirs = thread.entries().filter((entry) => entry.from === 'agent' || entry.from === 'assistant').at(-1);
    const fresh = theirs && lastTheirs && theirs.key !== lastTheirs;
    if (fresh && !atEnd) missed++;
    // Who looks elsewhere finds the line over what came meanwhile.
    if (fresh && state.open && (!atEnd || document.hidden)) state.unreadAfter = Math.max(state.unreadAfter, chat.readUpTo());
    lastTheirs = theirs?.key || '';
    renderRows();
    renderTyping();
    if (atEnd) follow();
    renderJump();
    read();
    if (thread.entries().some((entry) => entry.reactions?.[0])) wake();
  }

  function wake() {
    import('./reactions.js').then((module) => module.begin({ chat, texts, log, ui }), () => {});
  }

  function renderJump() {
    jump.hidden = atEnd;
    const words = missed ? t('new_messages') : t('to_end');
    if (jumpText.textContent !== words) jumpText.textContent = words;
  }

  const fromEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;

  const size = () => `${scroller.scrollHeight}/${scroller.clientHeight}`;

  function follow() {
    scroller.scrollTop = scroller.scrollHeight;
    seenSize = size();
  }

  /** @param {boolean} [smooth] */
  function toEnd(smooth) {
    missed = 0;
    const still = !smooth || matchMedia('(prefers-reduced-motion: reduce)').matches;
    scroller.scrollTo({ top: scroller.scrollHeight, behavior: still ? 'auto' : 'smooth' });
    if (still) atEnd = true;
  }

  function onscroll() {
    if (!scroller.clientHeight) return;
    // Moved by what came in or around, and not by a hand: who was at the end stays there.
    if (atEnd && size() !== seenSize) return follow();
    atEnd = fromEnd() < NEAR;
    if (atEnd) missed = 0;
    renderJump();
    chat.storage.tab.set('scroll', atEnd ? null : Math.round(fromEnd()));
    if (scroller.scrollTop < NEAR) loadEarlier();
    read();
  }

  async function loadEarlier() {
    if (loading || !state.earlier || state.phase !== 'ready') return;
    loading = true;
    older.hidden = false;
    try {
      const page = await chat.api.messages(thread.firstSeq());
      const before = fromEnd();
      chat.takePage(page);
      chat.patch({ earlier: page.earlier });
      renderRows();
      scroller.scrollTop = scroller.scrollHeight - scroller.clientHeight - before;
    } catch {
      // Asked again.
    } finally {
      loading = false;
      older.hidden = true;
    }
  }

  function read() {
    if (state.open && atEnd && !document.hidden && scroller.clientHeight) chat.read();
  }

  return {
    element,
    render,
    toEnd,

    /** Back to where the visitor was, or to what is new. */
    restore() {
      const away = chat.storage.tab.get('scroll');
      const mark = nodes.get('unread')?.element;
      follow();
      if (mark && fromEnd() === 0 && mark.offsetTop < scroller.scrollTop) scroller.scrollTop = mark.offsetTop - 12;
      else if (away) scroller.scrollTop = scroller.scrollHeight - scroller.clientHeight - away;
      atEnd = fromEnd() < NEAR;
      renderJump();
      read();
    },

    destroy() {
      watcher.disconnect();
      document.removeEventListener('visibilitychange', read);
    },
  };
}

/** One message. @param {ThreadParts & { entry: Entry }} parts */
function createMessage({ chat, texts, ui, entry }) {
  const { t } = texts;
  const { state, storage, look } = chat;
  const { root } = chat.context;
  const mine = entry.from === 'visitor';
  const who = mine ? h('p.sr', null, t('you')) : author();
  const text = h('div.text');
  const bubble = h('div.bub');
  const sources = h('div.src', { role: 'group', 'aria-label': t('sources') });
  const helped = h('div.helped');
  const foot = h('div.foot');
  const element = h('div.asisttr-message.m', null, who, bubble, sources, helped, foot);
  const seen = { body: '', files: '', foot: '' };
  let asksDelete = false;

  if (mine) element.classList.add('me');
  if (entry.from === 'assistant') element.classList.add('ai');

  function author() {
    if (entry.from === 'assistant') return h('p.who', null, icon('spark'), t('assistant'));
    return h('p.who', null, look.agentName || entry.name || t('agent'));
  }

  /** @param {Attachment} file */
  function attachment(file) {
    const href = chat.api.url(file.url);
    const chip = h('a.file', { href, target: '_blank', rel: 'noopener noreferrer' },
      icon(fileIcon(file.type)),
      h('span', null, h('b', null, file.name), h('small', null, texts.size(file.size))),
    );
    if (!file.type.startsWith('image/') || !file.width || !file.height) return chip;
    const scale = Math.min(1, PICTURE_WIDTH / file.width, PICTURE_HEIGHT / file.height);
    const picture = h('img', {
      src: href,
      alt: t('image', file.name),
      width: Math.round(file.width * scale),
      height: Math.round(file.height * scale),
      loading: 'lazy',
      // A page may forbid pictures of other origins.
      onerror: () => frame.replaceWith(chip),
    });
    const frame = h('a.picture', { href, target: '_blank', rel: 'noopener noreferrer' }, picture);
    return frame;
  }

  function renderBody() {
    const { body, deleted, streaming, attachments } = entry;
    element.classList.toggle('gone', deleted);
    element.classList.toggle('streams', Boolean(streaming));
    // Read out once it is whole.
    element.setAttribute('aria-busy', String(Boolean(streaming)));
    const files = String(attachments.map((file) => file.url));
    const said = entry.replyTo && chat.thread.byId(entry.replyTo);
    const answered = entry.replyTo ? (said && (said.body || said.attachments[0]?.name)) || '…' : '';
    const sign = `${deleted}|${body}|${files}|${answered}`;
    if (sign === seen.body) return;
    seen.body = sign;
    if (deleted) return bubble.replaceChildren(t('deleted'));
    renderMarkdown(text, body);
    const around = files + answered;
    if (text.parentNode !== bubble || around !== seen.files) bubble.replaceChildren(...(answered ? [h('p.quote', null, answered)] : []), ...attachments.map(attachment), text);
    seen.files = around;
    text.hidden = !body;
  }

  function renderSources() {
    const list = entry.deleted || entry.streaming ? [] : entry.sources;
    sources.hidden = !list.length;
    helped.hidden = !list.length;
    if (!list.length || sources.childElementCount) return;
    const cited = list[1] && entry.body.includes('[2]');
    sources.append(...list.map((source, at) =>
      h('button', { title: source.snippet, onclick: () => ui.article(source.slug) }, icon('book'), h('span', null, cited && `[${at + 1}] `, source.title)),
    ));
    const given = storage.shared.get(`helped:${entry.id}`);
    if (given !== null) return thank(given);
    helped.append(t('helpful'), thumb(true), thumb(false));
  }

  /** @param {boolean} up */
  const thumb = (up) => tool('button', t(up ? 'yes' : 'no'), 'thumb', () => judge(up), up ? '' : 'turned');

  /** @param {boolean} up */
  function judge(up) {
    const held = helped.contains(root.activeElement);
    storage.shared.set(`helped:${entry.id}`, up);
    thank(up);
    if (held) helped.focus();
    if (entry.id) chat.api.judge(entry.id, up).catch(() => {});
  }

  /** @param {boolean} up */
  function thank(up) {
    helped.tabIndex = -1;
    helped.setAttribute('role', 'status');
    helped.replaceChildren(h('span', null, t(up ? 'thanks' : 'sorry')));
  }

  /** @param {boolean} last */
  function renderFoot(last) {
    const standing = mine ? receipt(entry, chat.markOf(entry.conversationId)) : '';
    const changeable = state.phase === 'ready' && mayChange(entry, Date.now()) && entry.conversationId === state.conversation?.id;
    if (!changeable) asksDelete = false;
    const sign = [entry.id, last, standing, changeable, entry.edited, entry.deleted, entry.streaming, asksDelete, entry.problem].join();
    if (sign === seen.foot) return;
    seen.foot = sign;
    const held = foot.contains(root.activeElement);
    foot.replaceChildren(...footOf(last, standing, changeable));
    if (held) foot.querySelector('button')?.focus();
  }

  /** @param {boolean} last @param {string} standing @param {boolean} changeable */
  function footOf(last, standing, changeable) {
    if (entry.streaming) return [];
    if (asksDelete) return [h('span', null, t('delete_ask')), link('delete', remove), link('cancel', () => ask(false))];
    if (standing === 'failed') return [h('span.bad', null, entry.problem || t('state_failed')), link('retry', retry), link('delete', drop)];
    const out = [];
    if (changeable) out.push(h('span.acts', null, tool('button', t('edit'), 'pen', () => ui.edit(entry)), tool('button', t('delete'), 'bin', () => ask(true))));
    if (entry.edited && !entry.deleted) out.push(h('span', null, t('edited')));
    const when = mine || entry.id ? h('time', null, texts.time(entry.at)) : null;
    if (when && (last || standing === 'sending')) out.push(when);
    if (mine && !entry.deleted && (last || standing === 'sending')) out.push(mark(standing));
    return out;
  }

  /** @param {string} standing */
  function mark(standing) {
    const words = t(`state_${standing}`);
    return h('span', { title: words }, icon(RECEIPT_ICONS[standing], standing), h('span.sr', null, words));
  }

  /** @param {string} label @param {() => void} onclick */
  const link = (label, onclick) => h('button.link', { onclick }, t(label));

  /** @param {boolean} yes */
  function ask(yes) {
    asksDelete = yes;
    chat.patch({});
  }

  function remove() {
    asksDelete = false;
    chat.ask('chat:delete', { conversationId: entry.conversationId, messageId: entry.id }).then((ack) => {
      if (ack.ok && entry.id) chat.thread.remove(entry.id);
      chat.patch({});
    });
  }

  function retry() {
    chat.outbox.retry(entry.key);
    chat.outbox.flush();
  }

  function drop() {
    chat.outbox.drop(entry.key);
    chat.thread.drop(entry.key);
    chat.patch({});
  }

  return {
    element,
    /** @param {any} row */
    update(row) {
      entry = row.entry;
      Object.assign(element, { entry });
      element.classList.toggle('follows', !row.first);
      if (!mine) who.hidden = !row.first;
      renderBody();
      renderSources();
      renderFoot(row.last);
    },
  };
}
