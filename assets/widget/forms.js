// The screens that ask: the privacy notice, who the visitor is and whom to ask for, and a request that is answered by
// e-mail or by a call.

import { uuid } from '../shared/uuid.js';
import { h, icon, style } from './dom.js';
import { render as renderMarkdown } from './markdown.js';
import { moreWords } from './more-words.js';
import { isClosed, worded } from './settings.js';

/** How screens that ask look. */
export const CSS = `
.panel .field label{display:block;font-weight:500;font-size:14px;line-height:20px;padding-bottom:4px}
.panel .field label small{font-weight:400;color:var(--ink3);font-size:13px}
.panel .field :is(input,textarea,select){display:block;width:100%;min-height:44px;padding:10px 12px;border-radius:10px;box-shadow:inset 0 0 0 1px var(--ctl);background:var(--bg);resize:none}
.panel .field textarea{min-height:132px;scrollbar-width:thin}
.panel .field :is(input,textarea,select):focus-visible{outline:0;box-shadow:inset 0 0 0 2px var(--ring)}
.panel .field [aria-invalid=true]{box-shadow:inset 0 0 0 2px var(--bad)}
.panel .page form{display:flex;flex-direction:column;gap:14px}
.panel .choices{border:0;min-width:0}
.panel .choices legend{font-weight:500;font-size:14px;line-height:20px;padding-bottom:4px}
.panel .choices label{display:flex;align-items:center;gap:10px;min-height:44px;padding:8px 12px;margin-top:6px;border-radius:10px;box-shadow:inset 0 0 0 1px var(--ctl);cursor:pointer}
.panel .choices label:has(:checked){box-shadow:inset 0 0 0 2px var(--ring)}
.panel .choices label:has(:focus-visible){outline:2px solid var(--ring);outline-offset:2px}
.panel .choices span{flex:1;min-width:0;overflow-wrap:anywhere}
.panel .choices small{font-size:12px;line-height:16px;color:var(--ink3)}
.panel .choices input{appearance:auto;accent-color:var(--accent);width:18px;height:18px;flex:none}
.panel .wrong{color:var(--bad);font-size:13px;line-height:18px;padding-top:4px}
.panel .wrong:empty{display:none}
.panel .law{flex:0 1 auto;min-height:80px;overflow:auto;font-size:14px;line-height:21px;padding:12px 14px;border-radius:12px;background:var(--bg2);scrollbar-width:thin}
.panel .edition{font-size:12px;line-height:16px;color:var(--ink3);text-align:center}
.panel .well{display:flex;flex-direction:column;align-items:center;text-align:center;gap:10px;margin:auto 0;padding:20px 0}
.panel .well>.icon{width:44px;height:44px;padding:10px;border-radius:50%;background:var(--soft);color:var(--accent)}
.panel .well h4{font-weight:600;font-size:17px;line-height:24px}
.panel .well .primary{align-self:stretch;margin-top:10px}
.panel .facts{display:grid;grid-template-columns:auto auto;gap:2px 14px;font-size:15px;line-height:22px;text-align:start}
.panel .facts dt{color:var(--ink2)}
.panel .facts dd{font-weight:600;font-variant-numeric:tabular-nums;user-select:all}
.panel .page .wide{display:flex;align-items:center;justify-content:center;gap:8px;width:100%;margin:0;background:none;color:var(--accent);box-shadow:inset 0 0 0 1px var(--ctl)}
.panel .page .wide:hover{background:var(--bg2)}
.panel .attach .files{padding:6px 0 0}`;

/** What one may choose of a field. */
const CHOICES = { priority: ['low', 'normal', 'high', 'urgent'] };

const FIELDS = {
  name: { type: 'text', autocomplete: 'name', maxLength: 120 },
  email: { type: 'email', autocomplete: 'email', maxLength: 254 },
  phone: { type: 'tel', autocomplete: 'tel', maxLength: 40 },
  call_at: { type: 'text', autocomplete: 'off', maxLength: 200 },
  subject: { type: 'text', autocomplete: 'off', maxLength: 200 },
  priority: { type: 'select', autocomplete: 'off', maxLength: 0 },
  message: { type: 'textarea', autocomplete: 'off', maxLength: 8000 },
};

/** @typedef {keyof typeof FIELDS} FieldName */

/**
 * @typedef {object} Parts
 * @property {import('./chat.js').Chat} chat
 * @property {import('./types.js').Texts} texts
 * @property {(what: { title: string, content: Node, back?: (() => void) | null, css?: string }) => void} show
 * @property {() => void} close
 * @property {() => void} then what follows when it is done; for the privacy notice, what happens when it is not accepted
 */

