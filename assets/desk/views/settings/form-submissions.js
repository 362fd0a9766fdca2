// What was sent by a form: every answer as it read then, its files, and the ticket that it became.
import { html, useState } from '../../lib/ui.js';
import { get, post } from '../../lib/api.js';
import { intl, lang, number, t } from '../../lib/i18n.js';
import { full } from '../../lib/time.js';
import { pick } from '../../../shared/fields.js';
import { covered } from '../../state/identity.js';
import { Button, Dialog, Empty, Failure, Icon, Skeleton, Table, useAction, useLoad } from '../../ui/index.js';
import { withIdentities } from '../../ui/identity.js';

/** @typedef {import('./form-editor.js').Form} Form */
/** @typedef {{ id: string, fields: import('../../../shared/fields.js').Field[], answers: Record<string, any>, files: { id: string, name: string, url: string }[], page: string | null, ticket: { id: string, number: number } | null, created_at: string }} Submission */

/** How an answer reads; `brief` is for a line of several. @param {Submission} it @param {import('../../../shared/fields.js').Field} field @param {boolean} [brief] @returns {any} */
function said(it, field, brief) {
  const value = it.answers[field.key];
  const label = (/** @type {string} */ one) => pick(field.choices.find((choice) => choice.value === one)?.label, lang.value) || one;
  if (value === undefined) return null;
  if (field.kind === 'file') return html`<ul class="plain">${it.files.filter((file) => value.includes(file.id)).map((file) => html`<li key=${file.id}><a href=${file.url} target="_blank"><${Icon} name="paperclip" size=${14} /> ${file.name}</a></li>`)}</ul>`;
  if (field.kind === 'checkbox') return t(value ? 'common.yes' : 'common.no');
  if (field.kind === 'number') return number(value, { maximumFractionDigits: 6 });
  if (field.kind === 'date') return intl('DateTimeFormat', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(value));
  if (field.kind === 'choice') return label(value);
  if (field.kind === 'tckn') return brief ? covered(String(value)) : withIdentities(String(value));
  return Array.isArray(value) ? value.map(label).join(', ') : html`<span class="pre">${value}</span>`;
}

/** @param {{ form: Form }} props */
export function Submissions({ form }) {
  const path = `/api/forms/${form.id}/submissions`;
  const first = useLoad((stop) => get(path, {}, stop), [form.id]);
  const [open, setOpen] = useState(/** @type {Submission | null} */ (null));
  const more = useAction();
  const rows = /** @type {Submission[]} */ (first.data?.items ?? []);
  const next = () => more.run(async () => {
    const page = await get(path, { after: first.data.next_cursor });
    first.setData({ ...page, items: [...rows, ...page.items] });
  });
  const put = (/** @type {Submission} */ changed) => (first.setData({ ...first.data, items: rows.map((it) => (it.id === changed.id ? changed : it)) }), setOpen(changed));
  return html`<div class="page-in page-wide"><header class="page-head"><h1 class="grow">${t('form.sent_of', { name: pick(form.title, lang.value) })}</h1><span class="form-actions page-acts"><${Button} icon="arrow-left" href="/settings/forms">${t('form.all')}<//></span></header>
    ${first.error ? html`<${Failure} error=${first.error} onRetry=${first.reload} />` : !first.data ? html`<${Skeleton} rows=${4} />` : !rows.length ? html`<${Empty} icon="inbox" title=${t('form.none_sent')} text=${t('form.none_sent_text')} />`
      : html`<${Table} label=${t('form.sent')} columns=${columns(setOpen)} rows=${rows} keyOf=${(/** @type {Submission} */ it) => it.id} onRow=${setOpen} foot=${first.data.next_cursor && html`<div class="table-foot"><${Button} busy=${more.busy} onClick=${next}>${t('form.more')}<//></div>`} />`}
    ${open && html`<${One} it=${open} form=${form} onChange=${put} onClose=${() => setOpen(null)} />`}</div>`;
}

/** @param {(it: Submission) => void} open @returns {import('../../ui/table.js').Column<Submission>[]} */
const columns = (open) => [
  { key: 'at', label: t('form.at'), show: (it) => html`<button type="button" class="person-name" onClick=${() => open(it)}>${full(it.created_at)}</button>` },
  { key: 'answers', label: t('form.answers'), show: (it) => html`<span class="clip">${it.fields.filter((field) => field.kind !== 'file').map((field) => said(it, field, true)).filter(Boolean).slice(0, 3).map((words, at) => html`${at > 0 && ' · '}${words}`)}</span>` },
  { key: 'ticket', label: t('form.ticket'), end: true, show: (it) => (it.ticket ? html`<a class="num" href=${`/tickets/${it.ticket.id}`}>#${it.ticket.number}</a>` : '–') },
];

/** @param {{ it: Submission, form: Form, onChange: (it: Submission) => void, onClose: () => void }} props */
function One({ it, form, onChange, onClose }) {
  const making = useAction();
  const make = () => making.run(async () => onChange(await post(`/api/forms/${form.id}/submissions/${it.id}/ticket`)));
  const asked = it.fields.filter((field) => it.answers[field.key] !== undefined);
  return html`<${Dialog} wide title=${full(it.created_at)} onClose=${onClose}><dl class="answers">${asked.map((field) => html`<div key=${field.key}><dt>${pick(field.label, lang.value)}</dt><dd>${said(it, field)}</dd></div>`)}${it.page && html`<div><dt>${t('form.page')}</dt><dd class="clip">${it.page}</dd></div>`}</dl>
    <div class="form-actions"><span class="grow"></span>${it.ticket ? html`<${Button} kind="primary" href=${`/tickets/${it.ticket.id}`}>${t('form.to_ticket', { n: it.ticket.number })}<//>` : html`<${Button} kind="primary" icon="plus" busy=${making.busy} onClick=${make}>${t('form.make_ticket')}<//>`}</div><//>`;
}
