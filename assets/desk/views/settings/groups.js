// Departments, teams and skills: the same list and form for each, with who is in it.
import { html, useState } from '../../lib/ui.js';
import { get, post, put, remove } from '../../lib/api.js';
import { fold, number, t } from '../../lib/i18n.js';
import { loadOrganisation, useOrganisation } from '../../store/organisation.js';
import { Badge, Button, Checkbox, Dialog, Empty, Notice, SearchField, Skeleton, Switch, Table, TextField, confirm, toast, useAction, useForm, useLoad } from '../../ui/index.js';
import { CopyField, styled } from './parts.js';

await styled;

/** @typedef {import('../../store/organisation.js').Group} Group */
/** @typedef {import('../../store/organisation.js').Kind} Kind */

const ICONS = { departments: 'building-2', teams: 'headset', skills: 'badge-check' };

export const Departments = () => html`<${Groups} kind="departments" />`;
export const Teams = () => html`<${Groups} kind="teams" />`;
export const Skills = () => html`<${Groups} kind="skills" />`;

/** @param {{ kind: Kind }} props */
function Groups({ kind }) {
  const groups = useOrganisation()?.[kind];
  const [open, setOpen] = useState(/** @type {Group | 'new' | null} */ (null));
  const add = html`<${Button} kind="primary" icon="plus" onClick=${() => setOpen('new')}>${t(`${kind}.add`)}<//>`;
  return html`<div class="page-in page-wide"><header class="page-head"><h1 class="grow">${t(`${kind}.title`)}</h1>${groups?.length ? add : null}<p>${t(`${kind}.lead`)}</p></header>
    ${!groups ? html`<${Skeleton} rows=${3} />` : !groups.length ? html`<${Empty} icon=${ICONS[kind]} title=${t(`${kind}.none`)} text=${t(`${kind}.none_text`)}>${add}<//>` : html`<${Table} label=${t(`${kind}.title`)} rows=${groups} keyOf=${(/** @type {Group} */ it) => it.id} onRow=${setOpen} columns=${columns(kind, setOpen)} />`}
    ${open && html`<${Form} kind=${kind} group=${open === 'new' ? null : open} onClose=${() => setOpen(null)} />`}</div>`;
}

/** @param {Kind} kind @param {(group: Group) => void} open @returns {import('../../ui/table.js').Column<Group>[]} */
const columns = (kind, open) => [
  { key: 'name', label: t('groups.name'), show: (it) => html`<button type="button" class="person-name" onClick=${() => open(it)}>${it.name}</button>` },
  ...(kind === 'departments' ? [{ key: 'urgent', label: t('groups.urgent'), quiet: true, show: (/** @type {Group} */ it) => it.urgent && html`<${Badge} kind="warn" icon="triangle-alert">${t('groups.urgent')}<//>` }] : []),
  { key: 'names', label: t('groups.members'), show: (it) => html`<span class="muted trunc">${it.members.map((one) => one.name).join(', ') || t('groups.nobody')}</span>` },
  { key: 'count', label: t('groups.count'), end: true, show: (it) => html`<span class="num">${number(it.members.length)}</span>` },
];

/** @param {{ kind: Kind, group: Group | null, onClose: () => void }} props */
function Form({ kind, group, onClose }) {
  const people = useLoad((stop) => get('/api/users', { limit: 200 }, stop), []);
  const before = { name: group?.name ?? '', urgent: group?.urgent ?? false, members: (group?.members ?? []).map((it) => it.id) };
  const form = useForm(before);
  const action = useAction();
  const { value, errors, set } = form;
  const send = (/** @type {Event} */ event) => form.submit(async () => {
    await (group ? put(`/api/${kind}/${group.id}`, value, group.version) : post(`/api/${kind}`, value));
    await loadOrganisation();
    toast(t('common.saved'));
    onClose();
  }, event);
  const drop = async () => {
    if (!group || !(await confirm({ title: t('groups.delete_title', { name: group.name }), text: t(`${kind}.delete_text`), action: t('common.delete'), danger: true }))) return;
    await action.run(async () => {
      await remove(`/api/${kind}/${group.id}`);
      await loadOrganisation();
      toast(t('groups.deleted', { name: group.name }));
      onClose();
    });
  };
  return html`<${Dialog} title=${group ? group.name : t(`${kind}.add`)} changed=${form.changed} onClose=${onClose}><form class="form" onSubmit=${send}>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <${TextField} label=${t('groups.name')} focus=${!group} required maxlength=${60} placeholder=${t(`${kind}.example`)} value=${value.name} error=${errors.name} onValue=${(/** @type {string} */ name) => set({ name })} />
    ${kind === 'departments' && html`<${Switch} label=${t('groups.urgent')} hint=${t('groups.urgent_hint')} checked=${value.urgent} onValue=${(/** @type {boolean} */ urgent) => set({ urgent })} />`}
    ${errors.members && html`<${Notice} kind="danger">${errors.members}<//>`}
    <${Members} label=${t(`${kind}.who`)} people=${people.data?.items} chosen=${value.members} onChosen=${(/** @type {string[]} */ members) => set({ members })} />
    ${kind === 'departments' && html`<p class="form-hint">${t('groups.one_department')}</p>`}
    ${group && kind !== 'teams' && html`<${CopyField} label=${t('groups.id')} value=${group.id} hint=${t(`${kind}.id_hint`)} />`}
    <div class="form-actions">${group && html`<${Button} kind="danger" icon="trash-2" busy=${action.busy} onClick=${drop}>${t('common.delete')}<//>`}<span class="grow"></span>
      <${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit" busy=${form.busy}>${t('common.save')}<//></div></form><//>`;
}

/** People to tick. @param {{ label: string, people?: any[], chosen: string[], onChosen: (ids: string[]) => void }} props */
function Members({ label, people, chosen, onChosen }) {
  const [words, setWords] = useState('');
  const shown = (people ?? []).filter((it) => it.active && fold(it.name).includes(fold(words.trim()))).sort((a, b) => a.name.localeCompare(b.name, 'tr'));
  return html`<fieldset class="ticks"><legend class="form-label">${label}</legend>
    ${(people?.length ?? 0) > 8 && html`<${SearchField} label=${t('people.search')} value=${words} onValue=${setWords} />`}
    ${!people ? html`<${Skeleton} rows=${2} />` : html`<div class="tick-list">${shown.map((it) => html`<${Checkbox} key=${it.id} label=${it.name} checked=${chosen.includes(it.id)}
      onValue=${(/** @type {boolean} */ yes) => onChosen(yes ? [...chosen, it.id] : chosen.filter((id) => id !== it.id))} />`)}</div>`}</fieldset>`;
}
