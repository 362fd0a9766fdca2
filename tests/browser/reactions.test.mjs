// What passes between people beside messages: mentions with the bell, reactions on both sides, a ban.

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

async function open(email) {
  const it = await newPage(browser, {}, [server.address]);
  const desk = deskOn(it.page, server.address);
  await desk.signsIn(email, server.demo.password);
  await it.page.locator('a.conv').first().waitFor();
  return { ...it, desk };
}

test('who is named in a note hears the bell, and goes there', async () => {
  const [admin, elif] = [await open(server.demo.admin), await open(server.demo.agent)];
  // The demo has rung it before.
  await (await apiAs(server, server.demo.agent))('PUT', '/api/notifications/read', {});
  const name = (await elif.page.evaluate(() => fetch('/api/auth/refresh', { method: 'POST' }).then((it) => it.json()))).user.name;
  await admin.page.getByRole('button', { name: /^Tümü/ }).click();
  await admin.page.locator('a.conv').first().click();
  await admin.page.getByRole('tab', { name: 'Dahili not' }).click();
  const field = admin.page.getByLabel('Yalnızca iş arkadaşlarınızın göreceği bir not yazın');
  await field.pressSequentially(`Bakar mısın @${name.split(' ')[0].toLocaleUpperCase('tr-TR')}`);
  await admin.page.getByRole('option', { name }).waitFor();
  assert.deepEqual(await look(admin.page, 'mention-picker', {}), []);
  await field.press('Enter');
  assert.equal(await field.inputValue(), `Bakar mısın @${name} `);
  await admin.page.getByRole('button', { name: 'Not ekle' }).click();

  await elif.page.locator('.toast').getByText('bir notta sizi andı').waitFor();
  const bell = elif.page.locator('.rail').getByRole('button', { name: '1 okunmamış bildirim' });
  await bell.click();
  await elif.page.getByRole('dialog', { name: 'Bildirimler' }).waitFor();
  assert.deepEqual(await look(elif.page, 'bell', {}), []);
  await elif.page.locator('.bell-item').first().click();
  await elif.page.getByRole('log').getByText(`@${name}`).waitFor();
  await elif.page.locator('.rail').getByRole('button', { name: 'Bildirimler' }).waitFor();
  for (const it of [admin, elif]) {
    it.assertQuiet();
    await it.context.close();
  }
});

test('reactions go both ways, and a banned visitor can send nothing', async () => {
  const visit = await newPage(browser, {}, [server.address]);
  await visit.page.goto(server.demo.page);
  await visit.page.locator('asisttr-widget .bubble.on').waitFor();
  const ayse = visitorOn(visit.page);
  await ayse.opens();
  await ayse.says('Zürafa hakkında bir soru');
  await ayse.settled();

  const { page, desk, assertQuiet, context } = await open(server.demo.admin);
  await desk.finds('Zürafa');
  await page.locator('a.conv').first().click();
  await desk.sees('Zürafa hakkında bir soru');
  await desk.says('Merhaba, buyurun');
  const asked = desk.log.locator('article.msg', { hasText: 'Zürafa hakkında bir soru' });
  await asked.hover();
  await asked.getByRole('button', { name: 'Tepki ver' }).click();
  await page.locator('.react-menu').getByText('👍').click();
  await asked.locator('.react[aria-pressed=true]').getByText('👍').waitFor();
  assert.deepEqual(await look(page, 'reactions', {}), []);

  await ayse.mine.first().locator('.reacts').getByText('👍').waitFor();
  await ayse.sees('Merhaba, buyurun');
  const answer = ayse.box.locator('.m', { hasText: 'Merhaba, buyurun' }).last();
  await answer.hover();
  await answer.getByRole('button', { name: 'Tepki ver' }).click();
  await answer.getByRole('button', { name: '❤️ ile tepki ver' }).click();
  await answer.locator('.reacts [aria-pressed=true]').waitFor();
  assert.deepEqual(await look(visit.page, 'widget-reactions', { within: 'asisttr-widget' }), []);
  await desk.log.locator('article.msg', { hasText: 'Merhaba, buyurun' }).locator('.react').getByText('❤️').waitFor();
  await answer.locator('.reacts [aria-pressed=true]').click();
  await desk.log.locator('article.msg', { hasText: 'Merhaba, buyurun' }).locator('.react').waitFor({ state: 'detached' });

  await page.locator('.talk-acts').getByRole('button', { name: 'Daha fazla' }).click();
  await page.getByRole('menuitem', { name: 'Ziyaretçiyi engelle' }).click();
  const form = page.locator('dialog[open]');
  await form.getByLabel('Neden').fill('Deneme');
  await form.getByLabel('Açık sohbeti de kapat').uncheck();
  assert.deepEqual(await look(page, 'ban', {}), []);
  await form.getByRole('button', { name: 'Engelle', exact: true }).click();
  await page.locator('.side').getByText('Bu ziyaretçi engelli').waitFor();
  assert.deepEqual(await look(page, 'banned', {}), []);
  await ayse.says('Bu gitmez');
  await ayse.box.getByText('Bu siteye mesaj gönderemezsiniz.').first().waitFor();
  assert.deepEqual(await look(visit.page, 'widget-banned', { within: 'asisttr-widget' }), []);

  await page.goto(`${server.address}/settings/bans`);
  await page.getByRole('row', { name: /Deneme/ }).waitFor();
  assert.deepEqual(await look(page, 'bans', {}), []);
  await page.getByRole('button', { name: 'Engeli kaldır' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Engeli kaldır' }).click();
  await page.getByText('Engellenen ziyaretçi yok').waitFor();
  await ayse.box.getByRole('button', { name: 'Yeniden dene' }).click();
  await ayse.settled();
  for (const it of [visit, { assertQuiet, context }]) {
    it.assertQuiet();
    await it.context.close();
  }
});
