// One site through all its modes, as visitors and the desk see them; then every screen and card, light and dark, wide
// and narrow. The site lies in a time zone where it is shortly after noon now, so that the hours need no other clock.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { apiAs, deskOn, newPage, startBrowser, startHost, startServer, until, visitorOn } from './harness.mjs';
import { look } from './look.mjs';

const SIZES = { 1440: { width: 1440, height: 900 }, 390: { width: 390, height: 844 } };
const LOOKS = ['light', 'dark'].flatMap((tone) => Object.entries(SIZES).map(([width, viewport]) => ({ tone, width, viewport })));
const SCROLLERS = ['.page-nav', '.page-nav *', '.seg', '.seg *', 'nav.menu', 'nav.menu *'];

/** Where a clock on the wall shows twelve and some minutes. (`Etc/GMT+3` is three hours behind.) */
const behind = new Date().getUTCHours() - 12;
const ZONE = behind ? `Etc/GMT${behind > 0 ? '+' : ''}${behind}` : 'Etc/GMT';
const span = (start, end) => ({ start, end });
const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const everyDay = (...spans) => ({ always_open: false, days: Object.fromEntries(WEEK.map((name) => [name, spans])) });
const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format();

const HOURS = {
  open: everyDay(span('00:00', '24:00')),
  break: everyDay(span('09:00', '11:00'), span('14:00', '18:00')),
  closed: everyDay(span('09:00', '11:00')),
};
const MESSAGE = { tr: 'Yerleşkemiz yoğun kar nedeniyle kapalı.\nAcil durumda 112’yi arayın.', en: 'Our campus is closed because of snow.' };

let server, browser, admin, apiKey;

