// The first start: institution, site, first admin; ends with the widget's snippet.
import { html, useState } from '../lib/ui.js';
import { get, request } from '../lib/api.js';
import { fold, lang, t } from '../lib/i18n.js';
import { go, route } from '../lib/router.js';
import { accept } from '../lib/session.js';
import { snippet } from '../lib/snippet.js';
import { Button, Empty, Failure, Notice, Skeleton, TextField, toast, useForm, useLoad } from '../ui/index.js';
import { Brand, DoorFoot } from './login.js';

const PLAIN = { ç: 'c', ğ: 'g', ı: 'i', ö: 'o', ş: 's', ü: 'u', â: 'a', î: 'i', û: 'u' };

/** A name fit for addresses: "Öğrenci İşleri" becomes "ogrenci-isleri". @param {string} name */
export const slugOf = (name) =>
  fold(name).replace(/[çğıöşüâîû]/g, (letter) => PLAIN[/** @type {keyof typeof PLAIN} */ (letter)]).replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 50);

export default function Setup() {
  const token = route.value.query.get('token') ?? '';
  const state = useLoad(() => get('/api/setup', { token }), [token]);
  const [made, setMade] = useState(/** @type {any} */ (null));
  return html`<div class="door"><main class="door-card door-wide" id="content"><${Brand} />${made
    ? html`<${Done} made=${made} />`
    : state.error
      ? html`<${Failure} error=${state.error} onRetry=${state.reload} />`
      : !state.data
        ? html`<${Skeleton} />`
        : !state.data.needed
          ? html`<${Empty} icon="circle-check" title=${t('setup.done_before')}><${Button} kind="primary" onClick=${() => location.assign('/login')}>${t('login.submit')}<//><//>`
          : !state.data.token_valid
            ? html`<${Empty} icon="link-2-off" title=${t('setup.link_bad')} text=${t('setup.link_bad_text')} />`
            : html`<${SetupForm} token=${token} onMade=${setMade} />`}
  </main><${DoorFoot} /></div>`;
}

/** @param {{ token: string, onMade: (made: any) => void }} props */
function SetupForm({ token, onMade }) {
  const form = useForm({ institution: '', site: '', slug: '', origin: '', name: '', email: '', password: '' });
  const { value, errors, set } = form;
  const slug = value.slug || slugOf(value.site || value.institution);
  const send = (/** @type {Event} */ event) =>
    form.submit(async () => {
      const origin = value.origin.trim();
      const site = { name: value.site || value.institution, slug, origins: origin ? [/^https?:\/\//.test(origin) ? origin : `https://${origin}`] : [] };
      const admin = { name: value.name, email: value.email, password: value.password };
      const body = { token, institution: value.institution, site, admin, language: lang.value };
      onMade(await request('POST', '/api/setup', { body, open: true }));
    }, event);
  return html`<h1>${t('setup.title')}</h1><p class="lead">${t('setup.lead')}</p>
    <form class="form" onSubmit=${send}>
      ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
      <${TextField} label=${t('setup.institution')} focus required maxlength="100" placeholder=${t('setup.institution_example')} value=${value.institution} error=${errors.institution} onValue=${(/** @type {string} */ institution) => set({ institution })} />
      <div class="form-row">
        <${TextField} label=${t('setup.site')} maxlength="100" placeholder=${value.institution} hint=${t('setup.site_hint')} value=${value.site} error=${errors['site.name']} onValue=${(/** @type {string} */ site) => set({ site })} />
        <${TextField} label=${t('setup.slug')} maxlength="50" placeholder=${slug} hint=${t('setup.slug_hint')} value=${value.slug} error=${errors['site.slug']} onValue=${(/** @type {string} */ next) => set({ slug: next })} />
      </div>
      <${TextField} label=${t('setup.origins')} inputmode="url" placeholder="https://www.ornek.edu.tr" hint=${t('setup.origins_hint')} value=${value.origin} error=${errors['site.origins'] ?? errors['site.origins.0']} onValue=${(/** @type {string} */ origin) => set({ origin })} />
      <div class="form-row">
        <${TextField} label=${t('setup.name')} required autocomplete="name" maxlength="100" value=${value.name} error=${errors['admin.name']} onValue=${(/** @type {string} */ name) => set({ name })} />
        <${TextField} label=${t('setup.email')} required type="email" autocomplete="username" value=${value.email} error=${errors['admin.email']} onValue=${(/** @type {string} */ email) => set({ email })} />
      </div>
      <${TextField} label=${t('setup.password')} required type="password" autocomplete="new-password" minlength="10" hint=${t('setup.password_hint')} value=${value.password} error=${errors['admin.password']} onValue=${(/** @type {string} */ password) => set({ password })} />
      <${Button} kind="primary" type="submit" busy=${form.busy}>${t('setup.submit')}<//>
    </form>`;
}

/** @param {{ made: any }} props */
function Done({ made }) {
  const code = snippet(made.site.api_key);
  const copy = async () => {
    await navigator.clipboard.writeText(code);
    toast(t('common.copied'));
  };
  const enter = async () => {
    await accept(made);
    go('/inbox', { replace: true });
  };
  return html`<h1>${t('setup.done')}</h1><p class="lead">${t('setup.done_lead')}</p>
    <code class="code" aria-label=${t('setup.snippet')}>${code}</code>
    <div class="form-actions">${navigator.clipboard && html`<${Button} icon="copy" onClick=${copy}>${t('common.copy')}<//>`}
      <${Button} icon="external-link" href="/demo" target="_blank">${t('setup.try')}<//><span class="grow"></span>
      <${Button} kind="primary" icon="inbox" onClick=${enter}>${t('setup.to_desk')}<//></div>`;
}
