// Every screen of the desk and every state of the widget, light and dark, wide and narrow: fits, reads well, stays quiet.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { apiAs, deskOn, newPage, startBrowser, startServer, until, visitorOn } from './harness.mjs';
import { look } from './look.mjs';

const SIZES = { 1440: { width: 1440, height: 900 }, 390: { width: 390, height: 844 } };
const LOOKS = ['light', 'dark'].flatMap((tone) => Object.entries(SIZES).map(([width, viewport]) => ({ tone, width, viewport })));
/** Rows that are made to be moved sideways, and heads of tables that are for screen readers only where it is narrow. */
const SCROLLERS = ['thead', '.page-nav', '.views', '.seg', '.kb-tools', '.kb-selects', 'pre', 'code', 'nav.menu', '.board', '.col-cards'].flatMap((it) => [it, `${it} *`]);

let server, browser;

before(async () => {
  browser = await startBrowser();
});
after(() => browser?.close());

/** A server for the tests of one `describe`: whoever is at the desk keeps the assistant from answering in others. */
function serve() {
  before(async () => {
    // Four people look at forty screens each, all from one address.
    server = await startServer({ demo: true, settings: { ASISTTR_LIMITS_REQUESTS: '0' } });
  });
  after(() => server?.stop());
}

/** A page in one of the looks; `see` looks at it and goes on, all complaints come at the end. */
async function open({ tone, width, viewport }, options = {}) {
  const phone = width === '390' && { hasTouch: true, isMobile: true };
  const it = await newPage(browser, { colorScheme: tone, viewport, ...phone, ...options }, [server.address]);
  const wrong = [];
  const see = async (name, how) => wrong.push(...(await look(it.page, `${name}-${tone}-${width}`, { scrollers: SCROLLERS, ...how })));
  const done = async () => {
    await it.context.close();
    assert.deepEqual([...wrong, ...it.complaints], []);
  };
  return { ...it, see, done };
}

/** The desk's page is there: nothing loads any more. */
const loaded = (page) => page.waitForFunction(() => document.querySelector('#content') && !document.querySelector('[aria-busy=true], .skel, .skeleton'));

