// Tells that something happened while one looks elsewhere: a tone, and the number of unread ones in the title.
import { effect } from '../lib/ui.js';
import { preferences } from '../lib/preferences.js';
import { me } from '../lib/session.js';
import { on } from '../lib/socket.js';
import { known, unreadTotal } from './inbox.js';
import { openId } from './thread.js';

/** @type {AudioContext | null} */
let sound = null;
/** Events before this moment are a replay, not news. */
let quietUntil = 0;

/** Browsers allow sound after the first gesture only. */
function unlock() {
  sound ??= new AudioContext();
  if (sound.state === 'suspended') sound.resume();
}
for (const event of ['pointerdown', 'keydown']) addEventListener(event, unlock, { once: true, passive: true });

/** @param {number[]} tones in hertz, one after the other */
export function play(tones) {
  if (!sound || sound.state !== 'running') return;
  const output = sound;
  tones.forEach((tone, index) => {
    const at = output.currentTime + index * 0.13;
    const [voice, volume] = [output.createOscillator(), output.createGain()];
    voice.type = 'sine';
    voice.frequency.value = tone;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.12, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.32);
    voice.connect(volume).connect(output.destination);
    voice.start(at);
    voice.stop(at + 0.34);
  });
}

const MESSAGE = [660];
const NEW = [587, 880];

/** @param {number[]} tones */
const ring = (tones) => preferences.value.sounds && Date.now() > quietUntil && play(tones);

let begun = false;

/** Called once somebody signed in. */
export function beginAlerts() {
  if (begun) return;
  begun = true;
  effect(() => {
    const n = me.value ? unreadTotal.value : 0;
    document.title = n ? `(${n}) AsistTR` : 'AsistTR';
  });
}

on('ready', () => {
  quietUntil = Date.now() + 800;
});

on('chat:message:new', (message) => {
  if (message.author.kind !== 'visitor') return;
  const it = known.value.get(message.conversation_id);
  const looking = openId.value === message.conversation_id && document.visibilityState === 'visible' && document.hasFocus();
  if (it && it.assignee?.id === me.value?.id && !looking) ring(MESSAGE);
});

/** Waiting conversations that were rung for; each rings once until it was somebody's. */
const rung = new Set();

for (const event of ['chat:new', 'chat:assigned', 'chat:updated']) {
  on(event, ({ conversation }) => {
    const { id, status, assignee } = conversation;
    const mine = event === 'chat:assigned' && assignee?.id === me.value?.id && openId.value !== id;
    const waits = status === 'queued' && !rung.has(id);
    if (status === 'queued') rung.add(id);
    else rung.delete(id);
    if (mine || waits) ring(NEW);
  });
}