/** @param {string} id @param {string} name @param {import('./types.js').Texts['t']} t */
function choices(id, name, t) {
  const select = h('select', { id, name, 'aria-describedby': `${id}-wrong` }, CHOICES.priority.map((value) => h('option', { value }, t(`priority_${value}`))));
  select.value = 'normal';
  return select;
}

/**
 * @param {Parts} parts
 * @param {object} form
 * @param {{ name: FieldName, required: boolean, value?: string, hint?: string }[]} form.fields
 * @param {Choice} [form.choice] above the fields
 * @param {Node | false} [form.after] below the fields
 * @param {Node} [form.foot] below the form
 * @param {{ element: HTMLElement, check: () => boolean, refuse: (words: Record<string, string>) => boolean }} [form.own] the site's own, below them
 * @param {string} form.hint
 * @param {string} form.button
 * @param {(values: Record<string, string>) => Promise<void> | void} form.take may throw an `ApiError`
 */
function createForm({ texts: { t } }, { fields, choice, own, after, foot, hint, button, take }) {
  const rows = fields.map(({ name, required, value, hint }) => {
    const { type, autocomplete, maxLength } = FIELDS[name];
    const id = `asisttr-${name}`;
    const common = { id, name, required, maxLength, value: value || '', placeholder: hint || '', autocomplete, 'aria-describedby': `${id}-wrong` };
    const input = type === 'textarea' ? h('textarea', { ...common, rows: 5 }) : type === 'select' ? choices(id, name, t) : h('input', { ...common, type });
    const wrong = h('p.wrong', { id: `${id}-wrong`, role: 'alert' });
    const label = h('label', { htmlFor: id }, t(name), !required && h('small', null, ` (${t('optional')})`));
    return { name, input, wrong, element: h('div.field', null, label, input, wrong) };
  });
  const problem = h('p.wrong', { role: 'alert' });
  const send = h('button.primary', { type: 'submit' }, button);

  /** @param {typeof rows[number]} row @param {string} words */
  function mark(row, words) {
    row.wrong.textContent = words;
    row.input.setAttribute('aria-invalid', String(Boolean(words)));
  }

  /** @param {HTMLInputElement} input */
  function check({ value, required, validity }) {
    if (required && !value.trim()) return t('need');
    return validity.typeMismatch ? t('bad_mail') : '';
  }

  /** @param {Event} event */
  async function onsubmit(event) {
    event.preventDefault();
    problem.textContent = '';
    rows.forEach((row) => mark(row, check(row.input)));
    if (choice && !choice.check(t('need'))) return;
    const answered = !own || own.check();
    const first = rows.find((row) => row.wrong.textContent);
    if (first) return first.input.focus();
    if (!answered) return;
    send.disabled = true;
    try {
      await take(Object.fromEntries(rows.map(({ name, input }) => [name, input.value.trim()])));
    } catch (error) {
      refuse(error);
    }
    send.disabled = false;
  }

  /** @param {any} error */
  function refuse(error) {
    const known = rows.filter((row) => error.errors?.some((/** @type {any} */ one) => one.field === row.name));
    known.forEach((row) => mark(row, error.errors.find((/** @type {any} */ one) => one.field === row.name).detail));
    const refused = own?.refuse(Object.fromEntries((error.errors || []).map((/** @type {any} */ one) => [one.field, one.detail])));
    problem.textContent = known.length || refused ? '' : error.message || t('failed');
    known[0]?.input.focus();
  }

  return h('div.page', null, h('p.hint', null, hint), h('form', { noValidate: true, onsubmit }, choice?.element, rows.map((row) => row.element), own?.element, after, problem, send), foot);
}

/** @typedef {{ element: HTMLElement, check: (problem: string) => boolean, chosen: () => string }} Choice */

/** @param {{ id: string, name: string, online: boolean }[]} departments @param {import('./types.js').Texts['t']} t @param {string} [legend] @returns {Choice} */
function createChoice(departments, t, legend = t('department')) {
  const wrong = h('p.wrong', { id: 'asisttr-department-wrong', role: 'alert' });
  const inputs = departments.map(({ id }) => h('input', { type: 'radio', name: 'department', value: id, 'aria-describedby': wrong.id }));
  const rows = departments.map(({ name, online }, at) => h('label', null, inputs[at], h('span', null, name), !online && h('small', null, t('away'))));
  const chosen = () => inputs.find((input) => input.checked)?.value || '';
  return {
    element: h('fieldset.choices', null, h('legend', null, legend), rows, wrong),
    chosen,
    check(problem) {
      wrong.textContent = chosen() ? '' : problem;
      if (!chosen()) inputs[0].focus();
      return Boolean(chosen());
    },
  };
}

