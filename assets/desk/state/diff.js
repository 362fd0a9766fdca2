// What differs between two texts, by lines and by words, and between two records, by fields. Pure.

/** @typedef {{ text: string, changed: boolean }} Part */
/** @typedef {{ kind: 'same' | 'added' | 'removed', text: string, parts?: Part[] }} Line */
/** @typedef {Line | { kind: 'gap', count: number }} Shown */

/** Beyond so many comparisons a whole block counts as replaced: an exact answer would stop the page. */
const MOST = 4_000_000;

/**
 * The steps from `a` to `b` by a longest common subsequence.
 * @param {string[]} a @param {string[]} b @returns {{ kind: 'same' | 'added' | 'removed', text: string }[]}
 */
export function steps(a, b) {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const same = (/** @type {string[]} */ all) => all.map((text) => ({ kind: /** @type {const} */ ('same'), text }));
  return [
    ...same(a.slice(0, start)),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...same(a.slice(a.length - end)),
  ];
}

/** @param {string[]} a @param {string[]} b @returns {{ kind: 'same' | 'added' | 'removed', text: string }[]} */
function middle(a, b) {
  const removed = (/** @type {string} */ text) => ({ kind: /** @type {const} */ ('removed'), text });
  const added = (/** @type {string} */ text) => ({ kind: /** @type {const} */ ('added'), text });
  if (!a.length || !b.length || a.length * b.length > MOST) return [...a.map(removed), ...b.map(added)];
  const width = b.length + 1;
  // length[i][j]: of the longest subsequence common to a from i and b from j.
  const length = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      length[i * width + j] = a[i] === b[j] ? length[(i + 1) * width + j + 1] + 1 : Math.max(length[(i + 1) * width + j], length[i * width + j + 1]);
    }
  }
  const out = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      out.push({ kind: /** @type {const} */ ('same'), text: a[i] });
      i += 1;
      j += 1;
    } else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) {
      out.push(removed(a[i]));
      i += 1;
    } else {
      out.push(added(b[j]));
      j += 1;
    }
  }
  return [...out, ...a.slice(i).map(removed), ...b.slice(j).map(added)];
}

/** Lines of two texts; a line that replaces another one says which words changed. @param {string} before @param {string} after @returns {Line[]} */
export function diffLines(before, after) {
  /** @type {Line[]} */
  const lines = steps(before.split('\n'), after.split('\n'));
  for (let at = 0; at < lines.length; ) {
    const removed = run(lines, at, 'removed');
    const added = run(lines, at + removed, 'added');
    if (removed && removed === added) {
      for (let n = 0; n < removed; n += 1) markWords(lines[at + n], lines[at + removed + n]);
    }
    at += Math.max(1, removed + added);
  }
  return lines;
}

/** @param {Line[]} lines @param {number} from @param {string} kind */
function run(lines, from, kind) {
  let count = 0;
  while (lines[from + count]?.kind === kind) count += 1;
  return count;
}

/** @param {Line} removed @param {Line} added */
function markWords(removed, added) {
  const words = steps(removed.text.split(/(\s+)/), added.text.split(/(\s+)/));
  const same = words.filter((it) => it.kind === 'same' && it.text.trim()).length;
  if (!same) return;
  const parts = (/** @type {string} */ kind) => joined(words.filter((it) => it.kind === 'same' || it.kind === kind).map((it) => ({ text: it.text, changed: it.kind !== 'same' })));
  removed.parts = parts('removed');
  added.parts = parts('added');
}

/** Neighbours of one kind together. @param {Part[]} parts @returns {Part[]} */
function joined(parts) {
  /** @type {Part[]} */
  const out = [];
  for (const it of parts) {
    const last = out[out.length - 1];
    if (last?.changed === it.changed) last.text += it.text;
    else if (it.text) out.push({ ...it });
  }
  return out;
}

/** Leaves out long stretches without a change, but for `around` lines at their ends. @param {Line[]} lines @param {number} [around] @returns {Shown[]} */
export function fold(lines, around = 2) {
  const near = lines.map((_, at) => lines.slice(Math.max(0, at - around), at + around + 1).some((it) => it.kind !== 'same'));
  /** @type {Shown[]} */
  const out = [];
  lines.forEach((line, at) => {
    const last = out[out.length - 1];
    // Saying that one line is left out takes as much room as the line.
    if (near[at] || (near[at - 1] !== false && near[at + 1] !== false)) out.push(line);
    else if (last?.kind === 'gap') last.count += 1;
    else out.push({ kind: 'gap', count: 1 });
  });
  return out;
}

/** @param {any} value @returns {value is Record<string, any>} */
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The fields that differ between two records, `proactive.message.tr` for what lies deeper; `undefined` for what is not there.
 * @param {any} before @param {any} after @param {string} [path] @returns {{ path: string, before: any, after: any }[]}
 */
export function changes(before, after, path = '') {
  if (isRecord(before) || isRecord(after)) {
    const names = new Set([...Object.keys(isRecord(before) ? before : {}), ...Object.keys(isRecord(after) ? after : {})]);
    return [...names].flatMap((name) => changes(isRecord(before) ? before[name] : undefined, isRecord(after) ? after[name] : undefined, path ? `${path}.${name}` : name));
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}
