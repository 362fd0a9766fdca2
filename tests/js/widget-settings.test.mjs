// Settings: the page wins over the server; language; colours that stay readable; both languages have the same words.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { createTexts, loadWords } from '../../assets/widget/i18n.js';
import { daily } from '../../assets/widget/modes.js';
import { chooseLanguage, contrast, parse, readable, resolve, textOn, worded } from '../../assets/widget/settings.js';

const WIDGET = new URL('../../assets/widget/', import.meta.url);
const words = (language) => JSON.parse(readFileSync(new URL(`i18n/${language}.json`, WIDGET), 'utf8'));

test('what the page sets wins, and what nobody sets has a default', () => {
  const server = { primary_color: '#123456', position: 'left', features: { file_upload: false, emoticons: true }, consent: { enabled: true, text: { tr: 'x' }, version: 2 } };
  const look = resolve({ primaryColor: '#abcdef', features: { emoticons: false } }, server);
  assert.equal(look.primary, '#abcdef');
  assert.equal(look.secondary, '#abcdef');
  assert.equal(look.left, true);
  assert.deepEqual(look.features, { upload: false, emoji: false, typing: true, preview: undefined });
  assert.deepEqual(look.consent, { text: { tr: 'x' }, version: '2' });
  assert.equal(resolve({}, null).primary, '#0b6e85');
});

test('language: the page’s wish, the site’s setting, the page’s language', () => {
  assert.equal(chooseLanguage({ language: 'en' }, { language: 'tr' }, 'tr'), 'en');
  assert.equal(chooseLanguage({}, { language: 'en' }, 'tr'), 'en');
  assert.equal(chooseLanguage({}, { language: 'auto' }, 'en-GB'), 'en');
  assert.equal(chooseLanguage({}, null, ''), 'tr');
  assert.equal(worded({ tr: 'a', en: 'b' }, 'en'), 'b');
  assert.equal(worded({ tr: 'a' }, 'de'), 'a');
  assert.equal(worded({ tr: 'a', en: 'b' }, 'de'), 'b');
  assert.equal(chooseLanguage({ language: '/dil/de.json?v=2' }, { language: 'tr' }, 'tr'), '/dil/de.json?v=2');
});

test('text on any colour reaches the contrast of WCAG AA', () => {
  for (const color of ['#0b6e85', '#ffff00', '#777777', '#ff0000', '#000000', '#ffffff', '#0a0']) {
    assert.ok(contrast(parse(color), parse(textOn(color))) >= 4.5, color);
    for (const paper of ['#ffffff', '#131b20']) assert.ok(contrast(parse(readable(color, paper)), parse(paper)) >= 4.5, `${color} on ${paper}`);
  }
});

test('Turkish and English have the same keys, and the same places in every sentence', () => {
  const [tr, en] = [words('tr'), words('en')];
  assert.deepEqual(Object.keys(en).sort(), Object.keys(tr).sort());
  const places = (text) => (text.match(/\{\d\}/g) || []).sort().join();
  for (const key of Object.keys(tr)) assert.equal(places(en[key]), places(tr[key]), key);
});

test('every key that the modules name has words', () => {
  for (const name of readdirSync(WIDGET).filter((one) => one.endsWith('.js'))) {
    const source = readFileSync(new URL(name, WIDGET), 'utf8');
    // Some bring words of their own.
    const own = [...source.matchAll(/moreWords\([\w.]+, '(\w+\/)'\)/g)].map(([, folder]) => words(`${folder}tr`));
    const known = Object.assign({}, words('tr'), ...own);
    for (const [, key] of source.matchAll(/\bt\('([a-z_0-9]+)'/g)) assert.ok(Object.hasOwn(known, key), `${name}: ${key}`);
  }
});

test('the times of a day are read as people write them', () => {
  const { t } = createTexts(words('modes/tr'), 'tr');
  assert.equal(daily([], t), 'Kapalı');
  assert.equal(daily([{ start: '00:00', end: '24:00' }], t), '24 saat');
  assert.equal(daily([{ start: '09:00', end: '12:00' }, { start: '13:00', end: '18:00' }], t), '09:00–12:00, 13:00–18:00');
});

test('words are filled in, times are in words', () => {
  const texts = createTexts(words('tr'), 'tr');
  assert.equal(texts.t('typing', 'Elif'), 'Elif yazıyor…');
  assert.equal(texts.day(new Date(2026, 0, 4, 23).getTime(), new Date(2026, 0, 5, 1).getTime()), 'Dün');
  assert.match(texts.duration(150), /3\s?dk/);
  assert.match(texts.duration(60), /1\s?dk/);
  assert.match(texts.size(2_400_000), /2,4\s?MB/);
});

test('a page brings its own language, and what it lacks is English', async () => {
  const files = { 'https://ornek.edu.tr/dil/de.json': { send: 'Senden', forms: { name: 'Name auf Deutsch' } } };
  const [before, place] = [globalThis.fetch, Object.getOwnPropertyDescriptor(globalThis, 'location')];
  Object.defineProperty(globalThis, 'location', { value: { href: 'https://ornek.edu.tr/kayit' }, configurable: true });
  globalThis.fetch = /** @type {any} */ (async (/** @type {string} */ address) => {
    const own = files[address] ?? (address.startsWith('file:') ? JSON.parse(readFileSync(new URL(address), 'utf8')) : null);
    return { ok: Boolean(own), json: async () => own };
  });
  try {
    const loaded = await loadWords('/dil/de.json');
    const texts = createTexts(loaded.words, loaded.language, loaded.more);
    assert.deepEqual([texts.language, texts.t('send'), texts.t('cancel')], ['de', 'Senden', words('en').cancel]);
    const forms = await loadWords(texts.language, 'forms/', texts.more);
    assert.equal(forms.words.name, 'Name auf Deutsch');
    assert.ok(forms.words.pre_title, 'the rest of the folder is there');
    assert.equal((await loadWords('/dil/fr.json')).language, 'en', 'a file that is not there');
  } finally {
    globalThis.fetch = before;
    if (place) Object.defineProperty(globalThis, 'location', place);
    else Reflect.deleteProperty(globalThis, 'location');
  }
});
