// One's notifications: the newest of them, how many were not read, and what is shown when one comes.
import { signal } from '../lib/ui.js';
import { get, put } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { go } from '../lib/router.js';
import { on } from '../lib/socket.js';
import { toast } from '../ui/toast.js';
import { notify } from './notify.js';
import { openId } from './thread.js';

/**
 * @typedef {object} Notification
 * @property {string} id
 * @property {'mention' | 'whisper'} kind
 * @property {{ id: string, number: number, visitor_name: string | null, visitor_number: number }} conversation
 * @property {{ id: string, name: string } | null} actor
 * @property {string} excerpt
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
export const wordsOf = (it) => t(`bell.${it.kind}`, { name: it.actor?.name ?? t('bell.somebody') });

/** Where it is from. @param {Notification} it */
export const placeOf = ({ conversation }) => `${conversation.visitor_name || t('visitor.anonymous', { number: String(conversation.visitor_number) })} · #${conversation.number}`;

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
  go(`/inbox/${it.conversation.id}`);
}

on('notification:new', ({ notification, unread: count }) => {
  notifications.value = [notification, ...(notifications.value ?? []).filter((it) => it.id !== notification.id)].slice(0, 30);
  // Who has the conversation before their eyes sees the note.
  if (openId.value === notification.conversation.id && document.visibilityState === 'visible') return void readOne(notification).catch(() => {});
  unread.value = count;
  const [title, text] = [wordsOf(notification), notification.excerpt];
  toast(title, { kind: 'info', text, ms: 10_000, action: { label: t('bell.open'), run: () => follow(notification) } });
  notify({ title, text, to: `/inbox/${notification.conversation.id}` });
});

on('notification:read', ({ unread: count }) => {
  if (count !== unread.value) loadNotifications().catch(() => {});
});
