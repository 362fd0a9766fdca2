// The screens that lie over the conversation, for articles and forms. Loaded with the first of them.

import { h, style, tool } from './dom.js';

/** @import { Base, Screen } from './types.js' */

const CSS = `
.screen{position:absolute;inset:0;z-index:3;background:var(--bg);display:flex;flex-direction:column;animation:show .2s}
.bar{display:flex;align-items:center;gap:4px;padding:6px 10px;min-height:52px;border-bottom:1px solid var(--line);flex:none}
.bar h3{font-weight:600;font-size:16px;line-height:22px;padding:0 8px;outline:0}
.bar .tool:hover{background:var(--bg2)}
.page{flex:1;min-height:0;overflow:auto;padding:16px 18px 20px;display:flex;flex-direction:column;gap:14px;scrollbar-width:thin}
.hint{color:var(--ink2);font-size:14px;line-height:20px}
@media(max-width:480px),(max-height:540px){.bar{padding-top:calc(6px + env(safe-area-inset-top,0px))}.page{padding-bottom:calc(20px + env(safe-area-inset-bottom,0px))}}
@media(prefers-reduced-motion:reduce){.screen{animation:none}}`;

/**
 * @param {Base & { panel: HTMLElement, under: HTMLElement[], focus: () => void }} parts
 * `under`: what cannot be reached meanwhile; `focus` takes the focus back.
 */
export function createScreens({ chat, texts: { t }, panel, under, focus }) {
  /** @type {{ element: HTMLElement, back: (() => void) | null } | null} */
  let top = null;
  style(chat.context.root, CSS);

  /** @param {boolean} inert */
  const sleep = (inert) => under.forEach((one) => (one.inert = inert));

  /** @param {Screen} what */
  function show({ title, content, back = close, css }) {
    if (css) style(chat.context.root, css);
    const name = h('h3', { tabIndex: -1 }, title);
    const bar = h('div.bar', null, back && tool('button.tool', t('back'), 'back', back), name);
    const element = h('div.screen', { role: 'group', 'aria-label': title }, bar, content);
    top?.element.remove();
    top = { element, back };
    panel.append(element);
    sleep(true);
    const field = matchMedia('(pointer:fine)').matches && element.querySelector('input,textarea');
    if (chat.state.open) (field || name).focus({ preventScroll: true });
  }

  function close() {
    if (!top) return;
    top.element.remove();
    top = null;
    sleep(false);
    if (chat.state.open) focus();
  }

  return { show, close, isOpen: () => top !== null, back: () => top?.back?.() };
}
