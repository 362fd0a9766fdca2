// The tags of the site: names, colours, how many conversations carry them.
import { html, useState } from '../../lib/ui.js';
import { post, put, remove } from '../../lib/api.js';
import { atField } from '../../lib/at-field.js';
import { number, t } from '../../lib/i18n.js';
import { COLORS } from '../../state/tags.js';
import { loadTags, tags } from '../../store/tags.js';
import { Button, Dialog, Empty, Notice, Table, Tag, TextField, confirm, toast, useAction, useForm } from '../../ui/index.js';
import { styled } from './parts.js';

await styled;

/** @typedef {import('../../state/tags.js').Tag} TagOf */

export default function TagSettings() {
  const [open, setOpen] = useState(/** @type {TagOf | 'new' | null} */ (null));
  const add = html`<${Button} kind="primary" icon="plus" onClick=${() => setOpen('new')}>${t('tags.new_tag')}<//>`;
  return html`<div class="page-in page-wide"><header class="page-head"><h1 class="grow">${t('tags.title')}</h1>${tags.value.length > 0 && add}<p>${t('tags.lead')}</p></header>
    ${tags.value.length
      ? html`<${Table} label=${t('tags.title')} columns=${columns(setOpen)} rows=${tags.value} keyOf=${(/** @type {TagOf} */ it) => it.id} onRow=${setOpen} />`
      : html`<${Empty} icon="tag" title=${t('tags.empty')} text=${t('tags.empty_text')}>${add}<//>`}
    ${open && html`<${Edit} key=${open === 'new' ? 'new' : open.id} it=${open === 'new' ? null : open} onClose=${() => setOpen(null)} />`}</div>`;
}

/** @param {(it: TagOf) => void} open @returns {import('../../ui/table.js').Column<TagOf>[]} */
const columns = (open) => [
  { key: 'name', label: t('tags.name'), show: (it) => html`<button type="button" class="tag-open" onClick=${() => open(it)}><${Tag} name=${it.name} color=${it.color} /></button>` },
  { key: 'color', label: t('tags.color'), show: (it) => t(`color.${it.color}`) },
  { key: 'count', label: t('tags.conversations'), end: true, show: (it) => html`<span class="num">${number(it.conversations)}</span>` },
];

/** @param {{ it: TagOf | null, onClose: () => void }} props */
function Edit({ it, onClose }) {
  const form = useForm({ name: it?.name ?? '', color: /** @type {string} */ (it?.color ?? 'blue') });
  const gone = useAction();
  const { value, errors, set } = form;
  const send = (/** @type {Event} */ event) => form.submit(async () => {
    if (it) await put(`/api/tags/${it.id}`, value, it.version).catch(atField);
    else await post('/api/tags', value).catch(atField);
    await loadTags();
    toast(t('common.saved'));
    onClose();
  }, event);
  const drop = async () => {
    if (!it || !(await confirm({ title: t('tags.remove_title', { tag: it.name }), text: t('tags.remove_text', { n: it.conversations }), action: t('common.delete'), danger: true }))) return;
    await gone.run(async () => {
      await remove(`/api/tags/${it.id}`);
      await loadTags();
      onClose();
    });
  };
  return html`<${Dialog} title=${it ? it.name : t('tags.new_tag')} changed=${form.changed} onClose=${onClose}><form class="form" onSubmit=${send}>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <${TextField} label=${t('tags.name')} focus required maxlength=${50} autocomplete="off" value=${value.name} error=${errors.name} hint=${it && it.conversations > 0 ? t('tags.rename_hint', { n: it.conversations }) : undefined} onValue=${(/** @type {string} */ name) => set({ name })} />
    <fieldset class="form-field colors"><legend class="form-label">${t('tags.color')}</legend><div class="color-row">${COLORS.map((color) => html`<label key=${color} class=${`color-pick tag-${color}`} title=${t(`color.${color}`)}><input type="radio" name="color" value=${color} checked=${value.color === color} onChange=${() => set({ color })} /><span class="sr">${t(`color.${color}`)}</span></label>`)}</div></fieldset>
    <div class="row"><span class="faint t13">${t('tags.looks')}</span><${Tag} name=${value.name.trim() || t('tags.name')} color=${value.color} /></div>
    <div class="form-actions">${it && html`<${Button} kind="danger" icon="trash-2" busy=${gone.busy} onClick=${drop}>${t('common.delete')}<//>`}<span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit" busy=${form.busy}>${t('common.save')}<//></div></form><//>`;
}
