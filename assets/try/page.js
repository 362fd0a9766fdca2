// The test page of a site: brings the widget as any page of the institution would.
(() => {
  'use strict';
  const apiKey = new URLSearchParams(location.search).get('key');
  if (!apiKey) {
    document.querySelector('.none').hidden = false;
    return;
  }
  window.AsistTRConfig = { apiKey };
  const widget = document.createElement('script');
  widget.src = '/widget.js';
  widget.async = true;
  document.head.append(widget);
})();
