// Questions about a ticket: with which it is merged, what it belongs to, what becomes of a message.
import { html, useState } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { go } from '../../lib/router.js';
import { acts } from '../../store/ticket.js';
import { Button, Dialog, Icon, Notice, TextField, toast, useAction, useForm, useLoad } from '../../ui/index.js';
import { StatusBadge, requesterName } from './words.js';

/** @typedef {import('../../state/tickets.js').Ticket} Ticket */

/** Finds another ticket by its number or words. @param {{ but: string, value: Ticket | null, onValue: (it: Ticket | null) => void, open?: boolean }} props */
function Finder({ but, value, onValue, open }) {
  const [words, setWords] = useState('');
  const found = useLoad((signal) => get('/api/tickets', { q: words, limit: 8, status: open ? 'unsolved' : undefined }, signal), [words]);
  const items = (found.data?.items ?? []).filter((/** @type {Ticket} */ it) => it.id !== but);
  return html`<${TextField} label=${t('ticket.find_other')} hint=${t('ticket.find_other_hint')} focus autocomplete="off" value=${words} onValue=${(/** @type {string} */ next) => (setWords(next), onValue(null))} />
    <div class="pick" role="radiogroup" aria-label=${t('tickets.title')}>${items.map((/** @type {Ticket} */ it) => html`<label key=${it.id} class="pick-row"><input type="radio" name="other-ticket" checked=${value?.id === it.id} onChange=${() => onValue(it)} /><span class="grow trunc"><span class="faint num">#${it.number}</span> ${it.subject}<span class="faint t12"> · ${requesterName(it)}</span></span><${StatusBadge} of=${it.status} /></label>`)}
      ${!items.length && !found.loading && html`<p class="pick-row faint t13">${t('tickets.none')}</p>`}</div>`;
}

/** @param {{ it: Ticket, onClose: () => void }} props */
export function MergeDialog({ it, onClose }) {
  const [other, setOther] = useState(/** @type {Ticket | null} */ (null));
  const { busy, run } = useAction();
  const merge = () => run(async () => {
    if (!other) return;
    const into = await acts.merge(other.number);
    toast(t('ticket.merged', { from: String(it.number), into: String(into.number) }));
    onClose();
    go(`/tickets/${into.id}`);
  });
  return html`<${Dialog} wide title=${t('ticket.merge_title', { number: String(it.number) })} onClose=${onClose} footer=${html`<${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" icon="merge" disabled=${!other} busy=${busy} onClick=${merge}>${t('ticket.merge_do')}<//>`}>
    <p class="muted">${t('ticket.merge_text')}</p><${Finder} open but=${it.id} value=${other} onValue=${setOther} />${other && html`<${Notice} kind="info">${t('ticket.merge_into', { number: String(other.number), subject: other.subject })}<//>`}<//>`;
}

/** @param {{ it: Ticket, onClose: () => void }} props */
export function LinkDialog({ it, onClose }) {
  const [other, setOther] = useState(/** @type {Ticket | null} */ (null));
  const { busy, run } = useAction();
  const link = () => run(async () => {
    if (!other) return;
    await acts.link(other.number);
    onClose();
  });
  return html`<${Dialog} wide title=${t('ticket.link_title')} onClose=${onClose} footer=${html`<${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" icon="link" disabled=${!other} busy=${busy} onClick=${link}>${t('ticket.link_do')}<//>`}><${Finder} but=${it.id} value=${other} onValue=${setOther} /><//>`;
}

/** @param {{ message: import('../../store/ticket.js').Message, it: Ticket, onClose: () => void }} props */
export function SplitDialog({ message, it, onClose }) {
  const form = useForm({ subject: it.subject });
  const split = (/** @type {Event} */ event) => form.submit(async ({ subject }) => {
    const made = await acts.split(message.id, subject);
    toast(t('ticket.split_done', { number: String(made.number) }));
    onClose();
    go(`/tickets/${made.id}`);
  }, event);
  return html`<${Dialog} wide title=${t('ticket.split_title')} changed=${form.changed} onClose=${onClose}><form class="form" onSubmit=${split}>${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <p class="muted">${t('ticket.split_text')}</p><blockquote class="split-quote"><${Icon} name="quote" size=${16} /><span class="clamp">${message.body}</span></blockquote>
    <${TextField} label=${t('ticket.subject')} focus maxlength=${200} value=${form.value.subject} error=${form.errors.subject} onValue=${(/** @type {string} */ subject) => form.set({ subject })} />
    <div class="form-actions"><span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit" icon="split" busy=${form.busy}>${t('ticket.split_do')}<//></div></form><//>`;
}
