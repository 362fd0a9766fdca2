// What stands beside or above everything else: messages in the corner, the bell's pictures, choosers that follow their button;
// and a saved view of tickets, which keeps what was seen.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiAs, deskOn, newPage, opensDesk, startBrowser, startServer, until } from './harness.mjs';
import { look } from './look.mjs';

let server, browser, admin;

before(async () => {
  browser = await startBrowser();
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0' } });
  admin = await apiAs(server, server.demo.admin);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const make = (/** @type {string} */ subject, /** @type {any} */ more = {}) => admin('POST', '/api/tickets', { subject, body: `${subject} hakkında yardım istiyorum.`, requester: { name: 'Ayşe Kaya', email: 'ayse@ornek.edu.tr' }, ...more });

/** Whether two of them lie over each other. @param {any} one @param {any} other locators */
async function overlap(one, other) {
  const [a, b] = [await one.boundingBox(), await other.boundingBox()];
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

for (const [name, options] of /** @type {const} */ ([['desktop', {}], ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: 'dark' }]])) {
  test(`a message in the corner covers no bar and can be sent away (${name})`, async () => {
    const [here, there] = [await make(`Yurt aidatı ${name}`), await make(`Öğrenci kartı ${name}`)];
    const it = await opensDesk(browser, server, server.demo.agent, options);
    const { page } = it;
    await page.goto(`${server.address}/tickets/${here.id}`);
    const composer = page.locator('.composer');
    await composer.waitFor();
    const me = (await admin('GET', '/api/agents')).items.find((/** @type {any} */ one) => one.name === 'Elif Karaca');
    await admin('PUT', `/api/tickets/${there.id}`, { assignee_id: me.id });
    const toast = page.locator('.toast', { hasText: 'Size bir talep atandı' });
    await toast.waitFor();
    await until(async () => !(await overlap(toast, composer)), 'the message stands above the composer');
    assert.equal(await toast.locator('use').first().getAttribute('href').then((/** @type {string} */ href) => href.split('#')[1]), 'user-round-check');
    assert.deepEqual(await look(page, `corner-${name}`), []);
    // It grows with what is written, and the message makes room.
    await page.getByLabel('Talep sahibine yazın').fill(Array.from({ length: 8 }, (_, n) => `satır ${n}`).join('\n'));
    await until(async () => !(await overlap(toast, composer)), 'the message still stands above it');
    await toast.hover();
    await toast.getByRole('button', { name: 'Kapat' }).click();
    await toast.waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'TEXTAREA', 'one goes on writing');
    it.assertQuiet();
    await it.context.close();
  });
}

test('the bar for several tickets stays free of what it tells', async () => {
  await make('Kütüphane cezası');
  const it = await newPage(browser, {}, [server.address]);
  const { page } = it;
  await deskOn(page, server.address).signsIn(server.demo.admin, server.demo.password);
  await page.goto(`${server.address}/tickets`);
  await page.getByRole('button', { name: 'Liste' }).click();
  await page.getByLabel(/numaralı talebi seç/).first().check();
  await page.locator('.bulk-bar').getByRole('button', { name: 'Öncelik' }).click();
  await page.getByRole('menuitem', { name: 'Düşük' }).click();
  const toast = page.locator('.toast', { hasText: '1 talep değiştirildi' });
  await toast.waitFor();
  await page.getByLabel(/numaralı talebi seç/).first().check();
  await toast.hover();
  await until(async () => !(await overlap(toast, page.locator('.bulk-bar'))), 'the message stands above the bar');
  it.assertQuiet();
  await it.context.close();
});

test('a chooser follows its button when the page is scrolled', async () => {
  const made = await make('Staj dosyası');
  const it = await newPage(browser, { viewport: { width: 1440, height: 620 } }, [server.address]);
  const { page } = it;
  await deskOn(page, server.address).signsIn(server.demo.admin, server.demo.password);
  await page.goto(`${server.address}/tickets/${made.id}`);
  const button = page.locator('.ticket-side .tag-add button').first();
  await button.click();
  const menu = page.locator('.tag-menu');
  await menu.waitFor();
  const gap = async () => {
    const [of, at] = [await menu.boundingBox(), await button.boundingBox()];
    return Math.min(Math.abs(of.y - at.y - at.height), Math.abs(at.y - of.y - of.height));
  };
  const before = await button.boundingBox();
  assert.ok((await gap()) <= 8);
  await button.evaluate((/** @type {HTMLElement} */ one) => {
    let box = one.parentElement;
    while (box && !(box.scrollHeight > box.clientHeight + 40 && /auto|scroll/.test(getComputedStyle(box).overflowY))) box = box.parentElement;
    box?.scrollBy(0, 60);
  });
  await until(async () => (await button.boundingBox()).y < before.y - 20 && (await gap()) <= 8, 'the chooser is beside its button again');
  it.assertQuiet();
  await it.context.close();
});

test('a view that is saved under a list keeps what the list is made of', async () => {
  const solved = await make('Harç çözüldü', { priority: 'urgent' });
  for (const status of ['open', 'resolved']) await admin('PUT', `/api/tickets/${solved.id}/status`, { status });
  await make('Harç açık', { priority: 'urgent' });
  const it = await newPage(browser, {}, [server.address]);
  const { page } = it;
  await deskOn(page, server.address).signsIn(server.demo.admin, server.demo.password);
  await page.goto(`${server.address}/tickets`);
  await page.getByRole('button', { name: 'Liste', exact: true }).click();
  await page.getByRole('button', { name: 'Filtrele' }).click();
  const dialog = page.getByRole('dialog');
  assert.equal(await dialog.getByLabel('Durum').inputValue(), 'unsolved', 'the dialog says what the list is made of');
  await dialog.getByLabel('Öncelik').selectOption('urgent');
  await dialog.getByRole('button', { name: 'Uygula' }).click();
  const subjects = () => page.locator('.ticket-link').allInnerTexts();
  await until(async () => (await subjects()).some((/** @type {string} */ one) => one.includes('Harç açık')) && !(await page.locator('.prio-low').count()), 'the list is narrowed down');
  const seen = await subjects();
  assert.ok(!seen.some((/** @type {string} */ one) => one.includes('Harç çözüldü')));
  await page.getByRole('button', { name: 'Filtrele' }).click();
  await dialog.getByRole('button', { name: 'Görünüm olarak kaydet' }).click();
  await dialog.getByLabel('Görünümün adı').fill('Acil, bekleyen');
  await dialog.getByRole('button', { name: 'Kaydet' }).click();
  const tab = page.locator('.ticket-lists').getByRole('button', { name: 'Acil, bekleyen' });
  await tab.waitFor();
  const kept = (await admin('GET', '/api/saved-views')).items.find((/** @type {any} */ one) => one.name === 'Acil, bekleyen');
  assert.deepEqual(kept.filter, { status: 'unsolved', priority: 'urgent' });
  await until(async () => JSON.stringify(await subjects()) === JSON.stringify(seen), 'the view shows what was seen');
  assert.equal(await tab.getAttribute('aria-pressed'), 'true');
  const counted = (await admin('GET', '/api/saved-views/counts')).items.find((/** @type {any} */ one) => one.id === kept.id);
  assert.equal(counted.count, seen.length, 'list and count tell one story');
  it.assertQuiet();
  await it.context.close();
});
