// The desk's pure parts: lists, threads, the sending queue, shortcuts, Markdown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as lists from '../../assets/desk/state/conversations.js';
import * as outbox from '../../assets/desk/state/outbox.js';
import * as threads from '../../assets/desk/state/thread.js';
import { press } from '../../assets/desk/state/shortcuts.js';
import { parse } from '../../assets/desk/lib/markdown.js';

const conversation = (more) => ({
  id: 'c1', version: 1, status: 'active', assignee: { id: 'me', name: 'Elif' }, visitor: { id: 'v', online: true }, unread: 0,
  last_message_at: '2026-11-23T10:00:00Z', waiting_since: null, visitor_delivered_up_to: 0, visitor_read_up_to: 0,
  agent_delivered_up_to: 0, agent_read_up_to: 0, ...more,
});
const message = (seq, more) => ({
  id: `m${seq}`, seq, author: { kind: 'visitor', id: 'v', name: null }, note: false, body: 'x', attachments: [], client_ref: null,
  system: null, created_at: `2026-11-23T10:${String(seq).padStart(2, '0')}:00Z`, deleted_at: null, ...more,
});
const agent = { kind: 'agent', id: 'me', name: 'Elif' };

test('a conversation stands in the lists its state says', () => {
  const views = (it) => lists.VIEWS.filter((view) => lists.belongs(it, view, 'me'));
  assert.deepEqual(views(conversation()), ['mine', 'all']);
  assert.deepEqual(views(conversation({ status: 'queued', assignee: null })), ['unassigned', 'queued', 'all']);
  assert.deepEqual(views(conversation({ status: 'bot', assignee: null })), ['unassigned', 'bot', 'all']);
  assert.deepEqual(views(conversation({ status: 'closed' })), ['closed']);
});

test('a list ends where nothing older was loaded', () => {
  const known = [conversation(), conversation({ id: 'c2', last_message_at: '2026-11-22T10:00:00Z' })];
  assert.deepEqual(lists.listed(known, 'all', 'me', '2026-11-23T00:00:00Z').map((it) => it.id), ['c1']);
  assert.deepEqual(lists.listed(known, 'all', 'me', null).map((it) => it.id), ['c1', 'c2']);
});

test('the urgent come first, then who waits longest', () => {
  const waits = (id, minute, priority) => conversation({ id, priority, waiting_since: `2026-11-23T10:0${minute}:00Z` });
  const list = [waits('low', 0, 'low'), waits('old', 1, 'normal'), waits('new', 2, 'normal'), waits('urgent', 5, 'urgent'), waits('high', 4, 'high')];
  assert.deepEqual(lists.grouped(list, 'all')[0].items.map((it) => it.id), ['urgent', 'high', 'old', 'new', 'low']);
});

test('who waits longest comes first', () => {
  const list = [
    conversation({ id: 'new', waiting_since: '2026-11-23T10:00:00Z' }),
    conversation({ id: 'old', waiting_since: '2026-11-23T09:00:00Z' }),
    conversation({ id: 'done' }),
  ];
  const groups = lists.grouped(list, 'mine').map((it) => [it.group, it.items.map((one) => one.id)]);
  assert.deepEqual(groups, [['waiting', ['old', 'new']], ['answered', ['done']]]);
});

test('grouped by visitor, each stands in a list once, with the newest', () => {
  const of = (/** @type {string} */ id, /** @type {string} */ visitor, /** @type {string} */ created_at) => /** @type {any} */ ({ id, visitor: { id: visitor }, created_at });
  const all = [of('c1', 'v1', '2026-11-23T08:00:00Z'), of('c3', 'v1', '2026-11-23T10:00:00Z'), of('c2', 'v2', '2026-11-23T09:00:00Z')];
  assert.deepEqual(lists.newestOfEach(all).map((it) => it.id).sort(), ['c2', 'c3']);
});

test('messages change a conversation as the server does', () => {
  const asked = lists.afterMessage(conversation(), message(5));
  assert.equal(asked.unread, 1);
  assert.equal(asked.waiting_since, '2026-11-23T10:05:00Z');
  const noted = lists.afterMessage(asked, message(6, { author: agent, note: true }));
  assert.equal(noted.waiting_since, '2026-11-23T10:05:00Z', 'a note is no answer');
  assert.equal(lists.afterMessage(noted, message(7, { author: agent })).waiting_since, null);
  assert.equal(noted.last_message.note, true, 'a colleague reads what was noted');
  const handedOver = lists.afterMessage(asked, message(6, { author: { kind: 'assistant' }, note: true }));
  assert.deepEqual(handedOver.last_message, asked.last_message, 'the note of the assistant hides no words of the visitor');
  const bot = lists.afterMessage(conversation({ status: 'bot' }), message(5));
  assert.equal(bot.waiting_since, null, 'who talks to the assistant does not wait');
});

test('an older answer does not undo news', () => {
  const now = conversation({ version: 4, status: 'closed' });
  assert.equal(lists.newer(now, conversation({ version: 3 })).status, 'closed');
  assert.equal(lists.newer(now, conversation({ version: 5 })).status, 'active');
  const later = { unread: 1, last_message_at: '2026-11-23T10:05:00Z' };
  assert.equal(lists.newer(conversation(later), conversation()).unread, 1, 'messages raise no version');
  assert.equal(lists.newer(conversation(), conversation(later)).unread, 1);
});

