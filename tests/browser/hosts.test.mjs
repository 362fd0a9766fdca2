// The widget on pages as they are: hostile styles and scripts, strict policies, two tabs, no line, only a keyboard; and
// what it leaves in the browser.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiAs, newPage, opensDesk, startBrowser, startHost, startServer, until, visitorOn } from './harness.mjs';
import { look } from './look.mjs';

const PROPERTIES = 'display position font-size font-family font-weight line-height letter-spacing color background-color text-transform direction padding-top border-top-width width height opacity visibility pointer-events text-align cursor'.split(' ');
const HOSTILE_CSS = `
* { all: unset !important; font-size: 40px !important; letter-spacing: 4px !important; color: lime !important; text-transform: uppercase !important }
html { font-size: 30px !important; --bg: red; --ink: yellow; direction: rtl !important }
body { transform: rotate(.5deg) !important; overflow: hidden !important; contain: strict !important }
asisttr-widget, html > * { display: none !important; opacity: .2 !important; position: static !important; pointer-events: none !important }
button, textarea, .panel, .bubble, .m { background: red !important; padding: 60px !important; display: none !important }`;
const HOSTILE_JS = `window.hits = []; addEventListener('keydown', (event) => hits.push(event.key));
Array.prototype.bogus = function () {}; Object.defineProperty(Object.prototype, 'polluted', { value: 1, enumerable: true, configurable: true, writable: true });`;
/** The way out of the panel. */
const CLOSE = 'Sohbet penceresini kapat';
/** The most that waits for the line. */
const QUEUE = 50;

let server, browser, admin, host, apiKey;

/** @param {URL} url */
function page({ pathname, searchParams }) {
  if (pathname === '/hostile.css') return { type: 'text/css', body: HOSTILE_CSS };
  if (pathname === '/hostile.js') return { type: 'text/javascript', body: HOSTILE_JS };
  if (pathname === '/config.js') return { type: 'text/javascript', body: `window.AsistTRConfig = { apiKey: '${apiKey}' };` };
  const hostile = pathname === '/hostile' ? '<link rel="stylesheet" href="/hostile.css"><script src="/hostile.js"></script>' : '';
  const policy = searchParams.get('csp');
  const body = `<!doctype html><html lang="tr"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Deniz</title><link rel="icon" href="data:,">${hostile}<main><h1>Deniz</h1><p><a href="#">Bağlantı</a></p></main><script src="/config.js"></script><script async src="${server.address}/widget.js"></script></html>`;
  return { body, headers: policy ? { 'content-security-policy': policy } : {} };
}

before(async () => {
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0' } });
  browser = await startBrowser();
  admin = await apiAs(server, server.demo.admin);
  apiKey = (await admin('GET', '/api/sites')).items[0].api_key;
  host = await startHost(page);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await host?.stop();
});

