// The cards over the composer.

import { h, icon, style } from './dom.js';
import { isClosed } from './settings.js';

const CSS = `
.card{border:1px solid var(--line);border-radius:14px;padding:11px 12px;margin-bottom:10px;background:var(--bg)}
.card>p:first-child{font-size:13px;line-height:18px;color:var(--ink2)}
.top{display:flex;align-items:center;gap:8px}
.top p{flex:1;font-size:13px;line-height:18px;color:var(--ink2)}
.two{display:grid;gap:8px;grid-template-columns:1.2fr 1fr;padding-top:8px}
.option{display:flex;align-items:center;gap:10px;text-align:start;padding:7px 12px;min-height:48px;border-radius:11px;box-shadow:inset 0 0 0 1px var(--ctl);font-weight:500;font-size:14px;line-height:18px}
.option small{display:block;font-weight:400;font-size:12px;line-height:16px;color:var(--ink2)}
.option:hover{background:var(--bg2)}
.option.first{background:var(--soft);box-shadow:none;color:var(--accent)}
.option.first:hover{box-shadow:inset 0 0 0 1px var(--accent)}
.person{display:flex;align-items:center;justify-content:center;gap:8px;width:100%;min-height:36px;margin-bottom:8px;padding:6px 12px;border-radius:11px;font-size:14px;line-height:18px;font-weight:500;color:var(--accent);background:var(--soft)}
.person:hover{box-shadow:inset 0 0 0 1px var(--accent)}
.person .icon{width:17px;height:17px}
@media(pointer:coarse){.panel .person{min-height:44px}}`;

/** What leads to a person; one of them is shown at most. */
const WAYS = ['mail', 'choose', 'person', 'place'];
const HAND_MS = 1500;

/** @import { Card, CardParts } from './types.js' */

