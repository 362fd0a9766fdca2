// One mail server: of the site, or of the installation.
import { html, useState } from '../../lib/ui.js';
import { get, post, put, remove } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { Badge, Button, Failure, Notice, Segmented, Select, Skeleton, TextArea, TextField, confirm, toast, useAction, useForm, useLoad, useUnsaved } from '../../ui/index.js';

/** @typedef {{ host: string, port: number, security: 'tls' | 'starttls' | 'plain', trust: 'public' | 'own' | 'unchecked', authority: string, user: string, password_set: boolean, sender_name: string, sender_address: string, reply_to: string | null, version: number }} MailAccount */

const PORTS = { tls: '465', starttls: '587', plain: '25' };
const EMPTY = { host: '', port: '587', security: 'starttls', trust: 'public', authority: '', user: '', password: '', sender_name: '', sender_address: '', reply_to: '' };

/** @param {{ path: string, title: string, text: string, onChanged: () => void }} props */
export function Account({ path, title, text, onChanged }) {
  const found = useLoad((stop) => get(path, {}, stop), [path]);
  const [open, setOpen] = useState(false);
  const after = () => (setOpen(false), found.reload(), onChanged());
  /** @type {MailAccount | null} */
  const it = found.data;
  return html`<section class="section"><h2>${title} ${it && html`<${Badge} kind="ok" icon="circle-check">${t('mail.set')}<//>`}</h2><p class="section-lead">${text}</p>
    ${found.error ? html`<${Failure} error=${found.error} onRetry=${found.reload} />` : found.loading && !it ? html`<${Skeleton} rows=${2} />` : it || open
      ? html`<${Form} key=${it?.version ?? 0} path=${path} it=${it} onSaved=${after} onCancel=${it ? undefined : () => setOpen(false)} />`
      : html`<div class="form-actions"><${Button} icon="plus" onClick=${() => setOpen(true)}>${t('mail.add')}<//></div>`}</section>`;
}

/** @param {{ path: string, it: MailAccount | null, onSaved: () => void, onCancel?: () => void }} props */
function Form({ path, it, onSaved, onCancel }) {
  const form = useForm(it ? { ...EMPTY, ...it, port: String(it.port), password: '', reply_to: it.reply_to ?? '' } : EMPTY);
  const [outcome, setOutcome] = useState(/** @type {any} */ (null));
  const gone = useAction();
  const { value, errors, set } = form;
  const [trying, setTrying] = useState(false);
  useUnsaved(form.changed);
  const change = (/** @type {any} */ part) => (set(part), setOutcome(null));
  const asked = () => {
    const { host, security, trust, authority, user, sender_name, sender_address } = value;
    return { host, port: Number(value.port) || 0, security, trust, authority, user, sender_name, sender_address, reply_to: value.reply_to || null, ...(value.password && { password: value.password }) };
  };
  const save = (/** @type {Event} */ event) => form.submit(async () => {
    await put(path, asked(), it?.version);
    toast(t('common.saved'));
    onSaved();
  }, event);
  const check = async () => {
    setTrying(true);
    setOutcome(null);
    await form.ask(async () => setOutcome(await post(`${path}/check`, asked())));
    setTrying(false);
  };
  const drop = async () => {
    if (!(await confirm({ title: t('mail.remove_title', { host: it?.host ?? '' }), text: t('mail.remove_text'), action: t('mail.remove'), danger: true }))) return;
    if (await gone.run(() => remove(path))) onSaved();
  };
  // A port that nobody has chosen follows the security.
  const secure = (/** @type {keyof typeof PORTS} */ security) => change({ security, ...(Object.values(PORTS).includes(value.port) && { port: PORTS[security] }) });
  return html`<form class="form" onSubmit=${save} noValidate>${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <${Segmented} showLabel label=${t('mail.security')} value=${value.security} onValue=${secure} options=${[{ value: 'starttls', label: 'STARTTLS' }, { value: 'tls', label: 'TLS' }, { value: 'plain', label: t('mail.plain') }]} />
    ${errors.security ? html`<p class="form-error" role="alert">${errors.security}</p>` : value.security === 'plain' && html`<p class="form-hint">${t('mail.plain_text')}</p>`}
    <div class="form-row mail-server"><${TextField} label=${t('mail.host')} required autocomplete="off" spellcheck=${false} placeholder="posta.ornek.edu.tr" value=${value.host} error=${errors.host} onValue=${(/** @type {string} */ host) => change({ host })} />
      <${TextField} label=${t('mail.port')} required inputmode="numeric" autocomplete="off" value=${value.port} error=${errors.port} onValue=${(/** @type {string} */ port) => change({ port })} /></div>
    <div class="form-row"><${TextField} label=${t('mail.user')} autocomplete="off" spellcheck=${false} hint=${t('mail.user_hint')} value=${value.user} error=${errors.user} onValue=${(/** @type {string} */ user) => change({ user })} />
      <${TextField} label=${t('mail.password')} type="password" autocomplete="new-password" placeholder=${it?.password_set ? t('mail.password_kept') : ''} hint=${it?.password_set ? t('mail.password_hint') : undefined} value=${value.password} error=${errors.password} onValue=${(/** @type {string} */ password) => change({ password })} /></div>
    <div class="form-row"><${TextField} label=${t('mail.sender_name')} required maxlength=${100} autocomplete="off" value=${value.sender_name} error=${errors.sender_name} onValue=${(/** @type {string} */ sender_name) => change({ sender_name })} />
      <${TextField} label=${t('mail.sender_address')} required type="email" autocomplete="off" placeholder="destek@ornek.edu.tr" value=${value.sender_address} error=${errors.sender_address} onValue=${(/** @type {string} */ sender_address) => change({ sender_address })} /></div>
    <${TextField} label=${t('mail.reply_to')} type="email" autocomplete="off" hint=${t('mail.reply_to_hint')} value=${value.reply_to} error=${errors.reply_to} onValue=${(/** @type {string} */ reply_to) => change({ reply_to })} />
    ${value.security !== 'plain' && html`<${Select} label=${t('mail.trust')} value=${value.trust} hint=${value.trust === 'unchecked' ? t('mail.unchecked_text') : undefined} onValue=${(/** @type {any} */ trust) => change({ trust })} options=${['public', 'own', 'unchecked'].map((one) => ({ value: one, label: t(`mail.trust_${one}`) }))} />
      ${value.trust === 'own' && html`<${TextArea} label=${t('mail.authority')} rows=${4} spellcheck=${false} placeholder="-----BEGIN CERTIFICATE-----" value=${value.authority} error=${errors.authority} onValue=${(/** @type {string} */ authority) => change({ authority })} />`}`}
    <div role="status">${outcome && (outcome.ok ? html`<${Notice} kind="ok">${t('mail.works')}<//>` : html`<${Notice} kind="danger"><p>${outcome.detail}</p>${outcome.said && html`<p class="mail-said">${t('mail.said')} <code>${outcome.said}</code></p>`}<//>`)}</div>
    <div class="form-actions">${it && html`<${Button} kind="danger" icon="trash-2" busy=${gone.busy} onClick=${drop}>${t('mail.remove')}<//>`}<span class="grow"></span>
      ${onCancel && html`<${Button} onClick=${onCancel}>${t('common.cancel')}<//>`}
      <${Button} icon="activity" busy=${trying} onClick=${check}>${t('mail.check')}<//><${Button} kind="primary" type="submit" busy=${form.busy && !trying} disabled=${it && !form.changed}>${t('common.save')}<//></div></form>`;
}
