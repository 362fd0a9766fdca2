// How people are told: what they choose, this browser with its service worker, and the sounds of the queue.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { apiAs, deskOn, newPage, startBrowser, startServer, until, visitorOn } from './harness.mjs';
import { look } from './look.mjs';

const SCROLLERS = ['.page-nav'];
let server, browser, pushes, service;

/** Stands for the browser's own push service, which a browser without the internet cannot reach. */
const fakePushManager = (endpoint) => {
  const keys = { p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4', auth: 'BTBZMqHH6r4Tts7J_aSIgg' };
  const made = { endpoint, options: {}, toJSON: () => ({ endpoint, expirationTime: null, keys }), unsubscribe: async () => (localStorage.removeItem('test.push'), true) };
  PushManager.prototype.subscribe = async (how) => {
    if (!how.userVisibleOnly || how.applicationServerKey.length !== 87) throw new Error('not how browsers want it');
    localStorage.setItem('test.push', '1');
    return made;
  };
  PushManager.prototype.getSubscription = async () => (localStorage.getItem('test.push') ? made : null);
};

before(async () => {
  pushes = [];
  service = createServer((request, response) => {
    pushes.push({ path: request.url, headers: request.headers });
    request.resume().on('end', () => response.writeHead(201).end());
  });
  await new Promise((settle) => service.listen(0, '127.0.0.1', settle));
  browser = await startBrowser();
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0', ASISTTR_OUTGOING_PRIVATE_ADDRESSES: 'any' } });
});
after(async () => {
  await browser?.close();
  await server?.stop();
  service?.close();
});

for (const [width, colorScheme] of [[1440, 'light'], [390, 'dark']]) {
  test(`what one is told of is chosen on one screen (${width} px, ${colorScheme})`, async () => {
    const it = await newPage(browser, { colorScheme, viewport: { width, height: 900 } }, [server.address]);
    const { page } = it;
    await deskOn(page, server.address).signsIn(server.demo.admin, server.demo.password, { live: false });
    await page.goto(`${server.address}/settings/notifications`);
    const sound = page.getByLabel('Kuyrukta bekleyen: Ses', { exact: true });
    await sound.selectOption('Üç ton');
    await page.getByLabel('Değerlendirme: Masa kapalıyken').check();
    const quiet = page.getByRole('switch', { name: 'Sessiz saatleri kullan' });
    await quiet.check();
    await page.getByLabel('Başlangıç', { exact: true }).fill('21:30');
    for (const day of ['Pzt', 'Sal', 'Çar', 'Per', 'Cum', 'Cmt', 'Paz']) await page.getByLabel(day, { exact: true }).uncheck();
    const save = page.getByRole('button', { name: 'Kaydet' });
    await save.click();
    await page.getByText('Sessiz saatler için en az bir gün seçin.').waitFor();
    assert.deepEqual(await look(page, `notify-${width}-${colorScheme}`, { scrollers: SCROLLERS }), []);
    await page.getByLabel('Cmt', { exact: true }).check();
    await save.click();
    await page.locator('.toast').getByText('Kaydedildi').waitFor();
    await page.reload();
    assert.equal(await sound.inputValue(), 'triple');
    assert.deepEqual([await page.getByLabel('Başlangıç', { exact: true }).inputValue(), await page.getByLabel('Cmt', { exact: true }).isChecked(), await page.getByLabel('Pzt', { exact: true }).isChecked()], ['21:30', true, false]);
    await quiet.uncheck();
    await sound.selectOption('Yükselen');
    await save.click();
    await page.locator('.toast').getByText('Kaydedildi').waitFor();
    it.complaints.splice(0, it.complaints.length, ...it.complaints.filter((words) => !/422/.test(words)));
    it.assertQuiet();
    await it.context.close();
  });
}

test('this browser is subscribed, tried and removed, and its service worker shows what is pushed', async () => {
  const it = await newPage(browser, { permissions: ['notifications'] }, [server.address]);
  const { page, context } = it;
  const address = service.address();
  await page.addInitScript(fakePushManager, `http://127.0.0.1:${address.port}/browser`);
  await deskOn(page, server.address).signsIn(server.demo.agent, server.demo.password);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.goto(`${server.address}/settings/notifications`);
  await page.getByRole('switch', { name: 'Bu tarayıcıda bildirim al' }).check();
  const row = page.locator('.list-rows li');
  await row.getByText('Bu tarayıcı').waitFor();
  await row.getByRole('button', { name: 'Dene' }).click();
  await page.locator('.toast').getByText('Deneme bildirimi gönderildi').waitFor();
  assert.equal(pushes[0].path, '/browser');
  assert.match(pushes[0].headers.authorization, /^vapid t=/);
  assert.deepEqual(await look(page, 'notify-browser', { scrollers: SCROLLERS }), []);

  const { origin } = new URL(server.address);
  const tools = await context.newCDPSession(page);
  const registered = new Promise((settle) => tools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => registrations[0] && settle(registrations[0].registrationId)));
  await tools.send('ServiceWorker.enable');
  const registrationId = await registered;
  const conversation = (await (await apiAs(server, server.demo.agent))('GET', '/api/chat?view=all')).items[0];
  const to = `/inbox/${conversation.id}`;
  for (const data of [JSON.stringify({ title: 'Yeni mesaj', body: 'Sizdeki bir sohbete yazıldı (#1)', lang: 'tr', to }), 'no JSON']) await tools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
  const shown = () => page.evaluate(async () => (await (await navigator.serviceWorker.getRegistration()).getNotifications()).map(({ title, body, tag, lang }) => ({ title, body, tag, lang })));
  await until(async () => (await shown()).length === 2, 'both are shown');
  assert.deepEqual((await shown()).find((one) => one.tag === to), { title: 'Yeni mesaj', body: 'Sizdeki bir sohbete yazıldı (#1)', tag: to, lang: 'tr' });
  // A touch on it leads there; the worker tells the desk that is open.
  await page.evaluate((open) => navigator.serviceWorker.dispatchEvent(new MessageEvent('message', { data: { open } })), to);
  await page.waitForURL(`${server.address}${to}`);

  await page.goto(`${server.address}/settings/notifications`);
  await row.getByRole('button', { name: 'Kaldır' }).click();
  await row.waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('switch', { name: 'Bu tarayıcıda bildirim al' }).isChecked(), false);
  it.assertQuiet();
  await context.close();
});

