// The screens of incoming mail, against a real Dovecot and a real SMTP server: an admin enters an address, tries it, and
// finds what came.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { apiAs, newPage, startBrowser, startServer, until } from './harness.mjs';
import { look } from './look.mjs';

/** What a person mistyped is an answer, not a complaint. */
const ANSWERS = /4(04|09|22) \([\w ]+\) \S+\/api\//;
const LOOKS = [['wide', {}], ['wide-dark-en', { colorScheme: 'dark', locale: 'en-GB' }], ['narrow', { viewport: { width: 390, height: 844 } }], ['narrow-dark-en', { viewport: { width: 390, height: 844 }, colorScheme: 'dark', locale: 'en-GB' }]];
const SCROLLERS = { scrollers: ['.page-nav', '.page-nav *', '.seg', '.seg *', '.subnav', '.subnav *', 'dialog', 'dialog *'] };

let server, browser, admin, imap, smtp;

/** A server of the folder `data/mail`, whose first line says its ports. */
async function start(name, args = []) {
  const child = spawn('/usr/bin/python3', [new URL(`../data/mail/${name}`, import.meta.url).pathname, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
  await until(() => lines.length, `${name} is there`);
  const ports = lines.shift();
  const ask = async (command) => {
    child.stdin.write(`${JSON.stringify(command)}\n`);
    await until(() => lines.length, `${name} answers`);
    return lines.shift();
  };
  return { ...ports, ask, stop: () => child.stdin.end() };
}

const shape = (name) => Buffer.from(readFileSync(new URL(`../data/mail/shapes/${name}.eml`, import.meta.url), 'utf8').replace(/\n/g, '\r\n')).toString('base64');

before(async () => {
  [server, browser, imap, smtp] = await Promise.all([startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0' } }), startBrowser(), start('dovecot.py'), start('server.py', ['--auth', 'destek@ornek.edu.tr:gizli'])]);
  admin = await apiAs(server, server.demo.admin);
});
after(async () => {
  imap?.stop();
  smtp?.stop();
  await browser?.close();
  await server?.stop();
});

const quiet = (it) => assert.deepEqual(it.complaints.filter((words) => !ANSWERS.test(words)), []);

async function desk(options = {}) {
  const it = await newPage(browser, options, [server.address]);
  await it.page.goto(`${server.address}/login`);
  await it.page.locator('input[name=email]').fill(server.demo.admin);
  await it.page.locator('input[name=password]').fill(server.demo.password);
  await it.page.keyboard.press('Enter');
  await it.page.locator('.rail').waitFor({ state: 'attached' });
  return it;
}

test('an admin enters an address, tries it, and finds what came', async () => {
  const it = await desk();
  const { page } = it;
  await page.goto(`${server.address}/settings/mail/inboxes`);
  await page.getByText('Henüz bir adres yok').waitFor();
  assert.deepEqual(await look(page, 'inboxes-none', SCROLLERS), []);
  await page.getByRole('button', { name: 'Adres ekle' }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByRole('button', { name: 'Kaydet' }).click();
  await dialog.getByText('Geçerli bir e-posta adresi yazın.').first().waitFor();
  assert.deepEqual(await look(page, 'inbox-empty', SCROLLERS), []);
  await dialog.getByLabel('Adres', { exact: true }).fill('destek@ornek.edu.tr');
  await dialog.getByLabel('Gönderen adı').fill('Gülveren Destek');
  await dialog.getByRole('group', { name: 'Gelen posta' }).getByRole('button', { name: 'Yok', exact: true }).click();
  await dialog.getByLabel('IMAP sunucusu').fill('127.0.0.1');
  await dialog.getByLabel('Bağlantı noktası').fill(String(imap.port));
  await dialog.getByLabel('Parola', { exact: true }).last().fill('yanlis');
  await dialog.getByLabel('Bu adresin kendi giden sunucusu var').click();
  const answers = dialog.getByRole('group', { name: 'Yanıtlar' });
  await answers.getByRole('button', { name: 'Yok', exact: true }).click();
  await answers.getByLabel('SMTP sunucusu').fill('127.0.0.1');
  await answers.getByLabel('Bağlantı noktası').fill(String(smtp.port));
  await dialog.getByText('Temsilciden geliyor görünen posta talebe not olur').waitFor();
  await dialog.getByLabel('Temsilcilerin posta programından yazdıkları').selectOption('named');
  await dialog.getByText('en üstüne kendi adıyla Authentication-Results').waitFor();
  await dialog.getByRole('button', { name: 'Bağlantıyı sına' }).click();
  await dialog.getByText('Kullanıcı adı ya da parola yanlış.').first().waitFor();
  assert.equal(await dialog.getByLabel('Gönderen adı').inputValue(), 'Gülveren Destek');
  await dialog.getByLabel('Parola', { exact: true }).last().fill('gizli');
  await dialog.getByRole('button', { name: 'Bağlantıyı sına' }).click();
  await dialog.getByText('Sunucu + eki olan adresi kabul ediyor.').waitFor();
  assert.deepEqual(await look(page, 'inbox-works', SCROLLERS), []);
  await dialog.getByRole('button', { name: 'Kaydet' }).click();
  await page.locator('.mail-inbox').getByText('destek@ornek.edu.tr').waitFor();
  await until(async () => (await admin('GET', '/api/settings/mail/inboxes')).items[0].state.looked_at, 'the inbox was looked into');
  assert.equal((await admin('GET', '/api/settings/mail/inboxes')).items[0].sender_check, 'named');

  await imap.ask({ do: 'append', mails: ['broken', 'gmail', 'thunderbird', 'newsletter'].map(shape) });
  await until(async () => (await admin('GET', '/api/mail/incoming')).items.length === 4, 'all four are dealt with');
  await page.getByRole('link', { name: 'Gelenler', exact: true }).click();
  await page.getByRole('row').filter({ hasText: 'Kayıt sorusu' }).getByText('Yeni talep').waitFor();
  await page.getByRole('button', { name: 'Karantinada' }).click();
  await page.getByText('Postanın göndereni okunamıyor.').waitFor();
  await page.getByRole('button', { name: 'Yeniden dene' }).click();
  await page.getByRole('alert').or(page.locator('.toast')).getByText('Postanın göndereni okunamıyor.').first().waitFor();
  quiet(it);
  await it.context.close();

  for (const [name, options] of LOOKS) {
    const other = await desk(options);
    for (const [part, wait] of [['inboxes', '.mail-inbox'], ['incoming', 'table'], ['incoming?state=quarantined', 'table']]) {
      await other.page.goto(`${server.address}/settings/mail/${part}`);
      await other.page.locator(wait).first().waitFor();
      assert.deepEqual(await look(other.page, `mail-${part.replace(/\W/g, '-')}-${name}`, SCROLLERS), []);
    }
    await other.page.goto(`${server.address}/settings/mail/inboxes`);
    await other.page.locator('.mail-inbox .icon-btn').click();
    await other.page.locator('dialog[open] form').waitFor();
    assert.deepEqual(await look(other.page, `inbox-form-${name}`, SCROLLERS), []);
    await other.context.close();
  }

  const last = await desk();
  await last.page.goto(`${server.address}/settings/mail/incoming?state=quarantined`);
  await last.page.getByRole('button', { name: 'At', exact: true }).click();
  await last.page.locator('dialog[open]').getByRole('button', { name: 'At', exact: true }).click();
  await last.page.getByText('Karantinada posta yok').waitFor();
  await imap.ask({ do: 'stop' });
  await until(async () => (await admin('GET', '/api/settings/mail/inboxes')).items[0].state.trouble, 'the trouble is known');
  await last.page.goto(`${server.address}/settings/mail/inboxes`);
  await last.page.locator('.mail-trouble').waitFor();
  assert.deepEqual(await look(last.page, 'inboxes-trouble', SCROLLERS), []);
  quiet(last);
  await last.context.close();
});
