// The desk as an app: what its service worker keeps, and what it shows when there is no way to the server.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deskOn, newPage, startBrowser, startServer } from './harness.mjs';
import { look } from './look.mjs';

let server, browser;

before(async () => {
  server = await startServer({ demo: true });
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('the browser is told what it needs to install it', async () => {
  const manifest = await (await fetch(`${server.address}/manifest.webmanifest`)).json();
  assert.deepEqual([manifest.id, manifest.start_url, manifest.display], ['/', '/inbox', 'standalone']);
  for (const { src, type } of manifest.icons) {
    const icon = await fetch(server.address + src);
    assert.deepEqual([icon.status, icon.headers.get('content-type')], [200, type], src);
  }
});

for (const colorScheme of ['light', 'dark']) {
  test(`without the server an honest page stands there, and with it the desk again (${colorScheme})`, async () => {
    const desk = await newPage(browser, { colorScheme, viewport: { width: 390, height: 844 } }, [server.address]);
    const { page } = desk;
    await deskOn(page, server.address).signsIn(server.demo.admin, server.demo.password);
    await page.evaluate(() => navigator.serviceWorker.ready);
    // From now on requests go through the worker.
    await page.reload();
    await page.getByRole('heading', { name: 'Gelen kutusu' }).waitFor();
    const kept = await page.evaluate(async () => {
      const names = await caches.keys();
      const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return requests.flat().map((it) => new URL(it.url).pathname);
    });
    assert.ok(kept.includes('/offline.html'), String(kept));
    assert.deepEqual(kept.filter((path) => !/^\/a\/|^\/offline\.html$/.test(path)), [], 'no answers and no pages');

    desk.mayLoseTheLine();
    await server.kill();
    await page.goto(`${server.address}/inbox`);
    await page.getByRole('heading', { name: 'Sunucuya ulaşılamıyor' }).waitFor();
    assert.deepEqual(await look(page, `offline-${colorScheme}`), []);
    await server.restart();
    await page.getByRole('link', { name: 'Yeniden dene' }).click();
    await page.getByRole('heading', { name: 'Gelen kutusu' }).waitFor();
    desk.assertQuiet();
    await desk.context.close();
  });
}
