// Tags, of a conversation or of its visitor, and the list that puts them on and takes them off.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../../lib/ui.js';
import { post, remove } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { choices } from '../../state/tags.js';
import { onKey } from '../../store/keys.js';
import { colorOf, tags } from '../../store/tags.js';
import { acts } from '../../store/thread.js';
import { Icon, IconButton, Tag, toastError } from '../../ui/index.js';
import { place } from '../../ui/menu.js';

/** @typedef {import('../../state/conversations.js').Conversation} Conversation */

/** What carries tags. @typedef {{ id: string, title: string, names: string[], put: (tag: string) => Promise<any>, take: (tag: string) => Promise<any> }} Carrier */

/** The conversation's own. @param {{ it: Conversation }} props */
export const Tags = ({ it }) => html`<${TagBox} keys of=${{ id: it.id, title: t('side.tags'), names: it.tags, put: (/** @type {string} */ tag) => acts.tag(tag, it.id), take: (/** @type {string} */ tag) => acts.untag(tag, it.id) }} />`;

/** The visitor's, in every conversation. @param {{ id: string, names: string[], onNames: (names: string[]) => void }} props */
export function VisitorTags({ id, names, onNames }) {
  const take = (/** @type {{ tags: string[] }} */ { tags: left }) => onNames(left);
  return html`<${TagBox} of=${{ id, title: t('side.visitor_tags'), names, put: (/** @type {string} */ tag) => post(`/api/visitors/${id}/tag`, { tag }).then(take), take: (/** @type {string} */ tag) => remove(`/api/visitors/${id}/tag/${encodeURIComponent(tag)}`).then(take) }} />`;
}

/** @param {{ of: Carrier, keys?: boolean }} props `keys`: the shortcut opens this one */
export function TagBox({ of, keys }) {
  const [open, setOpen] = useState(false);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => (keys ? onKey('tag', () => requestAnimationFrame(() => setOpen(true))) : undefined), []);
  useEffect(() => setOpen(false), [of.id]);
  useEffect(() => {
    if (!open) return undefined;
    const outside = (/** @type {Event} */ event) => box.current?.contains(/** @type {Node} */ (event.target)) || setOpen(false);
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  const close = () => {
    setOpen(false);
    box.current?.querySelector('button')?.focus();
  };
  return html`<section class="sec"><div class="sec-h"><h3>${of.title}</h3><span class="menu-wrap tag-add" ref=${box}><${IconButton} icon="plus" label=${keys ? t('tags.add') : t('tags.add_to_visitor')} keys=${keys ? 't' : undefined} aria-expanded=${open} onClick=${() => setOpen(!open)} />
      ${open && html`<${Picker} of=${of} box=${box} onClose=${close} />`}</span></div>
    ${of.names.length
      ? html`<ul class="tags">${of.names.map((tag) => html`<li key=${tag}><${Tag} name=${tag} color=${colorOf(tag)}><button type="button" aria-label=${t('tags.remove', { tag })} onClick=${() => of.take(tag).catch(toastError)}><${Icon} name="x" size=${14} /></button><//></li>`)}</ul>`
      : html`<p class="faint t13">${t('tags.none')}</p>`}</section>`;
}

/** @param {{ of: Carrier, box: { current: HTMLElement | null }, onClose: () => void }} props */
function Picker({ of, box, onClose }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    if (!list.current || !box.current) return undefined;
    const letGo = place(list.current, box.current, 'end', false);
    list.current.querySelector('input')?.focus(); // only now is it shown, and may have it
    return letGo;
  }, []);
  const { items, make } = choices(tags.value, text);
  const rows = [...items.map((tag) => ({ key: tag.id, name: tag.name, color: tag.color, on: of.names.includes(tag.name) })), ...(make ? [{ key: 'new', name: make, color: 'gray', on: false }] : [])];
  const toggle = (/** @type {typeof rows[number] | undefined} */ row) => {
    if (!row) return;
    (row.on ? of.take(row.name) : of.put(row.name)).catch(toastError);
    setText('');
    setAt(0);
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter') toggle(rows[at]);
    else if (by && rows.length) setAt((at + by + rows.length) % rows.length);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  useEffect(() => list.current?.querySelector('[data-on]')?.scrollIntoView({ block: 'nearest' }), [at]);
  return html`<div class="menu tag-menu" popover="manual" ref=${list} onKeyDown=${key}>
    <input class="field" maxlength="50" value=${text} aria-label=${t('tags.find')} placeholder=${t('tags.find')} role="combobox" aria-expanded="true" aria-controls="tag-choices" aria-autocomplete="list"
      aria-activedescendant=${rows.length ? `tag-choice-${at}` : undefined} onInput=${(/** @type {any} */ event) => (setText(event.target.value), setAt(0))} />
    ${rows.length ? html`<ul id="tag-choices" role="listbox" aria-label=${of.title} aria-multiselectable="true">${rows.map((row, index) => html`<li key=${row.key} id=${`tag-choice-${index}`} role="option" class="cmp-item" data-on=${index === at ? '' : undefined} aria-selected=${row.on} onClick=${() => toggle(row)}>
        ${row.key === 'new' ? html`<${Icon} name="plus" size=${16} /><span class="grow trunc">${t('tags.make', { tag: row.name })}</span>` : html`<span class="grow row"><${Tag} name=${row.name} color=${row.color} /></span>${row.on && html`<${Icon} name="check" size=${16} />`}`}</li>`)}</ul>`
      : html`<p class="cmp-none faint t13" id="tag-choices" role="listbox" aria-label=${of.title}>${t('tags.none_yet')}</p>`}</div>`;
}
