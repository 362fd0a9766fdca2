// What the browser tests share: a server with data of its own, browsers that note every complaint, a visitor, a desk.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const { env } = process;
/** The program under test. */
export const PROGRAM = env.ASISTTR || env.ASISTTR_PROGRAM || '';
const modules = env.NODE_MODULES || env.ASISTTR_NODE_MODULES || 'node_modules';
/** `require` of the packages that only the tests need. */
export const need = createRequire(resolve(modules, 'anything.js'));

const PATIENCE_MS = 30_000;
const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
/** What a browser says by itself while there is no way to the server. */
const OUTAGE = /net::ERR_(FAILED|INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|NETWORK_IO_SUSPENDED)|WebSocket connection to '[^']+' failed|WebSocket is (already|closed)/;

/** How the desk learns, by its cookie, that nobody is signed in. */
const NOBODY = /401 \(Unauthorized\) \S+\/api\/auth\/refresh$/;

/** Waits until `look` gives something; its last failure tells why it never did. @param {() => any} look @param {string} what */
export async function until(look, what, patience = PATIENCE_MS) {
  const end = Date.now() + patience;
  for (let last; ; await new Promise((next) => setTimeout(next, 40))) {
    try {
      const found = await look();
      if (found) return found;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`still waiting until ${what}`, { cause: last });
  }
}

/** A server with a data folder of its own. @param {{ demo?: boolean, settings?: Record<string, string> }} [how] `settings`: of the environment */
export async function startServer({ demo = false, settings = {} } = {}) {
  assert.ok(PROGRAM, 'ASISTTR names no program to test');
  const folder = await mkdtemp(join(tmpdir(), 'asisttr-browser-'));
  let listen = '127.0.0.1:0';
  /** @type {import('node:child_process').ChildProcess} */
  let child;
  /** @type {Promise<number | null>} */
  let gone;
  let log = '';

  async function start() {
    child = spawn(PROGRAM, ['serve', '--json', '--data-dir', folder, '--listen', listen, ...(demo ? ['--demo'] : [])], { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: env.PATH, ...(env.ASISTTR_ASSETS && { ASISTTR_ASSETS: env.ASISTTR_ASSETS }), ...settings } });
    gone = new Promise((settle) => child.once('exit', settle));
    child.stderr?.on('data', (data) => (log += data));
    const lines = createInterface({ input: /** @type {any} */ (child.stdout) });
    const first = await Promise.race([new Promise((settle) => lines.once('line', settle)), gone]);
    assert.equal(typeof first, 'string', `the server did not start:\n${log}`);
    const told = JSON.parse(first);
    listen = new URL(told.address).host;
    return told;
  }

  const told = await start();
  return {
    ...told,
    /** What it logged as an error. */
    errors: () => log.split('\n').filter((line) => line.includes('"level":"ERROR"')),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    /** @param {number} [ahead] minutes that have passed meanwhile, for the server */
    restart: (ahead = 0) => ((settings = { ...settings, ASISTTR_AHEAD_MINUTES: String(ahead) }), start()),
    async stop() {
      child.kill('SIGTERM');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const startBrowser = () => need('playwright-core').chromium.launch({ executablePath: env.CHROMIUM || '/usr/bin/chromium', args: FLAGS });

/**
 * A page in a profile of its own that notes what must not happen.
 * @param {any} browser @param {any} [options] of the context @param {string[]} [origins] that it may ask; all others are complaints
 */
export async function newPage(browser, options = {}, origins = []) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'tr-TR', timezoneId: 'Europe/Istanbul', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  /** @type {string[]} */
  const complaints = [];
  let outages = false;
  const note = (/** @type {string} */ words) => NOBODY.test(words) || (outages && OUTAGE.test(words)) || complaints.push(words);
  page.on('console', (/** @type {any} */ it) => ['error', 'warning'].includes(it.type()) && note(`console ${it.type()}: ${it.text()} ${it.location().url}`));
  page.on('pageerror', (/** @type {Error} */ error) => note(`exception: ${error.message}`));
  page.on('request', (/** @type {any} */ it) => {
    const { protocol, origin } = new URL(it.url());
    if (/^http/.test(protocol) && origins.length && !origins.includes(origin)) note(`asked another origin: ${it.url()}`);
  });
  page.on('response', (/** @type {any} */ it) => it.status() >= 500 && note(`${it.status()} ${it.url()}`));
  return {
    page,
    context,
    complaints,
    /** From now on the line may break. */
    mayLoseTheLine() {
      outages = true;
    },
    offline: (/** @type {boolean} */ yes) => ((outages = true), context.setOffline(yes)),
    /** Nothing went wrong on this page. */
    assertQuiet: () => assert.deepEqual(complaints, []),
  };
}

/** What browsers keep from pages that are served without https is not there. @param {any} context */
export const withoutHttps = (context) => context.addInitScript(() => {
  delete (/** @type {any} */ (Crypto.prototype).randomUUID);
  Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined });
});

