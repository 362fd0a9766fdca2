// The assistant with a language model that the test plays: words grow on both sides, an agent stops, resumes and takes over.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createServer } from 'node:http';
import { apiAs, deskOn, newPage, startBrowser, startServer, until, visitorOn } from './harness.mjs';
import { look } from './look.mjs';

let server, browser, model;

/** Speaks as OpenAI does: quotes the first passage's first sentence, a word at a time; slowly when asked about the dormitory. */
function startModel() {
  const it = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const { messages } = JSON.parse(body);
    const last = messages.at(-1).content;
    const passage = /^\[1\] .*\n([^]*?)\n\n/m.exec(last)?.[1] ?? '';
    const sentence = passage.split(/(?<=[.!?])\s/)[0].replace(/[.!?]$/, '');
    const summary = /özet/i.test(messages[0].content);
    const words = summary ? ['Ziyaretçi kütüphaneyi sordu.'] : [...sentence.split(' '), '[1].'];
    // A question that was not answered is asked together with the next one.
    const question = last.split('\n').at(-1);
    const slow = !summary && /yurt/i.test(question) && !/hafta sonu/i.test(question);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const say = (/** @type {any} */ data) => response.write(`data: ${JSON.stringify(data)}\n\n`);
    for (let round = 0; round < (slow ? 400 : 1) && !response.destroyed; round++) {
      for (const word of words) {
        say({ choices: [{ delta: { content: `${word} ` } }] });
        await new Promise((next) => setTimeout(next, slow ? 120 : 40));
        if (response.destroyed) return;
      }
    }
    say({ choices: [{ delta: {}, finish_reason: 'stop' }] });
    response.end('data: [DONE]\n\n');
  });
  return new Promise((settle) => it.listen(0, '127.0.0.1', () => settle({ address: `http://127.0.0.1:${/** @type {any} */ (it.address()).port}`, stop: () => (it.closeAllConnections(), it.close()) })));
}

before(async () => {
  [browser, model] = await Promise.all([startBrowser(), startModel()]);
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0', ASISTTR_OUTGOING_PRIVATE_ADDRESSES: 'any' } });
  const admin = await apiAs(server, server.demo.admin);
  await admin('POST', '/api/ai/providers', { kind: 'openai', name: 'deneme', address: model.address, models: ['m'], in_house: true, key: 'k' });
});
after(async () => {
  await browser?.close();
  await server?.stop();
  model?.stop();
});

test('an answer grows on both sides with its sources; it is stopped, resumed, explained, and handed over', async () => {
  const admin = await apiAs(server, server.demo.admin);
  await admin('PUT', '/api/settings/ai', { mode: 'always' });
  const visiting = await newPage(browser, { viewport: { width: 1280, height: 860 } }, [server.address]);
  const ayse = visitorOn(visiting.page);
  await visiting.page.goto(server.demo.page);
  await ayse.opens();
  await ayse.says('Kütüphane hafta içi saat kaçta kapanıyor?');
  const grows = ayse.box.locator('.streams .text');
  await grows.waitFor();
  const early = (await grows.textContent()) ?? '';
  const whole = ayse.box.locator('.m.ai:not(.streams) .src button').first();
  await whole.waitFor();
  const [answer] = (await ayse.bodies('.ai')).slice(-1);
  assert.ok(early.length < answer.length, `shown word by word: ${early} … ${answer}`);
  assert.match(answer, /\[1\]/);
  await ayse.box.getByText('Yardımcı oldu mu?').first().waitFor();
  assert.deepEqual(await look(visiting.page, 'assistant-widget', {}), []);

  const working = await newPage(browser, {}, [server.address]);
  const { page } = working;
  const desk = deskOn(page, server.address);
  await desk.signsIn(server.demo.admin, server.demo.password);
  await page.getByRole('button', { name: /^Yapay zekâ/ }).click();
  await page.locator('a.conv').first().click();
  await page.getByRole('button', { name: 'Neden böyle dedi?' }).first().click();
  const drawer = page.locator('dialog.trace-drawer');
  await drawer.getByText('Bulunan parçalar').waitFor();
  await drawer.getByText('geçti').waitFor();
  assert.deepEqual(await look(page, 'assistant-trace', {}), []);
  await drawer.getByRole('button', { name: 'Kapat' }).click();

  await ayse.box.getByRole('button', { name: 'Hayır' }).first().click();
  await ayse.box.getByRole('group', { name: /yardımcı olmadı mı/ }).waitFor();
  await ayse.says('Yurt başvurusu ne zaman yapılıyor?');
  await page.locator('.growing').waitFor();
  await page.getByRole('button', { name: 'Asistanı durdur' }).click();
  await until(async () => (await ayse.box.locator('.streams').count()) === 0, 'what was shown is gone');
  await page.locator('.growing').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Asistana devret' }).click();
  await ayse.says('Kütüphane hafta sonu açık mı acaba?');
  await until(async () => (await ayse.box.locator('.m.ai:not(.streams) .src').count()) > 1, 'the assistant answers again');

  await ayse.says('Temsilciyle görüşmek istiyorum');
  const note = page.locator('article.note', { hasText: 'ziyaretçi temsilci istedi' }).last();
  await note.waitFor();
  assert.match((await note.textContent()) ?? '', /Yapay zekâ asistanından özet/);
  assert.deepEqual(await look(page, 'assistant-handover', {}), []);

  // What stands on an article that visitors do not see is marked before it is one click from them.
  await ayse.says('Kimlik doğrulama düzeyleri ve doğrulama adımları nelerdir?');
  await page.locator('.sugg-internal', { hasText: 'Dahili makaleden' }).waitFor();
  assert.deepEqual(await look(page, 'assistant-internal', {}), []);
  await page.setViewportSize({ width: 390, height: 844 });
  assert.deepEqual(await look(page, 'assistant-internal-narrow', { within: '.sugg' }), []);
  visiting.assertQuiet();
  working.assertQuiet();
  await Promise.all([visiting.context.close(), working.context.close()]);
});

test('figures and settings of the assistant fit every screen', async () => {
  for (const [name, options] of /** @type {const} */ ([['wide', {}], ['dark', { colorScheme: 'dark', locale: 'en-GB' }], ['narrow', { viewport: { width: 390, height: 844 }, hasTouch: true }]])) {
    const it = await newPage(browser, options, [server.address]);
    await it.page.goto(`${server.address}/login`);
    await it.page.locator('input[type=email]').fill(server.demo.admin);
    await it.page.locator('input[type=password]').fill(server.demo.password);
    await it.page.locator('button[type=submit]').click();
    await it.page.locator('.rail').waitFor({ state: 'attached' });
    await it.page.goto(`${server.address}/settings/assistant`);
    await it.page.locator('.figure').first().waitFor();
    assert.deepEqual(await look(it.page, `assistant-settings-${name}`, { scrollers: ['nav.page-nav', 'nav.page-nav *'] }), []);
    it.assertQuiet();
    await it.context.close();
  }
});
