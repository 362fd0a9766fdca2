// Markdown of messages and articles: what it becomes, and that nothing dangerous comes through.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html, install } from './widget-fake-dom.mjs';

install();
const { render } = await import('../../assets/widget/markdown.js');
const { blocks } = await import('../../assets/shared/markdown.js');
const { h } = await import('../../assets/widget/dom.js');

function shown(source) {
  const element = h('div');
  render(element, source);
  return html(element.childNodes);
}

test('inline marks', () => {
  assert.equal(shown('**kalın** ve *eğik*'), '<p><strong>kalın</strong> ve <em>eğik</em></p>');
  assert.equal(shown('~~eski~~ `kod`'), '<p><s>eski</s> <code>kod</code></p>');
  assert.equal(shown('ilk\nikinci'), '<p>ilk<br>ikinci</p>');
  assert.equal(shown('dosya_adi_uzun'), '<p>dosya_adi_uzun</p>');
  assert.equal(shown('2 * 3 * 4'), '<p>2 * 3 * 4</p>');
  assert.equal(shown('\\*yıldız\\*'), '<p>*yıldız*</p>');
});

test('links, and no links that run something', () => {
  assert.equal(shown('[site](https://example.edu.tr)'), '<p><a href="https://example.edu.tr">site</a></p>');
  assert.equal(shown('https://www.example.edu.tr/a.'), '<p><a href="https://www.example.edu.tr/a">example.edu.tr/a</a>.</p>');
  assert.equal(shown('[x](javascript:alert(1))').includes('<a'), false);
  assert.equal(shown('[x](data:text/html,x)').includes('<a'), false);
  assert.equal(shown('[x](//evil.example)').includes('<a'), false);
});

test('raw HTML stays text and pictures are links', () => {
  assert.equal(shown('<img src=x onerror=alert(1)>'), '<p>&lt;img src=x onerror=alert(1)&gt;</p>');
  assert.equal(shown('![resim](https://a.example/b.png)'), '<p><a href="https://a.example/b.png">resim</a></p>');
  const own = '/api/knowledge/images/0190a5b2-0000-7000-8000-000000000001';
  assert.match(shown(`![Plan](${own})`), /^<p><img>/, 'an image of our own is shown');
  assert.ok(!shown(`![x](${own}/../../../x)`).includes('<img'));
});

test('blocks', () => {
  assert.equal(shown('# Başlık\nmetin'), '<h3>Başlık</h3><p>metin</p>');
  assert.equal(shown('### Alt başlık'), '<h4>Alt başlık</h4>');
  assert.equal(shown('1. bir\n2. iki'), '<ol><li>bir</li><li>iki</li></ol>');
  assert.equal(shown('3. üç'), '<ol start="3"><li>üç</li></ol>');
  assert.equal(shown('- a\n  - b\n- c'), '<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>');
  assert.equal(shown('> söz'), '<blockquote><p>söz</p></blockquote>');
  assert.equal(shown('```\n<b>\n```'), '<pre><code>&lt;b&gt;</code></pre>');
  assert.equal(shown('| A | B |\n|---|---|\n| 1 | 2 |'), '<div><table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>');
  assert.equal(shown('---'), '<hr>');
});

test('an unfinished code block holds the rest', () => {
  assert.deepEqual(blocks('önce\n```\nbir\n\niki'), ['önce', '```\nbir\n\niki']);
});

test('blocks that did not change keep their nodes', () => {
  const element = h('div');
  render(element, 'bir\n\nik');
  const [first, second] = element.childNodes;
  render(element, 'bir\n\niki');
  assert.equal(element.childNodes[0], first);
  assert.notEqual(element.childNodes[1], second);
  assert.equal(html(element.childNodes), '<p>bir</p><p>iki</p>');
});

test('hostile input ends quickly', () => {
  const begun = performance.now();
  for (const one of ['*'.repeat(8000), '['.repeat(8000), '`'.repeat(8000), '**a'.repeat(2600), '~~'.repeat(4000), '> '.repeat(100)]) shown(one);
  assert.ok(performance.now() - begun < 2000, `${Math.round(performance.now() - begun)} ms`);
});
