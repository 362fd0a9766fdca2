// What people type at the desk is kept, and goes where it was meant: beside locks, slow answers, other people's changes,
// dialogs that are left by mistake, and a line that breaks.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiAs, deskOn, newPage, startBrowser, startServer, until } from './harness.mjs';

let server, browser, admin, agent;

before(async () => {
  browser = await startBrowser();
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0' } });
  [admin, agent] = [await apiAs(server, server.demo.admin), await apiAs(server, server.demo.agent)];
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** The admin's desk at a page of it. @param {string} path */
async function opens(path) {
  const it = await newPage(browser, {}, [server.address]);
  await deskOn(it.page, server.address).signsIn(server.demo.admin, server.demo.password);
  await it.page.goto(server.address + path);
  return it;
}

const make = (/** @type {string} */ subject) => admin('POST', '/api/tickets', { subject, body: `${subject} hakkında yardım istiyorum.`, requester: { name: 'Ayşe Kaya', email: 'ayse@ornek.edu.tr' } });
const question = (/** @type {any} */ page) => page.locator('dialog[open]', { hasText: 'Kaydetmeden çıkılsın mı?' });

/** Holds what is sent to an address back until it is let go. @param {any} page @param {string} method @param {string} path */
async function slowly(page, method, path) {
  let letGo = () => {};
  const free = new Promise((settle) => (letGo = () => settle(undefined)));
  await page.route(`**${path}`, async (/** @type {any} */ route) => {
    if (route.request().method() === method) await free;
    await route.continue();
  });
  const arrived = page.waitForRequest((/** @type {any} */ it) => it.method() === method && it.url().endsWith(path));
  return { letGo, arrived };
}

test('a note that was begun while a colleague worked on the ticket stays a note', async () => {
  const made = await make('Kilitli bir talep');
  await agent('POST', `/api/tickets/${made.id}/lock`, {});
  const it = await opens(`/tickets/${made.id}`);
  const { page } = it;
  await page.locator('.ticket-locked').waitFor();
  const box = page.locator('.composer textarea');
  await box.fill('Bunu ona söyleyemeyiz');
  await agent('DELETE', `/api/tickets/${made.id}/lock`);
  await page.locator('.ticket-locked').waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('tab', { name: 'Dahili not' }).getAttribute('aria-selected'), 'true');
  await box.press('Control+Enter');
  await page.locator('.letter-box.is-note').getByText('Bunu ona söyleyemeyiz').waitFor();
  assert.equal((await admin('GET', `/api/tickets/${made.id}`)).messages.at(-1).kind, 'note');
  await until(async () => (await box.inputValue()) === '', 'the box is empty');
  assert.equal(await page.getByRole('tab', { name: 'Yanıt' }).getAttribute('aria-selected'), 'true', 'and what comes next is an answer');
  it.assertQuiet();
  await it.context.close();
});

test('what is typed while an answer is on its way stays in the box', async () => {
  const made = await make('Yavaş bir bağlantı');
  const it = await opens(`/tickets/${made.id}`);
  const { page } = it;
  const box = page.getByLabel('Talep sahibine yazın');
  await box.fill('İlk yanıt');
  const held = await slowly(page, 'POST', `/api/tickets/${made.id}/reply`);
  await box.press('Control+Enter');
  await held.arrived;
  await box.pressSequentially(' ve ikincisi');
  held.letGo();
  await page.locator('.letter-box').getByText('İlk yanıt', { exact: true }).waitFor();
  await until(async () => (await box.inputValue()) === 've ikincisi', 'what was typed meanwhile stays');
  assert.equal((await admin('GET', `/api/tickets/${made.id}`)).messages.at(-1).body, 'İlk yanıt');
  it.assertQuiet();
  await it.context.close();
});

test('a ticket that cannot be loaded again stays on the screen, with what is being written in it', async () => {
  const made = await make('Kopan bir bağlantı');
  const it = await opens(`/tickets/${made.id}`);
  const { page } = it;
  const box = page.getByLabel('Talep sahibine yazın');
  await box.fill('Yarım kalan yanıt');
  await page.locator('.composer input[type=file]').setInputFiles({ name: 'belge.txt', mimeType: 'text/plain', buffer: Buffer.from('Merhaba') });
  await page.locator('.composer .chip', { hasText: 'belge.txt' }).getByRole('button', { name: 'belge.txt dosyasını çıkar' }).waitFor();
  it.mayLoseTheLine();
  const path = `**/api/tickets/${made.id}`;
  let failed = 0;
  await page.route(path, (/** @type {any} */ route) => ((failed += 1), route.abort()));
  await admin('PUT', `/api/tickets/${made.id}/status`, { status: 'pending' });
  await until(() => failed > 0, 'it was asked for in vain');
  await page.locator('.ticket-head').getByText('Beklemede').waitFor();
  assert.equal(await box.inputValue(), 'Yarım kalan yanıt');
  await page.unroute(path);
  // Files that were added are part of what was begun.
  await page.reload();
  await page.locator('.composer .chip', { hasText: 'belge.txt' }).waitFor();
  assert.equal(await box.inputValue(), 'Yarım kalan yanıt');
  it.assertQuiet();
  await it.context.close();
});

test('an article keeps what is typed while it is saved, and old words undo nobody’s', async () => {
  const article = await admin('POST', '/api/knowledge', { title: 'Kütüphane saatleri', body: 'Hafta içi açıktır.', status: 'draft' });
  const it = await opens(`/knowledge/${article.id}`);
  const title = (/** @type {any} */ page) => page.locator('.kb-title-in');
  const path = `/api/knowledge/${article.id}`;
  await title(it.page).fill('Kütüphane');
  const held = await slowly(it.page, 'PUT', path);
  await it.page.keyboard.press('Control+s');
  await held.arrived;
  await title(it.page).fill('Kütüphane ne zaman açık?');
  held.letGo();
  await it.page.getByText('Kaydedildi').waitFor();
  assert.equal(await title(it.page).inputValue(), 'Kütüphane ne zaman açık?');
  await it.page.locator('.kb-saved').getByText('Kaydedilmedi').waitFor();
  await until(() => it.page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith('asisttr.article.') && localStorage.getItem(key)?.includes('ne zaman açık'))), 'it is kept in the browser');
  await it.page.close();

  const other = await opens(`/knowledge/${article.id}`);
  await title(other.page).fill('Kütüphane saatleri (yeni)');
  await other.page.locator('.kb-body-in').fill('Cumartesi de açıktır.');
  await other.page.keyboard.press('Control+s');
  await other.page.getByText('Kaydedildi').waitFor();

  const page = await it.context.newPage();
  await page.goto(`${server.address}/knowledge/${article.id}`);
  await page.getByRole('button', { name: 'Geri getir' }).click();
  const dialog = page.locator('dialog[open]', { hasText: 'Siz yazarken başka biri kaydetti' });
  await dialog.getByRole('cell', { name: 'Kütüphane saatleri (yeni)' }).waitFor();
  await dialog.getByRole('cell', { name: 'Kütüphane ne zaman açık?' }).waitFor();
  await dialog.getByRole('button', { name: 'Benimkini kaydet' }).click();
  await dialog.waitFor({ state: 'detached' });
  const now = await admin('GET', path);
  assert.deepEqual([now.title, now.body], ['Kütüphane ne zaman açık?', 'Cumartesi de açıktır.']);
  assert.deepEqual(other.complaints, []);
  await Promise.all([it.context.close(), other.context.close()]);
});

