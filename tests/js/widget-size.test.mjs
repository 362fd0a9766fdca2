// What a page view and an open chat cost, in bytes over the wire: the budgets of the widget's specification.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const WIDGET = fileURLToPath(new URL('../../assets/widget/', import.meta.url));
/** Loaded when they are used, and not by opening a chat and writing in it. */
const ON_USE = ['emoji.js', 'forms.js', 'articles.js', 'rating.js', 'asides.js', 'uploads.js', 'screen.js', 'proactive.js', 'polling.js', 'modes.js', 'more-words.js', 'queue.js', 'reactions.js'];

const packed = (path) => gzipSync(readFileSync(path), { level: 9 }).length;

/** All modules that `path` brings along, with those it loads later, except `ON_USE`. */
function reach(path, found = new Set()) {
  if (found.has(path) || ON_USE.some((name) => path.endsWith(`/${name}`))) return found;
  found.add(path);
  if (path.includes('/vendor/')) return found;
  const source = readFileSync(path, 'utf8').replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
  for (const [, name] of source.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) reach(normalize(join(dirname(path), name)), found);
  return found;
}

test('the loader stays within 3 KB', () => {
  const size = packed(join(WIDGET, 'widget.js'));
  assert.ok(size <= 3 * 1024, `${size} bytes`);
});

test('an open chat stays within 40 KB', () => {
  const files = [...reach(join(WIDGET, 'app.js')), join(WIDGET, 'widget.js'), join(WIDGET, 'i18n/tr.json')];
  const size = files.reduce((sum, path) => sum + packed(path), 0);
  assert.ok(files.length > 15, 'the imports were followed');
  assert.ok(size <= 40 * 1024, `${size} bytes in ${files.length} files`);
});