test('what comes in while a thread loads is shown after what was loaded', () => {
  const list = [message(1), message(2, { body: 'as it is now' })];
  const shown = threads.withNews(list, [message(4), message(2, { body: 'as it was' }), message(3)]);
  assert.deepEqual(shown.map((it) => it.seq), [1, 2, 3, 4]);
  assert.equal(shown[1].body, 'as it is now');
  assert.deepEqual(threads.withNews([], [message(3)]).map((it) => it.seq), [3]);
});

test('j and k stay within the list', () => {
  assert.equal(lists.neighbour(['a', 'b'], undefined, 1), 'a');
  assert.equal(lists.neighbour(['a', 'b'], 'a', 1), 'b');
  assert.equal(lists.neighbour(['a', 'b'], 'b', 1), 'b');
  assert.equal(lists.neighbour([], 'b', 1), null);
});

test('messages merge by identity and stand in order', () => {
  const merged = threads.merge([message(3), message(1)], [message(2), message(3, { body: 'new' })]);
  assert.deepEqual(merged.map((it) => [it.seq, it.body]), [[1, 'x'], [2, 'x'], [3, 'new']]);
});

test('rows: a day first, heads where the author changes, a line before what is unread', () => {
  const rows = threads.rows([message(1), message(2), message(3, { author: agent }), message(4)], 4);
  assert.deepEqual(rows.map((it) => it.kind), ['day', 'message', 'message', 'message', 'unread', 'message']);
  assert.deepEqual(rows.filter((it) => it.kind === 'message').map((it) => [it.first, it.last]), [[true, false], [false, true], [true, true], [true, true]]);
});

test('marks follow what the visitor received and read', () => {
  const seen = { visitor_delivered_up_to: 5, visitor_read_up_to: 3 };
  assert.deepEqual([3, 5, 6].map((seq) => threads.mark(message(seq), seen)), ['read', 'delivered', 'sent']);
});

test('own messages can be changed for five minutes', () => {
  const own = message(0, { author: agent });
  const at = Date.parse(own.created_at);
  assert.ok(threads.mayChange(own, 'me', at + 299_000));
  assert.ok(!threads.mayChange(own, 'me', at + 301_000));
  assert.ok(!threads.mayChange(own, 'somebody', at));
});

test('an answer grows until its message comes', () => {
  const streams = threads.grow(threads.grow({}, { messageRef: 'a', delta: 'Mer' }), { messageRef: 'a', delta: 'haba' });
  assert.deepEqual(threads.grow(streams, { messageRef: 'a', delta: '', restart: true }), { a: '' });
  assert.deepEqual(threads.unfinished(streams, []), [['a', 'Merhaba']]);
  assert.deepEqual(threads.unfinished(streams, [message(1, { client_ref: 'a' })]), []);
});

test('the outbox keeps the order within a conversation and holds nobody else up', () => {
  let queue = outbox.add([], { ref: '1', conversation: 'a', body: 'x' });
  queue = outbox.add(queue, { ref: '2', conversation: 'a', body: 'y' });
  queue = outbox.add(queue, { ref: '3', conversation: 'b', body: 'z' });
  assert.equal(outbox.next(queue).ref, '1');
  queue = outbox.change(queue, '1', { state: 'sending' });
  assert.equal(outbox.next(queue).ref, '3');
  assert.equal(outbox.settle(queue, '1', { ok: false, code: 'no_answer' })[0].state, 'waiting');
  const failed = outbox.settle(queue, '1', { ok: false, code: 'conversation_closed', detail: 'Kapandı' });
  assert.deepEqual([failed[0].state, failed[0].why], ['failed', 'Kapandı']);
  assert.equal(outbox.next(outbox.settle(queue, '1', { ok: true })).ref, '2');
  assert.equal(outbox.restore(queue)[0].state, 'waiting');
});

test('keys: single ones, pairs, and a pair that took too long', () => {
  const none = { first: '', at: 0 };
  assert.equal(press(none, 'j', 0).action, 'next');
  assert.equal(press(none, 'J', 0).action, 'next');
  const held = press(none, 'g', 0).held;
  assert.equal(press(held, 'i', 500).action, 'inbox');
  assert.equal(press(held, 'ı', 500).action, 'inbox', 'a Turkish keyboard');
  assert.equal(press(held, 'i', 5000).action, null);
});

test('Markdown becomes a tree; markup stays text', () => {
  assert.deepEqual(parse('**a** <b>'), [{ tag: 'p', kids: [{ tag: 'strong', kids: ['a'] }, ' <b>'] }]);
  assert.deepEqual(parse('- x\n- y'), [{ tag: 'ul', kids: [{ tag: 'li', kids: ['x'] }, { tag: 'li', kids: ['y'] }] }]);
  assert.deepEqual(parse('[x](javascript:alert(1))')[0].kids, [{ tag: 'span', kids: ['x'] }, ')']);
  assert.deepEqual(parse('https://ornek.edu.tr/a.')[0].kids[0].props.href, 'https://ornek.edu.tr/a');
});

test('a pasted address is understood as the origin that browsers send', async () => {
  const { originsOf } = await import('../../assets/desk/lib/origins.js');
  assert.deepEqual(originsOf('www.ornek.edu.tr/ogrenci, http://localhost:3000'), ['https://www.ornek.edu.tr', 'http://localhost:3000']);
  assert.deepEqual(originsOf('https://ÖRNEK.edu.tr/?a=1'), ['https://xn--rnek-4qa.edu.tr']);
  assert.deepEqual(originsOf('ftp://ornek.edu.tr'), ['ftp://ornek.edu.tr']);
  assert.deepEqual(originsOf(' '), []);
});
