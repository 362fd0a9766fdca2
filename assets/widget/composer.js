// Where the visitor writes, and changes a message.

import { h, icon, tool } from './dom.js';
import { worded } from './settings.js';

const TALLEST = 132;
const TYPING_MS = 3000;
const SUGGEST_MS = 450;
const SUGGEST_FROM = 4;
const COUNT_FROM = 7500;

/** @import { Attachment, Base, Entry } from './types.js' */

/** @param {Base & { submit: (text: string, files: Attachment[]) => boolean }} parts */
export function createComposer({ chat, texts, submit }) {
  const { t } = texts;
  const { look, storage, state } = chat;
  /** @type {Entry | null} */
  let changed = null;
  /** @type {ReturnType<typeof import('./uploads.js').createUploads> | null} */
  let uploads = null;
  let sendWhenReady = false;
  let sendWhenUploaded = false;
  let typingAt = 0;
  let suggestTimer = 0;

  const input = h('textarea', {
    rows: 1,
    placeholder: worded(look.placeholder, texts.language) || t('placeholder'),
    'aria-label': t('message'),
    enterKeyHint: 'send',
    autocomplete: 'off',
    oninput,
    onkeydown,
    onpaste,
  });
  const files = h('ul.files', { hidden: true });
  const count = h('span.gap', { role: 'status' });
  const go = h('button.go', { type: 'submit', 'aria-label': t('send'), title: t('send') }, icon('send'));
  const picker = h('input', { type: 'file', multiple: true, hidden: true, tabIndex: -1, onchange: picked });
  const doing = h('span');
  const changing = h('div.changing', { hidden: true },
    icon('pen'),
    doing,
    tool('button.small', t('cancel'), 'cross', stopChanging),
  );
  const clip = look.features.upload ? tool('button.tool', t('attach'), 'clip', () => picker.click()) : null;
  const smile = look.features.emoji ? tool('button.tool', t('emoji'), 'smile', emoji) : null;
  const element = h('form.cmp', { onsubmit }, changing, files, input, h('div.row', null, clip, smile, count, go), picker);

  input.value = storage.tab.get('draft') || '';

  /** @param {Event} event */
  function onsubmit(event) {
    event.preventDefault();
    send();
  }

  /** @param {KeyboardEvent} event */
  function onkeydown(event) {
    if (event.key === 'Escape' && (changed || chat.answered)) {
      event.preventDefault();
      stopChanging();
    }
    // Enter may belong to an input method.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  }

  function oninput() {
    fit();
    if (changed) return;
    storage.tab.set('draft', input.value || null);
    typing(Boolean(input.value.trim()));
    clearTimeout(suggestTimer);
    suggestTimer = Number(setTimeout(suggest, SUGGEST_MS));
  }

  function fit() {
    const { length } = input.value;
    input.style.height = 'auto';
    input.style.height = `${Math.min(input.scrollHeight, TALLEST)}px`;
    go.classList.toggle('on', Boolean(input.value.trim()) || Boolean(uploads?.any()));
    count.textContent = length > COUNT_FROM ? `${length} / 8000` : '';
    count.classList.toggle('bad', length > 8000);
  }

  /** @param {boolean} isTyping */
  function typing(isTyping) {
    const id = state.conversation?.id;
    if (!id || !look.features.typing || (isTyping && Date.now() - typingAt < (look.features.preview ? 400 : TYPING_MS)) || (!isTyping && !typingAt)) return;
    typingAt = isTyping ? Date.now() : 0;
    chat.tell('chat:typing', { conversationId: id, isTyping, preview: look.features.preview ? input.value : undefined });
  }

  async function suggest() {
    const text = input.value.trim();
    typing(Boolean(text)); // the last words before a pause
    const withPerson = state.conversation?.status === 'active';
    if (withPerson || chat.suggestionsDismissed || state.phase !== 'ready') return;
    const ack = text.length < SUGGEST_FROM ? { ok: true, articles: [] } : await chat.request('kb:suggest', { text });
    if (ack.ok && text === input.value.trim()) chat.patch({ suggestions: ack.articles.slice(0, 3) });
  }

  /** @param {File[]} chosen */
  async function attach(chosen) {
    if (!chosen.length || !look.features.upload || changed || state.phase !== 'ready') return;
    const { createUploads } = await import('./uploads.js').catch(() => ({ createUploads: null }));
    if (!createUploads) return chat.patch({ notice: t('failed') });
    uploads ??= createUploads({ chat, texts, list: files, changed: uploaded });
    uploads.add(chosen);
  }

  function uploaded() {
    fit();
    if (sendWhenUploaded && !uploads?.busy()) send();
  }

  function picked() {
    const chosen = Array.from(picker.files);
    picker.value = '';
    attach(chosen);
    focus();
  }

  /** @param {ClipboardEvent} event */
  function onpaste(event) {
    const chosen = Array.from(event.clipboardData?.files || []);
    if (!chosen.length || !look.features.upload) return;
    event.preventDefault();
    attach(chosen);
  }

  async function emoji() {
    const { pick } = await import('./emoji.js').catch(() => ({ pick: null }));
    pick?.({ at: smile, within: element, label: t('emoji_pick'), done(/** @type {string} */ sign) {
      input.setRangeText(sign, input.selectionStart, input.selectionEnd, 'end');
      oninput();
      focus();
    } });
  }

  function send() {
    if (changed) return saveChange();
    sendWhenUploaded = Boolean(uploads?.busy());
    if (sendWhenUploaded || !(input.value.trim() || uploads?.any())) return;
    if (!submit(input.value, uploads?.done() || [])) return;
    clearTimeout(suggestTimer);
    sendWhenReady = false;
    changing.hidden = true;
    input.value = '';
    storage.tab.set('draft', null);
    uploads?.clear();
    typing(false);
    fit();
    focus();
  }

  async function saveChange() {
    const entry = changed;
    const body = input.value.trim();
    if (!entry || !body) return;
    if (body === entry.body) return stopChanging();
    const ack = await chat.ask('chat:edit', { conversationId: entry.conversationId, messageId: entry.id, body });
    if (!ack.ok) return;
    chat.thread.put(ack.message);
    chat.patch({ notice: '' });
    stopChanging();
  }

  function stopChanging() {
    changed = chat.answered = null;
    changing.hidden = true;
    go.setAttribute('aria-label', t('send'));
    input.value = storage.tab.get('draft') || '';
    fit();
    focus();
  }

  function focus() {
    input.focus({ preventScroll: true });
  }

  return {
    element,
    send,
    focus,
    attach,
    fit,
    isShown: () => !element.hidden,

    /** @param {string} text */
    fill(text) {
      sendWhenReady = state.phase !== 'ready';
      input.value = text;
      storage.tab.set('draft', text || null);
      fit();
    },

    ready() {
      if (!sendWhenReady) return;
      sendWhenReady = false;
      send();
    },

    /** @param {Entry} entry */
    answer(entry) {
      if (changed) stopChanging();
      chat.answered = entry;
      doing.textContent = `${t('answering')}: ${entry.body || entry.attachments[0]?.name}`;
      changing.hidden = false;
      focus();
    },

    /** @param {Entry} entry */
    edit(entry) {
      chat.answered = null;
      changed = entry;
      doing.textContent = t('editing');
      changing.hidden = false;
      go.setAttribute('aria-label', t('save'));
      input.value = entry.body;
      fit();
      focus();
    },
  };
}
