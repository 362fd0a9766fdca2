// The thread: order, merging, grouping, what may be changed and what one's own message is called.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkEnds } from '../../assets/shared/links.js';
import { createThread, mayChange, receipt, rows } from '../../assets/widget/thread.js';

const NOON = Date.parse('2026-03-02T12:00:00');
const MINUTE = 60_000;

const message = (seq, kind = 'visitor', more = {}) => ({
  id: `id${seq}`, conversation_id: 'c', seq, author: { kind, id: null, name: kind === 'agent' ? 'Elif' : null }, body: `m${seq}`, attachments: [],
  client_ref: `ref${seq}`, reply_to: null, sources: [], system: null, created_at: new Date(NOON + seq * 1000).toISOString(), edited_at: null, deleted_at: null, ...more,
});
const outgoing = (ref, more = {}) => ({ client_ref: ref, body: ref, attachments: [], at: NOON, ...more });
const bodies = (thread) => thread.entries().map((entry) => entry.body);

test('stands in the order of the log, whatever the order of arrival', () => {
  const thread = createThread();
  [3, 1, 2].forEach((seq) => thread.put(message(seq)));
  assert.deepEqual(bodies(thread), ['m1', 'm2', 'm3']);
});

test('a message comes in once, and a replay changes it in place', () => {
  const thread = createThread();
  assert.equal(thread.put(message(1)), true);
  assert.equal(thread.put(message(1, 'visitor', { body: 'new', edited_at: new Date().toISOString() })), false);
  assert.deepEqual(bodies(thread), ['new']);
  assert.equal(thread.entries()[0].edited, true);
});

test('what is on its way becomes the stored one under the same key', () => {
  const thread = createThread();
  thread.sending(outgoing('ref7'));
  thread.sending(outgoing('ref8'));
  thread.put(message(7));
  assert.deepEqual(thread.entries().map((entry) => [entry.key, entry.state]), [['ref7', 'stored'], ['ref8', 'sending']]);
  thread.sending(outgoing('ref7'));
  assert.equal(thread.entries().length, 2);
});

test('notes of agents are never shown', () => {
  const thread = createThread();
  assert.equal(thread.put(message(1, 'agent', { note: true })), false);
  assert.equal(thread.entries().length, 0);
});

test('an answer grows word by word and the stored one takes its place', () => {
  const thread = createThread();
  thread.chunk('ref5', 'c', 'Mer', NOON);
  thread.chunk('ref5', 'c', 'sin', NOON);
  thread.chunk('ref5', 'c', '', NOON, true);
  thread.chunk('ref5', 'c', 'Merhaba', NOON);
  assert.deepEqual(bodies(thread), ['Merhaba']);
  assert.equal(thread.entries()[0].streaming, true);
  thread.put(message(5, 'assistant', { body: 'Merhaba.' }));
  thread.chunk('ref5', 'c', ' late', NOON);
  assert.deepEqual(bodies(thread), ['Merhaba.']);
  assert.equal(thread.entries()[0].streaming, false);
});

test('an answer that never was stored goes, a stored one stays', () => {
  const thread = createThread();
  thread.chunk('ref5', 'c', 'Mer', NOON);
  thread.chunk('ref6', 'c', 'Selam', NOON);
  thread.put(message(6, 'assistant', { body: 'Selam.' }));
  thread.sending({ client_ref: 'mine', body: 'ben', attachments: [], at: NOON });
  thread.dropUnfinished('ref6');
  assert.deepEqual(bodies(thread).toSorted(), ['Mer', 'Selam.', 'ben']);
  thread.dropUnfinished('ref5');
  assert.deepEqual(bodies(thread).toSorted(), ['Selam.', 'ben']);
  thread.chunk('ref7', 'c', 'yarım', NOON);
  thread.dropUnfinished();
  assert.deepEqual(bodies(thread).toSorted(), ['Selam.', 'ben']);
});

test('counts what the other side wrote, not what was taken back', () => {
  const thread = createThread();
  thread.put(message(1, 'visitor'));
  thread.put(message(2, 'agent'));
  thread.put(message(3, 'assistant'));
  assert.equal(thread.countAfter(0), 2);
  assert.equal(thread.countAfter(2), 1);
  thread.remove('id3');
  assert.equal(thread.countAfter(0), 1);
  assert.equal(thread.lastSeq('c'), 3);
  thread.put(message(4, 'system', { system: { code: 'closed', params: {} } }));
  thread.put(message(5, 'system', { system: { code: 'idle', params: { minutes: 5 } } }));
  assert.equal(thread.countAfter(0), 2, 'a question is to be seen');
});

test('reloading keeps what was not sent yet', () => {
  const thread = createThread();
  thread.put(message(1));
  thread.sending(outgoing('x'));
  thread.clear(1);
  assert.deepEqual(bodies(thread), ['x']);
});

test('reloading keeps what came in after what is loaded was drawn up', () => {
  const thread = createThread();
  thread.put(message(1));
  thread.put(message(3, 'agent'));
  thread.chunk('growing', 'c', 'yarım', NOON);
  thread.clear(2);
  assert.deepEqual(thread.entries().map((entry) => entry.seq), [3]);
});

test('what is read last may stand in a conversation that is over', () => {
  const thread = createThread();
  assert.equal(thread.lastPlace(), '');
  thread.put(message(1, 'agent'));
  thread.put(message(2, 'visitor', { conversation_id: 'next' }));
  thread.sending(outgoing('x'));
  assert.equal(thread.lastPlace(), 'c');
  thread.put(message(3, 'agent', { conversation_id: 'next' }));
  assert.equal(thread.lastPlace(), 'next');
});

test('rows have days, the unread line once, and groups', () => {
  const thread = createThread();
  thread.put(message(1, 'visitor'));
  thread.put(message(2, 'agent'));
  thread.put(message(3, 'agent'));
  thread.put(message(4, 'agent', { created_at: new Date(NOON + 10 * MINUTE).toISOString() }));
  thread.put(message(5, 'agent', { created_at: new Date(NOON + 26 * 60 * MINUTE).toISOString() }));
  const out = rows(thread.entries(), 1);
  assert.deepEqual(out.map((row) => (row.kind === 'entry' ? `${row.key} ${row.first ? 'first' : ''}${row.last ? 'last' : ''}` : row.kind)), [
    'day', 'ref1 firstlast', 'unread', 'ref2 first', 'ref3 last', 'ref4 firstlast', 'day', 'ref5 firstlast',
  ]);
});

test('one’s own message says how far it came', () => {
  const entry = { from: 'visitor', id: 'a', seq: 5, state: 'stored' };
  assert.equal(receipt(entry, { delivered: 0, read: 0 }), 'sent');
  assert.equal(receipt(entry, { delivered: 5, read: 0 }), 'delivered');
  assert.equal(receipt(entry, { delivered: 5, read: 5 }), 'read');
  assert.equal(receipt({ ...entry, state: 'failed' }, { delivered: 9, read: 9 }), 'failed');
});

test('a signed link says when it ends', () => {
  assert.equal(linkEnds('/api/files/1?expires=1700000000&signature=x'), 1_700_000_000_000);
  assert.equal(linkEnds('/api/files/1'), Infinity);
});

test('a message may be changed by its author for five minutes', () => {
  const entry = { from: 'visitor', id: 'a', at: NOON, deleted: false };
  assert.equal(mayChange(entry, NOON + 299_000), true);
  assert.equal(mayChange(entry, NOON + 300_000), false);
  assert.equal(mayChange({ ...entry, from: 'agent' }, NOON), false);
  assert.equal(mayChange({ ...entry, deleted: true }, NOON), false);
});
