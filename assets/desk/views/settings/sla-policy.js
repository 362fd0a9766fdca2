// One policy: for whom, by which calendar, how much time, what happens when it is missed.
import { html, useId, useState } from '../../lib/ui.js';
import { post, put, remove } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { ALWAYS, CALENDARS, KINDS, PRIORITIES, UNITS, amount, areSame, countsDays } from '../../state/sla.js';
import { agents } from '../../store/agents.js';
import { useOrganisation } from '../../store/organisation.js';
import { Button, Checkbox, Dialog, Icon, IconButton, Notice, Select, Switch, TextArea, TextField, confirm, toast, useAction, useForm } from '../../ui/index.js';
import { TrialResult } from './sla-trial.js';

/** @typedef {import('../../state/sla.js').Policy} Policy */
/** @typedef {import('../../state/sla.js').Step} Step */
/** @typedef {import('../../state/sla.js').Targets} Targets */

const MOST_STEPS = 10;

/** @param {{ it: Policy, categories: { id: string, name: string }[], onDone: () => void, onClose: () => void }} props */
export function PolicyForm({ it, categories, onDone, onClose }) {
  const form = useForm({ ...it, requesters: it.conditions.requesters.join('\n') });
  const [same, setSame] = useState(areSame(it.targets));
  const gone = useAction();
  const groups = useOrganisation();
  const { value, errors, set } = form;
  const always = it.id === ALWAYS;
  const when = (/** @type {any} */ part) => set({ conditions: { ...value.conditions, ...part } });
  const asked = () => {
    const targets = same ? Object.fromEntries(PRIORITIES.map((one) => [one, value.targets.normal])) : value.targets;
    const conditions = { ...value.conditions, requesters: value.requesters.split(/[\s,;]+/).filter(Boolean) };
    return { name: value.name, calendar: value.calendar, targets, pauses: value.pauses, steps: value.steps, ...(always ? {} : { conditions }) };
  };
  const send = (/** @type {Event} */ event) => form.submit(async () => {
    const policy = asked();
    const forAll = !always && Object.values(policy.conditions ?? {}).every((/** @type {any[]} */ one) => !one.length);
    if (forAll && !(await confirm({ title: t('sla.all_title'), text: t('sla.all_text'), action: t('sla.all_action') }))) return;
    if (it.id) await put(`/api/sla-policies/${it.id}`, policy, it.version);
    else await post('/api/sla-policies', policy);
    toast(t('common.saved'));
    onDone();
  }, event);
  const drop = async () => {
    const words = always ? { title: t('sla.reset_title'), text: t('sla.reset_text'), action: t('sla.reset') } : { title: t('sla.remove_title', { name: it.name }), text: t('sla.remove_text'), action: t('common.delete') };
    if (await confirm({ ...words, danger: true })) await gone.run(async () => (await remove(`/api/sla-policies/${it.id}`), onDone()));
  };
  const calendar = (/** @type {string} */ next) => set({ calendar: next, targets: countsDays(next) === countsDays(value.calendar) ? value.targets : converted(value.targets, countsDays(next)) });
  const id = useId();
  const footer = html`${it.id && (!always || it.version > 0) && html`<${Button} kind="danger" icon=${always ? 'rotate-ccw' : 'trash-2'} busy=${gone.busy} onClick=${drop}>${always ? t('sla.reset') : t('common.delete')}<//>`}<span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit" form=${id} busy=${form.busy}>${t('common.save')}<//>`;
  return html`<${Dialog} wide title=${always ? t('sla.always') : it.id ? it.name : t('sla.add')} changed=${form.changed} onClose=${onClose} footer=${footer}><form class="form" id=${id} onSubmit=${send} noValidate>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    ${always ? html`<${Notice}>${t('sla.always_text')}<//>` : html`<${TextField} label=${t('sla.name')} focus maxlength=${80} autocomplete="off" value=${value.name} error=${errors.name} onValue=${(/** @type {string} */ name) => set({ name })} />
      <fieldset class="form-set"><legend>${t('sla.for')}</legend><p class="form-hint">${t('sla.for_text')}</p>
        <${Ticks} label=${t('sla.categories')} of=${categories} taken=${value.conditions.categories} onValue=${(/** @type {string[]} */ list) => when({ categories: list })} />
        <${Ticks} label=${t('sla.departments')} of=${groups?.departments} taken=${value.conditions.departments} onValue=${(/** @type {string[]} */ list) => when({ departments: list })} />
        <${Ticks} label=${t('sla.priorities')} of=${PRIORITIES.map((id) => ({ id, name: t(`priority.${id}`) }))} taken=${value.conditions.priorities} onValue=${(/** @type {string[]} */ list) => when({ priorities: list })} />
        <${TextArea} label=${t('sla.requesters')} hint=${t('sla.requesters_text')} rows=${2} spellcheck=${false} value=${value.requesters} error=${errors['conditions.requesters']} onValue=${(/** @type {string} */ requesters) => set({ requesters })} /></fieldset>`}
    <fieldset class="form-set"><legend>${t('sla.time')}</legend>
      <${Select} label=${t('sla.calendar')} hint=${t(`sla.calendar_${value.calendar}_text`)} value=${value.calendar} options=${CALENDARS.map((one) => ({ value: one, label: t(`sla.calendar_${one}`) }))} onValue=${calendar} />
      <${Checkbox} label=${t('sla.same')} checked=${same} onValue=${setSame} />
      <${Matrix} targets=${value.targets} rows=${same ? ['normal'] : PRIORITIES} days=${countsDays(value.calendar)} errors=${errors} onValue=${(/** @type {any} */ targets) => set({ targets })} />
      ${errors.targets && html`<p class="form-error"><${Icon} name="circle-alert" size=${14} />${errors.targets}</p>`}
      <${Switch} label=${t('sla.pauses')} hint=${t('sla.pauses_text')} checked=${value.pauses} onValue=${(/** @type {boolean} */ pauses) => set({ pauses })} /></fieldset>
    <${Steps} steps=${value.steps} errors=${errors} onValue=${(/** @type {Step[]} */ steps) => set({ steps })} />
    <fieldset class="form-set"><legend>${t('sla.preview')}</legend><${TrialResult} asked=${{ policy: asked(), policy_id: it.id || undefined, priority: 'normal' }} /></fieldset></form><//>`;
}

