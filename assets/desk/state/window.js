// Which part of a long list is drawn: rows and headings have one height each. Pure.

/** @typedef {{ key: string, height: number }} Entry */

/** Where each entry begins, and the height of all at the end. @param {Entry[]} entries @returns {Float64Array} */
export function offsets(entries) {
  const out = new Float64Array(entries.length + 1);
  entries.forEach((it, index) => {
    out[index + 1] = out[index] + it.height;
  });
  return out;
}

/** The entry at a height. @param {Float64Array} tops @param {number} y */
export function entryAt(tops, y) {
  let [low, high] = [0, Math.max(0, tops.length - 2)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tops[middle] <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What is drawn: what is seen, and `more` pixels before and after it. @param {Float64Array} tops @param {number} top @param {number} height @param {number} more @returns {[number, number]} from, up to (exclusive) */
export function seen(tops, top, height, more) {
  if (tops.length < 2) return [0, 0];
  return [entryAt(tops, Math.max(0, top - more)), entryAt(tops, top + height + more) + 1];
}

/** Where to scroll so that an entry is seen; `null` when it is. @param {number} begin @param {number} end @param {number} top @param {number} height */
export function reveal(begin, end, top, height) {
  if (begin < top) return begin;
  return end > top + height ? end - height : null;
}
