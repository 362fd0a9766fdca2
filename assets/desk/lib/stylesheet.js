// Brings style sheets that only some screens need.

/** @type {Map<string, Promise<void>>} */
const brought = new Map();

/** @param {string | URL} address @returns {Promise<void>} settled when it holds; a missing one is no reason to show nothing */
export function stylesheet(address) {
  const href = String(address);
  const known = brought.get(href);
  if (known) return known;
  const coming = new Promise((/** @type {(value: void) => void} */ resolve) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    link.onload = () => resolve();
    link.onerror = () => resolve();
    document.head.append(link);
  });
  brought.set(href, coming);
  return coming;
}
