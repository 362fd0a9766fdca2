// Canned responses: all one may use, writing, changing and removing them.
import { html, useEffect, useRef, useState } from '../../lib/ui.js';
import { post, put, remove } from '../../lib/api.js';
import { atField } from '../../lib/at-field.js';
import { number, t } from '../../lib/i18n.js';
import { may, me, site } from '../../lib/session.js';
import { ago, full } from '../../lib/time.js';
import { PLACES, fill, found } from '../../state/canned.js';
import { canned, loadCanned, wantCanned } from '../../store/canned.js';
import { useOrganisation } from '../../store/organisation.js';
import { Badge, Button, Dialog, Empty, Failure, Markdown, Notice, SearchField, Segmented, Select, Skeleton, Table, TextArea, TextField, confirm, toast, useAction, useForm } from '../../ui/index.js';
import { styled } from './parts.js';

await styled;

/** @typedef {import('../../state/canned.js').Canned} Canned */

export default function CannedResponses() {
  const [error, setError] = useState(/** @type {any} */ (null));
  const [words, setWords] = useState('');
  const [open, setOpen] = useState(/** @type {Canned | 'new' | null} */ (null));
  const load = () => (setError(null), wantCanned().catch(setError));
  useEffect(() => void load(), []);
  const all = canned.value;
  const rows = found(all ?? [], words.trim());
  const add = html`<${Button} kind="primary" icon="plus" onClick=${() => setOpen('new')}>${t('canned.add')}<//>`;
  return html`<div class="page-in page-wide"><header class="page-head"><h1 class="grow">${t('canned.title')}</h1>${Boolean(all?.length) && add}<p>${t('canned.lead')}</p></header>
    ${error ? html`<${Failure} error=${error} onRetry=${load} />` : !all ? html`<${Skeleton} rows=${4} />` : !all.length ? html`<${Empty} icon="message-square-quote" title=${t('canned.empty')} text=${t('canned.empty_text')}>${add}<//>` : html`
      ${all.length > 6 && html`<div class="set-search"><${SearchField} label=${t('canned.search')} value=${words} onValue=${setWords} /></div>`}
      ${rows.length ? html`<${Table} label=${t('canned.title')} columns=${columns(setOpen)} rows=${rows} keyOf=${(/** @type {Canned} */ it) => it.id} onRow=${setOpen} />` : html`<${Empty} icon="search-x" title=${t('canned.none_found')} />`}`}
    ${open && html`<${Edit} key=${open === 'new' ? 'new' : open.id} it=${open === 'new' ? null : open} onClose=${() => setOpen(null)} />`}</div>`;
}

/** Who may use it. @param {{ it: Canned }} props */
function ScopeBadge({ it }) {
  if (it.scope === 'personal') return html`<${Badge} kind="line" icon="user-round">${t('canned.personal')}<//>`;
  if (it.scope === 'team') return html`<${Badge} kind="info" icon="headset">${it.team?.name ?? t('canned.team_gone')}<//>`;
  return html`<${Badge} icon="users">${t('canned.site_long')}<//>`;
}

/** The teams that one may write for: an admin for every one, others for their own. */
function useTeams() {
  const teams = useOrganisation()?.teams ?? [];
  return may('canned.every_team') ? teams : teams.filter((it) => it.members.some((one) => one.id === me.value?.id));
}

/** @param {(it: Canned) => void} open @returns {import('../../ui/table.js').Column<Canned>[]} */
const columns = (open) => [
  { key: 'title', label: t('canned.name'), show: (it) => html`<span class="person-words"><button type="button" class="person-name" onClick=${() => open(it)}>${it.title}</button><span class="faint t12 clamp-1">${it.body.replace(/\s+/g, ' ')}</span></span>` },
  { key: 'shortcut', label: t('canned.shortcut'), show: (it) => html`<kbd>/${it.shortcut}</kbd>` },
  { key: 'scope', label: t('canned.scope'), show: (it) => html`<${ScopeBadge} it=${it} />` },
  { key: 'uses', label: t('canned.uses'), end: true, show: (it) => html`<span class="num" title=${it.last_used_at ? t('canned.last_used', { at: full(it.last_used_at) }) : undefined}>${number(it.uses)}</span>` },
  { key: 'last', label: t('canned.last'), show: (it) => (it.last_used_at ? html`<time datetime=${it.last_used_at}>${ago(it.last_used_at)}</time>` : html`<span class="faint">${t('canned.never')}</span>`) },
];

