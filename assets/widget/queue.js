// Waiting for a person: the choice between waiting and the form, and the place in the queue.

import { h, icon, style } from './dom.js';
import { moreWords } from './more-words.js';

/** @import { Base, Wait } from './types.js' */

const CSS = `
.wait{display:flex;flex-wrap:wrap;align-items:center;gap:4px 12px}
.wait>div{flex:1;min-width:150px}
.wait b{display:block;font-weight:600}
.wait small{display:block;font-size:13px;line-height:18px;color:var(--ink2)}
.wait>p{display:flex;flex-wrap:wrap;gap:2px 14px;width:100%;padding-inline-start:52px}
.two .all{grid-column:1/-1}
.place{width:40px;height:40px;border-radius:50%;display:grid;place-items:center;flex:none;background:var(--soft);color:var(--accent);font-size:17px;font-weight:600}`;

/** @typedef {Base & { holder: HTMLElement, option: (...parts: any[]) => HTMLElement, person: () => void, byMail: () => void, byCall: () => void }} Parts */

/** @param {Parts} parts @param {(key: string, ...values: any[]) => string} say @param {Wait | null} wait */
function expectation({ texts }, say, wait) {
  const span = wait?.estimated_wait_seconds ? texts.duration(wait.estimated_wait_seconds) : '';
  if (wait?.position) return span ? say('place_wait', wait.position, span) : say('place', wait.position);
  return span ? say('wait_about', span) : say('wait_soon');
}

/** Read out only when it changes. @param {HTMLElement} element @param {string} words */
function word(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

/** As long as the card is there, what it says follows. @param {Parts} parts @param {() => void} draw */
function follow({ chat, holder }, draw) {
  draw();
  const stop = chat.watch(() => (holder.isConnected ? draw() : stop()));
}

/** Wait, or leave a form. @param {Parts} parts */
export async function choose(parts) {
  const { chat, texts, holder, option, person, byMail, byCall } = parts;
  const { t: say } = await moreWords(texts, 'queue/');
  style(chat.context.root, CSS);
  const { escalation, conversation } = chat.state;
  const call = escalation?.options?.includes('callback') && option('phone', say('callback'), '', byCall, '.all');
  const title = say(escalation?.why === 'long_wait' ? 'long' : conversation?.status === 'queued' ? 'asked' : 'escalation');
  holder.setAttribute('role', 'group');
  holder.setAttribute('aria-label', title);
  const wait = h('span');
  holder.append(
    h('p', { role: 'status' }, title),
    h('div.two', null, option('user', say('wait'), wait, person, '.first'), option('mail', texts.t('leave_mail'), '', byMail), call),
  );
  follow(parts, () => word(wait, expectation(parts, say, chat.state.queue || chat.state.escalation)));
}

/** The place in the queue. @param {Parts} parts */
export async function place(parts) {
  const { chat, texts, holder, byMail } = parts;
  style(chat.context.root, CSS);
  const { t: say } = await moreWords(texts, 'queue/');
  const number = h('span.place', { 'aria-hidden': 'true' });
  const wait = h('small');
  const leave = async () => {
    const ack = await chat.ask('queue:leave', {});
    if (ack.ok) chat.patch({ notice: '', queue: null, conversation: ack.conversation.status === 'closed' ? null : ack.conversation });
  };
  holder.classList.add('wait');
  holder.append(
    number,
    h('div', { role: 'status' }, h('b', null, texts.t('queued')), wait),
    h('p', null, h('button.link', { onclick: byMail }, texts.t('leave_mail')), h('button.link', { onclick: leave }, say('leave'))),
  );
  follow(parts, () => {
    const { queue } = chat.state;
    if (queue?.position) word(number, String(queue.position));
    else number.replaceChildren(icon('clock'));
    word(wait, expectation(parts, say, queue));
  });
}
