// Cards of the moment: articles that may help, and whether to end the chat.

import { h, icon, style, tool } from './dom.js';

/** @import { Base } from './types.js' */

const CSS = `
.hints{list-style:none;padding-top:4px}
.hints button{display:flex;gap:8px;align-items:center;width:100%;min-height:36px;padding:6px;text-align:start;font-size:14px;line-height:18px;color:var(--accent)}
.hints button:hover{background:var(--bg2)}
.hints .icon{width:16px;height:16px}
@media(pointer:coarse){.panel .hints button{min-height:44px}}`;

/** @param {Base & { holder: HTMLElement, article: (slug: string) => void }} parts */
export function hints({ chat, texts: { t }, holder, article }) {
  style(chat.context.root, CSS);
  const dismiss = () => {
    chat.suggestionsDismissed = true;
    chat.patch({ suggestions: [] });
  };
  const list = chat.state.suggestions.map((one) =>
    h('li', null, h('button', { onclick: () => article(one.slug) }, icon('book'), h('span', null, one.title))),
  );
  holder.setAttribute('role', 'group');
  holder.setAttribute('aria-label', t('suggestions'));
  holder.append(
    h('div.top', null,
      h('p', { role: 'status' }, t('suggestions')),
      tool('button.small', t('dismiss'), 'cross', dismiss),
    ),
    h('ul.hints', null, list),
  );
}

/**
 * @param {Base & { holder: HTMLElement, option: (...parts: any[]) => HTMLElement, keep: () => void }} parts
 * `option` makes a button as the other cards have it.
 */
export function end({ chat, texts: { t }, holder, option, keep }) {
  const close = async () => {
    const ack = await chat.ask('chat:close', {});
    if (ack.ok) chat.patch({ notice: '' });
  };
  holder.setAttribute('role', 'group');
  holder.setAttribute('aria-label', t('end_ask'));
  holder.append(h('p', null, t('end_ask')), h('div.two', null, option('leave', t('end_yes'), '', close), option('back', t('cancel'), '', keep)));
  holder.querySelector('button')?.focus();
}
