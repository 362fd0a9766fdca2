// What the site asks of its tickets, loaded when a ticket is first opened and kept up to date.
import { signal } from '../lib/ui.js';
import { get } from '../lib/api.js';
import { on } from '../lib/socket.js';

/** `null` until they were loaded. */
export const ticketFields = signal(/** @type {import('../../shared/fields.js').Field[] | null} */ (null));

let wanted = false;

export async function loadTicketFields() {
  wanted = true;
  ticketFields.value = (await get('/api/settings/ticket-fields')).fields;
}

on('resync', () => void (wanted && loadTicketFields().catch(() => {})));
