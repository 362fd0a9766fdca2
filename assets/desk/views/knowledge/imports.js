// The import: files or a web site, what is to become of them, and how far it is.
import { html, useEffect, useRef, useState } from '../../lib/ui.js';
import { get, post, upload } from '../../lib/api.js';
import { atField } from '../../lib/at-field.js';
import { number, t } from '../../lib/i18n.js';
import { on } from '../../lib/socket.js';
import { Button, Empty, Failure, Icon, IconButton, Notice, Segmented, Skeleton, TextField, useForm } from '../../ui/index.js';
import { ImportCard } from './import-card.js';
import { Screen } from './tabs.js';
import { languages, visibilities } from './words.js';

const ACCEPT = '.md,.markdown,.txt,.html,.htm,.pdf,.docx,.csv,.tsv,.zip';
const MOST_BYTES = 25 * 1024 * 1024;

export function Imports() {
  const [all, setAll] = useState(/** @type {import('./import-card.js').Import[] | null} */ (null));
  const [error, setError] = useState(/** @type {any} */ (null));
  const load = () => get('/api/knowledge/imports', { limit: 20 }).then((it) => (setAll(it.items), setError(null)), setError);
  const put = (/** @type {import('./import-card.js').Import} */ it) => setAll((/** @type {any[] | null} */ before) => (before?.some((one) => one.id === it.id) ? before.map((one) => (one.id === it.id ? it : one)) : [it, ...(before ?? [])]));
  useEffect(() => {
    load();
    /** @type {Set<string>} */
    const asked = new Set();
    // Many changes of one import are one look at it.
    return on('knowledge:import', ({ id }) => {
      if (asked.has(id)) return;
      asked.add(id);
      setTimeout(() => (asked.delete(id), get(`/api/knowledge/imports/${id}`).then(put, () => {})), 150);
    });
  }, []);
  return html`<${Screen} name="import" lead=${t('import.lead')}>
    <${Form} onBegun=${put} />
    <section class="kb-part" aria-label=${t('import.past')}><h2><${Icon} name="history" size=${16} />${t('import.past')}</h2>
    ${error && !all ? html`<${Failure} error=${error} onRetry=${load} />` : !all ? html`<${Skeleton} rows=${2} />` : all.length ? html`<ul class="imports">${all.map((it) => html`<${ImportCard} key=${it.id} it=${it} />`)}</ul>` : html`<${Empty} icon="upload" title=${t('import.none')} text=${t('import.none_text')} />`}</section><//>`;
}

