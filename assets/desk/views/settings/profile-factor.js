// Two-step sign-in on one's profile: on, off, new recovery codes.
import { html, useState } from '../../lib/ui.js';
import { post } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { me } from '../../lib/session.js';
import { Badge, Button, Dialog, Notice, TextField, toast, useForm } from '../../ui/index.js';
import { Enrol, RecoveryCodes, refreshMe } from '../second-factor.js';

export function SecondFactor() {
  const [open, setOpen] = useState(/** @type {'' | 'enrol' | 'off' | 'codes'} */ (''));
  const on = me.value?.second_factor;
  const left = me.value?.recovery_codes_left ?? 0;
  const close = () => setOpen('');
  const settle = () => refreshMe().finally(close);
  return html`<section class="section"><h2>${t('factor.title')} ${on ? html`<${Badge} kind="ok" icon="circle-check">${t('factor.on')}<//>` : html`<${Badge} icon="circle-slash">${t('factor.off')}<//>`}</h2>
    <p class="section-lead">${t('factor.lead')}</p>
    ${on && left < 4 && html`<${Notice} kind="warn">${t('factor.codes_low', { n: left })}<//>`}
    <div class="form-actions">${on
      ? html`<${Button} icon="key-round" onClick=${() => setOpen('codes')}>${t('factor.renew')}<//><${Button} kind="danger" onClick=${() => setOpen('off')}>${t('factor.turn_off')}<//>`
      : html`<${Button} icon="shield" onClick=${() => setOpen('enrol')}>${t('factor.set_up')}<//>`}</div>
    ${open === 'enrol' && html`<${Dialog} wide title=${t('factor.set_up')} onClose=${settle}><${Enrol} onDone=${settle} onCancel=${close} /><//>`}
    ${open === 'off' && html`<${Proof} title=${t('factor.turn_off')} text=${t('factor.off_text')} action=${t('factor.turn_off')} danger path="/api/auth/totp/disable" onClose=${close} onDone=${() => (toast(t('factor.is_off')), settle())} />`}
    ${open === 'codes' && html`<${Renew} onClose=${settle} />`}</section>`;
}

/** The password shows that it is the owner who asks. @param {{ title: string, text: string, action: string, path: string, danger?: boolean, onClose: () => void, onDone: (answer: any) => void }} props */
function Proof({ title, text, action, path, danger, onClose, onDone }) {
  const form = useForm({ password: '' });
  const send = (/** @type {Event} */ event) => form.submit(async (value) => onDone(await post(path, value)), event);
  return html`<${Dialog} title=${title} onClose=${onClose}><p>${text}</p><form class="form" onSubmit=${send}>${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <input type="text" name="username" autocomplete="username" value=${me.value?.email} hidden readonly />
    <${TextField} label=${t('profile.password_current')} type="password" autocomplete="current-password" required focus value=${form.value.password} error=${form.errors.password} onValue=${(/** @type {string} */ password) => form.set({ password })} />
    <div class="form-actions"><span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind=${danger ? 'danger' : 'primary'} type="submit" busy=${form.busy}>${action}<//></div></form><//>`;
}

/** @param {{ onClose: () => void }} props */
function Renew({ onClose }) {
  const [codes, setCodes] = useState(/** @type {string[] | null} */ (null));
  if (codes) return html`<${Dialog} title=${t('factor.renew')} onClose=${onClose}><${RecoveryCodes} codes=${codes} onDone=${onClose} /><//>`;
  return html`<${Proof} title=${t('factor.renew')} text=${t('factor.renew_text')} action=${t('factor.renew')} path="/api/auth/totp/recovery-codes" onClose=${onClose} onDone=${(/** @type {any} */ answer) => setCodes(answer.codes)} />`;
}
