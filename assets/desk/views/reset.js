// Choosing a password without the old one: asking for a link, and what the link opens.
import { html, useEffect, useState } from '../lib/ui.js';
import { request } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { go, route } from '../lib/router.js';
import { signOut } from '../lib/session.js';
import { Button, Empty, Failure, Icon, Notice, PasswordField, Skeleton, TextField, useForm, useLoad } from '../ui/index.js';
import { Brand, DoorFoot } from './login.js';

/** @param {string} path @param {any} body */
const send = (path, body) => request('POST', path, { body, open: true });

export default function Reset() {
  return html`<div class="door"><main class="door-card" id="content"><${Brand} />${route.value.name === 'forgot' ? html`<${Forgot} />` : html`<${Choose} />`}</main><${DoorFoot} /></div>`;
}

const Back = () => html`<p class="t13"><a href="/login">${t('reset.to_login')}</a></p>`;

function Forgot() {
  const form = useForm({ email: route.value.query.get('email') ?? '' });
  const [sent, setSent] = useState('');
  const ask = (/** @type {Event} */ event) => form.submit(async ({ email }) => {
    await send('/api/auth/forgot-password', { email });
    setSent(email);
  }, event);
  if (sent) return html`<div class="door-done" role="status"><${Icon} name="mail-check" size=${28} /><h1>${t('reset.sent')}</h1><p>${t('reset.sent_text', { email: sent })}</p><p class="faint t13">${t('reset.sent_help')}</p></div><${Back} />`;
  return html`<h1>${t('reset.forgot')}</h1><p class="lead">${t('reset.forgot_lead')}</p>
    <form class="form" onSubmit=${ask}>
      ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
      <${TextField} label=${t('login.email')} type="email" name="email" autocomplete="username" required focus value=${form.value.email} error=${form.errors.email} onValue=${(/** @type {string} */ email) => form.set({ email })} />
      <${Button} kind="primary" type="submit" busy=${form.busy}>${t('reset.ask')}<//></form><${Back} />`;
}

function Choose() {
  // What proves the link stands behind the number sign: it is sent to nobody but in the body of a request.
  const [token] = useState(() => location.hash.slice(1));
  // Another link in the same window is another beginning.
  useEffect(() => {
    const again = () => location.reload();
    addEventListener('hashchange', again);
    return () => removeEventListener('hashchange', again);
  }, []);
  const link = useLoad(() => send('/api/auth/reset-password/check', { token }), [token]);
  if (link.error?.code === 'password_link_invalid') return html`<${Empty} icon="link-2-off" title=${t('reset.bad')} text=${link.error.message}><${Button} kind="primary" href="/forgot">${t('reset.again')}<//><//>`;
  if (link.error) return html`<${Failure} error=${link.error} onRetry=${link.reload} />`;
  return link.data ? html`<${Fields} token=${token} link=${link.data} />` : html`<${Skeleton} />`;
}

/** @param {{ token: string, link: { purpose: 'invitation' | 'reset', name: string, email: string } }} props */
function Fields({ token, link }) {
  const form = useForm({ password: '' });
  const [done, setDone] = useState(false);
  const choose = (/** @type {Event} */ event) => form.submit(async ({ password }) => {
    await send('/api/auth/reset-password', { token, password });
    history.replaceState(null, '', '/reset');
    setDone(true);
  }, event);
  // Whoever is signed in here is not any more, or is somebody else.
  const enter = () => signOut(link.email).catch(() => go('/login'));
  if (done) return html`<div class="door-done" role="status"><${Icon} name="circle-check" size=${28} /><h1>${t('reset.done')}</h1><p>${t('reset.done_text')}</p></div><${Button} kind="primary" onClick=${enter}>${t('login.submit')}<//>`;
  return html`<h1>${t(link.purpose === 'invitation' ? 'reset.welcome' : 'reset.title', { name: link.name })}</h1><p class="lead">${t(link.purpose === 'invitation' ? 'reset.welcome_lead' : 'reset.lead', { email: link.email })}</p>
    <form class="form" onSubmit=${choose}>
      ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
      <input type="text" name="username" autocomplete="username" value=${link.email} hidden readonly />
      <${PasswordField} label=${t('reset.password')} name="password" autocomplete="new-password" minlength="10" required focus hint=${t('setup.password_hint')} value=${form.value.password} error=${form.errors.password} onValue=${(/** @type {string} */ password) => form.set({ password })} />
      <${Button} kind="primary" type="submit" busy=${form.busy}>${t('reset.save')}<//></form>`;
}
