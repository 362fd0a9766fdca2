// The form for what is known of a conversation.
import { html } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { PRIORITIES } from '../../state/priority.js';
import { useOrganisation } from '../../store/organisation.js';
import { acts } from '../../store/thread.js';
import { Button, Notice, Select, TextField, useForm } from '../../ui/index.js';
import { Ticks, languageOptions } from '../settings/agent-profile.js';

/** @typedef {import('../../state/conversations.js').Conversation} Conversation */

/** @param {{ it: Conversation, onDone: () => void }} props */
export function DetailsForm({ it, onDone }) {
  const groups = useOrganisation();
  const form = useForm({ priority: it.priority, subject: it.subject ?? '', language: it.language, department: it.department?.id ?? 'none', skills: it.skills.map((one) => one.id) });
  const { value, errors, set } = form;
  const save = async (/** @type {Event} */ event) => {
    if (await form.submit((fields) => acts.revise(fields, it.id), event)) onDone();
  };
  const departments = groups?.departments ?? [];
  const skills = groups?.skills ?? [];
  return html`<form class="form form-tight" onSubmit=${save}>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <${TextField} label=${t('side.subject')} focus maxlength=${200} autocomplete="off" value=${value.subject} error=${errors.subject} onValue=${(/** @type {string} */ subject) => set({ subject })} />
    <${Select} label=${t('side.priority')} value=${value.priority} error=${errors.priority} options=${PRIORITIES.map((priority) => ({ value: priority, label: t(`priority.${priority}`) }))} onValue=${(/** @type {any} */ priority) => set({ priority })} />
    ${departments.length > 0 && html`<${Select} label=${t('profile_of.department')} value=${value.department} error=${errors.department} options=${[{ value: 'none', label: t('profile_of.no_department') }, ...departments.map((one) => ({ value: one.id, label: one.name }))]} onValue=${(/** @type {string} */ department) => set({ department })} />`}
    ${skills.length > 0 && html`<${Ticks} label=${t('side.skills')} options=${skills.map((one) => ({ value: one.id, label: one.name }))} chosen=${value.skills} error=${errors.skills} onChosen=${(/** @type {string[]} */ chosen) => set({ skills: chosen })} />`}
    <${Select} label=${t('side.language')} value=${value.language} error=${errors.language} options=${languageOptions([it.language])} onValue=${(/** @type {string} */ language) => set({ language })} />
    <div class="form-actions"><${Button} small kind="primary" type="submit" busy=${form.busy}>${t('common.save')}<//><${Button} small kind="ghost" onClick=${onDone}>${t('common.cancel')}<//></div></form>`;
}
