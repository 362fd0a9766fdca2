// The live list of visitors, an agent who speaks first, colleagues who see each other, a supervisor whom nobody sees.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deskOn, newPage, startBrowser, startServer, until, visitorOn } from './harness.mjs';
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
  await it.page.locator('.views').waitFor();
  return { ...it, desk };
}

/** Somebody on the demo's page. */
async function visit(query = '') {
  const it = await newPage(browser, {}, [server.address]);
  await it.page.goto(server.demo.page + query);
  await it.page.locator('asisttr-widget .bubble.on').waitFor();
  await it.page.mouse.move(200, 200);
  return it;
}

async function end(...all) {
  for (const it of all) {
    it.assertQuiet();
    await it.context.close();
  }
}

test('the list follows visitors, and an agent speaks to one of them first', async () => {
  const elif = await open(server.demo.agent);
  const { page } = elif;
  await page.keyboard.press('Escape');
  await page.locator('body').press('g');
  await page.locator('body').press('v');
  await page.getByRole('heading', { name: 'Ziyaretçiler' }).waitFor();
  await page.getByText('Şu anda sitede kimse yok').waitFor();
  assert.deepEqual(await look(page, 'live-empty'), []);

  const one = await visit('?utm_source=bahar');
  const row = page.locator('.live-rows .live-row');
  await row.filter({ hasText: 'bahar' }).waitFor();
  const two = await visit();
  await until(async () => (await row.count()) === 2, 'both are in the list');
  await one.page.evaluate(() => {
    history.pushState(null, '', '/demo?burs=1');
    document.title = 'Burslar';
  });
  await row.filter({ hasText: 'Burslar' }).waitFor();
  await page.getByLabel('Ara: ad, sayfa, numara').fill('burslar');
  await until(async () => (await row.count()) === 1, 'the search narrows');
  await page.getByText('2 kişiden 1').waitFor();
  for (const [tone, width] of [['light', 1440], ['dark', 1440], ['light', 390], ['dark', 390]]) {
    await page.emulateMedia({ colorScheme: tone });
    await page.setViewportSize({ width, height: 860 });
    assert.deepEqual(await look(page, `live-${tone}-${width}`, { scrollers: ['.seg', '.seg *', '.live-tools *', '.live-head *', '.live-head'] }), []);
  }
  await row.getByRole('link').click();
  await page.locator('.live-side .pages').getByText('Burslar').waitFor();
  for (const [tone, width] of [['dark', 390], ['light', 1440]]) {
    await page.emulateMedia({ colorScheme: tone });
    await page.setViewportSize({ width, height: 860 });
    assert.deepEqual(await look(page, `live-person-${tone}-${width}`, { scrollers: ['.seg', '.seg *', '.live-tools *', '.live-head *', '.live-head'] }), []);
  }
  await page.getByRole('button', { name: 'Sohbet başlat' }).click();
  await page.getByLabel('İlk mesaj').fill('Merhaba, **burs** için yardımcı olayım mı?');
  assert.deepEqual(await look(page, 'live-first-words'), []);
  await page.locator('.live-side').getByRole('button', { name: 'Gönder' }).click();
  await elif.desk.log.getByText('burs', { exact: true }).waitFor();

  const ayse = visitorOn(one.page);
  const peek = ayse.box.locator('.teaser');
  await peek.getByText('Merhaba, burs için yardımcı olayım mı?').waitFor();
  assert.equal(await ayse.box.locator('.badge').textContent(), '1');
  assert.deepEqual(await look(one.page, 'live-peek', { within: 'asisttr-widget' }), []);
  await peek.locator('.say').click();
  await ayse.input.waitFor();
  await peek.waitFor({ state: 'detached' });
  await ayse.says('Evet, lütfen');
  await elif.desk.sees('Evet, lütfen');
  await page.locator('.side .pages').getByText('Burslar').waitFor();

  await page.goto(`${server.address}/visitors`);
  await row.filter({ hasText: 'Burslar' }).locator('.c-chat .badge').waitFor();
  await end(two);
  await until(async () => (await row.count()) === 1, 'who left is gone');
  await end(elif, one);
});

