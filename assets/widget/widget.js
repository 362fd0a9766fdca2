/* AsistTR: the one script a page carries. Draws the bubble, brings the chat when it is wanted. */
(() => {
  'use strict';
  const w = window;
  const d = document;
  if (w.AsistTR && w.AsistTR.version) return;
  // A page may call before this script is here: window.AsistTR = [['open']].
  const early = Array.isArray(w.AsistTR) ? w.AsistTR : [];
  const calls = [];
  const config = w.AsistTRConfig || {};
  const home = new URL('.', (d.currentScript || d.querySelector('script[src*="/widget.js"]')).src).href;
  const server = (config.apiUrl || home).replace(/\/$/, '');
  const language = /^en/.test(config.language || d.documentElement.lang) ? 'en' : 'tr';
  const listeners = new Map();
  let app;
  let loading;
  let ready;
  let who = null;

  const stored = (area, key) => {
    try {
      return JSON.parse(w[area].getItem(`asisttr:${config.apiKey}:${key}`));
    } catch {
      return null;
    }
  };

  function fire(event, detail) {
    for (const listener of listeners.get(event) || []) {
      try {
        listener(detail);
      } catch (error) {
        // The page's mistake, for its console.
        setTimeout(() => { throw error; });
      }
    }
  }

  function load() {
    return (loading ||= import(`${home}a/__V__/widget/app.js`)
      .then((module) => module.start(context))
      .then((started) => {
        app = started;
        for (const [name, ...values] of calls.splice(0)) app[name](...values);
        return app;
      })
      .catch((error) => {
        loading = 0;
        console.error('AsistTR', error);
      }));
  }

  const api = { version: 1 };
  for (const name of ['open', 'close', 'toggle', 'sendMessage', 'updateVisitor', 'setLanguage']) {
    api[name] = (...values) => {
      if (app) return app[name](...values);
      calls.push([name, ...values]);
      if (ready) load();
    };
  }
  api.on = (event, listener) => {
    listeners.set(event, [...(listeners.get(event) || []), listener]);
    if (event === 'ready' && ready) listener();
  };
  api.off = (event, listener) => listeners.set(event, (listeners.get(event) || []).filter((one) => one !== listener));
  api.isOpen = () => !!app?.isOpen();
  api.getUnreadCount = () => app?.unread() || 0;
  api.getVisitorId = () => app?.visitorId() || who;
  api.push = ([name, ...values]) => api[name]?.(...values);
  api.destroy = () => {
    host.remove();
    ready = 0;
    loading?.then((started) => started?.destroy());
    delete w.AsistTR;
  };
  w.AsistTR = api;
  for (const [name, event] of [['onReady', 'ready'], ['onOpen', 'open'], ['onClose', 'close'], ['onMessageSent', 'message:sent']]) if (config[name]) api.on(event, config[name]);

  const host = d.createElement('asisttr-widget');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  root.adoptedStyleSheets = [sheet];

  // Important rules in here win over the page's.
  function look(settings) {
    const color = config.primaryColor || settings.primary_color || '#0b6e85';
    const side = (config.position || settings.position) === 'left' ? 'left' : 'right';
    const [red, green, blue] = [1, 3, 5].map((at) => (parseInt(color.slice(at, at + 2), 16) / 255) ** 2.2);
    sheet.replaceSync(`:host{all:initial!important;direction:ltr!important;display:block!important;position:fixed!important;z-index:${+(config.zIndex || settings.z_index) || 2147483000}!important}
.bubble{all:unset;position:fixed;${side}:20px;bottom:calc(20px + env(safe-area-inset-bottom,0px));width:56px;height:56px;border-radius:50%;background:${color};color:${0.21 * red + 0.72 * green + 0.07 * blue > 0.18 ? '#000' : '#fff'};display:grid;place-items:center;cursor:pointer;box-shadow:0 6px 20px #0b1b2240;animation:in .2s 3s both}
.bubble.on{animation-delay:0s}
@keyframes in{from{opacity:0;visibility:hidden}}
.bubble:focus-visible{outline:2px solid #fff;box-shadow:0 0 0 5px #10202a}
svg{width:27px;height:27px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}`);
  }

  const bubble = d.createElement('button');
  const svg = d.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = d.createElementNS(svg.namespaceURI, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  path.setAttribute('d', 'M4 18.5v-9A5.5 5.5 0 0 1 9.5 4h5A5.5 5.5 0 0 1 20 9.5v1a5.5 5.5 0 0 1-5.5 5.5H8zM9 10h.01M12 10h.01M15 10h.01');
  svg.append(path);
  bubble.append(svg);
  bubble.className = 'bubble';
  bubble.setAttribute('aria-label', language === 'en' ? 'Live chat' : 'Canlı destek');
  bubble.onclick = () => api.toggle();
  for (const sign of ['pointerenter', 'touchstart', 'focus']) bubble.addEventListener(sign, () => load().then((started) => started?.warm()), { passive: true, once: true });
  root.append(bubble);
  // Not for the page's shortcuts and focus traps.
  for (const type of ['keydown', 'keyup', 'keypress', 'focusin']) root.addEventListener(type, (event) => event.stopPropagation());

  const last = stored('localStorage', 'visit');
  // randomUUID needs https.
  const fresh = crypto.randomUUID?.() || `00000000-0000-4000-8000-${Math.random().toString(16).padEnd(14, 0).slice(2, 14)}`;
  const visit = last && Date.now() - last.at < 18e5 ? last.id : fresh;
  const token = stored('localStorage', 'token');
  // Nothing of somebody new before the settings say whether consent is asked for.
  const body = { session_id: visit, consent_version: stored('localStorage', 'consent'), page: token ? location.href : '', title: '', referrer: '', language, screen: '' };

  const answer = fetch(`${server}/api/widget/session`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-api-key': config.apiKey, ...(token && { authorization: `Bearer ${token}` }) }, body: JSON.stringify(body) })
    .then((reply) => reply.ok && reply.json())
    .catch(() => null);
  const context = { config, home, server, root, bubble, fire, visit, token, answer };

  // Most page views never open the chat.
  function wait({ settings, conversation }) {
    if (calls.length || conversation || stored('sessionStorage', 'open') || settings?.proactive?.enabled || config.proactiveChat) return load();
    if (settings?.consent?.enabled && !token) return;
    for (const sign of ['pointermove', 'scroll', 'keydown', 'touchstart']) w.addEventListener(sign, () => ready && load(), { passive: true, once: true });
    setTimeout(() => ready && load(), 5000);
  }

  async function mount() {
    look({});
    // Not in <body>, which may be transformed.
    d.documentElement.append(host);
    const session = (await answer) || {};
    look(session.settings || {});
    who = session.visitor?.id || null;
    bubble.classList.add('on');
    ready = 1;
    fire('ready');
    wait(session);
  }
  early.forEach(api.push);
  if (d.readyState === 'loading') d.addEventListener('DOMContentLoaded', mount);
  else mount();
})();
