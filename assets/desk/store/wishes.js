// What one wants to be told of, as the server keeps it, and which ways are open now.
import { signal } from '../lib/ui.js';
import { get } from '../lib/api.js';
import { open } from '../state/notify.js';
import { myState } from './agents.js';

/** `null` until they were loaded. */
export const wishes = signal(/** @type {import('../state/notify.js').Preferences | null} */ (null));

export async function loadWishes() {
  wishes.value = await get('/api/notifications/preferences');
}

/** The ways that are open now; none until it is known what is wanted. @param {import('../state/notify.js').Class} of @returns {import('../state/notify.js').Ways} */
export function ways(of) {
  if (!wishes.value) return { bell: true, browser: false, push: false, sound: 'none', urgent: false };
  return open(wishes.value, of, myState.value?.state ?? 'available', Date.now());
}
