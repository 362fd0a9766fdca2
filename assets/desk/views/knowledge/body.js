// Title and text of an article: the Markdown field with its toolbar, and the preview beside it.
import { html, useEffect, useId, useRef, useState } from '../../lib/ui.js';
import { upload } from '../../lib/api.js';
import { number, t } from '../../lib/i18n.js';
import { edit, newLine } from '../../state/editing.js';
import { Icon, IconButton, Markdown, focusOnce, toastError } from '../../ui/index.js';

const MOST = 200_000;
const TOOLS = /** @type {const} */ ([
  { action: 'bold', icon: 'bold', keys: 'Ctrl+B' }, { action: 'italic', icon: 'italic', keys: 'Ctrl+I' }, null,
  { action: 'heading', icon: 'heading' }, { action: 'list', icon: 'list' }, { action: 'numbered', icon: 'list-ordered' }, { action: 'quote', icon: 'quote' }, null,
  { action: 'link', icon: 'link', keys: 'Ctrl+K' }, { action: 'image', icon: 'image' },
]);
const SHORTCUTS = /** @type {const} */ ({ KeyB: 'bold', KeyI: 'italic', KeyK: 'link' });

/** Makes the change as if it had been typed, so that the browser can undo it. @param {HTMLTextAreaElement} field @param {import('../../state/editing.js').Edit} it */
function perform(field, it) {
  field.focus();
  field.setSelectionRange(it.from, it.to);
  const typed = it.insert ? document.execCommand('insertText', false, it.insert) : document.execCommand('delete');
  if (!typed && it.from !== it.to + it.insert.length) {
    field.setRangeText(it.insert, it.from, it.to);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  field.setSelectionRange(...it.select);
}

/** @param {{ value: import('./editor.js').Value, set: (part: any) => void, errors: Record<string, string>, isNew: boolean }} props */
export function Body({ value, set, errors, isNew }) {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const id = useId();
  const shown = useLater(value.body);
  const chooser = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [sending, setSending] = useState('');
  /** Whether there were images among the files; they go where the cursor is. @param {FileList | null | undefined} files */
  const addImages = (files) => {
    const images = [...(files ?? [])].filter((it) => it.type.startsWith('image/'));
    (async () => {
      for (const image of images) {
        setSending(image.name);
        const form = new FormData();
        form.append('file', image, image.name);
        const kept = await upload(form, () => {}, undefined, '/api/knowledge/images');
        const it = field.current;
        if (!it) return;
        const alt = image.name.replace(/\.[^.]*$/, '').replace(/[[\]_-]+/g, ' ').trim();
        const before = it.selectionStart && it.value[it.selectionStart - 1] !== '\n' ? '\n\n' : '';
        const insert = `${before}![${alt}](${kept.url})\n`;
        perform(it, { from: it.selectionStart, to: it.selectionEnd, insert, select: [it.selectionStart + insert.length, it.selectionStart + insert.length] });
      }
    })().catch(toastError).finally(() => setSending(''));
    return images.length > 0;
  };
  const act = (/** @type {import('../../state/editing.js').Action | 'image'} */ action) => {
    const it = field.current;
    if (action === 'image') chooser.current?.click();
    else if (it) perform(it, edit(action, it.value, it.selectionStart, it.selectionEnd));
  };
  const pressed = (/** @type {KeyboardEvent} */ event) => {
    const it = field.current;
    if (!it || event.isComposing || event.altKey) return;
    const action = /** @type {any} */ (SHORTCUTS)[event.code];
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && action) {
      event.preventDefault();
      event.stopPropagation();
      act(action);
    }
    if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.metaKey || it.selectionStart !== it.selectionEnd) return;
    const next = newLine(it.value, it.selectionStart);
    if (!next) return;
    event.preventDefault();
    perform(it, next);
  };
  return html`<div class="kb-paper">
    <div class="kb-title-field"><textarea class="kb-title-in" rows=${1} maxlength=${200} aria-label=${t('kb.title_field')} placeholder=${t('kb.title_field')} value=${value.title} ref=${isNew ? focusOnce : undefined}
      aria-invalid=${errors.title ? 'true' : undefined} aria-describedby=${errors.title ? `${id}-title` : undefined}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && !event.isComposing && (event.preventDefault(), field.current?.focus())}
      onInput=${(/** @type {any} */ event) => set({ title: event.target.value.replace(/\s*\n\s*/g, ' ') })}></textarea>
      ${errors.title && html`<p class="form-error" id=${`${id}-title`}><${Icon} name="circle-alert" size=${14} />${errors.title}</p>`}</div>
    <section class="kb-write" aria-label=${t('kb.tab_write')}><div class="kb-tools" role="toolbar" aria-label=${t('kb.tools')} onKeyDown=${rove}>${TOOLS.map((it, at) =>
        it ? html`<${IconButton} key=${it.action} icon=${it.icon} label=${t(`kb.tool_${it.action}`)} keys=${'keys' in it ? it.keys : undefined} tabindex=${at ? -1 : 0} onMouseDown=${(/** @type {Event} */ event) => event.preventDefault()} onClick=${() => act(it.action)} />` : html`<span key=${at} class="sep"></span>`)}
        <input type="file" hidden multiple accept="image/png,image/jpeg,image/gif,image/webp" ref=${chooser} onChange=${(/** @type {any} */ event) => (addImages(event.target.files), (event.target.value = ''))} />
        <span class="grow"></span><span class="faint t12" role="status">${sending && t('kb.image_uploading', { name: sending })}</span><span class="faint t12 num kb-count">${value.body.length > MOST * 0.9 ? `${number(value.body.length)} / ${number(MOST)}` : t('kb.words', { n: count(shown) })}</span></div>
      <textarea class="kb-body-in" ref=${field} lang=${value.language} aria-label=${t('kb.body')} placeholder=${t('kb.body_hint')} value=${value.body} spellcheck
        aria-invalid=${errors.body ? 'true' : undefined} aria-describedby=${errors.body ? `${id}-body` : undefined} onKeyDown=${pressed} onInput=${(/** @type {any} */ event) => set({ body: event.target.value })}
        onPaste=${(/** @type {ClipboardEvent} */ event) => addImages(event.clipboardData?.files) && event.preventDefault()} onDrop=${(/** @type {DragEvent} */ event) => addImages(event.dataTransfer?.files) && event.preventDefault()}></textarea>
      ${errors.body && html`<p class="form-error" id=${`${id}-body`}><${Icon} name="circle-alert" size=${14} />${errors.body}</p>`}</section>
    <section class="kb-preview" aria-label=${t('kb.tab_preview')} lang=${value.language} tabindex=${0}>
      ${shown.trim() ? html`<${Markdown} class="kb-text" text=${shown} />` : html`<p class="faint">${t('kb.preview_empty')}</p>`}</section></div>`;
}

/** @param {string} text */
const count = (text) => text.match(/[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu)?.length ?? 0;

/** A long text is drawn when the typing pauses. @param {string} text */
function useLater(text) {
  const [shown, setShown] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setShown(text), text.length > 8000 ? 250 : 40);
    return () => clearTimeout(timer);
  }, [text]);
  return shown;
}

/** Arrow keys go along the toolbar: it is one stop for Tab. @param {KeyboardEvent} event */
function rove(event) {
  const all = /** @type {HTMLElement[]} */ ([.../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll('button')]);
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = { ArrowRight: (at + 1) % all.length, ArrowLeft: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  all.forEach((it, place) => {
    it.tabIndex = place === to ? 0 : -1;
  });
  all[to].focus();
}
