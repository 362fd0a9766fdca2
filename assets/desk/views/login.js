// The sign-in screen, and the frame that the set-up shares with it.
import { html, useState } from '../lib/ui.js';
import { lang, setLang, t } from '../lib/i18n.js';
import { applyPreferences, preferences } from '../lib/preferences.js';
import { signIn } from '../lib/session.js';
import { Button, Icon, IconButton, Notice, TextField, useForm } from '../ui/index.js';

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

export function Login() {
  const form = useForm({ email: '', password: '' });
  const [shown, setShown] = useState(false);
  const send = (/** @type {Event} */ event) => form.submit(({ email, password }) => signIn(email, password), event);
  return html`<div class="door"><main class="door-card"><${Brand} />
    <h1>${t('login.title')}</h1><p class="lead">${t('login.lead')}</p>
    <form class="form" onSubmit=${send}>
      ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
      <${TextField} label=${t('login.email')} type="email" name="email" autocomplete="username" required focus value=${form.value.email} error=${form.errors.email} onValue=${(/** @type {string} */ email) => form.set({ email })} />
      <div class="with-button"><${TextField} label=${t('login.password')} type=${shown ? 'text' : 'password'} name="password" autocomplete="current-password" required value=${form.value.password} error=${form.errors.password} onValue=${(/** @type {string} */ password) => form.set({ password })} />
      <${IconButton} icon=${shown ? 'eye-off' : 'eye'} label=${t(shown ? 'login.hide' : 'login.show')} pressed=${shown} onClick=${() => setShown(!shown)} /></div>
      <${Button} kind="primary" type="submit" busy=${form.busy}>${t('login.submit')}<//>
    </form>
    <p class="faint t13">${t('login.forgot')}</p></main><${DoorFoot} /></div>`;
}
