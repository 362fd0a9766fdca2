// One's own profile: name, look, shortcuts, password, sign-ins. What one is told of is in notifications.js.
import { html } from '../../lib/ui.js';
import { get, put, remove } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { preferences } from '../../lib/preferences.js';
import { me, updateMe } from '../../lib/session.js';
import { ago } from '../../lib/time.js';
import { SecondFactor } from './profile-factor.js';
import { Badge, Button, Failure, Icon, Notice, Segmented, Skeleton, PasswordField, Switch, TextField, toast, toastError, useForm, useLoad, useUnsaved } from '../../ui/index.js';

export default function Profile() {
  return html`<div class="page-in"><header class="page-head"><h1>${t('profile.title')}</h1><p>${t('profile.lead')}</p></header>
    <${Name} /><${Look} /><${Shortcuts} /><${Password} /><${SecondFactor} /><${SignIns} /></div>`;
}

function Name() {
  const form = useForm({ name: me.value?.name ?? '' });
  useUnsaved(form.changed);
  const save = async (/** @type {Event} */ event) => {
    if (await form.submit(({ name }) => updateMe({ name }), event)) toast(t('common.saved'));
  };
  return html`<form class="section" onSubmit=${save}><h2>${t('profile.me')}</h2>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <div class="form-row"><${TextField} label=${t('profile.name')} autocomplete="name" maxlength="100" required value=${form.value.name} error=${form.errors.name} onValue=${(/** @type {string} */ name) => form.set({ name })} />
    <${TextField} label=${t('profile.email')} value=${me.value?.email ?? ''} hint=${t('profile.email_hint')} readonly onValue=${() => {}} /></div>
    <div class="form-actions"><${Button} kind="primary" type="submit" busy=${form.busy} disabled=${!form.changed}>${t('common.save')}<//></div></form>`;
}

/** Preferences hold at once. @param {any} change */
const prefer = (change) => updateMe({ preferences: change }).catch(toastError);

function Look() {
  const { theme, language, density } = preferences.value;
  return html`<section class="section"><h2>${t('profile.look')}</h2><div class="form-row form-row-wide">
    <${Segmented} showLabel label=${t('theme.label')} value=${theme} onValue=${(/** @type {string} */ value) => prefer({ theme: value })} options=${[
      { value: 'auto', label: t('theme.auto'), icon: 'monitor' }, { value: 'light', label: t('theme.light'), icon: 'sun' }, { value: 'dark', label: t('theme.dark'), icon: 'moon' }]} />
    <${Segmented} showLabel label=${t('lang.label')} value=${language} onValue=${(/** @type {string} */ value) => prefer({ language: value })} options=${[{ value: 'tr', label: 'Türkçe' }, { value: 'en', label: 'English' }]} />
    <${Segmented} showLabel label=${t('profile.density')} value=${density} onValue=${(/** @type {string} */ value) => prefer({ density: value })} options=${[{ value: 'comfortable', label: t('profile.comfortable') }, { value: 'compact', label: t('profile.compact') }]} /></div></section>`;
}

function Shortcuts() {
  const { shortcuts } = preferences.value;
  return html`<section class="section"><h2>${t('profile.keys')}</h2>
    <${Switch} label=${t('profile.shortcuts')} hint=${t('profile.shortcuts_hint')} checked=${shortcuts} onValue=${(/** @type {boolean} */ value) => prefer({ shortcuts: value })} /></section>`;
}

function Password() {
  const form = useForm({ current: '', new: '' });
  const save = async (/** @type {Event} */ event) => {
    if (!(await form.submit((value) => put('/api/auth/password', value), event))) return;
    form.reset({ current: '', new: '' });
    toast(t('profile.password_changed'));
  };
  return html`<form class="section" onSubmit=${save}><h2>${t('profile.password')}</h2>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <input type="text" name="username" autocomplete="username" value=${me.value?.email} hidden readonly />
    <div class="form-row"><${PasswordField} label=${t('profile.password_current')} autocomplete="current-password" required value=${form.value.current} error=${form.errors.current} onValue=${(/** @type {string} */ current) => form.set({ current })} />
    <${PasswordField} label=${t('profile.password_new')} autocomplete="new-password" required minlength="10" hint=${t('setup.password_hint')} value=${form.value.new} error=${form.errors.new} onValue=${(/** @type {string} */ next) => form.set({ new: next })} /></div>
    <div class="form-actions"><${Button} type="submit" busy=${form.busy} disabled=${!form.value.current || !form.value.new}>${t('profile.password_change')}<//></div></form>`;
}

/** "Chrome · Windows" out of what a browser says of itself. @param {string} agent */
export function browserName(agent) {
  const browser = [['Edg/', 'Edge'], ['OPR/', 'Opera'], ['YaBrowser', 'Yandex'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']].find(([mark]) => agent.includes(mark));
  const system = [['Windows', 'Windows'], ['Android', 'Android'], ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Mac OS', 'macOS'], ['Linux', 'Linux']].find(([mark]) => agent.includes(mark));
  return [browser?.[1], system?.[1]].filter(Boolean).join(' · ');
}

function SignIns() {
  const page = useLoad(() => get('/api/auth/sessions'), []);
  const end = (/** @type {any} */ it) =>
    remove(`/api/auth/sessions/${it.id}`).then(() => (toast(t('profile.session_ended')), page.reload()), toastError);
  return html`<section class="section"><h2>${t('profile.sessions')}</h2><p class="section-lead">${t('profile.sessions_lead')}</p>
    ${page.error ? html`<${Failure} error=${page.error} onRetry=${page.reload} />` : !page.data ? html`<${Skeleton} />` : html`<ul class="list-rows">${page.data.items.map(
      (/** @type {any} */ it) => html`<li key=${it.id}><${Icon} name=${/Mobi|Android|iPhone/.test(it.agent) ? 'smartphone' : 'laptop'} /><div class="grow"><div class="med trunc" title=${it.agent}>${browserName(it.agent) || t('profile.unknown_browser')}</div><div class="faint t12">${it.address} · ${t('profile.session_used', { at: ago(it.last_used_at) })}</div></div>
        ${it.current ? html`<${Badge} kind="ok" icon="check">${t('profile.session_current')}<//>` : html`<${Button} small onClick=${() => end(it)}>${t('profile.session_end')}<//>`}</li>`)}</ul>`}</section>`;
}