describe('the desk', { concurrency: 2 }, () => {
  serve();
  for (const how of LOOKS) test(`${how.tone}, ${how.width}`, async () => {
    const { page, see, done } = await open(how);
    const narrow = how.width === '390';
    const visit = async (path, name, wanted) => {
      await page.goto(server.address + path);
      await page.locator(wanted).first().waitFor();
      await loaded(page);
      await see(name);
    };
    await page.goto(`${server.address}/login`);
    await page.getByRole('button', { name: 'Giriş yap' }).waitFor();
    await see('login');
    await deskOn(page, server.address).signsIn(server.demo.admin, server.demo.password);
    await page.locator('a.conv').first().waitFor();
    await page.getByRole('button', { name: /^Tümü/ }).click();
    await page.locator('a.conv').nth(2).waitFor();
    await loaded(page);
    await see('inbox');
    await page.getByRole('button', { name: 'Filtrele' }).click();
    await page.locator('dialog[open]').waitFor();
    await see('filter');
    await page.keyboard.press('Escape');
    await page.locator(narrow ? '.tabbar' : '.rail').getByRole('button', { name: /ildirim/ }).click();
    await page.locator('.bell').waitFor();
    await see('bell');
    await page.keyboard.press('Escape');
    await page.locator('a.conv').first().click();
    await page.getByRole('log').locator('article.msg').first().waitFor();
    await loaded(page);
    await see('thread');
    await page.getByRole('tab', { name: 'Dahili not' }).click();
    await see('thread-note');
    await page.getByRole('tab', { name: 'Yanıt' }).click();
    await page.getByRole('button', { name: 'Hazır cevap ekle' }).click();
    await page.locator('.cmp').waitFor();
    await see('thread-canned');
    await page.getByLabel('Mesaj yazın').fill('');
    await page.locator('.talk-acts').getByRole('button', { name: 'Daha fazla' }).click();
    await page.locator('.menu').waitFor();
    await see('thread-menu');
    await page.getByRole('menuitem', { name: 'Aktar…' }).click();
    await page.locator('dialog[open] .pick-row').first().waitFor();
    await see('transfer');
    await page.keyboard.press('Escape');
    await visit('/inbox?', 'inbox-none', '.list');
    await page.locator(narrow ? '.me-tab' : '.me-btn').click();
    await page.locator('.menu').waitFor();
    await see('me-menu');
    await page.getByRole('menuitem', { name: 'Süre ve not…' }).click();
    await page.locator('dialog[open]').getByLabel('Durum').selectOption('on_break');
    await see('state');
    await page.keyboard.press('Escape');
    if (!narrow) {
      await page.keyboard.press('?');
      await page.locator('dialog[open]').waitFor();
      await see('shortcuts');
    }
    await visit('/tickets', 'tickets', '.board');

    await visit('/knowledge', 'knowledge', '.kb-main tbody tr, .kb-main li, .kb-main .kb-row');
    if (narrow) await page.locator('.kb-bench-open').click();
    await page.getByLabel('Bir ziyaretçinin sorusu').fill('kayıt dondurma');
    await page.locator('.bench-head').waitFor();
    await see('bench');
    await visit('/knowledge/new', 'article-new', '.kb-title-in');
    const admin = await apiAs(server, server.demo.admin);
    const { items } = await admin('GET', '/api/knowledge?limit=1');
    await visit(`/knowledge/${items[0].id}`, 'article', '.kb-title-in');
    if (narrow) {
      for (const [tab, name] of [['Önizleme', 'article-preview'], ['Bilgiler', 'article-facts']]) {
        await page.getByRole('button', { name: tab, exact: true }).click();
        await see(name);
      }
    }
    await page.getByRole('button', { name: 'Sürüm geçmişi' }).click();
    await page.locator('dialog[open]').waitFor();
    await loaded(page);
    await see('history');

    await visit('/settings/people', 'people', '.person');
    await page.getByRole('button', { name: 'Kişi ekle' }).first().click();
    await page.locator('dialog[open]').waitFor();
    await see('person-add');
    await page.keyboard.press('Escape');
    await page.locator('.person-name').nth(1).click();
    await page.locator('dialog[open]').waitFor();
    await see('person-edit');
    await visit('/settings/departments', 'departments', '.page-in h1');
    const group = `${how.tone} ${how.width}`;
    for (const kind of ['departments', 'teams', 'skills']) await admin('POST', `/api/${kind}`, { name: group, urgent: true, members: [] });
    await page.getByText(group, { exact: true }).first().waitFor();
    await see('departments-some');
    await page.getByRole('button', { name: group }).click();
    await page.locator('dialog[open] .tick-list').waitFor();
    await see('department-edit');
    await visit('/settings/teams', 'teams', 'table, .empty');
    await visit('/settings/routing', 'routing', '.rule');
    await page.getByRole('button', { name: 'Kim alırdı?' }).click();
    await page.locator('.gets li').first().waitFor();
    await see('routing-test');
    await page.getByRole('button', { name: 'Kural ekle' }).click();
    await page.locator('dialog[open]').waitFor();
    await see('rule');
    for (const [path, add] of [['canned', 'Hazır cevap ekle'], ['macros', 'Makro ekle'], ['tags', 'Etiket ekle']]) {
      await visit(`/settings/${path}`, path, '.page-in h1');
      await page.getByRole('button', { name: add }).first().click();
      await page.locator('dialog[open]').waitFor();
      await see(`${path}-add`);
      await page.keyboard.press('Escape');
    }
    await visit('/settings/bans', 'bans', '.page-in h1');
    await visit('/settings/sites', 'sites', '.page-in h1');
    const { items: sites } = await admin('GET', '/api/sites');
    await visit(`/settings/sites/${sites[0].id}`, 'site', 'form.page-in');
    await visit('/settings/widget', 'widget-settings', '.stage');
    await visit('/settings/assistant', 'assistant', '.page-in h1');
    await visit('/settings/audit', 'audit', '.page-in h1');
    await visit('/settings/profile', 'profile', '.page-in h1');
    await visit('/settings/system', 'system', '.page-in h1');
    await visit('/yok', 'unknown', '#content');
    await done();
  });
});

/** The settings as the server gives them, but for one thing. */
const withSettings = (page, change) =>
  page.route('**/api/widget/session', async (route) => {
    const reply = await route.fetch();
    const answer = await reply.json();
    await route.fulfill({ response: reply, json: { ...answer, settings: { ...answer.settings, ...change } } });
  });

