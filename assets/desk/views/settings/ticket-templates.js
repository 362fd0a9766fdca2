// Tickets that are often made, ready to be filled in.
import { html, useEffect, useId, useState } from '../../lib/ui.js';
import { post, put, remove } from '../../lib/api.js';
import { atField } from '../../lib/at-field.js';
import { t } from '../../lib/i18n.js';
import { PLACES } from '../../state/canned.js';
import { PRIORITIES, categoryChoices } from '../../state/tickets.js';
import { agents } from '../../store/agents.js';
import { useOrganisation } from '../../store/organisation.js';
import { categories, loadCatalogue, templates } from '../../store/tickets.js';
import { Button, Dialog, Empty, Failure, Notice, Select, Skeleton, Table, TextArea, TextField, confirm, toast, useAction, useForm } from '../../ui/index.js';
import { styled } from './parts.js';

await styled;

/** @typedef {import('../../store/tickets.js').Template} Template */

export default function TicketTemplates() {
  const [open, setOpen] = useState(/** @type {Template | 'new' | null} */ (null));
  const [state, setState] = useState(/** @type {{ ready?: boolean, error?: any }} */ ({}));
  const load = () => void loadCatalogue().then(() => setState({ ready: true }), (error) => setState({ error }));
  useEffect(load, []);
  const add = html`<${Button} kind="primary" icon="plus" onClick=${() => setOpen('new')}>${t('ttpl.add')}<//>`;
  const all = templates.value;
  return html`<div class="page-in"><header class="page-head"><h1 class="grow">${t('ttpl.title')}</h1>${all.length > 0 && add}<p>${t('ttpl.lead')}</p></header>
    ${state.error ? html`<${Failure} error=${state.error} onRetry=${load} />` : !state.ready ? html`<${Skeleton} rows=${4} />` : all.length
      ? html`<${Table} label=${t('ttpl.title')} columns=${columns(setOpen)} rows=${all} keyOf=${(/** @type {Template} */ it) => it.id} onRow=${setOpen} />`
      : html`<${Empty} icon="ticket" title=${t('ttpl.empty')} text=${t('ttpl.empty_text')}>${add}<//>`}
    ${open && html`<${Edit} key=${open === 'new' ? 'new' : open.id} it=${open === 'new' ? null : open} onClose=${() => setOpen(null)} />`}</div>`;
}

/** @param {(it: Template) => void} open @returns {import('../../ui/table.js').Column<Template>[]} */
const columns = (open) => [
  { key: 'name', label: t('ttpl.name'), show: (it) => html`<button type="button" class="person-name" onClick=${() => open(it)}>${it.name}</button>` },
  { key: 'subject', label: t('ticket.subject'), show: (it) => html`<span class="clamp-1">${it.subject || '–'}</span>` },
];

/** @param {{ it: Template | null, onClose: () => void }} props */
function Edit({ it, onClose }) {
  const { defaults } = it ?? { defaults: {} };
  const form = useForm({ name: it?.name ?? '', subject: it?.subject ?? '', body: it?.body ?? '', priority: defaults.priority ?? '', category_id: defaults.category_id ?? '', department_id: defaults.department_id ?? '', team_id: defaults.team_id ?? '', assignee_id: defaults.assignee_id ?? '', tags: (defaults.tags ?? []).join(', ') });
  const gone = useAction();
  const places = useOrganisation();
  const { value, errors, set } = form;
  const send = (/** @type {Event} */ event) => form.submit(async () => {
    const { name, subject, body, tags, ...rest } = value;
    const chosen = Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, one || null]));
    const asked = { name, subject, body, defaults: { ...chosen, tags: tags.split(',').map((/** @type {string} */ one) => one.trim()).filter(Boolean) } };
    if (it) await put(`/api/ticket-templates/${it.id}`, asked, it.version).catch(atField);
    else await post('/api/ticket-templates', asked).catch(atField);
    await loadCatalogue();
    toast(t('common.saved'));
    onClose();
  }, event);
  const drop = async () => {
    if (!it || !(await confirm({ title: t('ttpl.remove_title', { name: it.name }), text: t('ttpl.remove_text'), action: t('common.delete'), danger: true }))) return;
    await gone.run(async () => {
      await remove(`/api/ticket-templates/${it.id}`);
      await loadCatalogue();
      onClose();
    });
  };
  const choice = (/** @type {'priority' | 'category_id' | 'department_id' | 'team_id' | 'assignee_id'} */ key, /** @type {string} */ label, /** @type {{ value: string, label: string }[]} */ options) => html`<${Select} label=${label} value=${value[key]} options=${[{ value: '', label: '–' }, ...options]} onValue=${(/** @type {string} */ next) => set({ [key]: next })} />`;
  const named = (/** @type {{ id: string, name: string }[] | undefined} */ all) => (all ?? []).map((one) => ({ value: one.id, label: one.name }));
  const id = useId();
  const footer = html`${it && html`<${Button} kind="danger" icon="trash-2" busy=${gone.busy} onClick=${drop}>${t('common.delete')}<//>`}<span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit" form=${id} busy=${form.busy}>${t('common.save')}<//>`;
  return html`<${Dialog} wide title=${it ? it.name : t('ttpl.add')} changed=${form.changed} onClose=${onClose} footer=${footer}><form class="form" id=${id} onSubmit=${send}>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <${TextField} label=${t('ttpl.name')} focus required maxlength=${80} autocomplete="off" value=${value.name} error=${errors.name} onValue=${(/** @type {string} */ name) => set({ name })} />
    <${TextField} label=${t('ticket.subject')} maxlength=${200} autocomplete="off" value=${value.subject} error=${errors.subject} onValue=${(/** @type {string} */ subject) => set({ subject })} />
    <${TextArea} label=${t('ticket.description')} rows=${5} maxlength=${20000} hint=${t('macro.places', { places: PLACES.map((place) => `{{${place}}}`).join(', ') })} value=${value.body} error=${errors.body} onValue=${(/** @type {string} */ body) => set({ body })} />
    <div class="form-row">${choice('priority', t('ticket.priority'), PRIORITIES.map((one) => ({ value: one, label: t(`ticket.priority_${one}`) })))}${choice('category_id', t('ticket.category'), categoryChoices(categories.value))}
      ${choice('department_id', t('ticket.department'), named(places?.departments))}${choice('team_id', t('ticket.team'), named(places?.teams))}${choice('assignee_id', t('ticket.assignee'), named(agents.value))}
      <${TextField} label=${t('ticket.tags')} hint=${t('ttpl.tags_hint')} autocomplete="off" value=${value.tags} onValue=${(/** @type {string} */ tags) => set({ tags })} /></div></form><//>`;
}
