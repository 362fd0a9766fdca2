// Whether the mails of an answer have left.
import test from 'node:test';
import assert from 'node:assert/strict';
import { byMessage, outcomeOf } from '../../assets/desk/state/answer-mails.js';

const mail = (message_id, recipient, state, trouble = null) => ({ message_id, recipient, state, next_at: null, trouble, reason: null, said: null });

test('the worst of several mails is told, with those it is about', () => {
  const all = byMessage([
    mail('1', 'a@x', 'sent'), mail('1', 'b@x', 'failed', 'mail_recipient'), mail('1', 'c@x', 'queued'),
    mail('2', 'a@x', 'queued', 'mail_unreachable'), mail('2', 'b@x', 'sending'),
    mail('3', 'a@x', 'sending'), mail('3', 'b@x', 'sent'),
    mail('4', 'a@x', 'sent'), mail('5', 'a@x', 'dropped'),
  ]);
  const told = (id) => {
    const it = outcomeOf(all.get(id));
    return it && [it.state, it.mails.map((one) => one.recipient)];
  };
  assert.deepEqual(told('1'), ['failed', ['b@x']]);
  assert.deepEqual(told('2'), ['waiting', ['a@x']]);
  assert.deepEqual(told('3'), ['queued', ['a@x']]);
  assert.deepEqual(told('4'), ['sent', ['a@x']]);
  assert.equal(told('5'), null);
  assert.equal(told('6'), null, 'no mail was wanted');
});
