/* The test page: brings the widget as any site would, and lets the marked buttons ask their question. */
(() => {
  'use strict';
  window.AsistTRConfig = { apiKey: document.currentScript.dataset.key };
  // Calls made before the widget is here wait in this list.
  window.AsistTR = [];

  const widget = document.createElement('script');
  widget.src = '/widget.js';
  widget.async = true;
  document.head.append(widget);

  /** @param {string} name @param {string[]} values */
  function chat(name, ...values) {
    const target = window.AsistTR;
    if (Array.isArray(target)) target.push([name, ...values]);
    else target[name](...values);
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-ask], [data-open]');
    if (!button) return;
    chat('open');
    if (button.dataset.ask) chat('sendMessage', button.dataset.ask);
  });
})();
