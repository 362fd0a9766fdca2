// Choices of a question as they are edited: a line for each, Turkish and English with a bar between them.

/** @typedef {{ tr: string, en: string }} Worded */
/** @typedef {{ value: string, label: Worded }} Choice */

/** @param {Choice[]} choices */
export const linesOf = (choices) => choices.map(({ label: { tr, en } }) => (en ? `${tr} | ${en}`.trim() : tr)).join('\n');

/**
 * The choices that lines stand for. What answers are kept as stays with a choice that is only called otherwise, so that conditions
 * and answers go on meaning it: it is known by its words, or by its place where no line came or went. A new one has no value yet.
 * @param {string} lines @param {Choice[]} before @returns {Choice[]}
 */
export function choicesOf(lines, before) {
  const parts = lines.split('\n').map((line) => line.split('|').map((part) => part.trim()));
  const labels = parts.filter(([tr, en]) => tr || en).map(([tr, en = '']) => ({ tr, en }));
  const left = new Set(before);
  /** @type {(Choice | undefined)[]} */
  const known = labels.map(() => undefined);
  const match = (/** @type {(label: Worded, one: Choice, at: number) => boolean} */ is) => labels.forEach((label, at) => {
    const found = known[at] ? undefined : [...left].find((one) => is(label, one, at));
    if (!found) return;
    known[at] = found;
    left.delete(found);
  });
  const same = (/** @type {string} */ one, /** @type {string} */ other) => one !== '' && one === other;
  match((label, one) => label.tr === one.label.tr && label.en === one.label.en);
  match((label, one) => same(label.tr, one.label.tr));
  match((label, one) => same(label.en, one.label.en));
  if (labels.length === before.length) match((_, one, at) => one === before[at]);
  return labels.map((label, at) => ({ value: known[at]?.value ?? '', label }));
}
