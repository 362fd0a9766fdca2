// The lines that carry the widget into a page.

/** @param {string} key the site's public key @param {string} [origin] of this server @returns {string} */
export const snippet = (key, origin = location.origin) =>
  `<script>window.AsistTRConfig = { apiKey: "${key}" }</script>\n<script src="${origin}/widget.js" async></script>`;
