// What helps agents to write: what is typed at the cursor, canned responses and their places, tags.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fill, found } from '../../assets/desk/state/canned.js';
import { mentions } from '../../assets/desk/state/mentions.js';
import { completed, plain, typedAt } from '../../assets/desk/state/completion.js';
import { belongs } from '../../assets/desk/state/conversations.js';
import { keyOf, matches, tidy, withTag } from '../../assets/desk/state/filters.js';
import { matching } from '../../assets/desk/state/palette.js';
import { snoozeTimes } from '../../assets/desk/state/snooze.js';
import { reactionGroups, rows } from '../../assets/desk/state/thread.js';
import { offsets, reveal, seen } from '../../assets/desk/state/window.js';
import { choices, renamed } from '../../assets/desk/state/tags.js';

const at = (text, note = false) => typedAt(text, text.length, note);
const canned = (shortcut, title, body, uses = 0, scope = 'site') => ({ id: shortcut + scope, shortcut, title, body, uses, scope });

test('a slash begins a canned response where a word begins, and nowhere else', () => {
  assert.deepEqual(at('/'), { sign: '/', query: '', from: 0 });
  assert.deepEqual(at('Merhaba /kay'), { sign: '/', query: 'kay', from: 8 });
  for (const text of ['ve/veya', 'https://ornek', '/kayıt sonra', 'a /b/c']) assert.equal(at(text), null, text);
  assert.equal(typedAt('/kayıt', 3, false)?.query, 'ka', 'what stands after the cursor does not count');
});

test('colleagues are named in notes only, with their whole name', () => {
  assert.equal(at('@Elif'), null);
  assert.deepEqual(at('Bak @Elif Ka', true), { sign: '@', query: 'Elif Ka', from: 4 });
  assert.equal(at('elif@ornek', true), null);
});

test('the words come in place of what was typed', () => {
  assert.deepEqual(completed('Selam /ka, görüşürüz', 9, { sign: '/', query: 'ka', from: 6 }, 'kayıt'), { text: 'Selam kayıt, görüşürüz', caret: 11 });
});

test('responses are found whatever the case and the marks, the likeliest first', () => {
  const all = [canned('iade', 'Kayıt iadesi', 'x', 9), canned('kayıt', 'Ders kaydı', 'y', 1), canned('burs', 'Burslar', 'KAYIT sırasında', 50), canned('selam', 'Selam', 'Merhaba')];
  assert.deepEqual(found(all, 'KAYIT').map((it) => it.shortcut), ['kayıt', 'iade', 'burs']);
  assert.deepEqual(found(all, 'kayit').map((it) => it.shortcut), ['kayıt', 'iade', 'burs']);
  assert.deepEqual(found(all, '').map((it) => it.shortcut), ['burs', 'iade', 'kayıt', 'selam'], 'the most used first');
  const twice = [canned('selam', 'Selam', 'a'), canned('selam', 'Selam', 'b', 0, 'personal')];
  assert.equal(found(twice, 'selam')[0].scope, 'personal', 'one’s own goes before the site’s');
});

test('places are filled, and go where nothing is known', () => {
  const body = 'Merhaba {{ ziyaretci.ad }}, ben {{temsilci.ad}} ({{site.ad}}). {{baska}}';
  assert.equal(fill(body, { 'ziyaretci.ad': 'Ayşe', 'temsilci.ad': 'Elif', 'site.ad': 'Örnek' }), 'Merhaba Ayşe, ben Elif (Örnek). {{baska}}');
  assert.equal(fill('Merhaba {{ziyaretci.ad}},', { 'ziyaretci.ad': null }), 'Merhaba,');
  assert.equal(fill('{{ziyaretci.ad}}', { 'ziyaretci.ad': '$& {{site.ad}}' }), '$& {{site.ad}}', 'what is filled in is not filled again');
  assert.equal(fill(body, { 'temsilci.ad': 'Elif', 'site.ad': 'Örnek' }), 'Merhaba {{ ziyaretci.ad }}, ben Elif (Örnek). {{baska}}', 'what is not asked about stays');
});

