// The message that speaks first: for each rule at most once per visit, never over an open panel, and after it was answered
// or dismissed not again in the visit.

import { h, icon, isDark, style } from './dom.js';
import { isClosed, pick, worded } from './settings.js';

const CSS = `
.teaser{all:initial;position:fixed;bottom:calc(90px + env(safe-area-inset-bottom,0px));right:20px;display:flex;max-width:min(320px,calc(100vw - 40px));border-radius:16px 16px 4px 16px;background:#fff;color:#17222a;font:400 15px/22px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif;box-shadow:0 12px 36px #0b1b2233,0 0 0 1px #0b1b2214;animation:rise .25s}
.teaser.left{right:auto;left:20px;border-radius:16px 16px 16px 4px}
.teaser button{all:unset;cursor:pointer}
.teaser .say{padding:14px 0 14px 16px;overflow-wrap:anywhere}
.teaser .say b{display:block;font-weight:600;font-size:13px;line-height:18px;color:#5f6f79}
.teaser .no{flex:none;display:grid;place-items:center;width:44px;height:44px;color:#5f6f79}
.teaser .no .icon{width:18px;height:18px}
.teaser button:focus-visible{outline:2px solid #10202a;outline-offset:-4px;border-radius:12px}
.teaser.dark{background:#1e282e;color:#e9eff1;box-shadow:0 12px 36px #0008,0 0 0 1px #ffffff1f}
.teaser.dark :is(b,.no){color:#a9b7be}
.teaser.dark button:focus-visible{outline-color:#fff}
.icon{fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round}
@keyframes rise{from{opacity:0;transform:translateY(8px)}}
@media(prefers-reduced-motion:reduce){.teaser{animation:none}}`;

/**
 * The rules as the site or the page set them.
 * @param {any} config `proactiveChat` of the page
 * @param {any} server `proactive` of the server
 */
export function rules(config, server) {
  const triggers = config?.triggers || {};
  return {
    message: pick(config?.message, server?.message),
    timeOnPage: Number(pick(triggers.timeOnPage, server?.time_on_page)) || 0,
    scroll: Number(pick(triggers.scrollPercentage, server?.scroll_percentage)) || 0,
    idle: Number(pick(triggers.idle, server?.idle)) || 0,
    exitIntent: Boolean(pick(triggers.exitIntent, server?.exit_intent)),
    visibility: Boolean(pick(triggers.pageVisibility, server?.page_visibility)),
  };
}

/** @typedef {'time' | 'scroll' | 'idle' | 'exit' | 'back'} Rule */

/**
 * Calls `tell` whenever a rule is met.
 * @param {ReturnType<typeof rules>} when
 * @param {(rule: Rule) => void} tell
 * @returns {() => void} stops
 */
function arm(when, tell) {
  const stop = new AbortController();
  const listen = { passive: true, signal: stop.signal };
  let idleTimer = 0;
  const timer = when.timeOnPage && setTimeout(() => tell('time'), when.timeOnPage * 1000);
  const rest = () => {
    clearTimeout(idleTimer);
    idleTimer = Number(setTimeout(() => tell('idle'), when.idle * 1000));
  };
  const depth = () => {
    const { scrollHeight } = document.documentElement;
    if (((scrollY + innerHeight) / scrollHeight) * 100 >= when.scroll) tell('scroll');
  };
  if (when.idle) {
    rest();
    for (const sign of ['pointermove', 'keydown', 'scroll', 'touchstart']) addEventListener(sign, rest, listen);
  }
  if (when.scroll) addEventListener('scroll', depth, listen);
  if (when.exitIntent) document.documentElement.addEventListener('mouseleave', (event) => event.clientY <= 0 && tell('exit'), listen);
  if (when.visibility) {
    let left = false;
    document.addEventListener('visibilitychange', () => (document.hidden ? (left = true) : left && tell('back')), listen);
  }
  return () => {
    stop.abort();
    clearTimeout(timer);
    clearTimeout(idleTimer);
  };
}

