// What several tabs of one browser must do once and not twice: sending what waits, asking how it went.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiAs, deskOn, opensDesk, opensWidget, startBrowser, startServer, until, visitorOn } from './harness.mjs';

let server, browser, elif;

before(async () => {
  browser = await startBrowser();
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0' } });
  elif = await apiAs(server, server.demo.agent);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A visitor whose conversation Elif has. @param {string} words */
async function asks(words) {
  const it = await opensWidget(browser, server);
  await it.says(words);
  await it.settled();
  const visitor = await it.page.evaluate(() => window.AsistTR.getVisitorId());
  const { items: [{ id }] } = await elif('GET', `/api/chat?view=any&visitor=${visitor}`);
  await elif('PUT', `/api/chat/${id}/assign`, { assignee: 'me' });
  return { ...it, id };
}

test('what two tabs of the desk hold is sent once, with what a closed one left behind', async () => {
  const ayse = await asks('Üç sekmeden yanıt gelecek');
  const desk = await opensDesk(browser, server, server.demo.agent);
  const address = `${server.address}/inbox/${ayse.id}`;
  const pages = [desk.page, await desk.context.newPage(), await desk.context.newPage()];
  const tabs = pages.map((page) => deskOn(page, server.address));
  for (const page of pages) {
    await page.goto(address);
    await page.getByLabel('Mesaj yazın').waitFor();
  }
  await desk.offline(true);
  for (const page of pages) await page.locator('.link-bar').waitFor();
  const [one, two, three] = tabs;
  await one.says('Birinci sekmeden bir');
  await two.says('İkinci sekmeden');
  await three.says('Kapanan sekmeden');
  await one.says('Birinci sekmeden iki');
  assert.ok((await one.log.locator('.unsent').count()) >= 2, 'they wait, and it shows');
  await pages[2].close();
  await desk.offline(false);
  const all = ['Birinci sekmeden bir', 'Birinci sekmeden iki', 'İkinci sekmeden', 'Kapanan sekmeden'];
  for (const words of all) await ayse.sees(words);
  for (const it of [one, two]) {
    for (const words of all) await it.sees(words);
    await it.settled();
  }
  await until(() => pages[0].evaluate(() => !Object.keys(localStorage).some((key) => key.startsWith('asisttr.outbox'))), 'nothing is kept to be sent');
  for (const bodies of [await ayse.bodies(), await one.bodies('.me'), await two.bodies('.me')]) {
    for (const words of all) assert.equal(bodies.filter((it) => it === words).length, 1, `${words}: ${bodies}`);
    assert.ok(bodies.indexOf(all[0]) < bodies.indexOf(all[1]), 'a tab keeps its order');
  }
  desk.assertQuiet();
  for (const it of [ayse, desk]) await it.context.close();
});

test('how it went is asked once: in no other tab, and not after a reload', async () => {
  const answer = 'Kaydınız tamam, başka bir şey var mı?';
  const ayse = await asks('Kaydım tamam mı?');
  await elif('POST', `/api/chat/${ayse.id}/message`, { body: answer });
  await ayse.sees(answer);
  const page = await ayse.context.newPage();
  await page.goto(server.demo.page);
  const other = visitorOn(page);
  await other.opens();
  await other.sees(answer);
  await elif('PUT', `/api/chat/${ayse.id}/close`);
  for (const it of [ayse, other]) await it.box.locator('.stars').waitFor();

  await ayse.box.getByRole('radio', { name: 'İyi', exact: true }).check({ force: true });
  await ayse.box.locator('form:has(.stars) button.primary').click();
  await ayse.box.getByText('Değerlendirmeniz için teşekkürler.').waitFor();
  assert.equal((await elif('GET', `/api/chat/${ayse.id}`)).rating, 4);
  await other.box.locator('.stars').waitFor({ state: 'detached' });
  for (const it of [{ ...ayse }, { ...other, page }]) {
    await it.page.reload();
    await it.sees(answer);
    await it.input.waitFor();
    assert.equal(await it.box.locator('.stars').count(), 0, 'it was said');
  }
  ayse.assertQuiet();
  await ayse.context.close();
});

test('who passes over the question is not asked again either', async () => {
  const ayse = await asks('Teşekkürler demek istemiyorum');
  await elif('POST', `/api/chat/${ayse.id}/message`, { body: 'Bakıyorum.' });
  await ayse.sees('Bakıyorum.');
  await elif('PUT', `/api/chat/${ayse.id}/close`);
  await ayse.box.locator('.stars').waitFor();
  await ayse.page.reload();
  await ayse.box.locator('.stars').waitFor();
  await ayse.box.locator('form:has(.stars)').getByRole('button', { name: 'Geç' }).click();
  await ayse.box.locator('.stars').waitFor({ state: 'detached' });
  await ayse.page.reload();
  await ayse.sees('Bakıyorum.');
  await ayse.input.waitFor();
  assert.equal(await ayse.box.locator('.stars').count(), 0);
  ayse.assertQuiet();
  await ayse.context.close();
});
