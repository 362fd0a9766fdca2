// One import: how far it is, what it made, and what failed and why.
import { html, useEffect, useState } from '../../lib/ui.js';
import { get, remove } from '../../lib/api.js';
import { number, t } from '../../lib/i18n.js';
import { may, me } from '../../lib/session.js';
import { ago, full } from '../../lib/time.js';
import { Badge, Button, Icon, Notice, toastError, useAction } from '../../ui/index.js';

/** @typedef {{ total: number, done: number, created: number, updated: number, unchanged: number, failed: number, images_left_out: number }} Progress */
/** @typedef {{ id: string, source: 'files' | 'web', address: string | null, files: string[], state: 'waiting' | 'running' | 'done' | 'cancelled' | 'interrupted' | 'failed', problem: { detail: string } | null, progress: Progress, by: { id: string, name: string } | null, created_at: string }} Import */
/** @typedef {{ number: number, source: string, title: string | null, article_id: string | null, outcome: 'created' | 'updated' | 'unchanged' | 'failed', problem: { detail: string } | null }} Item */

const LOOKS = /** @type {const} */ ({
  waiting: { kind: 'line', icon: 'hourglass' }, running: { kind: 'info', icon: 'rotate-cw' }, done: { kind: 'ok', icon: 'circle-check' },
  cancelled: { kind: undefined, icon: 'circle-slash' }, interrupted: { kind: 'warn', icon: 'triangle-alert' }, failed: { kind: 'danger', icon: 'circle-alert' },
});
const COUNTS = /** @type {const} */ (['created', 'updated', 'unchanged', 'failed']);

/** @param {{ it: Import }} props */
export function ImportCard({ it }) {
  const [open, setOpen] = useState(false);
  const { busy, run } = useAction();
  const going = it.state === 'waiting' || it.state === 'running';
  const { progress } = it;
  const name = it.address ?? it.files.join(', ');
  const some = COUNTS.some((of) => progress[of] > 0);
  return html`<li class="import" data-state=${it.state}><div class="import-head"><${Icon} name=${it.source === 'web' ? 'globe' : 'file-text'} /><div class="grow"><p class="trunc import-name" title=${name}>${name}</p>
      <p class="kb-facts"><${Badge} kind=${LOOKS[it.state].kind} icon=${LOOKS[it.state].icon}>${t(`import.state_${it.state}`)}<//><time datetime=${it.created_at} title=${full(it.created_at)}>${ago(it.created_at)}</time>${it.by && html`<span>${it.by.name}</span>`}</p></div>
      ${going && (may('knowledge.all') || it.by?.id === me.value?.id) && html`<${Button} small icon="x" busy=${busy} onClick=${() => run(() => remove(`/api/knowledge/imports/${it.id}`))}>${t('import.cancel')}<//>`}
      ${some && html`<${Button} small kind="ghost" aria-expanded=${open ? 'true' : 'false'} onClick=${() => setOpen(!open)}>${t(open ? 'import.hide' : 'import.show')}<//>`}</div>
    ${going && html`<div class="import-progress"><progress max=${Math.max(1, progress.total)} value=${progress.done} aria-label=${t('import.progress')}></progress><span class="num t12 faint" role="status">${t('import.of', { done: number(progress.done), total: number(progress.total) })}</span></div>`}
    ${it.problem && html`<${Notice} kind="danger">${it.problem.detail}<//>`}
    <p class="import-counts">${COUNTS.filter((of) => progress[of] > 0).map((of) => html`<span key=${of} data-of=${of}><b class="num">${number(progress[of])}</b> ${t(`import.n_${of}`)}</span>`)}
      ${!going && !some && !it.problem && html`<span class="faint">${t('import.nothing')}</span>`}${progress.images_left_out > 0 && html`<span class="faint">${t('import.images_left_out', { n: progress.images_left_out })}</span>`}</p>
    ${open && html`<${Items} id=${it.id} known=${progress.created + progress.updated + progress.unchanged + progress.failed} />`}</li>`;
}

/** @param {{ id: string, known: number }} props */
function Items({ id, known }) {
  const [items, setItems] = useState(/** @type {Item[]} */ ([]));
  const [cursor, setCursor] = useState(/** @type {string | null} */ (null));
  const load = (/** @type {string | null} */ after) => get(`/api/knowledge/imports/${id}/items`, { limit: 100, after }).then((page) => {
    setItems((/** @type {Item[]} */ before) => (after ? [...before, ...page.items] : page.items));
    setCursor(page.next_cursor);
  }, toastError);
  useEffect(() => void load(null), [id, known]);
  // What failed first: that is what one looks for.
  const sorted = [...items.filter((it) => it.outcome === 'failed'), ...items.filter((it) => it.outcome !== 'failed')];
  return html`<ul class="import-items" aria-label=${t('import.items')}>${sorted.map((it) => html`<li key=${it.number} data-of=${it.outcome}>
      <${Icon} name=${it.outcome === 'failed' ? 'circle-alert' : it.outcome === 'unchanged' ? 'check' : 'circle-check'} size=${16} />
      <div class="grow">${it.article_id ? html`<a href=${`/knowledge/${it.article_id}`}>${it.title}</a>` : html`<span>${it.title ?? it.source}</span>`}
        ${it.problem ? html`<p class="t12">${it.problem.detail}</p>` : ''}${it.title && html`<p class="faint t12 trunc" title=${it.source}>${it.source}</p>`}</div>
      <span class="faint t12">${t(`import.one_${it.outcome}`)}</span></li>`)}
    ${cursor && html`<li class="kb-more"><${Button} small onClick=${() => load(cursor)}>${t('common.load_more')}<//></li>`}</ul>`;
}
