// What the buttons of the Markdown editor do to the text: which stretch is replaced, by what, and what is selected then. Pure.

/** @typedef {{ from: number, to: number, insert: string, select: [number, number] }} Edit */
/** @typedef {'bold' | 'italic' | 'heading' | 'list' | 'numbered' | 'quote' | 'link'} Action */

const MARKS = { bold: '**', italic: '*' };
const ITEM = /^(\s*)([-*+]|(\d{1,9})[.)])(\s+)/;

/** @param {Action} action @param {string} text @param {number} start @param {number} end of the selection @returns {Edit} */
export function edit(action, text, start, end) {
  if (action === 'bold' || action === 'italic') return wrap(text, start, end, MARKS[action]);
  if (action === 'link') return link(text, start, end);
  return prefix(text, start, end, action);
}

/** Puts marks around the selection, or takes them away. @param {string} text @param {number} start @param {number} end @param {string} mark @returns {Edit} */
function wrap(text, start, end, mark) {
  const inner = text.slice(start, end);
  const size = mark.length;
  const marked = text.slice(start - size, start) === mark && text.slice(end, end + size) === mark;
  // A star before a star belongs to bold, not to italics.
  const bold = mark === '*' && text.slice(start - 2, start) === '**' && text.slice(start - 3, start - 2) !== '*';
  if (marked && !bold) return { from: start - size, to: end + size, insert: inner, select: [start - size, end - size] };
  return { from: start, to: end, insert: mark + inner + mark, select: [start + size, end + size] };
}

/** @param {string} text @param {number} start @param {number} end @returns {Edit} */
function link(text, start, end) {
  const words = text.slice(start, end);
  if (/^https?:\/\/\S+$/.test(words)) return { from: start, to: end, insert: `[](${words})`, select: [start + 1, start + 1] };
  const address = 'https://';
  const at = start + words.length + 3;
  return { from: start, to: end, insert: `[${words}](${address})`, select: words ? [at, at + address.length] : [start + 1, start + 1] };
}

/** @param {string} line @param {Exclude<Action, 'bold' | 'italic' | 'link'>} action @param {number} number */
function marked(line, action, number) {
  if (action === 'heading') return `## ${line.replace(/^#{1,6}\s+/, '')}`;
  if (action === 'quote') return `> ${line}`;
  const bare = line.replace(ITEM, '$1');
  return action === 'list' ? `- ${bare}` : `${number}. ${bare}`;
}

/** How a line is taken back from what `marked` makes of it. */
const UNDO = { heading: /^##\s+/, list: /^\s*[-*+]\s+/, numbered: /^\s*\d{1,9}[.)]\s+/, quote: /^>\s?/ };

/** Puts a mark before every line of the selection; takes it away when all have it. @param {string} text @param {number} start @param {number} end @param {Exclude<Action, 'bold' | 'italic' | 'link'>} action @returns {Edit} */
function prefix(text, start, end, action) {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const to = next < 0 ? text.length : next;
  const lines = text.slice(from, to).split('\n');
  const undo = lines.every((line) => UNDO[action].test(line));
  const insert = lines.map((line, at) => (undo ? line.replace(UNDO[action], '') : marked(line, action, at + 1))).join('\n');
  const single = start === end && lines.length === 1;
  const moved = Math.max(from, start + insert.length - (to - from));
  return { from, to, insert, select: single ? [moved, moved] : [from, from + insert.length] };
}

/** What Enter adds inside a list: the next mark; `null` outside. An empty item ends the list. @param {string} text @param {number} at @returns {Edit | null} */
export function newLine(text, at) {
  const from = text.lastIndexOf('\n', at - 1) + 1;
  const line = text.slice(from, at);
  const item = ITEM.exec(line) ?? /^(\s*)(>)()(\s?)/.exec(line);
  if (!item) return null;
  if (line.length === item[0].length) return { from, to: at, insert: '', select: [from, from] };
  const mark = item[3] ? `${Number(item[3]) + 1}${item[2].slice(-1)}` : item[2];
  const insert = `\n${item[1]}${mark}${item[4]}`;
  return { from: at, to: at, insert, select: [at + insert.length, at + insert.length] };
}
