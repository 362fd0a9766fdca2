// Pure parts of the knowledge base and the settings: differences, marks of a search, the editor's buttons, colours.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changes, diffLines, fold, steps } from '../../assets/desk/state/diff.js';
import { pieces } from '../../assets/desk/state/highlight.js';
import { edit, newLine } from '../../assets/desk/state/editing.js';
import { judge } from '../../assets/desk/state/color.js';

const side = (lines, kind) => lines.filter((it) => it.kind === 'same' || it.kind === kind).map((it) => it.text).join('\n');

test('a difference leads from one text to the other', () => {
  const before = 'a\nb\nc\nd\ne';
  const after = 'a\nx\nc\ne\nf';
  const lines = diffLines(before, after);
  assert.equal(side(lines, 'removed'), before);
  assert.equal(side(lines, 'added'), after);
  assert.deepEqual(lines.filter((it) => it.kind === 'same').map((it) => it.text), ['a', 'c', 'e']);
});

test('equal, empty and unlike texts have their differences', () => {
  assert.deepEqual(steps(['a'], ['a']), [{ kind: 'same', text: 'a' }]);
  assert.deepEqual(steps([], ['a']), [{ kind: 'added', text: 'a' }]);
  assert.deepEqual(steps(['a'], []), [{ kind: 'removed', text: 'a' }]);
  assert.deepEqual(steps(['a', 'b'], ['b', 'a', 'b']).filter((it) => it.kind !== 'same'), [{ kind: 'added', text: 'b' }]);
});

test('of a line that was replaced only the changed words are marked', () => {
  const [removed, added] = diffLines('Saat 9 ile 17 arası', 'Saat 9 ile 18 arası');
  assert.deepEqual(removed.parts, [{ text: 'Saat 9 ile ', changed: false }, { text: '17', changed: true }, { text: ' arası', changed: false }]);
  assert.deepEqual(added.parts?.filter((it) => it.changed), [{ text: '18', changed: true }]);
  assert.equal(diffLines('bir iki', 'üç dört')[0].parts, undefined);
});

test('very long texts are compared in time', () => {
  const long = (mark) => Array.from({ length: 5000 }, (_, n) => `${mark}${n}`).join('\n');
  const begun = performance.now();
  assert.equal(diffLines(long('a'), long('b')).length, 10_000);
  assert.ok(performance.now() - begun < 2000);
});

test('long stretches without a change are left out', () => {
  const lines = diffLines('1\n2\n3\n4\n5\n6\n7', '1\n2\n3\n4\n5\n6\n8');
  assert.deepEqual(fold(lines, 1).map((it) => it.kind), ['gap', 'same', 'removed', 'added']);
  assert.equal(fold(lines, 1)[0].count, 5);
  assert.deepEqual(fold(diffLines('1\n2\n3', '1\n2\n4'), 1).map((it) => it.kind), ['same', 'same', 'removed', 'added']);
});

test('records differ by fields, also deeper ones', () => {
  const before = { name: 'A', tags: ['x'], in: { a: 1, b: 2 } };
  assert.deepEqual(changes(before, { ...before, tags: ['x', 'y'], in: { a: 1, b: 3 } }), [
    { path: 'tags', before: ['x'], after: ['x', 'y'] },
    { path: 'in.b', before: 2, after: 3 },
  ]);
  assert.deepEqual(changes(null, { a: 1 }), [{ path: 'a', before: undefined, after: 1 }]);
  assert.deepEqual(changes({ a: 1 }, null), [{ path: 'a', before: 1, after: undefined }]);
});

test('a snippet is cut at its hits, counted in UTF-16', () => {
  const text = '😀 İadeler on gün';
  const cut = pieces(text, [[14, 17], [3, 10]]);
  assert.deepEqual(cut.filter((it) => it.hit).map((it) => it.text), ['İadeler', 'gün']);
  assert.equal(cut.map((it) => it.text).join(''), text);
  assert.deepEqual(pieces('abc', [[1, 9], [0, 2]]).map((it) => it.text), ['ab', 'c']);
  assert.deepEqual(pieces('abc', []), [{ text: 'abc', hit: false }]);
});

const done = (text, { from, to, insert }) => text.slice(0, from) + insert + text.slice(to);
const selected = (text, it) => done(text, it).slice(...it.select);

test('bold and italics go on and off', () => {
  const on = edit('bold', 'bir iki', 4, 7);
  assert.equal(done('bir iki', on), 'bir **iki**');
  assert.equal(selected('bir iki', on), 'iki');
  const off = edit('bold', 'bir **iki**', ...on.select);
  assert.equal(done('bir **iki**', off), 'bir iki');
  assert.equal(done('**iki**', edit('italic', '**iki**', 2, 5)), '***iki***');
  assert.equal(done('***iki***', edit('italic', '***iki***', 3, 6)), '**iki**');
});

test('lists, headings and quotes take whole lines', () => {
  const text = 'bir\niki\nüç';
  assert.equal(done(text, edit('list', text, 5, 9)), 'bir\n- iki\n- üç');
  assert.equal(done(text, edit('numbered', text, 0, text.length)), '1. bir\n2. iki\n3. üç');
  assert.equal(done('- a\n- b', edit('numbered', '- a\n- b', 0, 7)), '1. a\n2. b');
  assert.equal(done('- a\n- b', edit('list', '- a\n- b', 0, 7)), 'a\nb');
  assert.equal(done('### a', edit('heading', '### a', 2, 2)), '## a');
  assert.equal(done('## a', edit('heading', '## a', 2, 2)), 'a');
  assert.equal(done('a', edit('quote', 'a', 0, 0)), '> a');
  assert.deepEqual(edit('quote', 'a', 1, 1).select, [3, 3]);
});

test('a link asks for what is missing', () => {
  assert.equal(selected('ÖBS', edit('link', 'ÖBS', 0, 3)), 'https://');
  const pasted = edit('link', 'https://a.tr', 0, 12);
  assert.equal(done('https://a.tr', pasted), '[](https://a.tr)');
  assert.deepEqual(pasted.select, [1, 1]);
});

test('Enter goes on with a list and ends it at an empty item', () => {
  const after = (text) => {
    const it = newLine(text, text.length);
    return it && done(text, it);
  };
  assert.equal(after('- a'), '- a\n- ');
  assert.equal(after('x\n9. a'), 'x\n9. a\n10. ');
  assert.equal(after('- a\n- '), '- a\n');
  assert.equal(after('> a'), '> a\n> ');
  assert.equal(after('a'), null);
});

test('colours are judged by what can be seen on white', () => {
  assert.equal(judge('#0b6e85').level, 'good');
  assert.equal(judge('#e67e22').level, 'poor');
  assert.equal(judge('#d35400').level, 'fair');
  assert.equal(judge('#ffff00').text, '#000000');
  assert.equal(judge(judge('#ffff00').better).level, 'good');
  assert.equal(judge('teal').level, 'unknown');
});
