// Questions as an admin defined them, drawn as a form: the widget, the page of a form and the desk's preview draw the same.
// The server checks by the same definition; what is checked here only spares the way there.
//
// Plain nodes, no framework: the widget has none. Their look is in `fields-style.js`.

/** @typedef {{ tr: string, en: string }} Worded */
/** @typedef {'text' | 'long_text' | 'number' | 'date' | 'choice' | 'choices' | 'checkbox' | 'email' | 'phone' | 'tckn' | 'file'} Kind */
/** @typedef {{ key: string, kind: Kind, label: Worded, help: Worded, required: boolean, visible?: boolean, choices: { value: string, label: Worded }[], shown_when: { field: string, is: string[] } | null }} Field */
/** @typedef {Record<string, any>} Answers by the fields' keys */
/** @typedef {{ id: string, name: string, url?: string }} UploadedFile */

/** @type {Record<'tr' | 'en', Record<string, string>>} */
const WORDS = {
  tr: {
    optional: 'isteğe bağlı', need: 'Bu alan gerekli.', tick: 'Devam etmek için işaretleyin.', choose: 'Seçin…', add_file: 'Dosya ekle', no_date: 'gg.aa.yyyy', remove: 'Kaldır: {0}', show: 'Göster', busy: 'Yükleniyor…', failed: 'Dosya yüklenemedi.',
    email: 'Geçerli bir e-posta adresi yazın.', number: 'Bir sayı yazın; örneğin 1500, 1.500 ya da 1.500,75.', tckn: 'Geçerli bir T.C. kimlik numarası yazın.', wait: 'Dosyalar yükleniyor; birazdan yeniden deneyin.',
  },
  en: {
    optional: 'optional', need: 'This is needed.', tick: 'Tick this to go on.', choose: 'Choose…', add_file: 'Add a file', no_date: 'dd/mm/yyyy', remove: 'Remove: {0}', show: 'Show', busy: 'Uploading…', failed: 'The file could not be uploaded.',
    email: 'Enter a valid e-mail address.', number: 'Enter a number, such as 1500, 1,500 or 1,500.75.', tckn: 'Enter a valid Turkish identity number.', wait: 'Files are being uploaded; try again in a moment.',
  },
};

/** Most files of one field. */
const MOST_FILES = 5;

/** The words in a language, or in the other one where there are none. @param {Worded | undefined} it @param {string} lang */
export const pick = (it, lang) => (lang === 'tr' ? it?.tr || it?.en : it?.en || it?.tr) || '';

/** Whether a field is asked, by the answers to those before it: the server's own rule. @param {Field} field @param {Answers} answers @returns {boolean} */
export function isShown(field, answers) {
  const when = field.shown_when;
  if (!when) return true;
  const given = answers[when.field];
  if (given === undefined || given === null) return when.is.includes('false');
  return [given].flat().some((it) => when.is.includes(String(it)));
}

/** Whether digits are a Turkish identity number: the last two follow from those before. @param {string} text */
export function isIdentityNumber(text) {
  const digits = [...text.replace(/\s/g, '')].map(Number);
  if (digits.length !== 11 || digits.some(Number.isNaN) || !digits[0]) return false;
  const sum = (/** @type {number[]} */ of) => of.reduce((all, it) => all + it, 0);
  const odd = sum(digits.slice(0, 9).filter((_, at) => at % 2 === 0));
  const even = sum(digits.slice(0, 8).filter((_, at) => at % 2 === 1));
  return (odd * 7 + 100 - even) % 10 === digits[9] && sum(digits.slice(0, 10)) % 10 === digits[10];
}

/** An identity number with its middle covered. @param {string} number */
export const masked = (number) => `${number.slice(0, 3)}******${number.slice(-2)}`;

/**
 * A number with nothing but its digits and a decimal point: the server's own rule (`plain_number` in `src/fields/answers.rs`).
 * `''` for what is none, and for what may be one of two: `1500.250` in Turkish.
 * @param {string} text @param {string} lang
 */
