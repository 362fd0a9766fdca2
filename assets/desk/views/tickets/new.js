// A new ticket: by hand, from a template, or made of a conversation.
import { html, useEffect, useId, useRef, useState } from '../../lib/ui.js';
import { atField } from '../../lib/at-field.js';
import { t } from '../../lib/i18n.js';
import { go } from '../../lib/router.js';
import { me, site } from '../../lib/session.js';
import { fill } from '../../state/canned.js';
import { PRIORITIES, categoryChoices } from '../../state/tickets.js';
import { agents } from '../../store/agents.js';
import { useOrganisation } from '../../store/organisation.js';
import { categories, convert, create, loadCatalogue, templates } from '../../store/tickets.js';
import { Button, Dialog, Notice, Select, TextArea, TextField, confirm, toast, useForm } from '../../ui/index.js';

/** @typedef {import('../../state/conversations.js').Conversation} Conversation */

/** @param {{ onClose: () => void, of?: Conversation, subject?: string }} props `of`: the conversation it is made of */
export function NewTicket({ onClose, of, subject = '' }) {
  const form = useForm({ subject, body: '', name: '', email: '', phone: '', priority: '', category_id: '', department_id: of?.department?.id ?? '', team_id: '', assignee_id: of ? (of.assignee?.id ?? me.value?.id ?? '') : '', tags: /** @type {string[]} */ ([]) });
  const [template, setTemplate] = useState('');
  const places = useOrganisation();
  useEffect(() => void loadCatalogue().catch(() => {}), []);
  const { value, errors, set } = form;
  // The words of the template chosen last: nobody typed them.
  const given = useRef({ subject: '', body: '' });
  const use = async (/** @type {string} */ id) => {
    const before = template;
    setTemplate(id);
    const it = templates.value.find((one) => one.id === id);
    if (!it) return;
    const names = { 'temsilci.ad': me.value?.name, 'site.ad': site.value?.name };
    const known = (/** @type {string | null | undefined} */ wanted, /** @type {{ id: string }[] | undefined} */ all) => (wanted && all?.some((one) => one.id === wanted) ? wanted : '');
    const { defaults } = it;
    const words = { subject: fill(it.subject, names), body: fill(it.body, names) };
    const typed = (/** @type {'subject' | 'body'} */ key) => Boolean(value[key].trim()) && value[key] !== given.current[key];
    const lost = /** @type {const} */ (['subject', 'body']).some((key) => typed(key) && words[key] && words[key] !== value[key]);
    if (lost && !(await confirm({ title: t('ticket.template_over', { name: it.name }), text: t('ticket.template_over_text'), action: t('ticket.template_use') }))) return setTemplate(before);
    const next = (/** @type {'subject' | 'body'} */ key) => words[key] || (typed(key) ? value[key] : '');
    set({ subject: next('subject'), body: next('body'), priority: defaults.priority ?? '', category_id: known(defaults.category_id, categories.value), department_id: known(defaults.department_id, places?.departments), team_id: known(defaults.team_id, places?.teams), assignee_id: known(defaults.assignee_id, agents.value), tags: defaults.tags ?? [] });
    given.current = words;
  };
  const send = (/** @type {Event} */ event) => form.submit(async () => {
    const { name, email, phone, subject: about, body, tags, ...rest } = value;
    // Whom it is for is known by now.
    const filled = (/** @type {string} */ words) => fill(words, { 'ziyaretci.ad': name });
    const chosen = Object.fromEntries(Object.entries(rest).filter(([, it]) => it));
    const made = of
      ? await convert(of.id, { subject: about || undefined, ...chosen, department_id: value.department_id || null, assignee_id: value.assignee_id || null, ...(tags.length ? { tags } : {}) }).catch(atField)
      : await create({ subject: filled(about), body: filled(body), tags, requester: { name, email, phone }, ...chosen }).catch(atField);
    toast(t('ticket.made', { number: String(made.number) }), of ? { action: { label: t('ticket.open'), run: () => go(`/tickets/${made.id}`) } } : {});
    onClose();
    if (!of) go(`/tickets/${made.id}`);
  }, event);
  const field = (/** @type {'subject' | 'name' | 'email' | 'phone'} */ key, /** @type {any} */ more = {}) => html`<${TextField} label=${t(key === 'subject' ? 'ticket.subject' : `ticket.requester_${key}`)} autocomplete="off" value=${value[key]} error=${errors[key]} onValue=${(/** @type {string} */ it) => set({ [key]: it })} ...${more} />`;
  // In a team it is whoever's turn it is, unless somebody is named after it.
  const choice = (/** @type {'priority' | 'category_id' | 'department_id' | 'team_id' | 'assignee_id'} */ key, /** @type {string} */ label, /** @type {{ value: string, label: string }[]} */ options) => html`<${Select} label=${label} value=${value[key]} error=${errors[key]} options=${[{ value: '', label: key === 'priority' ? t('ticket.priority_auto') : '–' }, ...options]} onValue=${(/** @type {string} */ it) => set({ [key]: it, ...(key === 'team_id' && it ? { assignee_id: '' } : {}) })} />`;
  const named = (/** @type {{ id: string, name: string }[] | undefined} */ all) => (all ?? []).map((it) => ({ value: it.id, label: it.name }));
  const id = useId();
  const footer = html`<span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit" form=${id} icon="ticket" busy=${form.busy}>${t('ticket.make')}<//>`;
  return html`<${Dialog} wide title=${t(of ? 'ticket.of_conversation' : 'tickets.new')} changed=${form.changed} onClose=${onClose} footer=${footer}><form class="form" id=${id} onSubmit=${send} noValidate>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    ${!of && templates.value.length > 0 && html`<${Select} label=${t('ticket.template')} value=${template} options=${[{ value: '', label: t('ticket.no_template') }, ...templates.value.map((it) => ({ value: it.id, label: it.name }))]} onValue=${use} />`}
    ${of && html`<p class="muted">${t('ticket.of_conversation_text', { name: of.visitor.name ?? '' })}</p>`}
    ${field('subject', { focus: true, required: !of, maxlength: 200, placeholder: of ? t('ticket.subject_auto') : '' })}
    ${!of && html`<${TextArea} label=${t('ticket.description')} rows=${5} required maxlength=${20000} value=${value.body} error=${errors.body} onValue=${(/** @type {string} */ body) => set({ body })} />
      <div class="form-row">${field('name', { maxlength: 120 })}${field('email', { type: 'email' })}${field('phone', { type: 'tel' })}</div>`}
    <div class="form-row">${choice('priority', t('ticket.priority'), PRIORITIES.map((it) => ({ value: it, label: t(`ticket.priority_${it}`) })))}
      ${categories.value.length > 0 && choice('category_id', t('ticket.category'), categoryChoices(categories.value))}
      ${choice('assignee_id', t('ticket.assignee'), agents.value.map((it) => ({ value: it.id, label: it.id === me.value?.id ? t('assign.me', { name: it.name }) : it.name })))}
      ${(places?.teams.length ?? 0) > 0 && choice('team_id', t('ticket.team'), named(places?.teams))}
      ${(places?.departments.length ?? 0) > 0 && choice('department_id', t('ticket.department'), named(places?.departments))}</div></form><//>`;
}
