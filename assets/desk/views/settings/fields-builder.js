// Building questions: a list to put into order by dragging or by arrows, what each asks, and how all of it looks to a visitor.
import { html, useEffect, useId, useRef, useState } from '../../lib/ui.js';
import { lang, t } from '../../lib/i18n.js';
import { changesOf } from '../../state/changes.js';
import { choicesOf, linesOf } from '../../state/choices.js';
import { createFields, pick } from '../../../shared/fields.js';
import { CSS } from '../../../shared/fields-style.js';
import { Badge, Button, Checkbox, Dialog, Icon, IconButton, Markdown, Menu, Notice, Select, Switch, TextArea, TextField } from '../../ui/index.js';
import { InBoth } from './widget-look.js';

/** @typedef {import('../../../shared/fields.js').Field} Field */

const sheet = new CSSStyleSheet();
sheet.replaceSync(CSS);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

const ICONS = /** @type {Record<Field['kind'], string>} */ ({ text: 'pencil', long_text: 'scroll-text', number: 'list-ordered', date: 'calendar-days', choice: 'circle-dot', choices: 'list', checkbox: 'check', email: 'mail', phone: 'phone', tckn: 'badge-check', file: 'paperclip' });
const KINDS = /** @type {Field['kind'][]} */ (Object.keys(ICONS));
const MOST = 60;
const NONE = { tr: '', en: '' };

/** @param {Field['kind']} kind @returns {Field} */
const fresh = (kind) => ({ key: '', kind, label: { ...NONE }, help: { ...NONE }, required: false, visible: true, choices: [], shown_when: null });

/** A key made as the server makes one, so that conditions can name it before it is stored. @param {string} label @param {string[]} taken */
export function keyOf(label, taken) {
  const plain = label.toLocaleLowerCase('tr-TR').replace(/[ışçğöüâîû]/g, (it) => 'iscgouaiu'['ışçğöüâîû'.indexOf(it)]);
  const name = plain.replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '').slice(0, 36) || 'alan';
  for (let n = 1; ; n++) {
    const key = n === 1 ? name : `${name}_${n}`;
    if (!taken.includes(key)) return key;
  }
}

