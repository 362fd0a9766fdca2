// What the site asks of its tickets, looked at whenever a ticket is opened.
import { signal } from '../lib/ui.js';
import { get } from '../lib/api.js';
import { on } from '../lib/socket.js';

/** `null` until they were loaded. */
export const ticketFields = signal(/** @type {import('../../shared/fields.js').Field[] | null} */ (null));

let wanted = false;

export async function loadTicketFields() {
  wanted = true;
  noteTicketFields((await get('/api/settings/ticket-fields')).fields);
}

/** What is asked now. As long as it is the same, nothing is drawn anew. @param {import('../../shared/fields.js').Field[]} fields */
export function noteTicketFields(fields) {
  if (JSON.stringify(fields) !== JSON.stringify(ticketFields.value)) ticketFields.value = fields;
}

on('resync', () => void (wanted && loadTicketFields().catch(() => {})));
