// Tells the server that somebody sits at this desk: routing makes agents without a sign of life away, and who looks at a
// desk needs no word on another machine.
import { me } from '../lib/session.js';
import { on, tell } from '../lib/socket.js';

/** Said at most so often. */
const EVERY_MS = 30_000;
/** Who has not stirred for so long looks elsewhere. */
const RESTS_MS = 3 * 60_000;

let last = 0;
let stirred = Date.now();
/** What the server was told last. @type {boolean | null} */
let told = null;

function look() {
  const looking = document.visibilityState === 'visible' && Date.now() - stirred < RESTS_MS;
  if (looking === told || !me.value) return;
  told = looking;
  tell('desk:look', { looking });
}

function alive() {
  stirred = Date.now();
  look();
  if (!me.value || stirred - last < EVERY_MS) return;
  last = stirred;
  tell('agent:activity', {});
}

let begun = false;

/** Called once somebody signed in. */
export function beginActivity() {
  if (begun) return;
  begun = true;
  for (const event of ['pointerdown', 'pointermove', 'keydown', 'wheel']) addEventListener(event, alive, { passive: true });
  document.addEventListener('visibilitychange', look);
  setInterval(look, EVERY_MS);
}

// A new connection knows nothing of it yet.
on('ready', () => {
  told = null;
  look();
});
