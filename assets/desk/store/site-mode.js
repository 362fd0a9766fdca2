// What visitors see of the site now, for the desk: whether an emergency is on.
import { signal } from '../lib/ui.js';
import { get } from '../lib/api.js';
import { on } from '../lib/socket.js';

/** Whether an emergency is on: every widget shows it and nobody can begin a chat. */
export const emergency = signal(false);

export async function loadSiteMode() {
  const { reason } = await get('/api/settings/business-hours/check');
  emergency.value = reason === 'emergency';
}

on('widget:mode', (/** @type {{ mode: string }} */ { mode }) => {
  emergency.value = mode === 'emergency';
});
