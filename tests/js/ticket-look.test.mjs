// The page of a ticket in a site's colour: whatever was chosen can be read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { themeOf } from '../../assets/ticket/look.js';
import { contrast, parse } from '../../assets/widget/settings.js';

const READ = 4.5;
const SHAPE = 3;
/** Light and dark, as style.css has them. */
const GROUNDS = [['#eef2f3', '#ffffff'], ['#0a1013', '#11191d']];
const INKS = [['#132027', '#41525b'], ['#e8eff1', '#b4c2c8']];
const colors = ['#0b6e85', '#8e1f45', '#ffe000', '#ffffff', '#000000', '#7f7f7f', '#00ff66', '#1d4ed8'];
const ratio = (/** @type {string} */ one, /** @type {string} */ other) => contrast(/** @type {any} */ (parse(one)), /** @type {any} */ (parse(other)));
const pair = (/** @type {string} */ value) => [...value.matchAll(/#[0-9a-f]{6}/g)].map((it) => it[0]);

for (const color of colors) {
  test(`${color} can be read`, () => {
    const theme = themeOf(color);
    assert.ok(ratio(theme['--brand'], theme['--on-brand']) >= READ);
    for (const side of [0, 1]) {
      const [accent, own, line] = ['--accent', '--own', '--brand-line'].map((it) => pair(theme[it])[side]);
      for (const ground of [...GROUNDS[side], own]) assert.ok(ratio(accent, ground) >= READ, `${accent} on ${ground}`);
      for (const ink of INKS[side]) assert.ok(ratio(ink, own) >= READ, `${ink} on ${own}`);
      assert.ok(ratio(line, GROUNDS[side][1]) >= SHAPE);
    }
  });
}

test('what is no colour leaves the product its own', () => assert.deepEqual(themeOf('teal'), {}));
