// One address at which the site gets mail: where it is, how we sign in, what becomes of its mails; trying it both ways.
import { html, useEffect, useId, useRef, useState } from '../../lib/ui.js';
import { get, post, put, remove } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { Button, Dialog, Notice, Segmented, Select, Switch, TextArea, TextField, confirm, toast, useAction, useForm, useLoad, useUnsaved } from '../../ui/index.js';

/** @typedef {import('./mail-inboxes.js').Inbox} Inbox */
/** @typedef {{ what: 'incoming' | 'sent' | 'outgoing' | 'plus', ok: boolean, mails: number | null, detail: string | null, said: string | null }} Finding */

const IN = { tls: '993', starttls: '143', plain: '143' };
const OUT = { tls: '465', starttls: '587', plain: '25' };
/** Servers that everybody of a provider has. */
const KNOWN = /** @type {Record<string, any>} */ ({
  google: { host: 'imap.gmail.com', port: '993', security: 'tls', own_smtp: true, smtp_host: 'smtp.gmail.com', smtp_port: '587', smtp_security: 'starttls' },
  microsoft: { host: 'outlook.office365.com', port: '993', security: 'tls', own_smtp: true, smtp_host: 'smtp.office365.com', smtp_port: '587', smtp_security: 'starttls' },
});
const EMPTY = { address: '', sender_name: '', active: true, host: '', port: '993', security: 'tls', trust: 'public', authority: '', user: '', sign_in: 'password', password: '', client_id: '', client_secret: '', refresh_token: '', token_url: '', folder: 'INBOX', sent_folder: '', mark_read: false, move_to: '', from: 'now', department_id: '', category_id: '', own_smtp: false, smtp_host: '', smtp_port: '587', smtp_security: 'starttls', plus: true, sender_check: 'off' };

/** @param {Inbox | null} it */
function valuesOf(it) {
  if (!it) return { ...EMPTY };
  const { address, sender_name, active, host, security, trust, authority, user, sign_in, client_id, token_url, folder, sent_folder, mark_read, move_to, plus, sender_check } = it;
  return {
    ...EMPTY, address, sender_name, active, host, security, trust, authority, sign_in, client_id, token_url, folder, sent_folder, mark_read, move_to, plus, sender_check,
    user: user === address ? '' : user, port: String(it.port), department_id: it.department_id ?? '', category_id: it.category_id ?? '',
    own_smtp: it.smtp !== null, smtp_host: it.smtp?.host ?? '', smtp_port: String(it.smtp?.port ?? 587), smtp_security: it.smtp?.security ?? 'starttls',
  };
}

/** What the server is sent. @param {typeof EMPTY} value @param {Inbox | null} it */
function askedOf(value, it) {
  const { own_smtp, smtp_host, smtp_port, smtp_security, port, from, department_id, category_id, password, client_secret, refresh_token, ...rest } = value;
  return {
    ...rest, id: it?.id, port: Number(port) || 0, department_id: department_id || null, category_id: category_id || null,
    smtp: own_smtp ? { host: smtp_host, port: Number(smtp_port) || 0, security: smtp_security } : null,
    ...(!it && { from }), ...(password && { password }), ...(client_secret && { client_secret }), ...(refresh_token && { refresh_token }),
  };
}

