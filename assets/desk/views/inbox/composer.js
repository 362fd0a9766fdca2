// Where agents write: reply or note, files, emoji, the assistant's suggestion docked above.
import { html, useEffect, useRef, useState } from '../../lib/ui.js';
import { upload } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { fileSize } from '../../lib/time.js';
import { onKey, stepping } from '../../store/keys.js';
import { draftElsewhere, draftOf, keepDraft } from '../../store/drafts.js';
import { may, me } from '../../lib/session.js';
import { send } from '../../store/outbox.js';
import { unseen } from '../../store/presence.js';
import { acts, answering, sayTyping } from '../../store/thread.js';
import { Button, Icon, IconButton, toast, toastError, useAction } from '../../ui/index.js';
import { mayReopen } from './actions.js';
import { useCompletion } from './completion.js';
import { EmojiButton } from './emoji.js';
import { MacroMenu } from './macros.js';
import { Answering } from './quote.js';
import { RewriteMenu } from './rewrite.js';
import { Suggestion } from './suggestion.js';
import { Writing } from './presence.js';

/** @typedef {import('../../state/conversations.js').Conversation} Conversation */
/** @typedef {{ key: number, name: string, size: number, part: number, stop: AbortController }} Upload */

const MOST_FILES = 10;

/** @param {{ it: Conversation, dropped: File[] }} props */
export function Composer({ it, dropped }) {
  const [draft, setDraft] = useState(() => draftOf(it.id));
  const [uploads, setUploads] = useState(/** @type {Upload[]} */ ([]));
  const box = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const picker = useRef(/** @type {HTMLInputElement | null} */ (null));
  // Who is not to be seen says nothing to the visitor, and a whisper needs somebody to hear it.
  const hidden = unseen(it);
  const note = draft.note || hidden;
  const mayWhisper = may('chats.watch') && Boolean(it.assignee) && it.assignee?.id !== me.value?.id;
  const whisper = mayWhisper && note && (draft.whisper || (hidden && !draft.note));
  const change = (/** @type {Partial<typeof draft> | ((before: typeof draft) => Partial<typeof draft>)} */ part) =>
    setDraft((before) => {
      const next = { ...before, ...(typeof part === 'function' ? part(before) : part) };
      keepDraft(it.id, next);
      return next;
    });
  // What was written unseen is no reply, also when one is seen before it is sent.
  const forced = hidden ? { note: true, whisper } : {};
  const shut = useRef(hidden);
  shut.current = hidden;
  const write = (/** @type {string} */ text) =>
    change({ text, ...(text || draft.files.length ? forced : hidden && { note: false, whisper: false }) });
  const focus = () => box.current?.focus();
  const completion = useCompletion({ box, text: draft.text, note, it, onText: write });

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
  useEffect(() => {
    draftElsewhere(it.id).then((found) => found && box.current && !box.current.value && setDraft(found), () => {});
  }, []);
  useEffect(() => {
    if (dropped.length) attach(dropped);
  }, [dropped]);
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches && !stepping.value) focus();
    stepping.value = false;
    const begin = (/** @type {boolean} */ asNote) => () => {
      if (asNote || !shut.current) change({ note: asNote, whisper: false });
      focus();
    };
    const off = [onKey('reply', begin(false)), onKey('note', begin(true))];
    return () => {
      off.forEach((one) => one());
      sayTyping(false);
    };
  }, []);

  useEffect(() => {
    if (answering.value?.note) change({ note: true });
  }, [answering.value]);

  if (it.status === 'closed') return html`<${Closed} it=${it} />`;

  // A note is answered among colleagues.
  const answered = answering.value && (note || !answering.value.note) ? answering.value : null;
  const ready = Boolean(draft.text.trim() || draft.files.length) && !uploads.length;
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!ready) return;
    if (draft.text.trim().length > 8000) {
      toast(t('composer.too_long'), { kind: 'warn' });
      return;
    }
    send({ conversation: it.id, body: draft.text.trim(), note, whisper, attachments: draft.files, reply_to: answered?.id });
    answering.value = null;
    change({ text: '', files: [], note: false, whisper: false });
    sayTyping(false);
    focus();
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    if (completion.key(event)) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
    else if (event.key === 'Escape' && answered) answering.value = null;
    else if (event.key === 'Escape') box.current?.blur();
  };
  const paste = (/** @type {ClipboardEvent} */ event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    attach(files);
  };
  const insert = (/** @type {string} */ words) => {
    const at = box.current?.selectionStart ?? draft.text.length;
    write(draft.text.slice(0, at) + words + draft.text.slice(box.current?.selectionEnd ?? at));
    focus();
  };
  const tab = (/** @type {'reply' | 'note' | 'whisper'} */ kind, /** @type {string} */ icon, /** @type {string} */ shortcut) =>
    html`<button type="button" role="tab" aria-selected=${kind === (whisper ? 'whisper' : note ? 'note' : 'reply')} title=${shortcut ? `${t(`composer.${kind}`)} (${shortcut})` : t('composer.whisper_title')} onClick=${() => (change({ note: kind !== 'reply', whisper: kind === 'whisper' }), focus())}>${icon && html`<${Icon} name=${icon} size=${14} />`}${t(`composer.${kind}`)}</button>`;
  const place = t(whisper ? 'composer.write_whisper' : note ? 'composer.write_note' : 'composer.write', { name: it.assignee?.name ?? '' });
  const act = t(whisper ? 'composer.whisper' : note ? 'composer.add_note' : 'composer.send');

  return html`${!note && html`<${Suggestion} it=${it} onEdit=${(/** @type {string} */ text) => (change({ text, note: false }), requestAnimationFrame(focus))} />`}
    <${Writing} id=${it.id} /><form class=${`composer${note ? ' is-note' : ''}${whisper ? ' is-whisper' : ''}`} onSubmit=${submit}>
      ${completion.list}
      <div class="comp-tabs" role="tablist" aria-label=${t('composer.kind')}>${!hidden && tab('reply', '', 'r')}${tab('note', 'lock', 'n')}${mayWhisper && tab('whisper', 'ear', '')}</div>
      ${answered && html`<${Answering} message=${answered} it=${it} />`}<textarea ref=${box} rows="2" aria-label=${place} placeholder=${place} value=${draft.text}
        onInput=${(/** @type {any} */ event) => (write(event.target.value), note || sayTyping(Boolean(event.target.value)), completion.look())}
        onKeyDown=${key} onKeyUp=${completion.look} onClick=${completion.look} onBlur=${completion.close} onPaste=${paste} ...${completion.field}></textarea>
      ${(draft.files.length > 0 || uploads.length > 0) &&
      html`<ul class="chips">${draft.files.map((file) => html`<li class="chip" key=${file.id}><${Icon} name=${file.type.startsWith('image/') ? 'image' : 'file-text'} size=${14} /><span class="trunc">${file.name}</span><span class="faint">${fileSize(file.size)}</span>
          <button type="button" aria-label=${t('composer.drop_file', { name: file.name })} onClick=${() => change({ files: draft.files.filter((other) => other.id !== file.id) })}><${Icon} name="x" size=${14} /></button></li>`)}
        ${uploads.map((one) => html`<li class="chip" key=${one.key}><progress max="1" value=${one.part} aria-label=${t('composer.uploading', { name: one.name })}></progress><span class="trunc">${one.name}</span>
          <button type="button" aria-label=${t('common.cancel')} onClick=${() => one.stop.abort()}><${Icon} name="x" size=${14} /></button></li>`)}</ul>`}
      <div class="comp-bar"><${IconButton} icon="paperclip" label=${t('composer.attach')} onClick=${() => picker.current?.click()} />
        <input ref=${picker} type="file" hidden multiple onChange=${(/** @type {any} */ event) => (attach(event.target.files), (event.target.value = ''))} />
        <${EmojiButton} onPick=${insert} />
        <${IconButton} icon="message-square-quote" label=${t('canned.insert')} keys="/" onClick=${completion.begin} />
        <${MacroMenu} it=${it} />
        <${RewriteMenu} id=${it.id} text=${draft.text} onText=${write} />
        <span class="hint only-wide"><kbd>Ctrl</kbd><kbd>↵</kbd>${t('composer.sends')}</span>
        <${Button} kind="primary" type="submit" icon="send-horizontal" disabled=${!ready} class="send" aria-label=${act}>${act}<//></div>
    </form>`;
}

/** @param {{ it: Conversation }} props */
function Closed({ it }) {
  const { busy, run } = useAction();
  return html`<div class="closed-bar"><${Icon} name="circle-check" size=${16} /><span class="grow">${t('composer.closed')}${!mayReopen(it) ? ` ${t('composer.closed_for_good')}` : ''}</span>
    ${mayReopen(it) && html`<${Button} small icon="rotate-ccw" busy=${busy} onClick=${() => run(() => acts.reopen(it.id))}>${t('done.reopen')}<//>`}</div>`;
}
