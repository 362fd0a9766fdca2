// What the site asks of its tickets beside what every ticket has.
import { html } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { noteTicketFields } from '../../store/ticket-fields.js';
import { Failure, Skeleton, useLoad } from '../../ui/index.js';
import { FieldsBuilder, FieldsPreview } from './fields-builder.js';
import { Problems, SaveBar, styled, useVersioned } from './parts.js';

await styled;

const PATH = '/api/settings/ticket-fields';

export default function TicketFields() {
  const settings = useLoad((stop) => get(PATH, {}, stop), []);
  if (settings.error) return html`<${Failure} error=${settings.error} onRetry=${settings.reload} />`;
  return settings.data ? html`<${Form} settings=${settings.data} />` : html`<${Skeleton} rows=${4} />`;
}

/** @param {{ settings: any }} props */
function Form({ settings }) {
  const of = useVersioned(PATH, settings, (saved) => noteTicketFields(saved.fields));
  const { value, set } = of.form;
  return html`<div class="page-in page-wide"><header class="page-head"><h1>${t('field.ticket_title')}</h1><p>${t('field.ticket_lead')}</p></header>
    <div class="set-two"><form class="set-form" onSubmit=${of.save} noValidate><${Problems} of=${of} />
      <section class="section"><${FieldsBuilder} ticket fields=${value.fields} errors=${of.errors} onValue=${(/** @type {any} */ fields) => set({ fields })} /></section><${SaveBar} of=${of} /></form>
    <${FieldsPreview} fields=${value.fields} /></div></div>`;
}
