// Narrowing the inbox down, and keeping that under a name.
import { html, useState } from '../../lib/ui.js';
import { atField } from '../../lib/at-field.js';
import { t } from '../../lib/i18n.js';
import { may, me } from '../../lib/session.js';
import { bounds, dayOf, tidy, withTag } from '../../state/filters.js';
import { agents } from '../../store/agents.js';
import { filter, showFilter, showView, view } from '../../store/inbox.js';
import { useOrganisation } from '../../store/organisation.js';
import { tags } from '../../store/tags.js';
import { dropView, saveView, shownView } from '../../store/views.js';
import { Button, Checkbox, DateField, Dialog, Notice, Segmented, Select, TextField, confirm, useAction, useForm } from '../../ui/index.js';
import { priorityWords } from './filter-words.js';

const STATUS = ['open', 'active', 'queued', 'bot', 'snoozed', 'closed'];
const PRIORITIES = ['urgent', 'urgent,high', 'high', 'normal', 'low'];
const RATINGS = ['5', '4,5', '3', '1,2', '1'];
const DAYS = [1, 7, 30, 90];

/** @param {string} words @param {{ value: string, label: string }[]} options */
const anyOf = (words, options) => [{ value: '', label: words }, ...options];

/** The fields of the form, of a filter. @param {import('../../state/filters.js').Filter} it */
const fieldsOf = ({ status = '', assignee = '', department = '', tag = '', rating = '', priority = '', channel = '', from, to, days }) => ({ status: /** @type {string} */ (status), assignee, department, tag, rating, priority, channel, when: days ? String(days) : from || to ? 'range' : '', from: dayOf(from), to: dayOf(to, 1) });

/** The filter that the fields mean. @param {ReturnType<typeof fieldsOf>} it @returns {import('../../state/filters.js').Filter} */
function meant({ when, from, to, ...rest }) {
  const range = when === 'range' ? { from: from && bounds(from).begin, to: to && bounds(to).end } : {};
  return tidy({ ...rest, ...range, days: when && when !== 'range' ? Number(when) : '' });
}

/** With one that a saved view has, whatever it is. @param {string} chosen */
const prioritiesWith = (chosen) => (chosen && !PRIORITIES.includes(chosen) ? [...PRIORITIES, chosen] : PRIORITIES);

