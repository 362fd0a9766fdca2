// What each event of the server changes. A replay must do no harm.

/** @import { Conversation, CreateEvents, Message } from './types.js' */

const TYPING_MS = 6000;

/** @type {CreateEvents} */
export function createEvents({ state, patch, thread, storage, fire, load, count, seen, delivered, ready }) {
  let typingTimer = 0;

  /** @param {{ conversation: Conversation }} data */
  function conversation({ conversation: next }) {
    if (next.status === 'closed') return closed({ conversation: next });
    const waits = next.status === 'queued' ? state.queue : null;
    patch({ conversation: next, queue: waits, escalation: next.status === 'bot' ? state.escalation : null, rate: null });
  }

  /** @param {{ conversation: Conversation }} data */
  function closed({ conversation: { id } }) {
    if (state.conversation?.id !== id) return;
    const answered = thread.entries().some((entry) => entry.conversationId === id && (entry.from === 'agent' || entry.from === 'assistant'));
    const rate = answered && !storage.shared.get(`rated:${id}`) ? id : null;
    storage.tab.set('rate', rate);
    patch({ conversation: null, queue: null, escalation: null, typing: null, rate });
  }

  /** @param {Message} message */
  function message(message) {
    const fresh = thread.put(message);
    const theirs = message.author.kind === 'agent' || message.author.kind === 'assistant';
    patch(theirs ? { typing: null } : {});
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
    const open = state.conversation;
    if (!open || open.id !== conversationId) return;
    if (by === 'visitor') return seen(read_up_to);
    patch({ conversation: { ...open, agent_delivered_up_to: delivered_up_to, agent_read_up_to: read_up_to } });
  }

  return {
    ready,
    resync: load,
    'chat:new': conversation,
    'chat:updated': conversation,
    'chat:assigned': conversation,
    'chat:transferred': conversation,
    'chat:reopened': conversation,
    'chat:closed': closed,
    'chat:message:new': message,
    'chat:message:updated': message,
    'chat:message:deleted'(data) {
      thread.remove(data.messageId);
      count();
      patch({});
    },
    'chat:status': status,
    'chat:typing': typing,
    'queue:position': (queue) => patch({ queue }),
    'widget:mode'(mode) {
      patch({ mode });
      fire('mode:changed', mode);
    },
    'ai:chunk'(data) {
      thread.chunk(data.messageRef, data.conversationId, data.delta, Date.now());
      patch({ typing: null });
    },
    'ai:done'(data) {
      thread.chunksEnd(data.messageRef);
      patch({});
    },
    'ai:escalation': (escalation) => patch({ escalation, queue: escalation.position ? escalation : state.queue }),
    'chat:deleted': load,
    'kb:suggestions': ({ articles }) => patch({ suggestions: articles }),
  };
}
