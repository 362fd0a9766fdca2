// Handing a conversation on: to an agent, a team or a department, with a note for whoever takes it.
import { html, useId, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { agents } from '../../store/agents.js';
import { useOrganisation } from '../../store/organisation.js';
import { acts } from '../../store/thread.js';
import { Button, Dialog, Dot, Empty, Notice, Segmented, TextArea, toast, useForm } from '../../ui/index.js';
import { dotOf } from '../me-menu.js';

/** @typedef {import('../../state/conversations.js').Conversation} Conversation */
/** @typedef {'agent_id' | 'team_id' | 'department_id'} Kind */
/** @typedef {{ id: string, name: string, hint: string, dot?: string, able?: boolean }} Choice */

/** @param {{ it: Conversation, onClose: () => void }} props */
export function Transfer({ it, onClose }) {
  const groups = useOrganisation();
  const [kind, setKind] = useState(/** @type {Kind} */ ('agent_id'));
  const form = useForm({ to: '', note: '' });
  const name = useId();
  const { value, errors, set } = form;
  const choices = choicesOf(kind, it, groups);
  const send = (/** @type {Event} */ event) => form.submit(async ({ to, note }) => {
    const moved = await acts.transfer({ [kind]: to, note: note.trim() || null }, it.id);
    toast(t('transfer.done', { name: moved.assignee?.name ?? '' }));
    onClose();
  }, event);
  return html`<${Dialog} title=${t('transfer.title')} changed=${form.changed} onClose=${onClose}><form class="form" onSubmit=${send}>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <${Segmented} label=${t('transfer.to')} value=${kind} options=${[{ value: 'agent_id', label: t('transfer.agent') }, { value: 'team_id', label: t('transfer.team') }, { value: 'department_id', label: t('transfer.department') }]} onValue=${(/** @type {Kind} */ next) => (setKind(next), set({ to: '' }))} />
    ${!choices.length ? html`<${Empty} icon="users" title=${t(`transfer.none_${kind}`)} />` : html`<div class="pick" role="radiogroup" aria-label=${t('transfer.to')}>${choices.map((one) => html`<label key=${one.id} class="pick-row"><input type="radio" name=${name} value=${one.id} checked=${value.to === one.id} required onChange=${() => set({ to: one.id })} />
      ${one.dot && html`<${Dot} of=${one.dot} />`}<span class="grow trunc">${one.name}</span><span class="faint t12 num">${one.hint}</span></label>`)}</div>`}
    <${TextArea} label=${t('transfer.note')} hint=${t('transfer.note_hint')} rows=${3} maxlength=${8000} value=${value.note} error=${errors.body} onValue=${(/** @type {string} */ note) => set({ note })} />
    <div class="form-actions"><span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" icon="forward" type="submit" disabled=${!value.to} busy=${form.busy}>${t('transfer.action')}<//></div></form><//>`;
}

/** Who or what it can go to; agents who can take it first. @param {Kind} kind @param {Conversation} it @param {any} groups @returns {Choice[]} */
function choicesOf(kind, it, groups) {
  if (kind === 'agent_id') {
    const others = agents.value.filter((one) => one.id !== it.assignee?.id);
    const choices = others.map((one) => {
      const online = one.status === 'online';
      const full = one.current_chats >= one.max_chats;
      const able = online && !full && !one.reconnecting && ['available', 'busy'].includes(one.state) && !one.until;
      return { id: one.id, name: one.name, able, dot: online ? dotOf(one.shown_state) : 'offline', hint: online ? `${t(`state.${one.shown_state}`)} · ${one.current_chats}/${one.max_chats}` : t('visitor.offline') };
    });
    return choices.sort((a, b) => Number(b.able) - Number(a.able));
  }
  const list = (kind === 'team_id' ? groups?.teams : groups?.departments) ?? [];
  return list.map((/** @type {any} */ one) => ({ id: one.id, name: one.name, hint: t('transfer.people', { n: one.members.length }) }));
}