/** @param {{ onClose: () => void }} props */
export function Filters({ onClose }) {
  const saved = shownView.value;
  const mayChange = saved && (saved.scope === 'personal' || may('views.site'));
  const form = useForm({ ...fieldsOf(filter.value ?? {}), name: mayChange ? saved.name : '', scope: mayChange ? saved.scope : 'personal' });
  const [naming, setNaming] = useState(Boolean(mayChange));
  const gone = useAction();
  const { value, errors, set } = form;
  const { name, scope, ...fields } = value;
  const apply = (/** @type {Event} */ event) => {
    event.preventDefault();
    showFilter(meant(fields));
    onClose();
  };
  const save = (/** @type {Event} */ event) => form.submit(async () => {
    await saveView({ name, scope: /** @type {any} */ (scope), filter: meant(fields) }, mayChange ? saved : null).catch(atField);
    onClose();
  }, event);
  const drop = async () => {
    if (!saved || !(await confirm({ title: t('filter.remove_title', { name: saved.name }), text: t(saved.scope === 'site' ? 'filter.remove_site' : 'filter.remove_own'), action: t('common.delete'), danger: true }))) return;
    await gone.run(() => dropView(saved).then(() => (showView(view.value), onClose())));
  };
  const departments = useOrganisation()?.departments ?? [];
  const people = agents.value.filter((it) => it.id !== me.value?.id).map((it) => ({ value: it.id, label: it.name }));
  const choice = (/** @type {keyof typeof fields} */ key, /** @type {string} */ label, /** @type {{ value: string, label: string }[]} */ options) =>
    html`<${Select} label=${label} value=${value[key]} options=${options} error=${errors[key]} onValue=${(/** @type {string} */ it) => set({ [key]: it })} />`;
  return html`<${Dialog} wide title=${t('filter.title')} changed=${naming && form.changed} onClose=${onClose}><form class="form" onSubmit=${naming ? save : apply}>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <div class="form-row">
      ${choice('status', t('filter.status'), anyOf(t('filter.any'), STATUS.map((it) => ({ value: it, label: t(`filter.status_${it}`) }))))}
      ${choice('assignee', t('filter.assignee'), anyOf(t('filter.anybody'), [{ value: 'me', label: t('filter.mine') }, { value: 'none', label: t('filter.nobody') }, ...people]))}
      ${choice('priority', t('side.priority'), anyOf(t('filter.any'), prioritiesWith(value.priority).map((it) => ({ value: it, label: priorityWords(it) }))))}
      ${departments.length > 0 && choice('department', t('filter.department'), anyOf(t('filter.any'), [{ value: 'none', label: t('filter.no_department') }, ...departments.map((it) => ({ value: it.id, label: it.name }))]))}
      ${choice('rating', t('filter.rating'), anyOf(t('filter.any'), RATINGS.map((it) => ({ value: it, label: `★ ${it.replace(',', '–')}` }))))}
      ${choice('channel', t('filter.channel'), anyOf(t('filter.any'), ['widget', 'api'].map((it) => ({ value: it, label: t(`channel.${it}`) }))))}
      ${choice('when', t('filter.when'), anyOf(t('filter.always'), [...DAYS.map((n) => ({ value: String(n), label: t('filter.days', { n }) })), { value: 'range', label: t('filter.range') }]))}
      ${value.when === 'range' && html`<${DateField} label=${t('filter.from')} value=${value.from} onValue=${(/** @type {string} */ from) => set({ from })} /><${DateField} label=${t('filter.to')} value=${value.to} onValue=${(/** @type {string} */ to) => set({ to })} />`}</div>
    ${tags.value.length > 0 && html`<fieldset class="form-field"><legend class="form-label">${t('filter.tags')}</legend><div class="filter-tags">${tags.value.map(({ name }) => html`<${Checkbox} key=${name} label=${name} checked=${value.tag.split('\n').includes(name)} onValue=${() => set({ tag: withTag(value.tag, name, tags.value.map((it) => it.name)) })} />`)}</div>${errors.tag && html`<p class="form-error">${errors.tag}</p>`}</fieldset>`}
    ${naming && html`<div class="form-row"><${TextField} label=${t('filter.name')} focus=${!mayChange} required maxlength=${60} autocomplete="off" value=${name} error=${errors.name} onValue=${(/** @type {string} */ it) => set({ name: it })} />
      ${may('views.site') && html`<${Segmented} showLabel label=${t('filter.scope')} value=${scope} onValue=${(/** @type {any} */ it) => set({ scope: it })} options=${[{ value: 'personal', label: t('filter.personal'), icon: 'bookmark' }, { value: 'site', label: t('filter.site'), icon: 'users' }]} />`}</div>`}
    <div class="form-actions">${mayChange && html`<${Button} kind="danger" icon="trash-2" busy=${gone.busy} onClick=${drop}>${t('common.delete')}<//>`}
      ${filter.value && !mayChange && html`<${Button} onClick=${() => (showView(view.value), onClose())}>${t('filter.clear')}<//>`}<span class="grow"></span>
      ${!naming && html`<${Button} icon="bookmark" onClick=${() => setNaming(true)}>${t('filter.save_as')}<//>`}
      ${naming && !mayChange && html`<${Button} onClick=${() => setNaming(false)}>${t('common.cancel')}<//>`}
      <${Button} kind="primary" type="submit" busy=${form.busy}>${t(naming ? 'common.save' : 'filter.apply')}<//></div></form><//>`;
}
