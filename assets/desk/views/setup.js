// The first start: institution, site, hours, first admin; then the language model; ends with the widget's snippet and a page
// to try it on.
import { html, useState } from '../lib/ui.js';
import { get, put, request } from '../lib/api.js';
import { copy } from '../lib/clipboard.js';
import { fold, intl, lang, t } from '../lib/i18n.js';
import { go, route } from '../lib/router.js';
import { originsOf } from '../lib/origins.js';
import { accept } from '../lib/session.js';
import { snippet } from '../lib/snippet.js';
import { DAYS, WORKING_DAYS, asEnd } from '../state/hours.js';
import { noteProgress, resume } from '../store/setup-progress.js';
import { Button, Checkbox, Empty, Failure, Notice, PasswordField, Segmented, Skeleton, TextField, toastError, useForm, useLoad } from '../ui/index.js';
import { Brand, DoorFoot } from './login.js';
import { ModelProgress, ModelStep } from './setup-model.js';
import { TimeField } from './settings/hours-parts.js';

const PLAIN = { ç: 'c', ğ: 'g', ı: 'i', ö: 'o', ş: 's', ü: 'u', â: 'a', î: 'i', û: 'u' };

/** A name fit for addresses: "Öğrenci İşleri" becomes "ogrenci-isleri". @param {string} name */
export const slugOf = (name) =>
  fold(name).replace(/[çğıöşüâîû]/g, (letter) => PLAIN[/** @type {keyof typeof PLAIN} */ (letter)]).replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 50);

export default function Setup() {
  const token = route.value.query.get('token') ?? '';
  const [made, setMade] = useState(/** @type {any} */ (null));
  const [model, setModel] = useState(/** @type {string | null | undefined} */ (undefined));
  const state = useLoad(async () => {
    const found = await get('/api/setup', { token });
    const begun = found.needed ? null : await resume().catch(() => null);
    if (begun) {
      setMade({ site: begun.site });
      setModel(begun.model);
    }
    return found;
  }, [token]);
  const onMade = (/** @type {any} */ it) => {
    noteProgress({ site: it.site.id });
    setMade(it);
  };
  const onChosen = (/** @type {string | null} */ file) => {
    noteProgress({ site: made.site.id, model: file });
    setModel(file);
  };
  const step = !made ? 1 : model === undefined ? 2 : 3;
  const open = made || (state.data?.needed && state.data.token_valid);
  return html`<div class="door"><main class="door-card door-wide" id="content"><${Brand} />${open && html`<p class="setup-step">${t('setup.step', { step: String(step) })}</p>`}${step === 3
    ? html`<${Done} made=${made} model=${model ?? null} />`
    : step === 2
      ? html`<${ModelStep} onChosen=${onChosen} />`
      : state.error
        ? html`<${Failure} error=${state.error} onRetry=${state.reload} />`
        : !state.data
          ? html`<${Skeleton} />`
          : !state.data.needed
            ? html`<${Empty} icon="circle-check" title=${t('setup.done_before')} text=${t('setup.done_before_text')}><${Button} kind="primary" onClick=${() => location.assign('/login')}>${t('login.submit')}<//><//>`
            : !state.data.token_valid
              ? html`<${Empty} icon="link-2-off" title=${t('setup.link_bad')} text=${t('setup.link_bad_text')} />`
              : html`<${SetupForm} token=${token} onMade=${onMade} />`}
  </main><${DoorFoot} /></div>`;
}

/** @param {{ token: string, onMade: (made: any) => void }} props */
function SetupForm({ token, onMade }) {
  const form = useForm({ institution: '', site: '', slug: '', origin: '', name: '', email: '', password: '', always: true, days: /** @type {readonly string[]} */ (WORKING_DAYS), start: '09:00', end: '18:00' });
  const { value, errors, set } = form;
  const slug = value.slug || slugOf(value.site || value.institution);
  const send = (/** @type {Event} */ event) =>
    form.submit(async () => {
      const site = { name: value.site || value.institution, slug, origins: originsOf(value.origin) };
      const admin = { name: value.name, email: value.email, password: value.password };
      const body = { token, institution: value.institution, site, admin, language: lang.value };
      if (!value.always && !(value.days.length && value.start < asEnd(value.end))) throw hoursWrong();
      const made = await request('POST', '/api/setup', { body, open: true });
      await accept(made);
      // It is set up whatever comes now; the hours can be set again.
      if (!value.always) await put('/api/settings/business-hours', hoursOf(value)).catch(toastError);
      onMade(made);
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
      <${Hours} value=${value} error=${errors.hours} set=${set} />
      <div class="form-row">
        <${TextField} label=${t('setup.name')} required autocomplete="name" maxlength="100" value=${value.name} error=${errors['admin.name']} onValue=${(/** @type {string} */ name) => set({ name })} />
        <${TextField} label=${t('setup.email')} required type="email" autocomplete="username" value=${value.email} error=${errors['admin.email']} onValue=${(/** @type {string} */ email) => set({ email })} />
      </div>
      <${PasswordField} label=${t('setup.password')} required autocomplete="new-password" minlength="10" hint=${t('setup.password_hint')} value=${value.password} error=${errors['admin.password']} onValue=${(/** @type {string} */ password) => set({ password })} />
      <${Button} kind="primary" type="submit" busy=${form.busy}>${t('setup.next')}<//>
    </form>`;
}

