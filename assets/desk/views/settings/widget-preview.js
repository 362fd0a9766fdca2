// The widget as it will be, drawn with its own style sheet in a shadow tree of its own. Nothing in it works: it is a picture.
import { html, useEffect, useRef, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { h, icon, style } from '../../../widget/dom.js';
import { createTexts, loadWords } from '../../../widget/i18n.js';
import { readable, resolve, textOn, worded } from '../../../widget/settings.js';
import { CSS } from '../../../widget/styles.js';
import { Segmented } from '../../ui/index.js';

/** @typedef {import('./widget.js').WidgetSettings} WidgetSettings */
/** @typedef {'chat' | 'pre' | 'consent' | 'teaser'} Scene */

const PAPER = { light: '#ffffff', dark: '#131b20' };
/** In the widget's language, whatever the desk's is. */
const SAMPLE = { tr: 'Merhaba, bir sorum var.', en: 'Hello, I have a question.' };
const BUBBLE = 'M4 18.5v-9A5.5 5.5 0 0 1 9.5 4h5A5.5 5.5 0 0 1 20 9.5v1a5.5 5.5 0 0 1-5.5 5.5H8zM9 10h.01M12 10h.01M15 10h.01';

/** The page around it, the bubble, and what the widget takes from the window here comes from the picture. */
const STAGE = `
:host{all:initial;position:absolute;inset:0;display:block;overflow:hidden;font:400 15px/22px system-ui,sans-serif}
.site{position:absolute;inset:0;padding:26px 28px;background:#fbfaf7}.site.dark{background:#20262a}
.site i{display:block;height:10px;border-radius:5px;background:#e7e3da;margin-bottom:12px}.site.dark i{background:#343c42}
.site i:first-child{height:20px;width:46%;margin-bottom:24px}.site i:nth-child(3n){width:72%}
.panel.panel.panel{position:absolute;inset:20px 16px 88px auto;top:20px;width:min(360px,calc(100% - 32px));max-width:none;height:auto;border-radius:20px;animation:none}
.panel.panel.left{inset:20px auto 88px 16px}
.bubble{position:absolute;bottom:18px;right:18px;width:56px;height:56px;border-radius:50%;display:grid;place-items:center;box-shadow:0 6px 20px #0b1b2240}
.bubble.left{right:auto;left:18px}.bubble svg{width:27px;height:27px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.teaser{position:absolute;bottom:88px;right:18px;max-width:290px;padding:14px 16px;border-radius:16px 16px 4px 16px;background:#fff;color:#17222a;box-shadow:0 12px 36px #0b1b2226,0 0 0 1px #0b1b220f;overflow-wrap:anywhere}
.teaser.left{right:auto;left:18px;border-radius:16px 16px 16px 4px}.teaser b{display:block;font-weight:600;font-size:13px;line-height:18px;color:#5f6f79}
.teaser.dark{background:#1e282e;color:#e9eff1;box-shadow:0 12px 36px #0008,0 0 0 1px #ffffff1f}.teaser.dark b{color:#a9b7be}
.screen{position:absolute;inset:0;z-index:3;background:var(--bg);display:flex;flex-direction:column}
.bar{display:flex;align-items:center;gap:4px;padding:6px 10px;min-height:52px;border-bottom:1px solid var(--line);flex:none}.bar h3{font-weight:600;font-size:16px;padding:0 8px}
.page{flex:1;min-height:0;overflow:auto;padding:16px 18px 20px;display:flex;flex-direction:column;gap:14px}
.hint{color:var(--ink2);font-size:14px;line-height:20px}.label{font-weight:500;font-size:14px;line-height:20px;padding-bottom:4px}.label small{font-weight:400;color:var(--ink3);font-size:13px}
.box{min-height:44px;border-radius:10px;box-shadow:inset 0 0 0 1px var(--ctl)}
.law{flex:1;min-height:80px;overflow:auto;font-size:14px;line-height:21px;padding:12px 14px;border-radius:12px;background:var(--bg2);white-space:pre-wrap}
.edition{font-size:12px;color:var(--ink3);text-align:center}`;

/** @param {ShadowRoot} root @param {CSSStyleSheet} own @param {WidgetSettings} settings @param {{ siteName: string, scene: Scene, night: boolean, texts: any }} how */
function draw(root, own, settings, { siteName, scene, night, texts }) {
  const look = resolve({}, settings);
  const color = judged(look.primary);
  const second = judged(look.secondary, color);
  const side = look.left ? '.left' : '';
  const dark = night ? '.dark' : '';
  const name = look.agentName || look.title || siteName || texts.t('title');
  const bubble = h(`span.bubble${side}`, null, picture());
  Object.assign(bubble.style, { background: color, color: textOn(color) });
  const page = h(`div.site${dark}`, null, ...Array.from({ length: 9 }, () => h('i')));
  const paper = night ? PAPER.dark : PAPER.light;
  let shown;
  if (scene === 'teaser') {
    shown = h(`div.teaser${dark}${side}`, null, h('b', null, name), worded(settings.proactive.message, texts.language));
  } else {
    shown = panel({ look, name, scene, settings, texts, side, dark });
    const colors = { p: color, 'on-p': textOn(color), s: second, 'on-s': textOn(second), accent: readable(color, paper), ring: readable(color, paper, 3) };
    for (const [key, value] of Object.entries(colors)) shown.style.setProperty(`--${key}`, value);
  }
  own.replaceSync(/@import/i.test(settings.custom_css) ? '' : settings.custom_css);
  root.replaceChildren(page, shown, bubble);
}

/** While a colour is being typed, the last one that made sense would be gone: the usual one then. @param {string} color @param {string} [instead] */
const judged = (color, instead = '#0b6e85') => (/^#[0-9a-f]{6}$/i.test(color) ? color : instead);

function picture() {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS(svg.namespaceURI ?? '', 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  path.setAttribute('d', BUBBLE);
  svg.append(path);
  return svg;
}

/** @param {{ look: any, name: string, scene: Scene, settings: WidgetSettings, texts: any, side: string, dark: string }} what @returns {HTMLElement} */
function panel({ look, name, scene, settings, texts, side, dark }) {
  const { t: say } = texts;
  const now = Date.now();
  const head = h('header.head', null, h('span.avatar', null, icon('user')), h('div.names', null, h('div.title', null, name), h('p.sub', null, h('i.dot.on'), h('span', null, say('online')))), h('span.tool', null, icon('search')), h('span.tool', null, icon('down')));
  const message = (/** @type {string} */ kind, /** @type {string} */ who, /** @type {any} */ words) => h(`div.m${kind}`, null, who && h('p.who', null, who), h('div.asisttr-message.bub', null, h('div.text', null, h('p', null, words))), h('p.foot', null, texts.time(now)));
  const log = h('div.log', null, h('p.day', null, texts.day(now, now)), message('', name, worded(look.welcome, texts.language) || '…'), message('.me', '', SAMPLE[texts.language === 'en' ? 'en' : 'tr']));
  const tools = [look.features.upload && h('span.tool', null, icon('clip')), look.features.emoji && h('span.tool', null, icon('smile'))].filter(Boolean);
  const field = h('textarea', { placeholder: worded(look.placeholder, texts.language) || say('placeholder'), readOnly: true, tabIndex: -1, rows: 1 });
  const composer = h('div.cmp', null, field, h('div.row', null, ...tools, h('span.gap'), h('span.go', null, icon('send'))));
  const body = h('div.body', null, h('div.thread', null, h('div.scroller', null, log)), composer, h('p.by', null, say('by')));
  const over = scene === 'pre' ? preChat(settings, say) : scene === 'consent' ? consent(settings, texts) : null;
  return h(`section.asisttr-widget.panel${side}${dark}`, { lang: texts.language }, head, body, over);
}

/** @param {WidgetSettings} settings @param {(key: string, ...values: any[]) => string} say */
function preChat({ pre_chat: asked }, say) {
  const rows = asked.fields.map((name) => h('div.field', null, h('p.label', null, say(name), !asked.required.includes(name) && h('small', null, ` (${say('optional')})`)), h('div.box')));
  return h('div.screen', null, h('div.bar', null, h('span.tool', null, icon('back')), h('h3', null, say('pre_title'))), h('div.page', null, h('p.hint', null, say('pre_text')), ...rows, h('span.primary', null, say('pre_start'))));
}

/** @param {WidgetSettings} settings @param {any} texts */
function consent({ consent: asked }, texts) {
  const { t: say } = texts;
  return h('div.screen', null, h('div.bar', null, h('h3', null, say('consent_title'))), h('div.page', null, h('div.law', null, worded(asked.text, texts.language)), h('p.edition', null, say('consent_version', asked.version)), h('span.primary', null, say('consent_yes'))));
}

/** @param {{ settings: WidgetSettings, siteName: string }} props */
export function Preview({ settings, siteName }) {
  const host = useRef(/** @type {HTMLDivElement | null} */ (null));
  const stage = useRef(/** @type {{ root: ShadowRoot, own: CSSStyleSheet } | null} */ (null));
  const [scene, setScene] = useState(/** @type {Scene} */ ('chat'));
  const [tone, setTone] = useState('light');
  const [language, setLanguage] = useState(settings.language === 'en' ? 'en' : 'tr');
  const [texts, setTexts] = useState(/** @type {any} */ (null));
  const spoken = settings.language === 'auto' ? language : settings.language;
  const night = (settings.dark_mode === 'auto' ? tone : settings.dark_mode) === 'dark';
  /** @type {Scene[]} */
  const scenes = ['chat', ...(settings.proactive.enabled ? [/** @type {Scene} */ ('teaser')] : []), ...(settings.pre_chat.enabled ? [/** @type {Scene} */ ('pre')] : []), ...(settings.consent.enabled ? [/** @type {Scene} */ ('consent')] : [])];
  const now = scenes.includes(scene) ? scene : 'chat';
  useEffect(() => {
    let gone = false;
    loadWords(spoken).then((it) => gone || setTexts(createTexts(it.words, it.language)));
    return () => {
      gone = true;
    };
  }, [spoken]);
  useEffect(() => {
    if (!host.current || !texts) return;
    if (!stage.current) {
      const root = host.current.attachShadow({ mode: 'open' });
      const own = new CSSStyleSheet();
      style(root, CSS);
      style(root, STAGE);
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, own];
      stage.current = { root, own };
    }
    draw(stage.current.root, stage.current.own, settings, { siteName, scene: now, night, texts });
  }, [settings, siteName, now, night, texts]);
  return html`<aside class="preview" aria-label=${t('wid.preview')}><div class="preview-head"><h2 class="grow">${t('wid.preview')}</h2>
      ${settings.language === 'auto' && html`<${Segmented} label=${t('wid.language')} value=${language} options=${[{ value: 'tr', label: 'TR' }, { value: 'en', label: 'EN' }]} onValue=${setLanguage} />`}
      ${settings.dark_mode === 'auto' && html`<${Segmented} label=${t('wid.dark')} value=${tone} options=${[{ value: 'light', label: t('theme.light'), icon: 'sun' }, { value: 'dark', label: t('theme.dark'), icon: 'moon' }]} onValue=${setTone} />`}</div>
    ${scenes.length > 1 && html`<div class="preview-scenes"><${Segmented} label=${t('wid.scene')} value=${now} options=${scenes.map((it) => ({ value: it, label: t(`wid.scene_${it}`) }))} onValue=${(/** @type {any} */ it) => setScene(it)} /></div>`}
    <div class="stage" role="img" aria-label=${t('wid.preview_of', { name: settings.title ?? siteName })}><div ref=${host} inert></div></div></aside>`;
}