test('a tag that was renamed or removed is known by its id', () => {
  const [a, b, c] = [{ id: '1', name: 'burs' }, { id: '2', name: 'kayıt' }, { id: '3', name: 'yurt' }];
  assert.deepEqual([...renamed([a, b, c], [{ id: '1', name: 'Burslar' }, c])], [['burs', 'Burslar'], ['kayıt', null]]);
});

test('the picker offers a new tag only when there is none of that name', () => {
  const all = [{ id: '1', name: 'Ders kaydı' }, { id: '2', name: 'kayıt' }];
  assert.deepEqual(choices(all, 'KAYIT'), { items: [all[1]], make: null });
  assert.deepEqual(choices(all, ' kay ').items.map((it) => it.name), ['kayıt', 'Ders kaydı']);
  assert.equal(choices(all, '  yeni   etiket ').make, 'yeni etiket');
  assert.equal(choices(all, '').items.length, 2);
});

test('a search key has no case and no marks', () => assert.equal(plain('IŞIK Çiğdem'), 'isik cigdem'));

test('a filter takes in what the server would', () => {
  const it = { status: 'active', assignee: { id: 'e' }, department: { id: 'd' }, tags: ['burs'], rating: 2, priority: 'high', channel: 'widget', last_message_at: '2026-01-15T09:00:00.000Z', snoozed_until: null };
  const now = Date.parse('2026-01-16T08:00:00Z');
  const taken = (filter, change = {}) => matches({ ...it, ...change }, filter, 'e', now);
  for (const filter of [{}, { status: 'open' }, { status: 'active' }, { assignee: 'me' }, { assignee: 'e' }, { department: 'd' }, { tag: 'burs' }, { tag: 'yurt\nburs' }, { rating: '1,2' }, { priority: 'urgent,high' }, { channel: 'widget' }, { days: 1 }, { from: '2026-01-15T09:00:00Z' }, { to: '2026-01-15T09:00:01Z' }]) assert.ok(taken(filter), JSON.stringify(filter));
  for (const filter of [{ status: 'closed' }, { status: 'snoozed' }, { assignee: 'none' }, { assignee: 'x' }, { department: 'x' }, { department: 'none' }, { tag: 'x' }, { tag: 'x\nbur' }, { rating: '5' }, { priority: 'normal' }, { channel: 'api' }, { from: '2026-01-15T09:00:01Z' }, { to: '2026-01-15T09:00:00Z' }]) assert.ok(!taken(filter), JSON.stringify(filter));
  assert.ok(taken({ assignee: 'none' }, { assignee: null }) && taken({ status: 'snoozed' }, { snoozed_until: '2026-01-16T09:00:00Z' }));
  assert.ok(taken({ department: 'none' }, { department: null }));
  assert.deepEqual([withTag('', 'b', ['a', 'b']), withTag('b', 'a', ['a', 'b']), withTag('a\nb', 'a', ['a', 'b'])], ['b', 'a\nb', 'b']);
  assert.equal(keyOf({ tag: 'a', status: 'open' }), keyOf({ status: 'open', tag: 'a' }));
  assert.deepEqual(tidy({ tag: '', status: 'open', days: null }), { status: 'open' });
});

test('only what is near the window is drawn', () => {
  const tops = offsets([{ key: 'h', height: 36 }, ...Array.from({ length: 5000 }, (_, n) => ({ key: String(n), height: 90 }))]);
  assert.equal(tops[5001], 36 + 5000 * 90);
  assert.deepEqual(seen(tops, 0, 900, 0), [0, 11]);
  const [from, to] = seen(tops, 225_000, 900, 400);
  assert.ok(tops[from] <= 224_600 && tops[to] >= 226_300 && to - from < 25, `${from} ${to}`);
  assert.deepEqual(seen(offsets([]), 0, 900, 400), [0, 0]);
  assert.deepEqual([reveal(0, 90, 100, 500), reveal(550, 640, 100, 500), reveal(200, 290, 100, 500)], [0, 140, null]);
});

