// The widget in a real browser, on a page that is hostile and on pages with strict policies. Not part of `node --test`:
//   SERVER=http://127.0.0.1:8102 KEY=pk_… PLAYWRIGHT=/path/to/playwright-core/index.mjs node tests/js/widget-browser.mjs

import assert from 'node:assert/strict';
import { createServer } from 'node:http';

const { SERVER, KEY, PLAYWRIGHT = 'playwright-core', CHROMIUM = '/usr/bin/chromium' } = process.env;
const { chromium } = await import(PLAYWRIGHT);
const PROPERTIES = 'display position font-size font-family font-weight line-height letter-spacing color background-color text-transform direction padding-top border-top-width width height opacity visibility pointer-events text-align cursor'.split(' ');

const HOSTILE_CSS = `
* { all: unset !important; font-size: 40px !important; letter-spacing: 4px !important; color: lime !important; text-transform: uppercase !important }
html { font-size: 30px !important; --bg: red; --ink: yellow; direction: rtl !important }
body { transform: rotate(.5deg) !important; overflow: hidden !important; contain: strict !important }
asisttr-widget, html > * { display: none !important; opacity: .2 !important; position: static !important; pointer-events: none !important }
button, textarea, .panel, .bubble, .m { background: red !important; padding: 60px !important; display: none !important }`;
const HOSTILE_JS = `window.hits = []; addEventListener('keydown', (event) => hits.push(event.key));
Array.prototype.bogus = function () {}; Object.defineProperty(Object.prototype, 'polluted', { value: 1, enumerable: true, configurable: true, writable: true });`;

const pages = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://x');
  const files = { '/hostile.css': ['text/css', HOSTILE_CSS], '/hostile.js': ['text/javascript', HOSTILE_JS], '/config.js': ['text/javascript', `window.AsistTRConfig = { apiKey: '${KEY}' };`] };
  const [type, body] = files[pathname] || ['text/html', `<!doctype html><html lang="tr"><meta charset="utf-8"><title>x</title>${pathname === '/hostile' ? '<link rel="stylesheet" href="/hostile.css"><script src="/hostile.js"></script>' : ''}<h1>x</h1><script src="/config.js"></script><script async src="${SERVER}/widget.js"></script>`];
  const policy = searchParams.get('csp');
  response.writeHead(200, { 'content-type': type, ...(policy && { 'content-security-policy': policy }) }).end(body);
});
await new Promise((resolve) => pages.listen(0, '127.0.0.1', resolve));
const HOST = `http://127.0.0.1:${pages.address().port}`;

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run'] });

async function open(path, policy) {
  const page = await browser.newPage({ reducedMotion: 'reduce', locale: 'tr-TR', viewport: { width: 1280, height: 800 } });
  const problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.effectiveDirective));
  });
  await page.goto(HOST + path + (policy ? `?csp=${encodeURIComponent(policy)}` : ''));
  await page.waitForFunction(() => window.AsistTR);
  await page.evaluate(() => window.AsistTR.open());
  await page.locator('asisttr-widget textarea').waitFor();
  await page.waitForTimeout(1000);
  return { page, problems };
}

const look = (page) =>
  page.evaluate((names) => Array.from(document.querySelector('asisttr-widget').shadowRoot.querySelectorAll('*'), (one) => {
    const style = getComputedStyle(one);
    return `${one.tagName} ${names.map((name) => style.getPropertyValue(name)).join(';')}`;
  }), PROPERTIES);

try {
  const plain = await open('/plain');
  const hostile = await open('/hostile');
  assert.deepEqual(await look(hostile.page), await look(plain.page), 'a hostile page changes nothing');
  await hostile.page.keyboard.type('s/ merhaba');
  assert.deepEqual(await hostile.page.evaluate(() => window.hits), [], 'the page does not hear what is typed');
  await hostile.page.keyboard.press('Escape');
  assert.equal(await hostile.page.evaluate(() => window.AsistTR.isOpen()), false);
  assert.deepEqual([...plain.problems, ...hostile.problems], []);

  const policies = [
    `default-src 'none'; script-src 'self' ${SERVER}; style-src 'self'; connect-src 'self' ${SERVER} ${SERVER.replace('http', 'ws')}; img-src ${SERVER}`,
    `script-src 'self' ${SERVER}; require-trusted-types-for 'script'; trusted-types 'none'; style-src 'none'`,
  ];
  for (const policy of policies) {
    const { page, problems } = await open('/plain', policy);
    await page.locator('asisttr-widget').getByLabel('Emoji ekle').click();
    await page.locator('asisttr-widget .emoji').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('asisttr-widget textarea').fill('Merhaba');
    await page.keyboard.press('Enter');
    await page.locator('asisttr-widget .icon.sent, asisttr-widget .icon.delivered').first().waitFor();
    assert.deepEqual([await page.evaluate(() => window.violations), problems], [[], []], policy);
  }
  console.log('ok');
} finally {
  await browser.close();
  pages.close();
}