/** Targets of a calendar of the other sort: days where hours were, and the other way round. @param {Record<string, Targets>} targets @param {boolean} days */
const converted = (targets, days) => Object.fromEntries(Object.entries(targets).map(([name, row]) => [name, Object.fromEntries(KINDS.map((kind) => [kind, row[kind] === null ? null : days ? Math.max(1, Math.ceil(row[kind] / 480)) * UNITS.day : (row[kind] / UNITS.day) * 480]))]));

/** Any of a few. What was taken and is gone since can only be taken away. @param {{ label: string, of: { id: string, name: string }[] | undefined, taken: string[], onValue: (taken: string[]) => void }} props */
function Ticks({ label, of, taken, onValue }) {
  if (!of) return null;
  const gone = taken.filter((id) => !of.some((it) => it.id === id)).map((id) => ({ id, name: t('sla.gone') }));
  const all = [...of, ...gone];
  return all.length > 0 && html`<div class="form-field" role="group" aria-label=${label}><span class="form-label">${label}</span><div class="tick-grid">${all.map((it) => html`<${Checkbox} key=${it.id} label=${it.name} checked=${taken.includes(it.id)} onValue=${(/** @type {boolean} */ on) => onValue(on ? [...taken, it.id] : taken.filter((id) => id !== it.id))} />`)}</div></div>`;
}

/** @param {{ targets: Record<string, Targets>, rows: readonly string[], days: boolean, errors: Record<string, string>, onValue: (targets: any) => void }} props */
const Matrix = ({ targets, rows, days, errors, onValue }) => html`<div class="table-wrap"><table class="sla-matrix"><thead><tr><th><span class="sr">${t('sla.priorities')}</span></th>${KINDS.map((kind) => html`<th key=${kind} scope="col">${t(`sla.${kind}`)}</th>`)}</tr></thead>
  <tbody>${rows.map((row) => html`<tr key=${row}><th scope="row">${rows.length === 1 ? t('sla.every_priority') : t(`priority.${row}`)}</th>${KINDS.map((kind) => html`<td key=${kind} data-label=${t(`sla.${kind}`)}><${Amount} label=${`${rows.length === 1 ? '' : `${t(`priority.${row}`)}: `}${t(`sla.${kind}`)}`} minutes=${targets[row][kind]} days=${days} error=${errors[`targets.${row}.${kind}`]} onValue=${(/** @type {number | null} */ minutes) => onValue({ ...targets, [row]: { ...targets[row], [kind]: minutes } })} /></td>`)}</tr>`)}</tbody></table></div>`;