/** @param {CardParts} parts */
export function createCards({ chat, texts, tray, form, article, focus }) {
  const { t } = texts;
  const { state } = chat;
  /** @type {Map<string, { sign: string, element: HTMLElement }>} */
  const shown = new Map();
  let asksEnd = false;
  let asksPerson = false;
  let handAt = 0;
  let acted = false;
  let handTimer = 0;
  /** @type {{ root: ShadowRoot }} */
  const { root } = chat.context;
  style(root, CSS);

  /** @param {boolean} yes */
  function askEnd(yes = true) {
    asksEnd = yes;
    chat.patch({});
  }

  async function person() {
    if (asksPerson) return;
    asksPerson = true;
    const ack = await chat.ask('chat:escalate', { choice: 'wait' });
    asksPerson = false;
    if (!ack.ok) return;
    chat.patch({ escalation: null, notice: '', queue: ack.position ? ack : null, conversation: ack.conversation || state.conversation });
  }

  /** @param {'offline' | 'callback'} which */
  function leave(which) {
    if (state.conversation) chat.request('chat:escalate', { conversationId: state.conversation.id, choice: 'ticket' });
    chat.patch({ escalation: null });
    form(which);
  }

  const byMail = () => leave('offline');
  const byCall = () => leave('callback');

  /** @param {any} name @param {string} words @param {string | Node} small @param {() => void} onclick @param {string} [extra] */
  const option = (name, words, small, onclick, extra = '') =>
    h(`button.option${extra}`, { onclick }, icon(name), h('span', null, words, small && h('small', null, small)));

  // A button must not become another one under the hand that is about to press it.
  tray.addEventListener('pointermove', () => (handAt = Date.now()));
  tray.addEventListener('pointerdown', () => (handAt = Date.now()));
  tray.addEventListener('pointerleave', () => {
    handAt = 0;
    if (state.open) render();
  });
  tray.addEventListener('click', () => (acted = true));

  const buildPerson = () => h('button.person', { onclick: person }, icon('user'), t('to_agent'));
  const buildMail = () => h('button.person', { onclick: byMail }, icon('mail'), t('leave_mail'));

  /** @param {(holder: HTMLElement) => any} fill */
  function later(fill) {
    const holder = h('div.card');
    // What the line kept from coming is tried again.
    Promise.resolve(fill(holder)).catch(() => {
      for (const [key, { element }] of shown) if (element === holder) shown.delete(key);
      holder.remove();
    });
    return holder;
  }

  /** @param {'choose' | 'place'} which */
  const buildWait = (which) => later((holder) => import('./queue.js').then((module) => module[which]({ chat, texts, holder, option, person, byMail, byCall })));
  const buildRating = () => later((holder) => import('./rating.js').then((module) => module.ask({ chat, texts, holder, id: state.rate || '' })));
  const buildHints = () => later((holder) => import('./asides.js').then((module) => module.hints({ chat, texts, holder, article })));
  const buildMode = () => later((holder) => import('./modes.js').then((module) => module.show({ chat, texts, holder })));
  const buildEnd = () => later((holder) => import('./asides.js').then((module) => module.end({ chat, texts, holder, option, keep: () => askEnd(false) })));

  function wanted() {
    const { conversation, mode, escalation, suggestions, rate, phase } = state;
    /** @type {Card[]} */
    const out = [];
    if (phase !== 'ready') return out;
    const closed = isClosed(mode);
    const talks = conversation?.status === 'active';
    if (mode && (mode.mode === 'emergency' || (!talks && (closed ? mode.reason !== 'nobody' : mode.reason === 'break')))) {
      const { agents_online, reply_seconds, ...sign } = mode;
      out.push({ key: 'mode', sign: JSON.stringify([sign, !conversation]), build: buildMode });
    }
    if (rate) out.push({ key: 'rate', sign: rate, build: buildRating });
    if (suggestions.length) out.push({ key: 'hints', sign: suggestions.map((one) => one.slug).join(), build: buildHints });
    if (conversation && asksEnd) out.push({ key: 'end', sign: '', build: buildEnd });
    else if (conversation?.status === 'bot' && closed) mode?.form && out.push({ key: 'mail', sign: '', build: buildMail });
    else if (escalation) out.push({ key: 'choose', sign: [conversation?.status, escalation.options, escalation.why].join(), build: () => buildWait('choose') });
    else if (conversation?.status === 'bot') out.push({ key: 'person', sign: '', build: buildPerson });
    else if (conversation?.status === 'queued') out.push({ key: 'place', sign: '', build: () => buildWait('place') });
    return out;
  }

  /** @param {Card[]} cards @returns {Card[]} with the ways to a person as they were, while a hand is at them */
  function steady(cards) {
    const before = WAYS.find((key) => shown.has(key));
    const at = cards.findIndex((card) => WAYS.includes(card.key));
    const rest = handAt + HAND_MS - Date.now();
    clearTimeout(handTimer);
    if (!before || at < 0 || cards[at].key === before || acted || rest <= 0) {
      if (cards[at]?.key !== before) acted = false;
      return cards;
    }
    handTimer = Number(setTimeout(() => state.open && render(), rest));
    return cards.with(at, { ...cards[at], key: before, sign: shown.get(before)?.sign || '' });
  }

  function render() {
    if (!state.conversation) asksEnd = false;
    const held = tray.contains(root.activeElement);
    const cards = steady(wanted());
    for (const [key, { element }] of shown) {
      if (cards.some((card) => card.key === key)) continue;
      element.remove();
      shown.delete(key);
    }
    for (const { key, sign, build } of cards) {
      const known = shown.get(key);
      if (known?.sign === sign) continue;
      const element = build();
      known?.element.remove();
      shown.set(key, { sign, element });
    }
    const order = cards.flatMap(({ key }) => shown.get(key)?.element || []);
    if (order.some((element, at) => tray.children[at] !== element)) tray.replaceChildren(...order);
    if (held && !tray.contains(root.activeElement)) focus();
  }

  return { render, askEnd };
}