export function plainNumber(text, lang) {
  const [thousands, decimal] = lang === 'tr' ? ['.', ','] : [',', '.'];
  const [, sign = '', body = ''] = /^([+-]?)(.*)$/s.exec(text.trim()) ?? [];
  const [whole, part, ...more] = body.split(decimal);
  if (more.length || (part !== undefined && !/^\d+$/.test(part))) return '';
  const minus = sign === '-' ? '-' : '';
  const groups = whole.split(thousands);
  if (!groups.every((it) => /^\d+$/.test(it))) return '';
  const grouped = groups.length === 1 || (/^[1-9]\d{0,2}$/.test(groups[0]) && groups.slice(1).every((it) => it.length === 3));
  if (grouped) return minus + groups.join('') + (part === undefined ? '' : `.${part}`);
  // The other language's decimal sign, where it can mean nothing else.
  return groups.length === 2 && part === undefined && (groups[1].length !== 3 || groups[0] === '0') ? `${minus}${groups[0]}.${groups[1]}` : '';
}

/** What is wrong with an answer, as a word of `WORDS`; `''` when nothing is. @param {Field} field @param {any} value @param {string} [lang] */
export function mistake(field, value, lang = 'tr') {
  const empty = value === undefined || value === null || value === '' || value === false || (Array.isArray(value) && !value.length);
  if (empty) return field.required ? (field.kind === 'checkbox' ? 'tick' : 'need') : '';
  if (field.kind === 'email' && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value)) return 'email';
  if (field.kind === 'number' && typeof value !== 'number' && !plainNumber(String(value), lang)) return 'number';
  if (field.kind === 'tckn' && !isIdentityNumber(value)) return 'tckn';
  return '';
}

/** @param {string} tag @param {Record<string, any>} [props] @param {...(Node | string | null | false)} kids @returns {any} */
function h(tag, props, ...kids) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key in element && !key.includes('-')) /** @type {any} */ (element)[key] = value;
    else if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, String(value));
  }
  element.append(.../** @type {any[]} */ (kids.filter(Boolean)));
  return element;
}

const INPUTS = /** @type {Record<string, any>} */ ({
  text: { type: 'text', maxLength: 300 },
  number: { type: 'text', inputMode: 'decimal', maxLength: 40, autocomplete: 'off' },
  date: { type: 'date', max: '9999-12-31' },
  email: { type: 'email', autocomplete: 'email', maxLength: 254 },
  phone: { type: 'tel', autocomplete: 'tel', maxLength: 40 },
  tckn: { type: 'text', inputMode: 'numeric', autocomplete: 'off', maxLength: 14 },
});

/**
 * Draws fields.
 * @param {object} of
 * @param {Field[]} of.fields
 * @param {string} of.lang `tr`, or English
 * @param {string} of.id what the ids of its nodes begin with
 * @param {Answers} [of.answers] to begin with
 * @param {(file: File) => Promise<UploadedFile>} [of.upload] without it files cannot be chosen
 * @param {boolean} [of.cover] identity numbers that are there already are covered until somebody asks for them
 * @param {(answers: Answers) => void} [of.onChange]
 */
export function createFields({ fields, lang, id, answers = {}, upload, cover = false, onChange }) {
  const t = (/** @type {string} */ key, value = '') => WORDS[lang === 'tr' ? 'tr' : 'en'][key].replace('{0}', value);
  const rows = fields.map((field) => createRow({ field, lang, id: `${id}-${field.key}`, value: answers[field.key], t, upload, cover, changed }));
  const element = h('div', { className: 'fx' }, ...rows.map((it) => it.element));

  /** The answers to what is asked. @returns {Answers} */
  function read() {
    /** @type {Answers} */
    const found = {};
    for (const { field, value } of rows) {
      if (!isShown(field, found)) continue;
      const given = value();
      if (given !== '' && given !== null && given !== undefined && !(Array.isArray(given) && !given.length)) found[field.key] = given;
    }
    return found;
  }

  function changed() {
    const found = read();
    rows.forEach((row) => (row.element.hidden = !isShown(row.field, found)));
    onChange?.(found);
  }

  /** Marks what is wrong and goes to the first of it. @returns {boolean} whether everything is right */
  function check() {
    const asked = rows.filter((row) => !row.element.hidden);
    asked.forEach((row) => {
      const wrong = row.busy() ? 'wait' : mistake(row.field, row.value(), lang);
      row.mark(wrong && t(wrong));
    });
    const first = asked.find((row) => row.wrong());
    first?.focus();
    return !first;
  }

  /** Shows what the server refused. @param {Record<string, string>} words by `answers.<key>`, or `fields.<key>` @returns {boolean} whether any of it is here */
  function refuse(words) {
    const said = (/** @type {any} */ row) => words[`answers.${row.field.key}`] ?? words[`fields.${row.field.key}`];
    const known = rows.filter(said);
    known.forEach((row) => row.mark(said(row)));
    known[0]?.focus();
    return known.length > 0;
  }

  changed();
  return { element, read, check, refuse };
}

