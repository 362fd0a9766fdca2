// The emoji picker, loaded when it is asked for. The common ones are enough here; the system's own picker has the rest.

import { h, style } from './dom.js';

const CSS = `
.panel .emoji{position:absolute;left:6px;right:6px;bottom:calc(100% + 8px);z-index:2;display:grid;grid-template-columns:repeat(8,1fr);gap:2px;max-height:224px;overflow:auto;padding:8px;border-radius:14px;background:var(--bg);box-shadow:0 10px 32px #0b1b2233,0 0 0 1px var(--line);scrollbar-width:thin}
.panel .emoji button{height:40px;font-size:22px;line-height:1}
.panel .emoji button:hover{background:var(--bg2)}`;

const COLUMNS = 8;
const SIGNS =
  '😀 😄 😁 😅 😂 🙂 😉 😊 😍 😘 😎 🤗 🤔 😐 🙄 😴 😕 🙁 😮 😢 😭 😡 🤯 🥳 👍 👎 👏 🙌 🙏 🤝 💪 👌 ✌️ 👋 🤞 ❤️ 🧡 💛 💚 💙 💜 💔 🔥 ✨ ⭐ 🎉 🎁 ✅ ❌ ⚠️ ❓ ❗ 💡 📌 📎 📷 📞 💬 📧 🕐 📅 📚 🎓 💳 🧾 🔒 🔑 🛠️ 💻 📱 🌐 🏠'.split(' ');

/**
 * Opens the picker over the composer, or closes it.
 * @param {{ at: HTMLElement, within: HTMLElement, label: string, done: (sign: string) => void }} parts
 */
export function pick({ at, within, label, done }) {
  const open = within.querySelector('.emoji');
  if (open) return at.focus(), open.remove();
  style(/** @type {ShadowRoot} */ (within.getRootNode()), CSS);

  /** @param {KeyboardEvent} event */
  function onkeydown(event) {
    const all = Array.from(grid.children);
    const here = all.indexOf(/** @type {Element} */ (event.target));
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS };
    const step = Object.hasOwn(steps, event.key) ? steps[/** @type {keyof typeof steps} */ (event.key)] : 0;
    const next = /** @type {HTMLElement | undefined} */ (all[here + step]);
    if (step) event.preventDefault();
    if (step && next) {
      all.forEach((one) => one.setAttribute('tabindex', one === next ? '0' : '-1'));
      next.focus();
    }
    if (event.key !== 'Escape') return;
    event.preventDefault();
    at.focus();
    grid.remove();
  }

  /** @param {FocusEvent} event */
  function onfocusout(event) {
    const to = /** @type {Node | null} */ (event.relatedTarget);
    if (to !== at && !grid.contains(to)) grid.remove();
  }

  const choose = (/** @type {string} */ sign) => {
    done(sign);
    grid.remove();
  };
  const buttons = SIGNS.map((sign, at) => h('button', { type: 'button', tabIndex: at ? -1 : 0, onclick: () => choose(sign) }, sign));
  const grid = h('div.emoji', { role: 'group', 'aria-label': label, onkeydown, onfocusout }, buttons);
  within.append(grid);
  buttons[0].focus();
}
