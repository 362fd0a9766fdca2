// One message on the screen: author, text, files, sources, state, actions.

import { h, icon, tool } from './dom.js';
import { render as renderMarkdown } from './markdown.js';
import { mayChange, receipt } from './thread.js';

const PICTURE_WIDTH = 240;
const PICTURE_HEIGHT = 280;

/** @import { Attachment, Entry, ThreadParts } from './types.js' */

/** @type {Record<string, any>} */
const RECEIPT_ICONS = { sending: 'clock', failed: 'alert', sent: 'check', delivered: 'checks', read: 'checks' };

/** @param {ThreadParts & { entry: Entry }} parts */
export function createMessage({ chat, texts, ui, entry }) {
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
  const seen = { body: '', foot: '' };
  let asksDelete = false;

  if (mine) element.classList.add('me');
  if (entry.from === 'assistant') element.classList.add('ai');

  function author() {
    if (entry.from === 'assistant') return h('p.who', null, icon('spark'), t('assistant'));
    return h('p.who', null, entry.name || look.agentName || t('agent'));
  }

  /** @param {Attachment} file */
  function attachment(file) {
    const href = chat.api.url(file.url);
    const chip = h('a.file', { href, target: '_blank', rel: 'noopener noreferrer' },
      icon('file'),
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
    const sign = `${deleted}|${body}|${attachments.map((file) => file.url)}`;
    if (sign === seen.body) return;
    seen.body = sign;
    if (deleted) return bubble.replaceChildren(t('deleted'));
    renderMarkdown(text, body);
    if (text.parentNode !== bubble || bubble.childElementCount !== attachments.length + 1) bubble.replaceChildren(...attachments.map(attachment), text);
    text.hidden = !body;
  }

  function renderSources() {
    const list = entry.deleted || entry.streaming ? [] : entry.sources;
    sources.hidden = !list.length;
    helped.hidden = !list.length;
    if (!list.length || sources.childElementCount) return;
    const bySlug = new Map(list.map((source) => [source.slug, source]));
    sources.append(...Array.from(bySlug.values(), (source) =>
      h('button', { title: source.snippet, onclick: () => ui.article(source.slug) }, icon('book'), h('span', null, source.title)),
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
    for (const id of new Set(entry.sources.map((source) => source.article_id))) chat.api.feedback(id, up).catch(() => {});
  }

  /** @param {boolean} up */
  function thank(up) {
    helped.tabIndex = -1;
    helped.setAttribute('role', 'status');
    helped.replaceChildren(h('span', null, t(up ? 'thanks' : 'sorry')));
  }

  /** @param {boolean} last */
  function renderFoot(last) {
    const standing = mine ? receipt(entry, upTo()) : '';
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

  function upTo() {
    const open = state.conversation;
    if (!open || entry.conversationId !== open.id) return { delivered: 0, read: 0 };
    return { delivered: open.agent_delivered_up_to, read: open.agent_read_up_to };
  }

  return {
    element,
    /** @param {any} row */
    update(row) {
      entry = row.entry;
      element.classList.toggle('follows', !row.first);
      if (!mine) who.hidden = !row.first;
      renderBody();
      renderSources();
      renderFoot(row.last);
    },
  };
}
