// What tickets can be about, in two levels; where they belong and how much they press by it.
import { html, useEffect, useId, useState } from '../../lib/ui.js';
import { post, put, remove } from '../../lib/api.js';
import { atField } from '../../lib/at-field.js';
import { number, t } from '../../lib/i18n.js';
import { PRIORITIES } from '../../state/tickets.js';
import { useOrganisation } from '../../store/organisation.js';
import { categories, loadCatalogue } from '../../store/tickets.js';
import { Button, Dialog, Empty, Failure, Notice, Select, Skeleton, Table, TextField, confirm, toast, useAction, useForm } from '../../ui/index.js';
import { styled } from './parts.js';

await styled;

/** @typedef {import('../../store/tickets.js').Category} Category */

export default function TicketCategories() {
  const [open, setOpen] = useState(/** @type {Category | 'new' | null} */ (null));
  const [state, setState] = useState(/** @type {{ ready?: boolean, error?: any }} */ ({}));
  const load = () => void loadCatalogue().then(() => setState({ ready: true }), (error) => setState({ error }));
  useEffect(load, []);
  const add = html`<${Button} kind="primary" icon="plus" onClick=${() => setOpen('new')}>${t('tcat.add')}<//>`;
  const all = categories.value;
  return html`<div class="page-in"><header class="page-head"><h1 class="grow">${t('tcat.title')}</h1>${all.length > 0 && add}<p>${t('tcat.lead')}</p></header>
    ${state.error ? html`<${Failure} error=${state.error} onRetry=${load} />` : !state.ready ? html`<${Skeleton} rows=${4} />` : all.length
      ? html`<${Table} label=${t('tcat.title')} columns=${columns(setOpen)} rows=${all} keyOf=${(/** @type {Category} */ it) => it.id} onRow=${setOpen} />`
      : html`<${Empty} icon="list" title=${t('tcat.empty')} text=${t('tcat.empty_text')}>${add}<//>`}
    ${open && html`<${Edit} key=${open === 'new' ? 'new' : open.id} it=${open === 'new' ? null : open} onClose=${() => setOpen(null)} />`}</div>`;
}

/** @param {(it: Category) => void} open @returns {import('../../ui/table.js').Column<Category>[]} */
const columns = (open) => [
  { key: 'name', label: t('tcat.name'), show: (it) => html`<span class=${it.parent_id ? 'tcat-below' : ''}><button type="button" class="person-name" onClick=${() => open(it)}>${it.name}</button></span>` },
  { key: 'priority', label: t('ticket.priority'), show: (it) => (it.priority ? t(`ticket.priority_${it.priority}`) : html`<span class="faint">–</span>`) },
  { key: 'tickets', label: t('tcat.tickets'), end: true, show: (it) => html`<span class="num">${number(it.tickets)}</span>` },
];

/** @param {{ it: Category | null, onClose: () => void }} props */
function Edit({ it, onClose }) {
  const form = useForm({ name: it?.name ?? '', parent_id: it?.parent_id ?? '', department_id: it?.department_id ?? '', priority: it?.priority ?? '' });
  const gone = useAction();
  const places = useOrganisation();
  const { value, errors, set } = form;
  const above = categories.value.filter((one) => !one.parent_id && one.id !== it?.id);
  const send = (/** @type {Event} */ event) => form.submit(async () => {
    const asked = { name: value.name, parent_id: value.parent_id || null, department_id: value.department_id || null, priority: value.priority || null };
    if (it) await put(`/api/ticket-categories/${it.id}`, asked, it.version).catch(atField);
    else await post('/api/ticket-categories', asked).catch(atField);
    await loadCatalogue();
    toast(t('common.saved'));
    onClose();
  }, event);
  const drop = async () => {
    if (!it || !(await confirm({ title: t('tcat.remove_title', { name: it.name }), text: t('tcat.remove_text', { n: it.tickets }), action: t('common.delete'), danger: true }))) return;
    await gone.run(async () => {
      await remove(`/api/ticket-categories/${it.id}`);
      await loadCatalogue();
      onClose();
    });
  };
  const choice = (/** @type {'parent_id' | 'department_id' | 'priority'} */ key, /** @type {string} */ label, /** @type {{ value: string, label: string }[]} */ options) => html`<${Select} label=${label} value=${value[key]} error=${errors[key]} options=${[{ value: '', label: t('tcat.none') }, ...options]} onValue=${(/** @type {string} */ next) => set({ [key]: next })} />`;
  const id = useId();
  const footer = html`${it && html`<${Button} kind="danger" icon="trash-2" busy=${gone.busy} onClick=${drop}>${t('common.delete')}<//>`}<span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit" form=${id} busy=${form.busy}>${t('common.save')}<//>`;
  return html`<${Dialog} title=${it ? it.name : t('tcat.add')} changed=${form.changed} onClose=${onClose} footer=${footer}><form class="form" id=${id} onSubmit=${send}>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <${TextField} label=${t('tcat.name')} focus required maxlength=${80} autocomplete="off" value=${value.name} error=${errors.name} onValue=${(/** @type {string} */ name) => set({ name })} />
    ${choice('parent_id', t('tcat.parent'), above.map((one) => ({ value: one.id, label: one.name })))}
    ${(places?.departments.length ?? 0) > 0 && choice('department_id', t('ticket.department'), (places?.departments ?? []).map((one) => ({ value: one.id, label: one.name })))}
    ${choice('priority', t('ticket.priority'), PRIORITIES.map((one) => ({ value: one, label: t(`ticket.priority_${one}`) })))}</form><//>`;
}
