// Banning a visitor, and the words that say that one is banned.
import { html, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { full } from '../../lib/time.js';
import { ban, lift } from '../../store/bans.js';
import { acts } from '../../store/thread.js';
import { Button, Checkbox, Dialog, Notice, Segmented, Select, TextField, toast, useAction, useForm } from '../../ui/index.js';
import { visitorName } from './words.js';

/** @typedef {import('../../state/conversations.js').Conversation} Conversation */

const HOUR = 3_600_000;
/** How long, in hours; empty: for good. */
const SPANS = ['1', '24', '168', '720', ''];

/** @param {{ it: Conversation, onClose: () => void }} props */
export function BanDialog({ it, onClose }) {
  const form = useForm({ reason: '', span: '24', by: 'visitor' });
  const [closing, setClosing] = useState(it.status !== 'closed');
  const { value, errors, set } = form;
  const name = visitorName(it.visitor);
  const send = (/** @type {Event} */ event) => form.submit(async () => {
    const until = value.span ? new Date(Date.now() + Number(value.span) * HOUR).toISOString() : null;
    await ban({ visitor_id: it.visitor.id, by: value.by, reason: value.reason, until });
    if (closing && it.status !== 'closed') await acts.close(it.id);
    toast(t('ban.done', { name }));
    onClose();
  }, event);
  return html`<${Dialog} title=${t('ban.title', { name })} changed=${form.changed} onClose=${onClose}><form class="form" onSubmit=${send}>
    <p class="muted">${t('ban.lead')}</p>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <${TextField} label=${t('ban.reason')} hint=${t('ban.reason_hint')} focus required maxlength=${500} autocomplete="off" value=${value.reason} error=${errors.reason} onValue=${(/** @type {string} */ reason) => set({ reason })} />
    <${Select} label=${t('ban.span')} value=${value.span} options=${SPANS.map((it) => ({ value: it, label: t(`ban.span_${it || 'always'}`) }))} error=${errors.until} onValue=${(/** @type {string} */ span) => set({ span })} />
    <${Segmented} showLabel label=${t('ban.by')} value=${value.by} onValue=${(/** @type {string} */ by) => set({ by })} options=${[{ value: 'visitor', label: t('ban.by_visitor'), icon: 'user-round' }, { value: 'address', label: t('ban.by_address'), icon: 'globe' }]} />
    ${errors.by ? html`<${Notice} kind="danger">${errors.by}<//>` : value.by === 'address' && html`<p class="form-hint">${t('ban.address_hint')}</p>`}
    ${it.status !== 'closed' && html`<${Checkbox} label=${t('ban.close_too')} checked=${closing} onValue=${setClosing} />`}
    <div class="form-actions"><span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="danger-solid" type="submit" icon="ban" busy=${form.busy}>${t('ban.action')}<//></div></form><//>`;
}

/** That the visitor may send nothing, in the side panel. @param {{ ban: import('../../store/bans.js').Ban }} props */
export function BanNotice({ ban: it }) {
  const { busy, run } = useAction();
  return html`<section class="sec"><${Notice} kind="danger"><p class="semi">${t('ban.banned')}</p><p>${it.reason}</p><p>${it.until ? t('ban.until', { at: full(it.until) }) : t('ban.always')}${it.created_by ? ` · ${it.created_by.name}` : ''}</p>
    <div class="form-actions"><${Button} small busy=${busy} onClick=${() => run(() => lift(it.id))}>${t('ban.lift')}<//></div><//></section>`;
}
