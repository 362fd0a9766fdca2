// One's notifications: the newest of them, how many were not read, and what is shown when one comes.
import { effect, signal } from '../lib/ui.js';
import { get, put } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { go, route } from '../lib/router.js';
import { on } from '../lib/socket.js';
import { markOf } from '../state/notify.js';
import { toast } from '../ui/toast.js';
import { ring } from './alerts.js';
import { notify } from './notify.js';
import { openId } from './thread.js';

/**
 * @typedef {object} Notification
 * @property {string} id
 * @property {'mention' | 'whisper' | 'assigned' | 'snooze_over' | 'waiting' | 'rated' | 'budget_near' | 'budget_spent' | 'sla_near' | 'sla_breached' | 'sla_escalated' | 'ticket_assigned' | 'ticket_replied' | 'ticket_bounced' | 'ticket_unproven' | 'ticket_mention'} kind
 * @property {{ id: string, number: number, visitor_name: string | null, visitor_number: number } | null} conversation `null`: it is about a ticket or the site
 * @property {{ id: string, number: number, subject: string } | null} ticket
 * @property {{ id: string, name: string } | null} actor
 * @property {string} excerpt
 * @property {number} [rating]
 * @property {string} created_at
 * @property {string | null} read_at
 */

/** Newest first; `null` until they were loaded. */
export const notifications = signal(/** @type {Notification[] | null} */ (null));
export const unread = signal(0);

export async function loadNotifications() {
  const page = await get('/api/notifications', { limit: 30 });
  notifications.value = page.items;
  unread.value = page.unread;
}

/** What a notification says. @param {Notification} it */
export const wordsOf = (it) => t(`bell.${it.kind}`, { name: it.actor?.name ?? t('bell.somebody'), n: it.rating ?? 0 });

/** What one may choose about it. @param {Notification} it @returns {import('../state/notify.js').Class} */
const classOf = ({ kind }) => CLASS_OF[kind] ?? 'mention';

/** @type {Partial<Record<Notification['kind'], import('../state/notify.js').Class>>} */
const CLASS_OF = { assigned: 'assigned', snooze_over: 'assigned', waiting: 'queue', rated: 'rating', sla_near: 'sla', sla_breached: 'sla', sla_escalated: 'sla', ticket_assigned: 'ticket', ticket_replied: 'ticket', ticket_bounced: 'ticket', ticket_unproven: 'ticket' };

/** Where it is from. @param {Notification} it */
export const placeOf = ({ conversation, ticket }) => (ticket ? `${ticket.subject} · #${ticket.number}` : !conversation ? t('aiu.title') : `${conversation.visitor_name || t('visitor.anonymous', { number: String(conversation.visitor_number) })} · #${conversation.number}`);

/** @param {Notification} it */
export async function readOne(it) {
  if (it.read_at) return;
  mark((one) => one.id === it.id);
  unread.value = (await put(`/api/notifications/${it.id}/read`)).unread;
}

export async function readAll() {
  mark(() => true);
  unread.value = (await put('/api/notifications/read')).unread;
}

/** @param {(it: Notification) => boolean} which */
function mark(which) {
  const at = new Date().toISOString();
  notifications.value = (notifications.value ?? []).map((it) => (which(it) && !it.read_at ? { ...it, read_at: at } : it));
}

/** Goes to where it leads. @param {Notification} it */
export function follow(it) {
  readOne(it).catch(() => {});
  go(pageOf(it));
}

/** Where it leads. @param {Notification} it */
const pageOf = ({ conversation, ticket }) => (ticket ? `/tickets/${ticket.id}` : conversation ? `/inbox/${conversation.id}` : '/settings/ai-usage');

/** Notes that all about a conversation was read. @param {string} id */
async function readAbout(id) {
  mark((it) => it.conversation?.id === id);
  unread.value = (await put(`/api/notifications/read?conversation=${id}`)).unread;
}

// Who opens the conversation sees what it is about.
effect(() => {
  const id = openId.value;
  if (id && notifications.peek()?.some((it) => it.conversation?.id === id && !it.read_at)) readAbout(id).catch(() => {});
});

// The same for a ticket's page. No route is asked for before there is anything to read: the routes are not known yet.
effect(() => {
  const about = (notifications.value ?? []).filter((it) => it.ticket && !it.read_at);
  if (about.length) for (const it of about) if (it.ticket?.id === route.value.params.id) readOne(it).catch(() => {});
});

on('notification:new', ({ notification, bell, unread: count }) => {
  if (bell) notifications.value = [notification, ...(notifications.value ?? []).filter((it) => it.id !== notification.id)].slice(0, 30);
  // Who has the conversation before their eyes sees the note.
  if (notification.conversation && openId.value === notification.conversation.id && document.visibilityState === 'visible') return void (bell && readOne(notification).catch(() => {}));
  if (notification.ticket && route.peek().params.id === notification.ticket.id && document.visibilityState === 'visible') return void readOne(notification).catch(() => {});
  unread.value = count;
  const [title, text, of] = [wordsOf(notification), notification.excerpt, classOf(notification)];
  // That somebody waits is plain to see in the inbox.
  const mark = notification.conversation && notification.actor ? null : markOf(notification.kind);
  if (of !== 'queue') toast(title, { kind: mark?.tone ?? 'info', icon: mark?.icon, text: text || placeOf(notification), ms: 10_000, action: { label: t('bell.open'), run: () => follow(notification) } });
  // What is about the site waits in the bell.
  if (!notification.conversation && !notification.ticket) return;
  // Of these two the desk hears in other ways, too, and has told already (store/alerts.js).
  if (notification.kind === 'assigned' || of === 'queue') return;
  ring(of);
  notify({ of, title, text, to: pageOf(notification) });
});

on('notification:read', ({ unread: count }) => {
  if (count !== unread.value) loadNotifications().catch(() => {});
});
