// The desk as an app of its own: its service worker, and the browser's offer to install it.
import { signal } from '../lib/ui.js';

/** The browser's offer, until it was taken; `null` where there is none. */
export const offer = signal(/** @type {any} */ (null));

addEventListener('beforeinstallprompt', (event) => {
  // Asked for from the menu, not by a bar over the conversation.
  event.preventDefault();
  offer.value = event;
});
addEventListener('appinstalled', () => {
  offer.value = null;
});

/** Shows the browser's question; an offer can be used once. */
export function install() {
  const asked = offer.value;
  offer.value = null;
  return asked?.prompt();
}

/** Starts the worker where there can be one: over HTTPS, or on this machine. */
export function startWorker() {
  if (!('serviceWorker' in navigator)) return;
  /** @type {any} */
  const trusted = Reflect.get(window, 'trustedTypes');
  // Scripts have to come from a policy; this one knows a single address.
  const address = trusted ? trusted.createPolicy('asisttr-worker', { createScriptURL: () => '/worker.js' }).createScriptURL('') : '/worker.js';
  // Without a worker the desk is the same, but for the page that says that there is no connection.
  navigator.serviceWorker.register(address).catch(() => {});
}
