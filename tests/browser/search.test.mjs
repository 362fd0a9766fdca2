// Searching in what was said: from a word to the message in its place.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deskOn, newPage, startBrowser, startServer, until, visitorOn } from './harness.mjs';
import { look } from './look.mjs';

let server, browser;

before(async () => {
  browser = await startBrowser();
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0', ASISTTR_LIMITS_MESSAGES: '0' } });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Requests as the demo's admin. */
async function asAdmin() {
  const send = async (method, path, body, headers = {}) => {
    const response = await fetch(server.address + path, { method, headers: { 'content-type': 'application/json', ...headers }, body: body && JSON.stringify(body) });
    return response.status === 204 ? null : response.json();
  };
  const session = await send('POST', '/api/auth/login', { email: server.demo.admin, password: server.demo.password });
  return (method, path, body) => send(method, path, body, { authorization: `Bearer ${session.access_token}` });
}

/** A conversation that begins with `words` and goes on for long. */
async function longTalk(words) {
  const visit = await newPage(browser, {}, [server.address]);
  await visit.page.goto(server.demo.page);
  await visit.page.locator('asisttr-widget .bubble.on').waitFor();
  const ayse = visitorOn(visit.page);
  await ayse.opens();
  await ayse.says(words);
  await ayse.settled();
  const admin = await asAdmin();
  const find = () => admin('GET', `/api/chat/search?author=visitor&q=${encodeURIComponent(words)}`);
  const { id } = await until(async () => (await find()).items[0]?.conversation, 'it is found');
  for (let nth = 1; nth <= 70; nth += 1) await admin('POST', `/api/chat/${id}/note`, { body: `Dolgu ${nth}`, client_ref: `d${nth}` });
  await visit.context.close();
  return id;
}

async function open(options = {}) {
  const it = await newPage(browser, options, [server.address]);
  const desk = deskOn(it.page, server.address);
  await desk.signsIn(server.demo.admin, server.demo.password);
  await it.page.locator('a.conv').first().waitFor();
  return { ...it, desk, field: it.page.getByLabel('Ara: kişi, mesaj, numara') };
}

const inView = (element) => element.evaluate((it) => {
  const [box, pane] = [it.getBoundingClientRect(), it.closest('.scroll').getBoundingClientRect()];
  return box.top >= pane.top && box.bottom <= pane.bottom;
});

test('a word leads to the message in its place, and keys to the next one', async () => {
  const id = await longTalk('Gergedan başvurusu nasıl yapılır?');
  const { page, desk, field, assertQuiet, context } = await open();
  await desk.finds('gergedan basvuru');
  const row = page.locator('.found a.conv').first();
  assert.deepEqual(await row.locator('mark').allTextContents(), ['Gergedan', 'başvurusu']);
  assert.deepEqual(await look(page, 'search-light', {}), []);
  await field.press('Enter');
  const found = page.locator('article[aria-current=true]');
  await found.getByText('Gergedan başvurusu nasıl yapılır?').waitFor();
  assert.equal(await page.locator('h1.pane-title').evaluate((it) => it.getBoundingClientRect().top >= 0), true, 'only the thread was scrolled');
  assert.match(page.url(), new RegExp(`/inbox/${id}\\?m=\\d+$`));
  assert.ok(await inView(found), 'it is on the screen');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'conversations', 'where j and k work');
  assert.equal(await desk.log.getByText('Dolgu 70', { exact: true }).count(), 0);
  assert.deepEqual(await look(page, 'search-open', {}), []);
  await page.getByRole('button', { name: 'Sohbetin sonuna git' }).click();
  await desk.sees('Dolgu 70');

  await page.getByRole('button', { name: 'En yeni' }).click();
  await desk.finds('dolgu');
  await field.press('Enter');
  await found.getByText('Dolgu 70', { exact: true }).waitFor();
  await page.keyboard.press('j');
  await found.getByText('Dolgu 69', { exact: true }).waitFor();
  await page.keyboard.press('k');
  await found.getByText('Dolgu 70', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Daha fazla göster' }).click();
  await until(async () => (await page.locator('.found a.conv').count()) >= 70, 'all of them are shown');

  await page.getByRole('button', { name: 'Filtrele' }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByLabel('Durum').selectOption('closed');
  await dialog.getByRole('button', { name: 'Uygula' }).click();
  await page.getByText('“dolgu” için sonuç yok').waitFor();
  assert.deepEqual(await look(page, 'search-none', {}), []);
  await page.locator('.empty').getByRole('button', { name: 'Filtreyi kaldır' }).click();
  await row.waitFor();
  await field.fill('d');
  await page.getByText('En az iki harf yazın').waitFor();
  await field.fill('');
  await page.getByRole('button', { name: /^Tümü/ }).waitFor();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('gergedan');
  await page.getByRole('option', { name: 'Sohbetlerde ara: gergedan' }).click();
  await row.locator('mark').first().waitFor();
  assertQuiet();
  await context.close();
});

test('the results are whole on a narrow screen and in the dark', async () => {
  const { page, desk, field, assertQuiet, context } = await open({ viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
  await desk.finds('kayıt');
  assert.deepEqual(await look(page, 'search-dark-360', {}), []);
  await page.locator('.found a.conv').first().click();
  await page.locator('article[aria-current=true]').waitFor();
  assert.deepEqual(await look(page, 'search-open-dark-360', {}), []);
  await page.locator('.talk-head').getByLabel('Geri').click();
  assert.equal(await field.inputValue(), 'kayıt', 'the search is still there');
  await page.locator('.found a.conv').first().waitFor();
  assertQuiet();
  await context.close();
});
