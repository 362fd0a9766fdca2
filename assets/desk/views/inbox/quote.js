// A message that answers another one: what is answered stands above it, and leads there.
import { html } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { plain } from '../../lib/markdown.js';
import { answering, marked, messages } from '../../store/thread.js';
import { Icon, IconButton } from '../../ui/index.js';
import { visitorName } from './words.js';

/** @typedef {import('../../state/thread.js').Message} Message */
/** @typedef {import('../../state/conversations.js').Conversation} Conversation */

/** Who wrote it. @param {Message} message @param {Conversation} it */
const nameOf = ({ author }, it) => (author.kind === 'visitor' ? visitorName(it.visitor) : author.kind === 'assistant' ? t('assistant.name') : (author.name ?? ''));

/** Its words in one line. @param {Message} message */
const wordsOf = (message) => (message.deleted_at ? t('message.deleted') : plain(message.body) || message.attachments.map((file) => file.name).join(', '));

/** What a message answers. @param {{ id: string | null | undefined, it: Conversation }} props */
export function Quote({ id, it }) {
  if (!id) return null;
  const message = messages.value.find((one) => one.id === id);
  if (!message) return html`<p class="quote faint t12">${t('quote.earlier')}</p>`;
  return html`<button type="button" class="quote" title=${t('quote.show')} onClick=${() => (marked.value = { seq: message.seq })}><b>${nameOf(message, it)}</b><span class="trunc">${wordsOf(message)}</span></button>`;
}

/** Beside a message: answers it. @param {{ message: Message }} props */
export function Answer({ message }) {
  const begin = () => {
    answering.value = message;
    document.querySelector(/** @type {'textarea'} */ ('.composer textarea'))?.focus();
  };
  return html`<span class="msg-menu"><button type="button" class="icon-btn" aria-label=${t('quote.answer')} title=${t('quote.answer')} onClick=${begin}><${Icon} name="reply" size=${16} /></button></span>`;
}

/** Over the field: what is being answered. @param {{ message: Message, it: Conversation }} props */
export const Answering = ({ message, it }) => html`<div class="answering"><${Icon} name="reply" size=${14} /><span class="trunc grow"><b>${nameOf(message, it)}</b> ${wordsOf(message)}</span>
  <${IconButton} icon="x" label=${t('quote.drop')} onClick=${() => (answering.value = null)} /></div>`;
