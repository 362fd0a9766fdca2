// The live list of visitors: news, search, order.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVERYBODY, came, cameFrom, chosen, isNarrowed, moved, stretches, went } from '../../assets/desk/state/visitors.js';

const visitor = (number, more = {}) => ({
  id: `v${String(number).padStart(5, '0')}`, number, name: null, email: null, page: `https://o.edu.tr/sayfa/${number % 7}`, title: null,
  page_since: `2026-01-15T09:00:${String(number % 60).padStart(2, '0')}.000Z`, began_at: `2026-01-15T08:00:${String(number % 60).padStart(2, '0')}.000Z`,
  state: 'active', conversation: null, referrer: null, campaign: null, ...more,
});
const ids = (list) => list.map((it) => it.number);
const all = came(new Map(), [
  visitor(1, { name: 'Işıl Öz', page_since: null }), visitor(2, { state: 'idle', title: 'Burs başvurusu' }), visitor(3, { conversation: { id: 'c' } }),
]);

test('who came last comes first; or who has been on a page longest', () => {
  assert.deepEqual(ids(chosen(all.values(), EVERYBODY)), [3, 2, 1]);
  assert.deepEqual(ids(chosen(all.values(), { ...EVERYBODY, order: 'page' })), [2, 3, 1], 'who shows no page comes last');
});

test('it is looked for in names, titles, addresses and numbers, whatever the marks', () => {
  const found = (text) => ids(chosen(all.values(), { ...EVERYBODY, text }));
  assert.deepEqual(found('isil'), [1]);
  assert.deepEqual(found('BURS'), [2]);
  assert.deepEqual(found('sayfa/3'), [3]);
  assert.deepEqual(found('#2'), [2]);
  assert.deepEqual(found('burs isil'), []);
  assert.deepEqual(ids(chosen(all.values(), { ...EVERYBODY, state: 'idle' })), [2]);
  assert.deepEqual(ids(chosen(all.values(), { ...EVERYBODY, chat: 'with' })), [3]);
  assert.deepEqual(ids(chosen(all.values(), { ...EVERYBODY, chat: 'without' })), [2, 1]);
  assert.ok(isNarrowed({ ...EVERYBODY, text: 'x' }) && !isNarrowed({ ...EVERYBODY, text: ' ', order: 'page' }));
});

test('news change those that are known and leave the list before them as it was', () => {
  const after = moved(all, [{ visitorId: 'v00001', state: 'idle' }, { visitorId: 'nobody', state: 'idle' }]);
  assert.deepEqual([after.get('v00001').state, after.size, all.get('v00001').state], ['idle', 3, 'active']);
  assert.deepEqual([...went(after, ['v00001', 'nobody']).keys()], ['v00002', 'v00003']);
});

test('a source is a campaign, else a host', () => {
  assert.equal(cameFrom({ referrer: 'https://www.google.com/?q=x', campaign: null }), 'google.com');
  assert.equal(cameFrom({ referrer: 'https://www.google.com/', campaign: { source: 'fuar' } }), 'fuar');
  assert.equal(cameFrom({ referrer: 'no address', campaign: null }), '');
});

test('ten thousand are chosen within a blink', () => {
  const many = came(new Map(), Array.from({ length: 10_000 }, (_, number) => visitor(number)));
  const begin = performance.now();
  assert.equal(chosen(many.values(), { ...EVERYBODY, text: 'sayfa 3' }).length > 1000, true);
  assert.ok(performance.now() - begin < 500, `${performance.now() - begin} ms`);
});

test('a session is told as stretches of being there and resting', () => {
  const at = (minutes) => new Date(Date.UTC(2026, 0, 15, 9, minutes)).toISOString();
  const session = (...states) => ({ began_at: at(0), last_at: at(10), states });
  const rest = (minutes) => ({ at: at(minutes), state: 'idle' });
  const back = (minutes) => ({ at: at(minutes), state: 'active' });
  const minutes = (it) => stretches(it).map((one) => [one.idle, one.ms / 60_000]);
  assert.deepEqual(minutes(session()), [], 'nobody rested: there is nothing to tell');
  assert.deepEqual(minutes(session(rest(4))), [[false, 4], [true, 6]]);
  assert.deepEqual(minutes(session(rest(0), back(3), back(5), rest(10))), [[true, 3], [false, 7]]);
  assert.deepEqual(minutes(session(rest(4), back(12))), [[false, 4], [true, 6]], 'what comes after its end is not its own');
});
