// The site's own forms inside the widget: a list below the articles, one filled in and sent, and what follows.

import { createFields, pick } from '../shared/fields.js';
import { CSS as FIELDS } from '../shared/fields-style.js';
import { uuid } from '../shared/uuid.js';
import { h, icon, style } from './dom.js';
import { render as renderMarkdown } from './markdown.js';
import { moreWords } from './more-words.js';

const CSS = `${FIELDS}
.panel .fx{--fx-ink:var(--ink);--fx-soft:var(--ink2);--fx-line:var(--ctl);--fx-ground:var(--bg);--fx-bad:var(--bad);--fx-ring:var(--ring);--fx-accent:var(--accent)}
.panel .fx :is(input,textarea){appearance:auto}
.panel .site-form{display:flex;flex-direction:column;gap:16px}
.panel .site-form .fx-wrong{color:var(--bad)}
.panel .code{font-weight:600;font-variant-numeric:tabular-nums}`;

/** @typedef {{ chat: import('./chat.js').Chat, texts: import('./types.js').Texts, show: (what: { title: string, content: Node, back?: (() => void) | null, css?: string }) => void, close: () => void }} Parts */

/** The site's own fields of tickets. @param {import('./chat.js').Chat} chat @param {any[]} fields @param {string} language */
export function createOwn(chat, fields, language) {
  style(/** @type {ShadowRoot} */ (chat.context.root), CSS);
  return createFields({ fields, lang: language, id: 'asisttr-own', upload: (file) => chat.api.upload(file) });
}

/** The forms that the site offers, as a list of buttons; nothing when there are none. @param {Parts} parts @param {() => void} back @returns {Promise<HTMLElement[]>} */
export async function list(parts, back) {
  const { t, language } = await moreWords(parts.texts, 'articles/');
  const { items } = await parts.chat.api.forms().catch(() => ({ items: [] }));
  if (!items.length) return [];
  const row = (/** @type {any} */ form) => h('li', null, h('button', { type: 'button', onclick: () => fill(parts, form, back) }, h('b', null, pick(form.title, language))));
  return [h('h4', null, t('forms')), h('ul.found', null, items.map(row))];
}

/** @param {Parts} parts @param {any} form @param {() => void} back */
async function fill({ chat, texts, show, close }, form, back) {
  const { t, language } = await moreWords(texts, 'articles/');
  const title = pick(form.title, language);
  const ref = uuid();
  const fields = createFields({ fields: form.fields, lang: language, id: 'asisttr-fx', upload: (file) => chat.api.upload(file) });
  const problem = h('p.fx-wrong', { role: 'alert' });
  const send = h('button.primary', { type: 'submit' }, pick(form.button, language) || t('send'));
  const words = h('div.text');
  renderMarkdown(words, pick(form.intro, language));

  /** @param {Event} event */
  async function onsubmit(event) {
    event.preventDefault();
    problem.textContent = '';
    if (send.disabled || !fields.check()) return;
    send.disabled = true;
    try {
      thank(await chat.api.submitForm(form.id, { answers: fields.read(), language: language === 'tr' ? 'tr' : 'en', page: location.href, client_ref: ref }));
    } catch (/** @type {any} */ error) {
      const refused = Object.fromEntries((error.errors || []).map((/** @type {any} */ one) => [one.field, one.detail]));
      if (!fields.refuse(refused)) problem.textContent = error.message || t('failed');
    }
    send.disabled = false;
  }

  /** @param {{ thanks: any, ticket_number: number | null, tracking_code: string | null }} sent */
  function thank(sent) {
    const said = h('div.text');
    renderMarkdown(said, pick(sent.thanks, language) || t('form_thanks'));
    const done = h('button.primary', { type: 'button', onclick: close }, t('form_done'));
    const code = sent.tracking_code && h('p.code', null, `#${sent.ticket_number} · ${t('form_code', sent.tracking_code)}`);
    show({ title, content: h('div.page', null, h('div.well', { role: 'status' }, icon('check'), h('h4', null, t('form_sent')), said, code, done)), back: close });
    done.focus();
  }

  const content = h('div.page', null, pick(form.intro, language) && words, h('form.site-form', { noValidate: true, onsubmit }, fields.element, problem, send));
  show({ title, content, back, css: CSS + WELL });
}

const WELL = `
.panel .well{display:flex;flex-direction:column;align-items:center;text-align:center;gap:10px;margin:auto 0;padding:20px 0}
.panel .well>.icon{width:44px;height:44px;padding:10px;border-radius:50%;background:var(--soft);color:var(--accent)}
.panel .well h4{font-weight:600;font-size:17px;line-height:24px}
.panel .well .primary{align-self:stretch;margin-top:10px}`;