/** The list. @param {{ fields: Field[], errors: Record<string, string>, onValue: (fields: Field[]) => void, ticket?: boolean }} props `errors` by `fields.<place>.<part>` */
export function FieldsBuilder({ fields, errors, onValue, ticket }) {
  const [open, setOpen] = useState(/** @type {number | Field | null} */ (null));
  const [held, setHeld] = useState(/** @type {number | null} */ (null));
  const [over, setOver] = useState(/** @type {number | null} */ (null));
  const move = (/** @type {number} */ from, /** @type {number} */ to) => {
    const next = [...fields];
    next.splice(to, 0, ...next.splice(from, 1));
    onValue(next);
  };
  const drop = (/** @type {number} */ at) => {
    if (held !== null && held !== at) move(held, at);
    setHeld(null);
    setOver(null);
  };
  const done = (/** @type {Field} */ it) => {
    onValue(typeof open === 'number' ? fields.map((one, at) => (at === open ? it : one)) : [...fields, it]);
    setOpen(null);
  };
  const add = KINDS.map((kind) => ({ label: t(`field.${kind}`), icon: ICONS[kind], run: () => setOpen(fresh(kind)) }));
  const wrong = (/** @type {number} */ at) => Object.entries(errors).find(([name]) => name.startsWith(`fields.${at}.`))?.[1];
  return html`<div class="form-field">${errors.fields && html`<p class="form-error"><${Icon} name="circle-alert" size=${14} />${errors.fields}</p>`}
    <ol class="fields-list">${fields.map((it, at) => html`<li key=${it.key || at} class=${`field-row${over === at && held !== at ? ' field-over' : ''}${held === at ? ' field-held' : ''}`} draggable="true"
        onDragStart=${(/** @type {DragEvent} */ event) => (setHeld(at), event.dataTransfer?.setData('text/plain', it.key))} onDragOver=${(/** @type {DragEvent} */ event) => held !== null && (event.preventDefault(), setOver(at))} onDrop=${(/** @type {DragEvent} */ event) => (event.preventDefault(), drop(at))} onDragEnd=${() => (setHeld(null), setOver(null))}>
      <span class="field-grip" aria-hidden="true" title=${t('field.drag')}><${Icon} name="ellipsis-vertical" size=${16} /></span><span class="macro-icon"><${Icon} name=${ICONS[it.kind]} size=${16} /></span>
      <span class="grow"><button type="button" class="person-name" onClick=${() => setOpen(at)}>${pick(it.label, lang.value) || t('field.nameless')}</button>
        <span class="field-facts"><span class="muted t12">${t(`field.${it.kind}`)}</span>${it.required && html`<${Badge} kind="line">${t('field.required_short')}<//>`}${!it.visible && html`<${Badge} kind="line" icon="eye-off">${t('field.internal')}<//>`}${it.shown_when && html`<${Badge} kind="line" icon="eye">${t('field.conditional')}<//>`}</span>
        ${wrong(at) && html`<span class="form-error"><${Icon} name="circle-alert" size=${14} />${wrong(at)}</span>`}</span>
      <span class="macro-move"><${IconButton} icon="arrow-up" label=${t('field.up', { name: pick(it.label, lang.value) })} disabled=${at === 0} onClick=${() => move(at, at - 1)} /><${IconButton} icon="arrow-down" label=${t('field.down', { name: pick(it.label, lang.value) })} disabled=${at === fields.length - 1} onClick=${() => move(at, at + 1)} /><${IconButton} icon="trash-2" label=${t('field.drop', { name: pick(it.label, lang.value) })} onClick=${() => onValue(fields.filter((one) => one !== it))} /></span></li>`)}</ol>
    ${fields.length < MOST && html`<span><${Menu} class="btn" label=${t('field.add')} items=${add} align="start"><${Icon} name="plus" size=${16} /><span aria-hidden="true">${t('field.add')}</span><//></span>`}
    ${open !== null && html`<${FieldForm} it=${typeof open === 'number' ? fields[open] : open} earlier=${fields.slice(0, typeof open === 'number' ? open : undefined)} taken=${fields.map((one) => one.key)} ticket=${ticket} onDone=${done} onClose=${() => setOpen(null)} />`}</div>`;
}

/** One question. @param {{ it: Field, earlier: Field[], taken: string[], ticket?: boolean, onDone: (it: Field) => void, onClose: () => void }} props */
function FieldForm({ it, earlier, taken, ticket, onDone, onClose }) {
  const [value, setValue] = useState(it);
  const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
  const [lines, setLines] = useState(linesOf(it.choices));
  const set = (/** @type {Partial<Field>} */ part) => (setErrors({}), setValue((/** @type {Field} */ before) => ({ ...before, ...part })));
  const changed = lines !== linesOf(it.choices) || Object.keys(changesOf(value, it)).length > 0;
  const chosen = value.kind === 'choice' || value.kind === 'choices';
  const choices = () => choicesOf(lines, it.choices);
  const done = (/** @type {Event} */ event) => {
    event.preventDefault();
    event.stopPropagation();
    /** @type {Record<string, string>} */
    const wrong = {};
    if (!value.label.tr.trim() && !value.label.en.trim()) wrong.label = t('field.needs_label');
    if (chosen && !choices().length) wrong.choices = t('field.needs_choices');
    const when = living(value.shown_when, earlier);
    if (when && !when.is.length) wrong.shown_when = t('field.needs_answer');
    if (Object.keys(wrong).length) return setErrors(wrong);
    const given = chosen ? choices() : [];
    const values = given.map((one) => one.value).filter(Boolean);
    for (const one of given) if (!one.value) values.push((one.value = keyOf(one.label.tr || one.label.en, values)));
    onDone({ ...value, shown_when: when, key: value.key || keyOf(value.label.tr || value.label.en, taken), choices: given });
  };
  const askable = earlier.filter((one) => one.kind !== 'file');
  const id = useId();
  const footer = html`<span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit" form=${id}>${t('field.take')}<//>`;
  return html`<${Dialog} wide title=${t(`field.${value.kind}`)} changed=${changed} onClose=${onClose} footer=${footer}><form class="form" id=${id} onSubmit=${done} noValidate>
    <${InBoth} label=${t('field.label')} field="label" max=${120} value=${value.label} errors=${errors} onValue=${(/** @type {any} */ label) => set({ label })} />
    <${InBoth} label=${t('field.help')} field="help" max=${500} value=${value.help} errors=${errors} onValue=${(/** @type {any} */ help) => set({ help })} />
    ${chosen && html`<${TextArea} label=${t('field.choices_label')} hint=${t('field.choices_hint')} rows=${5} value=${lines} error=${errors.choices} onValue=${(/** @type {string} */ text) => (setErrors({}), setLines(text))} />`}
    <${Switch} label=${t('field.required')} hint=${value.kind === 'checkbox' ? t('field.required_tick') : undefined} checked=${value.required} onValue=${(/** @type {boolean} */ required) => set({ required })} />
    <${Switch} label=${t('field.visible')} hint=${t(ticket ? 'field.visible_ticket' : 'field.visible_form')} checked=${value.visible} onValue=${(/** @type {boolean} */ visible) => set({ visible })} />
    ${askable.length > 0 && html`<${Condition} value=${value.shown_when} of=${askable} error=${errors.shown_when} onValue=${(/** @type {Field['shown_when']} */ shown_when) => set({ shown_when })} />`}</form><//>`;
}

