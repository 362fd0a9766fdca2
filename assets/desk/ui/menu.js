// A button that opens a list of actions; arrows, Home, End, Escape and typing move in it.
import { html, useEffect, useId, useLayoutEffect, useRef, useState } from '../lib/ui.js';
import { Icon } from './icon.js';

/**
 * @typedef {object} Item
 * @property {string} label
 * @property {string} [icon]
 * @property {any} [mark] in place of an icon, such as a dot
 * @property {string} [hint] to the right: a shortcut
 * @property {string} [note] to the right: a figure
 * @property {boolean} [checked] makes it one of several choices
 * @property {boolean} [danger]
 * @property {() => void} run
 */

/**
 * @param {{ label: string, items: (Item | null | false | undefined)[], children: any, class?: string, align?: 'start' | 'end', up?: boolean, header?: any, id?: string }} props `children`: the button's inside; `null` items are lines
 */
export function Menu({ label, items, children, class: name = 'icon-btn', align = 'end', up, header, id: buttonId }) {
  const [open, setOpen] = useState(false);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const id = useId();
  const close = (focus = true) => {
    setOpen(false);
    if (focus) box.current?.querySelector('button')?.focus();
  };
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    return open && list.current && box.current ? place(list.current, box.current, align, Boolean(up)) : undefined;
  }, [open]);
  useEffect(() => {
    if (!open) return undefined;
    choices(box.current)[0]?.focus();
    const outside = (/** @type {Event} */ event) => {
      if (!box.current?.contains(/** @type {Node} */ (event.target))) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  return html`<span class="menu-wrap" ref=${box} onKeyDown=${(/** @type {KeyboardEvent} */ event) => open && move(event, box.current, close)}>
    <button type="button" id=${buttonId} class=${name} title=${label} aria-haspopup="menu" aria-expanded=${open} aria-controls=${open ? id : undefined} onClick=${() => setOpen(!open)}>${children}<span class="sr">${label}</span></button>
    ${open &&
    html`<div class="menu" popover="manual" ref=${list}>${header && html`<div class="menu-head">${header}</div>`}<div role="menu" id=${id} aria-label=${label}>${items.map((it, index) =>
      it
        ? html`<button key=${index} type="button" tabindex="-1" role=${it.checked === undefined ? 'menuitem' : 'menuitemradio'} aria-checked=${it.checked} class=${`menu-item${it.danger ? ' danger' : ''}`}
            onClick=${() => (close(), it.run())}>${it.mark ?? (it.icon && html`<${Icon} name=${it.icon} size=${16} />`)}<span class="grow">${it.label}</span>
            ${it.note && html`<span class="faint t12 num">${it.note}</span>`}${it.hint && html`<kbd>${it.hint}</kbd>`}${it.checked && html`<${Icon} name="check" size=${16} />`}</button>`
        : it === null && html`<hr key=${index} />`,
    )}</div></div>`}</span>`;
}

/**
 * Puts something beside its button, in the top layer, so that no scrolling box cuts it off; where there is more room. It
 * stays there when the button moves with what is scrolled, and when it grows itself.
 * @param {HTMLElement} list with `popover` @param {HTMLElement} button @param {'start' | 'end'} align @param {boolean} up rather above
 * @returns {() => void} lets go of the button
 */
export function place(list, button, align, up) {
  list.showPopover();
  const put = () => putBeside(list, button, align, up);
  const moved = (/** @type {Event} */ event) => {
    if (!(event.target instanceof Node && list.contains(event.target))) put();
  };
  const sizes = new ResizeObserver(put);
  for (const one of [list, button]) sizes.observe(one);
  addEventListener('scroll', moved, { capture: true, passive: true });
  addEventListener('resize', put);
  put();
  return () => {
    sizes.disconnect();
    removeEventListener('scroll', moved, { capture: true });
    removeEventListener('resize', put);
  };
}

/** @param {HTMLElement} list @param {HTMLElement} button @param {'start' | 'end'} align @param {boolean} up */
function putBeside(list, button, align, up) {
  const [at, size, gap, edge] = [button.getBoundingClientRect(), list.getBoundingClientRect(), 4, 8];
  const below = innerHeight - at.bottom - gap - edge;
  const above = at.top - gap - edge;
  const upwards = up ? above >= size.height || above > below : below < size.height && above > below;
  const left = align === 'start' ? at.left : at.right - size.width;
  list.style.left = `${Math.max(edge, Math.min(left, innerWidth - size.width - edge))}px`;
  list.style.top = `${upwards ? Math.max(edge, at.top - gap - size.height) : at.bottom + gap}px`;
}

/** @param {HTMLElement | null} box @returns {HTMLElement[]} */
const choices = (box) => /** @type {HTMLElement[]} */ ([...(box?.querySelectorAll('.menu-item') ?? [])]);

/** @param {KeyboardEvent} event @param {HTMLElement | null} box @param {(focus?: boolean) => void} close */
function move(event, box, close) {
  const all = choices(box);
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    all[to]?.focus();
  } else if (event.key === 'Escape') {
    event.stopPropagation();
    close();
  } else if (event.key === 'Tab') {
    close(false);
  } else if (event.key.length === 1) {
    const letter = event.key.toLocaleLowerCase('tr-TR');
    all.find((it) => it.textContent?.trim().toLocaleLowerCase('tr-TR').startsWith(letter))?.focus();
  }
}
