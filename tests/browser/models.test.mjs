// The models of the installation: fetched while one watches, stopped, gone on with, chosen, tried, removed.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { PROGRAM, apiAs, newPage, startBrowser, startServer, until } from './harness.mjs';
import { look } from './look.mjs';

const SENTENCE = 'Kayıtlar 14 Eylül’de başlar.';
const WIDTHS = [{ width: 1440, height: 900 }, { width: 390, height: 844 }];

let server, browser, files, folder;

/** A server of one file that sends only as much as it is allowed to. */
async function startFiles(bytes) {
  let allowed = 0;
  const waiting = new Set();
  const http = createServer((request, response) => {
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(from ? 206 : 200, { 'content-length': bytes.length - from, 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`, etag: '"1"' });
    let sent = from;
    const go = () => {
      if (allowed > sent) response.write(bytes.subarray(sent, allowed));
      sent = Math.max(sent, allowed);
      if (sent >= bytes.length) (waiting.delete(go), response.end());
    };
    waiting.add(go);
    go();
  });
  await new Promise((settle) => http.listen(0, '127.0.0.1', () => settle(undefined)));
  return {
    address: `http://127.0.0.1:${http.address().port}`,
    allow: (share) => ((allowed = Math.floor(bytes.length * share)), [...waiting].forEach((go) => go())),
    stop: () => new Promise((settle) => (http.closeAllConnections(), http.close(settle))),
  };
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'asisttr-models-'));
  const path = join(folder, 'tiny.gguf');
  execFileSync(join(dirname(PROGRAM), 'examples', 'tiny_model'), [path, SENTENCE]);
  files = await startFiles(readFileSync(path));
  browser = await startBrowser();
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0' } });
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await files?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function open(options = {}) {
  const it = await newPage(browser, options, [server.address]);
  // In whichever language the page is.
  await it.page.goto(`${server.address}/login`);
  await it.page.locator('input[type=email]').fill(server.demo.admin);
  await it.page.locator('input[type=password]').fill(server.demo.password);
  await it.page.locator('button[type=submit]').click();
  await it.page.locator('.rail').waitFor({ state: 'attached' });
  await it.page.goto(`${server.address}/settings/models`);
  await it.page.getByRole('heading', { name: /^(Modeller|Models)$/, level: 1 }).waitFor();
  return it;
}

test('a model is fetched from the mirror, chosen, tried and removed', async () => {
  const { page, assertQuiet } = await open();
  await page.getByText('Kurulu model yok').waitFor();
  assert.deepEqual(await look(page, 'models-none', {}), []);
  await page.getByLabel('Ayna adresi').fill(files.address);
  await page.getByRole('button', { name: 'Kaydet' }).click();
  await page.getByText('Kaydedildi').waitFor();

  files.allow(0.4);
  await page.getByRole('button', { name: 'İndir: Qwen 2.5 0.5B Instruct' }).click();
  const coming = page.getByRole('article', { name: 'qwen2.5-0.5b-instruct-q4_k_m.gguf' });
  await coming.getByText('%40').waitFor();
  assert.deepEqual(await look(page, 'models-coming', {}), []);
  await coming.getByRole('button', { name: /durdurulsun mu/ }).click();
  await page.getByRole('button', { name: 'Durdur ve sil' }).click();
  await coming.waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'İndir: Qwen 2.5 0.5B Instruct' }).click();
  await coming.waitFor();
  files.allow(1);
  const here = page.getByRole('article', { name: 'Qwen 2.5 0.5B Instruct' });
  await here.getByRole('button', { name: 'Seç', exact: true }).click();
  await here.getByText('Seçili', { exact: true }).waitFor();
  await page.getByText('Yerel modelle').waitFor();
  await here.getByRole('button', { name: 'Dene' }).click();
  await page.getByLabel('Soru').fill('Kayıtlar ne zaman?');
  await page.getByRole('button', { name: 'Sor', exact: true }).click();
  await page.getByText(SENTENCE).waitFor();
  assert.deepEqual(await look(page, 'models-tried', {}), []);
  await page.getByRole('button', { name: 'Kapat' }).last().click();
  await here.getByText('Bellekte').waitFor();
  for (const viewport of WIDTHS) {
    for (const colorScheme of ['light', 'dark']) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await look(page, `models-${viewport.width}-${colorScheme}`, { scrollers: ['.page-nav', '.page-nav *'] }), []);
    }
  }
  await page.setViewportSize(WIDTHS[0]);
  await here.getByRole('button', { name: /kaldırılsın mı/ }).click();
  await page.getByRole('button', { name: 'Kaldır', exact: true }).click();
  await page.getByText('Kurulu model yok').waitFor();
  await page.getByText('Makalelerden alıntıyla').waitFor();
  assertQuiet();
});

test('a file that is not where it was said to be is told with what to do', async () => {
  const nothing = createServer((_, response) => response.writeHead(404).end());
  await new Promise((settle) => nothing.listen(0, '127.0.0.1', () => settle(undefined)));
  nothing.unref();
  const mirror = `http://127.0.0.1:${nothing.address().port}`;
  const api = await apiAs(server, server.demo.admin);
  await api('PUT', '/api/ai/models/settings', { mirror });
  await api('POST', '/api/ai/models/pull', { model: 'qwen2.5-1.5b' });
  for (const [viewport, colorScheme] of /** @type {const} */ ([[WIDTHS[0], 'light'], [WIDTHS[1], 'dark']])) {
    const { page, context } = await open({ viewport, colorScheme });
    const failed = page.getByRole('article', { name: 'qwen2.5-1.5b-instruct-q4_k_m.gguf' });
    await failed.getByText(/Bu adreste böyle bir dosya yok.*\(404\)/).waitFor();
    await failed.getByText(`${mirror}/qwen2.5-1.5b-instruct-q4_k_m.gguf`).waitFor();
    assert.deepEqual(await look(page, `models-gone-${colorScheme}`, { scrollers: ['.page-nav', '.page-nav *'] }), []);
    await context.close();
  }
  await api('DELETE', '/api/ai/models/downloads/qwen2.5-1.5b-instruct-q4_k_m.gguf');
  nothing.close();
});

test('a file of the server is added by its path, and what is wrong is said at the field', async () => {
  const { page } = await open({ locale: 'tr-TR' });
  const path = page.getByLabel('Dosya yolu ya da adres');
  await path.fill('/yok/boyle.gguf');
  await page.getByRole('button', { name: 'Ekle', exact: true }).click();
  await page.getByText('Bu yolda okunabilen bir dosya yok.').waitFor();
  assert.equal(await path.inputValue(), '/yok/boyle.gguf');
  await path.fill(join(folder, 'tiny.gguf'));
  await page.getByRole('button', { name: 'Ekle', exact: true }).click();
  await page.getByRole('article', { name: 'Tiny speaker' }).getByText('Başka yerde duruyor').waitFor();
  const api = await apiAs(server, server.demo.admin);
  await until(async () => (await api('GET', '/api/ai/models')).installed.length === 1, 'it is installed');
});
