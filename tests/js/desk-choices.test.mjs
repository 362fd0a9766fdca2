// Choices of questions as lines: what answers are kept as stays with a choice that is only called otherwise.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choicesOf, linesOf } from '../../assets/desk/state/choices.js';

const choice = (value, tr, en = '') => ({ value, label: { tr, en } });
const before = [choice('istek', 'İstek', 'Request'), choice('sikayet', 'Şikâyet'), choice('thanks', '', 'Thanks'), choice('idea', '', 'Idea')];
const values = (lines, of = before) => choicesOf(lines, of).map((it) => it.value);

test('lines are choices and choices are lines', () => {
  assert.equal(linesOf(before), 'İstek | Request\nŞikâyet\n| Thanks\n| Idea');
  assert.deepEqual(choicesOf(linesOf(before), before), before);
});

test('a choice that is called otherwise is the same one', () => {
  assert.deepEqual(values('Talep\nŞikâyet\n| Thanks\n| Idea'), ['istek', 'sikayet', 'thanks', 'idea']);
  assert.deepEqual(values('İstek | Wish\nYakınma\n| Praise\n| Suggestion'), ['istek', 'sikayet', 'thanks', 'idea']);
});

test('what is moved keeps its value, what is new has none yet, and nothing is two', () => {
  assert.deepEqual(values('| Idea\nİstek | Request\nŞikâyet\n| Thanks'), ['idea', 'istek', 'sikayet', 'thanks']);
  assert.deepEqual(values('Öneri\nİstek | Request\nŞikâyet\n| Thanks\n| Idea'), ['', 'istek', 'sikayet', 'thanks', 'idea']);
  assert.deepEqual(values('İstek | Request\n| Idea'), ['istek', 'idea']);
  assert.deepEqual(values('İstek\nİstek', [choice('istek', 'İstek')]), ['istek', '']);
});
