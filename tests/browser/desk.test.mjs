// What stands beside a conversation, what one prefers, and words that are not lost by going back.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { apiAs, opensDesk, opensWidget, startBrowser, startServer, until } from './harness.mjs';
import { look } from './look.mjs';

const SCROLLERS = { scrollers: ['.page-nav', '.page-nav *', '.seg', '.seg *', 'nav.menu', 'nav.menu *'] };

let server, browser, admin, site;

before(async () => {
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0' } });
  browser = await startBrowser();
  admin = await apiAs(server, server.demo.admin);
  [site] = (await admin('GET', '/api/sites')).items;
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** What the institution's own server would say. @param {string} secret @param {string} sub */
function vouched(secret, sub) {
  const part = (/** @type {any} */ it) => Buffer.from(JSON.stringify(it)).toString('base64url');
  const said = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub, name: 'Selin Aydın', exp: Math.floor(Date.now() / 1000) + 600 })}`;
  return `${said}.${createHmac('sha256', secret).update(said).digest('base64url')}`;
}

test('who is vouched for in two browsers is one person at the desk, with tags and what the page knows', async () => {
  const desk = await opensDesk(browser, server, server.demo.admin);
  await desk.page.goto(`${server.address}/settings/sites/${site.id}`);
  await desk.page.getByRole('button', { name: 'Gizli anahtarı göster' }).click();
  const secret = await desk.page.getByLabel('Gizli anahtar', { exact: true }).inputValue();
  assert.deepEqual(await look(desk.page, 'site-identity', SCROLLERS), []);

  const tell = (it, about) => it.page.evaluate((about) => window.AsistTR.updateVisitor(about), { identityToken: vouched(secret, 'ogr-42'), ...about });
  const home = await opensWidget(browser, server);
  await tell(home, { customData: { bolum: 'Hukuk', burslu: true } });
  await home.says('Transkript belgesini nasıl alabilirim?');
  await home.settled();
  const phone = await opensWidget(browser, server, { viewport: { width: 390, height: 844 } });
  const before = await phone.page.evaluate(() => window.AsistTR.getVisitorId());
  await desk.page.goto(`${server.address}/visitors/${before}`);
  await desk.page.getByRole('complementary').waitFor();
  await tell(phone, { customData: { sinif: 2 } });
  await phone.sees('Transkript belgesini nasıl alabilirim?');
  const id = await until(() => phone.page.evaluate((before) => ((id) => id !== before && id)(window.AsistTR.getVisitorId()), before), 'the phone is the same person');
  await desk.page.waitForURL(`**/visitors/${id}`);

  const { items: [chat] } = await admin('GET', `/api/chat?view=any&visitor=${id}`);
  await desk.page.goto(`${server.address}/inbox/${chat.id}`);
  const side = desk.page.locator('.side');
  await side.getByText('Doğrulandı').waitFor();
  for (const words of ['Hukuk', 'sinif', 'Evet', 'Benzer makaleler']) await side.getByText(words).first().waitFor();
  await side.getByRole('button', { name: 'Ziyaretçiye etiket ekle' }).click();
  await desk.page.getByLabel('Etiket ara ya da yaz').fill('Burslu öğrenci');
  await desk.page.keyboard.press('Enter');
  await side.locator('.tags .tag', { hasText: 'Burslu öğrenci' }).waitFor();
  await desk.page.keyboard.press('Escape');
  assert.deepEqual(await look(desk.page, 'side-visitor', SCROLLERS), []);
  desk.assertQuiet();
  for (const it of [home, phone, desk]) await it.context.close();
});

test('Back asks before typed text is lost, and stays where one stays', async () => {
  const desk = await opensDesk(browser, server, server.demo.admin);
  await desk.page.goto(`${server.address}/knowledge`);
  await desk.page.getByRole('link', { name: /Yeni makale/ }).first().click();
  await desk.page.waitForURL('**/knowledge/new');
  const title = desk.page.getByRole('textbox', { name: 'Başlık' });
  await title.fill('Yarım kalan');
  const question = desk.page.getByRole('dialog', { name: 'Kaydetmeden çıkılsın mı?' });
  const leaves = {
    back: () => desk.page.evaluate(() => history.back()),
    link: () => desk.page.locator('.rail').getByRole('link', { name: 'Talepler' }).click(),
  };
  for (const leave of Object.values(leaves)) {
    await leave();
    await question.waitFor();
    assert.deepEqual(await look(desk.page, 'leave', SCROLLERS), []);
    await question.getByRole('button', { name: 'Vazgeç' }).click();
    await until(() => desk.page.url().endsWith('/knowledge/new'), 'one stays');
    assert.equal(await title.inputValue(), 'Yarım kalan');
  }
  await leaves.back();
  await question.getByRole('button', { name: 'Kaydetmeden çık' }).click();
  await desk.page.waitForURL('**/knowledge');
  await desk.page.evaluate(() => history.forward());
  await desk.page.waitForURL('**/knowledge/new');
  desk.assertQuiet();
  await desk.context.close();
});

test('who loses a conversation to a colleague is told, by name', async () => {
  const [ayse, elif] = [await opensWidget(browser, server), await opensDesk(browser, server, server.demo.agent)];
  await ayse.says('Devralınacak soru');
  await ayse.settled();
  const visitor = await ayse.page.evaluate(() => window.AsistTR.getVisitorId());
  const { items: [{ id }] } = await admin('GET', `/api/chat?view=any&visitor=${visitor}`);
  const agents = (await admin('GET', '/api/agents')).items;
  const mine = agents.find((it) => it.name === 'Elif Karaca').id;
  const [{ id: boss, name }] = (await admin('GET', '/api/users')).items.filter((it) => it.email === server.demo.admin);
  const toast = elif.page.locator('.toast');
  await elif.page.locator('.rail').getByRole('link', { name: 'Bilgi' }).click();
  await elif.page.locator('.kb-main').waitFor();
  const kerem = agents.find((it) => it.name === 'Kerem Tuna').id;
  const assign = (assignee) => admin('PUT', `/api/chat/${id}/assign`, { assignee });
  /** It is hers, and her desk knows. */
  const becomesHers = async () => {
    await assign(kerem);
    for (let left = await toast.count(); left; left = await toast.count()) await toast.first().getByRole('button', { name: 'Kapat' }).click({ timeout: 1000 }).catch(() => {});
    await assign(mine);
    await toast.getByText(`${name} size bir sohbet devretti`).waitFor();
  };
  for (const [assignee, words] of [
    [boss, `${name} bu sohbeti sizden devraldı`],
    [kerem, `${name} bu sohbeti sizden alıp Kerem Tuna adlı temsilciye verdi`],
    [null, `${name} bu sohbeti sizden alıp kuyruğa koydu`],
  ]) {
    await becomesHers();
    await assign(assignee);
    await toast.getByText(words).waitFor();
    assert.deepEqual(await look(elif.page, 'taken', SCROLLERS), []);
  }
  await becomesHers();
  await assign(boss);
  await toast.filter({ hasText: 'devraldı' }).getByRole('button', { name: 'Aç' }).click();
  await elif.page.waitForURL(`**/inbox/${id}`);
  elif.assertQuiet();
  for (const it of [ayse, elif]) await it.context.close();
});

test('a date is read in the language of the desk, whatever the browser speaks', async () => {
  const { page, assertQuiet, context } = await opensDesk(browser, server, server.demo.agent);
  await page.goto(`${server.address}/inbox`);
  await page.locator('a.conv').first().waitFor();
  await page.getByRole('button', { name: 'Filtrele' }).click();
  await page.getByLabel('Son mesaj').selectOption({ label: 'Tarih aralığı' });
  const field = page.getByLabel('Başlangıç', { exact: true });
  const shown = () => field.evaluate((it) => [getComputedStyle(it.parentElement, '::after').content.split('"')[1] ?? '', getComputedStyle(it).color]);
  await page.getByLabel('Son mesaj').focus();
  assert.deepEqual(await shown(), ['gg.aa.yyyy', 'rgba(0, 0, 0, 0)']);
  await field.fill('2026-03-04');
  const writing = await shown();
  assert.ok(!writing[0] && writing[1] !== 'rgba(0, 0, 0, 0)', `who writes sees the field: ${writing}`);
  await page.getByLabel('Son mesaj').focus();
  assert.deepEqual(await shown(), ['4 Mar 2026', 'rgba(0, 0, 0, 0)']);
  assert.deepEqual(await look(page, 'dates', SCROLLERS), []);
  await page.keyboard.press('Escape');
  assertQuiet();
  await context.close();
});

test('the palette changes the look', async () => {
  const desk = await opensDesk(browser, server, server.demo.agent);
  await desk.page.keyboard.press('Control+k');
  await desk.page.getByRole('combobox', { name: /Git ya da yap/ }).fill('koyu');
  await desk.page.keyboard.press('Enter');
  await until(() => desk.page.evaluate(() => document.documentElement.dataset.theme === 'dark'), 'it is dark');
  assert.deepEqual(await look(desk.page, 'palette-dark', SCROLLERS), []);
  desk.assertQuiet();
  await desk.context.close();
});
