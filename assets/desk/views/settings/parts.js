// What the sections of the settings share: forms with a version, things to copy, the snippet, their style sheet.
import { batch, html, useRef, useState } from '../../lib/ui.js';
import { put } from '../../lib/api.js';
import { atField } from '../../lib/at-field.js';
import { copy } from '../../lib/clipboard.js';
import { t } from '../../lib/i18n.js';
import { snippet } from '../../lib/snippet.js';
import { stylesheet } from '../../lib/stylesheet.js';
import { changesOf } from '../../state/changes.js';
import { Button, IconButton, Notice, TextField, toast, useForm, useUnsaved } from '../../ui/index.js';

export const styled = stylesheet(new URL('../../css/settings.css', import.meta.url));

/**
 * A form over something that carries a `version`: sends what was changed with `If-Match`; when somebody else was first,
 * `stale` is how it is now. `take(next, sent)` takes over what the server has; what was typed since `sent` stays.
 * @param {string} path @param {any} initial as the server gave it @param {(saved: any) => void} [onSaved]
 */
export function useVersioned(path, initial, onSaved) {
  const [stored, setStored] = useState(initial);
  const [stale, setStale] = useState(/** @type {any} */ (null));
  const form = useForm(initial);
  const sent = useRef(/** @type {any} */ ({}));
  // Words about `consent.text` go once something in `consent` was changed.
  const same = (/** @type {string} */ name) => JSON.stringify(form.value[name]) === JSON.stringify(sent.current[name]);
  const errors = Object.fromEntries(Object.entries(form.errors).filter(([field]) => same(field.split('.')[0])));
  const change = changesOf(form.value, stored);
  const changed = Object.keys(change).length > 0;
  useUnsaved(changed);
  const take = (/** @type {any} */ next, /** @type {any} */ of) => batch(() => (setStored(next), form.reset(next, of), setStale(null)));
  const save = (/** @type {Event | undefined} */ event, version = stored.version) =>
    form.submit(async () => {
      sent.current = form.value;
      try {
        const saved = await put(path, change, version).catch(atField);
        take(saved, sent.current);
        onSaved?.(saved);
        toast(t('common.saved'));
      } catch (/** @type {any} */ error) {
        if (error.status !== 412 || !error.current) throw error;
        setStale(error.current);
      }
    }, event);
  return { form, errors, stored, stale, changed, save, take, undo: () => take(stored) };
}

/** What went wrong with a form of `useVersioned`. @param {{ of: ReturnType<typeof useVersioned> }} props */
export const Problems = ({ of }) => html`${of.form.problem && html`<${Notice} kind="danger">${of.form.problem.message}<//>`}
  ${Object.keys(of.errors).length > 0 && html`<${Notice} kind="danger">${t('people.check_fields')}<//>`}
  ${of.stale && html`<${Notice} kind="warn"><p>${t('people.stale')}</p><div class="form-actions set-stale">
    <${Button} small onClick=${() => of.take(of.stale)}>${t('kb.conflict_theirs')}<//><${Button} small busy=${of.form.busy} onClick=${() => of.save(undefined, of.stale.version)}>${t('kb.conflict_mine')}<//></div><//>`}`;

/** Saving and taking back, at the bottom while something is changed. @param {{ of: ReturnType<typeof useVersioned> }} props */
export const SaveBar = ({ of }) => of.changed && html`<div class="save-bar"><span class="grow muted t13" role="status">${t('kb.unsaved')}</span>
  <${Button} onClick=${of.undo}>${t('common.undo')}<//><${Button} kind="primary" icon="check" type="submit" busy=${of.form.busy}>${t('common.save')}<//></div>`;

/** Text that is only to be copied. @param {{ label: string, value: string, hint?: string }} props */
export const CopyField = ({ label, value, hint }) => html`<div class="copy-field"><${TextField} label=${label} value=${value} hint=${hint} readonly spellcheck=${false} onValue=${() => {}} onFocus=${(/** @type {any} */ event) => event.target.select()} />
  <${IconButton} icon="copy" label=${`${t('common.copy')}: ${label}`} onClick=${() => copy(value)} /></div>`;

/** The lines for the site's pages. @param {{ apiKey: string }} props */
export function Snippet({ apiKey }) {
  const code = snippet(apiKey);
  return html`<div class="snippet"><code class="code">${code}</code><div class="form-actions"><${Button} icon="copy" onClick=${() => copy(code)}>${t('common.copy')}<//>
    <${Button} kind="ghost" icon="external-link" href=${`/try?key=${apiKey}`} target="_blank">${t('setup.try')}<//></div></div>`;
}
