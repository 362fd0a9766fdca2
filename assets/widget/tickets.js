// Tickets inside the widget: one's own, or one by its tracking code or its token; how it stands, what was said, and answering.

import { uuid } from '../shared/uuid.js';
import { fileIcon, h, icon, style } from './dom.js';
import { CSS as FORM, createFiles } from './forms.js';
import { render as renderMarkdown } from './markdown.js';
import { moreWords } from './more-words.js';

const CSS = `
.panel .case{display:flex;flex-direction:column;gap:10px}
.panel .case h4{font-weight:600;font-size:17px;line-height:24px}
.panel .case .state{display:flex;flex-wrap:wrap;gap:4px 12px;font-size:13px;line-height:18px;color:var(--ink2)}
.panel .case .state b{font-weight:600;color:var(--accent)}
.panel .case>ol{list-style:none;display:flex;flex-direction:column;gap:8px}
.panel .case>ol>li{padding:10px 12px;border-radius:12px;background:var(--bg2)}
.panel .case>ol>li.own{background:var(--soft)}
.panel .case li small{display:block;font-size:12px;line-height:16px;color:var(--ink2);padding-bottom:4px}
.panel .case .text ul{list-style:disc}
.panel .case li>a{display:inline-flex;align-items:center;gap:6px;color:var(--accent);font-size:14px;padding-top:6px}
.panel .case .well{margin:0;padding:8px 0}
.panel .page>h4{font-weight:600;font-size:13px;line-height:18px;color:var(--ink3)}
.panel .cases{list-style:none;display:flex;flex-direction:column;gap:8px}
.panel .cases button{display:block;width:100%;text-align:start;padding:10px 12px;border-radius:12px;background:var(--bg2)}
.panel .cases b{display:block;font-weight:600;line-height:20px;overflow-wrap:anywhere}
.panel .cases span{font-size:13px;line-height:18px;color:var(--ink2)}`;

/**
 * @param {import('./forms.js').Parts} parts
 * @param {string} [token] of the ticket; without one its code is asked for
 */
export async function follow(parts, token) {
  const { chat, show, then } = parts;
  const texts = await moreWords(parts.texts, 'forms/');
  const { t } = texts;
  for (const css of [FORM, CSS]) style(/** @type {ShadowRoot} */ (chat.context.root), css);
  if (token) return look(token, then);
  return all();

  /** One's own tickets, and the box for a code. Who has none, or is not known yet, sees the box alone. */
  async function all() {
    show({ title: t('track_title'), content: h('div.page', null, h('p.hint', { role: 'status' }, t('loading'))), back: then });
    const { items } = await chat.api.ownTickets().catch(() => ({ items: [] }));
    const row = (/** @type {any} */ it) => h('li', null, h('button', { type: 'button', onclick: () => look(it.token, all) }, h('b', null, it.subject), h('span', null, `${t(`status_${it.status}`)} · #${it.number} · ${texts.date(Date.parse(it.last_message_at))}`)));
    ask(items.length ? [h('h4', null, t('tickets_own')), h('ul.cases', null, items.map(row)), h('h4', null, t('tickets_other'))] : []);
  }

  /** @param {Node[]} above */
  function ask(above) {
    const input = h('input', { id: 'asisttr-code', type: 'text', required: true, maxLength: 20, autocomplete: 'off', spellcheck: false, 'aria-describedby': 'asisttr-code-wrong' });
    const wrong = h('p.wrong', { id: 'asisttr-code-wrong', role: 'alert' });
    const find = h('button.primary', { type: 'submit' }, t('track_find'));
    /** @param {Event} event */
    async function onsubmit(event) {
      event.preventDefault();
      wrong.textContent = input.value.trim() ? '' : t('need');
      if (wrong.textContent) return input.focus();
      find.disabled = true;
      try {
        await draw(await chat.api.findTicket(input.value), above.length ? all : then);
      } catch (error) {
        wrong.textContent = (error instanceof Error && error.message) || t('failed');
        input.focus();
      }
      find.disabled = false;
    }
    const form = h('form', { noValidate: true, onsubmit }, h('div.field', null, h('label', { htmlFor: 'asisttr-code' }, t('code')), input, wrong), find);
    show({ title: t('track_title'), content: h('div.page', null, ...above, h('p.hint', null, t('track_text')), form), back: then });
  }

  /** @param {string} which @param {() => void} back */
  async function look(which, back) {
    show({ title: t('track_title'), content: h('div.page', null, h('p.hint', { role: 'status' }, t('loading'))), back });
    try {
      await draw(await chat.api.ticket(which), back);
    } catch (error) {
      const words = (error instanceof Error && error.message) || t('failed');
      show({ title: t('track_title'), content: h('div.page', null, h('p.wrong', { role: 'alert' }, words)), back });
    }
  }

  /** @param {any} it @param {() => void} back @param {string} [said] what just happened */
  async function draw(it, back, said = '') {
    const files = chat.look.features.upload ? await createFiles(chat, texts, (file, signal) => chat.api.uploadToTicket(it.token, file, signal)) : null;
    const rows = it.messages.map((/** @type {any} */ one) => {
      const text = h('div.text');
      renderMarkdown(text, one.body);
      const attached = one.attachments.map((/** @type {any} */ file) => h('a', { href: chat.api.url(file.url), target: '_blank', rel: 'noopener' }, icon(fileIcon(file.type)), file.name));
      return h(one.own ? 'li.own' : 'li', null, h('small', null, `${one.own ? t('ticket_you') : one.name || t('ticket_we')} · ${texts.date(Date.parse(one.created_at))} ${texts.time(Date.parse(one.created_at))}`), text, attached);
    });
    const ref = uuid();
    const box = h('textarea', { rows: 4, maxLength: 20_000, 'aria-label': t(it.status === 'closed' ? 'ticket_answer_closed' : 'ticket_answer'), placeholder: t(it.status === 'closed' ? 'ticket_answer_closed' : 'ticket_answer') });
    const wrong = h('p.wrong', { role: 'alert' });
    const send = h('button.primary', { type: 'submit' }, t('send'));
    /** @param {Event} event */
    async function onsubmit(event) {
      event.preventDefault();
      const attachments = files?.ids() ?? [];
      wrong.textContent = files?.busy() ? t('files_busy') : box.value.trim() || attachments.length ? '' : t('need');
      if (wrong.textContent) return box.focus();
      send.disabled = true;
      try {
        const now = await chat.api.answerTicket(it.token, { body: box.value.trim(), attachments, client_ref: ref });
        await draw(now, back, now.id === it.id ? t('ticket_sent') : t('ticket_followed_up', `#${now.number}`));
      } catch (error) {
        wrong.textContent = (error instanceof Error && error.message) || t('failed');
      }
      send.disabled = false;
    }
    const form = h('form', { noValidate: true, onsubmit }, h('div.field', null, box, wrong), files?.element, send);
    const state = h('p.state', null, h('b', null, t(`status_${it.status}`)), h('span', null, `#${it.number}`), h('span', null, it.code));
    const page = h('div.page', null, h('div.case', null, h('h4', null, it.subject), state, said && h('p.hint', { role: 'status' }, said), h('ol', null, rows)), form);
    show({ title: t('track_title'), content: page, back });
    page.scrollTop = page.scrollHeight;
  }
}
