// The bell: what one was named in, with a count of what was not read.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../lib/ui.js';
import { t } from '../lib/i18n.js';
import { ago, full } from '../lib/time.js';
import { markOf } from '../state/notify.js';
import { follow, notifications, placeOf, readAll, unread, wordsOf } from '../store/notifications.js';
import { Avatar, Button, Count, Empty, Icon, toastError } from '../ui/index.js';
import { place } from '../ui/menu.js';

/** @param {{ tab?: boolean }} props `tab`: at the bottom of a narrow screen */
export function Bell({ tab }) {
  const [open, setOpen] = useState(false);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    return open && panel.current && box.current ? place(panel.current, box.current, 'start', true) : undefined;
  }, [open]);
  useEffect(() => {
    if (!open) return undefined;
    panel.current?.focus();
    const outside = (/** @type {Event} */ event) => box.current?.contains(/** @type {Node} */ (event.target)) || setOpen(false);
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  const close = () => {
    setOpen(false);
    box.current?.querySelector('button')?.focus();
  };
  const n = unread.value;
  const label = n ? t('bell.unread', { n }) : t('bell.title');
  return html`<span class="menu-wrap" ref=${box} onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && open && (event.stopPropagation(), close())}>
    <button type="button" class=${tab ? 'bell-tab' : 'bell-btn'} aria-haspopup="dialog" aria-expanded=${open} title=${label} onClick=${() => setOpen(!open)}><${Icon} name="bell" />${tab && html`<span aria-hidden="true">${t('bell.short')}</span>`}<span class="sr">${label}</span>${n > 0 && html`<${Count} n=${n} />`}</button>
    ${open && html`<div class="menu bell" popover="manual" ref=${panel} role="dialog" aria-label=${t('bell.title')} tabindex="-1">
      <div class="bell-head"><h2 class="grow">${t('bell.title')}</h2>${n > 0 && html`<${Button} small kind="ghost" onClick=${() => readAll().catch(toastError)}>${t('bell.read_all')}<//>`}</div>
      ${notifications.value?.length
        ? html`<ul>${notifications.value.map((it) => html`<li key=${it.id}><button type="button" class="bell-item" data-unread=${it.read_at ? undefined : ''} onClick=${() => (setOpen(false), follow(it))}>${it.conversation && it.actor ? html`<${Avatar} name=${it.actor.name} id=${it.actor.id} />` : html`<span class="av bell-mark" data-tone=${markOf(it.kind).tone} aria-hidden="true"><${Icon} name=${markOf(it.kind).icon} size=${16} /></span>`}
            <span class="bell-words"><span class="med">${wordsOf(it)}${!it.read_at && html`<span class="sr">, ${t('bell.new')}</span>`}</span><span class="clamp-2">${it.excerpt}</span><span class="faint t12 clamp-2">${placeOf(it)} · <time datetime=${it.created_at} title=${full(it.created_at)}>${ago(it.created_at)}</time></span></span></button></li>`)}</ul>`
        : html`<${Empty} icon="bell" title=${t('bell.empty')} text=${t('bell.empty_text')} />`}</div>`}</span>`;
}
