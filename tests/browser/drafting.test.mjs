// Articles drafted from solved conversations, and how urgent one may be: from the inbox to the editor.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiAs, deskOn, newPage, startBrowser, startServer, visitorOn } from './harness.mjs';
import { look } from './look.mjs';

let server, browser;

before(async () => {
  browser = await startBrowser();
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0' } });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('a solved conversation becomes a draft that a person publishes', async () => {
  const admin = await apiAs(server, server.demo.admin);
  const closed = await admin('GET', '/api/chat?status=closed&limit=50');
  const solved = closed.items.find((/** @type {any} */ it) => it.first_reply_at);
  assert.ok(solved, 'the demo has solved conversations');
  const { page } = await newPage(browser, { viewport: { width: 1440, height: 900 } }, [server.address]);
  const desk = deskOn(page, server.address);
  await desk.signsIn(server.demo.admin, server.demo.password);
  await page.goto(`${server.address}/inbox/${solved.id}`);
  const button = page.getByRole('button', { name: 'Makale taslağı çıkar' });
  await button.waitFor();
  assert.deepEqual(await look(page, 'draft-side', {}), []);
  await button.click();
  await page.waitForURL(/\/knowledge\/[0-9a-f-]{36}/);
  const notice = page.getByText(/temsilcinin yazdıklarından derlendi/);
  await notice.waitFor();
  await page.getByText('Taslak', { exact: true }).first().waitFor();
  assert.deepEqual(await look(page, 'draft-editor', {}), []);
  await page.setViewportSize({ width: 390, height: 844 });
  assert.deepEqual(await look(page, 'draft-editor-phone', {}), []);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('link', { name: `Kaynak sohbet #${solved.number}` }).click();
  await page.waitForURL(new RegExp(`/inbox/${solved.id}`));
  await page.getByText('Bu sohbetten makale').waitFor();
  assert.equal(await button.count(), 0, 'a conversation has one draft');
});

test('what a visitor calls urgent is proposed, and one click makes it so', async () => {
  const admin = await apiAs(server, server.demo.admin);
  await admin('PUT', '/api/settings/ai', { mode: 'off' });
  const visiting = await newPage(browser, { viewport: { width: 1280, height: 860 } }, [server.address]);
  const ayse = visitorOn(visiting.page);
  await visiting.page.goto(server.demo.page);
  await ayse.opens();
  await ayse.says('Bu çok acil, kaydım silinmiş');
  const { page } = await newPage(browser, { viewport: { width: 1440, height: 900 } }, [server.address]);
  const desk = deskOn(page, server.address);
  await desk.signsIn(server.demo.admin, server.demo.password);
  const open = await admin('GET', '/api/chat?limit=50');
  const chat = open.items.find((/** @type {any} */ it) => it.status !== 'closed' && /kaydım silinmiş/.test(it.last_message?.preview ?? it.last_message?.body ?? JSON.stringify(it.last_message)));
  await page.goto(`${server.address}/inbox/${chat.id}`);
  const offer = page.getByRole('button', { name: 'Önceliği Acil yap' });
  await offer.waitFor();
  await page.getByText('Ziyaretçi “acil” dedi').waitFor();
  assert.deepEqual(await look(page, 'urgency-side', {}), []);
  await offer.click();
  await offer.waitFor({ state: 'detached' });
  assert.equal((await admin('GET', `/api/chat/${chat.id}`)).priority, 'urgent');
});

test('the settings and the list of questions carry what belongs to them', async () => {
  const { page } = await newPage(browser, { viewport: { width: 1440, height: 900 } }, [server.address]);
  const desk = deskOn(page, server.address);
  await desk.signsIn(server.demo.admin, server.demo.password);
  await page.goto(`${server.address}/settings/assistant`);
  await page.getByText('Yeni sohbetin önceliğini kendisi belirlesin').waitFor();
  assert.deepEqual(await look(page, 'assistant-settings', {}), []);
  await page.goto(`${server.address}/settings/models`);
  await page.getByText('Adres doğrulanmadı').first().waitFor();
  await page.getByLabel('GGUF').or(page.getByPlaceholder('/srv/modeller/model.gguf')).first().fill('https://modeller.ornek.edu.tr/a.gguf');
  await page.getByLabel('SHA-256 (isteğe bağlı)').waitFor();
  assert.deepEqual(await look(page, 'models-own', {}), []);
});
