// One row of a thread: a message, a note, a notice, a day.
import { html, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { clock, day, dayName, fileSize, full, now } from '../../lib/time.js';
import { may, me } from '../../lib/session.js';
import { mentions } from '../../state/mentions.js';
import { mark, mayChange } from '../../state/thread.js';
import { agents } from '../../store/agents.js';
import { edit, marked, withdraw } from '../../store/thread.js';
import { Avatar, Badge, Button, Icon, Markdown, Menu, focusOnce, toastError } from '../../ui/index.js';
import { Answer, Quote } from './quote.js';
import { React, Reactions } from './reactions.js';
import { noticeIcon, noticeWords, visitorName } from './words.js';

/** @typedef {import('../../state/thread.js').Message} Message */
/** @typedef {import('../../state/conversations.js').Conversation} Conversation */

/** @param {{ row: import('../../state/thread.js').Row, it: Conversation }} props */
export function ThreadRow({ row, it }) {
  if (row.kind === 'day') return html`<div class="day" role="separator">${dayName(row.at)}</div>`;
  if (row.kind === 'conversation') return html`<div class="past-line" role="separator"><span>${row.own ? t('thread.this') : t('thread.past', { at: day(row.at) })}</span></div>`;
  if (row.kind === 'unread') return html`<div class="new-line" role="separator"><span>${t('thread.new')}</span></div>`;
  if (row.kind === 'system') return html`<${Notice} message=${row.message} />`;
  if (row.kind === 'note') return html`<${Note} message=${row.message} it=${it} />`;
  return html`<${Said} row=${row} it=${it} />`;
}

/** Where a search finds a message, and whether it is the one that was looked for. @param {Message} message */
const placed = ({ seq }) => ({ 'data-seq': seq, 'aria-current': marked.value?.seq === seq ? 'true' : undefined });

/** @param {{ at: string }} props */
const Time = ({ at }) => html`<time datetime=${at} title=${full(at)}>${clock(at)}</time>`;

/** @param {{ message: Message }} props */
const Notice = ({ message }) => html`<div class="sys"><${Icon} name=${noticeIcon(message.system?.code ?? '')} size=${14} />
  <span>${noticeWords(/** @type {any} */ (message.system))} · <${Time} at=${message.created_at} /></span></div>`;

/** @param {{ message: Message, it: Conversation }} props */
function Note({ message, it }) {
  const change = useChange(message);
  const kind = message.whisper ? 'whisper' : 'note';
  return html`<article class=${message.whisper ? 'note note-whisper' : 'note'} ...${placed(message)} aria-label=${t(`thread.${kind}_of`, { name: message.author.name ?? t('assistant.name') })}><${Icon} name=${message.whisper ? 'ear' : 'lock'} size=${16} /><div class="grow">
    <div><b>${t(`thread.${kind}`)}</b> <span class="faint t12">· ${message.author.kind === 'assistant' ? t('assistant.name') : message.author.name} · <${Time} at=${message.created_at} />${message.edited_at && ` · ${t('message.edited')}`}</span></div>
    ${!message.deleted_at && html`<${Quote} id=${message.reply_to} it=${it} />`}${change.form ?? html`<${Body} message=${message} />`}${message.sources.length > 0 && html`<${Sources} message=${message} />`}${!message.deleted_at && html`<${Reactions} message=${message} />`}</div>${!message.deleted_at && html`<${React} message=${message} />`}${answerable(message, it) && html`<${Answer} message=${message} />`}${change.menu}</article>`;
}

/** @type {{ people: any, words: (text: string) => any } | null} */
let naming = null;

/** Shows names after an `@` as such; the same function as long as the people are the same. @param {import('../../state/mentions.js').Person[]} people */
function namesOf(people) {
  if (naming?.people !== people) {
    const words = (/** @type {string} */ text) => mentions(text, people).map((part) => (typeof part === 'string' ? part : html`<b class="mention" data-me=${part.id === me.value?.id || undefined}>${part.text}</b>`));
    naming = { people, words };
  }
  return naming.words;
}

/** Words and files of a message. @param {{ message: Message }} props */
const Body = ({ message }) =>
  message.deleted_at
    ? html`<span class="gone"><${Icon} name="ban" size=${14} />${t('message.deleted')}</span>`
    : html`${message.body && html`<${Markdown} text=${message.body} words=${message.note ? namesOf(agents.value) : undefined} />`}${message.attachments.map((file) => html`<${File} key=${file.id} file=${file} />`)}`;

/** @param {string} type media type */
const fileIcon = (type) => (/sheet|csv/.test(type) ? 'file-spreadsheet' : /presentation/.test(type) ? 'presentation' : /zip|7z|rar/.test(type) ? 'file-archive' : 'file-text'); // each an icon of the sprite

/** @param {{ file: any }} props */
export const File = ({ file }) =>
  file.type.startsWith('image/')
    ? html`<a class="picture" href=${file.url} target="_blank" rel="noopener"><img src=${file.url} alt=${file.name} loading="lazy" width=${file.width} height=${file.height} /></a>`
    : html`<a class="file" href=${file.url} target="_blank" rel="noopener" download=${file.name}><span class=${`file-ic${/pdf/.test(file.type) ? ' file-ic-pdf' : /sheet|csv/.test(file.type) ? ' file-ic-sheet' : ''}`}><${Icon} name=${fileIcon(file.type)} /></span>
        <span class="grow"><span class="med trunc file-name">${file.name}</span><span class="faint t12">${fileSize(file.size)}</span></span><${Icon} name="download" /></a>`;

/** Whether one may answer this very message: it is one of the open conversation. @param {Message} message @param {Conversation} it */
const answerable = (message, it) => !message.deleted_at && it.status !== 'closed' && message.conversation_id === it.id;

const MARKS = { sent: 'check', delivered: 'check-check', read: 'check-check' };

/** @param {{ row: Extract<import('../../state/thread.js').Row, { kind: 'message' }>, it: Conversation }} props */
function Said({ row, it }) {
  const { message, side, first, last } = row;
  const change = useChange(message);
  const own = side === 'ours' && message.author.id === me.value?.id;
  const name = side === 'theirs' ? visitorName(it.visitor) : side === 'assistant' ? t('assistant.name') : (message.author.name ?? '');
  const how = mark(message, it);
  const style = ['msg', side === 'ours' && 'me', side === 'assistant' && 'ai', !first && 'cont'].filter(Boolean).join(' ');
  return html`<article class=${style} ...${placed(message)} aria-label=${t('thread.message_of', { name })}>
    ${first && side !== 'ours' && html`<${Avatar} name=${name} id=${it.visitor.id} ai=${side === 'assistant'} />`}
    ${first && !own && html`<div class="msg-who">${name}${side === 'assistant' && html` <${Badge} kind="ai">${t('assistant.automatic')}<//>`}${side !== 'ours' && html`<span aria-hidden="true">·</span><${Time} at=${message.created_at} />`}</div>`}
    <div class="bub-row">${change.menu}${side === 'ours' && html`${answerable(message, it) && html`<${Answer} message=${message} />`}${!message.deleted_at && html`<${React} message=${message} />`}`}<div class=${`bub${message.attachments.length && !message.body && !message.reply_to ? ' bub-file' : ''}`}>${!message.deleted_at && html`<${Quote} id=${message.reply_to} it=${it} />`}${change.form ?? html`<${Body} message=${message} />`}</div>${side !== 'ours' && html`${!message.deleted_at && html`<${React} message=${message} />`}${answerable(message, it) && html`<${Answer} message=${message} />`}`}</div>
    ${!message.deleted_at && html`<${Reactions} message=${message} />`}
    ${(message.sources.length > 0 || (side === 'assistant' && may('settings'))) && html`<${Sources} message=${message} why=${side === 'assistant' && may('settings')} />`}
    ${(last && side === 'ours') || (message.edited_at && !message.deleted_at)
      ? html`<div class="msg-foot">${message.edited_at && !message.deleted_at && html`<span>${t('message.edited')}</span>`}${side === 'ours' && html`<${Time} at=${message.created_at} />`}
          ${side === 'ours' && !message.deleted_at && html`<span class=${`tick tick-${how}`} title=${t(`mark.${how}`)}><${Icon} name=${MARKS[how]} size=${14} /><span class="sr">${t(`mark.${how}`)}</span></span>`}</div>`
      : null}</article>`;
}

/** What the assistant stands on; for who may see it, how the answer came to be. @param {{ message: Message, why?: boolean }} props */
function Sources({ message, why }) {
  const [Trace, setTrace] = useState(/** @type {any} */ (null));
  const numbered = message.sources.length > 1 && message.body.includes('[2]');
  const show = () => import('./trace.js').then((module) => setTrace(() => module.Trace), toastError);
  return html`<div class="sources">${message.sources.length > 0 && html`<span class="faint">${t('assistant.sources')}</span>`}
    ${message.sources.map((it, at) => html`<a key=${it.article_id} class="source" href=${`/knowledge/${it.article_id}`} title=${it.snippet}><${Icon} name="book-open" size=${14} />${numbered && `[${at + 1}] `}${it.title}</a>`)}
    ${why && html`<button type="button" class="why-btn" onClick=${show}><${Icon} name="info" size=${14} />${t('trace.why')}</button>`}
    ${Trace && html`<${Trace} message=${message} onClose=${() => setTrace(null)} />`}</div>`;
}

/** Changing and taking back a message of one's own, while that is possible. @param {Message} message */
function useChange(message) {
  const [draft, setDraft] = useState(/** @type {string | null} */ (null));
  const may = mayChange(message, me.value?.id ?? '', now.value);
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const body = (draft ?? '').trim();
    if (body && body !== message.body) await edit(message.id, body).then(() => setDraft(null), toastError);
    else setDraft(null);
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Escape') setDraft(null);
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save(event);
  };
  const items = [
    message.body && { label: t('common.edit'), icon: 'pencil', run: () => setDraft(message.body) },
    { label: t('message.take_back'), icon: 'undo-2', danger: true, run: () => withdraw(message.id).catch(toastError) },
  ];
  return {
    menu: may && draft === null && html`<span class="msg-menu"><${Menu} label=${t('message.actions')} items=${items}><${Icon} name="ellipsis" size=${16} /><//></span>`,
    form:
      draft === null
        ? null
        : html`<form class="edit" onSubmit=${save}><textarea class="field field-area" ref=${focusOnce} aria-label=${t('message.edit')} value=${draft} onKeyDown=${key} onInput=${(/** @type {any} */ event) => setDraft(event.target.value)}></textarea>
            <div class="form-actions"><${Button} small kind="primary" type="submit">${t('common.save')}<//><${Button} small kind="ghost" onClick=${() => setDraft(null)}>${t('common.cancel')}<//></div></form>`,
  };
}
