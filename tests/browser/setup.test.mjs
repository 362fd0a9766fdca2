// From an empty data folder to a widget on somebody else's page: the set-up link, a colleague, an article, a colour, CORS.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { PROGRAM, deskOn, newPage, startBrowser, startHost, startServer, until, visitorOn } from './harness.mjs';
import { look } from './look.mjs';

const ADMIN = { name: 'Nermin Aksoy', email: 'nermin@deniz.example', password: 'uzun-bir-parola-7' };
const COLOR = '#7a2048';

let server, browser, host, files, desk, page, apiKey, colleague;

/** A page of the institution that carries the widget. */
const carrier = () => `<!doctype html><html lang="tr"><meta charset="utf-8"><title>Deniz</title><link rel="icon" href="data:,"><h1>Deniz Üniversitesi</h1>
  <script>window.AsistTRConfig = { apiKey: '${apiKey}' }</script><script src="${server.address}/widget.js" async></script></html>`;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  host = await startHost(carrier);
  files = await startFiles();
  desk = await newPage(browser, {}, [server.address]);
  page = desk.page;
});

after(async () => {
  await browser?.close();
  await host?.stop();
  await files?.stop();
  await server?.stop();
});

/** Where models lie: the file begins at once, and ends when it is allowed to. */
async function startFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'asisttr-files-'));
  const path = join(folder, 'tiny.gguf');
  execFileSync(join(dirname(PROGRAM), 'examples', 'tiny_model'), [path, 'Kayıtlar 14 Eylül’de başlar.']);
  const bytes = readFileSync(path);
  rmSync(folder, { recursive: true });
  let open = () => {};
  const opened = new Promise((settle) => (open = () => settle(undefined)));
  const http = createServer(async (_, response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, 1000));
    await opened;
    response.end(bytes.subarray(1000));
  });
  await new Promise((settle) => http.listen(0, '127.0.0.1', () => settle(undefined)));
  return { origin: `http://127.0.0.1:${http.address().port}`, open, stop: () => new Promise((settle) => (http.closeAllConnections(), http.close(settle))) };
}

