// Narrowing the tickets down, and keeping that under a name.
import { html, useId, useState } from '../../lib/ui.js';
import { atField } from '../../lib/at-field.js';
import { t } from '../../lib/i18n.js';
import { may, me } from '../../lib/session.js';
import { tidy, withTag } from '../../state/filters.js';
import { PRIORITIES, SOURCES, STATUSES, categoryChoices, placed } from '../../state/tickets.js';
import { agents } from '../../store/agents.js';
import { useOrganisation } from '../../store/organisation.js';
import { tags } from '../../store/tags.js';
import * as all from '../../store/tickets.js';
import { dropView, saveTicketView } from '../../store/views.js';
import { Button, Checkbox, Dialog, Notice, Segmented, Select, TextField, confirm, useAction, useForm } from '../../ui/index.js';
import { viewOf } from './index.js';

const DAYS = [1, 7, 30, 90];

/** @param {string} words @param {{ value: string, label: string }[]} options */
const anyOf = (words, options) => [{ value: '', label: words }, ...options];

/** @param {{ onClose: () => void }} props */
export function Filters({ onClose }) {
  // The list that is shown narrows down, too: what it is made of is seen here, and kept with a view.
  const now = all.asked.value;
  const saved = viewOf(all.filter.value);
  const mayChange = saved && (saved.scope === 'personal' || may('views.site'));
  const form = useForm({ status: now.status ?? '', priority: now.priority ?? '', source: now.source ?? '', assignee: now.assignee ?? '', team: now.team ?? '', department: now.department ?? '', category: now.category ?? '', tag: now.tag ?? '', days: now.days ? String(now.days) : '', due: now.due ?? '', name: mayChange ? saved.name : '', scope: mayChange ? saved.scope : 'personal' });
  const [naming, setNaming] = useState(Boolean(mayChange));
  const gone = useAction();
  const places = useOrganisation();
  const { value, errors, set } = form;
  const { name, scope, ...fields } = value;
  const meant = () => /** @type {any} */ (tidy({ ...fields, days: fields.days ? Number(fields.days) : '', q: now.q ?? '', watching: now.watching }));
  const apply = (/** @type {Event} */ event) => {
    event.preventDefault();
    void all.show(placed(all.list.value, meant()));
    onClose();
  };
  const save = (/** @type {Event} */ event) => form.submit(async () => {
    const filter = meant();
    await saveTicketView({ name, scope: /** @type {any} */ (scope), filter }, mayChange ? saved : null).catch(atField);
    void all.show({ list: 'all', filter });
    onClose();
  }, event);
  const drop = async () => {
    if (!saved || !(await confirm({ title: t('filter.remove_title', { name: saved.name }), text: t(saved.scope === 'site' ? 'filter.remove_site' : 'filter.remove_own'), action: t('common.delete'), danger: true }))) return;
    await gone.run(() => dropView(saved).then(() => (all.show({ list: 'unsolved', filter: {} }), onClose())));
  };
  const choice = (/** @type {keyof typeof fields} */ key, /** @type {string} */ label, /** @type {{ value: string, label: string }[]} */ options) =>
    html`<${Select} label=${label} value=${value[key]} options=${anyOf(t('filter.any'), options)} error=${errors[key]} onValue=${(/** @type {string} */ it) => set({ [key]: it })} />`;
  const named = (/** @type {{ id: string, name: string }[] | undefined} */ list, /** @type {string} */ none) => [{ value: 'none', label: none }, ...(list ?? []).map((it) => ({ value: it.id, label: it.name }))];
  const people = agents.value.filter((it) => it.id !== me.value?.id).map((it) => ({ value: it.id, label: it.name }));
  const id = useId();
  const footer = html`${mayChange && html`<${Button} kind="danger" icon="trash-2" busy=${gone.busy} onClick=${drop}>${t('common.delete')}<//>`}
      ${Object.keys(all.filter.value).length > 0 && !mayChange && html`<${Button} onClick=${() => (all.show({ filter: {} }), onClose())}>${t('filter.clear')}<//>`}<span class="grow"></span>
      ${!naming && html`<${Button} icon="bookmark" onClick=${() => setNaming(true)}>${t('filter.save_as')}<//>`}${naming && !mayChange && html`<${Button} onClick=${() => setNaming(false)}>${t('common.cancel')}<//>`}
      <${Button} kind="primary" type="submit" form=${id} busy=${form.busy}>${t(naming ? 'common.save' : 'filter.apply')}<//>`;
  return html`<${Dialog} wide title=${t('tickets.filter')} changed=${naming && form.changed} onClose=${onClose} footer=${footer}><form class="form" id=${id} onSubmit=${naming ? save : apply}>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <div class="form-row">${choice('status', t('ticket.status'), [{ value: 'unsolved', label: t('tickets.list_unsolved') }, ...STATUSES.map((it) => ({ value: it, label: t(`ticket.status_${it}`) }))])}
      ${choice('priority', t('ticket.priority'), [{ value: 'urgent,high', label: t('tickets.pressing') }, ...PRIORITIES.map((it) => ({ value: it, label: t(`ticket.priority_${it}`) }))])}
      ${choice('assignee', t('ticket.assignee'), [{ value: 'me', label: t('filter.mine') }, { value: 'none', label: t('filter.nobody') }, ...people])}
      ${(places?.teams.length ?? 0) > 0 && choice('team', t('ticket.team'), named(places?.teams, t('tickets.no_team')))}
      ${(places?.departments.length ?? 0) > 0 && choice('department', t('ticket.department'), named(places?.departments, t('filter.no_department')))}
      ${all.categories.value.length > 0 && choice('category', t('ticket.category'), [{ value: 'none', label: t('tickets.no_category') }, ...categoryChoices(all.categories.value)])}
      ${choice('source', t('ticket.source'), SOURCES.map((it) => ({ value: it, label: t(`ticket.source_${it}`) })))}
      ${choice('due', t('sla.clocks'), ['late', 'near'].map((it) => ({ value: it, label: t(`tickets.list_${it}`) })))}
      ${choice('days', t('ticket.came'), DAYS.map((n) => ({ value: String(n), label: t('filter.days', { n }) })))}</div>
    ${tags.value.length > 0 && html`<fieldset class="form-field"><legend class="form-label">${t('filter.tags')}</legend><div class="filter-tags">${tags.value.map(({ name: tag }) => html`<${Checkbox} key=${tag} label=${tag} checked=${value.tag.split('\n').includes(tag)} onValue=${() => set({ tag: withTag(value.tag, tag, tags.value.map((it) => it.name)) })} />`)}</div></fieldset>`}
    ${naming && html`<div class="form-row"><${TextField} label=${t('filter.name')} focus=${!mayChange} required maxlength=${60} autocomplete="off" value=${name} error=${errors.name} onValue=${(/** @type {string} */ it) => set({ name: it })} />
      ${may('views.site') && html`<${Segmented} showLabel label=${t('filter.scope')} value=${scope} onValue=${(/** @type {any} */ it) => set({ scope: it })} options=${[{ value: 'personal', label: t('filter.personal'), icon: 'bookmark' }, { value: 'site', label: t('filter.site'), icon: 'users' }]} />`}</div>`}</form><//>`;
}
