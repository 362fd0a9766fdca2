// Downloading a conversation as a document.
import { html, useState } from '../../lib/ui.js';
import { download } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { Button, Checkbox, Dialog, Segmented, useAction } from '../../ui/index.js';

/** @param {{ it: import('../../state/conversations.js').Conversation, onClose: () => void }} props */
export function TranscriptDialog({ it, onClose }) {
  const [format, setFormat] = useState('text');
  const [notes, setNotes] = useState(false);
  const { busy, run } = useAction();
  const take = () => run(() => download(`/api/chat/${it.id}/transcript`, { format, notes }).then(onClose));
  const footer = html`<${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" icon="download" busy=${busy} onClick=${take}>${t('transcript.action')}<//>`;
  return html`<${Dialog} title=${t('transcript.title', { number: String(it.number) })} onClose=${onClose} footer=${footer}>
    <${Segmented} showLabel label=${t('transcript.format')} value=${format} onValue=${setFormat} options=${[{ value: 'text', label: t('transcript.text') }, { value: 'html', label: 'HTML' }, { value: 'json', label: 'JSON' }]} />
    <${Checkbox} label=${t('transcript.notes')} checked=${notes} onValue=${setNotes} />
    ${notes && html`<p class="form-hint">${t('transcript.notes_hint')}</p>`}<//>`;
}
