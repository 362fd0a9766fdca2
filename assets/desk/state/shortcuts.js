// Which keys mean what. Pure: the keys typed go in, an action comes out.

/** @typedef {'next' | 'previous' | 'close' | 'reply' | 'note' | 'assign' | 'tag' | 'search' | 'help' | 'inbox' | 'visitors' | 'tickets' | 'knowledge'} Action */

/** Single keys, and pairs that begin with `g`. @type {{ action: Action, keys: string[] }[]} */
export const SHORTCUTS = [
  { action: 'next', keys: ['j'] },
  { action: 'previous', keys: ['k'] },
  { action: 'reply', keys: ['r'] },
  { action: 'note', keys: ['n'] },
  { action: 'assign', keys: ['a'] },
  { action: 'tag', keys: ['t'] },
  { action: 'close', keys: ['e'] },
  { action: 'search', keys: ['/'] },
  { action: 'inbox', keys: ['g', 'i'] },
  { action: 'visitors', keys: ['g', 'v'] },
  { action: 'tickets', keys: ['g', 't'] },
  { action: 'knowledge', keys: ['g', 'b'] },
  { action: 'help', keys: ['?'] },
];

/** How long the first key of a pair is remembered, in milliseconds. */
const PAIR_MS = 1200;

/**
 * @param {{ first: string, at: number }} held the first key of a pair, if one was typed
 * @param {string} key as typed: by character, so that it is right on every keyboard
 * @param {number} now
 * @returns {{ action: Action | null, held: { first: string, at: number } }}
 */
export function press(held, key, now) {
  const letter = key === 'I' || key === 'İ' || key === 'ı' ? 'i' : key.length === 1 ? key.toLowerCase() : key;
  const first = held.first && now - held.at <= PAIR_MS ? held.first : '';
  const typed = first ? [first, letter] : [letter];
  const found = SHORTCUTS.find((it) => it.keys.length === typed.length && it.keys.every((one, index) => one === typed[index]));
  if (found) return { action: found.action, held: { first: '', at: 0 } };
  const begins = !first && SHORTCUTS.some((it) => it.keys.length === 2 && it.keys[0] === letter);
  return { action: null, held: begins ? { first: letter, at: now } : { first: '', at: 0 } };
}

/** Whether keys typed there are words. @param {any} target an element */
export const isWriting = (target) => Boolean(target?.closest?.('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]'));