/** A number and its unit; empty is none. @param {{ label: string, minutes: number | null, days: boolean, error?: string, onValue: (minutes: number | null) => void }} props */
function Amount({ label, minutes, days, error, onValue }) {
  const now = minutes === null ? { n: null, unit: days ? 'day' : 'hour' } : amount(minutes, days);
  const [unit, setUnit] = useState(/** @type {keyof typeof UNITS} */ (now.unit));
  const shown = days ? 'day' : unit === 'day' ? 'hour' : unit;
  const tell = (/** @type {string} */ n, /** @type {keyof typeof UNITS} */ of) => onValue(n === '' ? null : Math.round(Number(n) * UNITS[of]));
  const n = minutes === null ? '' : String(minutes / UNITS[shown]);
  return html`<span class="amount"><input class="field num" type="number" min="0" step=${shown === 'hour' ? '0.25' : '1'} inputmode="decimal" aria-label=${label} aria-invalid=${error ? 'true' : undefined} title=${error} value=${n} onInput=${(/** @type {any} */ event) => tell(event.target.value, shown)} />
    ${days ? html`<span class="amount-unit">${t('sla.unit_day_word')}</span>` : html`<span class="select-wrap"><select class="field" aria-label=${t('sla.unit_of', { name: label })} value=${shown} onChange=${(/** @type {any} */ event) => (setUnit(event.target.value), tell(n, event.target.value))}><option value="minute" selected=${shown === 'minute'}>${t('sla.unit_minute_word')}</option><option value="hour" selected=${shown === 'hour'}>${t('sla.unit_hour_word')}</option></select><${Icon} name="chevron-down" size=${16} /></span>`}</span>`;
}

/** @param {{ steps: Step[], errors: Record<string, string>, onValue: (steps: Step[]) => void }} props */
function Steps({ steps, errors, onValue }) {
  const change = (/** @type {number} */ at, /** @type {Partial<Step>} */ part) => onValue(steps.map((it, index) => (index === at ? { ...it, ...part } : it)));
  const people = [{ value: '', label: t('sla.step_nobody') }, ...agents.value.map((it) => ({ value: it.id, label: it.name }))];
  return html`<fieldset class="form-set"><legend>${t('sla.steps')}</legend><p class="form-hint">${t('sla.steps_text')}</p>
    ${steps.map((it, at) => html`<div class="sla-step" key=${at}><div class="form-row"><${Select} label=${t('sla.step_clock')} value=${it.clock} options=${KINDS.map((kind) => ({ value: kind, label: t(`sla.${kind}`) }))} onValue=${(/** @type {any} */ clock) => change(at, { clock })} />
        <${TextField} type="number" min="0" label=${t('sla.step_after')} value=${it.after_minutes} onValue=${(/** @type {string} */ n) => change(at, { after_minutes: Math.max(0, Math.round(Number(n) || 0)) })} /></div>
      <div class="form-row"><${Select} label=${t('sla.step_assign')} value=${it.assign_to ?? ''} options=${people} onValue=${(/** @type {string} */ id) => change(at, { assign_to: id || null })} />
        <${Select} label=${t('sla.step_notify')} value=${it.notify[0] ?? ''} options=${people} onValue=${(/** @type {string} */ id) => change(at, { notify: id ? [id] : [] })} /></div>
      <div class="form-actions"><${Checkbox} label=${t('sla.step_raise')} checked=${it.raise_priority} onValue=${(/** @type {boolean} */ raise_priority) => change(at, { raise_priority })} /><span class="grow"></span><${IconButton} icon="trash-2" label=${t('sla.step_drop', { n: at + 1 })} onClick=${() => onValue(steps.filter((_, index) => index !== at))} /></div>
      ${errors[`steps.${at}`] && html`<p class="form-error"><${Icon} name="circle-alert" size=${14} />${errors[`steps.${at}`]}</p>`}</div>`)}
    ${steps.length < MOST_STEPS && html`<span><${Button} small icon="plus" onClick=${() => onValue([...steps, { clock: 'resolution', after_minutes: 0, assign_to: null, raise_priority: true, notify: [] }])}>${t('sla.step_add')}<//></span>`}</fieldset>`;
}
