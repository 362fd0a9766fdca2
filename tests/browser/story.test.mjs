// One conversation from the first question to the stars, in two browsers, through two broken lines and a dead server.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deskOn, newPage, startBrowser, startServer, until, visitorOn } from './harness.mjs';

const QUESTION = 'kayıt dondurma başvurusu ne zamana kadar';
const SECOND = 'Öğrenci kartımı kaybettim, ne yapmalıyım?';
const PERSON = 'Temsilciyle görüşmek istiyorum';

let server, browser, ayse, elif, visitor, desk;

before(async () => {
  server = await startServer({ demo: true });
  browser = await startBrowser();
  visitor = await newPage(browser, {}, [server.address]);
  desk = await newPage(browser, {}, [server.address]);
  ayse = visitorOn(visitor.page);
  elif = deskOn(desk.page, server.address);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** These and no others, once each and in this order, among what is on the screen. */
const assertOnce = (bodies, wanted, who) => assert.deepEqual(bodies.filter((it) => wanted.includes(it)), wanted, who);

test('the assistant answers from an article that can be read', async () => {
  await visitor.page.goto(server.demo.page);
  await ayse.opens();
  await ayse.says(QUESTION);
  const answer = ayse.box.locator('.m.ai').filter({ has: visitor.page.locator('.src button') }).first();
  await answer.waitFor();
  assert.match(await answer.locator('.text').innerText(), /hafta/, 'it says until when');
  const source = answer.locator('.src button').first();
  const title = (await source.innerText()).trim();
  await source.click();
  const article = ayse.panel.locator('.page');
  await article.locator('.text.article').waitFor();
  assert.equal(await article.locator('.heading').innerText(), title);
  await ayse.panel.getByRole('button', { name: 'Geri' }).click();
  await ayse.says(SECOND);
  await until(async () => (await ayse.box.locator('.m.ai .src button').count()) >= 2, 'the second answer shows its source');
});

test('the visitor asks for a person, and the desk hears of it', async () => {
  await elif.signsIn(server.demo.agent, server.demo.password);
  await desk.page.getByRole('heading', { name: 'Gelen kutusu' }).waitFor();
  await desk.page.getByRole('button', { name: /^Tümü/ }).click();
  await desk.page.locator('a.conv').first().waitFor();
  assert.equal(await desk.page.locator('a.conv').filter({ hasText: PERSON }).count(), 0);
  await ayse.says(PERSON);
  await desk.page.locator('a.conv').filter({ hasText: PERSON }).click();
  await elif.sees(PERSON);
  assertOnce(await elif.bodies(), [QUESTION, SECOND, PERSON], 'the desk sees what was said to the assistant');
});

test('they talk, and each sees the other typing', async () => {
  await elif.says('Merhaba, ben Elif. Nasıl yardımcı olabilirim?');
  await ayse.sees('Merhaba, ben Elif. Nasıl yardımcı olabilirim?');
  await ayse.input.pressSequentially('Bir sorum');
  await desk.page.locator('.bub.typing').waitFor();
  await ayse.input.fill('');
  await desk.page.locator('.bub.typing').waitFor({ state: 'detached' });
  await desk.page.getByLabel('Mesaj yazın').pressSequentially('Bir dak');
  await ayse.box.locator('.typing .sr').filter({ hasText: 'Elif Karaca yazıyor…' }).waitFor({ state: 'attached' });
  await elif.says('Dinliyorum');
  await ayse.sees('Dinliyorum');
  await ayse.box.locator('.typing .sr').waitFor({ state: 'detached' });
});

test('a note stays among colleagues', async () => {
  await elif.notes('Bunu ziyaretçi görmemeli');
  await desk.page.locator('article.note').filter({ hasText: 'Bunu ziyaretçi görmemeli' }).waitFor();
  await elif.says('Nottan sonra');
  await ayse.sees('Nottan sonra');
  assert.equal(await ayse.box.getByText('Bunu ziyaretçi görmemeli').count(), 0);
});

test('the line of the visitor breaks: nothing is lost, nothing comes twice', async () => {
  await visitor.offline(true);
  await ayse.box.locator('.banner.lost').waitFor();
  await elif.says('Kopukken bir');
  await elif.says('Kopukken iki');
  await elif.settled();
  await ayse.says('Ziyaretçi bir');
  await ayse.says('Ziyaretçi iki');
  assert.equal(await ayse.box.locator('.icon.sending').count() > 0, true, 'they wait, and it shows');
  assert.deepEqual((await ayse.bodies()).includes('Kopukken bir'), false, 'the line is really down');
  await visitor.offline(false);
  await ayse.sees('Kopukken iki');
  await elif.sees('Ziyaretçi iki');
  await ayse.settled();
  for (const [who, bodies] of [['visitor', await ayse.bodies()], ['desk', await elif.bodies()]]) {
    assertOnce(bodies, ['Kopukken bir', 'Kopukken iki', 'Ziyaretçi bir', 'Ziyaretçi iki'], who);
  }
});

test('the line of the desk breaks: nothing is lost, nothing comes twice', async () => {
  await desk.offline(true);
  await desk.page.locator('.link-bar').waitFor();
  await ayse.says('Masa kopukken bir');
  await ayse.says('Masa kopukken iki');
  await ayse.settled();
  await elif.says('Masadan bir');
  await elif.says('Masadan iki');
  assert.equal((await elif.log.locator('.unsent').count()) >= 2, true, 'they wait, and it shows');
  await desk.offline(false);
  await elif.sees('Masa kopukken iki');
  await ayse.sees('Masadan iki');
  await elif.settled();
  await desk.page.locator('.link-bar').waitFor({ state: 'detached' });
  for (const [who, bodies] of [['visitor', await ayse.bodies()], ['desk', await elif.bodies()]]) {
    assertOnce(bodies, ['Masa kopukken bir', 'Masa kopukken iki', 'Masadan bir', 'Masadan iki'], who);
  }
});

test('the server dies and comes back: both go on', async () => {
  visitor.mayLoseTheLine();
  desk.mayLoseTheLine();
  await ayse.says('Son sözüm');
  await ayse.settled();
  await server.kill();
  await ayse.box.locator('.banner.lost').waitFor();
  await desk.page.locator('.link-bar').waitFor();
  await ayse.says('Sunucu yokken');
  await elif.says('Masadan, sunucu yokken');
  await server.restart();
  await ayse.sees('Masadan, sunucu yokken');
  await elif.sees('Sunucu yokken');
  await ayse.settled();
  await elif.settled();
  await ayse.box.locator('.banner.lost').waitFor({ state: 'detached' });
  await elif.says('Yeniden buradayız');
  await ayse.sees('Yeniden buradayız');
  for (const [who, bodies] of [['visitor', await ayse.bodies()], ['desk', await elif.bodies()]]) {
    for (const text of ['Son sözüm', 'Sunucu yokken', 'Masadan, sunucu yokken', 'Yeniden buradayız']) assertOnce(bodies, [text], who);
  }
});

test('it ends with five stars, and is still there after a reload', async () => {
  const before = (await ayse.bodies()).slice(1); // after the welcome
  const squeeze = (bodies) => bodies.map((it) => it.replace(/\s+/g, ' '));
  assert.deepEqual(squeeze(before), squeeze(await elif.bodies()), 'both have read the same conversation');
  await desk.page.locator('.close-btn').click();
  await ayse.box.locator('.stars').waitFor();
  await ayse.box.getByRole('radio', { name: 'Çok iyi', exact: true }).check({ force: true });
  await ayse.box.locator('.card').getByLabel('Eklemek istediğiniz bir şey var mı?').fill('Hızlıydı');
  await ayse.box.locator('.card').getByRole('button', { name: 'Gönder' }).click();
  await ayse.box.getByText('Değerlendirmeniz için teşekkürler.').waitFor();
  await visitor.page.reload();
  await ayse.input.waitFor();
  await ayse.sees('Yeniden buradayız');
  assert.deepEqual((await ayse.bodies()).slice(1), before, 'the thread is there again');
  assert.equal(await ayse.box.locator('.stars').count(), 0, 'it is asked once');
  await desk.page.getByRole('button', { name: 'Kapatılan' }).click();
  await desk.page.locator('a.conv').filter({ hasText: 'Yeniden buradayız' }).first().click();
  await desk.page.getByLabel('5/5').waitFor();
});

test('nothing was complained about, nobody else was asked', () => {
  visitor.assertQuiet();
  desk.assertQuiet();
  assert.deepEqual(server.errors(), []);
});
