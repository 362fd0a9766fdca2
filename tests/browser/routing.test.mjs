// Waiting, transferring, offers, and an agent who is suddenly gone, as people see them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiAs, opensDesk, opensWidget, startBrowser, startServer, until } from './harness.mjs';

/** A lost agent has a minute to come back. */
const GRACE = { timeout: 90_000 };
const KEREM = 'kerem.tuna@gulveren.example';

let server, browser, admin;

before(async () => {
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0' } });
  browser = await startBrowser();
  admin = await apiAs(server, server.demo.admin);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const visitorOpens = (options) => opensWidget(browser, server, options);
const agentOpens = (email) => opensDesk(browser, server, email);

test('whoever waits sees the place, and can leave it', async () => {
  const ayse = await visitorOpens();
  await ayse.says('Kimse var mı?');
  await ayse.panel.locator('.person').click();
  // The last of all who wait, whoever of the demo's past has gone meanwhile.
  await until(async () => {
    const { items } = await admin('GET', '/api/chat?view=queued');
    return items.length && (await ayse.panel.locator('.card.wait small').innerText()).includes(`Sıranız: ${items.length}`);
  }, 'the place is told');
  await ayse.panel.getByRole('button', { name: 'Kuyruktan çık' }).click();
  await ayse.box.locator('.log').getByText('Kuyruktan çıktınız').waitFor();
  await ayse.panel.locator('.card.wait').waitFor({ state: 'detached' });
  await ayse.panel.locator('.person').waitFor();
  ayse.assertQuiet();
  await ayse.context.close();
});

test('a conversation is transferred with a note, and its agent is suddenly gone', async () => {
  // Whoever of the demo's past waits must not take the place that is needed at the end.
  await giveRoom('Elif Karaca');
  await giveRoom('Kerem Tuna');
  const elif = await agentOpens(server.demo.agent);
  // What waited in the demo's past fills the lists; this one is ours.
  const ayse = await visitorOpens();
  await ayse.says('Aktarılacak soru');
  await ayse.settled();
  const { items } = await until(async () => {
    const found = await admin('GET', `/api/chat/search?kind=message&q=${encodeURIComponent('"Aktarılacak soru"')}`);
    return found.total && { items: found.items.map((it) => it.conversation) };
  }, 'it is found');
  await admin('PUT', `/api/chat/${items[0].id}/assign`, { assignee: (await admin('GET', '/api/agents')).items.find((it) => it.name === 'Elif Karaca').id });
  const kerem = await agentOpens(KEREM);
  await elif.page.goto(`${server.address}/inbox/${items[0].id}`);
  await elif.sees('Aktarılacak soru');

  await elif.page.locator('#assign-menu').click();
  await elif.page.getByRole('menuitem', { name: 'Aktar…' }).click();
  const dialog = elif.page.locator('dialog[open]');
  await dialog.getByRole('radio', { name: /Onur Bayrak/ }).check();
  await dialog.getByRole('button', { name: 'Aktar', exact: true }).click();
  await dialog.getByText('Bu temsilci çevrimdışı.').waitFor();
  await dialog.getByRole('radio', { name: /Kerem Tuna/ }).check();
  await dialog.getByLabel('Not').fill('Kayıt numarasını sordum');
  await dialog.getByRole('button', { name: 'Aktar', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await ayse.box.locator('.log').getByText('Sohbet Kerem Tuna adlı temsilciye aktarıldı').waitFor();
  assert.equal(await ayse.box.getByText('Kayıt numarasını sordum').count(), 0, 'the note stays among colleagues');
  await kerem.page.goto(`${server.address}/inbox/${items[0].id}`);
  await kerem.page.locator('article.note').filter({ hasText: 'Kayıt numarasını sordum' }).waitFor();
  await kerem.page.getByText('Aktarıldı; o sırada').waitFor();

  await kerem.context.close();
  await ayse.panel.getByText('Bağlantı sorunu, yeniden bağlanıyor…').waitFor();
  await ayse.box.locator('.log').getByText('Kerem Tuna bağlantısını kaybetti').waitFor(GRACE);
  await ayse.box.locator('.log').getByText('Elif Karaca sohbete katıldı').last().waitFor();
  await until(async () => (await elif.page.locator('.side').innerText()).includes('Elif Karaca'), 'the desk shows who has it now');
  // What cannot be done is said by the server, and noted by the browser.
  assert.deepEqual(elif.complaints.filter((it) => !/409 \(Conflict\) \S+\/transfer$/.test(it)), []);
  ayse.assertQuiet();
  for (const it of [elif, ayse]) await it.context.close();
});

/** Room for everything that the demo has waiting, too. @param {string} name */
async function giveRoom(name) {
  const { items } = await admin('GET', '/api/users');
  await admin('PUT', `/api/users/${items.find((it) => it.name === name).id}`, { max_chats: 60 });
}

test('an agent is asked first, and takes it', async () => {
  await admin('PUT', '/api/settings/routing', { handing: 'offer', accept_seconds: 120 });
  const elif = await agentOpens(server.demo.agent);
  const ayse = await visitorOpens();
  await ayse.says('Sunulan soru');
  const offer = elif.page.locator('.offer').filter({ hasText: 'Sunulan soru' });
  // What waited before is offered, too, and let pass.
  await until(async () => {
    if (await offer.count()) return true;
    const other = elif.page.locator('.offer').first();
    if (await other.count()) await other.getByRole('button', { name: 'Geç' }).click({ timeout: 1000 }).catch(() => {});
    return false;
    // A desk that was closed counts for a minute: until then it may be offered there.
  }, 'it is offered', 100_000);
  await offer.getByRole('button', { name: 'Kabul et' }).click();
  await ayse.box.locator('.log').getByText('Elif Karaca sohbete katıldı').waitFor();
  await elif.sees('Sunulan soru');
  for (const it of [elif, ayse]) {
    it.assertQuiet();
    await it.context.close();
  }
});

test('who gets it is ruled and tried in the settings', async () => {
  await admin('PUT', '/api/settings/routing', { handing: 'assign' });
  await giveRoom('Nermin Aksoy');
  const desk = await agentOpens(server.demo.admin);
  const { page } = desk;
  await page.goto(`${server.address}/settings/departments`);
  await page.getByRole('button', { name: 'Departman ekle' }).first().click();
  await page.locator('dialog[open]').getByLabel('Ad', { exact: true }).fill('Burs ofisi');
  await page.locator('dialog[open]').getByLabel('Elif Karaca').check();
  await page.locator('dialog[open]').getByRole('button', { name: 'Kaydet' }).click();
  await page.locator('table').getByText('Burs ofisi').waitFor();
  await page.goto(`${server.address}/settings/routing`);
  await page.getByRole('button', { name: 'Kural ekle' }).click();
  await page.locator('dialog[open]').getByLabel('Kime verilsin?').selectOption('language');
  await page.locator('dialog[open]').getByRole('button', { name: 'Tamam' }).click();
  await page.getByText('En az bir koşul seçin.').waitFor();
  await page.locator('dialog[open]').getByLabel('Ziyaretçinin dili').selectOption('en');
  await page.locator('dialog[open]').getByRole('button', { name: 'Tamam' }).click();
  await page.locator('.rule').filter({ hasText: 'dil İngilizce ise' }).waitFor();
  await page.getByRole('button', { name: 'Kaydet' }).click();
  await page.getByText('Kaydedildi').first().waitFor();
  await page.locator('.set-bench').getByLabel('Departman').selectOption({ label: 'Burs ofisi' });
  // A desk that was closed a moment ago may still be thought open.
  const missed = page.locator('.gets li').filter({ hasText: 'Elif Karaca' }).filter({ hasText: 'Çevrimdışı.' });
  await until(async () => {
    await page.locator('.set-bench').getByRole('button', { name: 'Kim alırdı?' }).click();
    await page.locator('.gets li').first().waitFor();
    return missed.isVisible();
  }, 'the desk that was closed is missed');
  await page.locator('.gets-it').filter({ hasText: 'Nermin Aksoy' }).waitFor();
  await page.locator('.rule-hit').waitFor();
  desk.assertQuiet();
  assert.deepEqual(server.errors(), []);
});
