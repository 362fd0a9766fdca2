// A PDF and a web site become answers; what nobody could answer becomes an article; test questions show what changed.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { apiAs, deskOn, newPage, startBrowser, startHost, startServer, until } from './harness.mjs';
import { look } from './look.mjs';

let server, browser, host;

const PAGES = {
  '/': '<title>Örnek</title><main><h1>Belediye rehberi</h1><p>Sorularınız için. <a href="/su">Su aboneliği</a> <a href="/yok">Eski</a></p></main>',
  '/su': '<main><h1>Su aboneliği</h1><p>Su aboneliği için kimlik ve tapu fotokopisiyle vezneye başvurulur. Abonelik bedeli 320 liradır.</p></main>',
};

before(async () => {
  browser = await startBrowser();
  // It answers everything with 200: a page that is not there is an empty one.
  host = await startHost((url) => PAGES[url.pathname] ?? '');
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0', ASISTTR_OUTGOING_PRIVATE_ADDRESSES: 'any' } });
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await host?.stop();
});

const SIZES = [[1440, 900], [390, 844]];

async function open(path, options = {}) {
  const it = await newPage(browser, options, [server.address]);
  const desk = deskOn(it.page, server.address);
  await desk.signsIn(server.demo.admin, server.demo.password);
  await it.page.goto(server.address + path);
  return it;
}

/** The screen in both widths and both colours. */
async function looks(page, name) {
  const found = [];
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      found.push(...(await look(page, `${name}-${colorScheme}-${width}`, { scrollers: ['.kb-nav', '.kb-nav *', '.kb-selects', '.kb-selects *'] })));
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1440, height: 900 });
  assert.deepEqual(found, []);
}

/** Asks the bench until its first source is `title`. */
async function answers(page, question, title) {
  await page.goto(`${server.address}/knowledge`);
  await page.getByRole('button', { name: 'Asistana sor' }).first().click();
  await until(async () => {
    await page.getByLabel('Bir ziyaretçinin sorusu').fill(question);
    await page.locator('.bench-form').getByRole('button', { name: 'Asistana sor' }).last().click();
    await page.locator('.bench-answer').waitFor();
    return (await page.locator('.answer-sources').getByText(title).count()) > 0;
  }, `${question} is answered`);
}

test('a PDF and a web site are answers in under a minute, with their progress on the screen', async () => {
  const { page, assertQuiet, context } = await open('/knowledge/import');
  const began = Date.now();
  await page.locator('.import-drop input').setInputFiles([{ name: 'yonerge.pdf', mimeType: 'application/pdf', buffer: await readFile('tests/data/yonerge.pdf') }, { name: 'bozuk.docx', mimeType: 'application/zip', buffer: Buffer.from('PK\u0003\u0004') }]);
  await page.getByRole('button', { name: 'Hemen yayımlansın' }).click();
  await looks(page, 'import-form');
  await page.locator('.import-form').getByRole('button', { name: 'İçe aktar' }).click();
  const first = page.locator('.import', { hasText: 'yonerge.pdf' });
  await first.getByText('Bitti').waitFor();
  await page.getByRole('button', { name: 'Web sitesi' }).click();
  await page.getByLabel('Adres', { exact: true }).fill(host.origin);
  await page.locator('.import-form').getByRole('button', { name: 'İçe aktar' }).click();
  const second = page.locator('.import', { hasText: host.origin });
  await second.getByText('Bitti').waitFor();
  await first.getByRole('button', { name: 'Ayrıntılar' }).click();
  await first.getByText('Dosyanın içi adındaki uzantıyla uyuşmuyor.').waitFor();
  await second.getByRole('button', { name: 'Ayrıntılar' }).click();
  await second.getByRole('link', { name: 'Su aboneliği' }).waitFor();
  await second.getByText('Dosya boş.').waitFor();
  await looks(page, 'import-done');
  await answers(page, 'Yaz okulunda kredi başına ücret ne kadar?', 'Öğrenci İşleri Yönergesi');
  await answers(page, 'Su aboneliği bedeli kaç lira?', 'Su aboneliği');
  assert.ok(Date.now() - began < 60_000, `it took ${Date.now() - began} ms`);
  assertQuiet();
  await context.close();
});

