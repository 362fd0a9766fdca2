// The page of a form: draws its questions, uploads files, sends the answers, and says what follows.
import { createFields, pick } from '../shared/fields.js';
import { CSS } from '../shared/fields-style.js';
import { blocks, reader } from '../shared/markdown.js';
import { uuid } from '../shared/uuid.js';

const WORDS = {
  tr: { send: 'Gönder', sent: 'Gönderildi', thanks: 'Teşekkür ederiz; yanıtınız bize ulaştı.', number: 'Talep numaranız', code: 'Takip kodunuz', another: 'Bir tane daha gönder', unreachable: 'Sunucuya ulaşılamadı. Bağlantınızı denetleyip yeniden deneyin; yazdıklarınız duruyor.' },
  en: { send: 'Send', sent: 'Sent', thanks: 'Thank you; your answers have reached us.', number: 'Your ticket number', code: 'Your tracking code', another: 'Send another one', unreachable: 'The server cannot be reached. Check your connection and try again; what you typed is still here.' },
};

const lang = document.documentElement.lang === 'en' ? 'en' : 'tr';
const words = WORDS[lang];
const key = /** @type {HTMLElement} */ (document.querySelector('script[data-key]')).dataset.key ?? '';
const definition = JSON.parse(document.getElementById('definition')?.textContent ?? '{}');
const place = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

const sheet = new CSSStyleSheet();
sheet.replaceSync(CSS);
document.adoptedStyleSheets = [sheet];

/** Names this browser to the server, once files are uploaded. */
let token = '';
/** The same answers are stored once, however often they are sent. */
let ref = uuid();

/** @param {string} path @param {RequestInit} options @returns {Promise<any>} */
async function call(path, options) {
  const headers = { Accept: 'application/json', 'Accept-Language': lang, 'X-Api-Key': key, ...(token && { Authorization: `Bearer ${token}` }), ...options.headers };
  const response = await fetch(path, { method: 'POST', ...options, headers }).catch(() => null);
  if (!response) throw new Error(words.unreachable);
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  const refused = Object.fromEntries((body.errors ?? []).map((/** @type {any} */ it) => [it.field, it.detail]));
  throw Object.assign(new Error(body.detail || words.unreachable), { refused });
}

const send = (/** @type {string} */ path, /** @type {any} */ body) => call(path, { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });

/** @param {File} file */
async function upload(file) {
  if (!token) token = (await send('/api/widget/session', { page: location.href, language: lang })).token;
  const body = new FormData();
  body.append('file', file, file.name);
  return call('/api/files', { body });
}

/** Markdown in place of what an element holds. @param {HTMLElement} into @param {string} source */
const render = (into, source) => into.replaceChildren(...blocks(source).map(block));

const block = reader((tag, props, ...kids) => {
  const it = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) it.setAttribute(name.toLowerCase(), String(value));
  it.append(...kids.flat(9).filter((kid) => kid || kid === 0));
  return it;
});

/** @param {string} tag @param {string} text */
function element(tag, text, name = '') {
  const it = document.createElement(tag);
  it.textContent = text;
  if (name) it.className = name;
  return it;
}

function draw() {
  const intro = pick(definition.intro, lang);
  if (intro) {
    render(place('intro'), intro);
    place('intro').hidden = false;
  }
  const form = /** @type {HTMLFormElement} */ (place('form'));
  const fields = createFields({ fields: definition.fields, lang, id: 'f', upload });
  const problem = element('p', '', 'fx-wrong');
  problem.setAttribute('role', 'alert');
  const button = /** @type {HTMLButtonElement} */ (element('button', pick(definition.button, lang) || words.send, 'button'));
  form.replaceChildren(fields.element, problem, button);
  form.hidden = false;
  form.onsubmit = async (event) => {
    event.preventDefault();
    problem.textContent = '';
    if (button.disabled || !fields.check()) return;
    button.disabled = true;
    try {
      done(await send(`/api/forms/${definition.id}/submissions`, { answers: fields.read(), language: lang, page: location.href, client_ref: ref }));
    } catch (/** @type {any} */ error) {
      if (!fields.refuse(error.refused ?? {})) problem.textContent = error.message;
    }
    button.disabled = false;
  };
}

/** @param {{ thanks: any, ticket_number: number | null, tracking_code: string | null }} sent */
function done(sent) {
  ref = uuid();
  const box = place('sent');
  const said = document.createElement('div');
  render(said, pick(sent.thanks, lang) || words.thanks);
  said.className = 'words';
  const facts = document.createElement('dl');
  for (const [label, value] of [[words.number, sent.ticket_number && `#${sent.ticket_number}`], [words.code, sent.tracking_code]]) {
    if (value) facts.append(element('dt', label ?? ''), element('dd', value));
  }
  const again = element('button', words.another, 'quiet');
  again.onclick = () => {
    box.hidden = true;
    draw();
  };
  const title = element('h2', words.sent);
  title.tabIndex = -1;
  box.replaceChildren(title, said, facts, again);
  place('form').hidden = true;
  place('intro').hidden = true;
  box.hidden = false;
  title.focus();
}

draw();
