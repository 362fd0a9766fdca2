// Banned visitors: who, why, until when; lifting a ban.
import { html, useEffect, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { ago, full } from '../../lib/time.js';
import { lift, list, turn } from '../../store/bans.js';
import { Badge, Button, Empty, Failure, Segmented, Skeleton, Table, confirm, useAction, useLoad } from '../../ui/index.js';
import { styled } from './parts.js';

await styled;

/** @typedef {import('../../store/bans.js').Ban} Ban */

/** @param {Ban} it */
const nameOf = (it) => it.visitor.name || t('visitor.anonymous', { number: String(it.visitor.number) });

export default function Bans() {
  const [over, setOver] = useState(false);
  const first = useLoad((stop) => list(over, null, stop), [over, turn.value]);
  const [rows, setRows] = useState(/** @type {Ban[]} */ ([]));
  const [cursor, setCursor] = useState(/** @type {string | null} */ (null));
  const more = useAction();
  useEffect(() => {
    if (first.data) (setRows(first.data.items), setCursor(first.data.next_cursor));
  }, [first.data]);
  const load = () => more.run(async () => {
    const page = await list(over, cursor);
    setRows((/** @type {Ban[]} */ all) => [...all, ...page.items]);
    setCursor(page.next_cursor);
  });
  const undo = async (/** @type {Ban} */ it) => {
    if (await confirm({ title: t('ban.lift_title', { name: nameOf(it) }), text: t('ban.lift_text'), action: t('ban.lift') })) await more.run(() => lift(it.id));
  };
  return html`<div class="page-in page-wide"><header class="page-head"><h1 class="grow">${t('ban.list')}</h1><p>${t('ban.list_lead')}</p></header>
    <div class="set-choice"><${Segmented} label=${t('ban.which')} value=${over ? 'over' : 'now'} onValue=${(/** @type {string} */ it) => setOver(it === 'over')} options=${[{ value: 'now', label: t('ban.now') }, { value: 'over', label: t('ban.over') }]} /></div>
    ${first.error ? html`<${Failure} error=${first.error} onRetry=${first.reload} />` : !first.data && !rows.length ? html`<${Skeleton} rows=${4} />` : !rows.length ? html`<${Empty} icon="ban" title=${t(over ? 'ban.none_over' : 'ban.none')} text=${over ? '' : t('ban.none_text')} />` : html`
      <${Table} label=${t('ban.list')} columns=${columns(over ? null : undo)} rows=${rows} keyOf=${(/** @type {Ban} */ it) => it.id} />
      ${cursor && html`<div class="form-actions"><${Button} busy=${more.busy} onClick=${load}>${t('common.load_more')}<//></div>`}`}</div>`;
}

/** @param {((it: Ban) => void) | null} undo @returns {import('../../ui/table.js').Column<Ban>[]} */
const columns = (undo) => [
  { key: 'who', label: t('ban.who'), show: (it) => html`<span class="person-words"><span class="med">${nameOf(it)}</span>${it.address && html`<span class="faint t12">${it.address}</span>`}</span>` },
  { key: 'by', label: t('ban.by'), show: (it) => html`<${Badge} kind="line" icon=${it.by === 'address' ? 'globe' : 'user-round'}>${t(`ban.by_${it.by}`)}<//>` },
  { key: 'reason', label: t('ban.reason'), show: (it) => it.reason },
  { key: 'until', label: t('ban.end'), show: (it) => (it.lifted_at ? t('ban.lifted', { at: full(it.lifted_at) }) : it.until ? full(it.until) : t('ban.always')) },
  { key: 'made', label: t('ban.made'), show: (it) => html`<span>${it.created_by?.name} · <time datetime=${it.created_at} title=${full(it.created_at)}>${ago(it.created_at)}</time></span>` },
  ...(undo ? [{ key: 'lift', label: t('ban.lift'), quiet: true, end: true, show: (/** @type {Ban} */ it) => html`<${Button} small onClick=${() => undo(it)}>${t('ban.lift')}<//>` }] : []),
];
