// The pure parts of the search: what is looked for, where a hit leads, pages, narrowing by department.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEnough, joined, messageIn, placeIn, placeOf } from '../../assets/desk/state/search.js';
import { matches } from '../../assets/desk/state/filters.js';

const hit = (conversation, seq) => ({ kind: 'message', conversation: { id: conversation }, message: seq ? { id: `m${seq}`, seq } : null, snippet: '', highlights: [] });

test('a letter alone is not looked for, two letters and a number are', () => {
  assert.deepEqual(['', ' ', 'k', '"', '?!', ' ı '].map(isEnough), Array(6).fill(false));
  assert.deepEqual(['ka', '7', '#12', 'ö ğ'].map(isEnough), Array(4).fill(true));
});

test('a hit leads to its message, and the address tells which one it is', () => {
  assert.equal(placeOf(hit('c1', 42)), '/inbox/c1?m=42');
  assert.equal(placeOf(hit('c1')), '/inbox/c1');
  const route = (text) => ({ path: '/inbox/c1', query: new URLSearchParams(text) });
  assert.equal(placeIn(route('m=42')), placeOf(hit('c1', 42)));
  assert.equal(placeIn(route('x=1')), '/inbox/c1');
  assert.deepEqual(['m=42', 'm=x', 'm=-1', 'm=1.5', ''].map((it) => messageIn(new URLSearchParams(it))), [42, null, null, null, null]);
});

test('pages are joined without showing anything twice', () => {
  const all = joined([hit('c1', 1), hit('c1', 2)], [hit('c1', 2), hit('c2', 3), hit('c2')]);
  assert.deepEqual(all.map(placeOf), ['/inbox/c1?m=1', '/inbox/c1?m=2', '/inbox/c2?m=3', '/inbox/c2']);
});

test('a list is narrowed down to a department', () => {
  const of = (department) => matches({ department }, { department: 'd1' }, 'me', 0);
  assert.deepEqual([of({ id: 'd1', name: 'Burs' }), of({ id: 'd2', name: 'Yurt' }), of(null)], [true, false, false]);
});