/** @typedef {{ always: boolean, days: readonly string[], start: string, end: string }} Week */

/** One span on each of the days. @param {Week} it */
const hoursOf = ({ days, start, end }) => ({ always_open: false, days: Object.fromEntries(DAYS.map((name) => [name, days.includes(name) ? [{ start, end: asEnd(end) }] : []])) });

/** As the server would say it. */
const hoursWrong = () => Object.assign(new Error(t('setup.hours_wrong')), { fields: { hours: t('setup.hours_wrong') } });

/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1);
/** @param {number} place from Monday on @returns {string} */
const dayName = (place) => intl('DateTimeFormat', { weekday: 'long', timeZone: 'UTC' }).format(MONDAY + place * 86_400_000);

/** When people answer, as simply as it goes; breaks and single days are for the settings. @param {{ value: Week, error?: string, set: (change: Partial<Week>) => void }} props */
function Hours({ value, error, set }) {
  const tick = (/** @type {string} */ name, /** @type {boolean} */ on) => set({ days: DAYS.filter((one) => (one === name ? on : value.days.includes(one))) });
  return html`<${Segmented} showLabel label=${t('setup.hours')} value=${String(value.always)} onValue=${(/** @type {string} */ it) => set({ always: it === 'true' })} options=${[{ value: 'true', label: t('hours.always'), icon: 'sun' }, { value: 'false', label: t('setup.hours_week'), icon: 'clock' }]} />
    ${!value.always && html`<fieldset class="form-field"><legend class="form-label">${t('setup.days')}</legend>
      <div class="setup-days">${DAYS.map((name, place) => html`<${Checkbox} key=${name} label=${dayName(place)} checked=${value.days.includes(name)} onValue=${(/** @type {boolean} */ on) => tick(name, on)} />`)}</div>
      <div class="setup-times"><${TimeField} label=${t('setup.opens')} value=${value.start} aria-invalid=${error ? 'true' : undefined} onValue=${(/** @type {string} */ start) => set({ start })} /><span aria-hidden="true">–</span><${TimeField} label=${t('setup.closes')} value=${value.end} aria-invalid=${error ? 'true' : undefined} onValue=${(/** @type {string} */ end) => set({ end })} /></div>
      ${error ? html`<p class="form-error" role="alert">${error}</p>` : html`<p class="form-hint">${t('setup.hours_hint')}</p>`}</fieldset>`}`;
}

/** @param {{ made: any, model: string | null }} props */
function Done({ made, model }) {
  const code = snippet(made.site.api_key);
  const enter = () => {
    noteProgress(null);
    go('/inbox', { replace: true });
  };
  return html`<h1>${t('setup.done')}</h1><p class="lead">${t('setup.done_lead')}</p>
    <code class="code" aria-label=${t('setup.snippet')}>${code}</code>
    <div class="form-actions"><${Button} icon="copy" onClick=${() => copy(code)}>${t('common.copy')}<//>
      <${Button} icon="external-link" href=${`/try?key=${made.site.api_key}`} target="_blank">${t('setup.try')}<//></div>
    ${model && html`<${ModelProgress} file=${model} />`}
    <${Button} kind="primary" icon="inbox" onClick=${enter}>${t('setup.to_desk')}<//>`;
}
