// The help centre in a browser: from a search to an article, what one thinks of it, the widget on its pages, looks.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiAs, deskOn, newPage, startBrowser, startServer, until, visitorOn } from './harness.mjs';
import { look } from './look.mjs';

let server, browser, home;

before(async () => {
  browser = await startBrowser();
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0' } });
  home = `${server.address}/yardim/gulveren`;
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('a reader searches, reads, says what they think, and writes to people', async () => {
  const { page, assertQuiet } = await newPage(browser, {}, [server.address]);
  await page.goto(`${home}/`);
  await page.getByRole('searchbox').fill('derslerimi ne zaman seçmem gerekiyor');
  await page.getByRole('button', { name: 'Ara' }).click();
  await page.locator('.found a').first().click();
  await page.getByRole('heading', { level: 1, name: 'Ders seçimi ve danışman onayı' }).waitFor();
  await page.locator('.contents.beside a').first().click();
  assert.match(new URL(page.url()).hash, /^#[a-z0-9-]+$/);

  await page.getByRole('button', { name: 'Evet' }).click();
  await page.getByText('görüşünüz kaydedildi').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Evet' }).getAttribute('aria-pressed'), 'true');
  await page.getByLabel('Eklemek istediğiniz bir şey var mı?').fill('Tarihler de yazsa iyi olur.');
  await page.getByRole('button', { name: 'Gönder' }).click();
  await page.getByText('Yorumunuz makalenin yazarlarına iletildi').waitFor();

  await page.getByRole('button', { name: 'Bize yazın' }).click();
  await visitorOn(page).input.waitFor();
  assertQuiet();

  const admin = await apiAs(server, server.demo.admin);
  const { items } = await admin('GET', '/api/knowledge?q=danışman+onayı');
  const article = items.find((it) => it.slug === 'ders-secimi');
  assert.equal(article.helpful, 1);
  const desk = await newPage(browser, {}, [server.address]);
  await deskOn(desk.page, server.address).signsIn(server.demo.admin, server.demo.password);
  await desk.page.goto(`${server.address}/knowledge/${article.id}`);
  await desk.page.getByText('Tarihler de yazsa iyi olur.').waitFor();
});

test('it works without scripts', async () => {
  const { page, context } = await newPage(browser, { javaScriptEnabled: false }, [server.address]);
  await page.goto(`${home}/makale/kutuphane`);
  await page.getByRole('button', { name: 'Hayır' }).click();
  await page.getByText('görüşünüz kaydedildi').waitFor();
  assert.equal(await page.locator('[data-copy]').isVisible(), false);
  await context.close();
});

test('the widget leads from an article to its page', async () => {
  const { page, context, assertQuiet } = await newPage(browser, {}, [server.address]);
  await page.goto(server.demo.page);
  const ayse = visitorOn(page);
  await ayse.bubble.click();
  await ayse.box.getByRole('button', { name: 'Makaleler' }).click();
  await ayse.box.locator('.found button').first().click();
  const link = ayse.box.getByRole('link', { name: 'Yardım merkezinde aç' });
  const [opened] = await Promise.all([context.waitForEvent('page'), link.click()]);
  await opened.getByText('Bu makale yardımcı oldu mu?').waitFor();
  assertQuiet();
});

test('an admin names it, opens it, and switches it off', async () => {
  const { page, assertQuiet } = await newPage(browser, {}, [server.address]);
  await deskOn(page, server.address).signsIn(server.demo.admin, server.demo.password);
  await page.goto(`${server.address}/settings/help`);
  await page.getByLabel('Başlık (Türkçe)').fill('Gülveren Bilgi Evi');
  await page.getByLabel('Giriş sözü (Türkçe)').fill('Kayıttan mezuniyete, merak ettikleriniz burada.');
  await page.getByRole('button', { name: 'Kaydet' }).click();
  await page.getByText('Kaydedildi').first().waitFor();
  assert.deepEqual(await look(page, 'help-settings'), []);
  await page.setViewportSize({ width: 390, height: 844 });
  assert.deepEqual(await look(page, 'help-settings-phone', { scrollers: ['.page-nav'] }), []);
  const reader = await newPage(browser, {}, [server.address]);
  await reader.page.goto(`${home}/`);
  await reader.page.getByRole('heading', { level: 1, name: 'Gülveren Bilgi Evi' }).waitFor();
  await page.getByLabel('Çerçeve içinde gösterebilecek siteler').fill('https://a.example\nyanlış');
  await page.getByRole('button', { name: 'Kaydet' }).click();
  await page.getByText('Bazı alanları düzeltin').or(page.locator('.form-error')).first().waitFor();
  await page.getByLabel('Çerçeve içinde gösterebilecek siteler').fill('');
  await page.getByLabel('Yardım merkezi açık').click();
  await page.getByRole('button', { name: 'Kaydet' }).click();
  await until(async () => (await fetch(`${home}/`)).status === 404, 'it is gone');
  await page.getByLabel('Yardım merkezi açık').click();
  await page.getByRole('button', { name: 'Kaydet' }).click();
  await until(async () => (await fetch(`${home}/`)).status === 200, 'it is back');
  assert.ok(assertQuiet);
});

const PAGES = { home: '/', shelf: '/kategori/ogrenci-isleri', article: '/makale/ders-secimi', search: '/ara?q=ders+kayd%C4%B1', nothing: '/ara?q=zzzz', lost: '/makale/yok' };
const LOOKS = [
  { name: 'tr-light', options: {} },
  { name: 'tr-dark', options: { colorScheme: 'dark' } },
  { name: 'en-light-phone', options: { locale: 'en-GB', viewport: { width: 390, height: 844 } } },
  { name: 'tr-dark-small', options: { colorScheme: 'dark', viewport: { width: 360, height: 740 } } },
];

for (const { name, options } of LOOKS) {
  test(`every page can be read by everybody: ${name}`, async () => {
    const { page, context, complaints } = await newPage(browser, options, [server.address]);
    for (const [which, path] of Object.entries(PAGES)) {
      await page.goto(home + path);
      await page.locator('asisttr-widget .bubble').waitFor();
      assert.deepEqual(await look(page, `help-${which}-${name}`), []);
    }
    assert.deepEqual(complaints.filter((it) => !/404/.test(it)), []);
    await context.close();
  });
}
