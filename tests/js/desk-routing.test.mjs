// The rules of routing as the screen handles them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conditions, moved, noConditions, withRule } from '../../assets/desk/state/routing.js';

const rule = (strategy, when = {}) => ({ strategy, when: { ...noConditions(), ...when } });
const RULES = [rule('department', { department: 'any' }), rule('language', { language: 'en' }), rule('round_robin')];

test('a rule says what it asks for, also for what must not be', () => {
  assert.deepEqual(conditions(RULES[0].when), [{ key: 'department_any' }]);
  const all = { department: 'd1', skills: false, language: 'en', vip: true, page: '/a', tag: 'x', priority: 'high', hours: { from: '09:00', to: '12:00' } };
  assert.deepEqual(conditions(all).map((it) => it.key), ['department', 'no_skills', 'language', 'vip', 'page', 'tag', 'priority', 'hours']);
  assert.deepEqual(conditions(noConditions()), []);
});

test('rules move, but the default stays last', () => {
  assert.deepEqual(moved(RULES, 0, 1).map((it) => it.strategy), ['language', 'department', 'round_robin']);
  assert.equal(moved(RULES, 1, 1), RULES);
  assert.equal(moved(RULES, 2, -1), RULES);
  assert.equal(moved(RULES, 0, -1), RULES);
});

test('a new rule comes before the default, a changed one stays in its place', () => {
  const one = rule('least_busy', { vip: true });
  assert.deepEqual(withRule(RULES, null, one).map((it) => it.strategy), ['department', 'language', 'least_busy', 'round_robin']);
  assert.equal(withRule(RULES, 1, one)[1], one);
});