/**
 * What this visit has seen of it.
 * @typedef {object} Seen
 * @property {string} visit
 * @property {Rule[]} rules that have spoken
 * @property {boolean} over it was answered or dismissed
 */

/**
 * @param {import('./chat.js').Chat} chat
 * @param {() => import('./types.js').Texts} texts
 * @param {{ open: () => any }} app
 */
export function watch(chat, texts, app) {
  const { shared } = chat.storage;
  const when = rules(chat.context.config.proactiveChat, chat.look.server.proactive);

  /** @returns {Seen} */
  function seen() {
    const visit = chat.storage.visit(() => chat.context.visit, Date.now());
    const kept = shared.get('proactive');
    return kept?.visit === visit ? kept : { visit, rules: [], over: false };
  }
  if (seen().over) return;

  /** @type {HTMLElement | null} */
  let teaser = null;
  const stop = arm(when, (rule) => {
    if (!chat.context.root.host.isConnected) return stop();
    const before = seen();
    if (before.over) return remove();
    const message = worded(when.message, texts().language);
    const busy = chat.state.open || chat.state.conversation || (isClosed(chat.state.mode) && !chat.state.mode?.assistant);
    if (busy || !message || before.rules.includes(rule)) return;
    // What stands there already has spoken for this rule, too.
    shared.set('proactive', { ...before, rules: [...before.rules, rule] });
    teaser ??= show(message);
  });

  function remove() {
    teaser?.remove();
    teaser = null;
  }

  /** Not again in this visit. */
  function settle() {
    shared.set('proactive', { ...seen(), over: true });
    remove();
    stop();
  }

  /** @param {string} message */
  function show(message) {
    const open = () => {
      settle();
      chat.greeting = message;
      app.open();
    };
    return card(chat, texts(), chat.look.agentName || chat.look.title || chat.state.siteName, message, open, settle);
  }

  chat.watch(() => chat.state.open && remove());
}

/**
 * A card over the bubble.
 * @param {import('./chat.js').Chat} chat @param {import('./types.js').Texts} texts
 * @param {string} name @param {string} message @param {() => void} open @param {() => void} dismiss
 */
function card(chat, { t }, name, message, open, dismiss) {
  const { root } = chat.context;
  const box = h('div.teaser', { role: 'status' },
    h('button.say', { type: 'button', onclick: open }, h('b', null, name), message),
    h('button.no', { type: 'button', 'aria-label': t('dismiss'), onclick: dismiss }, icon('cross')),
  );
  if (chat.look.left) box.classList.add('left');
  if (isDark(chat.look.dark)) box.classList.add('dark');
  style(root, CSS);
  root.append(box);
  return box;
}

const PEEK_CHARS = 140;
/** @type {HTMLElement | null} */
let peeked = null;

/**
 * What an agent said while the panel is closed; each message once.
 * @param {import('./chat.js').Chat} chat @param {() => import('./types.js').Texts} texts @param {{ open: () => any }} app
 */
export function peek(chat, texts, app) {
  const { tab } = chat.storage;
  const last = chat.thread.entries().findLast((one) => one.from === 'agent');
  if (chat.state.open || !last || last.seq <= Math.max(chat.readUpTo(), tab.get('peek') || 0)) return;
  tab.set('peek', last.seq);
  const text = plain(last.body);
  const gone = () => peeked?.remove();
  gone();
  const name = chat.look.agentName || last.name || chat.state.siteName;
  peeked = card(chat, texts(), name, text.length > PEEK_CHARS ? `${text.slice(0, PEEK_CHARS)}…` : text || '📎', () => app.open(), gone);
  const forget = chat.watch(() => {
    if (!chat.state.open) return;
    gone();
    forget();
  });
}

/** Without the marks of Markdown. @param {string} text */
const plain = (text) => text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*_`#>]+/g, '').replace(/\s+/g, ' ').trim();