/** @param {{ it: Inbox | null, onChanged: () => void, onClose: () => void }} props */
export function InboxForm({ it, onChanged, onClose }) {
  const form = useForm(valuesOf(it));
  const { value, errors, set } = form;
  const departments = useLoad((stop) => get('/api/departments', {}, stop), []);
  const categories = useLoad((stop) => get('/api/ticket-categories', {}, stop), []);
  const [findings, setFindings] = useState(/** @type {Finding[] | 'busy' | null} */ (null));
  const gone = useAction();
  const said = useRef(/** @type {HTMLElement | null} */ (null));
  useUnsaved(form.changed);
  // What was found stands at the end of a long form.
  useEffect(() => {
    if (Array.isArray(findings)) said.current?.scrollIntoView({ block: 'nearest' });
  }, [findings]);
  const change = (/** @type {any} */ part) => (set(part), setFindings(null));
  const text = (/** @type {keyof typeof EMPTY} */ name) => ({ value: value[name], error: errors[name], onValue: (/** @type {string} */ typed) => change({ [name]: typed }) });
  // A port that nobody has chosen follows the security.
  const secure = (/** @type {keyof typeof IN} */ security) => change({ security, ...(Object.values(IN).includes(value.port) && { port: IN[security] }) });
  const secureOut = (/** @type {keyof typeof OUT} */ smtp_security) => change({ smtp_security, ...(Object.values(OUT).includes(value.smtp_port) && { smtp_port: OUT[smtp_security] }) });
  const signIn = (/** @type {any} */ sign_in) => change({ sign_in, ...(!value.host && KNOWN[sign_in]) });
  const save = (/** @type {Event} */ event) => form.submit(async () => {
    if (it) await put(`/api/settings/mail/inboxes/${it.id}`, askedOf(value, it), it.version);
    else await post('/api/settings/mail/inboxes', askedOf(value, it));
    toast(t('common.saved'));
    onChanged();
    onClose();
  }, event);
  const check = async () => {
    setFindings('busy');
    const worked = await form.ask(async () => setFindings((await post('/api/settings/mail/inboxes/check', askedOf(value, it))).items));
    if (!worked) setFindings(null);
  };
  const drop = async () => {
    if (!it || !(await confirm({ title: t('mailin.remove_title', { address: it.address }), text: t('mailin.remove_text'), action: t('mailin.remove'), danger: true }))) return;
    if (await gone.run(() => remove(`/api/settings/mail/inboxes/${it.id}`))) (onChanged(), onClose());
  };
  const kept = it ? t('mail.password_kept') : '';
  const id = useId();
  const footer = html`${it && html`<${Button} kind="danger" icon="trash-2" busy=${gone.busy} onClick=${drop}>${t('mailin.remove')}<//>`}<${Button} icon="activity" busy=${findings === 'busy'} onClick=${check}>${t('mail.check')}<//><span class="grow"></span>
      <${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit" form=${id} busy=${form.busy && findings !== 'busy'}>${t('common.save')}<//>`;
  return html`<${Dialog} wide title=${it ? it.address : t('mailin.add')} changed=${form.changed} onClose=${onClose} footer=${footer}><form class="form" id=${id} onSubmit=${save} noValidate>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <div class="form-row"><${TextField} focus label=${t('mailin.address')} required type="email" autocomplete="off" placeholder="destek@ornek.edu.tr" ...${text('address')} />
      <${TextField} label=${t('mail.sender_name')} required maxlength=${100} autocomplete="off" ...${text('sender_name')} /></div>
    <fieldset class="form-group"><legend>${t('mailin.incoming')}</legend>
      <${Segmented} showLabel label=${t('mailin.sign_in')} value=${value.sign_in} onValue=${signIn} options=${['password', 'google', 'microsoft', 'oauth'].map((one) => ({ value: one, label: t(`mailin.sign_in_${one}`) }))} />
      <${Segmented} showLabel label=${t('mail.security')} value=${value.security} onValue=${secure} options=${[{ value: 'tls', label: 'TLS' }, { value: 'starttls', label: 'STARTTLS' }, { value: 'plain', label: t('mail.plain') }]} />
      ${errors.security && html`<p class="form-error" role="alert">${errors.security}</p>`}
      <div class="form-row mail-server"><${TextField} label=${t('mailin.host')} required autocomplete="off" spellcheck=${false} placeholder="imap.ornek.edu.tr" ...${text('host')} /><${TextField} label=${t('mail.port')} required inputmode="numeric" autocomplete="off" ...${text('port')} /></div>
      <div class="form-row"><${TextField} label=${t('mail.user')} autocomplete="off" spellcheck=${false} hint=${t('mailin.user_hint')} placeholder=${value.address} ...${text('user')} />
        ${value.sign_in === 'password' && html`<${TextField} label=${t('mail.password')} required=${!it} type="password" autocomplete="new-password" placeholder=${kept} hint=${it ? t('mail.password_hint') : undefined} ...${text('password')} />`}</div>
      ${value.sign_in !== 'password' && html`<p class="form-hint">${t(`mailin.oauth_${value.sign_in}`)}</p>
        <div class="form-row"><${TextField} label=${t('mailin.client_id')} required autocomplete="off" spellcheck=${false} ...${text('client_id')} /><${TextField} label=${t('mailin.client_secret')} type="password" autocomplete="new-password" placeholder=${kept} ...${text('client_secret')} /></div>
        <${TextField} label=${t('mailin.refresh_token')} required=${!it} type="password" autocomplete="new-password" placeholder=${kept} ...${text('refresh_token')} />
        ${value.sign_in !== 'google' && html`<${TextField} label=${t('mailin.token_url')} required=${value.sign_in === 'oauth'} inputmode="url" autocomplete="off" spellcheck=${false} hint=${value.sign_in === 'microsoft' ? t('mailin.token_url_microsoft') : undefined} placeholder="https://login.ornek.edu.tr/token" ...${text('token_url')} />`}`}
      <div class="form-row"><${TextField} label=${t('mailin.folder')} autocomplete="off" spellcheck=${false} ...${text('folder')} /><${TextField} label=${t('mailin.sent_folder')} autocomplete="off" spellcheck=${false} hint=${t('mailin.sent_folder_hint')} placeholder="Sent" ...${text('sent_folder')} /></div>
      ${!it && html`<${Select} label=${t('mailin.from')} value=${value.from} hint=${value.from === 'all' ? t('mailin.from_all_hint') : undefined} onValue=${(/** @type {string} */ from) => change({ from })} options=${['now', 'all'].map((one) => ({ value: one, label: t(`mailin.from_${one}`) }))} />`}
      ${value.security !== 'plain' && html`<${Select} label=${t('mail.trust')} value=${value.trust} hint=${value.trust === 'unchecked' ? t('mail.unchecked_text') : undefined} onValue=${(/** @type {string} */ trust) => change({ trust })} options=${['public', 'own', 'unchecked'].map((one) => ({ value: one, label: t(`mail.trust_${one}`) }))} />
        ${value.trust === 'own' && html`<${TextArea} label=${t('mail.authority')} rows=${4} spellcheck=${false} placeholder="-----BEGIN CERTIFICATE-----" ...${text('authority')} />`}`}</fieldset>
    <fieldset class="form-group"><legend>${t('mailin.tickets')}</legend><div class="form-row">
      <${Select} label=${t('mailin.department')} value=${value.department_id} error=${errors.department_id} onValue=${(/** @type {string} */ department_id) => change({ department_id })} options=${[{ value: '', label: t('mailin.no_department') }, ...(departments.data?.items ?? []).map((/** @type {any} */ one) => ({ value: one.id, label: one.name }))]} />
      <${Select} label=${t('mailin.category')} value=${value.category_id} onValue=${(/** @type {string} */ category_id) => change({ category_id })} options=${[{ value: '', label: t('mailin.no_category') }, ...(categories.data?.items ?? []).map((/** @type {any} */ one) => ({ value: one.id, label: one.parent ? `${one.parent} › ${one.name}` : one.name }))]} /></div>
      <${Switch} label=${t('mailin.mark_read')} hint=${t('mailin.mark_read_text')} checked=${value.mark_read} onValue=${(/** @type {boolean} */ mark_read) => change({ mark_read })} />
      <${Select} label=${t('mailin.sender_check')} value=${value.sender_check} hint=${t(`mailin.sender_check_${value.sender_check}_text`)} onValue=${(/** @type {string} */ sender_check) => change({ sender_check })} options=${['off', 'named', 'microsoft'].map((one) => ({ value: one, label: t(`mailin.sender_check_${one}`) }))} />
      <${TextField} label=${t('mailin.move_to')} hint=${t('mailin.move_to_text')} autocomplete="off" spellcheck=${false} placeholder=${t('mailin.move_to_example')} ...${text('move_to')} /></fieldset>
    <fieldset class="form-group"><legend>${t('mailin.answers')}</legend>
      <${Switch} label=${t('mailin.own_smtp')} hint=${t('mailin.own_smtp_text')} checked=${value.own_smtp} onValue=${(/** @type {boolean} */ own_smtp) => change({ own_smtp })} />
      ${value.own_smtp && html`<div class="set-sub"><${Segmented} showLabel label=${t('mail.security')} value=${value.smtp_security} onValue=${secureOut} options=${[{ value: 'starttls', label: 'STARTTLS' }, { value: 'tls', label: 'TLS' }, { value: 'plain', label: t('mail.plain') }]} />
        ${errors['smtp.security'] && html`<p class="form-error" role="alert">${errors['smtp.security']}</p>`}
        <div class="form-row mail-server"><${TextField} label=${t('mailin.smtp_host')} required autocomplete="off" spellcheck=${false} placeholder="posta.ornek.edu.tr" value=${value.smtp_host} error=${errors['smtp.host']} onValue=${(/** @type {string} */ smtp_host) => change({ smtp_host })} /><${TextField} label=${t('mail.port')} required inputmode="numeric" autocomplete="off" value=${value.smtp_port} error=${errors['smtp.port']} onValue=${(/** @type {string} */ smtp_port) => change({ smtp_port })} /></div></div>`}
      <${Switch} label=${t('mailin.plus')} hint=${t('mailin.plus_text', { address: value.address || 'destek@ornek.edu.tr' })} checked=${value.plus} onValue=${(/** @type {boolean} */ plus) => change({ plus })} /></fieldset>
    <${Switch} label=${t('mailin.active')} hint=${t('mailin.active_text')} checked=${value.active} onValue=${(/** @type {boolean} */ active) => change({ active })} />
    <div ref=${said} role="status" class="mail-findings">${Array.isArray(findings) && findings.map((one) => html`<${Notice} key=${one.what} kind=${one.ok ? 'ok' : one.what === 'plus' ? 'warn' : 'danger'}><p><b>${t(`mailin.found_${one.what}`)}</b> ${one.ok ? t(`mailin.ok_${one.what}`, { n: one.mails ?? 0 }) : one.what === 'plus' ? t('mailin.plus_fails') : one.detail}</p>${one.said && html`<p class="mail-said">${t('mail.said')} <code>${one.said}</code></p>`}<//>`)}</div></form><//>`;
}
