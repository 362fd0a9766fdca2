// What holds for all files of the desk: words in both languages, no markup from strings, everything preloaded exists.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';

const assets = new URL('../../assets/', import.meta.url).pathname;
const read = (path) => readFileSync(join(assets, path), 'utf8');
const scripts = readdirSync(join(assets, 'desk'), { recursive: true }).map((it) => join('desk', String(it))).filter((it) => it.endsWith('.js'));
const words = (lang) => JSON.parse(read(`desk/i18n/${lang}.json`));

test('both languages have the same words, with the same places to fill', () => {
  const [tr, en] = [words('tr'), words('en')];
  assert.deepEqual(Object.keys(tr).sort(), Object.keys(en).sort());
  const places = (text) => [...new Set(JSON.stringify(text).match(/\{\w+\}/g) ?? [])].sort();
  for (const key of Object.keys(tr)) assert.deepEqual(places(tr[key]), places(en[key]), key);
});

test('every word that is asked for by name exists', () => {
  const tr = words('tr');
  for (const file of scripts) {
    for (const [, key] of read(file).matchAll(/(?<![.\w])t\(\s*'([\w.]+)'/g)) assert.ok(key in tr, `${file}: ${key}`);
  }
});

test('no file makes markup of strings or writes styles into it', () => {
  for (const file of scripts) {
    const text = read(file);
    assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|\beval\(|new Function/, file);
    assert.doesNotMatch(text, /\sstyle="/, `${file}: an inline style, which the policy forbids`);
  }
});

test('every file says first what it owns, and stays short', () => {
  for (const file of scripts) {
    const lines = read(file).split('\n');
    assert.match(lines[0], /^(\/\/|\/\*)/, file);
    assert.ok(lines.length < 400, `${file}: ${lines.length} lines`);
  }
});

test('what needs https is asked for in one place: many an institution serves its pages without', () => {
  const all = readdirSync(assets, { recursive: true }).map(String).filter((it) => /\.(js|html)$/.test(it) && !it.startsWith('vendor/'));
  assert.deepEqual(all.filter((file) => /randomUUID\(/.test(read(file))), []);
  assert.deepEqual(scripts.filter((file) => /clipboard\??\.writeText/.test(read(file))), ['desk/lib/clipboard.js']);
});

test('imports lead to files', () => {
  for (const file of scripts) {
    for (const [, path] of read(file).matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
      assert.ok(existsSync(join(assets, dirname(file), path)), `${file}: ${path}`);
    }
  }
});

/** Everything a script needs before it runs. */
function needs(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, path] of read(file).matchAll(/^(?:import|export)\s[^;]*?from\s+'(\.[^']+)'/gm)) {
    needs(relative('/', join('/', dirname(file), path)), seen);
  }
  return seen;
}

test('the page preloads exactly what it needs to start', () => {
  const preloaded = [...read('desk/index.html').matchAll(/rel="modulepreload" href="__BASE__\/([^"]+)"/g)].map((it) => it[1]);
  const wanted = [...needs('desk/app.js')].filter((it) => it !== 'desk/app.js');
  assert.deepEqual(preloaded.sort(), wanted.sort());
});

test('the audit trail has words for everything that is noted in it', () => {
  const tr = words('tr');
  const source = new URL('../../src/', import.meta.url).pathname;
  const files = readdirSync(source, { recursive: true }).map((it) => join(source, String(it))).filter((it) => it.endsWith('.rs'));
  const noted = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/(?:\bEntry::new|\bRow::new|\bentry|work\.note|\brecord)\([^;"]*?"([a-z_]+\.[a-z_]+)"/g)].map((it) => it[1])).filter((it) => !it.endsWith('.changed')); // those are events
  assert.ok(new Set(noted).size > 60, `${new Set(noted).size} were found`);
  assert.deepEqual([...new Set(noted)].filter((it) => !(`audit.${it}` in tr)), []);
});
