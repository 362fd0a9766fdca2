// Reactions to messages: the emoji people put there, and putting one's own. Loaded when a message is pointed at or has some.

import { drawn, h, style } from './dom.js';

/** @import { Chat, Entry, Texts } from './types.js' */

const QUICK = ['👍', '❤️', '😊', '🎉', '🙏', '😔'];
const SMILE = 'M22 11v1a10 10 0 1 1-9-10M8 14s1.5 2 4 2 4-2 4-2M9 9h.01M15 9h.01M16 5h6M19 2v6';
const REPLY = 'm9 17-5-5 5-5M20 18v-2a4 4 0 0 0-4-4H4';
const WORDS = { tr: { answer: 'Bu mesajı yanıtla', add: 'Tepki ver', remove: '{emoji}: tepkinizi kaldırın', put: '{emoji} ile tepki ver' }, en: { answer: 'Answer this message', add: 'React', remove: '{emoji}: take your reaction away', put: 'React with {emoji}' } };

const CSS = `
.reacts{display:flex;flex-wrap:wrap;gap:4px;align-items:center;padding-top:4px}
.reacts.none{height:0;padding:0;position:relative;z-index:1}
.reacts.none .more{background:var(--bg);box-shadow:0 0 0 1px var(--line);transform:translateY(-6px)}
.m.me .reacts{justify-content:flex-end}
.reacts button{display:inline-flex;gap:4px;align-items:center;justify-content:center;min-width:26px;height:26px;padding:0 7px;border-radius:13px;font-size:14px;line-height:1;background:var(--bg2);color:var(--ink2)}
.reacts button:hover{background:var(--line)}
.reacts [aria-pressed=true]{box-shadow:inset 0 0 0 1.5px var(--accent)}
.reacts small{font-size:12px}
.reacts .more{padding:0;background:none;opacity:0}
.reacts .more .icon{width:16px;height:16px}
.m:hover .more,.reacts:focus-within .more,.reacts .more[aria-expanded=true]{opacity:1}
.reacts .pick{display:flex;gap:2px;padding:2px;border-radius:15px;box-shadow:0 0 0 1px var(--line)}
.reacts .pick button{background:none;font-size:17px;padding:0 4px}
@media(pointer:coarse){.reacts button{min-width:36px;height:32px;border-radius:16px}}`;

/** @type {WeakSet<HTMLElement>} */
const begun = new WeakSet();

/** Shows and takes reactions in a thread, once. @param {{ chat: Chat, texts: Texts, log: HTMLElement, ui: import('./types.js').ThreadParts['ui'] }} parts */
export function begin({ chat, texts, log, ui }) {
  if (begun.has(log)) return;
  begun.add(log);
  style(chat.context.root, CSS);
  const words = texts.language === 'tr' ? WORDS.tr : WORDS.en;
  /** @type {string | null} the message whose emoji are offered */
  let offering = null;

  /** @param {Entry} entry @param {string} emoji */
  async function react(entry, emoji) {
    offering = null;
    const ack = await chat.ask('chat:react', { conversationId: entry.conversationId, messageId: entry.id, emoji });
    if (ack.ok) chat.thread.put(ack.message);
    chat.patch({});
  }

  /** @param {Entry} entry @param {HTMLElement} holder */
  function draw(entry, holder) {
    /** @type {Map<string, { n: number, own: boolean }>} */
    const groups = new Map();
    for (const { emoji, author } of entry.reactions || []) {
      const group = groups.get(emoji) || { n: 0, own: false };
      groups.set(emoji, { n: group.n + 1, own: group.own || author.kind === 'visitor' });
    }
    const open = offering === entry.id;
    const answerable = chat.state.phase === 'ready' && entry.conversationId === chat.state.conversation?.id;
    const sign = JSON.stringify([[...groups], open, answerable]);
    if (holder.dataset.sign === sign) return;
    holder.dataset.sign = sign;
    holder.classList.toggle('none', !groups.size && !open);
    const shown = Array.from(groups, ([emoji, { n, own }]) =>
      h('button', { 'aria-pressed': String(own), 'aria-label': (own ? words.remove : words.put).replace('{emoji}', emoji), onclick: () => react(entry, emoji) }, emoji, n > 1 && h('small', null, String(n))),
    );
    const more = h('button.more', { 'aria-label': words.add, title: words.add, 'aria-expanded': String(open), onclick: () => ((offering = open ? null : entry.id), all()) }, drawn(SMILE));
    const answer = answerable && h('button.more', { 'aria-label': words.answer, title: words.answer, onclick: () => ui.answer(entry) }, drawn(REPLY));
    const pick = open && h('span.pick', { role: 'group', 'aria-label': words.add }, QUICK.map((emoji) => h('button', { 'aria-label': words.put.replace('{emoji}', emoji), onclick: () => react(entry, emoji) }, emoji)));
    const held = holder.contains(chat.context.root.activeElement);
    holder.replaceChildren(...shown, more, ...(answer ? [answer] : []), ...(pick ? [pick] : []));
    if (held) /** @type {HTMLElement | null} */ (holder.querySelector(open ? '.pick button' : '.more'))?.focus();
  }

  function all() {
    for (const element of log.children) {
      /** @type {Entry | undefined} */
      const entry = /** @type {any} */ (element).entry;
      if (!entry) continue;
      const able = entry.id && entry.conversationId && !entry.deleted && !entry.streaming;
      let holder = /** @type {HTMLElement | null} */ (element.querySelector('.reacts'));
      if (!able) holder?.remove();
      else {
        if (!holder) element.querySelector('.bub')?.after((holder = h('div.reacts')));
        if (holder) draw(entry, holder);
      }
    }
  }

  chat.watch(all);
  all();
}
