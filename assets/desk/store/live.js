// What runs while somebody is signed in: the connection, the first load of everything, catching up after a gap.
import { connect, disconnect, on } from '../lib/socket.js';
import { toastError } from '../ui/toast.js';
import { beginActivity } from './activity.js';
import { loadAgents } from './agents.js';
import { beginAlerts } from './alerts.js';
import { clearCanned } from './canned.js';
import { clearInbox, loadCounts, prime, reloadInbox } from './inbox.js';
import { clearHelps } from './helps.js';
import { clearMacros } from './macros.js';
import { loadNotifications } from './notifications.js';
import { beginNotify } from './notify.js';
import { flush } from './outbox.js';
import { loadSiteMode } from './site-mode.js';
import { loadTags } from './tags.js';
import { clearTickets, loadCounts as loadTicketCounts } from './tickets.js';
import { clearSearch } from './search.js';
import { reloadThread } from './thread.js';
import { clearVisitors } from './visitors.js';
import './presence.js';
import { loadViews } from './views.js';
import { loadWishes } from './wishes.js';

let running = false;

/** Called when somebody signed in; again for changes of the profile. */
export function begin() {
  if (running) return;
  running = true;
  connect();
  load();
  beginAlerts();
  beginActivity();
  beginNotify();
}

/** Called when nobody is signed in any more. */
export function end() {
  if (!running) return;
  running = false;
  disconnect();
  clearInbox();
  clearSearch();
  clearCanned();
  clearHelps();
  clearMacros();
  clearVisitors();
  clearTickets();
}

function load() {
  Promise.all([loadAgents(), loadCounts(), prime(), loadTicketCounts(), loadSiteMode(), loadTags(), loadViews(), loadNotifications(), loadWishes()]).catch(toastError);
}

on('ready', () => {
  flush();
  loadAgents().catch(() => {});
  loadSiteMode().catch(() => {});
});

// The log does not reach back to where this desk was: everything anew.
on('resync', () => {
  load();
  reloadInbox();
  reloadThread();
});