test('a dialog with words in it is not left by mistake', async () => {
  const it = await opens('/settings/tags');
  const { page } = it;
  const opened = () => page.getByRole('button', { name: 'Etiket ekle' }).first().click();
  const dialog = page.locator('dialog[open]', { hasText: 'Etiket ekle' }).first();
  await opened();
  await page.mouse.click(5, 5);
  await dialog.waitFor({ state: 'detached' });
  await opened();
  const name = dialog.getByLabel('Ad', { exact: true });
  await name.fill('burs');
  await page.mouse.click(5, 5);
  assert.equal(await name.inputValue(), 'burs', 'a click beside it does nothing');
  // A browser refuses to be refused more than once in a row.
  for (let time = 0; time < 3; time += 1) {
    await page.keyboard.press('Escape');
    await question(page).getByRole('button', { name: 'Vazgeç' }).waitFor();
    await page.keyboard.press('Escape');
    await question(page).waitFor({ state: 'detached' });
    assert.equal(await name.inputValue(), 'burs');
    assert.ok(await name.isVisible());
  }
  await dialog.getByRole('button', { name: 'Kapat' }).click();
  await question(page).getByRole('button', { name: 'Kaydetmeden çık' }).click();
  await dialog.waitFor({ state: 'detached' });
  it.assertQuiet();
  await it.context.close();
});