/** @param {{ it: Canned | null, onClose: () => void }} props */
function Edit({ it, onClose }) {
  const before = { shortcut: it?.shortcut ?? '', title: it?.title ?? '', body: it?.body ?? '', scope: it?.scope ?? 'site', team_id: it?.team?.name ? it.team.id : '' };
  const teams = useTeams();
  const form = useForm(before);
  const gone = useAction();
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const { value, errors, set } = form;
  const send = (/** @type {Event} */ event) => form.submit(async () => {
    const asked = { ...value, team_id: (value.scope === 'team' && (value.team_id || teams[0]?.id)) || null };
    if (it) await put(`/api/canned-responses/${it.id}`, asked, it.version).catch(atField);
    else await post('/api/canned-responses', asked).catch(atField);
    await loadCanned();
    toast(t('common.saved'));
    onClose();
  }, event);
  const drop = async () => {
    if (!it || !(await confirm({ title: t('canned.remove_title', { title: it.title }), text: t(`canned.remove_${it.scope === 'personal' ? 'own' : it.scope}`), action: t('common.delete'), danger: true }))) return;
    await gone.run(async () => {
      await remove(`/api/canned-responses/${it.id}`);
      await loadCanned();
      onClose();
    });
  };
  const insert = (/** @type {string} */ place) => {
    const field = /** @type {HTMLTextAreaElement | null | undefined} */ (box.current?.querySelector('textarea'));
    const [from, to] = field ? [field.selectionStart, field.selectionEnd] : [value.body.length, value.body.length];
    set({ body: `${value.body.slice(0, from)}{{${place}}}${value.body.slice(to)}` });
    field?.focus();
  };
  const example = fill(value.body, { 'ziyaretci.ad': t('canned.example_visitor'), 'temsilci.ad': me.value?.name, 'site.ad': site.value?.name });
  return html`<${Dialog} wide title=${it ? it.title : t('canned.add')} changed=${form.changed} onClose=${onClose}><form class="form" onSubmit=${send}>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <div class="form-row"><${TextField} label=${t('canned.name')} focus required maxlength=${120} autocomplete="off" value=${value.title} error=${errors.title} onValue=${(/** @type {string} */ title) => set({ title })} />
      <${TextField} label=${t('canned.shortcut')} required maxlength=${41} autocomplete="off" spellcheck=${false} hint=${t('canned.shortcut_hint')} value=${value.shortcut} error=${errors.shortcut} onValue=${(/** @type {string} */ shortcut) => set({ shortcut })} /></div>
    <${Segmented} showLabel label=${t('canned.scope')} value=${value.scope} onValue=${(/** @type {any} */ scope) => set({ scope })} options=${[{ value: 'site', label: t('canned.site_long'), icon: 'users' }, ...(teams.length || value.scope === 'team' ? [{ value: 'team', label: t('canned.team_long'), icon: 'headset' }] : []), { value: 'personal', label: t('canned.personal_long'), icon: 'user-round' }]} />
    ${value.scope === 'team' && html`<${Select} label=${t('canned.team')} value=${value.team_id || (teams[0]?.id ?? '')} error=${errors.team_id} onValue=${(/** @type {string} */ team_id) => set({ team_id })} options=${teams.map((one) => ({ value: one.id, label: one.name }))} />`}
    <div ref=${box}><${TextArea} label=${t('canned.body')} rows=${6} required maxlength=${8000} value=${value.body} error=${errors.body} onValue=${(/** @type {string} */ body) => set({ body })} /></div>
    <div class="form-actions place-row"><span class="faint t13">${t('canned.places')}</span>${PLACES.map((place) => html`<${Button} key=${place} small onClick=${() => insert(place)}>${t(`canned.place_${place.replace('.', '_')}`)}<//>`)}</div>
    ${value.body.trim() && html`<div class="canned-example"><span class="form-label">${t('canned.example')}</span><div class="bub"><${Markdown} text=${example} /></div></div>`}
    <div class="form-actions">${it && html`<${Button} kind="danger" icon="trash-2" busy=${gone.busy} onClick=${drop}>${t('common.delete')}<//>`}<span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit" busy=${form.busy}>${t('common.save')}<//></div></form><//>`;
}
