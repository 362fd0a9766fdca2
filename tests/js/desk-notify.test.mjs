// What the desk tells of by itself: the same cases that hold for the server.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CLASSES, MARKS, isQuiet, markOf, open } from '../../assets/desk/state/notify.js';

const cases = JSON.parse(readFileSync(new URL('../data/quiet_hours.json', import.meta.url), 'utf8'));
const WAYS = { bell: true, browser: true, push: true, sound: 'none', urgent: false };
/** As src/notify/types/preferences.rs has them. */
const CHOSEN = {
  assigned: { ...WAYS, sound: 'rise' },
  message: { ...WAYS, bell: false, sound: 'soft' },
  queue: { ...WAYS, bell: false, sound: 'rise' },
  mention: { ...WAYS, sound: 'fall' },
  rating: { ...WAYS, browser: false, push: false },
};
const QUIET = { on: false, from: '20:00', to: '08:00', days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'], time_zone: 'Europe/Istanbul' };

for (const it of cases) {
  test(it.what, () => {
    const classes = Object.fromEntries(CLASSES.map((name) => [name, it.preferences.classes?.[name] ? { ...WAYS, ...it.preferences.classes[name] } : CHOSEN[name]]));
    const ways = open({ version: 1, previews: false, repeat: true, classes, quiet: { ...QUIET, ...it.preferences.quiet } }, it.class, it.state, Date.parse(it.at));
    const names = ['bell', 'browser', 'push'].filter((name) => ways[name]);
    assert.deepEqual([...names, ...(ways.sound === 'none' ? [] : ['sound'])], it.open);
  });
}

test('a zone that the browser does not know is never quiet', () => {
  assert.equal(isQuiet({ ...QUIET, on: true, time_zone: 'Mars/Olympus' }, Date.parse('2026-01-15T23:00:00Z')), false);
});

test('every kind of news has a picture of its own, which is drawn', () => {
  const sprite = readFileSync(new URL('../../assets/img/icons.svg', import.meta.url), 'utf8');
  const icons = Object.values(MARKS).map((it) => it.icon);
  assert.equal(new Set(icons).size, icons.length);
  for (const icon of [...icons, markOf('something new').icon]) assert.ok(sprite.includes(`id="${icon}"`), icon);
  // As src/notify/types/mod.rs names them; the others show who caused them, or are never in the bell.
  const kinds = [...readFileSync(new URL('../../src/notify/types/mod.rs', import.meta.url), 'utf8').matchAll(/^        \w+ = "(\w+)",$/gm)].map((it) => it[1]);
  assert.deepEqual(kinds.filter((it) => !(it in MARKS)), ['mention', 'whisper', 'assigned', 'offered', 'message']);
});