/** @param {string} path @param {any} [options] of the context */
async function visit(path, options = {}) {
  const it = await newPage(browser, options, [server.address, host.origin]);
  await it.page.addInitScript(() => {
    window.violations = [];
    window.shifts = 0;
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.effectiveDirective} ${event.blockedURI}`));
    new PerformanceObserver((list) => list.getEntries().forEach((one) => (window.shifts += one.value))).observe({ type: 'layout-shift', buffered: true });
  });
  await it.page.goto(host.origin + path);
  await it.page.locator('asisttr-widget .bubble.on').waitFor();
  return { ...it, ...visitorOn(it.page) };
}

/** An agent is there and the assistant is not, while `work` is done. @param {() => Promise<void>} work */
async function amongPeople(work) {
  const { mode } = await admin('GET', '/api/settings/ai');
  await admin('PUT', '/api/settings/ai', { mode: 'off' });
  const elif = await opensDesk(browser, server, server.demo.agent);
  try {
    await work();
    elif.assertQuiet();
  } finally {
    await elif.context.close();
    await admin('PUT', '/api/settings/ai', { mode });
  }
}

/** Everything of the widget, as it is drawn. */
const drawn = (it) => it.page.evaluate((names) => Array.from(document.querySelector('asisttr-widget').shadowRoot.querySelectorAll('*'), (one) => {
  const style = getComputedStyle(one);
  return `${one.tagName} ${names.map((name) => style.getPropertyValue(name)).join(';')}`;
}), PROPERTIES);

const stored = (it) => it.page.evaluate(() => [document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(Boolean));

test('a hostile page changes nothing, hears nothing, and is not moved', async () => {
  const [plain, hostile] = [await visit('/'), await visit('/hostile')];
  for (const it of [plain, hostile]) {
    await it.page.evaluate(() => window.AsistTR.open());
    await it.input.waitFor();
    await it.box.locator('.m').first().waitFor();
    await until(async () => (await it.panel.locator('.by').count()) === 1 && !(await it.bubble.getAttribute('aria-busy')), 'it is drawn');
  }
  await until(async () => {
    assert.deepEqual(await drawn(hostile), await drawn(plain));
    return true;
  }, 'both look alike');
  await hostile.input.focus();
  await hostile.page.keyboard.type('s/ merhaba');
  assert.deepEqual(await hostile.page.evaluate(() => window.hits), [], 'the page does not hear what is typed');
  await hostile.page.keyboard.press('Escape');
  assert.equal(await hostile.page.evaluate(() => window.AsistTR.isOpen()), false);
  assert.equal(await plain.page.evaluate(() => window.shifts), 0, 'nothing on the page moved');
  const globals = await plain.page.evaluate(() => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    const own = new Set(Object.getOwnPropertyNames(frame.contentWindow));
    return Object.getOwnPropertyNames(window).filter((name) => !own.has(name) && !/^(violations|shifts|\d+|__playwright.*|__pw.*)$/.test(name));
  });
  assert.deepEqual(globals.sort(), ['AsistTR', 'AsistTRConfig']);
  for (const it of [plain, hostile]) {
    it.assertQuiet();
    await it.context.close();
  }
});

test('strict policies that allow the server are kept', async () => {
  const policies = (/** @type {string} */ at) => [
    `default-src 'none'; script-src 'self' ${at}; style-src 'self'; connect-src 'self' ${at} ${at.replace('http', 'ws')}; img-src data: ${at}`,
    `script-src 'self' ${at}; require-trusted-types-for 'script'; trusted-types 'none'; style-src 'none'`,
  ];
  for (const policy of policies(server.address)) {
    const it = await visit(`/?csp=${encodeURIComponent(policy)}`);
    await it.opens();
    await it.panel.getByRole('button', { name: 'Emoji ekle' }).click();
    await it.panel.locator('.emoji').waitFor();
    await it.page.keyboard.press('Escape');
    await it.panel.locator('input[type=file]').setInputFiles({ name: 'not.txt', mimeType: 'text/plain', buffer: Buffer.from('merhaba') });
    await until(async () => (await it.panel.locator('.files li').count()) === 1 && (await it.panel.locator('.files .spin').count()) === 0, 'the file is there');
    await it.says('**Merhaba**');
    await it.settled();
    await it.panel.getByRole('button', { name: 'Makalelerde ara' }).click();
    await it.panel.locator('.found button').first().click();
    await it.panel.locator('.text.article').waitFor();
    assert.deepEqual(await it.page.evaluate(() => window.violations), [], policy);
    it.assertQuiet();
    await it.context.close();
  }
});

test('where consent is asked for, nothing is stored before it is given, and never a cookie', async () => {
  const before = (await admin('GET', '/api/settings/widget')).consent;
  await admin('PUT', '/api/settings/widget', { consent: { enabled: true, text: { tr: 'Verileriniz üniversitede kalır.', en: 'Your data stays here.' } } });
  try {
    const it = await visit('/');
    await it.page.mouse.move(300, 300);
    await it.bubble.click();
    await it.panel.locator('.law').waitFor();
    assert.deepEqual(await stored(it), []);
    await it.page.reload();
    await it.page.locator('asisttr-widget .bubble.on').waitFor();
    assert.deepEqual(await stored(it), []);
    await it.bubble.click();
    await it.panel.getByRole('button', { name: 'Okudum, sohbete başla' }).click();
    await it.input.waitFor();
    await it.says('Merhaba');
    await it.sees('Merhaba');
    await it.settled();
    const keys = await stored(it);
    assert.ok(keys.some((key) => key.endsWith(':consent')) && keys.every((key) => key.startsWith('asisttr:')), String(keys));
    assert.deepEqual(await it.context.cookies(), []);
    await it.page.reload();
    await it.input.waitFor();
    await it.sees('Merhaba');
    it.assertQuiet();
    await it.context.close();
  } finally {
    await admin('PUT', '/api/settings/widget', { consent: before });
  }
});

test('two tabs are one visitor: what is said and read in one is so in the other', () => amongPeople(async () => {
  const one = await visit('/');
  const tab = await one.context.newPage();
  await tab.goto(`${host.origin}/zwei`);
  const two = visitorOn(tab);
  await one.opens();
  await one.says('Birinci sekmeden');
  await one.settled();
  await two.opens();
  await two.sees('Birinci sekmeden');
  await two.says('İkinci sekmeden');
  await one.sees('İkinci sekmeden');
  await two.settled();
  const id = await tab.evaluate(() => window.AsistTR.getVisitorId());
  assert.equal(id, await one.page.evaluate(() => window.AsistTR.getVisitorId()));
  const { items } = await admin('GET', `/api/chat?view=any&visitor=${id}`);
  assert.equal(items.length, 1, 'one conversation');

  for (const it of [one, two]) await it.panel.getByRole('button', { name: CLOSE }).click();
  await admin('PUT', `/api/chat/${items[0].id}/assign`, { assignee: 'me' });
  await admin('POST', `/api/chat/${items[0].id}/message`, { body: 'İki sekmeye' });
  for (const it of [one, two]) await until(async () => (await it.box.locator('.badge').textContent()) === '1', 'both count it');
  await one.page.bringToFront();
  await one.bubble.click();
  await one.sees('İki sekmeye');
  await until(async () => (await two.box.locator('.badge').textContent()) === '', 'read in one is read in the other');
  assert.equal((await one.bodies()).filter((it) => it === 'İki sekmeye').length, 1);
  one.assertQuiet();
  await one.context.close();
}));

test('without a line fifty messages wait, one more is refused, and they arrive in order, once', () => amongPeople(async () => {
  const it = await visit('/');
  await it.opens();
  await it.says('İlk söz');
  await it.settled();
  await it.offline(true);
  await it.panel.locator('.banner.lost').waitFor();
  const words = Array.from({ length: QUEUE }, (_, nth) => `Kuyrukta ${nth + 1}`);
  for (const text of words) await it.says(text);
  await it.says('Biri fazla');
  await it.panel.locator('.banner').waitFor();
  assert.equal(await it.input.inputValue(), 'Biri fazla', 'it stays where it was written');
  assert.equal(await it.box.locator('.icon.sending').count(), QUEUE);
  assert.deepEqual(await look(it.page, 'widget-fifty', { within: 'asisttr-widget' }), []);
  // What waits outlives the page.
  await it.offline(false);
  await it.page.reload();
  await it.sees('Kuyrukta 50');
  await it.settled();
  const id = await it.page.evaluate(() => window.AsistTR.getVisitorId());
  const { items: [{ id: chat }] } = await admin('GET', `/api/chat?view=any&visitor=${id}`);
  const { items } = await admin('GET', `/api/chat/${chat}/messages?limit=100`);
  assert.deepEqual(items.filter((one) => one.author.kind === 'visitor').map((one) => one.body), ['İlk söz', ...words]);
  it.assertQuiet();
  await it.context.close();
}));

test('files come by button, by drop and by paste', async () => {
  const it = await visit('/');
  await it.opens();
  const give = (kind, name) => it.panel.evaluate((panel, [kind, name]) => {
    const data = new DataTransfer();
    data.items.add(new File(['merhaba'], name, { type: 'text/plain' }));
    const at = kind === 'paste' ? panel.querySelector('.cmp textarea') : panel.querySelector('.log');
    const tell = (type) => at.dispatchEvent(type === 'paste' ? new ClipboardEvent(type, { clipboardData: data, bubbles: true, cancelable: true, composed: true }) : new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true, composed: true }));
    if (kind === 'drop') tell('dragover');
    const shown = panel.querySelector('.drop')?.checkVisibility();
    tell(kind);
    return shown;
  }, [kind, name]);
  await it.panel.locator('input[type=file]').setInputFiles({ name: 'seçilen.txt', mimeType: 'text/plain', buffer: Buffer.from('merhaba') });
  assert.equal(await give('drop', 'bırakılan.txt'), true, 'where it may be dropped is shown');
  await give('paste', 'yapıştırılan.txt');
  await until(async () => (await it.panel.locator('.files li').count()) === 3 && (await it.panel.locator('.files .spin').count()) === 0, 'all three are there');
  assert.deepEqual(await look(it.page, 'widget-files', { within: 'asisttr-widget' }), []);
  await it.says('Belgelerim');
  await it.settled();
  assert.deepEqual((await it.box.locator('.m.me a.file b').allTextContents()).sort(), ['bırakılan.txt', 'seçilen.txt', 'yapıştırılan.txt']);
  it.assertQuiet();
  await it.context.close();
});

test('everything is reached by keys, and the focus comes back', async () => {
  const it = await visit('/');
  const focused = () => it.page.evaluate(() => {
    const root = document.activeElement?.shadowRoot;
    const one = root?.activeElement ?? document.activeElement;
    return one?.getAttribute('aria-label') ?? one?.textContent?.trim() ?? '';
  });
  await it.page.locator('a').focus();
  await it.page.keyboard.press('Tab');
  assert.equal(await focused(), 'Canlı destek');
  await it.page.keyboard.press('Enter');
  await until(async () => (await focused()) === 'Mesajınız', 'one can write at once');
  await it.page.keyboard.type('kayıt dondurma');
  await it.page.keyboard.press('Enter');
  await it.box.locator('.m.ai .src button').first().waitFor();
  // Backwards through the panel: all of it is met, the way out included.
  const met = new Set();
  for (let nth = 0; nth < 40 && !met.has(CLOSE); nth++) {
    await it.page.keyboard.press('Shift+Tab');
    met.add(await focused());
  }
  for (const name of ['Temsilciye bağlan', 'Evet, yardımcı oldu', 'Kayıt dondurma', 'Düzenle', CLOSE]) assert.ok(met.has(name), `${name} among ${[...met].join(' | ')}`);
  await it.page.keyboard.press('Escape');
  await until(async () => /^Canlı destek/.test(await focused()), 'the focus is where it came from');
  assert.equal(await it.page.evaluate(() => window.AsistTR.isOpen()), false);
  it.assertQuiet();
  await it.context.close();
});

test('in the dark it follows the page, and where that says nothing, the machine', async () => {
  const it = await visit('/', { colorScheme: 'dark' });
  await it.opens();
  const isDark = () => it.panel.evaluate((one) => one.classList.contains('dark'));
  const says = (scheme) => it.page.evaluate((scheme) => (document.documentElement.style.colorScheme = scheme), scheme);
  assert.equal(await isDark(), true, 'the page says nothing');
  for (const [scheme, dark] of [['light', false], ['dark', true], ['light dark', true]]) {
    await says(scheme);
    await until(async () => (await isDark()) === dark, scheme);
    assert.deepEqual(await look(it.page, `widget-page-${scheme}`, { within: 'asisttr-widget' }), []);
  }
  it.assertQuiet();
  await it.context.close();
});

test('at 200 % everything fits, and nothing moves for who wants it still', async () => {
  const it = await visit('/', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
  await it.opens();
  await it.says('kayıt dondurma başvurusu ne zamana kadar');
  await it.box.locator('.m.ai .src button').first().waitFor();
  assert.deepEqual(await look(it.page, 'widget-zoom', { within: 'asisttr-widget' }), []);
  const room = await it.panel.boundingBox();
  assert.ok(room.x >= 0 && room.y >= 0 && room.x + room.width <= 640 && room.y + room.height <= 400, JSON.stringify(room));
  const moving = await it.page.evaluate(() => Array.from(document.querySelector('asisttr-widget').shadowRoot.querySelectorAll('*')).filter((one) => getComputedStyle(one).animationName !== 'none' && !one.matches('.bubble')).map((one) => one.className));
  assert.deepEqual(moving, []);
  it.assertQuiet();
  await it.context.close();
});
