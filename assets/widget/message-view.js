// One message on the screen: author, text, files, sources, its state, and what may be done with it.

import { h, icon } from './dom.js';
import { render as renderMarkdown } from './markdown.js';
import { mayChange, receipt } from './thread.js';

/** Widest a picture is shown; its height follows before it has loaded, so that nothing jumps. */
const PICTURE_WIDTH = 240;
const PICTURE_HEIGHT = 280;

/** @typedef {import('./types.js').Entry} Entry */
/** @typedef {import('./types.js').Attachment} Attachment */

const RECEIPT_ICONS = /** @type {const} */ ({ sending: 'clock', failed: 'alert', sent: 'check', delivered: 'checks', read: 'checks' });

/**
 * @param {object} parts
 * @param {import('./chat.js').Chat} parts.chat
 * @param {import('./types.js').Texts} parts.texts
 * @param {{ article: (slug: string) => void, edit: (entry: Entry) => void }} parts.ui
 * @param {Entry} parts.entry
 */
export function createMessage({ chat, texts, ui, entry }) {
  const { t } = texts;
  const { state, storage, look } = chat;
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

  // --- what it says ----------------------------------------------------------------------------

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
      // A strict page may forbid pictures of other origins; a name to open remains.
      onerror: () => frame.replaceWith(chip),
    });
    const frame = h('a.picture', { href, target: '_blank', rel: 'noopener noreferrer' }, picture);
    return frame;
  }

  function renderBody() {
    const { body, deleted, streaming, attachments } = entry;
    element.classList.toggle('gone', deleted);
    element.classList.toggle('streams', Boolean(streaming));
    // A reader hears the answer once, when it is whole, and not at every word.
    element.setAttribute('aria-busy', String(Boolean(streaming)));
    const sign = `${deleted}|${body}|${attachments.map((file) => file.url)}`;
    if (sign === seen.body) return;
    seen.body = sign;
    if (deleted) return bubble.replaceChildren(t('deleted'));
    renderMarkdown(text, body);
    if (text.parentNode !== bubble || bubble.childElementCount !== attachments.length + 1) bubble.replaceChildren(...attachments.map(attachment), text);
    text.hidden = !body;
  }

  // --- sources and whether they helped ---------------------------------------------------------

  function renderSources() {
    const list = entry.deleted || entry.streaming ? [] : entry.sources;
    sources.hidden = !list.length;
    helped.hidden = !list.length;
    if (!list.length || sources.childElementCount) return;
    const bySlug = new Map(list.map((source) => [source.slug, source]));
    sources.append(...Array.from(bySlug.values(), (source) =>
      h('button', { type: 'button', title: source.snippet, onclick: () => ui.article(source.slug) }, icon('book'), h('span', null, source.title)),
    ));
    const given = storage.shared.get(`helped:${entry.id}`);
    if (given !== null) return thank(given);
    helped.append(t('helpful'), thumb(true), thumb(false));
  }

  /** @param {boolean} up */
  const thumb = (up) =>
    h('button', { type: 'button', 'aria-label': t(up ? 'yes' : 'no'), title: t(up ? 'yes' : 'no'), onclick: () => judge(up) }, icon('thumb', up ? '' : 'turned'));

  /** @param {boolean} up */
  function judge(up) {
    const held = helped.contains(/** @type {ShadowRoot} */ (helped.getRootNode()).activeElement);
    storage.shared.set(`helped:${entry.id}`, up);
    thank(up);
    if (held) helped.focus();
    // The opinion is about the articles the answer was made of. One that is gone cannot take it, which is no loss.
    for (const id of new Set(entry.sources.map((source) => source.article_id))) chat.api.feedback(id, up).catch(() => {});
  }

  /** @param {boolean} up */
  function thank(up) {
    helped.tabIndex = -1;
    helped.setAttribute('role', 'status');
    helped.replaceChildren(h('span', null, t(up ? 'thanks' : 'sorry')));
  }

  // --- its state -------------------------------------------------------------------------------

  /** @param {boolean} last of its group */
  function renderFoot(last) {
    const upTo = upToOf(entry);
    const standing = mine ? receipt(entry, upTo) : '';
    const changeable = state.phase === 'ready' && mayChange(entry, Date.now()) && entry.conversationId === state.conversation?.id;
    if (!changeable) asksDelete = false;
    const sign = [entry.id, last, standing, changeable, entry.edited, entry.deleted, entry.streaming, asksDelete, entry.problem].join();
    if (sign === seen.foot) return;
    seen.foot = sign;
    const { activeElement } = /** @type {ShadowRoot} */ (foot.getRootNode() instanceof ShadowRoot ? foot.getRootNode() : document);
    const held = foot.contains(activeElement);
    foot.replaceChildren(...footOf(last, standing, changeable));
    if (held) foot.querySelector('button')?.focus();
  }

  /** @param {boolean} last @param {string} standing @param {boolean} changeable @returns {Node[]} */
  function footOf(last, standing, changeable) {
    if (entry.streaming) return [];
    if (asksDelete) return [h('span', null, t('delete_ask')), link('delete', remove), link('cancel', () => ask(false))];
    if (standing === 'failed') return [h('span.bad', null, entry.problem || t('state_failed')), link('retry', retry), link('delete', drop)];
    const out = [];
    if (changeable) out.push(h('span.acts', null, action('pen', 'edit', () => ui.edit(entry)), action('bin', 'delete', () => ask(true))));
    if (entry.edited && !entry.deleted) out.push(h('span', null, t('edited')));
    const when = mine || entry.id ? h('time', null, texts.time(entry.at)) : null;
    if (when && (last || standing === 'sending')) out.push(when);
    if (mine && !entry.deleted && (last || standing === 'sending')) out.push(mark(/** @type {keyof typeof RECEIPT_ICONS} */ (standing)));
    return out;
  }

  /** @param {keyof typeof RECEIPT_ICONS} standing */
  function mark(standing) {
    const words = t(`state_${standing}`);
    return h('span', { title: words }, icon(RECEIPT_ICONS[standing], standing), h('span.sr', null, words));
  }

  /** @param {string} label @param {() => void} onclick */
  const link = (label, onclick) => h('button.link', { type: 'button', onclick }, t(label));

  /** @param {any} name @param {string} label @param {() => void} onclick */
  const action = (name, label, onclick) => h('button', { type: 'button', 'aria-label': t(label), title: t(label), onclick }, icon(name));

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

  /** Of an earlier conversation it is enough that it was sent. @param {Entry} of */
  function upToOf(of) {
    const open = state.conversation;
    if (!open || of.conversationId !== open.id) return { delivered: 0, read: 0 };
    return { delivered: open.agent_delivered_up_to, read: open.agent_read_up_to };
  }

  return {
    element,
    /** @param {{ entry: Entry, first: boolean, last: boolean }} row */
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