/**
 * @param {object} of
 * @param {Field} of.field @param {string} of.lang @param {string} of.id @param {any} of.value
 * @param {(key: string, value?: string) => string} of.t @param {((file: File) => Promise<UploadedFile>) | undefined} of.upload @param {boolean} of.cover @param {() => void} of.changed
 */
function createRow({ field, lang, id, value, t, upload, cover, changed }) {
  const wrong = h('p', { className: 'fx-wrong', id: `${id}-wrong`, role: 'alert' });
  const help = pick(field.help, lang);
  const note = help && h('p', { className: 'fx-help', id: `${id}-help` }, help);
  const described = [help && `${id}-help`, `${id}-wrong`].filter(Boolean).join(' ');
  const label = [pick(field.label, lang), !field.required && field.kind !== 'checkbox' && h('small', null, ` (${t('optional')})`)];
  const part = parts[field.kind] ?? parts.text;
  const { nodes, read, focus, busy } = part({ field, lang, id, value, t, upload, cover, changed: () => (mark(''), changed()), described, label });
  const group = field.kind === 'choice' || field.kind === 'choices';
  const many = field.kind === 'choices' || (field.kind === 'choice' && field.choices.length <= 5);
  const element = group && many
    ? h('fieldset', { className: 'fx-row', 'aria-describedby': described }, h('legend', null, ...label), ...nodes, note, wrong)
    : h('div', { className: 'fx-row' }, ...nodes, note, wrong);

  /** @param {string} words */
  function mark(words) {
    wrong.textContent = words;
    element.querySelectorAll('input, textarea, select').forEach((/** @type {Element} */ it) => it.setAttribute('aria-invalid', String(Boolean(words))));
  }
  return { field, element, value: read, focus, busy: busy ?? (() => false), mark, wrong: () => Boolean(wrong.textContent) };
}

