// Colleagues at conversations: who has which open, who is writing an answer, and whether oneself is seen.
import { effect, signal } from '../lib/ui.js';
import { may, me } from '../lib/session.js';
import { ask, link, on } from '../lib/socket.js';
import { keep, read } from '../lib/storage.js';
import { known } from './inbox.js';
import { openId } from './thread.js';

/** @typedef {{ id: string, name: string }} Viewer */

/** So long somebody counts as writing after the last sign. */
const WRITING_MS = 6000;

/** By conversation, oneself included. */
const viewers = signal(/** @type {Map<string, Viewer[]>} */ (new Map()));
/** By conversation. */
const writing = signal(/** @type {Map<string, Viewer & { until: number }>} */ (new Map()));
/** Whether a supervisor looks at colleagues' conversations without being seen. */
const hidden = signal(read('unseen') === true);

/** Whether oneself looks at this conversation without being seen. @param {{ assignee: { id: string } | null }} [it] */
export const unseen = (it) => hidden.value && may('chats.watch') && Boolean(it?.assignee) && it?.assignee?.id !== me.value?.id;

/** @param {boolean} yes */
export function setUnseen(yes) {
  hidden.value = yes;
  keep('unseen', yes);
}

/** Colleagues who have it open. @param {string} id a conversation @returns {Viewer[]} */
export const others = (id) => (viewers.value.get(id) ?? []).filter((it) => it.id !== me.value?.id);

/** The colleague who is writing an answer there. @param {string} id a conversation @returns {Viewer | null} */
export function writer(id) {
  const it = writing.value.get(id);
  return it && it.until > Date.now() ? it : null;
}

/** @param {{ conversationId: string, viewers: Viewer[] }} news @param {Map<string, Viewer[]>} all */
const note = ({ conversationId, viewers: list }, all) => (list.length ? all.set(conversationId, list) : (all.delete(conversationId), all));

/** Tells what is before one's eyes, and hears where the colleagues are. @param {string | null} conversationId */
async function show(conversationId) {
  const answer = await ask('chat:view', { conversationId });
  if (answer.ok) viewers.value = answer.open.reduce((/** @type {any} */ all, /** @type {any} */ it) => note(it, all), new Map());
}

effect(() => {
  const it = known.value.get(openId.value);
  const shown = it && !unseen(it) ? it.id : null;
  if (link.value === 'up' && me.value) schedule(shown);
});

/** @type {string | null | undefined} what was told last on this connection */
let told;
/** @param {string | null} shown */
function schedule(shown) {
  if (told === shown) return;
  told = shown;
  show(shown).catch(() => {});
}

on('ready', () => {
  const it = known.value.get(openId.value);
  told = it && !unseen(it) ? it.id : null;
  show(told).catch(() => {});
});
on('chat:viewers', (news) => {
  viewers.value = note(news, new Map(viewers.value));
});
on('chat:typing', ({ conversationId, who, agentId, agentName, isTyping }) => {
  if (who !== 'agent' || agentId === me.value?.id) return;
  const next = new Map(writing.value);
  if (isTyping) next.set(conversationId, { id: agentId, name: agentName, until: Date.now() + WRITING_MS });
  else next.delete(conversationId);
  writing.value = next;
  // Who stops without saying so is forgotten.
  if (isTyping) setTimeout(() => { if (!writer(conversationId)) writing.value = new Map([...writing.value].filter(([, it]) => it.until > Date.now())); }, WRITING_MS + 50);
});
