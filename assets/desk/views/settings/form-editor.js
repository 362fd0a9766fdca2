// One form: its words, its questions, what becomes of what is sent; beside it how it looks.
import { html, useState } from '../../lib/ui.js';
import { get, post, put, remove } from '../../lib/api.js';
import { lang, t } from '../../lib/i18n.js';
import { go } from '../../lib/router.js';
import { planFor } from '../../state/form-plan.js';
import { PRIORITIES } from '../../state/sla.js';
import { categoryChoices } from '../../state/tickets.js';
import { useOrganisation } from '../../store/organisation.js';
import { pick } from '../../../shared/fields.js';
import { Button, Notice, Select, Switch, confirm, toast, useAction, useForm, useLoad, useUnsaved } from '../../ui/index.js';
import { FieldsBuilder, FieldsPreview } from './fields-builder.js';
import { CopyField } from './parts.js';
import { InBoth } from './widget-look.js';

/** @typedef {import('../../../shared/fields.js').Field} Field */
/** @typedef {import('../../../shared/fields.js').Worded} Worded */
/** @typedef {{ automatic: boolean, subject_field: string | null, name_field: string | null, department_id: string | null, category_id: string | null, priority: string | null }} Plan */
/** @typedef {{ id: string, slug: string, path: string, version: number, title: Worded, intro: Worded, fields: Field[], button: Worded, thanks: Worded, open: boolean, in_widget: boolean, ticket: Plan, confirm: boolean, submissions?: number, last_submission_at?: string | null }} Form */

const DESIGN = /** @type {const} */ (['title', 'intro', 'fields', 'button', 'thanks', 'open', 'in_widget', 'ticket', 'confirm']);

