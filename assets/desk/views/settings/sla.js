// Service levels: which policy is for which tickets, in order; what would be promised for a ticket that came now.
import { html, useState } from '../../lib/ui.js';
import { get, put } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { ALWAYS, KINDS, PRIORITIES, amount, areSame, countOf, countsDays } from '../../state/sla.js';
import { categoryChoices } from '../../state/tickets.js';
import { Badge, Button, Failure, Icon, IconButton, Menu, Skeleton, useAction, useLoad } from '../../ui/index.js';
import { styled } from './parts.js';
import { PolicyForm } from './sla-policy.js';
import { Trial } from './sla-trial.js';

await styled;

/** @typedef {import('../../state/sla.js').Policy} Policy */

/** A target in words. @param {number | null} minutes @param {string} calendar */
export function wordsOf(minutes, calendar) {
  if (minutes === null) return '–';
  const { n, unit } = amount(minutes, countsDays(calendar));
  return t(`sla.unit_${unit}`, { n });
}

/** @param {Policy} it */
export const nameOf = (it) => it.name || t('sla.always');

export default function ServiceLevels() {
  const all = useLoad(async (stop) => {
    const [policies, presets, categories] = await Promise.all([get('/api/sla-policies', {}, stop), get('/api/sla-policies/presets', {}, stop), get('/api/ticket-categories', { limit: 200 }, stop)]);
    return { policies: /** @type {Policy[]} */ (policies.items), presets: presets.items, categories: categoryChoices(categories.items).map(({ value, label }) => ({ id: value, name: label })) };
  }, []);
  const [open, setOpen] = useState(/** @type {Policy | null} */ (null));
  const order = useAction();
  if (all.error) return html`<${Failure} error=${all.error} onRetry=${all.reload} />`;
  if (!all.data) return html`<${Skeleton} rows=${5} />`;
  const { policies, presets, categories } = all.data;
  const own = policies.filter((it) => it.id !== ALWAYS);
  const fresh = (/** @type {any} */ from) => setOpen({ ...policies[policies.length - 1], ...from, id: '', version: 0 });
  const add = [
    { label: t('sla.add_plain'), icon: 'plus', run: () => fresh({ name: '', steps: [] }) },
    null,
    ...presets.map((/** @type {any} */ it) => ({ label: it.policy.name, icon: 'scroll-text', run: () => fresh(it.policy) })),
  ];
  const move = (/** @type {number} */ at, /** @type {number} */ by) => {
    const ids = own.map((it) => it.id);
    ids.splice(at + by, 0, ...ids.splice(at, 1));
    order.run(async () => all.setData({ ...(/** @type {any} */ (all.data)), policies: (await put('/api/sla-policies/order', { ids })).items }));
  };
  const done = () => (setOpen(null), all.reload());
  return html`<div class="page-in page-wide"><header class="page-head"><h1 class="grow">${t('sla.title')}</h1><${Menu} class="btn btn-primary" label=${t('sla.add')} items=${add}><${Icon} name="plus" size=${16} /><span aria-hidden="true">${t('sla.add')}</span><//><p>${t('sla.lead')}</p></header>
    <div class="set-two"><div class="set-form"><ol class="rules">${policies.map((it, at) => html`<li key=${it.id} class="rule"><span class="rule-n num" aria-hidden="true">${at + 1}</span>
      <div class="grow"><button type="button" class="rule-name" onClick=${() => setOpen(it)}>${nameOf(it)}</button><p class="rule-when">${whenOf(it, categories)}</p><${Promises} it=${it} /></div>
      ${it.id !== ALWAYS && html`<span class="rule-move"><${IconButton} icon="arrow-up" label=${t('sla.up', { name: it.name })} disabled=${order.busy || at === 0} onClick=${() => move(at, -1)} /><${IconButton} icon="arrow-down" label=${t('sla.down', { name: it.name })} disabled=${order.busy || at === own.length - 1} onClick=${() => move(at, 1)} /></span>`}</li>`)}</ol></div>
    <${Trial} categories=${categories} policies=${policies} /></div>
    ${open && html`<${PolicyForm} key=${open.id || 'new'} it=${open} categories=${categories} onDone=${done} onClose=${() => setOpen(null)} />`}</div>`;
}

/** Which tickets a policy is for. @param {Policy} it @param {{ id: string, name: string }[]} categories */
function whenOf(it, categories) {
  if (it.id === ALWAYS) return t('sla.for_rest');
  if (!countOf(it.conditions)) return t('sla.for_all');
  const { priorities, requesters, departments } = it.conditions;
  const names = it.conditions.categories.map((id) => categories.find((one) => one.id === id)?.name ?? '?');
  const said = [
    names.length && names.join(', '),
    departments.length && t('sla.departments_n', { n: departments.length }),
    priorities.length && priorities.map((one) => t(`priority.${one}`)).join(', '),
    requesters.length && requesters.slice(0, 3).join(', '),
  ];
  return said.filter(Boolean).join(' · ');
}

/** @param {{ it: Policy }} props */
function Promises({ it }) {
  const rows = areSame(it.targets) ? [{ name: '', targets: it.targets.normal }] : PRIORITIES.map((one) => ({ name: t(`priority.${one}`), targets: it.targets[one] }));
  const kinds = KINDS.filter((kind) => rows.some((row) => row.targets[kind] !== null));
  return html`<table class="sla-small"><thead><tr><th><${Badge} kind="line" icon="calendar-days">${t(`sla.calendar_${it.calendar}`)}<//></th>${kinds.map((kind) => html`<th key=${kind} scope="col">${t(`sla.${kind}`)}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr key=${row.name}><th scope="row">${row.name || t('sla.every_priority')}</th>${kinds.map((kind) => html`<td key=${kind} class="num">${wordsOf(row.targets[kind], it.calendar)}</td>`)}</tr>`)}</tbody></table>`;
}