/** The privacy notice. Nothing is stored or sent before it is accepted. @param {Parts} parts */
export async function consent({ chat, texts, show, then }) {
  const { t, language } = await moreWords(texts, 'forms/');
  const asked = chat.look.consent;
  if (!asked || chat.state.phase !== 'consent') return;
  const text = h('div.law.text', { tabIndex: 0 });
  renderMarkdown(text, worded(asked.text, language));
  const yes = h('button.primary', { type: 'button', onclick: () => chat.consent() }, t('consent_yes'));
  show({
    title: t('consent_title'),
    content: h('div.page', null, text, chat.look.features.preview ? h('p', null, t('consent_preview')) : null, h('p.edition', null, t('consent_version', asked.version)), yes),
    back: then,
    css: CSS,
  });
}

/** What the site wants to know before a conversation begins. @param {Parts} parts */
export async function pre(parts) {
  const { chat, show, then } = parts;
  const texts = await moreWords(parts.texts, 'forms/');
  const { t } = texts;
  const page = chat.context.config.preChat;
  const set = chat.look.server.pre_chat;
  const asksWho = chat.look.preChat && !chat.answers && !(chat.state.visitor?.name || chat.state.visitor?.email);
  const { items } = chat.look.departments && chat.department === undefined ? await chat.api.departments().catch(() => ({ items: [] })) : { items: [] };
  const choice = items[0] && createChoice(items, t);
  if (!choice) chat.department = null;
  if (!choice && !asksWho) return then();
  const names = page?.fields || set?.fields || ['name', 'email'];
  const required = page?.required || set?.required || [];
  const fields = (asksWho ? names : []).filter((/** @type {string} */ name) => Object.hasOwn(FIELDS, name)).map((/** @type {FieldName} */ name) => ({ name, required: required.includes(name) }));
  const content = createForm({ ...parts, texts }, {
    fields,
    choice,
    hint: t('pre_text'),
    button: t('pre_start'),
    take(values) {
      if (asksWho) chat.answers = values;
      if (choice) chat.department = choice.chosen();
      then();
    },
  });
  show({ title: t('pre_title'), content, css: CSS });
}

/** A ticket that is answered by e-mail. @param {Parts} parts */
export async function offline(parts) {
  const { chat } = parts;
  const { t } = await moreWords(parts.texts, 'forms/');
  const { visitor, mode } = chat.state;
  const { items } = chat.look.departments ? await chat.api.departments().catch(() => ({ items: [] })) : { items: [] };
  return ticket(parts, {
    fields: [
      { name: 'email', required: true, value: visitor?.email || chat.answers?.email },
      { name: 'phone', required: false, value: visitor?.phone || chat.answers?.phone },
      { name: 'subject', required: false },
      { name: 'priority', required: true },
    ],
    choice: items[0] && createChoice(items.map((/** @type {any} */ it) => ({ ...it, online: true })), t, t('ticket_department')),
    title: t('offline_title'),
    hint: t(isClosed(mode) ? 'offline_text' : 'request_text'),
    done: t('offline_sent'),
    follows: ({ email }) => t('offline_sent_text', email),
  });
}

/** A request for a call. @param {Parts} parts */
export async function callback(parts) {
  const { t } = await moreWords(parts.texts, 'forms/');
  const { visitor } = parts.chat.state;
  return ticket(parts, {
    fields: [
      { name: 'phone', required: true, value: visitor?.phone || parts.chat.answers?.phone },
      { name: 'call_at', required: false, hint: t('call_hint') },
    ],
    title: t('callback_title'),
    hint: t('callback_text'),
    done: t('callback_sent'),
    follows: ({ phone }) => t('callback_sent_text', phone),
  });
}

/** Looks at a ticket, or asks for its code. @param {Parts} parts @param {string} [token] */
const follow = (parts, token) => import('./tickets.js').then((module) => module.follow(parts, token));

/** A ticket by its tracking code. @param {Parts} parts */
export const track = (parts) => follow(parts);

/**
 * @param {Parts} parts
 * @param {object} about
 * @param {{ name: FieldName, required: boolean, value?: string, hint?: string }[]} about.fields between the name and the message
 * @param {Choice} [about.choice] of a department
 * @param {string} about.title
 * @param {string} about.hint
 * @param {string} about.done
 * @param {(values: Record<string, string>) => string} about.follows what happens next
 */
