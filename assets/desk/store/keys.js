// Listens to the keyboard: tells whoever asked for an action, and opens the sheet of shortcuts.
import { signal } from '../lib/ui.js';
import { preferences } from '../lib/preferences.js';
import { go } from '../lib/router.js';
import { me } from '../lib/session.js';
import { isWriting, press } from '../state/shortcuts.js';

/** Whether the sheet of shortcuts is open. */
export const sheet = signal(false);

/** Whether the command palette is open. */
export const palette = signal(false);

/** Whether one goes through the list by keys: then the composer must not catch them. */
export const stepping = signal(false);

/** What can be asked for by name: shortcuts, and what has no key. @typedef {import('../state/shortcuts.js').Action | 'transfer' | 'snooze' | 'transcript' | 'ban' | 'copy_link' | 'assistant'} Deed */

/** @type {Map<string, Set<() => void>>} */
const wanted = new Map();
let held = { first: '', at: 0 };

/** Does what somebody offered by `onKey`, as their key would. @param {Deed} action */
export const ask = (action) => wanted.get(action)?.forEach((run) => run());

/** Whether anybody offers it now. @param {Deed} action */
export const isOffered = (action) => Boolean(wanted.get(action)?.size);

/** @param {Deed} action @param {() => void} run @returns {() => void} takes it away */
export function onKey(action, run) {
  const all = wanted.get(action) ?? new Set();
  wanted.set(action, all.add(run));
  return () => all.delete(run);
}

addEventListener('keydown', (event) => {
  // By its place, so that it is the same key on every keyboard; also while one writes.
  if (me.value && event.code === 'KeyK' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
    event.preventDefault();
    if (palette.value || !document.querySelector('dialog[open]')) palette.value = !palette.value;
    return;
  }
  if (!me.value || !preferences.value.shortcuts || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isWriting(event.target)) return;
  if (document.querySelector('dialog[open], [role=menu], .menu:popover-open')) return;
  const result = press(held, event.key, Date.now());
  held = result.held;
  if (!result.action) return;
  if (result.action === 'help') sheet.value = true;
  else if (result.action === 'inbox') go('/inbox');
  else if (result.action === 'visitors') go('/visitors');
  else if (result.action === 'tickets') go('/tickets');
  else if (result.action === 'knowledge') go('/knowledge');
  else if (!wanted.get(result.action)?.size) return;
  event.preventDefault();
  for (const run of wanted.get(result.action) ?? []) run();
});
