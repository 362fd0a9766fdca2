// Where agents answer in a ticket: reply or note, files, canned responses after `/`, and where the ticket stands afterwards.
import { html, useEffect, useRef, useState } from '../../lib/ui.js';
import { get, upload } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { go } from '../../lib/router.js';
import { keep, read } from '../../lib/storage.js';
import { fileSize } from '../../lib/time.js';
import { me } from '../../lib/session.js';
import { typedSince } from '../../state/changes.js';
import { NEXT } from '../../state/tickets.js';
import { onKey } from '../../store/keys.js';
import * as open from '../../store/ticket.js';
import { Button, Icon, IconButton, Menu, toast, toastError, useAction } from '../../ui/index.js';
import { uuid } from '../../../shared/uuid.js';
import { useCompletion } from '../inbox/completion.js';
import { EmojiButton } from '../inbox/emoji.js';
import { statusIcon } from './words.js';

/** @typedef {import('../../state/tickets.js').Ticket} Ticket */
/** @typedef {import('../../state/tickets.js').Status} Status */
/** @typedef {{ key: number, name: string, size: number, part: number, stop: AbortController }} Upload */

const MOST_FILES = 10;
const MOST_LETTERS = 20_000;
const TELL_MS = 800;

const key = () => `ticket-drafts.${me.value?.id ?? ''}`;

/** @typedef {{ text: string, note: boolean, files: any[], ref: string }} Draft */
/** @param {string} id @returns {Draft} */
const draftOf = (id) => ({ text: '', note: false, files: [], ref: uuid(), ...(read(key()) ?? {})[id] });

/** Where a ticket can stand after an answer: a new one is open by then. @param {Ticket} it @returns {readonly Status[]} */
const after = (it) => NEXT[it.status === 'new' ? 'open' : it.status];

