// What was said in a ticket, when it is loaded again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joined } from '../../assets/desk/state/ticket-log.js';

test('a ticket that is loaded again keeps what was loaded of it, and what came meanwhile', () => {
  const log = (/** @type {number[]} */ ...all) => all.map((seq) => ({ id: `m${seq}`, seq }));
  const seqs = (/** @type {any[]} */ all) => all.map((it) => it.seq);
  assert.deepEqual(seqs(joined([], [], log(1, 2))), [1, 2]);
  assert.deepEqual(seqs(joined(log(1, 2, 3, 4), log(1, 2, 3, 4), log(3, 4, 5))), [1, 2, 3, 4, 5], 'earlier ones stay');
  assert.deepEqual(seqs(joined(log(1, 2, 3, 6), log(1, 2, 3), log(2, 3, 4))), [1, 2, 3, 4, 6], 'what came while it was asked stays');
  assert.deepEqual(seqs(joined(log(1, 2, 3), log(1, 2, 3), log(1, 3))), [1, 3], 'what was moved away goes');
  assert.deepEqual(seqs(joined(log(1, 2), log(1, 2), log(8, 9))), [8, 9], 'there is no hole in the middle');
});
