// Notifications of the machine. While the desk is open but not looked at, it shows them itself; while it is closed, the
// service worker does (Web Push). Whether this browser shows any is a matter of the browser and of who sits there; of what,
// is the person's choice on the server (store/wishes.js).
import { signal } from '../lib/ui.js';
import { get, post, remove } from '../lib/api.js';
import { go } from '../lib/router.js';
import { me } from '../lib/session.js';
import { keep, read } from '../lib/storage.js';
import { ways } from './wishes.js';

/** Whether this browser can show them at all. */
export const possible = 'Notification' in window && isSecureContext;
/** Whether it can be reached while the desk is closed. */
export const reachable = possible && 'serviceWorker' in navigator && 'PushManager' in window;

/** Whether they are wanted and allowed. */
export const wanted = signal(false);

/** @typedef {{ id: string, agent: string, created_at: string, sent_at: string | null, status: number | null, current: boolean, endpoint: string }} Browser */

/** One's browsers that are told while the desk is closed. */
export const browsers = signal(/** @type {Browser[]} */ ([]));
/** This one's address at its push service; `null`: it is not reached while the desk is closed. */
export const address = signal(/** @type {string | null} */ (null));

/** Who wants them in this browser. An earlier desk kept a single word for everybody. @returns {string[]} */
function people() {
  const kept = read('notify');
  if (Array.isArray(kept)) return kept;
  return kept === true && me.value ? [me.value.id] : [];
}

/** Called once somebody signed in: a subscription holds as long as a sign-in. */
export function beginNotify() {
  wanted.value = possible && Notification.permission === 'granted' && people().includes(me.value?.id ?? '');
  if (wanted.value) subscribe().catch(() => {});
}

/** Switches them; asks the browser the first time. @param {boolean} on @returns {Promise<boolean>} whether the browser allows it */
export async function want(on) {
  const allowed = !on || (await Notification.requestPermission()) === 'granted';
  wanted.value = on && allowed;
  const others = people().filter((it) => it !== me.value?.id);
  keep('notify', wanted.value ? [...others, me.value?.id] : others);
  if (!on) await unsubscribe();
  return allowed;
}

const registration = async () => (reachable ? navigator.serviceWorker.getRegistration() : undefined);

/** Has this browser told while the desk is closed. Fails where its push service cannot be reached. */
export async function subscribe() {
  const worker = await registration();
  if (!worker) return;
  const { public_key: key } = await get('/api/push');
  let it = await worker.pushManager.getSubscription();
  if (it?.options.applicationServerKey && base64(it.options.applicationServerKey) !== key) {
    // Of another installation that stood at this address.
    await it.unsubscribe();
    it = null;
  }
  it ??= await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  browsers.value = (await post('/api/push/subscribe', it.toJSON())).items;
  address.value = it.endpoint;
}

async function unsubscribe() {
  const it = await (await registration())?.pushManager.getSubscription();
  const mine = browsers.value.find((one) => one.endpoint === it?.endpoint);
  address.value = null;
  await it?.unsubscribe();
  if (mine) await forget(mine);
}

export async function loadBrowsers() {
  const page = await get('/api/push');
  browsers.value = page.items;
  const it = await (await registration())?.pushManager.getSubscription();
  address.value = page.items.find((/** @type {Browser} */ one) => one.endpoint === it?.endpoint)?.endpoint ?? null;
}

/** Tells one on it no more. @param {Browser} it */
export async function forget(it) {
  await remove(`/api/push/${it.id}`);
  browsers.value = browsers.value.filter((one) => one.id !== it.id);
  if (it.endpoint === address.value) await want(false);
}

/** @param {ArrayBuffer} bytes in base64url */
const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

/** @param {{ of: import('../state/notify.js').Class, title: string, text: string, to: string }} news `to`: the page it leads to; a newer one of the same page replaces it */
export function notify({ of, title, text, to }) {
  if (!wanted.value || document.visibilityState === 'visible' || !ways(of).browser) return;
  const options = { body: text, tag: to, lang: document.documentElement.lang };
  try {
    const shown = new Notification(title, options);
    shown.onclick = () => {
      window.focus();
      go(to);
      shown.close();
    };
  } catch {
    // Phones let only the service worker show them.
    registration().then((worker) => worker?.showNotification(title, { ...options, data: { to } })).catch(() => {});
  }
}

// Somebody touched a notification that the service worker showed.
navigator.serviceWorker?.addEventListener('message', ({ data }) => {
  if (typeof data?.open !== 'string' || !data.open.startsWith('/') || data.open.startsWith('//')) return;
  if (data.site && data.site !== me.value?.site_id) location.assign(`${data.open}?site=${data.site}`);
  else go(data.open);
});
