// What mails say: a list of templates, and one being edited with the mail drawn beside it as it will be.
import { html, useEffect, useRef, useState } from '../../lib/ui.js';
import { get, post, put, remove } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { me } from '../../lib/session.js';
import { Badge, Button, Failure, Notice, Segmented, Select, Skeleton, TextArea, TextField, confirm, toast, useAction, useForm, useLoad, useUnsaved } from '../../ui/index.js';
import { MailPreview } from './mail-preview.js';

/** @typedef {{ kind: string, language: 'tr' | 'en', subject: string, body: string, changed: boolean, places: string[], default: { subject: string, body: string } }} Template */

export function Templates() {
  const list = useLoad((stop) => get('/api/settings/mail/templates', {}, stop), []);
  const [kind, setKind] = useState('transcript');
  const [language, setLanguage] = useState(me.value?.language ?? 'tr');
  const unsaved = useRef(false);
  // Whoever stays finds the list as it was: a new one each time.
  const [stayed, setStayed] = useState(0);
  if (list.error) return html`<${Failure} error=${list.error} onRetry=${list.reload} />`;
  if (!list.data) return html`<${Skeleton} rows=${4} />`;
  /** @type {Template[]} */
  const all = list.data.items;
  const it = all.find((one) => one.kind === kind && one.language === language);
  const kinds = [...new Set(all.map((one) => one.kind))];
  const take = (/** @type {Template} */ next) => list.setData({ items: all.map((one) => (one.kind === next.kind && one.language === next.language ? next : one)) });
  /** Another template takes the place of what is edited. @param {() => void} go */
  const leaving = async (go) => {
    if (unsaved.current && !(await confirm({ title: t('common.leave_title'), text: t('common.leave_unsaved'), action: t('common.leave'), danger: true }))) return setStayed((before) => before + 1);
    unsaved.current = false;
    go();
  };
  const isChanged = (/** @type {string} */ one) => all.some((other) => other.kind === one && other.changed);
  const nameOf = (/** @type {string} */ one) => `${t(`mail.kind_${one}`)}${isChanged(one) ? ` (${t('mail.changed')})` : ''}`;
  return html`<div class="mail-kind-pick"><${Select} key=${stayed} label=${t('mail.page_templates')} hint=${t(`mail.kind_${kind}_text`)} value=${kind} onValue=${(/** @type {string} */ one) => leaving(() => setKind(one))} options=${kinds.map((one) => ({ value: one, label: nameOf(one) }))} /></div>
    <div class="mail-kinds" role="group" aria-label=${t('mail.page_templates')}>${kinds.map((one) => html`<button key=${one} type="button" class="mail-kind" aria-pressed=${one === kind} onClick=${() => one !== kind && leaving(() => setKind(one))}><span class="semi">${t(`mail.kind_${one}`)}</span><span class="form-hint">${t(`mail.kind_${one}_text`)}</span>
      ${isChanged(one) && html`<${Badge} kind="info" icon="pencil">${t('mail.changed')}<//>`}</button>`)}</div>
    <${Segmented} label=${t('lang.label')} value=${language} onValue=${(/** @type {string} */ next) => next !== language && leaving(() => setLanguage(next))} options=${[{ value: 'tr', label: 'Türkçe' }, { value: 'en', label: 'English' }]} />
    ${it && html`<${Edit} key=${`${kind} ${language} ${it.changed}`} it=${it} unsaved=${unsaved} onSaved=${take} />`}`;
}

/** @param {{ it: Template, unsaved: { current: boolean }, onSaved: (it: Template) => void }} props */
function Edit({ it, unsaved, onSaved }) {
  const path = `/api/settings/mail/templates/${it.kind}/${it.language}`;
  const form = useForm({ subject: it.subject, body: it.body });
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const action = useAction();
  const [to, setTo] = useState(me.value?.email ?? '');
  const { value, errors, set } = form;
  const changed = value.subject !== it.subject || value.body !== it.body;
  useUnsaved(changed);
  unsaved.current = changed;
  const shown = usePreview(path, value);
  const save = (/** @type {Event} */ event) => form.submit(async () => {
    onSaved(await put(path, value));
    toast(t('common.saved'));
  }, event);
  const restore = async () => {
    if (!(await confirm({ title: t('mail.restore_title'), text: t('mail.restore_text'), action: t('mail.restore'), danger: true }))) return;
    await action.run(async () => onSaved(await remove(path)));
  };
  const send = () => action.run(async () => {
    await post(`${path}/test`, { to });
    toast(t('mail.test_sent', { to }));
  });
  const insert = (/** @type {string} */ place) => {
    const field = /** @type {HTMLTextAreaElement | null | undefined} */ (box.current?.querySelector('textarea'));
    const [from, end] = field ? [field.selectionStart, field.selectionEnd] : [value.body.length, value.body.length];
    set({ body: `${value.body.slice(0, from)}{{${place}}}${value.body.slice(end)}` });
    field?.focus();
  };
  return html`<div class="set-two"><form class="set-form" onSubmit=${save} noValidate>${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
      <section class="section"><h2>${t(`mail.kind_${it.kind}`)}</h2>
        <${TextField} label=${t('mail.subject')} required maxlength=${200} value=${value.subject} error=${errors.subject ?? shown.errors.subject} onValue=${(/** @type {string} */ subject) => set({ subject })} />
        <div ref=${box}><${TextArea} label=${t('mail.body')} rows=${14} required maxlength=${10_000} hint=${t('mail.body_hint')} value=${value.body} error=${errors.body ?? shown.errors.body} onValue=${(/** @type {string} */ body) => set({ body })} /></div>
        <div class="form-actions place-row"><span class="faint t13">${t('canned.places')}</span>${it.places.map((place) => html`<${Button} key=${place} small onClick=${() => insert(place)}>${t(`mail.place_${place.replace('.', '_')}`)}<//>`)}</div>
        <div class="form-actions">${it.changed && html`<${Button} icon="rotate-ccw" busy=${action.busy} onClick=${restore}>${t('mail.restore')}<//>`}<span class="grow"></span><${Button} kind="primary" type="submit" busy=${form.busy} disabled=${!changed}>${t('common.save')}<//></div></section>
      ${me.value?.mail && html`<section class="section"><h2>${t('mail.test')}</h2><p class="section-lead">${t(changed ? 'mail.test_unsaved' : 'mail.test_text')}</p>
        <div class="mail-test"><${TextField} label=${t('mail.test_to')} type="email" autocomplete="email" value=${to} onValue=${setTo} /><${Button} icon="send" busy=${action.busy} disabled=${changed || !to.trim()} onClick=${send}>${t('mail.test_send')}<//></div></section>`}</form>
    <${MailPreview} shown=${shown.data} /></div>`;
}

/** The mail as it would be, a moment after the last change; what is wrong with the words. @param {string} path @param {{ subject: string, body: string }} value */
function usePreview(path, value) {
  const [state, setState] = useState(/** @type {{ data: any, errors: Record<string, string> }} */ ({ data: null, errors: {} }));
  useEffect(() => {
    let over = false;
    const timer = setTimeout(() => post(`${path}/preview`, value).then(
      (data) => over || setState({ data, errors: {} }),
      (error) => over || setState((before) => ({ data: before.data, errors: error.fields ?? {} })),
    ), state.data ? 250 : 0);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [path, value.subject, value.body]);
  return state;
}
