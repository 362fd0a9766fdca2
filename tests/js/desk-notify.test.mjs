// What the desk tells of by itself: the same cases that hold for the server.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CLASSES, isQuiet, open } from '../../assets/desk/state/notify.js';

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
