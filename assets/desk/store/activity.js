// Tells the server that somebody sits at this desk: routing makes agents without a sign of life away.
import { me } from '../lib/session.js';
import { tell } from '../lib/socket.js';

/** Said at most so often. */
const EVERY_MS = 30_000;

let last = 0;

function alive() {
  const now = Date.now();
  if (!me.value || now - last < EVERY_MS) return;
  last = now;
  tell('agent:activity', {});
}

/** Called once somebody signed in. */
export function beginActivity() {
  for (const event of ['pointerdown', 'pointermove', 'keydown', 'wheel']) addEventListener(event, alive, { passive: true });
}