/** A condition without answers that its field does not have any more. @param {Field['shown_when']} when @param {Field[]} earlier @returns {Field['shown_when']} */
function living(when, earlier) {
  const choices = earlier.find((one) => one.key === when?.field)?.choices ?? [];
  return when && choices.length ? { ...when, is: when.is.filter((value) => choices.some((one) => one.value === value)) } : when;
}

/** @param {{ value: Field['shown_when'], of: Field[], error?: string, onValue: (value: Field['shown_when']) => void }} props */
function Condition({ value, of, error, onValue }) {
  const field = of.find((one) => one.key === value?.field);
  const options = [{ value: '', label: t('field.shown_always') }, ...of.map((one) => ({ value: one.key, label: t('field.shown_if', { name: pick(one.label, lang.value) }) }))];
  const answers = field && (field.kind === 'checkbox' ? [{ id: 'true', name: t('common.yes') }, { id: 'false', name: t('common.no') }] : field.choices.map((one) => ({ id: one.value, name: pick(one.label, lang.value) })));
  const is = value?.is ?? [];
  return html`<div class="form-field"><${Select} label=${t('field.shown')} value=${value?.field ?? ''} options=${options} error=${error} onValue=${(/** @type {string} */ key) => onValue(key ? { field: key, is: [] } : null)} />
    ${field && (answers?.length ? html`<div class="tick-grid" role="group" aria-label=${t('field.shown_answers')}>${answers.map((one) => html`<${Checkbox} key=${one.id} label=${one.name} checked=${is.includes(one.id)} onValue=${(/** @type {boolean} */ on) => onValue({ field: field.key, is: on ? [...is, one.id] : is.filter((id) => id !== one.id) })} />`)}</div>`
      : html`<${TextField} label=${t('field.shown_answer')} maxlength=${300} value=${is[0] ?? ''} onValue=${(/** @type {string} */ text) => onValue({ field: field.key, is: text ? [text] : [] })} />`)}</div>`;
}

/** @typedef {import('../../../shared/fields.js').Worded} Worded */

/** What the button says when the form does not. @type {Worded} */
const SEND = { tr: 'Gönder', en: 'Send' };

/** How fields look to who fills them in; can be filled in, and sends nothing. @param {{ fields: Field[], form?: { title: Worded, intro: Worded, button: Worded } }} props `form`: what stands around them */
export function FieldsPreview({ fields, form }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const [tongue, setTongue] = useState(lang.value);
  const shown = fields.filter((it) => it.visible);
  const key = JSON.stringify(shown) + tongue;
  useEffect(() => {
    const drawn = createFields({ fields: shown, lang: tongue, id: 'preview' });
    box.current?.replaceChildren(drawn.element);
  }, [key]);
  return html`<aside class="set-side fields-preview" aria-label=${t('field.preview')}><section class="section"><header class="fields-head"><h2 class="grow">${t('field.preview')}</h2><${Button} small onClick=${() => setTongue(tongue === 'tr' ? 'en' : 'tr')}>${tongue === 'tr' ? 'English' : 'Türkçe'}<//></header>
    ${form && html`<p class="form-title">${pick(form.title, tongue)}</p>`}${form && pick(form.intro, tongue) && html`<${Markdown} class="muted" text=${pick(form.intro, tongue)} />`}
    ${shown.length ? html`<div ref=${box} class="fx-host"></div>${form && html`<div class="form-actions"><span class="btn btn-primary">${pick(form.button, tongue) || pick(SEND, tongue)}</span></div>`}` : html`<${Notice}>${t('field.preview_empty')}<//>`}</section></aside>`;
}
