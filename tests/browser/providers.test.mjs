// Setting a provider, trying it, saying what it may cost: with a server that speaks as OpenAI published it.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { apiAs, deskOn, newPage, startBrowser, startServer } from './harness.mjs';
import { look } from './look.mjs';

const KEY = 'sk-kurum-anahtari-1234';
const SIZES = { 1440: { width: 1440, height: 900 }, 390: { width: 390, height: 844 } };
const LOOKS = ['tr', 'en'].flatMap((language) => ['light', 'dark'].flatMap((tone) => Object.entries(SIZES).map(([width, viewport]) => ({ language, tone, width, viewport }))));
const SCROLLERS = ['.page-nav', '.page-nav *', '.seg', '.seg *', 'nav.menu', 'nav.menu *', '.table thead', '.table thead *'];

let server, browser, admin, peer;

/** Speaks chat completions; refuses every key but one. */
async function startPeer() {
  const it = createServer((request, response) => {
    let body = '';
    request.on('data', (data) => (body += data));
    request.on('end', () => {
      if (request.headers.authorization !== `Bearer ${KEY}`) return void response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":{"code":"invalid_api_key"}}');
      if (request.url === '/v1/models') return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: [{ id: 'kurum-kucuk' }, { id: 'kurum-buyuk' }] }));
      const { model } = JSON.parse(body);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const content of ['Merhaba, ', 'ben ', `${model}.`]) response.write(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`);
      response.write('data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n');
      response.end('data: {"choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":500}}\n\ndata: [DONE]\n\n');
    });
  });
  await new Promise((settle) => it.listen(0, '127.0.0.1', () => settle(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (it.address());
  return { base: `http://127.0.0.1:${port}`, stop: () => new Promise((settle) => (it.closeAllConnections(), it.close(settle))) };
}

before(async () => {
  peer = await startPeer();
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0', ASISTTR_OUTGOING_PRIVATE_ADDRESSES: 'any' } });
  browser = await startBrowser();
  admin = await apiAs(server, server.demo.admin);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await peer?.stop();
});

/** The admin's desk at a section of the settings. */
async function opens(section) {
  const it = await newPage(browser, {}, [server.address]);
  await deskOn(it.page, server.address).signsIn(server.demo.admin, server.demo.password);
  await it.page.goto(`${server.address}/settings/${section}`);
  return it;
}

test('a provider is tried before it is saved, and put first by the keyboard', async () => {
  const desk = await opens('ai-providers');
  const { page } = desk;
  await page.getByRole('button', { name: 'Sağlayıcı ekle' }).first().click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByLabel('Ad', { exact: true }).fill('Kurum modeli');
  await dialog.getByLabel('Adres', { exact: true }).fill(peer.base);
  await dialog.getByRole('button', { name: 'Modelleri getir' }).click();
  await dialog.getByText('Kurum dışındaki bir sunucuya yalnızca https:// ile bağlanılır.', { exact: false }).waitFor();
  await dialog.getByText('Bu sağlayıcıya sorulan metinler kurum dışına gönderilir.', { exact: false }).waitFor();
  await dialog.getByRole('switch', { name: 'Kurumun kendi sunucusu' }).check();
  await dialog.getByLabel('Anahtar (API key)').fill('yanlis-anahtar-123');
  await dialog.getByRole('button', { name: 'Modelleri getir' }).click();
  await dialog.getByText('Sağlayıcı anahtarı kabul etmedi. Anahtarı denetleyip yeniden girin.').waitFor();
  assert.equal(await dialog.getByLabel('Ad', { exact: true }).inputValue(), 'Kurum modeli', 'what was typed stays');
  await dialog.getByLabel('Anahtar (API key)').fill(KEY);
  await dialog.getByRole('button', { name: 'Modelleri getir' }).click();
  await dialog.getByText('Sunucuya ulaşıldı; 2 modeli var.').waitFor();
  await dialog.getByLabel('Listeden ekle').selectOption('kurum-kucuk');
  await dialog.getByLabel('Listeden ekle').selectOption('kurum-buyuk');
  await dialog.getByRole('button', { name: 'Dene', exact: true }).click();
  await dialog.getByText('“Merhaba, ben kurum-kucuk.”').waitFor();
  await dialog.getByRole('button', { name: 'Kaydet' }).click();
  await dialog.waitFor({ state: 'detached' });

  const rows = page.locator('.ai-row');
  await rows.nth(1).getByText('Kurum modeli').waitFor();
  await rows.nth(1).getByText('kurum-kucuk, kurum-buyuk').waitFor();
  await page.getByRole('button', { name: 'Kurum modeli: yukarı al' }).focus();
  await page.keyboard.press('Enter');
  await rows.nth(0).getByText('Kurum modeli').waitFor();
  await page.locator('.ai-purpose summary').first().click();
  await page.getByLabel('Önce kim yazsın?').first().selectOption({ label: 'Kurum modeli' });
  await page.locator('.ai-purpose').first().getByLabel('Model', { exact: true }).selectOption('kurum-buyuk');
  await page.getByRole('button', { name: 'Kaydet' }).click();
  await page.getByText('Kaydedildi').first().waitFor();
  const routing = await admin('GET', '/api/settings/ai-routing');
  assert.deepEqual([routing.order[1], routing.answer.model], ['local', 'kurum-buyuk']);

  await page.getByRole('button', { name: 'Kurum modeli: Dene' }).click();
  await rows.nth(0).getByText(/kurum-kucuk .* saniyede yanıt verdi/).waitFor();
  await page.getByRole('button', { name: 'Kurum modeli: Düzenle' }).click();
  await page.getByText('Kayıtlı anahtar', { exact: false }).or(page.getByPlaceholder(/Kayıtlı anahtar …1234/)).first().waitFor();
  assert.ok(!(await page.content()).includes(KEY), 'the key is nowhere on the page');
  assert.deepEqual(desk.complaints.filter((it) => !/status of 422/.test(it)), []);
  await desk.context.close();
});

test('what words cost is seen, limited and saved as a table', async () => {
  const desk = await opens('ai-usage');
  const { page } = desk;
  await page.getByText('1 modelin fiyatı', { exact: false }).or(page.locator('.ai-prices li').first()).first().waitFor();
  await page.getByLabel('Kurum modeli, kurum-kucuk: Okunan (USD)').fill('500');
  await page.getByLabel('Kurum modeli, kurum-kucuk: Yazılan (USD)').fill('1.000,5');
  await page.getByText('Bir tutar yazın, örneğin 0,15.').waitFor();
  await page.getByLabel('Kurum modeli, kurum-kucuk: Yazılan (USD)').fill('1000');
  await page.getByLabel('Günlük sınır (USD)').fill('1,2');
  await page.getByRole('button', { name: 'Kaydet' }).click();
  await page.getByText('Kaydedildi').first().waitFor();
  const { items } = await admin('GET', '/api/ai/providers');
  await admin('POST', '/api/ai/providers/test', { id: items[0].id });
  await page.reload();
  const today = page.locator('.ai-meter').first();
  await today.getByText('sona yaklaştı').waitFor();
  await today.getByText('Sınırın yüzde 83 kadarı kullanıldı.').waitFor();
  await page.getByRole('button', { name: 'Amaç' }).click();
  await page.getByRole('cell', { name: 'Deneme' }).waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV indir' }).click()]);
  assert.match(download.suggestedFilename(), /^asisttr-ai-purpose-.*\.csv$/);
  await page.getByText('Son istekler').click();
  await page.getByText('yanıtladı').first().waitFor();
  desk.assertQuiet();
  await desk.context.close();
});

describe('both screens are in order', () => {
  for (const { language, tone, width, viewport } of LOOKS) {
    test(`${language}, ${tone}, ${width}`, async () => {
      const desk = await newPage(browser, { viewport, colorScheme: tone }, [server.address]);
      const { page } = desk;
      await deskOn(page, server.address).signsIn(server.demo.admin, server.demo.password, { live: false });
      await page.evaluate((it) => localStorage.setItem('asisttr.lang', JSON.stringify(it)), language);
      await admin('PUT', '/api/auth/me', { language });
      const found = [];
      await page.goto(`${server.address}/settings/ai-providers`);
      await page.locator('.ai-row').nth(1).waitFor();
      found.push(...(await look(page, `providers-${language}-${tone}-${width}`, { scrollers: SCROLLERS })));
      await page.locator('.ai-purpose summary').first().click();
      await page.locator('.ai-purpose').first().scrollIntoViewIfNeeded();
      found.push(...(await look(page, `purposes-${language}-${tone}-${width}`, { scrollers: SCROLLERS })));
      await page.locator('.ai-row').first().locator('button').last().click();
      await page.locator('dialog[open]').waitFor();
      found.push(...(await look(page, `provider-${language}-${tone}-${width}`, { within: 'dialog[open]', scrollers: SCROLLERS })));
      await page.keyboard.press('Escape');
      await page.goto(`${server.address}/settings/ai-usage`);
      await page.locator('.ai-prices li').first().waitFor();
      await page.locator('.ai-bar').first().waitFor();
      found.push(...(await look(page, `usage-${language}-${tone}-${width}`, { scrollers: SCROLLERS })));
      await page.locator('.ai-prices').scrollIntoViewIfNeeded();
      found.push(...(await look(page, `prices-${language}-${tone}-${width}`, { scrollers: SCROLLERS })));
      assert.deepEqual(found, []);
      desk.assertQuiet();
      await desk.context.close();
    });
  }
});
