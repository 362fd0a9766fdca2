// What somebody meets who has just installed it: the hint at the door, the set-up, the first steps, settings on a phone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newPage, startBrowser, startServer, until } from './harness.mjs';
import { look } from './look.mjs';

const ADMIN = { name: 'Oya Demir', email: 'oya@mese.example', password: 'uzun-bir-parola-7' };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

let server, browser, desk, page;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  desk = await newPage(browser, {}, [server.address]);
  page = desk.page;
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** What the browser says at the field that it shows. */
const said = () => page.evaluate(() => /** @type {any} */ (document.activeElement)?.validationMessage);

async function signIn(on) {
  await on.goto(`${server.address}/login`);
  await on.getByLabel('E-posta').fill(ADMIN.email);
  await on.getByLabel('Parola', { exact: true }).fill(ADMIN.password);
  await on.getByRole('button', { name: 'Giriş yap' }).click();
  await on.locator('.me-btn').first().waitFor({ state: 'attached' });
}

test('the door says that nobody has finished the set-up', async () => {
  await page.goto(server.address);
  await page.getByText('Kurulum henüz tamamlanmadı').waitFor();
  assert.deepEqual(await look(page, 'door-not-set-up'), []);
});

test('the set-up speaks the language of the desk and understands a pasted address', async () => {
  await page.goto(server.setup_link);
  await page.getByLabel('Kurumun adı').fill('Meşe Üniversitesi');
  await page.getByLabel('Sitenin adresi').fill('www.mese.example/ogrenci?dil=tr');
  await page.getByLabel('Adınız').fill(ADMIN.name);
  await page.getByLabel('E-posta adresiniz').fill('oya@');
  await page.getByLabel('Parolanız').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Devam' }).click();
  assert.equal(await said(), 'Geçerli bir e-posta adresi yazın.');
  await page.getByLabel('E-posta adresiniz').fill(ADMIN.email);
  const [sent] = await Promise.all([page.waitForRequest((it) => it.url().endsWith('/api/setup') && it.method() === 'POST'), page.getByRole('button', { name: 'Devam' }).click()]);
  assert.deepEqual(sent.postDataJSON().site.origins, ['https://www.mese.example']);
  await page.getByRole('radio', { name: /^Modelsiz/ }).waitFor();
  await page.getByRole('button', { name: 'Devam' }).click();
  await page.getByRole('button', { name: 'Gelen kutusuna geç' }).click();
});

test('the empty inbox leads through what is left to do, until people and articles are there', async () => {
  await page.getByRole('heading', { name: 'İlk adımlar' }).waitFor();
  assert.deepEqual(await look(page, 'first-steps'), []);
  await page.getByRole('link', { name: 'İş arkadaşlarınızı ekleyin' }).click();
  await page.getByRole('button', { name: 'Kişi ekle' }).first().click();
  const dialog = page.getByRole('dialog');
  const name = dialog.getByLabel('Ad', { exact: true });
  await until(() => name.evaluate((it) => it === document.activeElement), 'the dialog begins at its first field');
  await name.fill('Elif Yılmaz');
  await dialog.getByLabel('E-posta').fill('elif@mese.example');
  await dialog.getByRole('button', { name: 'Kişi ekle' }).click();
  await dialog.getByRole('button', { name: 'Tamam' }).click();
  await page.goto(`${server.address}/inbox`);
  await page.locator('.steps [data-done]', { hasText: 'İş arkadaşlarınızı ekleyin' }).waitFor();
  await page.getByRole('button', { name: 'Bir daha gösterme' }).click();
  await page.getByText('Şu an bu listede iş yok').waitFor();
});

test('a refused form shows the field, wherever it stands', async () => {
  await page.goto(`${server.address}/settings/widget`);
  await page.getByLabel('Sohbetten önce metni göster').check();
  await page.getByRole('button', { name: 'Kaydet' }).click();
  const text = page.getByLabel('Metin (Türkçe)');
  await until(() => text.evaluate((it) => it === document.activeElement), 'the empty notice is shown');
  assert.ok(await text.evaluate((it) => it.getBoundingClientRect().top > 0 && it.getBoundingClientRect().bottom < innerHeight));
});

test('on a phone the settings are a list, and each section leads back to it', async () => {
  const phone = await newPage(browser, PHONE, [server.address]);
  await signIn(phone.page);
  await phone.page.goto(`${server.address}/settings`);
  await phone.page.getByRole('heading', { name: 'Ayarlar' }).waitFor();
  assert.deepEqual(await look(phone.page, 'settings-list-phone'), []);
  await phone.page.getByRole('link', { name: 'Tatiller' }).click();
  await phone.page.getByRole('heading', { name: 'Tatiller', level: 1 }).waitFor();
  await phone.page.locator('.page-back').click();
  await phone.page.getByRole('link', { name: 'E-posta', exact: true }).waitFor();
  phone.assertQuiet();
  await phone.context.close();
});

test('a server that has to rest signs nobody out', async () => {
  let rests = true;
  await page.route('**/api/auth/refresh', (route) => (rests ? route.fulfill({ status: 429, headers: { 'retry-after': '1', 'content-type': 'application/problem+json' }, body: JSON.stringify({ code: 'rate_limited', detail: 'Çok sık denediniz. Biraz bekleyin.' }) }) : route.continue()));
  await page.goto(`${server.address}/settings/people`);
  await page.getByText('Çok sık denediniz').waitFor();
  assert.equal(new URL(page.url()).pathname, '/settings/people');
  rests = false;
  await page.getByRole('heading', { name: 'Kişiler' }).waitFor();
  assert.deepEqual(desk.complaints.filter((it) => !it.includes('429') && !it.includes('422')), []);
});
