// The message that speaks first: once per visit for each rule, never over an open panel, and dismissed for the visit.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiAs, newPage, startBrowser, startHost, startServer, until, visitorOn } from './harness.mjs';
import { look } from './look.mjs';

const WORDS = 'Merhaba, yardımcı olabilir miyim?';

let server, browser, host, apiKey;

before(async () => {
  server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0' } });
  browser = await startBrowser();
  apiKey = (await (await apiAs(server, server.demo.admin))('GET', '/api/sites')).items[0].api_key;
  host = await startHost(({ searchParams }) => {
    const triggers = Object.fromEntries([...searchParams].map(([name, value]) => [name, Number(value) || value === 'true']));
    const config = { apiKey, proactiveChat: { enabled: true, triggers, message: WORDS } };
    return `<!doctype html><html lang="tr"><meta charset="utf-8"><title>Deniz</title><link rel="icon" href="data:,"><div style="height:4000px">Deniz</div><script>window.AsistTRConfig = ${JSON.stringify(config)}</script><script async src="${server.address}/widget.js"></script></html>`;
  });
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await host?.stop();
});

async function begins(rules) {
  const it = await newPage(browser, {}, [server.address, host.origin]);
  const ayse = visitorOn(it.page);
  const teaser = ayse.box.locator('.teaser');
  const goes = async (rules) => {
    await it.page.goto(`${host.origin}/?${new URLSearchParams(rules)}`);
    await ayse.box.locator('.bubble.on').waitFor();
    // The rules hold once the widget listens.
    await until(() => it.page.evaluate(() => Object.keys(localStorage).some((key) => key.endsWith(':visit'))), 'the visit has begun');
    await it.page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))));
  };
  await goes(rules);
  return { ...it, ...ayse, teaser, goes };
}
const scrolls = (it) => until(async () => {
  await it.page.mouse.wheel(0, 600);
  return (await it.page.evaluate(() => scrollY)) > 2500;
}, 'it is far down');
const seen = (it) => it.page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.endsWith(':proactive')).map(([, text]) => JSON.parse(text).rules)[0] ?? []);

test('each rule speaks once in a visit', async () => {
  const it = await begins({ timeOnPage: 1 });
  await it.teaser.getByText(WORDS).waitFor();
  assert.deepEqual(await look(it.page, 'teaser', { within: 'asisttr-widget' }), []);
  // Passed over on this page; on the next one the same rule is silent, another is not.
  await it.goes({ timeOnPage: 1, scrollPercentage: 50 });
  await it.page.waitForTimeout(1500);
  assert.equal(await it.teaser.count(), 0, 'the time has spoken');
  await scrolls(it);
  await it.teaser.getByText(WORDS).waitFor();
  assert.deepEqual(await seen(it), ['time', 'scroll']);
  await it.goes({ timeOnPage: 1, scrollPercentage: 50 });
  await scrolls(it);
  await it.page.waitForTimeout(1500);
  assert.equal(await it.teaser.count(), 0, 'both have spoken');
  it.assertQuiet();
  await it.context.close();
});

test('dismissed means dismissed for the visit, whichever rule comes next', async () => {
  const it = await begins({ timeOnPage: 1 });
  await it.teaser.getByRole('button', { name: 'Kapat' }).click();
  await it.teaser.waitFor({ state: 'detached' });
  await it.goes({ scrollPercentage: 10, idle: 1 });
  await scrolls(it);
  await it.page.waitForTimeout(1500);
  assert.equal(await it.teaser.count(), 0);
  it.assertQuiet();
  await it.context.close();
});

test('it never stands over an open panel, and who takes it up finds it as the first words', async () => {
  const it = await begins({ timeOnPage: 2, scrollPercentage: 50 });
  await it.opens();
  await it.page.waitForTimeout(2500);
  assert.equal(await it.teaser.count(), 0);
  await it.page.evaluate(() => window.AsistTR.close());
  await scrolls(it);
  await it.teaser.getByText(WORDS).click();
  await it.input.waitFor();
  await it.sees(WORDS);
  await it.teaser.waitFor({ state: 'detached' });
  it.assertQuiet();
  await it.context.close();
});
