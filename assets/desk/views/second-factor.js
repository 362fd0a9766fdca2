// Setting up the second factor: the picture for the app, the first code, the recovery codes. On the profile, and at the
// door where a site asks for it.
import { html, useEffect, useState } from '../lib/ui.js';
import { get, post } from '../lib/api.js';
import { copy } from '../lib/clipboard.js';
import { t } from '../lib/i18n.js';
import { me, signOut } from '../lib/session.js';
import { Button, Failure, Notice, Skeleton, TextField, useForm, useLoad } from '../ui/index.js';
import { Brand, DoorFoot } from './login.js';

/** Takes over what the server says of the user now. */
export async function refreshMe() {
  me.value = await get('/api/auth/me');
}

/** @param {{ onDone: () => void, onCancel?: () => void }} props */
export function Enrol({ onDone, onCancel }) {
  const shown = useLoad(() => post('/api/auth/totp/enroll'), []);
  const [codes, setCodes] = useState(/** @type {string[] | null} */ (null));
  const form = useForm({ code: '' });
  const confirm = (/** @type {Event} */ event) => form.submit(async ({ code }) => setCodes((await post('/api/auth/totp/confirm', { code })).codes), event);
  if (codes) return html`<${RecoveryCodes} codes=${codes} onDone=${onDone} />`;
  if (shown.error) return html`<${Failure} error=${shown.error} onRetry=${shown.reload} />`;
  if (!shown.data) return html`<${Skeleton} rows=${4} />`;
  const { secret, url, picture } = shown.data;
  return html`<div class="factor"><img class="factor-qr" width="200" height="200" alt=${t('factor.picture')} src=${`data:image/svg+xml,${encodeURIComponent(picture)}`} />
    <ol class="factor-steps"><li>${t('factor.step_app')}</li><li>${t('factor.step_scan')}<details><summary>${t('factor.by_hand')}</summary><code class="code">${secret.replace(/(.{4})(?=.)/g, '$1 ')}</code><a href=${url} target="_blank">${t('factor.open_app')}</a></details></li><li>${t('factor.step_code')}</li></ol></div>
    <form class="form" onSubmit=${confirm}>${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
      <${TextField} label=${t('login.code')} name="code" autocomplete="one-time-code" inputmode="numeric" maxlength="8" placeholder="123 456" required value=${form.value.code} error=${form.errors.code} onValue=${(/** @type {string} */ code) => form.set({ code })} />
      <div class="form-actions"><span class="grow"></span>${onCancel && html`<${Button} onClick=${onCancel}>${t('common.cancel')}<//>`}<${Button} kind="primary" type="submit" busy=${form.busy} disabled=${!form.value.code.trim()}>${t('factor.turn_on')}<//></div></form>`;
}

/** Shown once, to be kept somewhere else. @param {{ codes: string[], onDone: () => void }} props */
export function RecoveryCodes({ codes, onDone }) {
  const text = codes.join('\n');
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([`AsistTR · ${me.value?.email ?? ''}\n\n${text}\n`], { type: 'text/plain' }));
    link.download = 'asisttr-kurtarma-kodlari.txt';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };
  return html`<h3>${t('factor.codes')}</h3><${Notice} kind="warn">${t('factor.codes_text')}<//>
    <ul class="factor-codes" aria-label=${t('factor.codes')}>${codes.map((it) => html`<li key=${it}><code>${it}</code></li>`)}</ul>
    <div class="form-actions"><${Button} icon="copy" onClick=${() => copy(text)}>${t('common.copy')}<//><${Button} icon="download" onClick=${save}>${t('factor.save')}<//><span class="grow"></span><${Button} kind="primary" onClick=${onDone}>${t('factor.kept')}<//></div>`;
}

/** The door, where a site asks for a second factor that there is not. */
export default function FactorDoor() {
  useEffect(() => {
    document.title = 'AsistTR';
  }, []);
  return html`<div class="door"><main class="door-card door-wide" id="content"><${Brand} /><h1>${t('factor.needed')}</h1><p class="lead">${t('factor.needed_text')}</p>
    <${Enrol} onDone=${() => location.assign('/inbox')} /><div class="door-more"><${Button} kind="ghost" small icon="log-out" onClick=${() => signOut()}>${t('factor.leave')}<//></div></main><${DoorFoot} /></div>`;
}
