// A few emoji for replies, in a small grid.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { IconButton } from '../../ui/index.js';
import { place } from '../../ui/menu.js';

const EMOJI = [...'😊🙂😀😄😉😍🤗🙏👍👌👏🎉✅❗❓💡📎📌📞📧⏰📅❤️🌟😔😕😅🤔🙌🎓'.matchAll(/\p{Extended_Pictographic}\uFE0F?/gu)].map((it) => it[0]);

/** @param {{ onPick: (emoji: string) => void }} props */
export function EmojiButton({ onPick }) {
  const [open, setOpen] = useState(false);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const list = box.current?.querySelector(/** @type {'div'} */ ('.emoji'));
    return open && list && box.current ? place(list, box.current, 'start', true) : undefined;
  }, [open]);
  useEffect(() => {
    if (!open) return undefined;
    box.current?.querySelector(/** @type {'button'} */ ('.emoji button'))?.focus();
    const outside = (/** @type {Event} */ event) => box.current?.contains(/** @type {Node} */ (event.target)) || setOpen(false);
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  const key = (/** @type {KeyboardEvent} */ event) => {
    const all = [...(box.current?.querySelectorAll(/** @type {'button'} */ ('.emoji button')) ?? [])];
    const at = all.indexOf(/** @type {any} */ (document.activeElement));
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 6, ArrowUp: -6 }[event.key];
    if (event.key === 'Escape') setOpen(false);
    else if (by && at >= 0) {
      event.preventDefault();
      all[Math.min(all.length - 1, Math.max(0, at + by))]?.focus();
    }
  };
  return html`<span class="menu-wrap" ref=${box} onKeyDown=${key}><${IconButton} icon="smile" label=${t('composer.emoji')} aria-expanded=${open} onClick=${() => setOpen(!open)} />
    ${open && html`<div class="menu emoji" popover="manual" role="group" aria-label=${t('composer.emoji')}>${EMOJI.map((it) => html`<button key=${it} type="button" onClick=${() => (setOpen(false), onPick(it))}>${it}</button>`)}</div>`}</span>`;
}
