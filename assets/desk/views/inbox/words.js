// How visitors, notices and previews are called in the inbox.
import { has, t } from '../../lib/i18n.js';
import { plain } from '../../lib/markdown.js';

/** @typedef {import('../../state/conversations.js').Conversation} Conversation */

/** @param {any} visitor @returns {string} */
export const visitorName = (visitor) => visitor?.name || t('visitor.anonymous', { number: String(visitor?.number ?? '') });

/** The path of a page, without its host and what is asked of it. @param {string | null} page */
export function pathOf(page) {
  if (!page) return '';
  try {
    const url = new URL(page);
    return decodeURIComponent(url.pathname);
  } catch {
    return page;
  }
}

/** What happened, as a sentence. @param {{ code: string, params: any }} notice */
export function noticeWords({ code, params }) {
  if (code === 'closed') return t(`notice.closed_${['visitor', 'agent'].includes(params?.by) ? params.by : 'system'}`);
  if (code === 'queue_left') return t(`notice.queue_left_${['page_left', 'form_left'].includes(params?.why) ? params.why : 'asked'}`);
  if (code === 'priority_changed') return t('notice.priority_changed', { name: params?.name ?? t('assistant.name'), priority: has(`priority.${params?.priority}`) ? t(`priority.${params.priority}`) : '' });
  // A newer server may tell of things that this page has no words for yet.
  return has(`notice.${code}`) ? t(`notice.${code}`, params ?? {}) : t('notice.other');
}

/** @type {Record<string, string>} icons of notices */
const NOTICE_ICONS = { agent_joined: 'user-round-check', transferred: 'forward', agent_left: 'user-round-minus', agent_lost: 'wifi-off', queue_left: 'log-out', queue_closed: 'log-out', idle: 'clock', closed_idle: 'circle-check', closed: 'circle-check', reopened: 'rotate-ccw', assistant_resumed: 'sparkles', assistant_stopped: 'bot-off', handed_over: 'user-round', priority_changed: 'flag', ticket_created: 'ticket' };
/** @param {string} code */
export const noticeIcon = (code) => NOTICE_ICONS[code] ?? 'info';

/** The newest message in one line, with the icon of who wrote it. @param {Conversation} it @returns {{ icon: string | null, text: string }} */
export function preview(it) {
  const last = it.last_message;
  if (!last) return { icon: null, text: '' };
  if (last.system) return { icon: noticeIcon(last.system.code), text: noticeWords(last.system) };
  const text = plain(last.body) || (last.files ? t('message.files', { n: last.files }) : t('message.deleted'));
  if (last.note) return { icon: 'lock', text };
  if (last.author.kind === 'assistant') return { icon: 'bot', text };
  if (last.author.kind === 'agent') return { icon: it.visitor_read_up_to && it.visitor_read_up_to >= (it.visitor_delivered_up_to ?? 0) ? 'check-check' : 'reply', text };
  return { icon: !last.body && last.files ? 'paperclip' : null, text };
}
