// Putting a conversation off, its transcript, what was before it, and macros with their undo.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { apiAs, deskOn, newPage, startBrowser, startServer, until, visitorOn } from './harness.mjs';
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

async function open(options = {}) {
  const it = await newPage(browser, options, [server.address]);
  const desk = deskOn(it.page, server.address);
  await desk.signsIn(server.demo.admin, server.demo.password);
  await it.page.locator('a.conv').first().waitFor();
  await it.page.getByRole('button', { name: /^Tümü \d/ }).click();
  await it.page.locator('a.conv').first().click();
  await it.page.getByLabel('Mesaj yazın').waitFor();
  const menu = async (/** @type {string} */ name) => {
    await it.page.locator('.talk-acts').getByRole('button', { name: 'Daha fazla' }).click();
    await it.page.getByRole('menuitem', { name }).click();
  };
  return { ...it, desk, menu };
}

test('a conversation is put off and brought back, and downloaded', async () => {
  const { page, menu, assertQuiet, context } = await open();
  const name = await page.locator('.talk-title').textContent();
  const row = page.locator('a.conv', { hasText: name });
  await menu('Ertele');
  await page.getByRole('dialog').waitFor();
  assert.deepEqual(await look(page, 'snooze', {}), []);
  await page.getByRole('button', { name: /^Yarın sabah/ }).click();
  await row.waitFor({ state: 'detached' });
  await page.locator('.talk-head').getByText('Ertelendi').waitFor();
  await page.getByRole('button', { name: /^Ertelenen/ }).click();
  await row.waitFor();
  assert.deepEqual(await look(page, 'snoozed', {}), []);
  await menu('Ertelemeyi kaldır');
  await page.getByRole('button', { name: /^Tümü \d/ }).click();
  await row.waitFor();

  await menu('Dökümü indir');
  await page.getByRole('button', { name: 'HTML' }).click();
  await page.getByLabel('Dahili notları da ekle').check();
  assert.deepEqual(await look(page, 'transcript', {}), []);
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'İndir', exact: true }).click()]);
  assert.match(file.suggestedFilename(), /^sohbet-\d+\.html$/);
  assert.match(await readFile(await file.path(), 'utf8'), /<!doctype html>[^]*Sohbet dökümü/);
  assertQuiet();
  await context.close();
});