/** @param {{ it: Ticket }} props */
export function Composer({ it }) {
  const [draft, setDraft] = useState(() => draftOf(it.id));
  const [uploads, setUploads] = useState(/** @type {Upload[]} */ ([]));
  const { busy, run } = useAction();
  const box = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const picker = useRef(/** @type {HTMLInputElement | null} */ (null));
  const telling = useRef(0);
  const locked = open.locked.value;
  const note = draft.note || locked;
  // Who can write nothing but a note has written one, also when the colleague is done before it is sent.
  const forced = locked ? { note: true } : {};
  const change = (/** @type {Partial<Draft> | ((before: Draft) => Partial<Draft>)} */ part) =>
    setDraft((before) => {
      const next = { ...before, ...(typeof part === 'function' ? part(before) : part) };
      const { [it.id]: _, ...rest } = read(key()) ?? {};
      keep(key(), Object.fromEntries(Object.entries({ ...rest, ...(next.text || next.files.length ? { [it.id]: next } : {}) }).slice(-50)));
      clearTimeout(telling.current);
      telling.current = setTimeout(() => void open.acts.draft(next.text, next.note, it.id).catch(() => {}), next.text ? TELL_MS : 0);
      return next;
    });
  const write = (/** @type {string} */ text) => {
    change({ text, ...(text || draft.files.length ? forced : locked && { note: false }) });
    if (text && !note) void open.hold();
  };
  const person = { visitor: { name: it.requester.name } };
  const completion = useCompletion({ box, text: draft.text, note, it: /** @type {any} */ (person), onText: write });
  const focus = () => box.current?.focus();
  useEffect(() => {
    const asNote = (/** @type {boolean} */ yes) => () => {
      if (yes || !open.locked.value) change({ note: yes });
      focus();
    };
    const off = [onKey('reply', asNote(false)), onKey('note', asNote(true))];
    if (!draft.text) get(`/api/tickets/${it.id}/draft`).then(({ body, note: of }) => body && box.current && !box.current.value && setDraft((before) => ({ ...before, text: body, note: of })), () => {});
    return () => off.forEach((one) => one());
  }, []);

  const attach = async (/** @type {Iterable<File>} */ files) => {
    for (const file of [...files].slice(0, MOST_FILES - draft.files.length)) {
      const one = { key: Math.random(), name: file.name, size: file.size, part: 0, stop: new AbortController() };
      setUploads((all) => [...all, one]);
      try {
        const kept = await upload(file, (part) => setUploads((all) => all.map((other) => (other.key === one.key ? { ...other, part } : other))), one.stop.signal);
        change((before) => ({ files: [...before.files, kept], ...forced }));
      } catch (error) {
        if (!one.stop.signal.aborted) toastError(error);
      }
      setUploads((all) => all.filter((other) => other.key !== one.key));
    }
  };
  const ready = Boolean(draft.text.trim() || draft.files.length) && !uploads.length && !busy;
  const send = (/** @type {Status | undefined} */ status) => {
    if (!ready) return;
    if (draft.text.trim().length > MOST_LETTERS) {
      toast(t('ticket.too_long'), { kind: 'warn' });
      return;
    }
    void run(async () => {
      const words = { body: draft.text.trim(), attachments: draft.files.map((file) => file.id), client_ref: draft.ref, ...(note || !status ? {} : { status }) };
      const where = await open.say(words, note);
      // What was typed meanwhile stays, and is what it was.
      const left = (/** @type {Draft} */ now) => ({ text: typedSince(now.text, draft.text), files: now.files.filter((file) => !draft.files.includes(file)) });
      change((now) => ({ ...left(now), note: (now.note || note) && Boolean(left(now).text || left(now).files.length), ref: uuid() }));
      open.letGo();
      if (where.id !== it.id) {
        toast(t(it.merged_into ? 'ticket.went_on' : 'ticket.followed_up', { number: String(where.number) }), { kind: 'info' });
        go(`/tickets/${where.id}`);
      }
      focus();
    });
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    send(undefined);
  };
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (completion.key(event)) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
    else if (event.key === 'Escape') box.current?.blur();
  };
  const paste = (/** @type {ClipboardEvent} */ event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    void attach(files);
  };
  const insert = (/** @type {string} */ words) => {
    const at = box.current?.selectionStart ?? draft.text.length;
    write(draft.text.slice(0, at) + words + draft.text.slice(box.current?.selectionEnd ?? at));
    focus();
  };
  const tab = (/** @type {'reply' | 'note'} */ kind, /** @type {string} */ icon) =>
    html`<button type="button" role="tab" aria-selected=${(kind === 'note') === note} title=${`${t(`composer.${kind}`)} (${kind === 'note' ? 'n' : 'r'})`} onClick=${() => (change({ note: kind === 'note' }), focus())}>${icon && html`<${Icon} name=${icon} size=${14} />`}${t(`composer.${kind}`)}</button>`;
  const place = t(note ? 'composer.write_note' : it.merged_into ? 'ticket.write_merged' : it.status === 'closed' ? 'ticket.write_closed' : 'ticket.write');
  const act = t(note ? 'composer.add_note' : 'composer.send');
  const ways = after(it).map((to) => ({ label: t('ticket.send_as', { status: t(`ticket.status_${to}`) }), icon: statusIcon(to), run: () => send(to) }));
  return html`<form class=${`composer${note ? ' is-note' : ''}`} onSubmit=${submit}>${completion.list}
    <div class="comp-tabs" role="tablist" aria-label=${t('composer.kind')}>${!locked && tab('reply', '')}${tab('note', 'lock')}</div>
    <textarea ref=${box} rows="3" aria-label=${place} placeholder=${place} value=${draft.text} onInput=${(/** @type {any} */ event) => (write(event.target.value), completion.look())}
      onKeyDown=${press} onKeyUp=${completion.look} onClick=${completion.look} onBlur=${completion.close} onPaste=${paste} ...${completion.field}></textarea>
    ${(draft.files.length > 0 || uploads.length > 0) && html`<ul class="chips">${draft.files.map((file) => html`<li class="chip" key=${file.id}><${Icon} name=${file.type.startsWith('image/') ? 'image' : 'file-text'} size=${14} /><span class="trunc">${file.name}</span><span class="faint">${fileSize(file.size)}</span>
        <button type="button" aria-label=${t('composer.drop_file', { name: file.name })} onClick=${() => change({ files: draft.files.filter((other) => other.id !== file.id) })}><${Icon} name="x" size=${14} /></button></li>`)}
      ${uploads.map((one) => html`<li class="chip" key=${one.key}><progress max="1" value=${one.part} aria-label=${t('composer.uploading', { name: one.name })}></progress><span class="trunc">${one.name}</span><button type="button" aria-label=${t('common.cancel')} onClick=${() => one.stop.abort()}><${Icon} name="x" size=${14} /></button></li>`)}</ul>`}
    <div class="comp-bar"><${IconButton} icon="paperclip" label=${t('composer.attach')} onClick=${() => picker.current?.click()} />
      <input ref=${picker} type="file" hidden multiple onChange=${(/** @type {any} */ event) => (attach(event.target.files), (event.target.value = ''))} />
      <${EmojiButton} onPick=${insert} /><${IconButton} icon="message-square-quote" label=${t('canned.insert')} keys="/" onClick=${completion.begin} />
      <span class="hint only-wide"><kbd>Ctrl</kbd><kbd>↵</kbd>${t('composer.sends')}</span>
      ${!note && ways.length > 0 && html`<${Menu} class="icon-btn send-more" label=${t('ticket.send_and')} items=${ready ? ways : []}><${Icon} name="chevron-down" size=${16} /><//>`}
      <${Button} kind="primary" type="submit" icon="send-horizontal" disabled=${!ready} busy=${busy} class="send" aria-label=${act}>${act}<//></div></form>`;
}
