// Buttons: with a word, and with an icon alone.
import { html } from '../lib/ui.js';
import { Icon } from './icon.js';

/**
 * @typedef {object} ButtonProps
 * @property {'primary' | 'soft' | 'ghost' | 'danger'} [kind] plain when left out
 * @property {boolean} [small]
 * @property {string} [icon] before the word
 * @property {boolean} [busy] shows a turning ring and takes no clicks
 * @property {boolean} [disabled]
 * @property {string} [href] makes it a link
 * @property {'button' | 'submit'} [type]
 * @property {(event: any) => void} [onClick]
 * @property {string} [class]
 * @property {any} [children]
 */

/** @param {ButtonProps & Record<string, any>} props anything else goes to the element */
export function Button({ kind, small, icon, busy, disabled, href, type = 'button', onClick, class: more, children, ...rest }) {
  const name = ['btn', kind && `btn-${kind}`, small && 'btn-sm', more].filter(Boolean).join(' ');
  const inside = html`${busy ? html`<span class="ring" aria-hidden="true"></span>` : icon && html`<${Icon} name=${icon} size=${16} />`}${children}`;
  if (href) return html`<a class=${name} href=${href} onClick=${onClick} ...${rest}>${inside}</a>`;
  return html`<button class=${name} type=${type} disabled=${disabled} aria-disabled=${busy ? 'true' : undefined} aria-busy=${busy ? 'true' : undefined}
    onClick=${(/** @type {Event} */ event) => (busy ? event.preventDefault() : onClick?.(event))} ...${rest}>${inside}</button>`;
}

/**
 * @typedef {object} IconButtonProps
 * @property {string} icon
 * @property {string} label what it does, also shown when pointed at
 * @property {string} [keys] its shortcut, added to what is shown when pointed at
 * @property {boolean} [pressed] for switches
 * @property {string} [href] makes it a link
 * @property {(event: any) => void} [onClick]
 * @property {string} [class]
 */

/** @param {IconButtonProps & Record<string, any>} props */
export function IconButton({ icon, label, keys, pressed, href, onClick, class: more, ...rest }) {
  const name = `icon-btn${more ? ` ${more}` : ''}`;
  const title = keys ? `${label} (${keys})` : label;
  if (href) return html`<a class=${name} href=${href} aria-label=${label} title=${title} ...${rest}><${Icon} name=${icon} /></a>`;
  return html`<button class=${name} type="button" aria-label=${label} title=${title} aria-pressed=${pressed} onClick=${onClick} ...${rest}><${Icon} name=${icon} /></button>`;
}