test('what was put off is in no list until its time, and comes back', () => {
  const it = { status: 'active', assignee: { id: 'e' }, snoozed_until: '2026-01-15T10:00:00Z' };
  const [before, after] = [Date.parse('2026-01-15T09:59:00Z'), Date.parse('2026-01-15T10:00:00Z')];
  assert.ok(!belongs(it, 'mine', 'e', before) && belongs(it, 'mine', 'e', after));
  const times = snoozeTimes(new Date(2026, 0, 19, 20)); // a Monday evening
  assert.deepEqual(times.map(({ at }) => [at.getDate(), at.getHours()]), [[19, 21], [19, 23], [20, 9], [26, 9]]);
});

test('emoji of a message are counted with who put them there', () => {
  const by = (emoji, kind, id, name) => ({ emoji, author: { kind, id, name } });
  const groups = reactionGroups({ reactions: [by('👍', 'agent', 'e', 'Elif'), by('❤️', 'visitor', 'e', null), by('👍', 'agent', 'c', 'Can')] }, 'e');
  assert.deepEqual(groups, [{ emoji: '👍', n: 2, own: true, names: ['Elif', 'Can'] }, { emoji: '❤️', n: 1, own: false, names: [null] }]);
});

test('the palette finds commands by the beginnings of their words, group by group', () => {
  const command = (id, label, group, more = {}) => ({ id, label, group, icon: '', run() {}, ...more });
  const all = [command('a', 'Kapat', 'sohbet'), command('b', 'Bilgi tabanı', 'ekran'), command('c', 'Kapatılan işler', 'ekran'), command('d', 'İşıl Kaplan', 'kişi', { typed: true, note: '#12' })];
  const ids = (query) => matching(all, query).map((it) => it.id);
  assert.deepEqual(ids(''), ['a', 'b', 'c'], 'of what there is much of, nothing until one types');
  assert.deepEqual(ids('KAP'), ['a', 'c', 'd']);
  assert.deepEqual(ids('taban'), ['b']);
  assert.deepEqual(ids('işıl 12'), ['d']);
  assert.deepEqual(ids('yok'), []);
});

test('earlier conversations are set apart, and nothing in them is new', () => {
  const said = (seq, conversation_id) => ({ id: `m${seq}`, seq, conversation_id, author: { kind: 'visitor', id: 'v', name: null }, note: false, body: 'x', attachments: [], client_ref: null, sources: [], system: null, created_at: `2026-01-15T09:0${seq}:00.000Z` });
  const kinds = (list) => rows(list, 1).map((it) => (it.kind === 'conversation' ? (it.own ? 'this' : 'past') : it.kind));
  assert.deepEqual(kinds([said(1, 'a'), said(2, 'b')]), ['past', 'day', 'message', 'this', 'unread', 'message']);
  assert.deepEqual(kinds([said(1, 'b'), said(2, 'b')]), ['day', 'unread', 'message', 'message'], 'one alone is not named');
});

test('names in a note are found by the rules that notify', () => {
  const people = ['Elif Kaya', 'Elif Kayahan', 'Işıl Öz', 'Can'].map((name, index) => ({ id: String(index), name }));
  const shown = (/** @type {string} */ text) => mentions(text, people).map((it) => (typeof it === 'string' ? it : [it.id, it.text]));
  assert.deepEqual(shown('(@elif KAYAHAN) bak'), ['(', ['1', '@elif KAYAHAN'], ') bak']);
  assert.deepEqual(shown('@ISIL öz, @can: lütfen'), [['2', '@ISIL öz'], ', ', ['3', '@can'], ': lütfen']);
  assert.deepEqual(shown('@Işıl bak'), [['2', '@Işıl'], ' bak']);
  assert.deepEqual(shown('@Elif, can@ornek.edu.tr, @Canan, @'), ['@Elif, can@ornek.edu.tr, @Canan, @']);
});
