// Messages on their way: in order, once, at most fifty, kept for the next page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMIT, createOutbox } from '../../assets/widget/outbox.js';

const message = (ref) => ({ client_ref: ref, body: ref, attachments: [], at: 0 });

function setUp(send, stored = []) {
  const disk = { all: stored };
  const changed = [];
  const outbox = createOutbox({ send, load: () => disk.all, save: (all) => (disk.all = all), changed: (one) => changed.push(one) });
  return { outbox, disk, changed };
}

test('sends in order, one at a time, and forgets what was sent', async () => {
  const log = [];
  const { outbox, disk } = setUp(async (one) => {
    log.push(`begin ${one.body}`);
    await new Promise((resolve) => setTimeout(resolve));
    log.push(`end ${one.body}`);
    return 'sent';
  });
  outbox.add(message('a'));
  outbox.add(message('b'));
  outbox.flush();
  await outbox.flush();
  assert.deepEqual(log, ['begin a', 'end a', 'begin b', 'end b']);
  assert.deepEqual(disk.all, []);
});

test('keeps everything while the connection is away', async () => {
  let up = false;
  const sent = [];
  const { outbox, disk } = setUp(async (one) => (up ? (sent.push(one.body), 'sent') : 'later'));
  outbox.add(message('a'));
  outbox.add(message('b'));
  await outbox.flush();
  assert.equal(disk.all.length, 2);
  up = true;
  await outbox.flush();
  assert.deepEqual(sent, ['a', 'b']);
});

test('takes what an earlier page has left', async () => {
  const sent = [];
  const { outbox } = setUp(async (one) => (sent.push(one.body), 'sent'), [message('old')]);
  await outbox.flush();
  assert.deepEqual(sent, ['old']);
});

test('takes fifty and no more', () => {
  const { outbox } = setUp(async () => 'later');
  for (let at = 0; at < LIMIT; at++) assert.equal(outbox.add(message(`m${at}`)), true);
  assert.equal(LIMIT, 50);
  assert.equal(outbox.add(message('one more')), false);
});

test('a refused one stands aside until it is tried again', async () => {
  let good = false;
  const sent = [];
  const { outbox, changed } = setUp(async (one) => (one.body === 'bad' && !good ? { problem: 'no' } : (sent.push(one.body), 'sent')));
  outbox.add(message('bad'));
  outbox.add(message('fine'));
  await outbox.flush();
  assert.deepEqual(sent, ['fine']);
  assert.equal(changed.at(-1).failed, 'no');
  good = true;
  outbox.retry('bad');
  await outbox.flush();
  assert.deepEqual(sent, ['fine', 'bad']);
});

test('another tab’s messages survive a change here', () => {
  const { outbox, disk } = setUp(async () => 'later');
  outbox.add(message('mine'));
  disk.all = [...disk.all, message('theirs')];
  outbox.drop('mine');
  assert.deepEqual(disk.all.map((one) => one.body), ['theirs']);
});
