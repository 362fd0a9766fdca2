// What an institution's page does with the widget: its settings, calls and events, its own language, and what survives
// when pages change.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiAs, newPage, opensDesk, opensWidget, startBrowser, startHost, startServer, until } from './harness.mjs';

const GERMAN = { send: 'Senden', message: 'Ihre Nachricht', articles: { title: 'Hilfe finden' } };

let server, browser, admin, host, apiKey;

before(async () => {
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0' } });
  browser = await startBrowser();
  admin = await apiAs(server, server.demo.admin);
  apiKey = (await admin('GET', '/api/sites')).items[0].api_key;
  host = await startHost(page);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await host?.stop();
});

/** A page that calls before the script is there. @param {URL} url */
function page(url) {
  if (url.pathname === '/dil/de.json') return JSON.stringify(GERMAN);
  if (url.pathname === '/avatar.svg') return { type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="20"/></svg>' };
  const plain = { apiKey, apiUrl: `${server.address}/`, wsUrl: server.address.replace('http', 'ws'), secondaryColor: '#204060', agentAvatar: '/avatar.svg', features: { typing: false } };
  if (url.searchParams.has('pre')) Object.assign(plain, { preChat: { enabled: true, fields: ['name', 'phone'], required: ['phone'] } });
  const config = url.searchParams.has('plain') ? plain : {
    apiKey, language: '/dil/de.json', position: 'left', zIndex: 77, agentName: 'Frau Müller', welcomeMessage: 'Willkommen', placeholderText: 'Fragen Sie uns',
    primaryColor: '#7a1f3d', features: { fileUpload: false, emoticons: false }, customCSS: '.asisttr-widget .title{letter-spacing:3px}.asisttr-message .bub{font-size:17px}',
  };
  return `<!doctype html><html lang="tr"><title>Ein Besuch</title><body><h1>${url.pathname}</h1><div style="height:3000px"></div><script>
    window.told = [];
    const note = (name) => () => told.push(name);
    window.AsistTRConfig = { ...${JSON.stringify(config)}, onReady: note('onReady'), onOpen: note('onOpen'), onClose: note('onClose'), onMessageSent: (message) => told.push('onMessageSent ' + message.body) };
    const early = (...call) => (window.AsistTR = window.AsistTR || []).push(call);
    for (const name of ['ready', 'open', 'close', 'message:sent', 'unread']) early('on', name, note(name));
    ${url.searchParams.has('open') ? "early('open');" : ''}
    </script><script async src="${server.address}/widget.js"></script></body></html>`;
}

const told = (it) => it.page.evaluate(() => window.told);
const call = (it, name, ...values) => it.page.evaluate(([name, values]) => window.AsistTR[name](...values), [name, values]);

test('settings and early calls of the page hold, and its language', async () => {
  const it = await newPage(browser, { viewport: { width: 1000, height: 760 } }, [server.address, host.origin]);
  await it.page.goto(`${host.origin}/anmeldung?open`);
  const box = it.page.locator('asisttr-widget');
  await box.locator('.panel').waitFor();
  assert.deepEqual((await told(it)).sort(), ['onOpen', 'onReady', 'open', 'ready']);
  assert.equal(await box.locator('.title').innerText(), 'Frau Müller');
  assert.equal(await box.locator('.go').getAttribute('aria-label'), 'Senden');
  assert.equal(await box.locator('textarea').getAttribute('aria-label'), 'Ihre Nachricht');
  assert.equal(await box.locator('textarea').getAttribute('placeholder'), 'Fragen Sie uns');
  await box.getByText('Willkommen').waitFor();
  assert.equal(await box.locator('.row .tool').count(), 0, 'neither files nor emoji');
  assert.equal(await box.locator('.title').evaluate((it) => getComputedStyle(it).letterSpacing), '3px');
  assert.equal(await box.evaluate((it) => getComputedStyle(it).zIndex), '77');
  const place = await box.locator('.panel').boundingBox();
  assert.ok(place && place.x < 100, 'on the left');

  await call(it, 'sendMessage', 'Hallo');
  await until(async () => (await told(it)).includes('onMessageSent Hallo'), 'the page hears of the message');
  assert.match(await call(it, 'getVisitorId'), /^[0-9a-f-]{36}$/);
  assert.equal(await call(it, 'isOpen'), true);
  await call(it, 'close');
  await it.page.evaluate(() => window.AsistTR.push(['open']));
  await until(() => call(it, 'isOpen'), 'a list that is a list no more still takes calls');
  await call(it, 'setLanguage', 'tr');
  await box.getByRole('button', { name: 'Gönder' }).waitFor();
  assert.ok((await told(it)).includes('onClose') && (await told(it)).includes('close'));
  await it.page.evaluate(() => window.AsistTR.destroy());
  assert.equal(await box.count(), 0);
  assert.equal(await it.page.evaluate(() => typeof window.AsistTR), 'undefined');
  it.assertQuiet();
  await it.context.close();
});

test('the page hears of everything, asks, and says who its visitor is', async () => {
  const elif = await opensDesk(browser, server, server.demo.agent);
  const it = await newPage(browser, {}, [server.address, host.origin]);
  await it.page.goto(`${host.origin}/besuch?plain`);
  const box = it.page.locator('asisttr-widget');
  await box.locator('.bubble.on').waitFor();
  await it.page.evaluate(() => {
    window.heard = (detail) => window.told.push(`received ${detail.body}`);
    window.AsistTR.on('message:received', window.heard);
    window.AsistTR.on('ai:answer', () => window.told.push('ai:answer'));
    window.AsistTR.on('unread', (n) => window.told.push(`unread ${n}`));
    window.AsistTR.on('mode:changed', (mode) => window.told.push(`mode ${mode.mode}`));
  });
  await call(it, 'updateVisitor', { name: 'Selin Aydın', email: 'selin@ornek.edu.tr', phone: '+90 555 010 20 30', customData: { fakulte: 'Hukuk' } });
  await call(it, 'toggle');
  await box.locator('.panel').waitFor();
  assert.equal(await box.locator('.avatar img').evaluate((one) => one.complete && one.naturalWidth > 0), true);
  assert.equal(await box.locator('.m .bub').first().evaluate((one) => getComputedStyle(one.ownerDocument.querySelector('asisttr-widget').shadowRoot.querySelector('.panel')).getPropertyValue('--s').trim()), '#204060');
  await call(it, 'sendMessage', 'kayıt dondurma başvurusu ne zamana kadar');
  await until(async () => (await told(it)).includes('ai:answer'), 'the page hears of the answer');
  assert.equal(await box.locator('.m.me .bub').first().evaluate((one) => getComputedStyle(one).backgroundColor), 'rgb(32, 64, 96)');
  const id = await call(it, 'getVisitorId');
  const { items: [chat] } = await until(async () => {
    const page = await admin('GET', `/api/chat?view=any&visitor=${id}`);
    return page.items.length && page;
  }, 'the desk has it');
  assert.equal(chat.visitor.name, 'Selin Aydın');
  await call(it, 'toggle');
  assert.equal(await call(it, 'isOpen'), false);
  await admin('PUT', `/api/chat/${chat.id}/assign`, { assignee: 'me' });
  await admin('POST', `/api/chat/${chat.id}/message`, { body: 'Merhaba Selin' });
  await until(async () => (await told(it)).includes('received Merhaba Selin'), 'the page hears what is said');
  assert.equal(await call(it, 'getUnreadCount'), 1);
  assert.ok((await told(it)).includes('unread 1'));
  await it.page.evaluate(() => window.AsistTR.off('message:received', window.heard));
  await admin('POST', `/api/chat/${chat.id}/message`, { body: 'Orada mısınız?' });
  await until(async () => (await call(it, 'getUnreadCount')) === 2, 'it came');
  assert.ok(!(await told(it)).includes('received Orada mısınız?'), 'who has gone hears nothing');
  await admin('PUT', '/api/settings/emergency', { active: true, message: { tr: 'Bakımdayız', en: 'Maintenance' } });
  await until(async () => (await told(it)).includes('mode emergency'), 'the page hears of the mode');
  await admin('PUT', '/api/settings/emergency', { active: false });
  it.assertQuiet();
  await it.context.close();
  await elif.context.close();
});

test('the page may ask who it is before a chat begins', async () => {
  const it = await newPage(browser, {}, [server.address, host.origin]);
  await it.page.goto(`${host.origin}/besuch?plain&pre`);
  const box = it.page.locator('asisttr-widget');
  await box.locator('.bubble.on').waitFor();
  await call(it, 'sendMessage', 'Merhaba');
  await box.getByLabel('Ad soyad').waitFor();
  assert.equal(await box.locator('input[type=email]').count(), 0, 'only what the page asks');
  await box.getByRole('button', { name: 'Sohbete başla' }).click();
  await box.getByText('Bu alan gerekli.').waitFor();
  await box.getByLabel('Telefon').fill('+90 555 010 20 30');
  await box.getByRole('button', { name: 'Sohbete başla' }).click();
  await until(async () => (await told(it)).includes('onMessageSent Merhaba'), 'it is sent');
  const { items: [chat] } = await admin('GET', `/api/chat?view=any&visitor=${await call(it, 'getVisitorId')}`);
  assert.equal(chat.visitor.phone, '+90 555 010 20 30');
  it.assertQuiet();
  await it.context.close();
});

test('what is open, begun and looked at survives a change of pages', async () => {
  // An answer that comes meanwhile would move what is looked at.
  const { mode } = await admin('GET', '/api/settings/ai');
  await admin('PUT', '/api/settings/ai', { mode: 'off' });
  const it = await newPage(browser, {}, [server.address, host.origin]);
  await it.page.goto(`${host.origin}/eins?open`);
  const box = it.page.locator('asisttr-widget');
  await box.locator('.panel').waitFor();
  for (let nth = 1; nth <= 12; nth++) await call(it, 'sendMessage', `Nachricht ${nth}\n\nmit zwei Zeilen`);
  await until(async () => (await box.locator('.m.me .icon.sending').count()) === 0, 'all are sent');
  await box.locator('textarea').fill('Noch nicht fert');
  const scroller = box.locator('.scroller');
  await scroller.evaluate((it) => (it.scrollTop = it.scrollHeight - it.clientHeight - 300));
  await box.locator('.jump').waitFor();
  await it.page.goto(`${host.origin}/zwei`);
  await box.locator('.panel').waitFor();
  assert.equal(await box.locator('textarea').inputValue(), 'Noch nicht fert');
  // A card below, drawn a moment later, takes room at the lower edge; what is looked at stays.
  await until(async () => Math.abs((await scroller.evaluate((it) => it.scrollHeight - it.clientHeight - it.scrollTop)) - 300) < 160, 'it is where it was');
  await admin('PUT', '/api/settings/ai', { mode });
  it.assertQuiet();
  await it.context.close();
});

test('what was read stays read when the conversation is over, also after a reload; who looks elsewhere finds the line', async () => {
  const elif = await opensDesk(browser, server, server.demo.agent);
  const ayse = await opensWidget(browser, server);
  for (let nth = 1; nth <= 8; nth++) await ayse.says(`Okundu mu acaba ${nth}?\n\nBir satır\n\nBir satır daha`);
  await ayse.settled();
  const visitor = await call(ayse, 'getVisitorId');
  const { items: [{ id }] } = await admin('GET', `/api/chat?view=any&visitor=${visitor}`);
  const { id: agent } = (await admin('GET', '/api/users')).items.find((one) => one.email === server.demo.agent);
  await admin('PUT', `/api/chat/${id}/assign`, { assignee: agent });
  await elif.page.goto(`${server.address}/inbox/${id}`);
  await ayse.box.locator('.m.me .icon.read').last().waitFor();

  // Above, the line and the button tell of what came meanwhile.
  await ayse.box.locator('.scroller').evaluate((it) => it.scrollTo(0, 0));
  await elif.says('Buyurun, dinliyorum.');
  await ayse.box.locator('.jump').filter({ hasText: 'Yeni mesajlar' }).waitFor();
  assert.equal(await ayse.box.locator('.mark').count(), 1);
  await ayse.box.locator('.jump').click();
  await ayse.sees('Buyurun, dinliyorum.');

  await admin('PUT', `/api/chat/${id}/close`);
  await ayse.box.locator('.log').getByText('Sohbet sona erdi').waitFor();
  assert.equal(await ayse.box.locator('.m.me .foot .icon').evaluateAll((all) => all.every((it) => it.classList.contains('read'))), true);
  await ayse.page.reload();
  await ayse.box.locator('.log').getByText('Sohbet sona erdi').waitFor();
  await until(() => ayse.box.locator('.m.me .foot .icon').evaluateAll((all) => all.length && all.every((it) => it.classList.contains('read'))), 'they are still read');
  ayse.assertQuiet();
  await ayse.context.close();
  await elif.context.close();
});
