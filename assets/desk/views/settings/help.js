// The help centre: whether there is one, what stands at its top, who may find and frame it.
import { html } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { site } from '../../lib/session.js';
import { Button, Failure, Skeleton, Switch, TextArea, useLoad } from '../../ui/index.js';
import { CopyField, Problems, SaveBar, styled, useVersioned } from './parts.js';
import { InBoth } from './widget-look.js';

await styled;

const PATH = '/api/settings/help';

export default function Help() {
  const settings = useLoad((stop) => get(PATH, {}, stop), []);
  if (settings.error) return html`<${Failure} error=${settings.error} onRetry=${settings.reload} />`;
  return settings.data ? html`<${Form} settings=${settings.data} />` : html`<${Skeleton} rows=${4} />`;
}

/** @param {{ settings: any }} props */
function Form({ settings }) {
  const of = useVersioned(PATH, settings);
  const { value, set } = of.form;
  const { errors } = of;
  const path = `/yardim/${site.value?.slug}/`;
  const lines = (/** @type {string} */ text) => set({ framed_by: text.split('\n').map((it) => it.trim()).filter((it, at, all) => it || at === all.length - 1) });
  return html`<form class="page-in" onSubmit=${of.save} noValidate><header class="page-head"><h1>${t('help.title')}</h1><p>${t('help.lead')}</p></header><${Problems} of=${of} />
    <section class="section"><${Switch} label=${t('help.on')} hint=${t('help.on_hint')} checked=${value.enabled} onValue=${(/** @type {boolean} */ enabled) => set({ enabled })} />
      ${of.stored.enabled && html`<${CopyField} label=${t('help.address')} value=${`${location.origin}${path}`} /><div class="form-actions"><${Button} icon="external-link" href=${path} target="_blank">${t('help.open')}<//></div>`}</section>
    <section class="section"><h2>${t('help.look')}</h2>
      <${InBoth} label=${t('help.name')} field="title" max=${100} hint=${t('help.name_hint')} value=${value.title} errors=${errors} onValue=${(/** @type {any} */ title) => set({ title })} />
      <${InBoth} label=${t('help.intro')} field="intro" rows=${2} max=${500} value=${value.intro} errors=${errors} onValue=${(/** @type {any} */ intro) => set({ intro })} />
      <p class="form-hint">${t('help.colours')} <a href="/settings/widget">${t('help.colours_link')}</a></p></section>
    <section class="section"><h2>${t('help.pages')}</h2>
      <${Switch} label=${t('help.widget')} hint=${t('help.widget_hint')} checked=${value.widget} onValue=${(/** @type {boolean} */ widget) => set({ widget })} />
      <${Switch} label=${t('help.listed')} hint=${t('help.listed_hint')} checked=${value.listed} onValue=${(/** @type {boolean} */ listed) => set({ listed })} />
      <${TextArea} label=${t('help.framed')} hint=${t('help.framed_hint')} rows=${3} spellcheck=${false} value=${value.framed_by.join('\n')} error=${errors.framed_by} onValue=${lines} /></section>
    <${SaveBar} of=${of} /></form>`;
}
