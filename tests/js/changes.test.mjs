// What was typed against what was sent, and the names that what is sent goes by.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesOf, typedSince } from '../../assets/desk/state/changes.js';
import { uuid } from '../../assets/shared/uuid.js';

test('only the fields that differ are changes', () => {
  assert.deepEqual(changesOf({ title: 'b', tags: ['x'], body: '' }, { title: 'a', tags: ['x'], body: '' }), { title: 'b' });
  assert.deepEqual(changesOf({ tags: ['x', 'y'] }, { tags: ['x'] }), { tags: ['x', 'y'] });
  assert.deepEqual(changesOf({ title: 'a' }, { title: 'a', more: 1 }), {});
});

test('what was typed while something was sent is what stays', () => {
  assert.equal(typedSince('Merhaba', 'Merhaba'), '');
  assert.equal(typedSince('Merhaba\nBir de', 'Merhaba'), 'Bir de');
  assert.equal(typedSince('Başka bir söz', 'Merhaba'), 'Başka bir söz');
  assert.equal(typedSince('', 'Merhaba'), '');
});

test('a name is a random UUID wherever the page comes from', () => {
  const all = new Set(Array.from({ length: 200 }, uuid));
  assert.equal(all.size, 200);
  for (const it of all) assert.match(it, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
