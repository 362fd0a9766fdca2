// What the screens of the opening hours compute.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asEnd, byDate, corrected, hasRoom, parseTime, plusDays, publicRows, withOneMore } from '../../assets/desk/state/hours.js';

test('times are read as people write them', () => {
  for (const [text, time] of [['9', '09:00'], ['09', '09:00'], ['930', '09:30'], ['0930', '09:30'], ['9.30', '09:30'], [' 17:05 ', '17:05'], ['24', '24:00'], ['0', '00:00']]) assert.equal(parseTime(text), time, text);
  for (const text of ['', '25', '24:01', '9:3', '12:60', 'dokuz', '09:30:00']) assert.equal(parseTime(text), '', text);
});

test('midnight is the end of a day only where hours end', () => {
  assert.equal(asEnd('00:00'), '24:00');
  assert.equal(asEnd('17:30'), '17:30');
});

test('another span begins after the last one and fits into the day', () => {
  assert.deepEqual(withOneMore([]), [{ start: '09:00', end: '18:00' }]);
  assert.deepEqual(withOneMore([{ start: '09:00', end: '12:00' }]), [{ start: '09:00', end: '12:00' }, { start: '13:00', end: '18:00' }]);
  assert.deepEqual(withOneMore([{ start: '18:00', end: '22:30' }]).at(-1), { start: '23:00', end: '24:00' });
  assert.equal(hasRoom([{ start: '18:00', end: '22:30' }]), true);
  assert.equal(hasRoom([{ start: '18:00', end: '24:00' }]), false);
});

test('days are counted across months and changes of the clock', () => {
  assert.equal(plusDays('2026-02-27', 2), '2026-03-01');
  assert.equal(plusDays('2026-03-28', 2), '2026-03-30');
  assert.equal(plusDays('2026-01-01', -1), '2025-12-31');
  assert.equal(plusDays('?', 3), '?');
});

const KURBAN = { holiday: 'kurban', name: { tr: 'Kurban Bayramı', en: '' }, date: '2026-05-27', last: '2026-05-30', eve: '2026-05-26' };

test('a correction moves the eve and the days after it along', () => {
  const holidays = { not_kept: ['labour'], corrections: [{ holiday: 'kurban', computed: '2026-05-27', date: '2026-05-28' }] };
  const [moved, labour] = publicRows([KURBAN, { ...KURBAN, holiday: 'labour', eve: null }], holidays);
  assert.deepEqual([moved.eve, moved.date, moved.last, moved.computed, moved.corrected, moved.kept], ['2026-05-27', '2026-05-28', '2026-05-31', '2026-05-27', true, true]);
  assert.deepEqual([labour.date, labour.corrected, labour.kept, labour.eve], ['2026-05-27', false, false, null]);
});

test('the computed day takes a correction away, another one replaces it', () => {
  const one = { holiday: 'kurban', computed: '2026-05-27', date: '2026-05-28' };
  const other = { holiday: 'ramazan', computed: '2026-03-20', date: '2026-03-21' };
  assert.deepEqual(corrected([one, other], { ...one, date: '2026-05-26' }), [other, { ...one, date: '2026-05-26' }]);
  assert.deepEqual(corrected([one, other], { ...one, date: '2026-05-27' }), [other]);
});

test('lists are opened by date and stay as they were given', () => {
  const all = [{ date: '2026-05-02' }, { date: '2026-01-01' }];
  assert.deepEqual(byDate(all).map((it) => it.date), ['2026-01-01', '2026-05-02']);
  assert.equal(all[0].date, '2026-05-02');
});
