// Tells that something happened while one looks elsewhere: a tone, a notification, the number of unread ones in the title.
import { effect } from '../lib/ui.js';
import { t } from '../lib/i18n.js';
import { plain } from '../lib/markdown.js';
import { preferences } from '../lib/preferences.js';
import { me } from '../lib/session.js';
import { go } from '../lib/router.js';
import { on } from '../lib/socket.js';
import { toast } from '../ui/toast.js';
import { agents, myState } from './agents.js';
import { known, onLoss, unreadTotal } from './inbox.js';
import { notify } from './notify.js';
import { openId } from './thread.js';
import { ways, wishes } from './wishes.js';

/** @type {AudioContext | null} */
let sound = null;
/** Events before this moment are a replay, not news. */
let quietUntil = 0;

/** Whether it was said that the browser keeps silent. */
let asked = false;

/** Browsers allow sound after the first gesture only. */
function unlock() {
  sound ??= new AudioContext();
  if (sound.state === 'suspended') sound.resume();
}
for (const event of ['pointerdown', 'keydown']) addEventListener(event, unlock, { once: true, passive: true });

/** Asks for the gesture, once: the first sound was not heard. */
function askToUnlock() {
  if (asked) return;
  asked = true;
  toast(t('alert.silent'), { kind: 'info', ms: 0, action: { label: t('alert.unlock'), run: unlock } });
}

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

/** In hertz. @type {Record<import('../state/notify.js').Sound, number[]>} */
export const TONES = { none: [], soft: [660], rise: [587, 880], fall: [880, 587], triple: [587, 740, 988] };

/** While somebody waits whom nobody looked at, the tone comes again. */
const AGAIN_MS = 20_000;
/** So long one window of several keeps the others silent. */
const TURN_MS = 600;

/** @param {import('../state/notify.js').Class} of */
export function ring(of) {
  const tones = TONES[ways(of).sound] ?? [];
  if (!preferences.value.sounds || !tones.length || Date.now() <= quietUntil) return;
  if (sound?.state !== 'running') return void askToUnlock();
  if (!navigator.locks) return void play(tones);
  // Of several windows one sounds; those that come too late have nothing to add.
  navigator.locks.request('asisttr.sound', { ifAvailable: true }, (mine) => {
    if (!mine) return undefined;
    play(tones);
    return new Promise((next) => setTimeout(next, TURN_MS));
  }).catch(() => {});
}

/** Whether somebody waits whom nobody has looked at, and one may take them. */
function isWaitedFor() {
  const takes = ['available', 'busy'].includes(myState.value?.state ?? '');
  return takes && [...known.value.values()].some((it) => it.status === 'queued' && !it.assignee && it.unread > 0);
}

let begun = false;

/** Called once somebody signed in. */
export function beginAlerts() {
  if (begun) return;
  begun = true;
  effect(() => {
    const n = me.value ? unreadTotal.value : 0;
    document.title = n ? `(${n}) AsistTR` : 'AsistTR';
    // On the icon of the installed app, where the machine has room for it.
    (n ? navigator.setAppBadge?.(n) : navigator.clearAppBadge?.())?.catch(() => {});
  });
  setInterval(() => wishes.value?.repeat && isWaitedFor() && ring('queue'), AGAIN_MS);
}

/** @param {import('../state/conversations.js').Conversation} it */
const visitorName = ({ visitor }) => visitor.name || t('visitor.anonymous', { number: String(visitor.number) });

/** @param {import('../state/notify.js').Class} of @param {import('../state/conversations.js').Conversation} it @param {string} text */
function show(of, it, text) {
  const title = visitorName(it);
  if (Date.now() > quietUntil) notify({ of, title, text: plain(text).slice(0, 160), to: `/inbox/${it.id}` });
}

/** So long it stays that a conversation was taken away. */
const LOSS_MS = 20_000;

// Somebody may be writing an answer that another gives by now.
onLoss((it, by) => {
  if (!by) return; // of whoever was gone it was taken by rule
  const { assignee } = it;
  const giver = agents.value.find((one) => one.id === by)?.name ?? t('alert.somebody');
  const words = !assignee ? t('alert.put_back', { by: giver }) : assignee.id === by ? t('alert.taken', { name: assignee.name }) : t('alert.handed_on', { by: giver, name: assignee.name });
  show('assigned', it, words);
  toast(visitorName(it), { kind: 'warn', text: words, ms: LOSS_MS, action: { label: t('bell.open'), run: () => go(`/inbox/${it.id}`) } });
});

on('ready', () => {
  quietUntil = Date.now() + 800;
});

on('chat:message:new', (message) => {
  if (message.author.kind !== 'visitor') return;
  const it = known.value.get(message.conversation_id);
  const looking = openId.value === message.conversation_id && document.visibilityState === 'visible' && document.hasFocus();
  if (!it || it.assignee?.id !== me.value?.id || looking) return;
  ring('message');
  show('message', it, message.body);
});

/** Waiting conversations that were rung for; each rings once until it was somebody's. */
const rung = new Set();

on('agent:offer', ({ conversationId }) => {
  ring('assigned');
  const conversation = known.value.get(conversationId);
  if (conversation) show('assigned', conversation, t('alert.offered'));
});

for (const event of ['chat:new', 'chat:assigned', 'chat:transferred', 'chat:updated']) {
  on(event, ({ conversation, by }) => {
    const { id, status, assignee } = conversation;
    const mine = ['chat:assigned', 'chat:transferred'].includes(event) && assignee?.id === me.value?.id && by !== me.value?.id && openId.value !== id;
    const waits = status === 'queued' && !rung.has(id);
    if (status === 'queued') rung.add(id);
    else rung.delete(id);
    if (!mine && !waits) return;
    ring(mine ? 'assigned' : 'queue');
    show(mine ? 'assigned' : 'queue', conversation, t(mine ? 'alert.assigned' : 'alert.waiting'));
  });
}
