// Questions of forms as they are edited: choices as lines, and what becomes of what is sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choicesOf, linesOf } from '../../assets/desk/state/choices.js';
import { planFor } from '../../assets/desk/state/form-plan.js';

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

test('a question for a name is the requester\'s, and what is not asked any more names nothing', () => {
  const field = (key, kind, tr, en = '') => /** @type {any} */ ({ key, kind, label: { tr, en } });
  const plan = { name_field: null, subject_field: null, priority: 'high' };
  for (const label of ['Ad soyad', 'Adınız Soyadınız', 'Ad ve soyad:', 'İsim', 'Adınız', 'ADI SOYADI']) assert.equal(planFor(plan, [], [field('ad', 'text', label)]).name_field, 'ad', label);
  assert.equal(planFor(plan, [], [field('ad', 'text', '', 'Full name')]).name_field, 'ad');
  for (const label of ['Adres', 'Bölüm adı', 'Adaylık', 'Konu']) assert.equal(planFor(plan, [], [field('x', 'text', label)]).name_field, null, label);
  assert.equal(planFor(plan, [], [field('ad', 'email', 'Ad')]).name_field, null);
  const known = [field('ad', 'text', 'Ad soyad')];
  assert.equal(planFor(plan, known, [...known, field('konu', 'text', 'Konu')]).name_field, null, 'who took it away once is not asked again');
  assert.equal(planFor({ ...plan, name_field: 'kim' }, [field('kim', 'text', 'Kim')], [field('kim', 'text', 'Kim'), ...known]).name_field, 'kim');
  assert.deepEqual(planFor({ ...plan, name_field: 'ad', subject_field: 'konu' }, known, []), plan);
});