test('colleagues see each other, a supervisor whispers unseen', async () => {
  const guest = await visit();
  const ayse = visitorOn(guest.page);
  await ayse.opens();
  await ayse.says('Bukalemun sorusu');
  await ayse.settled();
  const [elif, admin] = [await open(server.demo.agent), await open(server.demo.admin)];
  const names = await Promise.all([elif, admin].map((it) => it.page.evaluate(() => fetch('/api/auth/refresh', { method: 'POST' }).then((reply) => reply.json()).then((session) => session.user.name))));
  for (const it of [elif, admin]) {
    await it.page.getByRole('button', { name: /^Tümü/ }).click();
    await it.page.getByLabel('Ara: kişi, mesaj, numara').fill('Bukalemun');
    await until(async () => (await it.page.locator('a.conv').count()) === 1, 'it is found');
    await it.page.locator('a.conv').click();
    await it.desk.sees('Bukalemun sorusu');
  }
  await elif.desk.says('Buyurun');
  await admin.page.getByRole('img', { name: `Bu sohbete bakan: ${names[0]}` }).waitFor();
  await elif.page.getByRole('img', { name: `Bu sohbete bakan: ${names[1]}` }).waitFor();
  await elif.page.getByLabel('Mesaj yazın').pressSequentially('Şu belge');
  await admin.page.locator('.writing').getByText(`${names[0]} şu anda yanıt yazıyor`).waitFor();
  await admin.page.getByLabel('Ara: kişi, mesaj, numara').fill('');
  await admin.page.locator('a.conv .row-peers').first().waitFor();
  assert.deepEqual(await look(admin.page, 'peers'), []);

  await admin.page.locator('.talk-acts').getByRole('button', { name: 'Daha fazla' }).click();
  await admin.page.getByRole('menuitem', { name: 'Görünmeden izle' }).click();
  await admin.page.locator('.unseen').waitFor();
  await elif.page.locator('.peers').waitFor({ state: 'detached' });
  assert.equal(await admin.page.getByRole('tab', { name: 'Yanıt' }).count(), 0, 'nothing goes to the visitor from there');
  await admin.page.getByLabel(`${names[0]} için bir fısıltı yazın`).fill('Öğrenci numarasını sor');
  for (const tone of ['light', 'dark']) {
    await admin.page.emulateMedia({ colorScheme: tone });
    assert.deepEqual(await look(admin.page, `unseen-${tone}`), []);
  }
  await admin.page.locator('.composer').getByRole('button', { name: 'Fısılda', exact: true }).click();
  await elif.desk.log.locator('.note-whisper').getByText('Öğrenci numarasını sor').waitFor();
  assert.deepEqual(await look(elif.page, 'whisper'), []);
  assert.equal(await elif.page.locator('.peers').count(), 0);
  await elif.page.goto(`${server.address}/knowledge`);
  await elif.page.locator('.kb-main').waitFor();
  await admin.page.getByLabel(`${names[0]} için bir fısıltı yazın`).fill('Acele et');
  await admin.page.locator('.composer').getByRole('button', { name: 'Fısılda', exact: true }).click();
  await elif.page.locator('.toast').getByText(`${names[1]} size fısıldadı`).waitFor();

  // What was begun unseen is still no answer when one is seen.
  await admin.page.getByLabel(`${names[0]} için bir fısıltı yazın`).fill('Bunu ona söyleme');
  await admin.page.locator('.unseen').getByRole('button', { name: 'Devral' }).click();
  await admin.page.locator('.unseen').waitFor({ state: 'detached' });
  assert.equal(await admin.page.getByRole('tab', { name: 'Yanıt' }).getAttribute('aria-selected'), 'false');
  await admin.page.locator('.composer textarea').press('Control+Enter');
  await admin.desk.log.getByText('Bunu ona söyleme').first().waitFor();
  await admin.desk.says('Ben devam ediyorum');
  await ayse.sees('Ben devam ediyorum');
  const seen = await ayse.bodies();
  assert.ok(!seen.some((it) => /numarasını|Acele|söyleme/.test(it)), seen.join());
  await end(elif, admin, guest);
});

test('what a visitor types is shown to the agent, and the privacy notice says so', async () => {
  const admin = await open(server.demo.admin);
  const { page } = admin;
  await page.goto(`${server.address}/settings/widget`);
  await page.getByRole('switch', { name: 'Ziyaretçinin yazdığını göster' }).check();
  await page.getByRole('button', { name: 'Kaydet' }).click();
  await page.getByText('Yazılanı göstermek için aydınlatma metni açık olmalı').first().waitFor();
  assert.match(admin.complaints.pop() ?? '', /422 .*settings\/widget/, 'a browser notes every refusal');
  await page.getByRole('switch', { name: 'Sohbetten önce metni göster' }).check();
  await page.getByLabel('Metin (Türkçe)').fill('Verileriniz üniversitede kalır.');
  await page.getByRole('button', { name: 'Kaydet' }).click();
  await page.getByText('Kaydedildi').first().waitFor();

  const guest = await newPage(browser, {}, [server.address]);
  await guest.page.goto(server.demo.page);
  await guest.page.locator('asisttr-widget .bubble.on').waitFor();
  const ayse = visitorOn(guest.page);
  await ayse.bubble.click();
  await ayse.box.getByText('yazdıklarınızı, siz göndermeden de görebiliriz').waitFor();
  assert.deepEqual(await look(guest.page, 'widget-consent-preview', { within: 'asisttr-widget' }), []);
  await ayse.box.getByRole('button', { name: 'Okudum, sohbete başla' }).click();
  await ayse.says('Flamingo sorusu');
  await ayse.settled();
  await page.goto(`${server.address}/inbox`);
  await page.getByRole('button', { name: /^Tümü/ }).click();
  await page.getByLabel('Ara: kişi, mesaj, numara').fill('Flamingo');
  await until(async () => (await page.locator('a.conv').count()) === 1, 'it is found');
  await page.locator('a.conv').click();
  await admin.desk.sees('Flamingo sorusu');
  await ayse.input.pressSequentially('Bir de yurt');
  await admin.desk.log.locator('.typed-words').getByText('Bir de yurt', { exact: true }).waitFor();
  assert.deepEqual(await look(page, 'typing-preview'), []);
  await end(guest, admin);
});
