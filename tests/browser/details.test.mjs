// How urgent a conversation is and what it is about, on the desk; and messages that answer one another, on both sides.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { apiAs, newPage, deskOn, opensDesk, opensWidget, startBrowser, startServer, until } from './harness.mjs';
import { look } from './look.mjs';

const SIZES = { 1440: { width: 1440, height: 900 }, 1280: { width: 1280, height: 800 }, 390: { width: 390, height: 844 } };
const LOOKS = [['tr', 'light', '1440'], ['en', 'dark', '1440'], ['tr', 'dark', '1280'], ['en', 'light', '1280'], ['tr', 'light', '390'], ['en', 'dark', '390']];

let server, browser, admin, id;

before(async () => {
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0' } });
  browser = await startBrowser();
  admin = await apiAs(server, server.demo.admin);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('what an agent says of a conversation is seen by colleagues at once, and lists go by it', async () => {
  const ayse = await opensWidget(browser, server);
  await ayse.says('Zürafa bursu ne zaman yatar?');
  await ayse.settled();
  const found = await until(async () => (await admin('GET', `/api/chat/search?kind=message&q=${encodeURIComponent('zürafa')}`)).items[0], 'it is found');
  id = found.conversation.id;
  await admin('POST', '/api/skills', { name: 'Burs ödemeleri' });
  const [desk, colleague] = [await opensDesk(browser, server, server.demo.admin), await opensDesk(browser, server, server.demo.agent)];
  const { page } = desk;
  for (const it of [desk, colleague]) {
    await it.page.goto(`${server.address}/inbox/${id}`);
    await it.sees('Zürafa bursu ne zaman yatar?');
  }
  const side = page.locator('.side');
  await side.getByRole('button', { name: 'Öncelik: Normal. Değiştir' }).click();
  await page.getByRole('menuitemradio', { name: 'Acil' }).click();
  await page.locator('.talk-top').getByRole('button', { name: 'Öncelik: Acil. Değiştir' }).waitFor();
  await colleague.page.locator('.talk-top').getByRole('button', { name: 'Öncelik: Acil. Değiştir' }).waitFor();
  await colleague.log.getByText(/önceliği değiştirdi: Acil/).waitFor();
  assert.equal(await ayse.box.getByText('öncelik').count(), 0, 'the visitor hears nothing of it');

  await side.getByRole('button', { name: 'Ayrıntıları düzelt' }).click();
  await side.getByLabel('Konu').fill('Burs ödemesi gecikti');
  await side.getByLabel('Burs ödemeleri').check();
  await side.getByLabel('Dil').selectOption('en');
  await side.getByRole('button', { name: 'Kaydet' }).click();
  await side.getByText('Burs ödemeleri').waitFor();
  await side.getByText('İngilizce').first().waitFor();
  await colleague.page.locator('.talk-sub').getByText('Burs ödemesi gecikti').waitFor();

  await page.getByRole('button', { name: 'Filtrele' }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByLabel('Öncelik').selectOption('urgent,high');
  await dialog.getByRole('button', { name: 'Uygula' }).click();
  await page.locator('.narrowed').getByText('Acil, Yüksek').waitFor();
  await until(async () => (await page.locator('.list a.conv').count()) === 1, 'only this one is so urgent');
  await page.locator('.list a.conv').getByText('Acil', { exact: true }).waitFor();
  for (const it of [desk, colleague, ayse]) {
    it.assertQuiet();
    await it.context.close();
  }
});

test('messages answer one another on both sides, under the name that the site gives its agents', async () => {
  await admin('PUT', '/api/settings/widget', { agent_name: 'Öğrenci İşleri' });
  const ayse = await opensWidget(browser, server);
  await ayse.says('Okapi mi, zebra mı?');
  await ayse.settled();
  const found = await until(async () => (await admin('GET', `/api/chat/search?kind=message&q=${encodeURIComponent('okapi')}`)).items[0], 'it is found');
  const desk = await opensDesk(browser, server, server.demo.admin);
  const { page, log } = desk;
  await page.goto(`${server.address}/inbox/${found.conversation.id}`);
  await desk.sees('Okapi mi, zebra mı?');
  const asked = log.locator('article.msg', { hasText: 'Okapi mi, zebra mı?' }).first();
  await asked.hover();
  await asked.getByRole('button', { name: 'Bu mesajı yanıtla' }).click();
  await page.locator('.answering').getByText('Okapi mi, zebra mı?').waitFor();
  await desk.says('Okapi');
  await page.locator('.answering').waitFor({ state: 'detached' });
  await desk.settled();
  const answer = log.locator('article.msg.me', { hasText: 'Okapi' }).last();
  await answer.locator('button.quote').getByText('Okapi mi, zebra mı?').waitFor();
  await answer.locator('button.quote').click();
  await log.locator('article[aria-current=true]', { hasText: 'Okapi mi, zebra mı?' }).waitFor();

  await ayse.box.locator('.m .quote').getByText('Okapi mi, zebra mı?').waitFor();
  await ayse.box.locator('.log').getByText('Öğrenci İşleri sohbete katıldı').waitFor();
  await until(async () => /^Öğrenci İşleri\s+Çevrimiçi/.test(await ayse.panel.locator('.head').innerText()), 'the head tells who it is');
  assert.equal(await ayse.box.getByText('Nermin').count(), 0, 'nobody’s own name is shown');
  const theirs = ayse.box.locator('.m', { hasText: 'Okapi' }).last();
  await theirs.hover();
  await theirs.getByRole('button', { name: 'Bu mesajı yanıtla' }).click();
  await ayse.box.getByText('Yanıtlanıyor: Okapi').waitFor();
  assert.deepEqual(await look(ayse.page, 'widget-answering', { within: 'asisttr-widget' }), []);
  await ayse.says('Teşekkürler');
  await ayse.settled();
  await ayse.mine.last().locator('.quote').getByText('Okapi', { exact: true }).waitFor();
  await log.locator('article.msg', { hasText: 'Teşekkürler' }).locator('button.quote').getByText('Okapi', { exact: true }).waitFor();
  assert.equal(await ayse.box.getByText('Yanıtlanıyor').filter({ visible: true }).count(), 0);
  assert.deepEqual(await look(page, 'answers', {}), []);
  for (const it of [desk, ayse]) {
    it.assertQuiet();
    await it.context.close();
  }
});

describe('the thread with all that is known of it, and its form', () => {
  for (const [language, tone, width] of LOOKS) {
    test(`${language}, ${tone}, ${width}`, async () => {
      const it = await newPage(browser, { colorScheme: tone, viewport: SIZES[width] }, [server.address]);
      const desk = deskOn(it.page, server.address);
      await desk.signsIn(server.demo.admin, server.demo.password, { live: false });
      await it.page.evaluate((chosen) => localStorage.setItem('asisttr.lang', JSON.stringify(chosen)), language);
      await admin('PUT', '/api/auth/me', { language });
      await it.page.goto(`${server.address}/inbox/${id}`);
      const badge = it.page.locator('.talk-top .badge').filter({ hasText: language === 'tr' ? 'Acil' : 'Urgent' });
      await badge.waitFor();
      const [box, top] = [await badge.boundingBox(), await it.page.locator('.talk-top').boundingBox()];
      assert.ok(box.y + box.height <= top.y + top.height + 1, 'how urgent it is has room beside the name');
      const name = `details-${language}-${tone}-${width}`;
      assert.deepEqual(await look(it.page, name, {}), []);
      if (width === '390') {
        await it.page.locator('.talk-acts').getByRole('button', { name: language === 'tr' ? 'Daha fazla' : 'More' }).click();
        await it.page.getByRole('menuitem', { name: language === 'tr' ? 'Ziyaretçi bilgileri' : 'About the visitor' }).click();
      }
      await it.page.locator('.side').getByRole('button', { name: language === 'tr' ? 'Ayrıntıları düzelt' : 'Edit details' }).click();
      await it.page.locator('.side').getByLabel(language === 'tr' ? 'Konu' : 'Subject').waitFor();
      assert.deepEqual(await look(it.page, `${name}-form`, {}), []);
      it.assertQuiet();
      await it.context.close();
    });
  }
});