/** @param {{ onBegun: (it: any) => void }} props */
function Form({ onBegun }) {
  const [from, setFrom] = useState(/** @type {'files' | 'web'} */ ('files'));
  const [files, setFiles] = useState(/** @type {File[]} */ ([]));
  const [sent, setSent] = useState(0);
  const form = useForm({ url: '', status: 'draft', visibility: 'public', category: '', language: 'tr', split: 'whole', reach: 'host', pages: '100' });
  const { value, set, errors } = form;
  const take = (/** @type {string} */ name) => (/** @type {any} */ next) => set({ [name]: next });
  const send = (/** @type {Event} */ event) => form.submit(async () => {
    const options = { status: value.status, visibility: value.visibility, category: value.category || null, language: value.language, split: value.split, reach: value.reach, pages: Number(value.pages) || 0 };
    if (from === 'web') onBegun(await post('/api/knowledge/import', { url: value.url, options }).catch(atField));
    else {
      const body = new FormData();
      body.append('options', JSON.stringify(options));
      files.forEach((it) => body.append('files', it, it.name));
      onBegun(await upload(body, setSent, undefined, '/api/knowledge/import'));
      setFiles([]);
    }
    setSent(0);
    set({ url: '' });
  }, event);
  const large = files.filter((it) => it.size > MOST_BYTES);
  const ready = from === 'web' ? value.url.trim() : files.length > 0 && !large.length;
  return html`<form class="section import-form" onSubmit=${send}>
    ${(form.problem || errors.files) && html`<${Notice} kind="danger">${errors.files ?? form.problem.message}<//>`}
    <${Segmented} label=${t('import.from')} value=${from} onValue=${setFrom} options=${[{ value: 'files', label: t('import.files'), icon: 'file-text' }, { value: 'web', label: t('import.web'), icon: 'globe' }]} />
    ${from === 'files'
      ? html`<${Drop} files=${files} onFiles=${setFiles} />`
      : html`<${TextField} label=${t('import.url')} type="url" inputmode="url" placeholder="https://" value=${value.url} error=${errors.url} hint=${t('import.url_hint')} onValue=${take('url')} />
        <div class="import-options"><${Segmented} showLabel label=${t('import.reach')} value=${value.reach} onValue=${take('reach')} options=${[{ value: 'host', label: t('import.reach_host') }, { value: 'folder', label: t('import.reach_folder') }]} />
          <${TextField} label=${t('import.pages')} type="number" min="1" max="1000" value=${value.pages} error=${errors.pages} onValue=${take('pages')} /></div>`}
    ${large.length > 0 && html`<${Notice} kind="danger">${t('import.large', { names: large.map((it) => it.name).join(', ') })}<//>`}
    <div class="import-options"><${Segmented} showLabel label=${t('import.status')} value=${value.status} onValue=${take('status')} options=${[{ value: 'draft', label: t('import.as_draft') }, { value: 'published', label: t('import.at_once') }]} />
      <${Segmented} showLabel label=${t('kb.visibility')} value=${value.visibility} onValue=${take('visibility')} options=${visibilities()} />
      <${Segmented} showLabel label=${t('import.split')} value=${value.split} onValue=${take('split')} options=${[{ value: 'whole', label: t('import.split_whole') }, { value: 'headings', label: t('import.split_headings') }]} />
      <${Segmented} showLabel label=${t('kb.language')} value=${value.language} onValue=${take('language')} options=${languages()} />
      <${TextField} label=${t('kb.category')} maxlength=${80} autocomplete="off" placeholder=${t('kb.category_hint')} value=${value.category} error=${errors.category} onValue=${take('category')} /></div>
    <div class="form-actions"><p class="form-hint grow">${t('import.again')}</p><${Button} kind="primary" type="submit" icon="upload" busy=${form.busy} disabled=${!ready}>${form.busy && sent > 0 && sent < 1 ? t('import.sending', { part: number(sent, { style: 'percent' }) }) : t('import.begin')}<//></div></form>`;
}

/** @param {{ files: File[], onFiles: (files: File[]) => void }} props */
function Drop({ files, onFiles }) {
  const [over, setOver] = useState(false);
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const add = (/** @type {FileList | null | undefined} */ more) => onFiles([...files.filter((it) => ![...(more ?? [])].some((one) => one.name === it.name)), ...(more ?? [])]);
  return html`<div class="import-drop" data-over=${over ? '' : undefined}
      onDragOver=${(/** @type {DragEvent} */ event) => (event.preventDefault(), setOver(true))} onDragLeave=${() => setOver(false)}
      onDrop=${(/** @type {DragEvent} */ event) => (event.preventDefault(), setOver(false), add(event.dataTransfer?.files))}>
      <${Icon} name="upload" /><p>${t('import.drop')}</p><${Button} onClick=${() => field.current?.click()}>${t('import.choose')}<//>
      <input type="file" multiple hidden accept=${ACCEPT} ref=${field} aria-label=${t('import.choose')} onChange=${(/** @type {any} */ event) => (add(event.target.files), (event.target.value = ''))} />
      <p class="faint t12">${t('import.kinds')}</p></div>
    ${files.length > 0 && html`<ul class="import-files" aria-label=${t('import.chosen')}>${files.map((it) => html`<li key=${it.name}><${Icon} name="file-text" size=${16} /><span class="trunc grow">${it.name}</span><span class="faint t12 num">${size(it.size)}</span>
      <${IconButton} icon="x" label=${t('import.remove', { name: it.name })} onClick=${() => onFiles(files.filter((one) => one !== it))} /></li>`)}</ul>`}`;
}

/** @param {number} bytes */
const size = (bytes) => (bytes < 1024 * 1024 ? `${number(Math.max(1, Math.round(bytes / 1024)))} KB` : `${number(bytes / 1024 / 1024, { maximumFractionDigits: 1 })} MB`);