before(async () => {
  // Four people look at many screens, all from one address.
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0' } });
  browser = await startBrowser();
  admin = await apiAs(server, server.demo.admin);
  const { items } = await admin('GET', '/api/sites');
  apiKey = items[0].api_key;
  await admin('PUT', `/api/sites/${items[0].id}`, { time_zone: ZONE });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const setHours = (hours) => admin('PUT', '/api/settings/business-hours', hours);
const setHolidays = (special) => admin('PUT', '/api/settings/holidays', { turkish: false, special });
const setEmergency = (change) => admin('PUT', '/api/settings/emergency', change);
const leave = () => [{ date: today(), days: 2, name: { tr: 'İdari izin', en: 'Administrative leave' }, spans: [] }];

test('the desk sets the hours and sees beforehand what visitors will see', async () => {
  const desk = await newPage(browser, {}, [server.address]);
  const { page } = desk;
  await deskOn(page, server.address).signsIn(server.demo.admin, server.demo.password);
  await page.goto(`${server.address}/settings/hours`);
  await page.getByRole('radio', { name: /Her zaman açık/ }).waitFor();
  await page.getByText('Haftalık saatlere göre').click();
  await page.getByRole('group', { name: 'Pazartesi' }).getByRole('button', { name: 'Saat ekle' }).waitFor();
  const seen = page.locator('.hours-seen');
  // A Sunday in a far year, whatever today is.
  await page.getByLabel('Başka bir zamanda ne görünürdü?').fill('2031-06-15T10:00');
  await seen.getByText('Kapalı', { exact: true }).first().waitFor();
  await page.getByRole('button', { name: 'Pazar gününe saat ekle' }).click();
  await seen.getByText('Açık', { exact: true }).waitFor();
  await page.getByLabel('Pazar, kapanış').fill('09:00');
  await seen.getByText('Önce işaretli alanları düzeltin.').waitFor();
  await page.getByRole('button', { name: 'Kaydet' }).click();
  await page.getByText('Bitiş saati başlangıçtan sonra olmalı.', { exact: false }).waitFor();
  await page.getByLabel('Pazar, kapanış').fill('17:30');
  await page.getByRole('button', { name: 'Kaydet' }).click();
  await page.getByText('Kaydedildi').waitFor();
  assert.deepEqual((await admin('GET', '/api/settings/business-hours')).days.sunday, [span('09:00', '17:30')]);

  await page.goto(`${server.address}/settings/holidays`);
  await page.getByText('Kurban Bayramı', { exact: true }).waitFor();
  await page.getByLabel('Kurban Bayramı, ilk gün').fill(`${new Date().getFullYear()}-06-20`);
  await page.getByText('Düzeltildi').waitFor();
  await page.getByRole('button', { name: /Hesaplanan güne dön/ }).click();
  await page.getByRole('button', { name: 'Gün ekle' }).click();
  await page.getByLabel('Ad (Türkçe)').fill('İdari izin');
  await page.getByLabel('İlk gün', { exact: true }).fill('2031-06-16');
  await page.getByLabel('Başka bir zamanda ne görünürdü?').fill('2031-06-16T10:00');
  await seen.getByText('İdari izin').waitFor();
  await page.getByRole('button', { name: 'Kaydet' }).click();
  await page.getByText('Kaydedildi').waitFor();
  assert.equal((await admin('GET', '/api/settings/holidays')).special[0].date, '2031-06-16');
  // What was refused above is noted by the browser.
  assert.deepEqual(desk.complaints.filter((it) => !/status of 422/.test(it)), []);
  await desk.context.close();
});

test('an open widget follows the site through its modes', async () => {
  await setHours(HOURS.open);
  const visitor = await newPage(browser, {}, [server.address]);
  const ayse = visitorOn(visitor.page);
  const { panel } = ayse;
  await visitor.page.goto(server.demo.page);
  await ayse.opens();
  assert.equal(await panel.locator('.mode').count(), 0, 'nothing to explain while open');

  await setHours(HOURS.break);
  await panel.getByText('Moladayız').first().waitFor();
  await panel.getByText(/^Dönüş: 14:00 · .* sonra$/).waitFor();
  await ayse.input.waitFor();

  await setHours(HOURS.closed);
  await panel.getByText('Şu an kapalıyız').waitFor();
  await panel.getByText(/^Açılış: .*09:00 · .* sonra$/).waitFor();
  assert.deepEqual(new Set(await panel.locator('.week dd').allTextContents()), new Set(['09:00–11:00']));
  assert.equal(await panel.locator('.week dt.today').count(), 1);
  // The assistant answers meanwhile, and a person cannot be asked for.
  await ayse.says('kayıt dondurma başvurusu ne zamana kadar');
  await panel.locator('.m.ai .src button').first().waitFor();
  assert.equal(await panel.getByRole('button', { name: 'Temsilciye bağlan' }).count(), 0);
  await ayse.says('temsilciye bağlanmak istiyorum');
  await panel.getByText('Şu anda sizi bir temsilciye bağlayamıyorum.', { exact: false }).waitFor();
  await panel.getByRole('button', { name: 'E-posta bırak' }).click();
  await panel.getByText('Şu an yanıt verebilecek kimse yok.', { exact: false }).waitFor();
  await panel.getByRole('button', { name: 'Geri' }).click();

  await setHolidays(leave());
  await panel.getByText('İdari izin nedeniyle kapalıyız').waitFor();

  const desk = await newPage(browser, {}, [server.address]);
  await deskOn(desk.page, server.address).signsIn(server.demo.admin, server.demo.password);
  await desk.page.goto(`${server.address}/settings/emergency`);
  await desk.page.getByRole('button', { name: 'Acil durumu aç' }).click();
  await desk.page.locator('dialog[open]').getByRole('button', { name: 'Acil durumu aç' }).click();
  await desk.page.getByText('Bu alan gerekli.').waitFor();
  await desk.page.getByLabel('Duyuru (Türkçe)').fill(MESSAGE.tr);
  await desk.page.getByRole('button', { name: 'Acil durumu aç' }).click();
  const before = Date.now();
  await desk.page.locator('dialog[open]').getByRole('button', { name: 'Acil durumu aç' }).click();
  await panel.getByRole('alert').getByText('Yerleşkemiz yoğun kar nedeniyle kapalı.', { exact: false }).waitFor();
  const took = Date.now() - before;
  assert.ok(took < 3000, `the widget showed it after ${took} ms`); // a second on a machine that does nothing else
  await until(async () => !(await ayse.input.isVisible()), 'nobody can write');
  await panel.getByRole('button', { name: 'E-posta bırak' }).first().waitFor();
  await desk.page.locator('.emergency-bar').waitFor();
  await desk.page.getByText(/tarafından açıldı/).waitFor();
  await desk.page.getByRole('button', { name: 'Acil durumu kapat' }).click();
  await desk.page.locator('.emergency-bar').waitFor({ state: 'detached' });
  await panel.getByText('İdari izin nedeniyle kapalıyız').waitFor();

  await setHolidays([]);
  await setHours(HOURS.open);
  await panel.locator('.mode').waitFor({ state: 'detached' });
  await panel.getByRole('button', { name: 'Temsilciye bağlan' }).or(panel.getByRole('button', { name: 'Temsilci bekle' })).first().waitFor();
  visitor.assertQuiet();
  assert.deepEqual(desk.complaints.filter((it) => !/status of 422/.test(it)), []);
  await Promise.all([visitor.context.close(), desk.context.close()]);
});

test('an English page reads English, and without the assistant there is only the form', async () => {
  await setHours({ ...HOURS.closed, assistant: false });
  const host = await startHost(() => `<!doctype html><html lang="en"><title>Page</title><link rel="icon" href="data:,"><script>window.AsistTRConfig = { apiKey: '${apiKey}' };</script><script async src="${server.address}/widget.js"></script><p>Words.`);
  const visitor = await newPage(browser, {}, [server.address, host.origin]);
  await visitor.page.goto(host.origin);
  const { panel, bubble } = visitorOn(visitor.page);
  await bubble.click();
  await panel.getByText('We are closed right now').waitFor();
  await panel.getByText(/^Opens .*09:00 · in /).waitFor();
  assert.equal(await panel.locator('textarea').isVisible(), false);
  await panel.getByRole('button', { name: 'Leave your e-mail' }).or(panel.locator('.wide')).first().click();
  await panel.getByRole('textbox').first().waitFor();
  visitor.assertQuiet();
  await visitor.context.close();
  await host.stop();
  await setHours({ ...HOURS.closed, assistant: true });
});

describe('how it looks', () => {
  for (const { tone, width, viewport } of LOOKS) test(`${tone}, ${width}`, async () => {
    const phone = width === '390' && { hasTouch: true, isMobile: true };
    const { page, context, complaints } = await newPage(browser, { colorScheme: tone, viewport, ...phone }, [server.address]);
    const wrong = [];
    const see = async (name, how) => wrong.push(...(await look(page, `${name}-${tone}-${width}`, { scrollers: SCROLLERS, ...how })));
    const loaded = () => page.waitForFunction(() => document.querySelector('#content') && !document.querySelector('[aria-busy=true], .skel'));

    await setHours(HOURS.break);
    await setHolidays([...leave(), { date: '2031-12-31', days: 1, name: { tr: '', en: '' }, spans: [span('09:00', '12:00')] }]);
    await admin('PUT', '/api/settings/holidays', { turkish: true, own: [{ date: '2026-09-01', days: 1, from: '13:00', yearly: true, name: { tr: 'Kuruluş günü', en: 'Founding day' } }], corrections: [{ holiday: 'kurban', computed: '2026-05-27', date: '2026-05-28' }] });
    await deskOn(page, server.address).signsIn(server.demo.admin, server.demo.password);
    for (const section of ['hours', 'holidays', 'emergency']) {
      await page.goto(`${server.address}/settings/${section}`);
      await page.locator('.page-in h1').waitFor();
      await loaded();
      if (section !== 'emergency') await page.locator('.hours-seen .badge').waitFor();
      await see(`settings-${section}`);
      await page.locator('.page-body').evaluate((it) => it.scrollTo(0, it.scrollHeight));
      await see(`settings-${section}-end`);
    }
    await setEmergency({ active: true, message: MESSAGE });
    await page.locator('.emergency-bar').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Acil durumu kapat' }).waitFor();
    await page.locator('.emergency-bar').waitFor();
    await see('settings-emergency-on');

    await page.goto(server.demo.page);
    const ayse = visitorOn(page);
    await ayse.bubble.click();
    const card = ayse.panel.locator('.mode');
    const widget = (name) => see(`widget-${name}`, { within: 'asisttr-widget' });
    await ayse.panel.getByRole('alert').waitFor();
    await widget('emergency');
    await setEmergency({ active: false });
    await card.getByText('İdari izin', { exact: false }).waitFor();
    await widget('holiday');
    await setHolidays([]);
    await card.getByText('Moladayız').waitFor();
    await widget('break');
    await setHours({ ...HOURS.closed, assistant: false });
    await card.getByText('Şu an kapalıyız').waitFor();
    await ayse.panel.locator('.wide').waitFor();
    await widget('closed');
    await setHours({ ...HOURS.closed, assistant: true });
    await ayse.input.waitFor();
    await ayse.says('kayıt dondurma başvurusu ne zamana kadar');
    await ayse.panel.locator('.m.ai .src button').first().waitFor();
    await card.getByText('Şu an kapalıyız').waitFor();
    await widget('closed-assistant');
    await context.close();
    assert.deepEqual([...wrong, ...complaints], []);
  });
});
