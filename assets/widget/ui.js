// The panel: head, thread, cards, composer, and screens that lie over them.

import { createComposer } from './composer.js';
import { h, icon, isDark, style, tool } from './dom.js';
import { isClosed, readable, textOn } from './settings.js';
import { CSS } from './styles.js';
import { createThreadView } from './thread-view.js';

/** @import { App, Attachment, Chat, FormName, State, Texts } from './types.js' */

const PAPER = { light: '#ffffff', dark: '#131b20' };

/** How often what grows old is looked at. */
const TICK_MS = 20_000;

/** Who the visitor is with, or would be. @param {State} state @param {Texts} texts @param {string} alias of every agent, which stands above it */
function mood({ mode, conversation }, { t, duration }, alias) {
  if (conversation?.agent_reconnecting) return ['wait', t('agent_lost')];
  if (conversation?.status === 'active') return ['on', conversation.assignee && !alias ? t('with_agent', conversation.assignee.name) : t('online')];
  if (conversation?.status === 'queued') return ['wait', t('queued')];
  if (!mode) return ['off', t('loading')];
  if (conversation?.status === 'bot' || /^assistant/.test(mode.reason)) return ['ai', t('assistant')];
  if (mode.mode === 'online') {
    const { agents_online: n, reply_seconds: reply } = mode;
    if (!reply) return ['on', n ? t('online_n', n) : t('online')];
    return ['on', `${n ? t('agents_n', n) : t('online')} · ${t('reply_time', duration(reply))}`];
  }
  return mode.mode === 'busy' ? ['wait', t(mode.reason === 'break' ? 'break' : 'busy')] : ['off', t(mode.mode)];
}

