// Tickets from both sides: the form and its code, the board by mouse and keys, the page with answers and locks, and the
// requester's own page.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiAs, deskOn, newPage, startBrowser, startServer, until, withoutHttps } from './harness.mjs';
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

/** @param {any} [options] */
async function desk(options = {}) {
  const it = await newPage(browser, options, [server.address]);
  await deskOn(it.page, server.address).signsIn(server.demo.admin, server.demo.password);
  return it;
}

const make = (/** @type {string} */ subject, /** @type {any} */ more = {}) => admin('POST', '/api/tickets', { subject, body: `${subject} hakkında yardım istiyorum.`, requester: { name: 'Ayşe Kaya', email: 'ayse@ornek.edu.tr' }, ...more });
const column = (/** @type {any} */ page, /** @type {string} */ name) => page.locator(`[data-col="${name}"]`);
const card = (/** @type {any} */ page, /** @type {string} */ subject) => page.locator('.ticket-card', { hasText: subject });
const BOARD = { scrollers: ['.board', '.col-cards'] };

test('cards are moved by mouse and by keys, and every desk sees it', async () => {
  await make('Harç ödemem görünmüyor', { priority: 'urgent', tags: ['ödeme'] });
  await make('Transkript isteği');
  const [one, two] = [await desk(), await desk()];
  for (const { page } of [one, two]) await page.goto(`${server.address}/tickets`);
  await card(one.page, 'Harç ödemem').waitFor();
  assert.deepEqual(await look(one.page, 'tickets-board', BOARD), []);

  const [from, to] = [await card(one.page, 'Harç ödemem').boundingBox(), await column(one.page, 'open').boundingBox()];
  await one.page.mouse.move(from.x + 40, from.y + 12);
  await one.page.mouse.down();
  await one.page.mouse.move(to.x + 60, to.y + 90, { steps: 8 });
  await one.page.locator('.card-drag').waitFor();
  assert.deepEqual(await look(one.page, 'tickets-drag', BOARD), []);
  await one.page.mouse.up();
  await column(two.page, 'open').locator('.ticket-card', { hasText: 'Harç ödemem' }).waitFor();

  await card(one.page, 'Transkript isteği').focus();
  await one.page.keyboard.press('Space');
  await one.page.keyboard.press('ArrowRight');
  await one.page.keyboard.press('ArrowRight');
  await one.page.keyboard.press('ArrowRight');
  await column(one.page, 'pending').locator('.ticket-card[data-held]').waitFor();
  await one.page.keyboard.press('Space');
  await column(two.page, 'pending').locator('.ticket-card', { hasText: 'Transkript isteği' }).waitFor();

  // The list holds what is not solved; where else a card may go shows while it is held.
  assert.deepEqual(await one.page.locator('[data-col]').evaluateAll((all) => all.map((it) => it.dataset.col)), ['new', 'open', 'waiting_reply', 'pending']);
  const [solved, start] = [await make('Şifre değişti'), card(one.page, 'Şifre değişti')];
  await admin('PUT', `/api/tickets/${solved.id}/status`, { status: 'open' });
  await column(one.page, 'open').locator('.ticket-card', { hasText: 'Şifre değişti' }).waitFor();
  const grip = await start.boundingBox();
  await one.page.mouse.move(grip.x + 40, grip.y + 12);
  await one.page.mouse.down();
  await one.page.mouse.move(grip.x + 60, grip.y + 30, { steps: 3 });
  await column(one.page, 'resolved').waitFor();
  assert.equal(await one.page.locator('.drop-place').count(), 2);
  const goal = await column(one.page, 'resolved').boundingBox();
  await one.page.mouse.move(goal.x + 40, goal.y + 20, { steps: 6 });
  await one.page.locator('.drop-place[data-over]').waitFor();
  assert.deepEqual(await look(one.page, 'tickets-drop', { scrollers: [...BOARD.scrollers, '.card-drag', '.card-drag *'] }), []);
  await one.page.mouse.up();
  await start.waitFor({ state: 'detached' });
  await until(async () => (await admin('GET', `/api/tickets/${solved.id}`)).status === 'resolved', 'it is solved');
  await one.page.getByRole('button', { name: /^Tümü/ }).click();
  await column(one.page, 'resolved').locator('.ticket-card', { hasText: 'Şifre değişti' }).waitFor();
  await one.page.getByRole('button', { name: /^Çözülmemiş/ }).click();
  await column(one.page, 'resolved').waitFor({ state: 'detached' });

  // What may not be: told in words, and nothing moves.
  await card(one.page, 'Transkript isteği').focus();
  await one.page.keyboard.press('Space');
  await one.page.keyboard.press('ArrowLeft');
  await one.page.keyboard.press('Space');
  await one.page.getByText('“Beklemede” durumundaki bir talep “Yanıt bekleniyor” durumuna geçemez.').waitFor();
  await column(one.page, 'pending').locator('.ticket-card', { hasText: 'Transkript isteği' }).waitFor();

  await one.page.getByRole('button', { name: 'Liste' }).click();
  await one.page.getByLabel(/numaralı talebi seç/).first().check();
  await one.page.locator('.bulk-bar').waitFor();
  assert.deepEqual(await look(one.page, 'tickets-table', {}), []);
  await one.page.locator('.bulk-bar').getByRole('button', { name: 'Öncelik' }).click();
  await one.page.getByRole('menuitem', { name: 'Düşük' }).click();
  await one.page.getByText('1 talep değiştirildi').waitFor();
  for (const it of [one, two]) {
    it.assertQuiet();
    await it.context.close();
  }
});

