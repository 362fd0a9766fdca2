// Page views of a site that changes pages without loading them.

/** The title follows the address. */
const TITLE_MS = 300;

/** @param {import('./chat.js').Chat} chat */
export function track(chat) {
  let last = location.href;
  let timer = 0;

  function look() {
    if (location.href === last) return;
    last = location.href;
    clearTimeout(timer);
    timer = Number(setTimeout(() => chat.tell('tracking:pageview', { url: last, title: document.title }), TITLE_MS));
  }

  /** @type {any} */
  const navigation = Reflect.get(window, 'navigation');
  if (navigation) {
    navigation.addEventListener('navigatesuccess', look);
    navigation.addEventListener('currententrychange', look);
    return;
  }
  addEventListener('popstate', look);
  setInterval(look, 1000);
}
