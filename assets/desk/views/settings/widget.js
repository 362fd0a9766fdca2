// What the widget looks like and may do: the form, with the widget drawn beside it as it will be.
import { html } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { site } from '../../lib/session.js';
import { Failure, Skeleton, useLoad } from '../../ui/index.js';
import { Advanced, Consent, Departments, Features, PreChat, Proactive } from './widget-behaviour.js';
import { Look, Words } from './widget-look.js';
import { Preview } from './widget-preview.js';
import { Problems, SaveBar, Snippet, styled, useVersioned } from './parts.js';

await styled;

/** @typedef {{ tr: string, en: string }} Worded */
/**
 * @typedef {object} WidgetSettings
 * @property {number} version
 * @property {string | null} title
 * @property {string} primary_color
 * @property {string | null} secondary_color
 * @property {'right' | 'left'} position
 * @property {'auto' | 'light' | 'dark'} dark_mode
 * @property {Worded} welcome_message
 * @property {Worded | null} placeholder
 * @property {string | null} agent_name
 * @property {string | null} agent_avatar
 * @property {'auto' | 'tr' | 'en'} language
 * @property {number | null} z_index
 * @property {{ file_upload: boolean, archives: boolean, emoticons: boolean, typing: boolean, typing_preview: boolean }} features
 * @property {{ enabled: boolean, message: Worded, time_on_page: number | null, scroll_percentage: number | null, exit_intent: boolean, idle: number | null, page_visibility: boolean }} proactive
 * @property {{ enabled: boolean, fields: string[], required: string[] }} pre_chat
 * @property {{ enabled: boolean, offered: string[] }} departments
 * @property {{ enabled: boolean, text: Worded, version: number }} consent
 * @property {string} custom_css
 */
/** What the parts of the form are given. @typedef {{ value: WidgetSettings, set: (change: Partial<WidgetSettings>) => void, errors: Record<string, string> }} Part */

export default function Widget() {
  const settings = useLoad(async (stop) => {
    const [widget, sites] = await Promise.all([get('/api/settings/widget', {}, stop), get('/api/sites', { limit: 200 }, stop)]);
    return { widget, site: sites.items.find((/** @type {any} */ it) => it.id === site.value?.id) };
  }, []);
  if (settings.error) return html`<${Failure} error=${settings.error} onRetry=${settings.reload} />`;
  return settings.data ? html`<${Form} settings=${settings.data.widget} site=${settings.data.site} />` : html`<${Skeleton} rows=${5} />`;
}

/** @param {{ settings: WidgetSettings, site: any }} props */
function Form({ settings, site: here }) {
  const of = useVersioned('/api/settings/widget', settings);
  const part = { value: of.form.value, set: of.form.set, errors: of.errors };
  return html`<div class="page-in page-wide"><header class="page-head"><h1>${t('wid.title')}</h1><p>${t('wid.lead')}</p></header>
    <div class="set-two"><form class="set-form" onSubmit=${of.save} noValidate><${Problems} of=${of} />
      <${Look} ...${part} siteName=${here?.name ?? ''} /><${Words} ...${part} /><${Features} ...${part} /><${Proactive} ...${part} /><${PreChat} ...${part} /><${Departments} ...${part} /><${Consent} ...${part} /><${Advanced} ...${part} />
      ${here && html`<section class="section"><h2>${t('setup.snippet')}</h2><p class="section-lead">${t('sites.snippet_hint')}</p><${Snippet} apiKey=${here.api_key} /></section>`}
      <${SaveBar} of=${of} /></form>
    <${Preview} settings=${of.form.value} siteName=${here?.name ?? ''} /></div></div>`;
}
