// Macros: what each does, in order; making, changing and removing them.
import { html, useEffect, useState } from '../../lib/ui.js';
import { post, put, remove } from '../../lib/api.js';
import { number, t } from '../../lib/i18n.js';
import { PLACES } from '../../state/canned.js';
import { PRIORITIES } from '../../state/priority.js';
import { agents } from '../../store/agents.js';
import { loadMacros, macros, wantMacros } from '../../store/macros.js';
import { tags } from '../../store/tags.js';
import { Badge, Button, Dialog, Empty, Failure, Icon, IconButton, Menu, Notice, Segmented, Select, Skeleton, Table, TextArea, TextField, confirm, toast, useAction, useForm } from '../../ui/index.js';
import { styled } from './parts.js';

await styled;

/** @typedef {import('../../store/macros.js').Macro} Macro */
/** @typedef {import('../../store/macros.js').Action} Action */

const ICONS = { reply: 'reply', tag: 'tag', assign: 'forward', priority: 'flag', snooze: 'alarm-clock', ticket: 'ticket', close: 'circle-check' };
const KINDS = /** @type {const} */ (['reply', 'tag', 'assign', 'priority', 'snooze', 'ticket', 'close']);
const HOURS = [1, 3, 24, 72, 168];
const MOST = 10;

/** A new action of a kind. @param {Action['type']} type @returns {Action} */
const fresh = (type) => /** @type {Action} */ ({ reply: { type, body: '' }, tag: { type, tag: tags.value[0]?.name ?? '' }, assign: { type, assignee: 'me' }, priority: { type, priority: 'high' }, snooze: { type, hours: 24 }, ticket: { type }, close: { type } }[type]);

/** An action in a few words. @param {Action} it */
function wordsOf(it) {
  if (it.type === 'tag') return t('macro.does_tag', { tag: it.tag });
  if (it.type === 'assign') return t('macro.does_assign', { name: nameOf(it.assignee) });
  if (it.type === 'priority') return t('priority.is', { priority: t(`priority.${it.priority}`) });
  if (it.type === 'snooze') return t('macro.does_snooze', { n: it.hours });
  return t(`macro.${it.type}`);
}

/** @param {string} assignee */
const nameOf = (assignee) => (assignee === 'me' ? t('macro.me') : assignee === 'none' ? t('assign.nobody') : (agents.value.find((it) => it.id === assignee)?.name ?? '?'));

export default function Macros() {
  const [error, setError] = useState(/** @type {any} */ (null));
  const [open, setOpen] = useState(/** @type {Macro | 'new' | null} */ (null));
  const load = () => (setError(null), wantMacros().catch(setError));
  useEffect(() => void load(), []);
  const all = macros.value;
  const add = html`<${Button} kind="primary" icon="plus" onClick=${() => setOpen('new')}>${t('macro.add')}<//>`;
  return html`<div class="page-in page-wide"><header class="page-head"><h1 class="grow">${t('macro.title')}</h1>${Boolean(all?.length) && add}<p>${t('macro.lead')}</p></header>
    ${error ? html`<${Failure} error=${error} onRetry=${load} />` : !all ? html`<${Skeleton} rows=${4} />` : !all.length ? html`<${Empty} icon="zap" title=${t('macro.empty')} text=${t('macro.empty_text')}>${add}<//>`
      : html`<${Table} label=${t('macro.title')} columns=${columns(setOpen)} rows=${all} keyOf=${(/** @type {Macro} */ it) => it.id} onRow=${setOpen} />`}
    ${open && html`<${Edit} key=${open === 'new' ? 'new' : open.id} it=${open === 'new' ? null : open} onClose=${() => setOpen(null)} />`}</div>`;
}

/** @param {(it: Macro) => void} open @returns {import('../../ui/table.js').Column<Macro>[]} */
const columns = (open) => [
  { key: 'name', label: t('macro.name'), show: (it) => html`<button type="button" class="person-name" onClick=${() => open(it)}>${it.name}</button>` },
  { key: 'does', label: t('macro.does'), show: (it) => html`<span class="macro-does">${it.actions.map((action, index) => html`<${Badge} key=${index} kind="line" icon=${ICONS[action.type]}>${wordsOf(action)}<//>`)}</span>` },
  { key: 'scope', label: t('canned.scope'), show: (it) => (it.scope === 'personal' ? html`<${Badge} kind="line" icon="user-round">${t('canned.personal_long')}<//>` : html`<${Badge} icon="users">${t('canned.site_long')}<//>`) },
  { key: 'uses', label: t('canned.uses'), end: true, show: (it) => html`<span class="num">${number(it.uses)}</span>` },
];