async function ticket(parts, { fields, choice, title, hint, done, follows }) {
  const { chat, show, then } = parts;
  const texts = await moreWords(parts.texts, 'forms/');
  const { t, language } = texts;
  const { visitor, conversation } = chat.state;
  const files = chat.look.features.upload ? await createFiles(chat, texts) : null;
  const ref = uuid();
  const own = await ownFields(chat, language);
  const content = createForm({ ...parts, texts }, {
    own,
    fields: [
      { name: 'name', required: true, value: visitor?.name || chat.answers?.name },
      ...fields,
      { name: 'message', required: true, value: chat.storage.tab.get('draft') || '' },
    ],
    choice,
    after: files?.element,
    foot: h('button.wide', { type: 'button', onclick: () => follow(parts) }, t('have_code')),
    hint,
    button: t('send'),
    async take(values) {
      if (files?.busy()) throw new Error(t('files_busy'));
      const left = await chat.api.leaveTicket({ ...values, fields: own?.read(), attachments: files?.ids() ?? [], department_id: choice?.chosen() || undefined, client_ref: ref, language, page: location.href, conversation_id: conversation?.id });
      const close = h('button.primary', { type: 'button', onclick: then }, t('done'));
      const facts = h('dl.facts', null, h('dt', null, t('ticket_number')), h('dd', null, `#${left.number}`), h('dt', null, t('ticket_code')), h('dd', null, left.code));
      const words = h('div.well', { role: 'status' }, icon('check'), h('h4', null, done), h('p.hint', null, `${left.expected} ${follows(values)}`), facts, h('button.wide', { type: 'button', onclick: () => follow(parts, left.token) }, t('ticket_show')), close);
      show({ title, content: h('div.page', null, words), back: then });
      close.focus();
    },
  });
  show({ title, content, css: CSS });
}

/** What the site asks beside that, where it does. @param {import('./chat.js').Chat} chat @param {string} language */
async function ownFields(chat, language) {
  const { fields } = await chat.api.ticketFields().catch(() => ({ fields: [] }));
  if (!fields.length) return undefined;
  const { createOwn } = await import('./site-forms.js');
  return createOwn(chat, fields, language);
}

/**
 * Files that go with a ticket, or with an answer in one.
 * @param {import('./chat.js').Chat} chat @param {import('./types.js').Texts} texts @param {(file: File, signal: AbortSignal) => Promise<import('./types.js').Attachment>} [upload]
 */
export async function createFiles(chat, texts, upload) {
  const { createUploads } = await import('./uploads.js');
  const list = h('ul.files', { hidden: true });
  const uploads = createUploads({ chat, texts, list, changed: () => {}, upload });
  const picker = h('input', { type: 'file', multiple: true, hidden: true, onchange: () => (uploads.add(Array.from(picker.files || [])), (picker.value = '')) });
  const element = h('div.attach', null, h('button.wide', { type: 'button', onclick: () => picker.click() }, icon('clip'), texts.t('attach')), picker, list);
  return { element, busy: uploads.busy, ids: () => uploads.done().map((file) => file.id) };
}

/** The transcript by e-mail: now, or where the site offers that when the conversation ends. @param {Parts} parts */
export async function transcript(parts) {
  const { chat, show, then } = parts;
  const texts = await moreWords(parts.texts, 'forms/');
  const { t } = texts;
  const { visitor, conversation, mail } = chat.state;
  const last = conversation?.id || chat.thread.entries().findLast((entry) => entry.conversationId)?.conversationId;
  const whens = ['now', 'close'].map((id) => ({ id, name: t(`transcript_${id}`), online: true }));
  const choice = conversation && mail?.at_close ? createChoice(whens, t, t('transcript_when')) : undefined;
  choice?.element.querySelector('input')?.click();
  const title = t('transcript_title');
  const content = createForm({ ...parts, texts }, {
    fields: [{ name: 'email', required: true, value: visitor?.email || chat.answers?.email }],
    choice,
    hint: t('transcript_text'),
    button: t('send'),
    async take({ email }) {
      const promised = await chat.api.transcript({ conversation_id: last, email, when: choice?.chosen() || 'now' });
      chat.patch({ visitor: { ...visitor, email: visitor?.email || promised.email } });
      const close = h('button.primary', { type: 'button', onclick: then }, t('done'));
      const words = h('div.well', { role: 'status' }, icon('check'), h('h4', null, t('transcript_done')), h('p.hint', null, t(`transcript_done_${promised.when}`, promised.email)), close);
      show({ title, content: h('div.page', null, words), back: then });
      close.focus();
    },
  });
  show({ title, content, css: CSS });
}