/** Asks the API as somebody of the demo's desk. @param {any} server @param {string} email @returns {Promise<(method: string, path: string, body?: any) => Promise<any>>} */
export async function apiAs(server, email) {
  const call = async (/** @type {string} */ method, /** @type {string} */ path, /** @type {any} */ body, token = '') => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const reply = await fetch(server.address + path, { method, headers, body: body && JSON.stringify(body) });
    assert.ok(reply.ok, `${method} ${path}: ${reply.status} ${reply.ok ? '' : await reply.text()}`);
    return reply.status === 204 ? null : reply.json();
  };
  const { access_token: token } = await call('POST', '/api/auth/login', { email, password: server.demo.password });
  return (method, path, body) => call(method, path, body, token);
}

/** Pages on another origin. @param {(url: URL) => string | { body: string, type?: string, headers?: Record<string, string> }} page */
export async function startHost(page) {
  const server = createServer((request, response) => {
    const answer = page(new URL(request.url || '/', 'http://host'));
    const { body, type = 'text/html', headers = {} } = typeof answer === 'string' ? { body: answer } : answer;
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, ...headers }).end(body);
  });
  await new Promise((settle) => server.listen(0, '127.0.0.1', () => settle(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { origin: `http://127.0.0.1:${address.port}`, stop: () => new Promise((settle) => (server.closeAllConnections(), server.close(settle))) };
}

/** Who asks, through the widget. @param {any} page */
export function visitorOn(page) {
  const box = page.locator('asisttr-widget');
  const input = box.locator('textarea[aria-label="Mesajınız"]');
  const it = {
    box,
    input,
    bubble: box.locator('.bubble'),
    panel: box.locator('.panel'),
    mine: box.locator('.m.me'),
    async opens() {
      await it.bubble.click();
      await input.waitFor();
    },
    async says(/** @type {string} */ text) {
      await input.fill(text);
      await input.press('Enter');
    },
    /** Bodies on the screen, in order. @param {string} [kind] such as `.me` or `.ai` @returns {Promise<string[]>} */
    bodies: async (kind = '') => (await box.locator(`.m${kind} .text`).allTextContents()).map((/** @type {string} */ text) => text.trim()),
    sees: (/** @type {string} */ text) => box.locator('.log').getByText(text, { exact: true }).first().waitFor(),
    /** Nothing is on its way any more. */
    settled: () => until(async () => (await box.locator('.icon.sending, .icon.failed').count()) === 0, 'everything of the visitor is sent'),
  };
  return it;
}

/** An agent at the desk. @param {any} page @param {string} address */
export function deskOn(page, address) {
  const log = page.getByRole('log');
  const it = {
    log,
    /** `live`: waits until the server counts the agent as there; before that, nothing is given to them. */
    async signsIn(/** @type {string} */ email, /** @type {string} */ password, { live = true } = {}) {
      await page.goto(`${address}/login`);
      const ready = live && page.waitForEvent('websocket').then((/** @type {any} */ line) => line.waitForEvent('framereceived', { predicate: (/** @type {any} */ it) => String(it.payload).includes('"ready"') }));
      await page.getByLabel('E-posta').fill(email);
      await page.getByLabel('Parola', { exact: true }).fill(password);
      await page.getByRole('button', { name: 'Giriş yap' }).click();
      await page.locator('.rail .rail-end .me-btn').waitFor({ state: 'attached' });
      await ready;
    },
    async says(/** @type {string} */ text) {
      await page.getByLabel('Mesaj yazın').fill(text);
      await page.locator('.composer').getByRole('button', { name: 'Gönder', exact: true }).click();
    },
    /** Searches until something is found: what was just said takes a moment. */
    async finds(/** @type {string} */ text) {
      const field = page.getByLabel('Ara: kişi, mesaj, numara');
      await until(async () => {
        await field.fill('');
        await field.fill(text);
        await page.locator('.found-head').getByText(/sonuç$/).waitFor();
        return (await page.locator('.found a.conv').count()) > 0;
      }, `${text} is found`);
    },
    async notes(/** @type {string} */ text) {
      await page.getByRole('tab', { name: 'Dahili not' }).click();
      await page.getByLabel('Yalnızca iş arkadaşlarınızın göreceği bir not yazın').fill(text);
      await page.getByRole('button', { name: 'Not ekle' }).click();
    },
    /** Bodies on the screen, in order. @param {string} [kind] such as `.me` @returns {Promise<string[]>} */
    bodies: async (kind = '') => (await log.locator(`article.msg${kind} .bub`).allTextContents()).map((/** @type {string} */ text) => text.trim()),
    sees: (/** @type {string} */ text) => log.getByText(text, { exact: true }).first().waitFor(),
    settled: () => until(async () => (await log.locator('.unsent').count()) === 0, 'everything of the agent is sent'),
  };
  return it;
}

/** A visitor of the demo's page with the widget open. @param {any} browser @param {any} server @param {any} [options] of the context */
export async function opensWidget(browser, server, options = {}) {
  const it = await newPage(browser, options, [server.address]);
  await it.page.goto(server.demo.page);
  const visitor = visitorOn(it.page);
  await visitor.opens();
  return { ...it, ...visitor };
}

/** Somebody of the demo's desk in the inbox. @param {any} browser @param {any} server @param {string} email @param {any} [options] of the context */
export async function opensDesk(browser, server, email, options = {}) {
  const it = await newPage(browser, options, [server.address]);
  const desk = deskOn(it.page, server.address);
  await desk.signsIn(email, server.demo.password);
  await it.page.getByRole('heading', { name: 'Gelen kutusu' }).waitFor();
  return { ...it, ...desk };
}