/** @param {{ it: Macro | null, onClose: () => void }} props */
function Edit({ it, onClose }) {
  const form = useForm({ name: it?.name ?? '', scope: it?.scope ?? 'site', actions: it?.actions ?? /** @type {Action[]} */ ([]) });
  const gone = useAction();
  const { value, errors, set } = form;
  const { actions } = value;
  const send = (/** @type {Event} */ event) => form.submit(async () => {
    if (it) await put(`/api/macros/${it.id}`, value, it.version);
    else await post('/api/macros', value);
    await loadMacros();
    toast(t('common.saved'));
    onClose();
  }, event);
  const drop = async () => {
    if (!it || !(await confirm({ title: t('macro.remove_title', { name: it.name }), text: t(it.scope === 'site' ? 'canned.remove_site' : 'canned.remove_own'), action: t('common.delete'), danger: true }))) return;
    await gone.run(async () => {
      await remove(`/api/macros/${it.id}`);
      await loadMacros();
      onClose();
    });
  };
  const change = (/** @type {number} */ at, /** @type {Partial<any>} */ part) => set({ actions: actions.map((one, index) => (index === at ? /** @type {Action} */ ({ ...one, ...part }) : one)) });
  const move = (/** @type {number} */ at, /** @type {number} */ by) => {
    const next = [...actions];
    next.splice(at + by, 0, ...next.splice(at, 1));
    set({ actions: next });
  };
  const add = KINDS.map((type) => ({ label: t(`macro.${type}`), icon: ICONS[type], run: () => set({ actions: [...actions, fresh(type)] }) }));
  return html`<${Dialog} wide title=${it ? it.name : t('macro.add')} changed=${form.changed} onClose=${onClose}><form class="form" onSubmit=${send}>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <${TextField} label=${t('macro.name')} focus required maxlength=${80} autocomplete="off" value=${value.name} error=${errors.name} onValue=${(/** @type {string} */ name) => set({ name })} />
    <${Segmented} showLabel label=${t('canned.scope')} value=${value.scope} onValue=${(/** @type {any} */ scope) => set({ scope })} options=${[{ value: 'site', label: t('canned.site_long'), icon: 'users' }, { value: 'personal', label: t('canned.personal_long'), icon: 'user-round' }]} />
    <div class="form-field"><span class="form-label">${t('macro.does')}</span>${errors.actions && html`<p class="form-error"><${Icon} name="circle-alert" size=${14} />${actions.length ? errors.actions : t('macro.no_steps')}</p>`}
      <ol class="macro-steps">${actions.map((one, at) => html`<li key=${at} class="macro-step"><span class="macro-icon"><${Icon} name=${ICONS[one.type]} size=${16} /></span><div class="grow"><${Fields} it=${one} error=${errors[`actions.${at}`]} onChange=${(/** @type {any} */ part) => change(at, part)} /></div>
        <span class="macro-move"><${IconButton} icon="arrow-up" label=${t('macro.up')} disabled=${at === 0} onClick=${() => move(at, -1)} /><${IconButton} icon="arrow-down" label=${t('macro.down')} disabled=${at === actions.length - 1} onClick=${() => move(at, 1)} /><${IconButton} icon="x" label=${t('macro.drop')} onClick=${() => set({ actions: actions.filter((_, index) => index !== at) })} /></span></li>`)}</ol>
      ${actions.length < MOST && html`<span><${Menu} class="btn" label=${t('macro.add_step')} items=${add} align="start"><${Icon} name="plus" size=${16} /><span aria-hidden="true">${t('macro.add_step')}</span><//></span>`}</div>
    <div class="form-actions">${it && html`<${Button} kind="danger" icon="trash-2" busy=${gone.busy} onClick=${drop}>${t('common.delete')}<//>`}<span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit" busy=${form.busy}>${t('common.save')}<//></div></form><//>`;
}

/** What one action needs to know. @param {{ it: Action, error?: string, onChange: (part: any) => void }} props */
function Fields({ it, error, onChange }) {
  const label = t(`macro.${it.type}`);
  if (it.type === 'reply') return html`<${TextArea} label=${label} rows=${3} required maxlength=${8000} hint=${t('macro.places', { places: PLACES.map((place) => `{{${place}}}`).join(', ') })} value=${it.body} error=${error} onValue=${(/** @type {string} */ body) => onChange({ body })} />`;
  if (it.type === 'tag') return html`<${TextField} label=${label} required maxlength=${50} list="macro-tags" autocomplete="off" value=${it.tag} error=${error} onValue=${(/** @type {string} */ tag) => onChange({ tag })} /><datalist id="macro-tags">${tags.value.map((tag) => html`<option key=${tag.id} value=${tag.name} />`)}</datalist>`;
  if (it.type === 'assign') return html`<${Select} label=${label} value=${it.assignee} error=${error} options=${[{ value: 'me', label: t('macro.me') }, { value: 'none', label: t('assign.nobody') }, ...agents.value.map((one) => ({ value: one.id, label: one.name }))]} onValue=${(/** @type {string} */ assignee) => onChange({ assignee })} />`;
  if (it.type === 'priority') return html`<${Select} label=${label} value=${it.priority} error=${error} options=${PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))} onValue=${(/** @type {string} */ priority) => onChange({ priority })} />`;
  if (it.type === 'snooze') return html`<${Select} label=${label} value=${String(it.hours)} error=${error} options=${[...new Set([...HOURS, it.hours])].sort((a, b) => a - b).map((n) => ({ value: String(n), label: t('macro.hours', { n }) }))} onValue=${(/** @type {string} */ hours) => onChange({ hours: Number(hours) })} />`;
  if (it.type === 'ticket') return html`<${Select} label=${label} value=${it.priority ?? ''} error=${error} options=${[{ value: '', label: t('ticket.priority_auto') }, ...PRIORITIES.map((one) => ({ value: one, label: t(`ticket.priority_${one}`) }))]} onValue=${(/** @type {string} */ priority) => onChange({ priority: priority || undefined })} />`;
  return html`<p class="macro-plain">${label}</p>${error && html`<p class="form-error"><${Icon} name="circle-alert" size=${14} />${error}</p>`}`;
}