test('a test question is kept from the bench, and shows when a change spoils it', async () => {
  const { page, assertQuiet, context } = await open('/knowledge');
  const api = await apiAs(server, server.demo.admin);
  const article = await api('POST', '/api/knowledge', { title: 'Gökçe bisiklet yolu', body: 'Gökçe bisiklet yolu yedi kilometredir.', status: 'published' });
  await until(async () => {
    await page.getByLabel('Bir ziyaretçinin sorusu').fill('');
    await page.getByLabel('Bir ziyaretçinin sorusu').fill('Gökçe bisiklet yolu kaç kilometre?');
    await page.locator('.hit').first().waitFor();
    return (await page.locator('.hit').first().textContent()).includes('Gökçe');
  }, 'the article is found');
  await page.locator('.hit').first().getByRole('link', { name: 'Sınama sorusu yap' }).click();
  const form = page.getByRole('dialog', { name: 'Yeni soru' });
  await form.getByText('Gökçe bisiklet yolu', { exact: true }).waitFor();
  await form.getByRole('button', { name: 'Kaydet' }).click();
  const row = page.locator('tr', { hasText: 'Gökçe bisiklet' });
  await row.getByText('Doğru').waitFor();
  await api('PUT', `/api/knowledge/${article.id}`, { title: 'Kaldırımlar', body: 'Kaldırımlar yenilendi.' });
  await row.getByText('Kötüleşti').waitFor();
  await looks(page, 'golden');
  await row.getByRole('button', { name: /Gökçe/ }).click();
  await page.getByRole('dialog', { name: 'Sınama sorusu' }).waitFor();
  await looks(page, 'golden-edit');
  assertQuiet();
  await context.close();
});

test('an image is put into an article and shown beside it', async () => {
  const { page, assertQuiet, context } = await open('/knowledge/new');
  await page.getByRole('textbox', { name: 'Başlık' }).fill('Yerleşke planı');
  const png = await page.screenshot({ clip: { x: 0, y: 0, width: 120, height: 60 } });
  await page.getByLabel('Metin (Markdown)').fill('Plan aşağıda.');
  await page.locator('.kb-tools input[type=file]').setInputFiles({ name: 'plan-2026.png', mimeType: 'image/png', buffer: png });
  const picture = page.locator('.kb-preview img');
  await picture.waitFor();
  await until(() => picture.evaluate((/** @type {HTMLImageElement} */ it) => it.complete && it.naturalWidth === 120), 'the image is there');
  assert.equal(await picture.getAttribute('alt'), 'plan 2026');
  await page.getByRole('button', { name: 'Yayımla' }).click();
  await page.getByText('Makale yayımda').waitFor();
  assertQuiet();
  await context.close();
});

test('a question nobody could answer leads to its article', async () => {
  const { page, assertQuiet, context } = await open('/knowledge/unanswered');
  await page.getByText('Yanıtsız soru yok').or(page.locator('.asked-row').first()).waitFor();
  await looks(page, 'unanswered');
  await page.goto(`${server.address}/knowledge/new?title=Otopark%20nerede%3F`);
  assert.equal(await page.getByRole('textbox', { name: 'Başlık' }).inputValue(), 'Otopark nerede?');
  await page.goto(`${server.address}/knowledge/feedback`);
  await page.getByRole('heading', { name: 'Okurların görüşü' }).waitFor();
  await looks(page, 'feedback');
  assertQuiet();
  await context.close();
});

test('the screens are there in English too', async () => {
  const api = await apiAs(server, server.demo.admin);
  await api('PUT', '/api/auth/me', { preferences: { language: 'en' } });
  const { page, assertQuiet, context } = await open('/knowledge/import');
  for (const name of ['import', 'unanswered', 'golden', 'feedback']) {
    await page.goto(`${server.address}/knowledge/${name}`);
    await page.locator('.kb-nav [aria-current]').waitFor();
    const words = await page.locator('main').innerText();
    assert.ok((await look(page, `${name}-en`, { scrollers: ['.kb-nav', '.kb-nav *'] })).length === 0 && /Knowledge base/.test(words), words.slice(0, 80));
    assert.ok(!/\b(import|unanswered|golden|feedback|kbnav)\.[a-z_]+/.test(words), `${name}: a key without words`);
  }
  assertQuiet();
  await context.close();
});
