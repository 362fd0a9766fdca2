// A message that the server does not have yet.
import { html } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { discard, retry } from '../../store/outbox.js';
import { Button, Icon, Markdown } from '../../ui/index.js';
import { File } from './message.js';
import { Quote } from './quote.js';

/** @param {{ it: import('../../state/outbox.js').Pending, of: import('../../state/conversations.js').Conversation }} props */
export function Unsent({ it, of }) {
  const failed = it.state === 'failed';
  const foot = failed
    ? html`<span class="bad"><${Icon} name="circle-alert" size=${14} />${it.why || t('message.failed')}</span><${Button} small kind="ghost" onClick=${() => retry(it.ref)}>${t('common.retry')}<//><${Button} small kind="ghost" onClick=${() => discard(it.ref)}>${t('common.delete')}<//>`
    : html`<${Icon} name="clock" size=${14} /><span class="sr">${t('message.sending')}</span>`;
  const inside = html`<${Quote} id=${it.reply_to} it=${of} />${it.body && html`<${Markdown} text=${it.body} />`}${it.attachments.map((file) => html`<${File} key=${file.id} file=${file} />`)}`;
  if (it.note) return html`<article class=${`note unsent${it.whisper ? ' note-whisper' : ''}`}><${Icon} name=${it.whisper ? 'ear' : 'lock'} size=${16} /><div class="grow"><div><b>${t(it.whisper ? 'thread.whisper' : 'thread.note')}</b></div>${inside}<div class="msg-foot">${foot}</div></div></article>`;
  return html`<article class="msg me unsent"><div class="bub-row"><div class="bub">${inside}</div></div><div class="msg-foot">${foot}</div></article>`;
}
