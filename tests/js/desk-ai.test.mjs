// Providers, usage and prices as the desk handles them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amountOf, bars, ceiling, daysBefore, daysOf, linesOf, priced, priceRows, shifted, stateOf, wholeOrder } from '../../assets/desk/state/ai.js';

const slice = (key, cost, requests = 1) => ({ key, cost, requests, tokens_in: 10, tokens_out: 5, failures: 0, estimated: 0, mean_ms: null, name: null, model: null });

test('the order takes in whoever is new and lets go of whoever is gone', () => {
  assert.deepEqual(wholeOrder(['b', 'x', 'local'], ['local', 'a', 'b']), ['b', 'local', 'a']);
  assert.deepEqual(shifted(['a', 'b', 'c'], 2, -1), ['a', 'c', 'b']);
  const list = ['a'];
  assert.equal(shifted(list, 0, -1), list);
});

test('models are typed one per line', () => {
  assert.deepEqual(linesOf(' gpt-5-mini \n\n qwen2.5:7b, gpt-5-mini'), ['gpt-5-mini', 'qwen2.5:7b']);
});

test('days without a request are there too', () => {
  assert.deepEqual(daysOf('2026-02-27', '2026-03-01'), ['2026-02-27', '2026-02-28', '2026-03-01']);
  assert.equal(daysBefore('2026-03-01', 2), '2026-02-27');
  const { top, bars: all } = bars(['1', '2', '3'], [slice('1', 0.7), slice('3', 1.4)], 'cost');
  assert.deepEqual([top, all.map((it) => it.share)], [2, [0.35, 0, 0.7]]);
  assert.deepEqual(bars(['1'], [slice('1', 0)], 'tokens').bars[0].value, 15);
});

test('a scale ends with a round number', () => {
  assert.deepEqual([0, 1, 1.2, 2.2, 3, 7, 99, 0.0013].map(ceiling), [1, 1, 2, 2.5, 5, 10, 100, 0.002]);
});

test('a budget is near its end from eighty percent on', () => {
  assert.deepEqual([[0, null], [7.9, 10], [8, 10], [10, 10], [0, 0]].map(([spent, limit]) => stateOf(spent, limit)), ['none', 'fine', 'near', 'spent', 'spent']);
});

test('every model has a row, and a price once an amount is typed', () => {
  const providers = [{ id: 'p', name: 'Bulut', models: ['a', 'b'] }];
  let prices = priced([], { provider: 'p', model: 'b' }, { output: 0.6 });
  assert.deepEqual(prices, [{ provider: 'p', model: 'b', input: 0, output: 0.6 }]);
  assert.deepEqual(priceRows(providers, prices).map((it) => [it.model, it.input, it.output]), [['a', null, null], ['b', 0, 0.6]]);
  prices = priced(prices, { provider: 'p', model: 'b' }, { input: null, output: null });
  assert.deepEqual(prices, []);
  assert.deepEqual(['0,15', '0.15', '', ' 12 ', '1.2.3', '-1'].map(amountOf), [0.15, 0.15, null, 12, NaN, NaN]);
});
