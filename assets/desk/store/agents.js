// The agents of the site with their states, oneself included.
import { computed, signal } from '../lib/ui.js';
import { get, put } from '../lib/api.js';
import { me } from '../lib/session.js';
import { on, whenUp } from '../lib/socket.js';

/**
 * @typedef {object} Agent
 * @property {string} id
 * @property {string} name
 * @property {string} role
 * @property {'online' | 'offline'} status from the sockets
 * @property {boolean} reconnecting the connection is lost, but may come back within a minute
 * @property {'available' | 'busy' | 'on_break' | 'away' | 'do_not_disturb'} state as chosen
 * @property {'available' | 'busy' | 'on_break' | 'away' | 'do_not_disturb'} shown_state busy also when there is no room
 * @property {string | null} message
 * @property {string | null} until
 * @property {number} current_chats
 * @property {number} max_chats
 */

/** Sorted by name. */
export const agents = signal(/** @type {Agent[]} */ ([]));

/** Oneself; `null` for who runs the installation without being an agent of this site. */
export const myState = computed(() => agents.value.find((it) => it.id === me.value?.id) ?? null);

/** @param {Agent[]} all */
const sorted = (all) => all.sort((a, b) => a.name.localeCompare(b.name, 'tr'));

export async function loadAgents() {
  agents.value = sorted((await get('/api/agents')).items);
}

/** @param {Agent} agent */
function take(agent) {
  agents.value = sorted([...agents.value.filter((it) => it.id !== agent.id), agent]);
}

/** @param {string} state @param {string | null} message @param {string | null} [until] when it ends by itself */
export async function setState(state, message, until = null) {
  take(await put('/api/agents/me/state', { state, message, until }));
}

on('agent:state', take);

/** @type {ReturnType<typeof setTimeout> | undefined} */
let soon;
const again = () => void loadAgents().catch(() => {});
// Who has how many conversations changes with these.
for (const event of ['chat:new', 'chat:assigned', 'chat:transferred', 'chat:updated', 'chat:closed', 'chat:reopened', 'organisation:changed']) {
  on(event, () => {
    clearTimeout(soon);
    soon = setTimeout(() => whenUp(again), 400);
  });
}
