// Mail as people meet it: its settings, a forgotten password, two-step sign-in, a transcript for a visitor. Against a real
// SMTP server.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { apiAs, deskOn, newPage, startBrowser, startServer, until, visitorOn } from './harness.mjs';
import { look } from './look.mjs';

const ELIF = 'elif.karaca@gulveren.example';
const NEW_PASSWORD = 'kırmızı kuş 7';
/** A password, code or word that is wrong is an answer, not a complaint. */
const ANSWERS = /4(01|03|22) \([\w ]+\) \S+\/api\//;

let server, browser, admin, smtp;

/** The server of the tests in `tests/it`, with the mails that it took. */
async function startMail() {
  const child = spawn('/usr/bin/python3', [new URL('../data/mail/server.py', import.meta.url).pathname], { stdio: ['pipe', 'pipe', 'inherit'] });
  const mails = [];
  createInterface({ input: child.stdout }).on('line', (line) => mails.push(JSON.parse(line)));
  await until(() => mails.length, 'the mail server is there (python3-aiosmtpd)');
  const { port } = mails.shift();
  return { port, next: (to) => until(() => mails.splice(mails.findIndex((it) => it.to.includes(to)) >>> 0, 1)[0], `a mail to ${to}`), stop: () => child.kill() };
}

before(async () => {
  [server, browser, smtp] = await Promise.all([startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0' } }), startBrowser(), startMail()]);
  admin = await apiAs(server, server.demo.admin);
});
after(async () => {
  smtp?.stop();
  await browser?.close();
  await server?.stop();
});

const quiet = (it) => assert.deepEqual(it.complaints.filter((words) => !ANSWERS.test(words)), []);

async function desk(email, options = {}) {
  const it = await newPage(browser, options, [server.address]);
  await deskOn(it.page, server.address).signsIn(email, server.demo.password);
  return it;
}

/** What an authenticator app would show. @param {string} secret in Base32 @param {number} [steps] half minutes from now */
function codeOf(secret, steps = 0) {
  const bits = [...secret].map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((it) => parseInt(it, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac('sha1', key).update(counter).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const LOOKS = [['wide', {}], ['narrow-dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark', locale: 'en-GB' }]];
const SCROLLERS = { scrollers: ['.page-nav', '.page-nav *', '.seg', '.seg *', '.mail-sheet', '.mail-text'] };

test('an admin enters a server, tries it, and changes what a mail says', async () => {
  const it = await desk(server.demo.admin);
  const { page } = it;
  await page.goto(`${server.address}/settings/mail`);
  await page.getByText('Henüz bir posta sunucusu yok').waitFor();
  assert.deepEqual(await look(page, 'mail-none', SCROLLERS), []);
  const own = page.locator('section', { hasText: 'Bu sitenin sunucusu' });
  await own.getByRole('button', { name: 'Sunucu ekle' }).click();
  await own.getByRole('button', { name: 'Yok', exact: true }).click();
  await own.getByLabel('Sunucu', { exact: true }).fill('127.0.0.1');
  await own.getByLabel('Bağlantı noktası').fill('1');
  await own.getByLabel('Gönderen adı').fill('Gülveren Destek');
  await own.getByLabel('Gönderen adresi').fill('destek@gulveren.example');
  await own.getByRole('button', { name: 'Bağlantıyı sına' }).click();
  await own.getByText('Sunucuya bu bağlantı noktasından ulaşılamadı').waitFor();
  assert.equal(await own.getByLabel('Gönderen adı').inputValue(), 'Gülveren Destek');
  await own.getByLabel('Bağlantı noktası').fill(String(smtp.port));
  await own.getByRole('button', { name: 'Bağlantıyı sına' }).click();
  await own.getByText('Sunucu postayı kabul ediyor').waitFor();
  assert.deepEqual(await look(page, 'mail-account', SCROLLERS), []);
  await own.getByRole('button', { name: 'Kaydet' }).click();
  await own.getByText('Ayarlı').waitFor();
  // Trying saves nothing: what was typed before can be saved after it, and is not left unasked.
  await own.getByLabel('Gönderen adı').fill('Gülveren Destek Masası');
  await own.getByRole('button', { name: 'Bağlantıyı sına' }).click();
  await own.getByText('Sunucu postayı kabul ediyor').waitFor();
  await page.getByRole('link', { name: 'Gönderilenler' }).click();
  await page.locator('dialog[open]').getByRole('button', { name: 'Vazgeç' }).click();
  await own.getByRole('button', { name: 'Kaydet' }).click();
  await until(async () => (await admin('GET', '/api/settings/mail/account')).sender_name === 'Gülveren Destek Masası', 'it is saved');

  await page.reload(); // whether mails can be sent is asked once
  await page.getByRole('link', { name: 'Şablonlar', exact: true }).click();
  await page.getByRole('button', { name: /^Sohbet dökümü/ }).click();
  const body = page.getByLabel('Metin');
  await body.fill('Selam {{isim}}');
  await page.getByText('Bilinmeyen yer tutucu: {{isim}}.').waitFor();
  await body.fill('Selam {{ziyaretci.ad}}!\n\n{{dokum}}\n\n[Sitemiz](https://gulveren.example)');
  await page.locator('.mail-sheet').getByText('Selam Zeynep Kaya!').waitFor();
  await page.locator('.mail-sheet .mail-line b').filter({ hasText: '22 Ocak Perşembe' }).waitFor(); // an agent's words with their look
  // Another template or language does not take the words away unasked.
  for (const other of [page.getByRole('button', { name: /^Davet/ }), page.getByText('English', { exact: true })]) {
    await other.click();
    await page.locator('dialog[open]').getByRole('button', { name: 'Vazgeç' }).click();
    assert.match(await body.inputValue(), /^Selam /);
  }
  await page.getByRole('button', { name: 'Kaydet' }).click();
  await page.getByText('Kaydedildi').waitFor();
  await page.getByLabel('Alıcı').fill('deneme@gulveren.example');
  await page.getByRole('button', { name: 'Deneme gönder' }).click();
  const mail = await smtp.next('deneme@gulveren.example');
  assert.match(mail.text, /^Selam Zeynep Kaya!/);
  assert.match(mail.html, /Sitemiz<\/a>/);
  await page.getByRole('link', { name: 'Gönderilenler' }).click();
  await page.getByRole('cell', { name: /Gönderildi/ }).waitFor();
  quiet(it);
  await it.context.close();
  for (const [name, options] of LOOKS) {
    const other = await newPage(browser, options, [server.address]);
    await other.page.goto(`${server.address}/login`);
    await other.page.locator('input[name=email]').fill(server.demo.admin);
    await other.page.locator('input[name=password]').fill(server.demo.password);
    await other.page.keyboard.press('Enter');
    await other.page.locator('.rail').waitFor({ state: 'attached' });
    for (const [part, wait] of [['', '.form'], ['/templates', '.mail-words'], ['/sent', 'table']]) {
      await other.page.goto(`${server.address}/settings/mail${part}`);
      await other.page.locator(wait).first().waitFor();
      // In a narrow window the templates are one list, and the editor stands right below it.
      if (part === '/templates') assert.equal(await other.page.locator('.mail-kind-pick').isVisible(), name !== 'wide');
      assert.deepEqual(await look(other.page, `mail${part.replace('/', '-')}-${name}`, SCROLLERS), []);
    }
    await other.context.close();
  }
});

test('a forgotten password is chosen anew by the link in a mail', async () => {
  for (const [name, options] of LOOKS) {
    const it = await newPage(browser, options, [server.address]);
    const { page } = it;
    await page.goto(`${server.address}/login`);
    await page.getByRole('link', { name: /unuttum|forgot/ }).click();
    await page.locator('input[name=email]').fill(ELIF);
    assert.deepEqual(await look(page, `forgot-${name}`), []);
    await page.locator('button[type=submit]').click();
    await page.locator('.door-done').getByText(ELIF).waitFor();
    let link;
    do link = /\/reset#\S+/.exec((await smtp.next(ELIF)).text); while (!link); // mails that tell of the change come too
    await page.goto(server.address + link[0]);
    const field = page.locator('input[name=password]');
    assert.equal(await field.getAttribute('autocomplete'), 'new-password');
    await field.fill('1234567890');
    await page.locator('button[type=submit]').click();
    await page.locator('.form-error').waitFor();
    assert.equal(await field.inputValue(), '1234567890');
    assert.deepEqual(await look(page, `reset-${name}`), []);
    await field.fill(name === 'wide' ? NEW_PASSWORD : server.demo.password);
    await page.locator('button[type=submit]').click();
    await page.locator('.door-done').waitFor();
    assert.equal(new URL(page.url()).hash, '', 'the link is not left in the address');
    await page.goto(server.address + link[0]);
    await page.locator('.empty').waitFor(); // used
    assert.deepEqual(await look(page, `reset-used-${name}`), []);
    quiet(it);
    await it.context.close();
  }
});

test('two-step sign-in is set up with an app, asked for, and helped out by a recovery code', async () => {
  const it = await desk(ELIF);
  const { page } = it;
  await page.goto(`${server.address}/settings/profile`);
  await page.getByRole('button', { name: 'İki adımlı girişi kur' }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByText('Okutamıyor musunuz?').click();
  const secret = (await dialog.locator('.code').textContent()).replace(/\s/g, '');
  assert.deepEqual(await look(page, 'factor-enrol'), []);
  const code = dialog.getByLabel('Kod');
  assert.equal(await code.getAttribute('autocomplete'), 'one-time-code');
  await code.fill('000000');
  await dialog.getByRole('button', { name: 'Etkinleştir' }).click();
  await dialog.getByText('Kod yanlış').waitFor();
  await code.fill(codeOf(secret));
  await dialog.getByRole('button', { name: 'Etkinleştir' }).click();
  await dialog.getByRole('list', { name: 'Kurtarma kodları' }).waitFor();
  assert.deepEqual(await look(page, 'factor-codes'), []);
  const codes = await dialog.locator('.factor-codes code').allTextContents();
  await dialog.getByRole('button', { name: 'Kodları sakladım' }).click();
  await page.getByText('Yeni kurtarma kodları').waitFor();
  quiet(it);
  await it.context.close();

  for (const [name, options] of LOOKS) {
    const again = await newPage(browser, options, [server.address]);
    await again.page.goto(`${server.address}/login`);
    await again.page.locator('input[name=email]').fill(ELIF);
    await again.page.locator('input[name=password]').fill(server.demo.password);
    await again.page.keyboard.press('Enter');
    const field = again.page.locator('input[name=code]');
    await field.waitFor();
    assert.deepEqual(await look(again.page, `login-code-${name}`), []);
    if (name === 'wide') {
      await field.fill(codeOf(secret, 1)); // the one before was used to set it up
    } else {
      await again.page.getByRole('button', { name: 'Use a recovery code' }).click();
      await again.page.locator('input[name=recovery]').fill(codes[0].toLowerCase());
      assert.deepEqual(await look(again.page, `login-recovery-${name}`), []);
    }
    await again.page.keyboard.press('Enter');
    await again.page.locator('.rail').waitFor({ state: 'attached' });
    quiet(again);
    await again.context.close();
  }
});

test('a site that requires it lets nobody in before it is set up', async () => {
  const { items } = await admin('GET', '/api/sites');
  await admin('PUT', `/api/sites/${items[0].id}`, { second_factor_required: true });
  const it = await newPage(browser, {}, [server.address]);
  await it.page.goto(`${server.address}/login`);
  await it.page.getByLabel('E-posta').fill('kerem.tuna@gulveren.example');
  await it.page.getByLabel('Parola', { exact: true }).fill(server.demo.password);
  await it.page.keyboard.press('Enter');
  await it.page.getByRole('heading', { name: 'İki adımlı giriş gerekiyor' }).waitFor();
  await it.page.locator('.factor-qr').waitFor();
  assert.deepEqual(await look(it.page, 'factor-door'), []);
  await it.page.getByText('Okutamıyor musunuz?').click();
  const secret = (await it.page.locator('.code').textContent()).replace(/\s/g, '');
  await it.page.getByLabel('Kod').fill(codeOf(secret));
  await it.page.keyboard.press('Enter');
  await it.page.getByRole('button', { name: 'Kodları sakladım' }).click();
  await it.page.getByRole('heading', { name: 'Gelen kutusu' }).waitFor();
  quiet(it);
  await it.context.close();
});

test('a visitor has the transcript sent', async () => {
  for (const [name, options] of LOOKS) {
    const it = await newPage(browser, { ...options, locale: 'tr-TR' }, [server.address]);
    await it.page.goto(server.demo.page);
    const visitor = visitorOn(it.page);
    await visitor.opens();
    const button = visitor.box.getByRole('button', { name: 'Dökümü e-postayla al' });
    assert.equal(await button.isVisible(), false, 'there is nothing to send yet');
    await visitor.says('Kayıt ne zaman bitiyor?');
    await visitor.settled();
    await button.click();
    const to = `ziyaretci.${name}@posta.example`;
    await visitor.box.locator('input[name=email]').fill('ziyaretci');
    await visitor.box.getByLabel('Şimdi').check();
    await visitor.box.locator('.screen').getByRole('button', { name: 'Gönder', exact: true }).click();
    await visitor.box.getByText('Geçerli bir e-posta adresi yazın.').waitFor();
    assert.deepEqual(await look(it.page, `widget-transcript-${name}`, { scrollers: ['nav.menu', 'nav.menu *'], within: 'asisttr-widget' }), []);
    await visitor.box.locator('input[name=email]').fill(to);
    await visitor.box.locator('.screen').getByRole('button', { name: 'Gönder', exact: true }).click();
    await visitor.box.getByText(`Döküm ${to} adresine yola çıktı.`).waitFor();
    assert.deepEqual(await look(it.page, `widget-transcript-done-${name}`, { scrollers: ['nav.menu', 'nav.menu *'], within: 'asisttr-widget' }), []);
    const mail = await smtp.next(to);
    assert.match(mail.text, /Kayıt ne zaman bitiyor\?/);
    quiet(it);
    await it.context.close();
  }
});
