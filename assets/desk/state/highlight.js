// Cuts a text where a search found something. Pure.

/**
 * @param {string} text @param {[number, number][]} ranges start and end in UTF-16 code units, in any order
 * @returns {{ text: string, hit: boolean }[]}
 */
export function pieces(text, ranges) {
  const out = [];
  let at = 0;
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const start = Math.max(at, from);
    const end = Math.min(text.length, to);
    if (end <= start) continue;
    if (start > at) out.push({ text: text.slice(at, start), hit: false });
    out.push({ text: text.slice(start, end), hit: true });
    at = end;
  }
  if (at < text.length) out.push({ text: text.slice(at), hit: false });
  return out;
}
