// Reactions: the emoji that people put on a message, and putting one's own.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { me } from '../../lib/session.js';
import { reactionGroups } from '../../state/thread.js';
import { react } from '../../store/thread.js';
import { Icon, toastError } from '../../ui/index.js';
import { place } from '../../ui/menu.js';

/** @typedef {import('../../state/thread.js').Message} Message */

const QUICK = ['👍', '❤️', '😊', '🎉', '🙏', '👀'];

/** Below the message: each emoji with how many have it. @param {{ message: Message }} props */
export function Reactions({ message }) {
  const groups = reactionGroups(message, me.value?.id ?? '');
  if (!groups.length) return null;
  return html`<div class="reacts">${groups.map(
    ({ emoji, own, names, n }) => html`<button type="button" key=${emoji} class="react" aria-pressed=${own} title=${names.map((name) => name ?? t('react.visitor')).join(', ')} onClick=${() => react(message, emoji).catch(toastError)}><span>${emoji}</span><span class="num">${n}</span></button>`,
  )}</div>`;
}

/** Beside the message: a few emoji to choose from. @param {{ message: Message }} props */
export function React({ message }) {
  const [open, setOpen] = useState(false);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const list = box.current?.querySelector(/** @type {'div'} */ ('.react-menu'));
    return open && list && box.current ? place(list, box.current, 'start', true) : undefined;
  }, [open]);
  useEffect(() => {
    if (!open) return undefined;
    box.current?.querySelector(/** @type {'button'} */ ('.react-menu button'))?.focus();
    const outside = (/** @type {Event} */ event) => box.current?.contains(/** @type {Node} */ (event.target)) || setOpen(false);
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  const key = (/** @type {KeyboardEvent} */ event) => {
    const all = [...(box.current?.querySelectorAll(/** @type {'button'} */ ('.react-menu button')) ?? [])];
    const at = all.indexOf(/** @type {any} */ (document.activeElement));
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === 'Escape' && open) {
      event.stopPropagation();
      setOpen(false);
      box.current?.querySelector('button')?.focus();
    } else if (by && at >= 0) all[(at + by + all.length) % all.length].focus();
  };
  return html`<span class="menu-wrap msg-menu" ref=${box} onKeyDown=${key}><button type="button" class="icon-btn" aria-label=${t('react.add')} title=${t('react.add')} aria-expanded=${open} onClick=${() => setOpen(!open)}><${Icon} name="smile-plus" size=${16} /></button>
    ${open && html`<div class="menu react-menu" popover="manual" role="group" aria-label=${t('react.add')}>${QUICK.map((it) => html`<button key=${it} type="button" onClick=${() => (setOpen(false), react(message, it).catch(toastError))}>${it}</button>`)}</div>`}</span>`;
}