test('a card opens wherever it is clicked, and what was merged says where words go', async () => {
  const [whole, part] = [await make('Kayıt dondurma'), await make('Kayıt dondurmanın devamı')];
  const it = await desk();
  await it.page.goto(`${server.address}/tickets`);
  await card(it.page, 'Kayıt dondurmanın devamı').locator('.card-who').click();
  await it.page.waitForURL(`**/tickets/${part.id}`);
  await admin('POST', `/api/tickets/${part.id}/merge`, { into: whole.number });
  await it.page.getByLabel('Yazdıklarınız, birleştirildiği talebe eklenir').waitFor();
  assert.deepEqual(await look(it.page, 'ticket-merged', {}), []);
  it.assertQuiet();
  await it.context.close();
});

test('an answer, a note and a colleague who is kept out', async () => {
  const made = await make('Belge çıkmıyor');
  const [one, two] = [await desk(), await newPage(browser, {}, [server.address])];
  const other = server.demo.agent;
  await deskOn(two.page, server.address).signsIn(other, server.demo.password);
  for (const { page } of [one, two]) await page.goto(`${server.address}/tickets/${made.id}`);
  await two.page.getByLabel('Talep sahibine yazın').waitFor();
  await one.page.locator('.ticket-peers').waitFor();
  await one.page.getByLabel('Talep sahibine yazın').fill('Belgeniz hazırlanıyor.');
  await two.page.locator('.ticket-locked').waitFor();
  assert.deepEqual(await look(two.page, 'ticket-locked', {}), []);
  await two.page.getByLabel('Yalnızca iş arkadaşlarınızın göreceği bir not yazın').fill('Ben de bakıyorum');
  await two.page.getByRole('button', { name: 'Not ekle' }).click();
  await one.page.locator('.letter-box.is-note').getByText('Ben de bakıyorum').waitFor();
  await one.page.getByRole('button', { name: 'Gönder ve durumu değiştir' }).click();
  await one.page.getByRole('menuitem', { name: 'Gönder, durum: Yanıt bekleniyor' }).click();
  await two.page.locator('.letter-box').getByText('Belgeniz hazırlanıyor.').waitFor();
  await two.page.locator('.ticket-head').getByText('Yanıt bekleniyor').waitFor();
  await one.page.getByText('Geçmiş', { exact: true }).click();
  await one.page.locator('.ticket-history li').first().waitFor();
  assert.deepEqual(await look(one.page, 'ticket', {}), []);
  for (const it of [one, two]) {
    it.assertQuiet();
    await it.context.close();
  }
});

test('a lock that was broken is not taken again before somebody writes', async () => {
  const made = await make('Yemek kartım bozuk');
  const [one, two] = [await desk(), await newPage(browser, {}, [server.address])];
  await two.page.clock.install();
  await deskOn(two.page, server.address).signsIn(server.demo.agent, server.demo.password);
  for (const { page } of [one, two]) await page.goto(`${server.address}/tickets/${made.id}`);
  await one.page.getByLabel('Talep sahibine yazın').waitFor();
  await two.page.getByLabel('Talep sahibine yazın').fill('Yenisini');
  const notice = one.page.locator('.ticket-locked');
  await notice.getByText(/\d\d:\d\d saatinden beri .* \d\d:\d\d itibarıyla/).waitFor();
  await notice.getByRole('button', { name: 'Kilidi kaldır' }).click();
  await notice.waitFor({ state: 'hidden' });
  await two.page.clock.fastForward(45_000);
  await admin('POST', `/api/tickets/${made.id}/note`, { body: 'Kilidi ben kaldırdım' });
  await two.page.locator('.letter-box').getByText('Kilidi ben kaldırdım').waitFor();
  assert.equal((await admin('GET', `/api/tickets/${made.id}/lock`)).locked, false);
  await two.page.getByLabel('Talep sahibine yazın').fill('Yenisini bastırıyoruz.');
  await notice.waitFor();
  for (const it of [one, two]) {
    it.assertQuiet();
    await it.context.close();
  }
});

