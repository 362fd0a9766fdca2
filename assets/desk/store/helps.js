// What the assistant does for agents: words that grow while a model makes them, and whether there is a model.
import { signal } from '../lib/ui.js';
import { get, post } from '../lib/api.js';
import { on } from '../lib/socket.js';
import { uuid } from '../../shared/uuid.js';

/** What a model can do now; nothing until the server has said so. */
export const able = signal({ rewrite: false, summary: false });
/** Words that grow, by the name they were asked for under. */
export const growing = signal(/** @type {Record<string, string>} */ ({}));

const FRESH_MS = 60_000;
let asked = 0;

/** Asks what a model can do, once a minute at most. */
export function wantAble() {
  if (Date.now() - asked < FRESH_MS) return;
  asked = Date.now();
  get('/api/ai/able').then((answer) => (able.value = answer), () => (asked = 0));
}

/** Forgets it, when somebody else signs in. */
export function clearHelps() {
  asked = 0;
  able.value = { rewrite: false, summary: false };
}

on('ai:words', ({ ref, delta, restart }) => {
  if (!(ref in growing.value)) return;
  growing.value = { ...growing.value, [ref]: (restart ? '' : growing.value[ref]) + delta };
});

/**
 * Asks for words; those of a model stand in `growing` under the returned `ref` until the answer is there.
 * @param {string} path @param {any} body @returns {{ ref: string, answer: Promise<any> }}
 */
export function askForWords(path, body) {
  const ref = uuid();
  growing.value = { ...growing.value, [ref]: '' };
  const forget = () => {
    const { [ref]: _, ...rest } = growing.value;
    growing.value = rest;
  };
  return { ref, answer: post(path, { ...body, words_ref: ref }).finally(forget) };
}
