// The sign-in screen, and the frame that the set-up shares with it.
import { html, useState } from '../lib/ui.js';
import { get } from '../lib/api.js';
import { lang, setLang, t } from '../lib/i18n.js';
import { applyPreferences, preferences } from '../lib/preferences.js';
import { route } from '../lib/router.js';
import { signIn } from '../lib/session.js';
import { Button, Icon, Notice, PasswordField, TextField, useForm, useLoad } from '../ui/index.js';

/** The name of the product with its sign. */
export const Brand = () => html`<div class="door-brand"><span class="logo"><${Icon} name="message-circle-more" size=${20} /></span>AsistTR</div>`;

/** Language and theme, for those who are not signed in. */
export function DoorFoot() {
  const other = lang.value === 'tr' ? 'en' : 'tr';
  const dark = preferences.value.theme === 'dark' || (preferences.value.theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  return html`<footer class="door-foot">
    <${Button} kind="ghost" small icon="languages" lang=${other} onClick=${async () => (await applyPreferences({ language: other }), setLang(other))}>${other === 'tr' ? 'Türkçe' : 'English'}<//>
    <${Button} kind="ghost" small icon=${dark ? 'sun' : 'moon'} onClick=${() => applyPreferences({ theme: dark ? 'light' : 'dark', language: lang.value })}>${t(dark ? 'theme.light' : 'theme.dark')}<//>
  </footer>`;
}

/** Signing in, in one step or two: the code is asked for only where the password was right and there is a second factor. */
export function Login() {
  const form = useForm({ email: route.value.query.get('email') ?? '', password: '', code: '' });
  const [step, setStep] = useState(/** @type {'password' | 'app' | 'recovery'} */ ('password'));
  const send = (/** @type {Event} */ event) => form.submit(async ({ email, password, code }) => {
    try {
      await signIn(email, password, step === 'password' ? '' : code);
    } catch (/** @type {any} */ error) {
      if (error.code === 'second_factor_needed') return ask('app');
      if (error.code === 'bad_credentials') ask('password');
      if (error.code === 'second_factor_wrong') error.fields = { code: error.message };
      throw error;
    }
  }, event);
  const ask = (/** @type {'password' | 'app' | 'recovery'} */ next) => (setStep(next), form.set({ code: '' }));
  return html`<div class="door"><main class="door-card"><${Brand} />
    ${step === 'password' ? html`<${Password} form=${form} send=${send} />` : html`<${Code} form=${form} send=${send} recovery=${step === 'recovery'} ask=${ask} />`}</main><${DoorFoot} /></div>`;
}

/** @param {{ form: any, send: (event: Event) => void }} props */
function Password({ form, send }) {
  const [known] = useState(Boolean(form.value.email));
  const setup = useLoad((stop) => get('/api/setup', undefined, stop).catch(() => null), []);
  return html`<h1>${t('login.title')}</h1><p class="lead">${t('login.lead')}</p>
    ${setup.data?.needed && html`<${Notice} kind="warn"><b>${t('login.not_set_up')}</b><br />${t('setup.link_bad_text')}<//>`}
    <form class="form" onSubmit=${send}>
      ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
      <${TextField} label=${t('login.email')} type="email" name="email" autocomplete="username" required focus=${!known} value=${form.value.email} error=${form.errors.email} onValue=${(/** @type {string} */ email) => form.set({ email })} />
      <${PasswordField} label=${t('login.password')} name="password" autocomplete="current-password" required focus=${known} value=${form.value.password} error=${form.errors.password} onValue=${(/** @type {string} */ password) => form.set({ password })} />
      <${Button} kind="primary" type="submit" busy=${form.busy}>${t('login.submit')}<//>
    </form>
    <p class="t13"><a href=${`/forgot${form.value.email ? `?email=${encodeURIComponent(form.value.email)}` : ''}`}>${t('login.forgot')}</a></p>`;
}

/** @param {{ form: any, send: (event: Event) => void, recovery: boolean, ask: (step: 'password' | 'app' | 'recovery') => void }} props */
function Code({ form, send, recovery, ask }) {
  return html`<h1>${t('login.code_title')}</h1><p class="lead">${t(recovery ? 'login.recovery_lead' : 'login.code_lead')}</p>
    <form class="form" onSubmit=${send}>
      ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
      <input type="text" name="username" autocomplete="username" value=${form.value.email} hidden readonly />
      ${recovery
        ? html`<${TextField} key="recovery" label=${t('login.recovery')} name="recovery" autocomplete="off" autocapitalize="characters" spellcheck=${false} maxlength="20" placeholder="ABCD-EFGH-JKLM" required focus value=${form.value.code} error=${form.errors.code} onValue=${(/** @type {string} */ code) => form.set({ code })} />`
        : html`<${TextField} key="app" label=${t('login.code')} name="code" autocomplete="one-time-code" inputmode="numeric" maxlength="8" placeholder="123 456" required focus value=${form.value.code} error=${form.errors.code} onValue=${(/** @type {string} */ code) => form.set({ code })} />`}
      <${Button} kind="primary" type="submit" busy=${form.busy}>${t('login.submit')}<//>
    </form>
    <div class="door-more"><${Button} kind="ghost" small icon=${recovery ? 'smartphone' : 'key-round'} onClick=${() => ask(recovery ? 'app' : 'recovery')}>${t(recovery ? 'login.use_app' : 'login.use_recovery')}<//>
      <${Button} kind="ghost" small icon="arrow-left" onClick=${() => ask('password')}>${t('login.back')}<//></div>`;
}