test('only what is on the screen is ticked, a refusal names its ticket, and a form says what is missing in our words', async () => {
  const [locked, closed, other] = [await make('Kilitli kalan'), await make('Birazdan kapanan'), await make('Aranmayan')];
  const it = await desk();
  const { page } = it;
  const pick = (/** @type {any} */ one) => page.getByLabel(`#${one.number} numaralı talebi seç`).check();
  const bar = page.locator('.bulk-bar');
  await page.goto(`${server.address}/tickets`);
  await page.getByRole('button', { name: 'Liste' }).click();
  await pick(closed);
  await bar.waitFor();
  await admin('PUT', `/api/tickets/${closed.id}/status`, { status: 'closed' });
  await bar.waitFor({ state: 'hidden' });
  await pick(other);
  await bar.waitFor();
  await until(async () => (await admin('GET', '/api/tickets/search?q=kilitli+kalan')).total > 0, 'it can be found');
  await page.getByLabel('Konu, kişi, #numara').fill('kilitli kalan');
  await bar.waitFor({ state: 'hidden' });
  await (await apiAs(server, server.demo.agent))('POST', `/api/tickets/${locked.id}/lock`, {});
  await pick(locked);
  await bar.getByRole('button', { name: 'Öncelik' }).click();
  await page.getByRole('menuitem', { name: 'Düşük' }).click();
  await page.getByText(`#${locked.number}: Bu talebi şu anda başka bir temsilci düzenliyor.`).waitFor();
  await page.getByRole('button', { name: 'Yeni talep' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Talep oluştur' }).click();
  await page.getByRole('dialog').getByText('Bu alan gerekli.').first().waitFor();
  assert.deepEqual(await look(page, 'ticket-new-missing', {}), []);
  assert.deepEqual(it.complaints.filter((words) => !/status of 422/.test(words)), []);
  await it.context.close();
});

test('who leaves the form gets a number and a code, follows the ticket and answers on its page', async () => {
  const left = await (await fetch(`${server.address}/api/widget/tickets`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-api-key': (await admin('GET', '/api/sites')).items[0].api_key }, body: JSON.stringify({ name: 'Ayşe Kaya', email: 'ayse@ornek.edu.tr', message: 'Kaydım **yapılmadı**' }) })).json();
  assert.match(left.code, /^[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}$/);
  const it = await newPage(browser, {}, [server.address]);
  await withoutHttps(it.context);
  await it.page.goto(`${server.address}/talep#${left.token}`);
  await it.page.getByRole('heading', { name: 'Kaydım **yapılmadı**' }).waitFor();
  assert.deepEqual(await look(it.page, 'ticket-page', {}), []);
  const ground = () => it.page.getByRole('button', { name: 'Gönder' }).evaluate((button) => getComputedStyle(button).backgroundColor);
  assert.equal(await ground(), 'rgb(142, 31, 69)', 'the button has the colour of the university');
  await admin('PUT', '/api/settings/widget', { primary_color: '#ffe000', dark_mode: 'dark' });
  await it.page.reload();
  await it.page.getByRole('heading', { name: 'Kaydım **yapılmadı**' }).waitFor();
  assert.deepEqual([await ground(), await look(it.page, 'ticket-page-yellow', {})], ['rgb(255, 224, 0)', []]);
  await admin('PUT', '/api/settings/widget', { primary_color: '#8e1f45', dark_mode: 'auto' });
  await it.page.getByLabel('Yanıtınız').fill('Bir de belgem eksik.');
  await it.page.getByRole('button', { name: 'Gönder' }).click();
  await it.page.getByText('Yanıtınız bize ulaştı.').waitFor();
  await until(async () => (await admin('GET', `/api/tickets/${left.id}`)).messages.at(-1).body === 'Bir de belgem eksik.', 'the desk has the answer');
  await it.page.goto(`${server.address}/talep#yok`);
  await it.page.getByRole('heading', { name: 'Bu bağlantı bir talep açmıyor' }).waitFor();
  await it.context.close();
});

test('the search of the inbox and the palette find tickets', async () => {
  const it = await desk();
  const { page } = it;
  await page.goto(`${server.address}/inbox`);
  await page.getByLabel('Ara: kişi, mesaj, numara').fill('belge çıkmıyor');
  await page.locator('.found-ticket', { hasText: 'Belge çıkmıyor' }).waitFor();
  assert.deepEqual(await look(page, 'search-tickets', {}), []);
  await page.getByRole('link', { name: 'Taleplerde tümünü göster' }).click();
  await card(page, 'Belge çıkmıyor').waitFor();
  assert.equal(await page.getByLabel('Konu, kişi, #numara').inputValue(), 'belge çıkmıyor');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('ayse@ornek');
  await page.getByRole('option', { name: /Belge çıkmıyor/ }).click();
  await page.getByRole('heading', { name: 'Belge çıkmıyor' }).waitFor();
  // What was said in it leads to where it was said, also when much was said since.
  const [made] = (await admin('GET', '/api/tickets/search?q=belge+%C3%A7%C4%B1km%C4%B1yor')).items.map((one) => one.ticket);
  await admin('POST', `/api/tickets/${made.id}/note`, { body: 'Zümrüdüanka dosyasına bakın' });
  for (let n = 0; n < 120; n += 1) await admin('POST', `/api/tickets/${made.id}/note`, { body: `Not ${n}` });
  await until(async () => (await admin('GET', '/api/tickets/search?q=z%C3%BCmr%C3%BCd%C3%BCanka')).total === 1, 'the note is found');
  await page.goto(`${server.address}/inbox`);
  await page.getByLabel('Ara: kişi, mesaj, numara').fill('zümrüdüanka');
  await page.locator('.found-ticket mark', { hasText: 'Zümrüdüanka' }).click();
  await page.locator('.letter-box[data-found]', { hasText: 'Zümrüdüanka' }).waitFor();
  await until(() => page.evaluate(() => { const box = document.querySelector('[data-found]')?.getBoundingClientRect(); return Boolean(box && box.top >= 0 && box.top < innerHeight / 2); }), 'it stands before the eyes');
  assert.deepEqual(await look(page, 'ticket-found', {}), []);
  it.assertQuiet();
  await it.context.close();
});

test('what is overdue and due soon has lists of its own, in the order in which it is due', async () => {
  await make('Acil işim var', { priority: 'urgent' });
  await make('Acelesi yok', { priority: 'low' });
  const it = await desk();
  const { page } = it;
  await page.goto(`${server.address}/tickets`);
  await page.getByRole('button', { name: 'Liste', exact: true }).click();
  await page.getByRole('button', { name: /Süresi yaklaşan/ }).click();
  await page.getByRole('cell', { name: /Acil işim var/ }).waitFor();
  assert.equal(await page.getByRole('cell', { name: /Acelesi yok/ }).count(), 0);
  assert.equal(await page.getByLabel('Sıralama').inputValue(), 'due');
  assert.deepEqual(await look(page, 'tickets-due', BOARD), []);
  await page.getByRole('button', { name: /Çözülmemiş/ }).click();
  assert.equal(await page.getByLabel('Sıralama').inputValue(), 'updated');
  await page.getByRole('button', { name: 'Pano', exact: true }).click();
  it.assertQuiet();
  await it.context.close();
});

for (const [name, options] of /** @type {const} */ ([['tr-dark', { colorScheme: 'dark' }], ['en-phone', { locale: 'en-GB', viewport: { width: 390, height: 844 }, hasTouch: true }], ['tr-phone-dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true }]])) {
  test(`every screen of tickets can be read (${name})`, async () => {
    const it = await newPage(browser, options, [server.address]);
    const { page } = it;
    const en = 'locale' in options;
    const sees = async (/** @type {string} */ what) => assert.deepEqual(await look(page, `${what}-${name}`, BOARD), []);
    await page.goto(`${server.address}/login`);
    await page.locator('input[type=email]').fill(server.demo.admin);
    await page.locator('input[type=password]').fill(server.demo.password);
    await page.locator('button[type=submit]').click();
    await page.locator('.rail .rail-end .me-btn').waitFor({ state: 'attached' });
    await admin('PUT', '/api/auth/me', { preferences: { language: en ? 'en' : 'tr' } });
    await page.goto(`${server.address}/tickets`);
    await page.getByRole('heading', { name: en ? 'Tickets' : 'Talepler' }).waitFor();
    await page.locator('.ticket-card').first().waitFor();
    await sees('tickets-board');
    await page.getByRole('button', { name: en ? 'List' : 'Liste', exact: true }).click();
    await page.locator('.ticket-cell').first().waitFor();
    await sees('tickets-table');
    await page.getByRole('button', { name: en ? 'Filter' : 'Filtrele' }).click();
    await page.getByRole('dialog').waitFor();
    await sees('tickets-filter');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: en ? 'New ticket' : 'Yeni talep' }).click();
    await page.getByRole('dialog').waitFor();
    await sees('tickets-new');
    await page.goto(`${server.address}/tickets/${(await admin('GET', '/api/tickets?q=harç')).items[0].id}`);
    await page.locator('.letter-box').first().waitFor();
    await sees('ticket-page');
    for (const place of ['ticket-categories', 'ticket-templates']) {
      await page.goto(`${server.address}/settings/${place}`);
      await page.locator('main h1, main h2').first().waitFor();
      await sees(place);
    }
    it.assertQuiet();
    await it.context.close();
  });
}