test('a template takes nothing away, and calls people by their name', async () => {
  await admin('POST', '/api/ticket-templates', { name: 'Burs sorusu', subject: 'Burs başvurusu', body: 'Sayın {{ziyaretci.ad}}, başvurunuz alındı. {{temsilci.ad}}', defaults: {} });
  await admin('POST', '/api/ticket-templates', { name: 'Yurt sorusu', subject: 'Yurt başvurusu', body: 'Merhaba {{ziyaretci.ad}}', defaults: {} });
  const it = await opens('/tickets');
  const { page } = it;
  await page.getByRole('button', { name: 'Yeni talep' }).click();
  const dialog = page.locator('dialog[open]').first();
  const [template, subject, body] = [dialog.getByLabel('Şablon'), dialog.getByLabel('Konu'), dialog.getByLabel('Açıklama')];
  await template.selectOption({ label: 'Yurt sorusu' });
  await template.selectOption({ label: 'Burs sorusu' });
  await until(async () => (await subject.inputValue()) === 'Burs başvurusu', 'another template takes the place of the first, unasked');
  await body.fill('Kendi sözlerim');
  const asked = page.locator('dialog[open]', { hasText: 'Yazdıklarınızın yerine' });
  await template.selectOption({ label: 'Yurt sorusu' });
  await asked.last().getByRole('button', { name: 'Vazgeç' }).click();
  assert.equal(await body.inputValue(), 'Kendi sözlerim');
  await until(() => template.evaluate((/** @type {any} */ it) => it.selectedOptions[0].textContent === 'Burs sorusu'), 'the template is the one before');
  await template.selectOption({ label: 'Yurt sorusu' });
  await asked.last().getByRole('button', { name: 'Şablonu kullan' }).click();
  await until(async () => (await body.inputValue()) === 'Merhaba {{ziyaretci.ad}}', 'the template is there');
  await dialog.getByLabel('Ad soyad').fill('Ayşe Kaya');
  await dialog.getByLabel('E-posta').fill('ayse@ornek.edu.tr');
  await dialog.getByRole('button', { name: 'Talep oluştur' }).click();
  await page.waitForURL(/\/tickets\/[0-9a-f-]{36}$/);
  await page.locator('.letter-box').getByText('Merhaba Ayşe Kaya').waitFor();
  it.assertQuiet();
  await it.context.close();
});

