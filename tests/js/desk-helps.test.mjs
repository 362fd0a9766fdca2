// What helps agents to write: what is typed at the cursor, canned responses and their places, tags.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fill, found } from '../../assets/desk/state/canned.js';
import { completed, plain, typedAt } from '../../assets/desk/state/completion.js';
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
