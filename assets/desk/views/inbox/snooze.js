// Putting a conversation off: a few usual times, or one's own.
import { html, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { full } from '../../lib/time.js';
import { snoozeTimes } from '../../state/snooze.js';
import { acts } from '../../store/thread.js';
import { Button, DateField, Dialog, Notice, toast, toastError, useForm } from '../../ui/index.js';
import { visitorName } from './words.js';

/** @typedef {import('../../state/conversations.js').Conversation} Conversation */

/** @param {Conversation} it @param {string | null} until */
export async function putOff(it, until) {
  const before = it.snoozed_until;
  await acts.snooze(until, it.id);
  if (!until) return;
  toast(t('snooze.done', { name: visitorName(it.visitor), at: full(until) }), { action: { label: t('common.undo'), run: () => acts.snooze(before, it.id).catch(toastError) } });
}

/** A local time for a field. @param {Date} at */
const forField = (at) => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** @param {{ it: Conversation, onClose: () => void }} props */
export function SnoozeDialog({ it, onClose }) {
  const [times] = useState(() => snoozeTimes(new Date()));
  const form = useForm({ until: forField(times[times.length - 1].at) });
  const { value, errors, set } = form;
  const take = (/** @type {Date} */ at) => form.submit(() => putOff(it, at.toISOString()).then(onClose));
  const own = (/** @type {Event} */ event) => {
    event.preventDefault();
    take(new Date(value.until));
  };
  return html`<${Dialog} title=${t('snooze.title')} onClose=${onClose}><p class="muted">${t('snooze.lead')}</p>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <ul class="snooze">${times.map(({ name, at }) => html`<li key=${name}><button type="button" class="menu-item" onClick=${() => take(at)}><span class="grow">${t(`snooze.${name}`)}</span><span class="faint t12">${full(at)}</span></button></li>`)}</ul>
    <form class="form with-button" onSubmit=${own}><${DateField} time label=${t('snooze.own')} required min=${forField(new Date())} value=${value.until} error=${errors.until} onValue=${(/** @type {string} */ until) => set({ until })} />
      <${Button} kind="primary" type="submit" busy=${form.busy}>${t('snooze.action')}<//></form><//>`;
}
