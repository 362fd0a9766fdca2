// Behind the bubble: the page's API, bringing the panel when it is wanted.

import { createChat } from './chat.js';
import { h, style } from './dom.js';
import { createTexts, loadWords } from './i18n.js';
import { chooseLanguage } from './settings.js';

/** @import { Chat } from './types.js' */

const BUBBLE_CSS = `
.bubble{transition:transform .15s}
.bubble:hover{transform:scale(1.05)}
.badge{position:absolute;top:-3px;right:-3px;min-width:20px;height:20px;border-radius:10px;padding:0 5px;box-sizing:border-box;background:#c8322f;color:#fff;font:600 12px/20px system-ui,sans-serif;text-align:center;box-shadow:0 0 0 2px #fff}
.badge:empty{display:none}
@media(prefers-reduced-motion:reduce){.bubble{transition:none}}
@media(max-width:480px),(max-height:540px){.bubble[aria-expanded=true]{display:none}}
@media print{.bubble,.panel{display:none!important}}`;

const BUBBLE_OPEN = 'm6 9 6 6 6-6';

/** The title follows the address. */
const TITLE_MS = 300;
const IDLE_MS = 60_000;

/** @param {any} context of the loader */
export async function start(context) {
  const { config, root, bubble, fire } = context;
  const answer = await context.answer;
  /** @param {string} language */
  const speak = async (language) => {
    const { words, language: spoken, more } = await loadWords(language);
    return createTexts(words, spoken, more);
  };
  let texts = await speak(chooseLanguage(config, answer?.settings, document.documentElement.lang));

  const chat = createChat(context, () => texts);
  const { state } = chat;
  const badge = h('span.badge');
  const outline = bubble.querySelector('path');
  const closedOutline = outline.getAttribute('d');
  style(root, BUBBLE_CSS);
  bubble.append(badge);

  /** @type {Promise<ReturnType<typeof import('./ui.js').createUi>> | null} */
  let ui = null;
  let wanted = false;
  const end = new AbortController();
  /** @type {any} where the focus was */
  let opener = bubble;

  /** @param {'peek' | 'watch'} name */
  const proactive = (name) => import('./proactive.js').then((module) => module[name](chat, () => texts, app), () => {});
  const screen = () => (ui ??= import('./ui.js').then((module) => module.createUi(chat, texts, app)));

  function showBubble() {
    badge.textContent = state.open || !state.unread ? '' : state.unread > 9 ? '9+' : String(state.unread);
    bubble.setAttribute('aria-label', state.open ? texts.t('close') : state.unread ? texts.t('bubble_unread', state.unread) : texts.t('bubble'));
    bubble.setAttribute('aria-expanded', String(state.open));
    outline.setAttribute('d', state.open ? BUBBLE_OPEN : closedOutline);
    if (state.unread && !state.open) proactive('peek');
  }

  const app = {
    async open() {
      if (wanted) return;
      wanted = true;
      const active = document.activeElement;
      opener = !active || active === root.host || active === document.body ? bubble : active;
      bubble.setAttribute('aria-busy', 'true');
      await screen().catch((error) => {
        ui = null;
        wanted = false;
        throw error;
      });
      bubble.removeAttribute('aria-busy');
      if (!wanted || state.open) return;
      chat.patch({ open: true, unreadAfter: state.unread ? chat.readUpTo() : 0 });
      chat.storage.tab.set('open', true);
      // Asked for anew: in another language, it is another one by now.
      (await screen()).show();
      fire('open');
    },

    close() {
      wanted = false;
      if (!state.open) return;
      chat.patch({ open: false, unreadAfter: 0 });
      chat.storage.tab.set('open', null);
      ui?.then((panel) => panel.hide());
      opener.focus?.({ preventScroll: true });
      fire('close');
    },

    toggle: () => (wanted ? app.close() : app.open()),

    /** @param {string} text */
    async sendMessage(text) {
      const panel = await screen();
      panel.submit(String(text));
    },

    /** @param {any} fields */
    updateVisitor: (fields) => chat.updateVisitor(fields || {}),

    /** @param {string} language */
    async setLanguage(language) {
      texts = await speak(chooseLanguage({ language }, null, ''));
      chat.api.setLanguage(texts.language);
      const before = ui;
      ui = null;
      (await before)?.destroy();
      if (state.open) (await screen()).show();
      showBubble();
    },

    destroy() {
      end.abort();
      chat.close();
      ui?.then((panel) => panel.destroy());
    },

    isOpen: () => state.open,
    unread: () => state.unread,
    visitorId: () => state.visitor?.id || null,
    /** Before the click. */
    warm: () => {
      screen().catch(() => {
        ui = null;
      });
    },
  };

  chat.api.setLanguage(texts.language);
  chat.watch(showBubble);
  await chat.begin();
  showBubble();
  track(chat, end.signal);
  if (chat.look.proactive) proactive('watch');
  if (chat.storage.tab.get('open')) app.open();
  return app;
}

/** A site may change pages without loading them; whether somebody is at the page, and how far down it was seen. @param {Chat} chat @param {AbortSignal} signal ends it */
function track(chat, signal) {
  let last = location.href;
  let timer = 0;
  let idle = 0;
  let rest = 0;
  let deepest = 0;

  const say = () => chat.tell('tracking:activity', { state: idle ? 'idle' : 'active', scroll_depth: ((deepest + innerHeight) / document.documentElement.scrollHeight) * 100 });

  function stir() {
    deepest = Math.max(deepest, scrollY);
    clearTimeout(rest);
    if (idle) {
      idle = 0;
      say();
    }
    rest = Number(setTimeout(() => {
      idle = 1;
      say();
    }, IDLE_MS));
  }
  for (const sign of ['pointermove', 'keydown', 'scroll', 'touchstart']) addEventListener(sign, stir, { passive: true, signal });
  signal.addEventListener('abort', () => clearTimeout(rest));
  stir();

  function look() {
    if (location.href === last) return;
    say();
    deepest = 0;
    last = location.href;
    clearTimeout(timer);
    timer = Number(setTimeout(() => chat.tell('tracking:pageview', { url: last, title: document.title }), TITLE_MS));
  }

  /** @type {any} */
  const navigation = Reflect.get(window, 'navigation');
  if (navigation) {
    navigation.addEventListener('navigatesuccess', look, { signal });
    navigation.addEventListener('currententrychange', look, { signal });
    return;
  }
  addEventListener('popstate', look, { signal });
  const watch = setInterval(look, 1000);
  signal.addEventListener('abort', () => clearInterval(watch));
}
