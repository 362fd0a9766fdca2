// What a page of the help centre does beyond reading: it brings the site's widget, and copies its own address.
(() => {
  'use strict';
  const script = document.currentScript;
  const { key, copied } = script.dataset;

  if (key) {
    window.AsistTRConfig = { apiKey: key, language: document.documentElement.lang };
    // Calls made before the widget's script is here wait in this list.
    window.AsistTR = window.AsistTR || [];
    const widget = document.createElement('script');
    widget.src = '/widget.js';
    widget.async = true;
    widget.addEventListener('load', () => document.querySelectorAll('.more').forEach((it) => (it.hidden = false)));
    document.head.append(widget);
  }

  function openChat() {
    if (Array.isArray(window.AsistTR)) window.AsistTR.push(['open']);
    else window.AsistTR.open();
  }

  async function copy(button) {
    await navigator.clipboard.writeText(button.dataset.copy);
    const word = button.querySelector('span');
    const before = word.textContent;
    word.textContent = copied;
    setTimeout(() => (word.textContent = before), 2000);
  }

  if (navigator.clipboard) document.querySelectorAll('[data-copy]').forEach((it) => (it.hidden = false));
  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-open]')) openChat();
    const button = event.target.closest('[data-copy]');
    if (button) copy(button).catch(() => {});
  });
})();
