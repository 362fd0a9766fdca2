// Rules of routing as the screen needs them. Pure.

/** @typedef {{ department: string | null, skills: boolean | null, language: string | null, vip: boolean | null, page: string | null, tag: string | null, priority?: string | null, hours: { from: string, to: string } | null }} Conditions */
/** @typedef {{ when: Conditions, strategy: string, priority?: string | null }} Rule */

export const STRATEGIES = /** @type {const} */ (['round_robin', 'least_busy', 'skill_based', 'department', 'vip_priority', 'language']);

/** @returns {Conditions} */
export const noConditions = () => ({ department: null, skills: null, language: null, vip: null, page: null, tag: null, priority: null, hours: null });

/** What a rule asks for: names of words with what to fill in. @param {Conditions} when @returns {{ key: string, value?: any }[]} */
export function conditions(when) {
  /** @type {{ key: string, value?: any }[]} */
  const out = [];
  if (when.department === 'any') out.push({ key: 'department_any' });
  else if (when.department) out.push({ key: 'department', value: when.department });
  if (when.skills !== null && when.skills !== undefined) out.push({ key: when.skills ? 'skills' : 'no_skills' });
  if (when.language) out.push({ key: 'language', value: when.language });
  if (when.vip !== null && when.vip !== undefined) out.push({ key: when.vip ? 'vip' : 'no_vip' });
  if (when.page) out.push({ key: 'page', value: when.page });
  if (when.tag) out.push({ key: 'tag', value: when.tag });
  if (when.priority) out.push({ key: 'priority', value: when.priority });
  if (when.hours) out.push({ key: 'hours', value: `${when.hours.from}–${when.hours.to}` });
  return out;
}

/** The rules with one moved up or down; the last one, the default, stays last. @param {Rule[]} rules @param {number} at @param {-1 | 1} by */
export function moved(rules, at, by) {
  const to = at + by;
  if (to < 0 || to >= rules.length - 1 || at >= rules.length - 1) return rules;
  const next = [...rules];
  [next[at], next[to]] = [next[to], next[at]];
  return next;
}

/** With a rule put in place of another, or before the default when `at` is none. @param {Rule[]} rules @param {number | null} at @param {Rule} rule */
export const withRule = (rules, at, rule) => (at === null ? [...rules.slice(0, -1), rule, ...rules.slice(-1)] : rules.map((it, place) => (place === at ? rule : it)));
