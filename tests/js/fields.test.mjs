// The questions of forms and tickets, as far as they are pure; and how promises of service levels look.
import assert from 'node:assert/strict';
import { test } from 'node:test';

const { isIdentityNumber, isShown, mistake, pick, plainNumber } = await import('../../assets/shared/fields.js');
const { amount, areSame, left, parts, pressing, tone } = await import('../../assets/desk/state/sla.js');

const field = (kind, more = {}) => ({ key: 'x', kind, label: { tr: 'X', en: '' }, help: { tr: '', en: '' }, required: false, choices: [], shown_when: null, ...more });

test('a field is asked by what was answered before it, as the server asks it', () => {
  const when = (...is) => field('text', { shown_when: { field: 'tur', is } });
  assert.equal(isShown(field('text'), {}), true);
  assert.equal(isShown(when('sikayet'), { tur: 'sikayet' }), true);
  assert.equal(isShown(when('sikayet'), { tur: 'istek' }), false);
  assert.equal(isShown(when('a'), { tur: ['b', 'a'] }), true);
  assert.equal(isShown(when('true'), { tur: true }), true);
  assert.equal(isShown(when('false'), {}), true, 'nobody ticked it');
});

test('identity numbers prove themselves', () => {
  assert.ok(isIdentityNumber('10000000146') && isIdentityNumber('100 000 001 46'));
  for (const wrong of ['', '10000000147', '1000000014', '00000000000', '1000000014a']) assert.ok(!isIdentityNumber(wrong), wrong);
});

test('numbers are read as the language of the form writes them, as the server reads them', () => {
  const both = [
    ['1.500', '1,500', '1500'], ['1.500,75', '1,500.75', '1500.75'], ['-12.345.678', '-12,345,678', '-12345678'], ['1,500', '1.500', '1.500'],
    ['3,5', '3.5', '3.5'], ['3.5', '3,5', '3.5'], ['0.125', '0,125', '0.125'], ['20230042', '20230042', '20230042'],
    ['1500.250', '1500,250', ''], ['1.50.000', '1,50,000', ''], ['1,500.75', '1.500,75', ''], ['1.5,5', '1,5.5', ''], ['1.', '1,', ''], [',5', '.5', ''], ['1,,5', '1..5', ''], ['1 500', '1 500', ''], ['-', '+', ''],
  ];
  for (const [tr, en, plain] of both) {
    assert.equal(plainNumber(tr, 'tr'), plain, tr);
    assert.equal(plainNumber(en, 'en'), plain, en);
  }
  assert.equal(mistake(field('number'), '1500.250', 'tr'), 'number');
  assert.equal(mistake(field('number'), 1.125, 'tr'), '', 'no text: as it is');
});

test('what is plainly wrong is said before it is sent', () => {
  assert.equal(mistake(field('text', { required: true }), ''), 'need');
  assert.equal(mistake(field('checkbox', { required: true }), false), 'tick');
  assert.equal(mistake(field('choices', { required: true }), []), 'need');
  assert.equal(mistake(field('email'), 'ayse'), 'email');
  assert.equal(mistake(field('number'), '3,5'), '');
  assert.equal(mistake(field('number'), 'üç'), 'number');
  assert.equal(mistake(field('tckn'), '12345678901'), 'tckn');
  assert.equal(mistake(field('email'), ''), '', 'nobody asked for it');
  assert.equal(pick({ tr: 'Ad', en: '' }, 'en'), 'Ad');
});

const NOW = Date.parse('2026-01-19T10:00:00Z');
const clock = (state, more = {}) => ({ kind: 'resolution', state, policy_id: '', calendar: 'hours', target_seconds: 3600, elapsed_seconds: 0, due_at: null, breached_at: null, met_at: null, ...more });

test('what was missed presses most, then what is due soonest', () => {
  const late = clock('breached', { breached_at: '2026-01-19T09:56:00Z', due_at: '2026-01-19T09:56:00Z' });
  const soon = clock('running', { due_at: '2026-01-19T10:10:00Z' });
  const later = clock('running', { due_at: '2026-01-19T12:00:00Z' });
  const rests = clock('paused', { elapsed_seconds: 1800 });
  const done = clock('met', { met_at: '2026-01-19T09:00:00Z' });
  assert.equal(pressing([rests, later, soon, late, done]), late);
  assert.equal(pressing([rests, later, soon]), soon);
  assert.equal(pressing([done]), null);
  assert.deepEqual([late, soon, later, rests, done].map((it) => tone(it, NOW)), ['late', 'near', 'ok', 'paused', 'met']);
  assert.equal(left(late, NOW), -4 * 60_000);
  assert.equal(left(rests, NOW), 30 * 60_000);
});

test('amounts are said in the largest unit that leaves no rest', () => {
  assert.deepEqual(amount(15 * 1440, true), { n: 15, unit: 'day' });
  assert.deepEqual(amount(1440, false), { n: 24, unit: 'hour' });
  assert.deepEqual(amount(15, false), { n: 15, unit: 'minute' });
  assert.deepEqual(parts(26 * 3_600_000 + 5 * 60_000), { days: 1, hours: 2, minutes: 5 });
  const row = { first_response: 1, next_response: null, resolution: 2 };
  assert.ok(areSame({ low: row, normal: { ...row }, high: row, urgent: row }));
  assert.ok(!areSame({ low: row, normal: row, high: row, urgent: { ...row, resolution: 1 } }));
});