/** @param {Chat} chat @param {Texts} texts @param {App} app */
export function createUi(chat, texts, app) {
  const { t } = texts;
  const { state, look } = chat;
  const { root } = chat.context;
  const narrow = matchMedia('(max-width:480px),(max-height:540px)');
  const night = matchMedia('(prefers-color-scheme: dark)');
  let frame = 0;
  let cardsWanted = false;
  /** @type {ReturnType<typeof import('./cards.js').createCards> | null} */
  let cards = null;
  /** @type {ReturnType<typeof import('./screen.js').createScreens> | null} */
  let screens = null;
  let asksConsent = false;

  style(root, CSS);
  if (look.css) style(root, look.css);

  const title = h('h2.title', { id: 'asisttr-title' });
  const sub = h('p.sub');
  const avatar = h('span.avatar', { 'aria-hidden': 'true' }, icon('user'));
  const banner = h('div.banner', { role: 'status' });
  const tray = h('div.cards');
  const end = tool('button.tool', t('end'), 'leave', () => cards?.askEnd());
  const copy = tool('button.tool', t('transcript'), 'mail', () => form('transcript'));
  const view = createThreadView({ chat, texts, ui: { article, edit: (entry) => composer.edit(entry), answer: (entry) => composer.answer(entry) } });
  const composer = createComposer({ chat, texts, submit });
  const mail = h('button.wide', { onclick: () => form('offline') }, t('leave_mail'));
  const body = h('div.body', null, view.element, tray, composer.element, mail, h('p.by', null, t('by')));
  const head = h('header.head', null, avatar, h('div.names', null, title, sub), tool('button.tool', t('articles'), 'search', () => article(null)), copy, end, tool('button.tool', t('close'), 'down', app.close));
  const panel = h('section.asisttr-widget.panel', { role: 'dialog', 'aria-labelledby': 'asisttr-title', tabIndex: -1, lang: texts.language, hidden: true, onkeydown: onKey, ondragover: onDrag, ondragleave: onDrag, ondrop: onDrag }, head, banner, body);
  const dropZone = h('div.drop', { hidden: true, 'aria-hidden': 'true' }, t('drop'));
  body.append(dropZone);
  if (look.left) panel.classList.add('left');

  if (look.agentAvatar) {
    const picture = h('img', { src: look.agentAvatar, alt: '', referrerPolicy: 'no-referrer', onerror: () => picture.remove() });
    avatar.append(picture);
  }

  function dress() {
    const dark = isDark(look.dark);
    const paper = dark ? PAPER.dark : PAPER.light;
    panel.classList.toggle('dark', dark);
    const colors = { p: look.primary, 'on-p': textOn(look.primary), s: look.secondary, 'on-s': textOn(look.secondary), accent: readable(look.primary, paper), ring: readable(look.primary, paper, 3) };
    for (const [name, value] of Object.entries(colors)) panel.style.setProperty(`--${name}`, value);
  }

  /** A phone's keyboard covers the page without resizing it; only the visual viewport tells. */
  function fit() {
    const port = window.visualViewport;
    if (!port || panel.hidden) return;
    panel.style.setProperty('--height', narrow.matches ? `${port.height}px` : '');
    panel.style.setProperty('--top', narrow.matches ? `${port.offsetTop}px` : '');
    panel.setAttribute('aria-modal', String(narrow.matches));
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key === 'Escape' && !event.defaultPrevented) {
      event.preventDefault();
      if (screens?.isOpen()) screens.back();
      else app.close();
    }
    if (event.key === 'Tab' && narrow.matches) keepFocus(event);
  }

  /** @param {KeyboardEvent} event */
  function keepFocus(event) {
    const all = Array.from(panel.querySelectorAll('button,a[href],input,textarea,[tabindex="0"]')).filter((one) => one.checkVisibility() && !one.closest('[inert]'));
    const edge = event.shiftKey ? all[0] : all[all.length - 1];
    if (root.activeElement !== edge && root.activeElement !== panel) return;
    event.preventDefault();
    (event.shiftKey ? all[all.length - 1] : all[0])?.focus();
  }

  /** @param {DragEvent} event */
  function onDrag(event) {
    if (!look.features.upload || screens?.isOpen() || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    const inside = event.type === 'dragleave' && event.relatedTarget instanceof Node && panel.contains(event.relatedTarget);
    dropZone.hidden = !(event.type === 'dragover' || inside);
    if (event.type === 'drop') composer.attach(Array.from(event.dataTransfer.files));
  }

  async function over() {
    const { createScreens } = await import('./screen.js');
    return (screens ??= createScreens({ chat, texts, panel, under: [head, body], focus }));
  }

  /** What is only loaded now may not come. @param {Promise<any>} work */
  async function orSay(work) {
    await work.catch(() => chat.patch({ notice: t('failed') }));
  }

  /** @param {string | null} slug */
  function article(slug) {
    return orSay(Promise.all([import('./articles.js'), over()]).then(([module, screen]) => module.open({ chat, texts, ...screen, slug })));
  }

  /** @param {FormName} which @param {() => void} [then] */
  function form(which, then) {
    return orSay(Promise.all([import('./forms.js'), over()]).then(([module, screen]) => module[which]({ chat, texts, ...screen, then: then || screen.close })));
  }

  /** Sends, or first asks what the site wants to know. @param {string} text @param {Attachment[]} [files] */
  function submit(text, files) {
    const { visitor, conversation } = state;
    const unknown = look.preChat && !chat.answers && !(visitor?.name || visitor?.email);
    const asked = !conversation && (unknown || (look.departments && chat.department === undefined));
    if (state.phase !== 'ready' || asked) {
      composer.fill(text);
      if (!state.open) app.open();
      if (asked && state.phase === 'ready') form('pre', () => (screens?.close(), composer.send()));
      return false;
    }
    const taken = chat.send(text, files);
    if (taken) view.toEnd();
    return taken;
  }

  function focus() {
    if (screens?.isOpen()) return;
    // A phone's keyboard comes up when it is asked for.
    if (matchMedia('(pointer:fine)').matches && composer.isShown()) composer.focus();
    else panel.focus({ preventScroll: true });
  }

  const schedule = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      if (!panel.hidden) render();
    });
  };

  function tick() {
    schedule();
    if (!panel.hidden && !document.hidden) chat.renewLinks();
  }

  function render() {
    const { mode, conversation, phase } = state;
    title.textContent = look.agentName || look.title || state.siteName || t('title');
    const [sign, words] = mood(state, texts, look.agentName);
    sub.replaceChildren(sign === 'ai' ? icon('spark') : h('i', { className: `dot ${sign}` }), h('span', null, words));
    banner.textContent = state.link === 'lost' ? t(state.phase === 'loading' ? 'unreachable' : 'lost') : phase === 'refused' ? t('refused') : state.notice;
    banner.className = `banner ${state.link === 'lost' ? 'lost' : ''}`;
    // What has begun goes on after closing time; in an emergency only with the assistant.
    const begun = conversation && (mode?.mode !== 'emergency' || (mode.assistant && conversation.status === 'bot'));
    const silent = isClosed(mode) && !begun && (conversation || !mode?.assistant);
    composer.element.hidden = Boolean(silent) || phase === 'refused';
    mail.hidden = !silent || !mode?.form;
    end.hidden = !conversation;
    copy.hidden = !state.mail?.transcript || !chat.thread.entries().some((one) => one.conversationId);
    view.render();
    renderCards();
    if ((phase === 'consent') !== asksConsent) {
      asksConsent = !asksConsent;
      if (asksConsent) form('consent', app.close);
      else screens?.close();
    }
    if (phase === 'ready') composer.ready();
  }

  function renderCards() {
    if (cards) return cards.render();
    if (cardsWanted || !(state.conversation || state.rate || state.suggestions.length || state.mode?.mode !== 'online')) return;
    cardsWanted = true;
    import('./cards.js').then((module) => {
      cards = module.createCards({ chat, texts, tray, form, article, focus });
      schedule();
    }, () => (cardsWanted = false));
  }

  const stopWatching = chat.watch(schedule);
  const clock = setInterval(tick, TICK_MS);
  night.addEventListener('change', dress);
  // A page may change its looks while one reads.
  const looks = new MutationObserver(dress);
  looks.observe(document.documentElement, { attributes: true });
  narrow.addEventListener('change', fit);
  window.visualViewport?.addEventListener('resize', fit);
  window.visualViewport?.addEventListener('scroll', fit);
  dress();
  root.append(panel);

  return {
    submit,
    show() {
      panel.hidden = false;
      dress();
      asksConsent &&= Boolean(screens?.isOpen());
      fit();
      render();
      chat.renewLinks();
      composer.fit();
      view.restore();
      focus();
    },
    hide() {
      panel.hidden = true;
    },
    destroy() {
      stopWatching();
      clearInterval(clock);
      cancelAnimationFrame(frame);
      night.removeEventListener('change', dress);
      looks.disconnect();
      narrow.removeEventListener('change', fit);
      window.visualViewport?.removeEventListener('resize', fit);
      window.visualViewport?.removeEventListener('scroll', fit);
      view.destroy();
      panel.remove();
    },
  };
}