test('a tick beside its box opens nothing, and a new field of tickets is on every desk', async () => {
  const made = await make('İşaretlenen talep');
  const it = await opens('/tickets');
  const { page } = it;
  await page.getByRole('button', { name: 'Liste', exact: true }).click();
  const box = page.getByLabel(`#${made.number} numaralı talebi seç`);
  await box.locator('xpath=ancestor::label').click({ position: { x: 2, y: 2 } });
  await page.locator('.bulk-bar').waitFor();
  assert.ok(await box.isChecked());
  assert.equal(new URL(page.url()).pathname, '/tickets');

  await page.locator('.ticket-link', { hasText: 'İşaretlenen talep' }).click();
  await page.locator('.letter-box').first().waitFor();
  const before = await admin('GET', '/api/settings/ticket-fields');
  const words = (/** @type {string} */ tr) => ({ tr, en: '' });
  const headers = { 'content-type': 'application/json', 'if-match': String(before.version), authorization: `Bearer ${(await (await fetch(`${server.address}/api/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: server.demo.admin, password: server.demo.password }) })).json()).access_token}` };
  const fields = [...before.fields, { key: 'fakulte', kind: 'text', label: words('Fakülte'), help: words(''), required: false, visible: true, choices: [], shown_when: null }];
  assert.equal((await fetch(`${server.address}/api/settings/ticket-fields`, { method: 'PUT', headers, body: JSON.stringify({ fields }) })).status, 200);
  await page.getByRole('link', { name: 'Taleplere dön' }).click();
  await page.locator('.ticket-link', { hasText: 'İşaretlenen talep' }).click();
  await page.locator('.own-fields').getByLabel('Fakülte').waitFor();
  it.assertQuiet();
  await it.context.close();
});

test('a date that leads nowhere takes neither the screen nor unsaved limits away', async () => {
  const it = await opens('/settings/ai-usage');
  const { page } = it;
  const limit = page.getByLabel('Günlük sınır (USD)');
  await limit.fill('12,5');
  const [from, to] = [page.getByLabel('İlk gün'), page.getByLabel('Son gün')];
  const today = await to.inputValue();
  await from.fill('0002-01-01'); // the year 2026 begins so
  await from.fill('2999-01-01');
  await page.getByText('İlk gün son günden sonra olamaz.').waitFor();
  assert.equal(await limit.inputValue(), '12,5');
  await from.fill(today);
  await page.getByText('İlk gün son günden sonra olamaz.').waitFor({ state: 'detached' });
  let asked = 0;
  await page.route('**/api/ai/usage?*', (/** @type {any} */ route) => ((asked += 1), route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify({ title: 'Olmaz', detail: 'Bu aralık çok uzun.', code: 'invalid', status: 422 }) })));
  await from.fill('2001-01-01');
  await page.getByText('Bu aralık çok uzun.').first().waitFor();
  assert.ok(asked > 0);
  assert.equal(await limit.inputValue(), '12,5');
  await page.unroute('**/api/ai/usage?*');
  await from.fill(today);
  await page.getByText('Bu aralık çok uzun.').first().waitFor({ state: 'detached' });
  assert.deepEqual(it.complaints.filter((words) => !/status of 422/.test(words)), []);
  await it.context.close();
});

test('what fails is told, and what is not allowed is not offered', async () => {
  const it = await newPage(browser, {}, [server.address]);
  const { page } = it;
  await deskOn(page, server.address).signsIn(server.demo.agent, server.demo.password);
  it.mayLoseTheLine();
  const one = (/** @type {any} */ more) => ({ id: crypto.randomUUID(), first_at: '2026-01-01T10:00:00Z', last_at: '2026-01-01T10:00:00Z', conversation_id: null, article: null, count: 2, state: 'open', ...more });
  await page.route('**/api/knowledge/unanswered?*', (/** @type {any} */ route) =>
    route.request().url().includes('after=') ? route.abort() : route.fulfill({ json: { items: [one({ question: 'Burs ne zaman yatar?' })], next_cursor: 'sonra', counts: { open: 2, answered: 0, dismissed: 0 } } }));
  await page.goto(`${server.address}/knowledge/unanswered`);
  await page.getByText('Burs ne zaman yatar?').waitFor();
  await page.getByRole('button', { name: 'Daha fazla göster' }).click();
  await page.locator('.toast').getByText('Sunucuya ulaşılamadı').waitFor();
  await page.getByText('Burs ne zaman yatar?').waitFor();

  const me = (await agent('GET', '/api/auth/me')).id;
  const progress = { total: 10, done: 3, created: 3, updated: 0, unchanged: 0, failed: 0, images_left_out: 0 };
  const running = (/** @type {string} */ name, /** @type {string} */ by) => ({ id: crypto.randomUUID(), source: 'files', address: null, files: [name], state: 'running', problem: null, progress, by: { id: by, name: 'Biri' }, created_at: '2026-01-01T10:00:00Z' });
  await page.route('**/api/knowledge/imports?*', (/** @type {any} */ route) => route.fulfill({ json: { items: [running('benim.pdf', me), running('onun.pdf', crypto.randomUUID())], next_cursor: null } }));
  await page.goto(`${server.address}/knowledge/import`);
  await page.locator('.import', { hasText: 'benim.pdf' }).getByRole('button', { name: 'Durdur' }).waitFor();
  assert.equal(await page.locator('.import', { hasText: 'onun.pdf' }).getByRole('button', { name: 'Durdur' }).count(), 0);
  it.assertQuiet();
  await it.context.close();
});