/** @param {{ form: Form }} props */
export function FormEditor({ form }) {
  const draft = useForm(form);
  const [stored, setStored] = useState(form);
  const gone = useAction();
  const { value, errors, set } = draft;
  useUnsaved(draft.changed);
  const save = (/** @type {Event} */ event, version = stored.version) => draft.submit(async () => {
    const design = Object.fromEntries(DESIGN.map((name) => [name, value[name]]));
    const saved = stored.id ? await put(`/api/forms/${stored.id}`, design, version) : await post('/api/forms', design);
    draft.reset(saved, value);
    setStored(saved);
    toast(t('common.saved'));
    if (!stored.id) setTimeout(() => go(`/settings/forms/${saved.id}`, { replace: true }));
  }, event);
  const drop = async () => {
    if (await confirm({ title: t('form.remove_title', { name: pick(stored.title, lang.value) }), text: t('form.remove_text', { n: stored.submissions ?? 0 }), action: t('common.delete'), danger: true })) {
      await gone.run(async () => (await remove(`/api/forms/${stored.id}`), draft.reset(stored), setTimeout(() => go('/settings/forms'))));
    }
  };
  const stale = draft.problem?.status === 412 && draft.problem.current;
  return html`<div class="page-in page-wide"><header class="page-head"><h1 class="grow">${stored.id ? pick(stored.title, lang.value) : t('form.add')}</h1><span class="form-actions page-acts"><${Button} icon="arrow-left" href="/settings/forms">${t('form.all')}<//>${stored.id && html`<${Button} icon="inbox" href=${`/settings/forms/${stored.id}/sent`}>${t('form.sent')}<//>`}</span></header>
    <div class="set-two"><form class="set-form" onSubmit=${save} noValidate>
      ${draft.problem && !stale && html`<${Notice} kind="danger">${draft.problem.message}<//>`}${Object.keys(errors).length > 0 && html`<${Notice} kind="danger">${t('people.check_fields')}<//>`}
      ${stale && html`<${Notice} kind="warn"><p>${t('people.stale')}</p><div class="form-actions set-stale"><${Button} small onClick=${() => (draft.reset(stale), setStored(stale))}>${t('kb.conflict_theirs')}<//><${Button} small onClick=${(/** @type {Event} */ event) => save(event, stale.version)}>${t('kb.conflict_mine')}<//></div><//>`}
      <section class="section"><${InBoth} label=${t('form.name')} field="title" max=${120} value=${value.title} errors=${errors} onValue=${(/** @type {Worded} */ title) => set({ title })} />
        <${InBoth} label=${t('form.intro')} field="intro" rows=${2} max=${2000} hint=${t('form.markdown')} value=${value.intro} errors=${errors} onValue=${(/** @type {Worded} */ intro) => set({ intro })} /></section>
      <section class="section"><h2>${t('form.questions')}</h2><${FieldsBuilder} fields=${value.fields} errors=${errors} onValue=${(/** @type {Field[]} */ fields) => set({ fields, ticket: planFor(value.ticket, value.fields, fields) })} /></section>
      <${Becomes} value=${value} errors=${errors} set=${set} />
      <section class="section"><h2>${t('form.where')}</h2><${Switch} label=${t('form.open')} hint=${t('form.open_text')} checked=${value.open} onValue=${(/** @type {boolean} */ open) => set({ open })} />
        <${Switch} label=${t('form.in_widget')} hint=${t('form.in_widget_text')} checked=${value.in_widget} disabled=${!value.open} onValue=${(/** @type {boolean} */ in_widget) => set({ in_widget })} />
        ${stored.id && html`<${CopyField} label=${t('form.address')} value=${`${location.origin}${stored.path}`} /><div class="form-actions"><${Button} icon="external-link" href=${stored.path} target="_blank">${t('form.show')}<//></div>`}</section>
      <section class="section"><h2>${t('form.words')}</h2><${InBoth} label=${t('form.button')} field="button" max=${40} value=${value.button} errors=${errors} onValue=${(/** @type {Worded} */ button) => set({ button })} />
        <${InBoth} label=${t('form.thanks')} field="thanks" rows=${2} max=${1000} value=${value.thanks} errors=${errors} onValue=${(/** @type {Worded} */ thanks) => set({ thanks })} /></section>
      <div class="save-bar">${stored.id && html`<${Button} kind="danger" icon="trash-2" busy=${gone.busy} onClick=${drop}>${t('common.delete')}<//>`}<span class="grow muted t13" role="status">${draft.changed && t('kb.unsaved')}</span><${Button} kind="primary" icon="check" type="submit" busy=${draft.busy}>${t('common.save')}<//></div></form>
    <${FieldsPreview} fields=${value.fields} form=${value} /></div></div>`;
}

/** What becomes of what is sent. @param {{ value: Form, errors: Record<string, string>, set: (part: Partial<Form>) => void }} props */
function Becomes({ value, errors, set }) {
  const groups = useOrganisation();
  const categories = useLoad((stop) => get('/api/ticket-categories', { limit: 200 }, stop).then((it) => categoryChoices(it.items)), []);
  const plan = value.ticket;
  const put = (/** @type {Partial<Plan>} */ part) => set({ ticket: { ...plan, ...part } });
  const texts = value.fields.filter((it) => ['text', 'long_text', 'choice'].includes(it.kind) && it.key).map((it) => ({ value: it.key, label: pick(it.label, lang.value) }));
  const one = (/** @type {{ id: string, name: string }[]} */ list) => list.map((it) => ({ value: it.id, label: it.name }));
  return html`<section class="section"><h2>${t('form.becomes')}</h2><${Switch} label=${t('form.automatic')} hint=${t('form.automatic_text')} checked=${plan.automatic} onValue=${(/** @type {boolean} */ automatic) => put({ automatic })} />
    <div class="form-row"><${Select} label=${t('form.subject')} error=${errors['ticket.subject_field']} value=${plan.subject_field ?? ''} options=${[{ value: '', label: t('form.subject_title') }, ...texts]} onValue=${(/** @type {string} */ key) => put({ subject_field: key || null })} />
      <${Select} label=${t('form.name_field')} error=${errors['ticket.name_field']} value=${plan.name_field ?? ''} options=${[{ value: '', label: t('form.name_none') }, ...texts]} onValue=${(/** @type {string} */ key) => put({ name_field: key || null })} /></div>
    <div class="form-row"><${Select} label=${t('sla.category')} error=${errors['ticket.category_id']} value=${plan.category_id ?? ''} options=${[{ value: '', label: t('form.none') }, ...(categories.data ?? [])]} onValue=${(/** @type {string} */ id) => put({ category_id: id || null })} />
      <${Select} label=${t('sla.department')} error=${errors['ticket.department_id']} value=${plan.department_id ?? ''} options=${[{ value: '', label: t('form.none') }, ...one(groups?.departments ?? [])]} onValue=${(/** @type {string} */ id) => put({ department_id: id || null })} /></div>
    <${Select} label=${t('sla.priority')} value=${plan.priority ?? ''} options=${[{ value: '', label: t('form.priority_usual') }, ...PRIORITIES.map((it) => ({ value: it, label: t(`priority.${it}`) }))]} onValue=${(/** @type {string} */ it) => put({ priority: it || null })} />
    ${!plan.automatic && html`<${Switch} label=${t('form.confirm')} hint=${t('form.confirm_text')} checked=${value.confirm} onValue=${(/** @type {boolean} */ on) => set({ confirm: on })} />`}</section>`;
}