test('who waits unseen is heard again and again, and stands on title and icon, until somebody looks', async () => {
  const it = await newPage(browser, {}, [server.address]);
  const { page } = it;
  await page.addInitScript(() => {
    window.tones = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...at) {
      window.tones += 1;
      return start.apply(this, at);
    };
    navigator.setAppBadge = async (n) => void (window.badge = n);
    navigator.clearAppBadge = async () => void (window.badge = 0);
  });
  await page.clock.install();
  // Elif has as many conversations as she takes, so the next one waits.
  const { id } = await (await apiAs(server, server.demo.agent))('GET', '/api/auth/me');
  const admin = await apiAs(server, server.demo.admin);
  await admin('PUT', `/api/users/${id}`, { max_chats: 1 });
  await admin('PUT', '/api/settings/ai', { mode: 'off' });
  await deskOn(page, server.address).signsIn(server.demo.agent, server.demo.password);
  const visit = await newPage(browser, {}, [server.address]);
  await visit.page.goto(server.demo.page);
  const ayse = visitorOn(visit.page);
  await ayse.opens();
  await ayse.says('Leylek hakkında bir soru');
  await ayse.settled();
  await page.getByRole('button', { name: /^Tümü/ }).click();
  const row = page.locator('a.conv', { hasText: 'Leylek' });
  await row.waitFor();
  await until(() => page.title().then((title) => /^\(\d+\) AsistTR$/.test(title)), 'the title tells');
  assert.ok((await page.evaluate(() => window.badge)) > 0, 'so does the icon');
  await page.getByRole('heading', { name: 'Gelen kutusu' }).click(); // browsers allow sound after a gesture
  const tones = () => page.evaluate(() => window.tones);
  // Its own two tones; after that they come again every 20 seconds.
  for (const n of [2, 4, 6]) {
    await until(async () => (await tones()) >= n, `it is heard (${n} tones)`);
    await page.clock.runFor(20_000);
  }

  await row.click();
  await page.getByRole('log').getByText('Leylek hakkında bir soru').waitFor();
  await until(async () => (await row.locator('.count').count()) === 0, 'it counts as read');
  await page.clock.runFor(1_000);
  const seen = await tones();
  for (let n = 0; n < 3; n += 1) await page.clock.runFor(20_000);
  assert.equal(await tones(), seen, 'who was seen is not announced');
  await it.context.close();
  await visit.context.close();
});

test('what was put off is told when it is back, and waits in the bell', async () => {
  const elif = await apiAs(server, server.demo.agent);
  const it = await newPage(browser, {}, [server.address]);
  await deskOn(it.page, server.address).signsIn(server.demo.agent, server.demo.password);
  const me = await elif('GET', '/api/auth/me');
  const chat = (await elif('GET', '/api/chat?view=all')).items.find((one) => one.status !== 'closed');
  await elif('PUT', `/api/chat/${chat.id}/assign`, { assignee: me.id });
  await elif('PUT', `/api/chat/${chat.id}/snooze`, { until: new Date(Date.now() + 1000).toISOString() });
  const toast = it.page.locator('.toast', { hasText: 'Ertelediğiniz bir sohbet geri döndü' });
  await toast.waitFor();
  await toast.getByRole('button', { name: 'Aç' }).click();
  await it.page.waitForURL(`**/inbox/${chat.id}`);
  const told = await elif('GET', '/api/notifications');
  assert.equal(told.items.filter((one) => one.kind === 'snooze_over').length, 1);
  it.assertQuiet();
  await it.context.close();
});