describe('the widget', { concurrency: 2 }, () => {
  serve();
  for (const how of LOOKS) test(`${how.tone}, ${how.width}`, async () => {
    const { page, see: seeAll, done, offline } = await open(how);
    const see = (name) => seeAll(`widget-${name}`, { within: 'asisttr-widget' });
    const elif = await apiAs(server, server.demo.agent);
    const ayse = visitorOn(page);
    const { panel } = ayse;
    const back = () => panel.getByRole('button', { name: 'Geri' }).click();
    await page.goto(server.demo.page);
    await page.locator('asisttr-widget .bubble.on').waitFor();
    await seeAll('demo-page');
    await ayse.opens();
    await see('welcome');
    await panel.getByRole('button', { name: 'Emoji ekle' }).click();
    await panel.locator('.emoji').waitFor();
    await see('emoji');
    await page.keyboard.press('Escape');
    await panel.getByRole('button', { name: 'Makalelerde ara' }).click();
    await panel.locator('.found button').first().waitFor();
    await see('articles');
    await panel.getByRole('searchbox').fill('kayıt dondurma');
    await panel.locator('.found mark').first().waitFor();
    await see('search');
    await panel.locator('.found button').first().click();
    await panel.locator('.text.article').waitFor();
    await see('article');
    await back();
    await back();
    await ayse.input.pressSequentially('kütüphane');
    await panel.locator('.hints button').first().waitFor();
    await see('hints');
    await ayse.says('kayıt dondurma başvurusu ne zamana kadar');
    await panel.locator('.m.ai .src button').first().waitFor();
    await see('answer');
    const who = `Zebra ${how.tone} ${how.width}`;
    await ayse.says(who);
    await ayse.settled();
    const { id } = await until(async () => (await elif('GET', `/api/chat/search?author=visitor&q=${encodeURIComponent(who)}`)).items[0]?.conversation, 'it is found');
    await panel.locator('.person').click();
    await panel.locator('.card.wait').waitFor();
    await see('queue');
    await panel.getByRole('button', { name: 'E-posta bırak' }).click();
    await panel.locator('.page button.primary').click();
    await panel.locator('.wrong').filter({ hasText: 'gerekli' }).first().waitFor();
    await see('mail-form');
    await back();
    await elif('PUT', `/api/chat/${id}/assign`, { assignee: 'me' });
    await elif('POST', `/api/chat/${id}/message`, { body: 'Merhaba, ben Elif. **Başvuru** dördüncü haftanın sonuna kadar: https://www.gulveren.example/kayit-dondurma' });
    await panel.locator('.m:not(.me):not(.ai)').last().waitFor();
    await see('agent');
    await panel.getByRole('button', { name: 'Sohbeti bitir' }).click();
    await panel.getByRole('group', { name: 'Sohbet bitirilsin mi?' }).waitFor();
    await see('end');
    await offline(true);
    await panel.locator('.banner.lost').waitFor();
    await ayse.says('Bağlantı yokken');
    await see('lost');
    await offline(false);
    await panel.locator('.banner.lost').waitFor({ state: 'detached' });
    await ayse.settled();
    await elif('PUT', `/api/chat/${id}/close`);
    await panel.locator('.stars').waitFor();
    // What the assistant was about to say when the agent was asked for does not stay.
    await until(() => panel.locator('.log > :last-child').evaluate((it) => !it.matches('.ai')), 'no unfinished answer is left');
    await panel.getByRole('radio', { name: 'İyi', exact: true }).check({ force: true });
    await see('rating');
    await done();
  });

  for (const how of LOOKS) test(`what a site may switch on: ${how.tone}, ${how.width}`, async () => {
    const wrong = [];
    const changes = {
      consent: { consent: { enabled: true, version: 3, text: { tr: '# Aydınlatma\n\nKişisel verileriniz **yalnızca** sorunuzu yanıtlamak için işlenir.', en: 'Notice' } } },
      pre: { pre_chat: { enabled: true, fields: ['name', 'email', 'phone'], required: ['name', 'email'] } },
      teaser: { proactive: { enabled: true, message: { tr: 'Merhaba, yardımcı olabilir miyim?', en: 'Hi' }, time_on_page: 1, scroll_percentage: null, exit_intent: false, idle: null, page_visibility: false } },
    };
    for (const [name, change] of Object.entries(changes)) {
      const { page, see, done } = await open(how);
      await withSettings(page, change);
      await page.goto(server.demo.page);
      const ayse = visitorOn(page);
      if (name === 'teaser') await ayse.box.locator('.teaser').waitFor();
      else await ayse.bubble.click();
      if (name === 'consent') await ayse.panel.locator('.law').waitFor();
      if (name === 'pre') {
        await ayse.says('Merhaba');
        await ayse.panel.getByRole('button', { name: 'Sohbete başla' }).click();
        await until(() => ayse.panel.locator('.wrong').first().textContent(), 'it says what is missing');
      }
      await see(`widget-${name}`, { within: 'asisttr-widget' });
      await done().catch((error) => wrong.push(...error.actual));
    }
    assert.deepEqual(wrong, []);
  });
});
