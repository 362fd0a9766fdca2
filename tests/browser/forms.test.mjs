// An admin builds a form by dragging, a visitor fills it in at its address and in the widget, and it becomes a ticket;
// service levels are set and tried; then every screen of both, light and dark, wide and narrow, in both languages.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { apiAs, deskOn, newPage, startBrowser, startHost, startServer, until, visitorOn, withoutHttps } from './harness.mjs';
import { look } from './look.mjs';

const SIZES = { 1440: { width: 1440, height: 900 }, 390: { width: 390, height: 844 } };
const LOOKS = ['light', 'dark'].flatMap((tone) => Object.entries(SIZES).map(([width, viewport]) => ({ tone, width, viewport })));
const SCROLLERS = ['.page-nav', '.page-nav *', '.seg', '.seg *', '.table-wrap', '.table-wrap *'];

let server, browser, admin, apiKey, slug;

before(async () => {
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0' } });
  browser = await startBrowser();
  admin = await apiAs(server, server.demo.admin);
  const { items } = await admin('GET', '/api/sites');
  ({ api_key: apiKey, slug } = items[0]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const words = (tr, en = '') => ({ tr, en });
const field = (key, kind, label, more = {}) => ({ key, kind, label, help: words(''), required: false, visible: true, choices: [], shown_when: null, ...more });
const choice = (value, tr, en) => ({ value, label: words(tr, en) });
const complaint = (name) => ({
  title: words(name, 'Complaint'), intro: words('Kayıt **48 saat** içinde incelenir.', 'It is looked at within **48 hours**.'), open: true, in_widget: true, confirm: true,
  button: words(''), thanks: words('Teşekkürler.', 'Thank you.'),
  fields: [
    field('ad', 'text', words('Ad soyad', 'Name'), { required: true }),
    field('eposta', 'email', words('E-posta', 'E-mail'), { required: true, help: words('Yanıt buraya gelir.', 'The answer goes there.') }),
    field('tckn', 'tckn', words('T.C. kimlik no', 'Identity number')),
    field('tur', 'choice', words('Tür', 'Kind'), { required: true, choices: [choice('istek', 'İstek', 'Request'), choice('sikayet', 'Şikâyet', 'Complaint')] }),
    field('kim', 'text', words('Kimden?', 'About whom?'), { required: true, shown_when: { field: 'tur', is: ['sikayet'] } }),
    field('konular', 'choices', words('Konular', 'Topics'), { choices: [choice('ders', 'Ders', 'Course'), choice('yurt', 'Yurt', 'Dormitory')] }),
    field('tarih', 'date', words('Tarih', 'Date')),
    field('belge', 'file', words('Belgeler', 'Documents')),
    field('aciklama', 'long_text', words('Açıklama', 'Details')),
    field('onay', 'checkbox', words('Aydınlatma metnini okudum', 'I have read the notice'), { required: true }),
  ],
  ticket: { automatic: true, subject_field: null, name_field: 'ad', department_id: null, category_id: null, priority: 'high' },
});

test('an admin builds a form, puts its fields into order and sees how it looks', async () => {
  const desk = await newPage(browser, {}, [server.address]);
  const { page } = desk;
  await deskOn(page, server.address).signsIn(server.demo.admin, server.demo.password);
  await page.goto(`${server.address}/settings/forms/new`);
  await page.getByLabel('Formun adı (Türkçe)').fill('Belge isteği');
  const add = async (kind, label) => {
    await page.getByRole('button', { name: 'Alan ekle' }).click();
    await page.getByRole('menuitem', { name: kind, exact: true }).click();
    await page.getByLabel('Soru (Türkçe)').fill(label);
    if (kind === 'Tek seçim') await page.getByLabel('Seçenekler').fill('Transkript\nÖğrenci belgesi');
    await page.getByRole('button', { name: 'Tamam' }).click();
  };
  await add('Tek seçim', 'Belge');
  await add('E-posta', 'E-posta');
  await add('Kısa metin', 'Ad soyad');
  assert.equal(await page.getByLabel('Talep sahibinin adı').inputValue(), 'ad_soyad', 'who fills it in is whose the ticket is');
  const preview = page.locator('.fx-host');
  await preview.getByText('Transkript').waitFor();
  const rows = page.locator('.field-row');
  await rows.nth(1).dragTo(rows.nth(0));
  await until(async () => (await rows.nth(0).textContent()).includes('E-posta'), 'the field was dragged up');
  await rows.nth(0).getByRole('button', { name: 'E-posta: aşağı al' }).click();
  await until(async () => (await rows.nth(0).textContent()).includes('Belge'), 'the arrow moved it down again');
  await page.getByRole('button', { name: 'Kaydet' }).click();
  await page.getByText('Kaydedildi').waitFor();
  const made = (await admin('GET', '/api/forms')).items.find((it) => it.title.tr === 'Belge isteği');
  assert.deepEqual(made.fields.map((it) => it.key), ['belge', 'e_posta', 'ad_soyad']);
  assert.equal(made.fields[0].choices[1].value, 'ogrenci_belgesi');
  assert.equal(made.ticket.name_field, 'ad_soyad');
  // What is only called otherwise is kept as before.
  await page.waitForURL(`**/settings/forms/${made.id}`);
  await page.getByRole('button', { name: 'Belge', exact: true }).click();
  await page.getByLabel('Seçenekler').fill('Not dökümü | Transcript\nÖğrenci belgesi');
  await page.getByRole('button', { name: 'Tamam' }).click();
  await preview.getByText('Not dökümü').waitFor();
  await page.getByRole('button', { name: 'Kaydet' }).click();
  await until(async () => (await admin('GET', `/api/forms/${made.id}`)).fields[0].choices[0].label.tr === 'Not dökümü', 'the choice has its new name');
  assert.deepEqual((await admin('GET', `/api/forms/${made.id}`)).fields[0].choices.map((it) => it.value), ['transkript', 'ogrenci_belgesi']);
  desk.assertQuiet();
  await desk.context.close();
});

test('a visitor fills a form in at its address; what is wrong stands at its field; it becomes a ticket', async () => {
  const form = await admin('POST', '/api/forms', complaint('Şikâyet ve istek'));
  const visit = await newPage(browser, {}, [server.address]);
  const { page } = visit;
  await withoutHttps(visit.context);
  await page.goto(server.address + form.path);
  await page.getByRole('heading', { name: 'Şikâyet ve istek' }).waitFor();
  await page.getByRole('button', { name: 'Gönder' }).click();
  await page.getByText('Bu alan gerekli.').first().waitFor();
  await page.getByLabel('Ad soyad').fill('Ayşe Yılmaz');
  await page.getByLabel('E-posta').fill('ayse@ornek.edu.tr');
  await page.getByLabel('T.C. kimlik no').fill('12345678901');
  assert.equal(await page.getByLabel('Kimden?').isVisible(), false, 'asked only about complaints');
  await page.getByLabel('Şikâyet', { exact: true }).check();
  await page.getByLabel('Kimden?').fill('Yemekhane');
  await page.getByLabel('Belgeler').setInputFiles({ name: 'not.txt', mimeType: 'text/plain', buffer: Buffer.from('Merhaba') });
  await page.getByText('not.txt').waitFor();
  await page.getByLabel('Aydınlatma metnini okudum').check();
  await page.getByRole('button', { name: 'Gönder' }).click();
  await page.getByText('Geçerli bir T.C. kimlik numarası yazın.').waitFor();
  assert.equal(await page.getByLabel('Ad soyad').inputValue(), 'Ayşe Yılmaz', 'what was typed stays');
  await page.getByLabel('T.C. kimlik no').fill('100 000 001 46');
  await page.getByRole('button', { name: 'Gönder' }).click();
  await page.getByText('Takip kodunuz').waitFor();
  const [ticket] = (await admin('GET', '/api/tickets?sort=newest')).items;
  assert.deepEqual([ticket.subject, ticket.source, ticket.priority], ['Şikâyet ve istek', 'form', 'high']);
  const shown = await admin('GET', `/api/tickets/${ticket.id}`);
  assert.match(shown.messages[0].body, /Kimden\? Yemekhane/);
  assert.equal(shown.messages[0].attachments[0].name, 'not.txt');
  assert.ok(ticket.sla.length, 'and something is promised for it');
  const desk = await newPage(browser, {}, [server.address]);
  await deskOn(desk.page, server.address).signsIn(server.demo.admin, server.demo.password);
  await desk.page.goto(`${server.address}/tickets/${ticket.id}`);
  const letter = desk.page.locator('.letter-box').first();
  await letter.getByText('100******46').waitFor();
  assert.deepEqual(await look(desk.page, 'ticket-identity', {}), []);
  await letter.getByRole('button', { name: 'Göster' }).click();
  await letter.getByText('10000000146').waitFor();
  desk.assertQuiet();
  await desk.context.close();
  visit.assertQuiet();
  await visit.context.close();
});

test('the widget offers the same form', async () => {
  const host = await startHost(() => `<!doctype html><html lang="tr"><title>Okul</title><main><h1>Okul</h1></main><script>window.AsistTRConfig={apiKey:'${apiKey}',apiUrl:'${server.address}'}</script><script async src="${server.address}/widget.js"></script></html>`);
  const visit = await newPage(browser, {}, [server.address, host.origin]);
  const ayse = visitorOn(visit.page);
  await withoutHttps(visit.context);
  await visit.page.goto(host.origin);
  await ayse.opens();
  await ayse.panel.getByRole('button', { name: 'Makalelerde ara' }).click();
  await ayse.panel.getByRole('button', { name: 'Belge isteği' }).click();
  await ayse.panel.getByText('Öğrenci belgesi').click();
  await ayse.panel.getByRole('textbox', { name: /E-posta/ }).fill('ayse@ornek.edu.tr');
  assert.deepEqual(await look(visit.page, 'widget-form'), []);
  await ayse.panel.getByRole('button', { name: 'Gönder' }).last().click();
  await ayse.panel.getByText('Gönderildi').waitFor();
  // What was sent is among one's own requests, and is answered there.
  await ayse.panel.getByRole('button', { name: 'Tamam' }).click();
  await ayse.panel.getByRole('button', { name: 'Makalelerde ara' }).click();
  await ayse.panel.getByRole('button', { name: 'Taleplerim' }).click();
  await ayse.panel.locator('.cases button').first().waitFor();
  assert.deepEqual(await look(visit.page, 'widget-tickets'), []);
  await ayse.panel.locator('.cases button', { hasText: 'Belge isteği' }).click();
  await ayse.panel.getByRole('textbox', { name: 'Yanıtınızı yazın' }).fill('İki nüsha olsun');
  await ayse.panel.locator('.attach input[type=file]').setInputFiles({ name: 'dilekçe.txt', mimeType: 'text/plain', buffer: Buffer.from('Merhaba') });
  await ayse.panel.locator('.attach .files li').getByText('dilekçe.txt').waitFor();
  await until(async () => (await ayse.panel.locator('.attach .spin').count()) === 0, 'the file is there');
  assert.deepEqual(await look(visit.page, 'widget-ticket-file'), []);
  await ayse.panel.getByRole('button', { name: 'Gönder' }).last().click();
  await ayse.panel.getByText('Yanıtınız bize ulaştı.').waitFor();
  assert.deepEqual(await look(visit.page, 'widget-ticket'), []);
  const [made] = (await admin('GET', '/api/tickets?source=form&sort=newest')).items;
  const said = (await admin('GET', `/api/tickets/${made.id}`)).messages.at(-1);
  assert.deepEqual([said.body, said.attachments[0].name], ['İki nüsha olsun', 'dilekçe.txt']);
  await ayse.panel.locator('.case li.own a', { hasText: 'dilekçe.txt' }).waitFor();
  await ayse.panel.getByRole('button', { name: 'Geri' }).click();
  await ayse.panel.locator('.cases button', { hasText: 'Belge isteği' }).waitFor();
  visit.assertQuiet();
  await visit.context.close();
  await host.stop();
});

test('an admin sets a period of law and sees when it would be due', async () => {
  const desk = await newPage(browser, {}, [server.address]);
  const { page } = desk;
  await deskOn(page, server.address).signsIn(server.demo.admin, server.demo.password);
  await page.goto(`${server.address}/settings/sla`);
  await page.getByText('Diğer bütün talepler').first().waitFor();
  await page.getByRole('button', { name: 'Kural ekle' }).click();
  await page.getByRole('menuitem', { name: 'Bilgi edinme başvurusu' }).click();
  const dialog = page.getByRole('dialog');
  // Without a condition it would be for every ticket: that is asked first.
  await dialog.getByRole('button', { name: 'Kaydet' }).click();
  await page.locator('dialog[open]', { hasText: 'Bütün talepleri kapsayan bir kural mı?' }).last().getByRole('button', { name: 'Vazgeç' }).click();
  await dialog.getByLabel('Talep sahipleri').fill('@basvuru.example.org');
  await dialog.locator('.sla-due dd').first().waitFor();
  await dialog.getByRole('button', { name: 'Kaydet' }).click();
  await page.getByRole('button', { name: 'Bilgi edinme başvurusu', exact: true }).waitFor();
  await page.getByLabel('Talep sahibinin e-postası').fill('ayse@basvuru.example.org');
  await page.locator('.set-side .semi', { hasText: 'Bilgi edinme başvurusu' }).waitFor();
  const { items } = await admin('GET', '/api/sla-policies');
  assert.deepEqual([items[0].calendar, items[0].targets.low.resolution, items[0].pauses], ['working_days', 15 * 1440, false]);
  desk.assertQuiet();
  await desk.context.close();
});

describe('every screen', () => {
  for (const { tone, width, viewport } of LOOKS) {
    for (const language of tone === 'light' ? ['tr'] : ['en']) {
      test(`${tone}, ${width}, ${language}`, async () => {
        await admin('PUT', '/api/auth/me', { language });
        const desk = await newPage(browser, { viewport, colorScheme: tone }, [server.address]);
        const { page } = desk;
        const found = [];
        const see = async (name) => found.push(...(await look(page, `${name}-${tone}-${width}`, { scrollers: SCROLLERS })));
        const form = (await admin('GET', '/api/forms')).items.find((it) => it.fields.length > 5);
        await page.goto(`${server.address}${form.path}?lang=${language}`);
        await page.locator('.fx-row').first().waitFor();
        await see('form');
        await deskOn(page, server.address).signsIn(server.demo.admin, server.demo.password);
        for (const [name, sign] of [['sla', '.sla-small'], ['forms', '.table'], [`forms/${form.id}`, '.fx-host .fx-row'], [`forms/${form.id}/sent`, '.table, .empty'], ['ticket-fields', '.fields-preview'], ['sla-report', '.sla-range']]) {
          await page.goto(`${server.address}/settings/${name}`);
          await page.locator(sign).first().waitFor();
          await see(name.replaceAll('/', '-').replace(form.id, 'one'));
        }
        await page.goto(`${server.address}/settings/sla`);
        await page.locator('.rule-name').last().click();
        await page.locator('dialog .sla-due dd').first().waitFor();
        await see('sla-policy');
        assert.deepEqual(found, []);
        desk.assertQuiet();
        await desk.context.close();
      });
    }
  }
});
