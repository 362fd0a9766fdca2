// Tickets as the screens handle them: where one may go, what a filter and the history say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { covered, identities } from '../../assets/desk/state/identity.js';
import { LISTS, NEXT, STATUSES, categoryChoices, changedAnswers, lockedByOther, mayGo, moved, narrowing, placed, refusals, statusesOf, told } from '../../assets/desk/state/tickets.js';

const columns = () => /** @type {any[]} */ (STATUSES.map((status) => ({ status, count: status === 'new' ? 7 : 0, tickets: status === 'new' ? [{ id: 'a', status }, { id: 'b', status }] : [] })));

test('what the server refuses is not offered', () => {
  assert.ok(mayGo('new', 'open') && mayGo('resolved', 'open') && mayGo('open', 'open'));
  assert.ok(!mayGo('new', 'waiting_reply') && !mayGo('closed', 'open') && !mayGo('pending', 'closed'));
  assert.deepEqual(NEXT.closed, []);
});

test('a board has the columns that its list can hold', () => {
  assert.deepEqual(statusesOf('unsolved'), ['new', 'open', 'waiting_reply', 'pending']);
  assert.deepEqual(statusesOf('resolved,closed'), ['resolved', 'closed']);
  assert.deepEqual(statusesOf(undefined), [...STATUSES]);
});

test('a card moves with its count, once', () => {
  const after = moved(columns(), 'a', 'open');
  assert.deepEqual(after.slice(0, 2).map((it) => [it.count, it.tickets.map((card) => [card.id, card.status])]), [[6, [['b', 'new']]], [1, [['a', 'open']]]]);
  const same = columns();
  assert.equal(moved(same, 'a', 'new'), same);
  assert.equal(moved(same, 'zzz', 'open'), same);
});

test('a lock keeps out others, and only while it lasts', () => {
  const it = /** @type {any} */ ({ lock: { owner: { id: 'elif', name: 'Elif' }, since: '', expires_at: '2026-03-02T10:01:00Z' } });
  const at = (/** @type {string} */ time) => Date.parse(`2026-03-02T${time}Z`);
  assert.ok(lockedByOther(it, 'can', at('10:00:30')));
  assert.ok(!lockedByOther(it, 'elif', at('10:00:30')));
  assert.ok(!lockedByOther(it, 'can', at('10:01:01')));
  assert.ok(!lockedByOther({ lock: null }, 'can', at('10:00:30')));
});

test('filters are counted without the words searched for; the lists are filters', () => {
  assert.equal(narrowing({ status: 'open', tag: 'iade', q: 'harç' }), 2);
  assert.deepEqual(LISTS.mine, { status: 'unsolved', assignee: 'me' });
});

test('a filter stays in its list while it keeps what the list is made of', () => {
  assert.deepEqual(placed('unsolved', { status: 'unsolved', priority: 'urgent' }), { list: 'unsolved', filter: { priority: 'urgent' } });
  assert.deepEqual(placed('mine', { status: 'unsolved', assignee: 'me' }), { list: 'mine', filter: {} });
  assert.deepEqual(placed('mine', { assignee: 'me' }), { list: 'all', filter: { assignee: 'me' } });
  assert.deepEqual(placed('unsolved', { status: 'open' }), { list: 'all', filter: { status: 'open' } });
  assert.deepEqual(placed('watching', { watching: true, tag: 'iade' }), { list: 'watching', filter: { tag: 'iade' } });
  assert.deepEqual(placed('all', { due: 'late' }), { list: 'all', filter: { due: 'late' } });
});

test('categories of the second level say what they are below', () => {
  const all = [{ id: '1', parent_id: null, name: 'Belgeler' }, { id: '2', parent_id: '1', name: 'Diploma' }];
  assert.deepEqual(categoryChoices(all), [{ value: '1', label: 'Belgeler' }, { value: '2', label: 'Belgeler › Diploma' }]);
});

test('only what somebody changed is saved, and what is not drawn stays', () => {
  const keys = ['gone', 'seen', 'number', 'tick'];
  const drawn = { seen: 'a', number: '42', tick: false };
  assert.deepEqual(changedAnswers(keys, drawn, { ...drawn }), {});
  assert.deepEqual(changedAnswers(keys, drawn, { number: '43', tick: true }), { seen: null, number: '43', tick: true });
  assert.deepEqual(changedAnswers(keys, drawn, { ...drawn, gone: 'b' }), { gone: 'b' });
});

test('the history speaks to people', () => {
  const t = (/** @type {string} */ key) => `<${key}>`;
  assert.equal(told('status', 'open', t), '<ticket.status_open>');
  assert.equal(told('assignee', { id: 'x', name: 'Elif' }, t), 'Elif');
  assert.equal(told('tags', ['iade', 'harç'], t), 'iade, harç');
  assert.equal(told('merged', { number: 12, subject: 'Eski' }, t), '#12 Eski');
  assert.equal(told('requester', { name: 'Ayşe', email: null, phone: '0532' }, t), 'Ayşe · 0532');
  assert.equal(told('team', null, t), '–');
});

test('what could not be changed is named, with its reason', () => {
  const failed = [{ id: 'a', detail: 'Kilitli.' }, { id: 'b', detail: 'Kapalı.' }, { id: 'c', detail: 'Kilitli.' }];
  assert.equal(refusals(failed, new Map([['a', 3], ['b', 5], ['c', 8]])), '#3, #8: Kilitli. #5: Kapalı.');
});

test('identity numbers are covered wherever they stand, and only they are', () => {
  assert.equal(covered('tckn: 10000000146, tel: 05321234567'), 'tckn: 100******46, tel: 05321234567');
  assert.equal(covered('910000000146 ve 10000000147'), '910000000146 ve 10000000147');
  assert.deepEqual(identities('10000000146 onun'), [{ number: '10000000146' }, ' onun']);
});
