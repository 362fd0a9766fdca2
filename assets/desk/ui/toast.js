// Short messages at the bottom left that go by themselves, with at most one action such as undo.
import { html, signal } from '../lib/ui.js';
import { t } from '../lib/i18n.js';
import { IconButton } from './button.js';
import { Icon } from './icon.js';

/**
 * @typedef {object} Toast
 * @property {number} id
 * @property {'ok' | 'danger' | 'info' | 'warn'} kind
 * @property {string} title
 * @property {string} [icon] in place of that of its kind
 * @property {string} [text]
 * @property {{ label: string, run: () => void }} [action]
 */

const ICONS = { ok: 'circle-check', danger: 'circle-alert', info: 'info', warn: 'triangle-alert' };
/** Those that are shown, oldest first. */
export const toasts = signal(/** @type {Toast[]} */ ([]));
let last = 0;

/**
 * @param {string} title @param {{ kind?: Toast['kind'], text?: string, icon?: string, action?: Toast['action'], ms?: number }} [options] `ms` 0: stays
 * @returns {() => void} takes it away
 */
export function toast(title, { kind = 'ok', text, icon, action, ms = action ? 8000 : 5000 } = {}) {
  const id = (last += 1);
  toasts.value = [...toasts.value.slice(-3), { id, kind, title, text, icon, action }];
  if (ms) goLater(id, ms);
  return () => away(id);
}

/** Stays while somebody points at it, or has come to it by keys. @param {number} id @param {number} ms */
function goLater(id, ms) {
  setTimeout(() => (document.querySelector('.toasts:is(:hover, :focus-within)') ? goLater(id, 1000) : away(id)), ms);
}

/** Shows what went wrong. @param {any} error */
export function toastError(error) {
  if (error?.name !== 'AbortError') toast(error?.message || t('common.failed'), { kind: 'danger', ms: 8000 });
}

/** Where one was before going to a message. @type {EventTarget | null} */
let before = null;

/** The messages, one below the other; read out as they come. Who sends one away is where they were. */
export const Toasts = () => html`<div class="toasts" role="status" aria-live="polite" onFocusIn=${came}>${toasts.value.map(
  (it) => html`<div class="toast" key=${it.id} data-kind=${it.kind}><${Icon} name=${it.icon ?? ICONS[it.kind]} />
    <div class="grow"><div class="semi">${it.title}</div>${it.text && html`<div class="muted t13">${it.text}</div>`}</div>
    ${it.action && html`<button type="button" class="btn btn-ghost btn-sm" onClick=${() => (away(it.id), it.action?.run())}>${it.action.label}</button>`}
    <${IconButton} icon="x" label=${t('common.close')} class="toast-x" onClick=${() => (away(it.id), goBack())} /></div>`,
)}</div>`;

/** @param {FocusEvent} event */
function came({ currentTarget, relatedTarget }) {
  if (!(relatedTarget instanceof Node && /** @type {Node} */ (currentTarget).contains(relatedTarget))) before = relatedTarget;
}

function goBack() {
  if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
}

/** @param {number} id */
function away(id) {
  toasts.value = toasts.value.filter((it) => it.id !== id);
}
