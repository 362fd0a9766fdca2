// A conversation as a document: downloaded, or sent to its visitor.
import { html, useState } from '../../lib/ui.js';
import { download, post } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { me } from '../../lib/session.js';
import { Button, Checkbox, Dialog, Notice, Segmented, TextField, toast, useAction, useForm } from '../../ui/index.js';

/** @param {{ it: import('../../state/conversations.js').Conversation, onClose: () => void }} props */
export function TranscriptDialog({ it, onClose }) {
  const [way, setWay] = useState('download');
  const title = t('transcript.title', { number: String(it.number) });
  const ways = me.value?.mail && html`<${Segmented} showLabel label=${t('transcript.way')} value=${way} onValue=${setWay} options=${[{ value: 'download', label: t('transcript.download'), icon: 'download' }, { value: 'mail', label: t('transcript.mail'), icon: 'mail' }]} />`;
  return way === 'mail' ? html`<${Mail} it=${it} title=${title} ways=${ways} onClose=${onClose} />` : html`<${Download} it=${it} title=${title} ways=${ways} onClose=${onClose} />`;
}

/** @typedef {{ it: import('../../state/conversations.js').Conversation, title: string, ways: any, onClose: () => void }} Part */

/** @param {Part} props */
function Download({ it, title, ways, onClose }) {
  const [format, setFormat] = useState('text');
  const [notes, setNotes] = useState(false);
  const { busy, run } = useAction();
  const take = () => run(() => download(`/api/chat/${it.id}/transcript`, { format, notes }).then(onClose));
  const footer = html`<${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" icon="download" busy=${busy} onClick=${take}>${t('transcript.action')}<//>`;
  return html`<${Dialog} title=${title} onClose=${onClose} footer=${footer}>${ways}
    <${Segmented} showLabel label=${t('transcript.format')} value=${format} onValue=${setFormat} options=${[{ value: 'text', label: t('transcript.text') }, { value: 'html', label: 'HTML' }, { value: 'json', label: 'JSON' }]} />
    <${Checkbox} label=${t('transcript.notes')} checked=${notes} onValue=${setNotes} />
    ${notes && html`<p class="form-hint">${t('transcript.notes_hint')}</p>`}<//>`;
}

/** @param {Part} props */
function Mail({ it, title, ways, onClose }) {
  const form = useForm({ email: it.visitor.email ?? '' });
  const send = (/** @type {Event} */ event) => form.submit(async (value) => {
    const { email } = await post(`/api/chat/${it.id}/transcript/mail`, value);
    toast(t('transcript.sent', { email }));
    onClose();
  }, event);
  return html`<${Dialog} title=${title} onClose=${onClose}>${ways}<form class="form" onSubmit=${send} noValidate>${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <${TextField} label=${t('transcript.to')} type="email" autocomplete="off" required hint=${t('transcript.to_hint')} value=${form.value.email} error=${form.errors.email} onValue=${(/** @type {string} */ email) => form.set({ email })} />
    <div class="form-actions"><span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" icon="send" type="submit" busy=${form.busy}>${t('transcript.send')}<//></div></form><//>`;
}
