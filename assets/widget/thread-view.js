// The thread on the screen: a node per row, following the end, loading what is earlier, telling what was read.

import { h, icon } from './dom.js';
import { createMessage } from './message-view.js';
import { worded } from './settings.js';
import { local, rows } from './thread.js';

const NEAR = 80;
/** So long the assistant may think. */
const THINKS_MS = 20_000;

/** @import { Entry, Row, RowNode, ThreadParts } from './types.js' */

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

  const older = h('p.older', { hidden: true }, t('earlier'));
  const log = h('div.log', { role: 'log', 'aria-label': t('log') });
  const typing = h('div.typing', { hidden: true });
  const scroller = h('div.scroller', { tabIndex: 0, onscroll }, older, log, typing);
  const jumpText = h('span');
  const jump = h('button.jump', { hidden: true, onclick: () => toEnd(true) }, icon('arrow'), jumpText);
  const element = h('div.thread', null, scroller, jump);

  const watcher = new ResizeObserver(() => atEnd && follow());
  watcher.observe(scroller);
  watcher.observe(log);
  document.addEventListener('visibilitychange', read);

  /** @param {string} key @param {string} body @param {number} seq @param {number} at */
  const said = (key, body, seq, at) => local(key, { body, seq, at, from: 'agent', name: look.agentName || look.title || state.siteName, state: 'stored' });

  /** With the welcome before, and the proactive message where it was said. */
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
    const name = system?.params?.name;
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
    const words = person ? t('typing', state.typing?.name || t('agent')) : t('assistant_writes');
    if (typing.hidden) typing.replaceChildren();
    if (typing.hidden || typing.textContent === words) return;
    typing.replaceChildren(h(person ? 'span.dots' : 'span.dots.ai', { title: words }, h('i'), h('i'), h('i')), h('span.sr', null, words));
  }

  function render() {
    older.hidden = !(state.earlier && loading);
    renderRows();
    renderTyping();
    const theirs = thread.entries().filter((entry) => entry.from === 'agent' || entry.from === 'assistant').at(-1);
    if (theirs && lastTheirs && theirs.key !== lastTheirs && !atEnd) missed++;
    lastTheirs = theirs?.key || '';
    if (atEnd) follow();
    renderJump();
    read();
  }

  function renderJump() {
    jump.hidden = atEnd;
    const words = missed ? t('new_messages') : t('to_end');
    if (jumpText.textContent !== words) jumpText.textContent = words;
  }

  const fromEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;

  function follow() {
    scroller.scrollTop = scroller.scrollHeight;
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
      page.items.forEach(thread.put);
      chat.patch({ earlier: page.earlier });
      renderRows();
      scroller.scrollTop = scroller.scrollHeight - scroller.clientHeight - before;
    } catch {
      // The next look at the top asks again.
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