/** What a request of the admin carries. */
async function signedIn() {
  const reply = await fetch(`${server.address}/api/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: ADMIN.email, password: ADMIN.password }) });
  return { 'content-type': 'application/json', authorization: `Bearer ${(await reply.json()).access_token}` };
}

const toast = (text) => page.getByText(text, { exact: true }).first().waitFor();

test('the link of an earlier start, or none, sets nothing up', async () => {
  await page.goto(`${server.address}/setup?token=wrong`);
  await page.getByText('Bu kurulum bağlantısı geçersiz').waitFor();
});

test('the printed link sets it up', async () => {
  await page.goto(server.setup_link);
  await page.getByLabel('Kurumun adı').fill('Deniz Üniversitesi');
  await page.getByLabel('Sitenin adresi').fill(host.origin);
  await page.getByLabel('Adınız').fill(ADMIN.name);
  await page.getByLabel('E-posta adresiniz').fill(ADMIN.email);
  await page.getByLabel('Parolanız').fill(ADMIN.password);
  // Around the clock, so that the rest does not depend on when it runs.
  await page.getByRole('button', { name: 'Belirli gün ve saatlerde' }).click();
  await page.getByLabel('Kapanış saati').fill('08:00');
  await page.getByLabel('Kapanış saati').blur();
  await page.getByRole('button', { name: 'Devam' }).click();
  await page.getByText('En az bir gün seçin; bitiş saati başlangıçtan sonra olmalı.').waitFor();
  assert.deepEqual(await look(page, 'setup-hours'), []);
  for (const name of ['Cumartesi', 'Pazar']) await page.getByLabel(name, { exact: true }).check();
  for (const name of ['Açılış saati', 'Kapanış saati']) {
    await page.getByLabel(name).fill('00:00');
    await page.getByLabel(name).blur();
  }
  await page.getByRole('button', { name: 'Devam' }).click();
  await page.getByRole('heading', { name: 'Asistan nasıl yanıt versin?' }).waitFor();
  // Loaded anew, it goes on where it was, though the link is spent.
  await page.reload();
  await page.getByRole('heading', { name: 'Asistan nasıl yanıt versin?' }).waitFor();
  assert.equal(await page.getByRole('radio', { name: /^Modelsiz/ }).isChecked(), true);
  for (const { width, colorScheme } of [{ width: 1440, colorScheme: 'light' }, { width: 390, colorScheme: 'dark' }]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await look(page, `setup-model-${width}`), []);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
  // Its files come from a mirror of ours, which keeps some back.
  await fetch(`${server.address}/api/ai/models/settings`, { method: 'PUT', headers: await signedIn(), body: JSON.stringify({ mirror: files.origin }) });
  await page.getByText(/^Diğer \d+ model$/).click();
  await page.getByText('Qwen 2.5 0.5B Instruct', { exact: true }).click();
  await page.getByText('İndirme arka planda sürer', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Devam' }).click();
  const coming = page.getByRole('article', { name: 'qwen2.5-0.5b-instruct-q4_k_m.gguf' });
  await coming.getByText('İndiriliyor').waitFor();
  await page.reload();
  await coming.getByText('İndiriliyor').waitFor();
  const snippet = await page.getByLabel('Widget kodu').innerText();
  assert.deepEqual(await look(page, 'setup-done'), []);
  apiKey = /apiKey: "(pk_[^"]+)"/.exec(snippet)?.[1];
  assert.ok(apiKey, snippet);
  assert.match(snippet, new RegExp(`${server.address}/widget.js`));
  const opened = page.waitForEvent('popup');
  await page.getByRole('link', { name: 'Deneme sayfasını aç' }).click();
  const tried = await opened;
  const guest = visitorOn(tried);
  await guest.opens();
  await guest.says('Merhaba');
  await guest.settled();
  await guest.mine.first().waitFor();
  await tried.close();
  // Once it is here, it answers, without anybody's doing.
  files.open();
  await page.getByText('Qwen 2.5 0.5B Instruct hazır', { exact: false }).waitFor();
  const settings = await (await fetch(`${server.address}/api/ai/models`, { headers: await signedIn() })).json();
  assert.equal(settings.settings.answer_model, 'qwen2.5-0.5b-instruct-q4_k_m.gguf');
  await page.getByRole('button', { name: 'Gelen kutusuna geç' }).click();
  await page.getByRole('heading', { name: 'Gelen kutusu' }).waitFor();
  await page.goto(`${server.address}/settings/hours`);
  assert.equal(await page.getByLabel('Pazar, kapanış').inputValue(), '24:00');
  await page.goto(`${server.address}/inbox`);
});

test('the link works once, and the admin signs in by password', async () => {
  const other = await newPage(browser, {}, [server.address]);
  await other.page.goto(server.setup_link);
  await other.page.getByText('Kurulum daha önce yapılmış').waitFor();
  await other.page.getByText('Giriş yapın; dil modelini Ayarlar → Modeller’den', { exact: false }).waitFor();
  await deskOn(other.page, server.address).signsIn(ADMIN.email, ADMIN.password);
  other.assertQuiet();
  await other.context.close();
});

test('a colleague is added, and can sign in', async () => {
  await page.goto(`${server.address}/settings/people`);
  await page.getByText('Şimdilik yalnızsınız').waitFor();
  await page.getByRole('button', { name: 'Kişi ekle' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Ad', { exact: true }).fill('Elif Karaca');
  await dialog.getByLabel('E-posta').fill('elif@deniz.example');
  await dialog.getByRole('button', { name: 'Kişi ekle' }).click();
  await page.getByText('Bu bağlantı bir daha gösterilmez.').waitFor();
  const link = await dialog.getByRole('textbox', { name: 'Parola bağlantısı' }).inputValue();
  await dialog.getByRole('button', { name: 'Tamam' }).click();
  await page.getByRole('button', { name: 'Elif Karaca' }).waitFor();
  const elif = await newPage(browser, {}, [server.address]);
  colleague = { email: 'elif@deniz.example', password: 'kırmızı kuş 7' };
  await elif.page.goto(link);
  await elif.page.getByRole('heading', { name: 'Hoş geldiniz, Elif Karaca' }).waitFor();
  await elif.page.getByLabel('Yeni parola').fill(colleague.password);
  await elif.page.getByRole('button', { name: 'Parolayı kaydet' }).click();
  await elif.page.getByText('Parolanız kaydedildi').waitFor();
  await deskOn(elif.page, server.address).signsIn(colleague.email, colleague.password);
  await elif.page.goto(`${server.address}/settings/people`);
  await elif.page.getByText('Bu sayfa için yetkiniz yok').waitFor();
  elif.assertQuiet();
  await elif.context.close();
});

test('an article is written, published and found', async () => {
  await page.goto(`${server.address}/knowledge`);
  await page.getByText('Henüz makale yok').waitFor();
  await page.getByRole('link', { name: 'Yeni makale' }).first().click();
  await page.getByLabel('Başlık', { exact: true }).first().fill('Kütüphane çalışma saatleri');
  await page.getByLabel('Metin (Markdown)').fill('Merkez kütüphane hafta içi **08.00–22.00** arasında açıktır.\n\n## Hafta sonu\n\nCumartesi 10.00–18.00 arasında açıktır, pazar günü kapalıdır.');
  await page.getByRole('button', { name: 'Taslak kaydet' }).click();
  await toast('Kaydedildi');
  await page.getByRole('button', { name: 'Yayımla' }).click();
  await toast('Makale yayımda');
  await page.getByRole('link', { name: 'Makalelere dön' }).click();
  await page.getByLabel('Bir ziyaretçinin sorusu').fill('kütüphane kaçta kapanıyor');
  const found = page.locator('.bench-out').getByText('Kütüphane çalışma saatleri').first();
  await found.waitFor();
});

test('the widget takes another colour', async () => {
  await page.goto(`${server.address}/settings/widget`);
  await page.getByLabel('Ana renk', { exact: true }).fill(COLOR);
  await page.getByRole('button', { name: 'Kaydet', exact: true }).click();
  await toast('Kaydedildi');
});

test('a page of the institution carries it', async () => {
  const visitor = await newPage(browser, {}, [host.origin, server.address]);
  const ayse = visitorOn(visitor.page);
  await visitor.page.goto(host.origin);
  await ayse.box.locator('.bubble.on').waitFor();
  assert.equal(await ayse.bubble.evaluate((it) => getComputedStyle(it).backgroundColor), 'rgb(122, 32, 72)');
  await ayse.opens();
  await ayse.says('Kütüphane hafta sonu açık mı?');
  await ayse.settled();
  await page.goto(`${server.address}/inbox`);
  await page.getByRole('button', { name: /^Tümü/ }).click();
  await page.locator('a.conv').filter({ hasText: 'Kütüphane' }).first().click();
  await deskOn(page, server.address).says('Cumartesi açık.');
  await ayse.sees('Cumartesi açık.');
  await ayse.panel.locator('input[type=file]').setInputFiles({ name: 'belge.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') });
  await until(async () => (await ayse.panel.locator('.files li').count()) === 1, 'the file is there');
  await ayse.says('Belgem ektedir');
  await ayse.settled();
  await page.locator('a.file').filter({ hasText: 'belge.pdf' }).waitFor();
  await visitor.page.reload();
  await ayse.sees('Cumartesi açık.');
  visitor.assertQuiet();
  await visitor.context.close();
});

/** Opens the widget on a page whose origin the site does not allow. */
async function elsewhere(look) {
  const stranger = await startHost(carrier);
  const visitor = await newPage(browser, {}, [stranger.origin, server.address]);
  try {
    await visitor.page.goto(stranger.origin);
    const ayse = visitorOn(visitor.page);
    await ayse.bubble.click();
    await ayse.panel.locator('.banner').filter({ hasText: /./ }).waitFor();
    await look(ayse, stranger.origin);
  } finally {
    await visitor.context.close();
    await stranger.stop();
  }
}

test('a page elsewhere is refused', () => elsewhere(async (ayse, origin) => {
  await ayse.panel.locator('textarea').waitFor({ state: 'hidden' }); // nothing can be sent
  const headers = { 'content-type': 'application/json', 'x-api-key': apiKey, origin };
  const reply = await fetch(`${server.address}/api/widget/session`, { method: 'POST', headers, body: JSON.stringify({ session_id: crypto.randomUUID() }) });
  const problem = await reply.json();
  assert.deepEqual([reply.status, problem.code], [403, 'origin_not_allowed']);
  assert.equal(reply.headers.get('access-control-allow-origin'), origin, 'the page may read why');
  assert.match(problem.detail, /\S+ \S+/, 'and told why in words');
}));

test('a page elsewhere is told so', () => elsewhere((ayse) =>
  ayse.panel.getByText('Bu sayfada canlı destek kullanılamıyor.').waitFor()));

test('nothing was complained about at the desk', () => {
  desk.assertQuiet();
  assert.deepEqual(server.errors(), []);
});
