// Notifications of the machine, for who has the desk in the background; chosen per browser.
import { signal } from '../lib/ui.js';
import { go } from '../lib/router.js';
import { keep, read } from '../lib/storage.js';

/** Whether this browser can show them at all. */
export const possible = 'Notification' in window && isSecureContext;

/** Whether they are wanted and allowed. */
export const wanted = signal(possible && Notification.permission === 'granted' && read('notify') === true);

/** Switches them; asks the browser the first time. @param {boolean} on @returns {Promise<boolean>} whether the browser allows it */
export async function want(on) {
  const allowed = !on || (await Notification.requestPermission()) === 'granted';
  wanted.value = on && allowed;
  keep('notify', wanted.value);
  return allowed;
}

/** @param {{ title: string, text: string, to: string }} news `to`: the page it leads to; a newer one of the same page replaces it */
export function notify({ title, text, to }) {
  if (!wanted.value || document.visibilityState === 'visible') return;
  const shown = new Notification(title, { body: text, tag: to, lang: document.documentElement.lang });
  shown.onclick = () => {
    window.focus();
    go(to);
    shown.close();
  };
}
