// The page of a ticket for its requester: what was said, how it stands, and a box to answer in. A signed link opens it;
// what stands after the # never reaches a server's log.
import { uuid } from '../shared/uuid.js';
import { h, icon } from '../widget/dom.js';
import { render as renderMarkdown } from '../widget/markdown.js';
import { themeOf } from './look.js';

const MOST_FILES = 10;
const LANGUAGE = navigator.languages.find((it) => /^(tr|en)\b/.test(it))?.startsWith('en') ? 'en' : 'tr';
const words = await (await fetch(new URL(`./i18n/${LANGUAGE}.json`, import.meta.url))).json();
const t = (/** @type {string} */ key, /** @type {string[]} */ ...values) => String(words[key] ?? key).replace(/\{(\d)\}/g, (_, at) => values[at] ?? '');
const moment = new Intl.DateTimeFormat(LANGUAGE === 'tr' ? 'tr-TR' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const main = /** @type {HTMLElement} */ (document.getElementById('ticket'));
let token = location.hash.slice(1);

document.documentElement.lang = LANGUAGE;
document.title = t('title');
addEventListener('hashchange', () => {
  token = location.hash.slice(1);
  load();
});

/** @param {string} method @param {string} path @param {any} [body] a form, or for JSON */
async function call(method, path, body) {
  const form = body instanceof FormData;
  const headers = { 'accept-language': LANGUAGE, ...(body && !form ? { 'content-type': 'application/json' } : {}) };
  const reply = await fetch(`/api/ticket-page/${encodeURIComponent(token)}${path}`, { method, headers, body: form ? body : body && JSON.stringify(body) }).catch(() => null);
  const json = await reply?.json().catch(() => null);
  if (!reply?.ok) throw new Error(json?.detail || t('unreachable'), { cause: reply?.status });
  return json;
}

async function load() {
  main.setAttribute('aria-busy', 'true');
  try {
    draw(await call('GET', ''));
  } catch (/** @type {any} */ error) {
    const gone = error.cause === 404;
    main.replaceChildren(h('header', null, h('h1', null, t(gone ? 'gone' : 'failed')), h('p.lead', null, gone ? t('gone_text') : error.message), gone ? '' : h('button.btn', { type: 'button', onclick: load }, t('again'))));
  }
  main.removeAttribute('aria-busy');
}

/** @param {any} it the ticket @param {string} [said] what just happened */
function draw(it, said = '') {
  token = it.token;
  history.replaceState(null, '', `#${token}`);
  document.title = `#${it.number} ${it.subject}`;
  wear(it.look);
  const facts = [[t('number'), `#${it.number}`], it.code && [t('code'), it.code], [t('came'), moment.format(Date.parse(it.created_at))], it.department && [t('department'), it.department]].filter(Boolean);
  main.replaceChildren(
    h('header', null, h('p.kind', null, it.site), h('h1', null, it.subject), h('p.status', { 'data-status': it.status }, t(`status_${it.status}`)),
      h('dl', null, facts.flatMap(([name, value]) => [h('dt', null, name), h('dd', null, value)]))),
    h('p.said', { role: 'status' }, said),
    h('ol.log', { 'aria-label': t('log') }, it.messages.map(message)),
    answer(it),
  );
}

/** Looks as the site does. @param {{ color: string, dark_mode: string }} look */
function wear({ color, dark_mode: scheme }) {
  const { style } = document.documentElement;
  style.colorScheme = scheme === 'auto' ? '' : scheme;
  for (const [name, value] of Object.entries(themeOf(color))) style.setProperty(name, value);
}

/** @param {any} one */
function message(one) {
  const text = h('div.text');
  renderMarkdown(text, one.body);
  const files = one.attachments.map((/** @type {any} */ file) => h('a.file', { href: file.url, download: file.name }, icon('file'), file.name));
  return h(`li${one.own ? '.own' : ''}`, null, h('p.who', null, h('b', null, one.own ? t('you') : one.name || t('we')), ' ', h('time', { dateTime: one.created_at }, moment.format(Date.parse(one.created_at)))), text, files.length ? h('p.files', null, files) : '');
}

/** @param {any} it */
function answer(it) {
  /** @type {{ id: string, name: string }[]} */
  const files = [];
  const ref = uuid();
  const box = h('textarea', { id: 'answer', rows: 5, maxLength: 20_000, required: true });
  const problem = h('p.wrong', { role: 'alert' });
  const list = h('ul.chosen');
  const send = h('button.btn.primary', { type: 'submit' }, t('send'));
  const picker = h('input', { type: 'file', multiple: true, hidden: true, onchange: () => take(Array.from(picker.files ?? [])) });

  const drawFiles = () => list.replaceChildren(...files.map((file) => h('li', null, file.name, h('button', { type: 'button', 'aria-label': t('drop', file.name), onclick: () => (files.splice(files.indexOf(file), 1), drawFiles()) }, icon('cross')))));
  /** @param {File[]} chosen */
  async function take(chosen) {
    problem.textContent = '';
    picker.value = '';
    send.disabled = true;
    for (const file of chosen.slice(0, MOST_FILES - files.length)) {
      const form = new FormData();
      form.append('file', file, file.name);
      await call('POST', '/files', form).then((kept) => (files.push(kept), drawFiles()), (error) => { problem.textContent = `${file.name}: ${error.message}`; });
    }
    send.disabled = false;
  }
  /** @param {Event} event */
  async function onsubmit(event) {
    event.preventDefault();
    problem.textContent = '';
    if (!box.value.trim() && !files.length) {
      problem.textContent = t('need');
      return box.focus();
    }
    send.disabled = true;
    try {
      const now = await call('POST', '/reply', { body: box.value.trim(), attachments: files.map((file) => file.id), client_ref: ref });
      draw(now, now.id === it.id ? t('sent') : t('followed_up', `#${now.number}`, now.code ?? '–'));
    } catch (/** @type {any} */ error) {
      problem.textContent = error.message;
    }
    send.disabled = false;
  }
  return h('form', { noValidate: true, onsubmit }, h('label', { htmlFor: 'answer' }, t(it.status === 'closed' ? 'answer_closed' : 'answer')), box, list, problem,
    h('div.row', null, h('button.btn', { type: 'button', onclick: () => picker.click() }, icon('clip'), t('attach')), picker, send));
}

load();
