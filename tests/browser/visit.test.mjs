// What a visitor can do beyond writing: choose a department, send documents, ask for a call; and what happens to one
// who goes quiet. With how the desk shows all of it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiAs, opensDesk, opensWidget, startBrowser, startServer, until } from './harness.mjs';
import { look } from './look.mjs';

const KEREM = 'kerem.tuna@gulveren.example';

/** The demo's page has a menu that is scrolled sideways. */
const PAGE = { scrollers: ['nav.menu', 'nav.menu *'] };

let server, browser, admin, departments;

before(async () => {
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0' } });
  browser = await startBrowser();
  admin = await apiAs(server, server.demo.admin);
  departments = (await admin('GET', '/api/departments')).items;
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const visitorOpens = (options) => opensWidget(browser, server, options);
const agentOpens = (email) => opensDesk(browser, server, email);

test('the site offers departments, and a visitor has to choose one', async () => {
  const desk = await agentOpens(server.demo.admin);
  await desk.page.goto(`${server.address}/settings/widget`);
  await desk.page.getByRole('switch', { name: 'Ziyaretçi departman seçsin' }).check();
  const section = desk.page.getByRole('group', { name: 'Sunulan departmanlar' });
  await section.getByLabel(departments[0].name).check();
  await section.getByLabel(departments[1].name).check();
  await section.scrollIntoViewIfNeeded();
  assert.deepEqual(await look(desk.page, 'widget-departments-setting', { scrollers: ['.page-nav', '.page-nav *', '.seg', '.seg *'] }), []);
  await desk.page.getByRole('button', { name: 'Kaydet' }).click();
  await desk.page.getByText('Kaydedildi').waitFor();
  desk.assertQuiet();
  await desk.context.close();

  for (const [name, options] of [['wide', {}], ['narrow-dark', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }]]) {
    const ayse = await visitorOpens(options);
    await ayse.says('Burs sonuçları ne zaman açıklanır?');
    const choice = ayse.box.getByRole('group', { name: 'Hangi birimle görüşmek istiyorsunuz?' });
    await choice.waitFor();
    assert.equal(await choice.getByRole('radio').count(), 2, 'only those on offer');
    await ayse.box.getByRole('button', { name: 'Sohbete başla' }).click();
    await choice.getByText('Bu alan gerekli.').waitFor();
    assert.deepEqual(await look(ayse.page, `widget-departments-${name}`, PAGE), []);
    await choice.getByText(departments[0].name, { exact: true }).click();
    await ayse.box.getByRole('button', { name: 'Sohbete başla' }).click();
    await ayse.sees('Burs sonuçları ne zaman açıklanır?');
    await ayse.settled();
    const { items } = await admin('GET', `/api/chat?department=${departments[0].id}&view=any`);
    assert.equal(items[0].department.name, departments[0].name);
    ayse.assertQuiet();
    await ayse.context.close();
  }
  await admin('PUT', '/api/settings/widget', { departments: { enabled: false, offered: [] } });
});

test('documents are sent, and shown with their kind on both sides', async () => {
  const desk = await agentOpens(KEREM);
  const ayse = await visitorOpens();
  const file = (name, mimeType, text) => ({ name, mimeType, buffer: Buffer.from(text) });
  await ayse.box.locator('input[type=file]').setInputFiles([
    file('notlar.csv', 'text/csv', 'ad;not\nÇağla;90\n'),
    file('dilekçe.txt', 'text/plain', 'Sayın yetkili,\n'),
  ]);
  await ayse.box.locator('.files li').nth(1).waitFor();
  await until(async () => (await ayse.box.locator('.files .spin').count()) === 0, 'both are there');
  await ayse.says('Belgelerim ektedir.\n\n```python\nprint("merhaba")  # selam\n```');
  await ayse.settled();
  const link = ayse.box.locator('.m.me a.file');
  await link.nth(1).waitFor();
  assert.deepEqual(await link.locator('b').allTextContents(), ['notlar.csv', 'dilekçe.txt']);
  await ayse.box.locator('.m.me .hljs-string').waitFor();
  assert.equal(await ayse.box.locator('.m.me pre').innerText(), 'print("merhaba")  # selam', 'the words stay as they are');
  assert.deepEqual(await look(ayse.page, 'widget-documents', PAGE), []);

  const [{ id }] = (await admin('GET', '/api/chat?view=any&limit=1')).items;
  await desk.page.goto(`${server.address}/inbox/${id}`);
  await desk.log.locator('a.file', { hasText: 'notlar.csv' }).waitFor();
  await desk.log.locator('.hljs-keyword, .hljs-built_in').first().waitFor();
  assert.deepEqual(await look(desk.page, 'desk-documents'), []);
  const saved = desk.page.waitForEvent('download');
  await desk.log.locator('a.file', { hasText: 'dilekçe.txt' }).click();
  assert.equal((await saved).suggestedFilename(), 'dilekçe.txt');

  await ayse.box.locator('input[type=file]').setInputFiles([file('yedek.zip', 'application/zip', 'PK\x03\x04 değil')]);
  await ayse.box.getByText('“yedek.zip”: Bu dosya türü kabul edilmiyor', { exact: false }).waitFor();
  ayse.complaints.splice(0, ayse.complaints.length, ...ayse.complaints.filter((it) => !it.includes('415')));
  ayse.assertQuiet();
  desk.assertQuiet();
  await ayse.context.close();
  await desk.context.close();
});

test('whoever waits long may ask for a call, and the desk sees it as one', async () => {
  await admin('PUT', '/api/settings/routing', { queue_seconds: 30 });
  const ayse = await visitorOpens();
  await ayse.page.evaluate(() => delete Crypto.prototype.randomUUID); // as on a page without https
  await ayse.says('Kimse yok mu?');
  await ayse.panel.locator('.person').click();
  await ayse.panel.locator('.card.wait').waitFor();
  const call = ayse.panel.getByRole('button', { name: 'Beni arayın' });
  await call.waitFor({ timeout: 45_000 });
  assert.deepEqual(await look(ayse.page, 'widget-long-wait', PAGE), []);
  await call.click();
  await ayse.box.getByLabel('Ad soyad').fill('Ayşe Kaya');
  await ayse.box.getByLabel('Telefon').fill('arayın');
  await ayse.box.getByLabel('Ne zaman arayalım?').fill('yarın öğleden sonra');
  await ayse.box.getByLabel('Mesajınız').last().fill('Burs sonucumu soracaktım.');
  await ayse.box.getByRole('button', { name: 'Gönder' }).last().click();
  await ayse.box.getByText('Geçerli bir telefon numarası yazın.').waitFor();
  assert.deepEqual(await look(ayse.page, 'widget-callback', PAGE), []);
  await ayse.box.getByLabel('Telefon').fill('+90 555 010 20 30');
  await ayse.box.getByRole('button', { name: 'Gönder' }).last().click();
  await ayse.box.getByText('Arama isteğiniz alındı').waitFor();
  await admin('PUT', '/api/settings/routing', { queue_seconds: 300 });

  const desk = await agentOpens(KEREM);
  await desk.page.goto(`${server.address}/tickets`);
  await desk.page.locator('.ticket-card', { hasText: 'Ayşe Kaya' }).locator('a').click();
  await desk.page.locator('.ticket-call').getByRole('link', { name: '+90 555 010 20 30' }).waitFor();
  await desk.page.getByText('yarın öğleden sonra').waitFor();
  assert.deepEqual(await look(desk.page, 'desk-callback'), []);
  desk.assertQuiet();
  await ayse.context.close();
  await desk.context.close();
});

test('a visitor who goes quiet is asked, and the chat ends with the question how it was', async () => {
  const desk = await agentOpens(KEREM);
  const ayse = await visitorOpens();
  await ayse.says('Sorum vardı');
  await ayse.settled();
  const [{ id }] = (await admin('GET', '/api/chat?view=any&limit=1')).items;
  await desk.page.goto(`${server.address}/inbox/${id}`);
  await desk.says('Buyurun, dinliyorum');
  await ayse.sees('Buyurun, dinliyorum');
  ayse.mayLoseTheLine();
  desk.mayLoseTheLine();
  const later = async (minutes) => {
    await server.kill();
    await server.restart(minutes);
  };
  // What the desk is about to look up when the line breaks waits for the line, and for a token that has not ended.
  const [ticket] = (await admin('GET', '/api/tickets?limit=1')).items;
  await admin('PUT', `/api/tickets/${ticket.id}/status`, { status: ticket.status === 'open' ? 'pending' : 'open' });
  await later(31);
  await ayse.sees('Hâlâ orada mısınız? 5 dakika içinde yazmazsanız görüşme kapanacak.');
  await desk.log.getByText('Ziyaretçiye hâlâ orada mı diye soruldu', { exact: false }).waitFor();
  assert.deepEqual(await look(ayse.page, 'widget-idle', PAGE), []);
  await later(37);
  await ayse.sees('Yanıt gelmediği için görüşme kapandı');
  await ayse.panel.getByText('Görüşmeyi nasıl buldunuz?').waitFor();
  await until(async () => (await apiAs(server, server.demo.admin))('GET', `/api/chat/${id}`).then((it) => it.status === 'closed'), 'the desk sees it closed');
  ayse.assertQuiet();
  desk.assertQuiet();
  assert.deepEqual(server.errors(), []);
});
