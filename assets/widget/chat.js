// The conversation as the widget holds it. No screen.

import { linkEnds } from '../shared/links.js';
import { uuid } from '../shared/uuid.js';
import { createApi, ApiError } from './api.js';
import { createOutbox, LIMIT } from './outbox.js';
import { resolve } from './settings.js';
import { connect } from './socket.js';
import { createStorage } from './storage.js';
import { createThread } from './thread.js';

/** @import { Attachment, Connection, Conversation, Message, Outgoing, State, Texts } from './types.js' */

const MAX_BODY = 8000;
const TYPING_MS = 6000;
/** So long before its end a link is renewed, and so often at most. */
const RENEW_MS = 5 * 60 * 1000;
const NO_MARK = { delivered: 0, read: 0 };

/** @param {any} context of the loader @param {() => Texts} texts */
export function createChat(context, texts) {
  const { config, fire } = context;
  const storage = createStorage(config.apiKey, () => localStorage, () => sessionStorage);
  const api = createApi(context.server, config.apiKey);
  const thread = createThread();
  const tabs = new BroadcastChannel(`asisttr:${config.apiKey}`);
  /** @type {Set<() => void>} */
  const watchers = new Set();
  /** How far agents have come, by conversation, over ones too. @type {Map<string, { delivered: number, read: number }>} */
  const marks = new Map();
  /** @type {Connection | null} */
  let socket = null;
  let token = storage.shared.get('token');
  let cursor = 0;
  let readUpTo = 0;
  let renewedAt = 0;
  let delay = 1000;
  let gone = false;
  let typingTimer = 0;
  /** @type {any} */
  let profile = null;

  /** @type {State} */
  const state = {
    phase: 'loading',
    open: false,
    link: 'idle',
    mode: null,
    visitor: null,
    siteName: '',
    help: null,
    conversation: null,
    earlier: false,
    typing: null,
    queue: null,
    escalation: null,
    mail: null,
    rate: isRated(storage.tab.get('rate')) ? null : storage.tab.get('rate'),
    suggestions: [],
    unread: 0,
    unreadAfter: 0,
    notice: '',
  };

  /** Whether it was asked for a conversation how it went, in whatever tab. @param {string | null} id */
  function isRated(id) {
    return Boolean(id && storage.shared.get(`rated:${id}`));
  }

  /** Not asked again, in no tab, also when the page is left now. @param {string} id */
  function rated(id) {
    storage.shared.set(`rated:${id}`, true);
    storage.tab.set('rate', null);
    tabs.postMessage({ kind: 'rated', id });
  }

  const ring = () => watchers.forEach((watcher) => watcher());
  /** @param {Partial<State>} change */
  const patch = (change) => {
    Object.assign(state, change);
    ring();
  };

  const outbox = createOutbox({
    send: deliver,
    load: () => storage.shared.get('outbox') || [],
    save: (all) => storage.shared.set('outbox', all.length ? all : null),
    changed(one) {
      thread.sending(one);
      ring();
    },
  });

  /** @param {string} event @param {any} [data] */
  const request = (event, data) => (socket ? socket.request(event, data) : Promise.resolve({ ok: false, code: 'no_answer' }));

  /** @param {string} event @param {any} data */
  async function ask(event, data) {
    const ack = await request(event, { conversationId: state.conversation?.id, ...data });
    if (!ack.ok) patch({ notice: ack.detail || texts().t('failed') });
    return ack;
  }

  async function begin() {
    const answer = await context.answer;
    const stored = storage.shared.get('token');
    // Another tab may have become somebody since the page asked: this one is the same.
    if (answer && (!stored || stored === context.token)) return apply(answer);
    token = stored;
    await load();
  }

  async function load() {
    const consent = storage.shared.get('consent');
    const seen = chat.look.consent && !consent ? { page: '', title: '', referrer: '' } : whereabouts();
    try {
      api.setToken(token || '');
      apply(await api.session({ session_id: visit(), consent_version: consent, ...seen }));
      delay = 1000;
    } catch (error) {
      const status = error instanceof ApiError ? error.status : 0;
      if (token && status === 401) forgetToken();
      else if (status >= 400 && status < 500 && status !== 429) return patch({ phase: 'refused' });
      setTimeout(() => gone || load(), delay);
      delay = Math.min(delay * 2, 30_000);
      patch({ link: 'lost' });
    }
  }

  function forgetToken() {
    token = null;
    storage.shared.set('token', null);
  }

  const visit = () => storage.visit(() => context.visit, Date.now());

  const whereabouts = () => ({
    page: location.href,
    title: document.title,
    referrer: document.referrer,
    language: texts().language,
    screen: `${screen.width}x${screen.height}`,
  });

  /** @param {{ items?: Message[], messages?: Message[], marks?: any[] }} page of the thread */
  function takePage({ items, messages, marks: told }) {
    told?.forEach(mark);
    (items || messages || []).forEach(thread.put);
  }

  /** Links to files last for hours; a page may stay open for longer. */
  async function renewLinks() {
    if (state.phase !== 'ready' || Date.now() - renewedAt < RENEW_MS) return;
    const ends = Date.now() + RENEW_MS;
    for (let below = Infinity; ; ) {
      const old = thread.entries().findLast((entry) => entry.id && entry.seq < below && entry.attachments.some((file) => linkEnds(file.url) < ends));
      if (!old) return;
      renewedAt = Date.now();
      const page = await api.messages(old.seq + 1).catch(() => null);
      if (!page) return;
      takePage(page);
      below = Math.min(old.seq, ...page.items.map((/** @type {Message} */ one) => one.seq));
      ring();
    }
  }

  /** @param {any} answer */
  function apply(answer) {
    chat.look = resolve(config, answer.settings);
    token = answer.token || token;
    const about = { siteName: answer.site?.name || '', help: answer.site?.help ?? null, mode: answer.mode };
    const { consent } = chat.look;
    if (consent && storage.shared.get('consent') !== consent.version) return patch({ ...about, phase: 'consent' });
    storage.permit();
    storage.shared.set('token', token);
    visit();
    api.setToken(token);
    const conversation = answer.conversation;
    if (conversation) mark(conversation);
    cursor = Math.max(cursor, answer.seq);
    readUpTo = conversation ? conversation.visitor_read_up_to : answer.seq;
    thread.clear(answer.seq);
    takePage(answer);
    outbox.all().forEach(thread.sending);
    patch({ ...about, phase: 'ready', mail: answer.mail, visitor: answer.visitor, conversation, queue: answer.queue, earlier: answer.earlier });
    count();
    if (profile) updateVisitor(profile);
    if (!socket) open();
  }

  function consent() {
    storage.shared.set('consent', chat.look.consent?.version);
    tabs.postMessage({ kind: 'consent' });
    patch({ phase: 'loading' });
    return load();
  }

  function open() {
    const url = String(config.wsUrl || context.server).replace(/^ws/, 'http');
    socket = connect({
      url: new URL(url).origin,
      auth: () => ({ apiKey: config.apiKey, visitorToken: token, sessionId: visit(), page: location.href, after: cursor, language: texts().language }),
      onEvent(event, data) {
        if (event !== 'ready') cursor = Math.max(cursor, data?.event_seq ?? data?.seq ?? 0);
        if (Object.hasOwn(events, event)) events[event](data);
      },
      onLink(up) {
        thread.dropUnfinished();
        patch({ link: up ? 'online' : 'lost', typing: null });
      },
      onRefused: refused,
    });
  }

  /** @param {string} code */
  async function refused(code) {
    if (code === 'site_unknown' || code === 'origin_not_allowed') return patch({ phase: 'refused' });
    if (code.startsWith('token')) {
      forgetToken();
      await load();
    }
    socket?.retry();
  }

  /** @param {any} data */
  function ready(data) {
    const merged = state.visitor && data.visitor && data.visitor.id !== state.visitor.id;
    if (data.visitor?.token) {
      token = data.visitor.token;
      storage.shared.set('token', token);
      api.setToken(token);
    }
    if (data.mode) patch({ mode: data.mode });
    // Two visitors became one: there may be more of a past.
    if (merged) return void load().then(outbox.flush);
    chat.tell('tracking:visitor:connect', { visitorId: state.visitor?.id, sessionId: visit(), ...whereabouts() });
    delivered();
    if (state.conversation && readUpTo) request('chat:read', { conversationId: state.conversation.id, upTo: readUpTo });
    outbox.flush();
  }

  /** Whether it was taken. @param {string} body @param {Attachment[]} [attachments] */
  function send(body, attachments = []) {
    const text = body.trim();
    if (!text && !attachments.length) return false;
    const problem = text.length > MAX_BODY && texts().t('too_long');
    if (problem || !outbox.add({ client_ref: uuid(), body: text, attachments, at: Date.now(), reply_to: chat.answered?.id || undefined })) {
      patch({ notice: problem || texts().t('full', LIMIT) });
      return false;
    }
    chat.answered = null;
    storage.tab.set('rate', null);
    patch({ suggestions: [], rate: null, notice: '', unreadAfter: 0 });
    outbox.flush();
    return true;
  }

  /** @param {Outgoing} one @returns {Promise<'sent' | 'later' | { problem: string }>} */
  async function deliver(one) {
    if (!socket?.isUp() || state.phase !== 'ready') return 'later';
    const { client_ref, body } = one;
    const attachments = one.attachments.map((file) => file.id);
    const id = state.conversation?.id;
    // What is answered may stand in a conversation that has ended meanwhile.
    const reply_to = thread.byId(one.reply_to || '')?.conversationId === id ? one.reply_to : undefined;
    const ack = id
      ? await request('chat:message', { conversationId: id, body, attachments, client_ref, reply_to })
      : await request('chat:start', { message: body, attachments, client_ref, language: texts().language, departmentId: config.departmentId || chat.department || undefined, skills: config.skills, preChat: chat.answers || undefined });
    if (ack.conversation && !id) {
      chat.department = undefined;
      mark(ack.conversation);
      // What is said again, as its answer was lost, may stand in a conversation that has ended meanwhile.
      patch({ conversation: ack.conversation.status === 'closed' ? null : { ...ack.conversation } });
    }
    if (ack.ok && ack.message) {
      thread.put(ack.message);
      ring();
      fire('message:sent', ack.message);
      return 'sent';
    }
    // Opened or closed meanwhile: the same message goes the other way.
    if (ack.ok && !id) return deliver(one);
    if (ack.code === 'conversation_closed' && id) {
      patch({ conversation: null });
      return deliver(one);
    }
    if (ack.code !== 'no_answer' && ack.code !== 'rate_limited') return { problem: ack.detail || texts().t('not_sent') };
    setTimeout(() => outbox.flush(), 1500);
    return 'later';
  }

  function delivered() {
    const id = thread.lastPlace();
    if (id) request('chat:delivered', { conversationId: id, upTo: thread.lastSeq(id) });
  }

  function read() {
    const id = thread.lastPlace();
    const last = thread.lastSeq(id);
    if (last <= readUpTo) return;
    seen(last);
    tabs.postMessage({ kind: 'read', upTo: last });
    request('chat:read', { conversationId: id, upTo: last });
  }

  /** @param {number} upTo */
  function seen(upTo) {
    readUpTo = Math.max(readUpTo, upTo);
    count();
  }

  function count() {
    const unread = thread.countAfter(readUpTo);
    if (unread === state.unread) return;
    patch({ unread });
    fire('unread', unread);
  }

  /** @param {any} fields */
  async function updateVisitor({ customData, identityToken, ...rest }) {
    profile = { customData, identityToken, ...rest };
    if (state.phase !== 'ready') return;
    const known = { ...rest, custom_data: customData, identity_token: identityToken };
    profile = null;
    const { token: next, ...visitor } = await api.updateVisitor(known);
    const other = visitor.id !== state.visitor?.id;
    patch({ visitor });
    if (next && other) become(next);
  }

  /** @param {string} next */
  async function become(next) {
    token = next;
    storage.shared.set('token', next);
    socket?.close();
    socket = null;
    await load();
  }

  /** Marks never go back. @param {{ conversation_id?: string, id?: string, agent_delivered_up_to: number, agent_read_up_to: number }} of */
  function mark({ conversation_id: place, id = place, agent_delivered_up_to: delivered, agent_read_up_to: read }) {
    if (!id) return;
    const known = marks.get(id) || NO_MARK;
    marks.set(id, { delivered: Math.max(known.delivered, delivered || 0), read: Math.max(known.read, read || 0) });
  }

  /** @param {{ conversation: Conversation }} data */
  function changed({ conversation: next }) {
    mark(next);
    if (next.status === 'closed') return closed({ conversation: next });
    const waits = next.status === 'queued' ? state.queue : null;
    storage.tab.set('rate', null);
    patch({ conversation: next, queue: waits, escalation: next.status === 'active' ? null : state.escalation, rate: null });
  }

  /** @param {{ conversation: Conversation }} data */
  function closed({ conversation: it }) {
    const { id } = it;
    mark(it);
    if (state.conversation?.id !== id) return;
    const answered = thread.entries().some((entry) => entry.conversationId === id && (entry.from === 'agent' || entry.from === 'assistant'));
    const rate = answered && !isRated(id) ? id : null;
    storage.tab.set('rate', rate);
    patch({ conversation: null, queue: null, escalation: null, typing: null, rate });
  }

  /** @param {Message} message */
  function received(message) {
    const fresh = thread.put(message);
    const theirs = message.author.kind === 'agent' || message.author.kind === 'assistant';
    patch(theirs ? { typing: null } : {});
    // Whoever has closed the panel is to see that there is a question.
    if (fresh && message.system?.code === 'idle') count();
    if (!fresh || !theirs) return;
    if (message.author.kind === 'agent') patch({ suggestions: [] });
    else fire('ai:answer', message);
    fire('message:received', message);
    delivered();
    count();
  }

  /** @param {any} data */
  function typing({ who, agentName, isTyping }) {
    clearTimeout(typingTimer);
    if (who === 'visitor') return;
    patch({ typing: isTyping ? { who, name: agentName || null } : null });
    typingTimer = Number(setTimeout(() => patch({ typing: null }), TYPING_MS));
  }

  /** @param {any} data */
  function status({ conversationId, by, delivered_up_to, read_up_to }) {
    if (by === 'visitor') return conversationId === state.conversation?.id && seen(read_up_to);
    mark({ id: conversationId, agent_delivered_up_to: delivered_up_to, agent_read_up_to: read_up_to });
    patch({});
  }

  /** By event. A replay must do no harm. @type {Record<string, (data: any) => void>} */
  const events = {
    ready,
    resync: load,
    'chat:new': changed,
    'chat:updated': changed,
    'chat:assigned': changed,
    'chat:transferred': changed,
    'chat:reopened': changed,
    'chat:closed': closed,
    'chat:message:new': received,
    'chat:message:updated': received,
    'chat:message:deleted'(data) {
      thread.remove(data.messageId);
      count();
      patch({});
    },
    'chat:status': status,
    'chat:typing': typing,
    'queue:position': (queue) => patch({ queue }),
    'chat:agent': (data) => state.conversation && patch({ conversation: { ...state.conversation, agent_reconnecting: data.reconnecting } }),
    'widget:mode'(mode) {
      patch({ mode });
      fire('mode:changed', mode);
    },
    'ai:chunk'(data) {
      thread.chunk(data.messageRef, data.conversationId, data.delta, Date.now(), data.restart);
      patch({ typing: null });
    },
    'ai:done'(data) {
      // The message follows, unless a person took over.
      setTimeout(() => {
        thread.dropUnfinished(data.messageRef);
        patch({});
      }, data.gone ? 0 : TYPING_MS);
    },
    'ai:escalation': (escalation) => patch({ escalation, queue: escalation.position ? escalation : state.queue }),
    'chat:deleted': load,
    'kb:suggestions': ({ articles }) => chat.suggestionsDismissed || patch({ suggestions: articles }),
  };

  tabs.onmessage = ({ data }) => {
    if (data.kind === 'read') seen(data.upTo);
    if (data.kind === 'rated' && state.rate === data.id) {
      storage.tab.set('rate', null);
      patch({ rate: null });
    }
    if (data.kind === 'consent' && state.phase === 'consent') load();
  };

  const chat = {
    context,
    state,
    patch,
    watch(/** @type {() => void} */ watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    api,
    storage,
    thread,
    outbox,
    request,
    ask,
    look: resolve(config, null),
    answers: /** @type {any} */ (null),
    /** Chosen for the next conversation; null: there was nothing to choose. */
    department: /** @type {string | null | undefined} */ (undefined),
    greeting: '',
    /** @type {import('./types.js').Entry | null} what the next message answers */
    answered: null,
    suggestionsDismissed: false,
    begin,
    consent,
    send,
    read,
    updateVisitor,
    rated,
    tell: (/** @type {string} */ event, /** @type {any} */ data) => socket?.tell(event, data),
    readUpTo: () => readUpTo,
    /** How far agents have come in a conversation. */
    markOf: (/** @type {string | null} */ id) => marks.get(id || '') || NO_MARK,
    /** Takes in a page of the thread. */
    takePage,
    renewLinks,
    close() {
      gone = true;
      tabs.close();
      socket?.close();
    },
  };
  return chat;
}

/** @typedef {ReturnType<typeof createChat>} Chat */