/** @param {string} day as date fields write it @param {string} lang */
function inWords(day, lang) {
  const at = Date.parse(`${day}T00:00Z`);
  return Number.isNaN(at) ? day : new Intl.DateTimeFormat(lang === 'tr' ? 'tr-TR' : 'en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(at);
}

/** A number as it is sent: no longer in the signs of a language, where it can be told exactly. @param {string} words @param {string} lang */
function inDigits(words, lang) {
  const plain = plainNumber(words, lang);
  const number = Number(plain);
  return plain && (Number.isSafeInteger(number) || !Number.isInteger(number)) ? number : words;
}

/** @typedef {{ field: Field, lang: string, id: string, value: any, t: (key: string, value?: string) => string, upload?: (file: File) => Promise<UploadedFile>, cover: boolean, changed: () => void, described: string, label: any[] }} Part */

/** @type {Record<string, (part: Part) => { nodes: any[], read: () => any, focus: () => void, busy?: () => boolean }>} */
const parts = {
  text({ field, id, value, changed, described, label }) {
    const input = h('input', { id, name: field.key, value: value ?? '', required: field.required, 'aria-describedby': described, oninput: changed, ...(INPUTS[field.kind] ?? INPUTS.text) });
    return { nodes: [h('label', { htmlFor: id }, ...label), input], read: () => input.value.trim(), focus: () => input.focus() };
  },
  number(part) {
    const { lang, value } = part;
    const drawn = parts.text({ ...part, value: typeof value === 'number' ? String(value).replace('.', lang === 'tr' ? ',' : '.') : value });
    return { ...drawn, read: () => inDigits(drawn.read(), lang) };
  },
  tckn(part) {
    const drawn = parts.text(part);
    if (!part.cover || !part.value) return drawn;
    const [label, input] = drawn.nodes;
    const shown = h('div', { className: 'fx-covered' }, h('span', null, masked(String(part.value))), h('button', { type: 'button', 'aria-describedby': `${part.id}-covered`, onclick: () => (shown.replaceWith(input), input.focus()) }, part.t('show')));
    label.id = `${part.id}-covered`;
    return { ...drawn, nodes: [label, shown] };
  },
  date({ field, lang, id, value, t, changed, described, label }) {
    // A browser words its own date field in its own language: while nobody writes, ours stand over them.
    const box = h('span', { className: 'fx-date' });
    const say = () => { box.dataset.words = input.value ? inWords(input.value, lang) : t('no_date'); };
    const input = h('input', { id, name: field.key, value: value ?? '', required: field.required, 'aria-describedby': described, oninput: () => (say(), changed()), ...INPUTS.date });
    box.append(input);
    say();
    return { nodes: [h('label', { htmlFor: id }, ...label), box], read: () => input.value.trim(), focus: () => input.focus() };
  },
  long_text({ field, id, value, changed, described, label }) {
    const input = h('textarea', { id, name: field.key, value: value ?? '', required: field.required, rows: 4, maxLength: 5000, 'aria-describedby': described, oninput: changed });
    return { nodes: [h('label', { htmlFor: id }, ...label), input], read: () => input.value.trim(), focus: () => input.focus() };
  },
  choice(part) {
    const { field, lang, id, value, t, changed, described, label } = part;
    if (field.choices.length <= 5) return ticks(part, 'radio');
    const options = field.choices.map((it) => h('option', { value: it.value, selected: it.value === value }, pick(it.label, lang)));
    const input = h('select', { id, name: field.key, required: field.required, 'aria-describedby': described, onchange: changed }, h('option', { value: '' }, t('choose')), ...options);
    return { nodes: [h('label', { htmlFor: id }, ...label), input], read: () => input.value, focus: () => input.focus() };
  },
  choices: (part) => ticks(part, 'checkbox'),
  checkbox({ field, id, value, changed, described, label }) {
    const input = h('input', { type: 'checkbox', id, name: field.key, checked: value === true, required: field.required, 'aria-describedby': described, onchange: changed });
    return { nodes: [h('label', { className: 'fx-tick' }, input, h('span', null, ...label))], read: () => input.checked, focus: () => input.focus() };
  },
  file: files,
};

/** @param {Part} part @param {'radio' | 'checkbox'} type */
function ticks({ field, lang, id, value, changed }, type) {
  const taken = [value ?? []].flat();
  const inputs = field.choices.map((it) => h('input', { type, name: id, value: it.value, checked: taken.includes(it.value), onchange: changed }));
  const nodes = inputs.map((input, at) => h('label', { className: 'fx-tick' }, input, h('span', null, pick(field.choices[at].label, lang))));
  const chosen = () => inputs.filter((it) => it.checked).map((it) => it.value);
  return { nodes, read: () => (type === 'radio' ? (chosen()[0] ?? '') : chosen()), focus: () => inputs[0]?.focus() };
}

/** @param {Part} part */
function files({ id, value, t, upload, changed, described, label }) {
  /** @type {UploadedFile[]} */
  let kept = (value ?? []).filter((/** @type {any} */ it) => it?.id);
  let running = 0;
  const list = h('ul', { className: 'fx-files' });
  const state = h('span', { className: 'fx-busy', role: 'status' });
  const input = h('input', { type: 'file', multiple: true, id, 'aria-describedby': described, disabled: !upload, onchange: take });
  const draw = () => {
    list.replaceChildren(...kept.map((it) => h('li', null, it.url ? h('a', { href: it.url, target: '_blank', rel: 'noopener' }, it.name) : h('span', null, it.name), h('button', { type: 'button', 'aria-label': t('remove', it.name), onclick: () => drop(it) }, '×'))));
    state.textContent = running ? t('busy') : '';
    input.disabled = !upload || kept.length + running >= MOST_FILES;
  };
  const drop = (/** @type {UploadedFile} */ it) => ((kept = kept.filter((one) => one !== it)), draw(), changed(), input.focus());
  async function take() {
    const chosen = [...input.files].slice(0, MOST_FILES - kept.length - running);
    input.value = '';
    running += chosen.length;
    changed();
    draw();
    for (const file of chosen) {
      const done = await /** @type {NonNullable<typeof upload>} */ (upload)(file).catch((/** @type {any} */ error) => ({ problem: error?.message || t('failed') }));
      running -= 1;
      if ('problem' in done) input.closest('.fx-row').querySelector('.fx-wrong').textContent = `${file.name}: ${done.problem}`;
      else kept.push(done);
      draw();
    }
    changed();
  }
  draw();
  // A browser words its own button in its own language: ours stands over it, and dropping files on it still works.
  const button = h('span', { className: 'fx-file' }, input, h('span', { 'aria-hidden': 'true' }, t('add_file')));
  return { nodes: [h('label', { htmlFor: id }, ...label), button, list, state], read: () => kept.map((it) => it.id), focus: () => input.focus(), busy: () => running > 0 };
}