test('a macro is put together, run and taken back', async () => {
  const { page, desk, assertQuiet, context } = await open();
  await page.goto(`${server.address}/settings/macros`);
  await page.getByRole('button', { name: 'Makro ekle' }).first().click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Ad', { exact: true }).fill('Bilgi ver ve kapat');
  const step = async (/** @type {string} */ name) => {
    await form.getByRole('button', { name: 'Adım ekle' }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  await step('Sohbeti kapat');
  await step('Yanıtla');
  await form.getByLabel('Yanıtla').fill('Merhaba, ben {{temsilci.ad}}.');
  await step('Etiket ekle');
  await form.getByLabel('Etiket ekle', { exact: true }).fill('bilgi verildi');
  for (let at = 0; at < 2; at += 1) await form.locator('.macro-step', { hasText: 'Sohbeti kapat' }).getByRole('button', { name: 'Aşağı taşı' }).click();
  assert.deepEqual(await look(page, 'macro-edit', {}), []);
  await form.getByRole('button', { name: 'Kaydet' }).click();
  await page.getByRole('button', { name: 'Bilgi ver ve kapat' }).waitFor();
  assert.deepEqual(await look(page, 'macros', {}), []);

  await page.goto(`${server.address}/inbox`);
  await page.locator('a.conv').first().click();
  await page.getByRole('button', { name: 'Makro çalıştır' }).click();
  await page.getByRole('menuitem', { name: 'Bilgi ver ve kapat' }).click();
  await page.getByText('Bu sohbet kapandı.').waitFor();
  await page.locator('.side .tags').getByText('bilgi verildi').waitFor();
  assert.deepEqual(await look(page, 'macro-done', {}), []);
  await page.locator('.toast').getByRole('button', { name: 'Geri al' }).click();
  await page.getByLabel('Mesaj yazın').waitFor();
  await until(async () => (await page.locator('.side .tags').getByText('bilgi verildi').count()) === 0, 'the tag is gone');
  assert.ok((await desk.bodies('.me')).some((it) => /^Merhaba, ben [^{]+\.$/.test(it)), 'what was said stays said');
  assertQuiet();
  await context.close();
});

test('what is taken back is as it was: whose, how urgent, until when, and with its own tags', async () => {
  const admin = await apiAs(server, server.demo.admin);
  const name = 'Üstlen ve ertele';
  const steps = [{ type: 'tag', tag: 'iade' }, { type: 'tag', tag: 'yeni etiket' }, { type: 'assign', assignee: 'me' }, { type: 'priority', priority: 'urgent' }, { type: 'snooze', hours: 3 }];
  await admin('POST', '/api/macros', { name, actions: steps });
  const { page, assertQuiet, context } = await open();
  const id = new URL(page.url()).pathname.split('/').at(-1);
  const elif = (await admin('GET', '/api/agents')).items.find((/** @type {any} */ it) => it.name === 'Elif Karaca');
  await admin('POST', `/api/chat/${id}/tag`, { tag: 'iade' });
  await admin('PUT', `/api/chat/${id}/assign`, { assignee: elif.id });
  await admin('PUT', `/api/chat/${id}`, { priority: 'high' });
  const how = async () => {
    const { status, assignee, priority, snoozed_until, tags } = await admin('GET', `/api/chat/${id}`);
    return { status, assignee: assignee?.name, priority, snoozed_until, tags };
  };
  const before = await how();
  assert.deepEqual([before.assignee, before.priority, before.snoozed_until, before.tags.includes('iade')], ['Elif Karaca', 'high', null, true]);
  await page.getByRole('button', { name: 'Makro çalıştır' }).click();
  await page.getByRole('menuitem', { name }).click();
  const toast = page.locator('.toast', { hasText: name });
  await toast.waitFor();
  const done = await how();
  assert.deepEqual([done.assignee === before.assignee, done.priority, Boolean(done.snoozed_until), done.tags.includes('yeni etiket')], [false, 'urgent', true, true]);
  await toast.getByRole('button', { name: 'Geri al' }).click();
  await until(async () => {
    assert.deepEqual(await how(), before);
    return true;
  }, 'all of it is as before');
  assertQuiet();
  await context.close();
});

test('what was said in earlier conversations reads as one thread', async () => {
  const visit = await newPage(browser, {}, [server.address]);
  await visit.page.goto(server.demo.page);
  await visit.page.locator('asisttr-widget .bubble.on').waitFor();
  const ayse = visitorOn(visit.page);
  await ayse.opens();
  await ayse.says('Gergedan sorusu');
  await ayse.settled();
  const { page, desk, assertQuiet, context } = await open();
  await desk.finds('Gergedan');
  const first = await page.locator('a.conv').first().getAttribute('href');
  await page.locator('a.conv').first().click();
  await desk.sees('Gergedan sorusu');
  assert.equal(await page.getByRole('button', { name: 'Önceki sohbetleri göster' }).count(), 0);
  await page.getByRole('button', { name: 'Kapat', exact: true }).click();
  await ayse.says('Timsah sorusu');
  await ayse.settled();
  await desk.finds('Timsah');
  assert.notEqual(await page.locator('a.conv').first().getAttribute('href'), first);
  await page.locator('a.conv').first().click();
  await desk.sees('Timsah sorusu');
  await page.getByRole('button', { name: 'Önceki sohbetleri göster' }).click();
  await desk.sees('Gergedan sorusu');
  await desk.log.getByText('Bu sohbet', { exact: true }).waitFor();
  assert.deepEqual(await look(page, 'history', {}), []);
  assertQuiet();
  await visit.context.close();
  await context.close();
});

test('the command palette goes anywhere by typing', async () => {
  const { page, assertQuiet, context } = await open();
  await page.getByLabel('Mesaj yazın').press('Control+k');
  const box = page.getByRole('dialog', { name: 'Komut paleti' });
  await box.waitFor();
  assert.deepEqual(await look(page, 'palette', {}), []);
  await page.keyboard.type('MAKROLAR');
  await box.getByRole('option', { name: /^Makrolar/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/settings/macros');
  await page.keyboard.press('Control+k');
  await box.waitFor();
  await page.keyboard.type('mola');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /Durum: Mola/ }).waitFor();
  await page.keyboard.press('Control+k');
  await box.waitFor();
  await page.keyboard.press('Escape');
  await box.waitFor({ state: 'detached' });
  assertQuiet();
  await context.close();
});

test('what was begun at one machine goes on at another', async () => {
  const one = await open();
  const path = new URL(one.page.url()).pathname;
  const told = one.page.waitForResponse((it) => it.url().endsWith('/draft') && it.request().method() === 'PUT');
  await one.page.getByLabel('Mesaj yazın').fill('Yarın sabah');
  assert.equal((await told).status(), 204);
  const two = await open();
  await two.page.goto(server.address + path);
  await until(async () => (await two.page.getByLabel('Mesaj yazın').inputValue()) === 'Yarın sabah', 'the words came along');
  for (const it of [one, two]) {
    it.assertQuiet();
    await it.context.close();
  }
});
