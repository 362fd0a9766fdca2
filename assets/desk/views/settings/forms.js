// Forms (dinamik formlar): which there are, where they are filled in, how often they were sent.
import { html } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { lang, number, t } from '../../lib/i18n.js';
import { go, route } from '../../lib/router.js';
import { may } from '../../lib/session.js';
import { ago } from '../../lib/time.js';
import { pick } from '../../../shared/fields.js';
import { Badge, Button, Empty, Failure, Skeleton, Table, useLoad } from '../../ui/index.js';
import { FormEditor } from './form-editor.js';
import { Submissions } from './form-submissions.js';
import { styled } from './parts.js';

await styled;

/** @typedef {import('./form-editor.js').Form} Form */

const NONE = { tr: '', en: '' };

/** What a form begins with. */
const fresh = () => ({ id: '', slug: '', path: '', version: 0, title: { ...NONE }, intro: { ...NONE }, fields: [], button: { ...NONE }, thanks: { ...NONE }, open: true, in_widget: true, ticket: { automatic: true, subject_field: null, name_field: null, department_id: null, category_id: null, priority: null }, confirm: true });

export default function Forms() {
  const [, id, what] = route.value.params.rest?.split('/') ?? [];
  const all = useLoad((stop) => get('/api/forms', {}, stop).then((it) => /** @type {Form[]} */ (it.items)), [id]);
  const admin = may('settings');
  if (all.error) return html`<${Failure} error=${all.error} onRetry=${all.reload} />`;
  if (!all.data) return html`<${Skeleton} rows=${4} />`;
  const it = id === 'new' ? fresh() : all.data.find((one) => one.id === id);
  if (id && it && what === 'sent') return html`<${Submissions} key=${id} form=${it} />`;
  if (id && it && admin) return html`<${FormEditor} key=${id} form=${it} />`;
  const add = admin && html`<${Button} kind="primary" icon="plus" href="/settings/forms/new">${t('form.add')}<//>`;
  return html`<div class="page-in page-wide"><header class="page-head"><h1 class="grow">${t('form.title')}</h1>${all.data.length > 0 && add}<p>${t('form.lead')}</p></header>
    ${all.data.length ? html`<${Table} label=${t('form.title')} columns=${columns(admin)} rows=${all.data} keyOf=${(/** @type {Form} */ one) => one.id} onRow=${(/** @type {Form} */ one) => go(`/settings/forms/${one.id}${admin ? '' : '/sent'}`)} />`
      : html`<${Empty} icon="scroll-text" title=${t('form.empty')} text=${t('form.empty_text')}>${add}<//>`}</div>`;
}

/** @param {boolean} admin @returns {import('../../ui/table.js').Column<Form>[]} */
const columns = (admin) => [
  { key: 'title', label: t('form.name'), show: (it) => html`<a class="person-name" href=${`/settings/forms/${it.id}${admin ? '' : '/sent'}`}>${pick(it.title, lang.value)}</a>` },
  { key: 'where', label: t('form.where'), show: (it) => html`<span class="macro-does">${it.open ? html`<${Badge} kind="ok" icon="globe">${t('form.open_short')}<//>` : html`<${Badge} icon="lock">${t('form.closed_short')}<//>`}${it.open && it.in_widget && html`<${Badge} kind="line" icon="message-circle-more">${t('form.widget_short')}<//>`}</span>` },
  { key: 'becomes', label: t('form.becomes'), show: (it) => t(it.ticket.automatic ? 'form.becomes_ticket' : 'form.becomes_kept') },
  { key: 'sent', label: t('form.sent'), end: true, show: (it) => html`<a class="num" href=${`/settings/forms/${it.id}/sent`}>${number(it.submissions ?? 0)}</a>${it.last_submission_at && html` <span class="muted t12">${ago(it.last_submission_at)}</span>`}` },
];
