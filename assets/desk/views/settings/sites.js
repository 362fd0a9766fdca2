// The sites: their list, and the basics of each.
import { html, useEffect, useState } from '../../lib/ui.js';
import { get, post, remove } from '../../lib/api.js';
import { atField } from '../../lib/at-field.js';
import { lang, t } from '../../lib/i18n.js';
import { originsOf } from '../../lib/origins.js';
import { go, route } from '../../lib/router.js';
import { may, me } from '../../lib/session.js';
import { Badge, Button, Dialog, Empty, Failure, Icon, Notice, Segmented, Skeleton, Switch, Table, TextArea, TextField, confirm, toast, useAction, useForm, useLoad } from '../../ui/index.js';
import { slugOf } from '../setup.js';
import { CopyField, Problems, SaveBar, Snippet, styled, useVersioned } from './parts.js';

await styled;

/** @typedef {{ id: string, name: string, slug: string, api_key: string, origins: string[], language: 'tr' | 'en', time_zone: string, second_factor_required: boolean, version: number, created_at: string }} Site */

export default function Sites() {
  const id = route.value.params.rest.split('/')[1] ?? '';
  return id ? html`<${OneSite} key=${id} id=${id} />` : html`<${AllSites} />`;
}

function AllSites() {
  const list = useLoad((stop) => get('/api/sites', { limit: 200 }, stop), []);
  const [adding, setAdding] = useState(false);
  /** @type {Site[] | undefined} */
  const sites = list.data?.items;
  const only = !may('sites') && sites?.length === 1 ? sites[0].id : '';
  useEffect(() => {
    if (only) go(`/settings/sites/${only}`, { replace: true });
  }, [only]);
  if (list.error) return html`<${Failure} error=${list.error} onRetry=${list.reload} />`;
  if (!sites || only) return html`<${Skeleton} rows=${3} />`;
  return html`<div class="page-in page-wide"><header class="page-head"><h1 class="grow">${t('sites.title')}</h1>${may('sites') && html`<${Button} kind="primary" icon="plus" onClick=${() => setAdding(true)}>${t('sites.add')}<//>`}<p>${t('sites.lead')}</p></header>
    <${Table} label=${t('sites.title')} rows=${sites} keyOf=${(/** @type {Site} */ it) => it.id} onRow=${(/** @type {Site} */ it) => go(`/settings/sites/${it.id}`)} columns=${columns()} />
    ${adding && html`<${AddSite} onClose=${() => setAdding(false)} />`}</div>`;
}

/** @returns {import('../../ui/table.js').Column<Site>[]} */
const columns = () => [
  { key: 'name', label: t('sites.name'), show: (it) => html`<span class="person-words"><a class="person-name" href=${`/settings/sites/${it.id}`}>${it.name}</a><span class="faint t12">${it.slug}</span></span>` },
  { key: 'here', label: t('sites.here'), quiet: true, show: (it) => it.id === me.value?.site_id && html`<${Badge} kind="ok" icon="circle-check">${t('sites.here')}<//>` },
  { key: 'origins', label: t('sites.origins'), show: (it) => (it.origins.length ? html`<span class="set-list">${it.origins.map((origin) => html`<span key=${origin}>${origin.replace(/^https:\/\//, '')}</span>`)}</span>` : html`<${Badge} kind="warn" icon="triangle-alert">${t('sites.any_origin')}<//>`) },
  { key: 'language', label: t('sites.language'), show: (it) => (it.language === 'tr' ? 'Türkçe' : 'English') },
  { key: 'zone', label: t('sites.time_zone'), show: (it) => it.time_zone },
];

const languages = [{ value: 'tr', label: 'Türkçe' }, { value: 'en', label: 'English' }];

/** @param {{ onClose: () => void }} props */
function AddSite({ onClose }) {
  const form = useForm({ name: '', slug: '', origins: '', language: lang.value });
  const { value, errors, set } = form;
  const slug = value.slug || slugOf(value.name);
  const send = (/** @type {Event} */ event) => form.submit(async () => {
    const site = await post('/api/sites', { ...value, slug, origins: originsOf(value.origins) }).catch(atField);
    toast(t('sites.added', { name: site.name }));
    go(`/settings/sites/${site.id}`);
  }, event);
  return html`<${Dialog} title=${t('sites.add')} changed=${form.changed} onClose=${onClose}><form class="form" onSubmit=${send}>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <${TextField} label=${t('sites.name')} focus required maxlength=${100} value=${value.name} error=${errors.name} onValue=${(/** @type {string} */ name) => set({ name })} />
    <${TextField} label=${t('sites.slug')} maxlength=${50} placeholder=${slug} hint=${t('setup.slug_hint')} value=${value.slug} error=${errors.slug} onValue=${(/** @type {string} */ it) => set({ slug: it })} />
    <${TextArea} label=${t('sites.origins')} rows=${2} placeholder="https://www.ornek.edu.tr" hint=${t('sites.origins_hint')} value=${value.origins} error=${errors.origins} onValue=${(/** @type {string} */ origins) => set({ origins })} />
    <${Segmented} showLabel label=${t('sites.language')} value=${value.language} options=${languages} onValue=${(/** @type {any} */ language) => set({ language })} />
    <div class="form-actions"><span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit" busy=${form.busy}>${t('sites.add')}<//></div></form><//>`;
}

/** @param {{ id: string }} props */
function OneSite({ id }) {
  const site = useLoad((stop) => get(`/api/sites/${id}`, {}, stop), [id]);
  if (site.error?.status === 404) return html`<${Empty} icon="map-pin-off" title=${t('sites.gone')}><${Button} href="/settings/sites">${t('sites.title')}<//><//>`;
  if (site.error) return html`<${Failure} error=${site.error} onRetry=${site.reload} />`;
  return site.data ? html`<${SiteForm} site=${site.data} />` : html`<${Skeleton} rows=${4} />`;
}

/** @param {{ site: Site }} props */
function SiteForm({ site }) {
  const [origins, setOrigins] = useState(site.origins.join('\n'));
  // The name stands in menus too.
  const onSaved = (/** @type {Site} */ it) => {
    setOrigins(it.origins.join('\n'));
    if (me.value) me.value = { ...me.value, sites: me.value.sites.map((one) => (one.id === it.id ? { ...one, name: it.name, slug: it.slug } : one)) };
  };
  const of = useVersioned(`/api/sites/${site.id}`, site, onSaved);
  const { value, set } = of.form;
  const { errors } = of;
  const typed = JSON.stringify(originsOf(origins)) === JSON.stringify(value.origins);
  // What was taken back goes back into the field.
  useEffect(() => {
    if (!typed) setOrigins(value.origins.join('\n'));
  }, [value.origins]);
  const action = useAction();
  const drop = async () => {
    if (!(await confirm({ title: t('sites.delete_title', { name: of.stored.name }), text: t('sites.delete_text'), action: t('sites.delete'), danger: true }))) return;
    await action.run(async () => {
      await remove(`/api/sites/${site.id}`);
      toast(t('sites.deleted', { name: of.stored.name }));
      go('/settings/sites', { force: true });
    });
  };
  return html`<form class="page-in" onSubmit=${of.save}><header class="page-head">${may('sites') && html`<a class="btn btn-ghost btn-sm" href="/settings/sites"><${Icon} name="arrow-left" size=${16} />${t('sites.title')}</a>`}<h1>${of.stored.name}</h1></header>
    <${Problems} of=${of} />
    <section class="section"><h2>${t('sites.basics')}</h2>
      <div class="form-row"><${TextField} label=${t('sites.name')} required maxlength=${100} hint=${t('sites.name_hint')} value=${value.name} error=${errors.name} onValue=${(/** @type {string} */ name) => set({ name })} />
        <${TextField} label=${t('sites.slug')} required maxlength=${50} spellcheck=${false} hint=${t('sites.slug_hint')} value=${value.slug} error=${errors.slug} onValue=${(/** @type {string} */ slug) => set({ slug })} /></div>
      <div class="form-row"><${Segmented} showLabel label=${t('sites.language')} value=${value.language} options=${languages} onValue=${(/** @type {string} */ language) => set({ language })} />
        <${TextField} label=${t('sites.time_zone')} required list="time-zones" autocomplete="off" spellcheck=${false} value=${value.time_zone} error=${errors.time_zone} onValue=${(/** @type {string} */ zone) => set({ time_zone: zone })} /></div>
      <datalist id="time-zones">${Intl.supportedValuesOf('timeZone').map((zone) => html`<option key=${zone} value=${zone}></option>`)}</datalist></section>
    <section class="section"><h2>${t('sites.safety')}</h2><${Switch} label=${t('sites.factor')} hint=${t('sites.factor_text')} checked=${value.second_factor_required} onValue=${(/** @type {boolean} */ on) => set({ second_factor_required: on })} /></section>
    <section class="section"><h2>${t('sites.widget')}</h2>
      <${TextArea} label=${t('sites.origins')} rows=${3} spellcheck=${false} placeholder="https://www.ornek.edu.tr" hint=${t('sites.origins_hint')} value=${origins} error=${errors.origins}
        onValue=${(/** @type {string} */ text) => (setOrigins(text), set({ origins: originsOf(text) }))} />
      ${!value.origins.length && html`<${Notice} kind="warn">${t('sites.any_origin_text')}<//>`}
      <${CopyField} label=${t('sites.api_key')} value=${of.stored.api_key} hint=${t('sites.api_key_hint')} />
      <div class="form-field"><span class="form-label">${t('setup.snippet')}</span><${Snippet} apiKey=${of.stored.api_key} /><p class="form-hint">${t('sites.snippet_hint')}</p></div></section>
    <${Identity} site=${site} />
    ${may('sites') && site.id !== me.value?.site_id && html`<section class="section"><h2>${t('sites.delete')}</h2><p class="section-lead">${t('sites.delete_text')}</p><div class="form-actions"><${Button} kind="danger" icon="trash-2" busy=${action.busy} onClick=${drop}>${t('sites.delete')}<//></div></section>`}
    <${SaveBar} of=${of} /></form>`;
}

/** What signs the tokens by which the institution's server vouches for its people. @param {{ site: Site }} props */
function Identity({ site }) {
  const [secret, setSecret] = useState('');
  const { busy, run } = useAction();
  const path = `/api/sites/${site.id}/identity-secret`;
  const show = () => run(async () => setSecret((await get(path)).secret));
  const renew = async () => {
    if (!(await confirm({ title: t('sites.secret_renew_title'), text: t('sites.secret_renew_text'), action: t('sites.secret_renew'), danger: true }))) return;
    await run(async () => (setSecret((await post(path)).secret), toast(t('sites.secret_renewed'))));
  };
  return html`<section class="section"><h2>${t('sites.identity')}</h2><p class="section-lead">${t('sites.identity_text')}</p>
    <code class="code">${`AsistTR.updateVisitor({ identityToken: "…" })  // HS256: sub, name, email, exp ≤ 1 h`}</code>
    ${secret && html`<${CopyField} label=${t('sites.secret')} value=${secret} hint=${t('sites.secret_hint')} />`}
    <div class="form-actions">${!secret && html`<${Button} icon="key-round" busy=${busy} onClick=${show}>${t('sites.secret_show')}<//>`}<${Button} kind="ghost" icon="rotate-ccw" busy=${busy} onClick=${renew}>${t('sites.secret_renew')}<//></div></section>`;
}
