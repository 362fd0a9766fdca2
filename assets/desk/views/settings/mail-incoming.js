// Mails that came and what became of them; those that could not be dealt with, to be tried again or thrown away.
import { html, useEffect, useState } from '../../lib/ui.js';
import { download, get, post, remove } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { go, route } from '../../lib/router.js';
import { ago, full } from '../../lib/time.js';
import { Badge, Button, Empty, Failure, IconButton, Segmented, Skeleton, Table, confirm, toast, toastError, useAction, useLoad } from '../../ui/index.js';

/** @typedef {{ id: string, inbox: string | null, state: 'done' | 'ignored' | 'quarantined' | 'discarded', outcome: string | null, reason: string | null, detail: string | null, ticket_id: string | null, ticket_number: number | null, sender: string | null, subject: string | null, bytes: number, raw: boolean, at: string }} Mail */

const LOOKS = /** @type {const} */ ({ done: { kind: 'ok', icon: 'circle-check' }, ignored: { kind: 'line', icon: 'circle-slash' }, quarantined: { kind: 'danger', icon: 'circle-alert' }, discarded: { kind: 'line', icon: 'trash-2' } });

export function Incoming() {
  const state = new URLSearchParams(location.search).get('state') ?? '';
  const show = (/** @type {string} */ next) => go(`/settings/mail/incoming${next && `?state=${next}`}`, { replace: true });
  void route.value; // draws anew when the address changes
  const first = useLoad((stop) => get('/api/mail/incoming', { state, limit: 50 }, stop), [state]);
  const [more, setMore] = useState(/** @type {Mail[]} */ ([]));
  const [cursor, setCursor] = useState(/** @type {string | null} */ (null));
  const action = useAction();
  useEffect(() => {
    if (first.data) (setMore([]), setCursor(first.data.next_cursor));
  }, [first.data]);
  const rows = /** @type {Mail[]} */ ([...(first.data?.items ?? []), ...more]);
  const load = () => action.run(async () => {
    const page = await get('/api/mail/incoming', { state, limit: 50, after: cursor });
    setMore((before) => [...before, ...page.items]);
    setCursor(page.next_cursor);
  });
  const retry = (/** @type {Mail} */ it) => action.run(async () => {
    await post(`/api/mail/incoming/${it.id}/retry`);
    toast(t('incoming.retried'));
    first.reload();
  });
  const discard = async (/** @type {Mail} */ it) => {
    if (!(await confirm({ title: t('incoming.discard_title', { subject: it.subject || t('incoming.no_subject') }), text: t('incoming.discard_text'), action: t('incoming.discard'), danger: true }))) return;
    await action.run(async () => {
      await remove(`/api/mail/incoming/${it.id}`);
      first.reload();
    });
  };
  return html`<div class="mail-filter"><${Segmented} label=${t('mail.state')} value=${state} onValue=${show} options=${['', 'quarantined', 'done', 'ignored'].map((it) => ({ value: it, label: t(`incoming.state_${it || 'all'}`) }))} /><${Button} icon="rotate-cw" onClick=${first.reload}>${t('mail.reload')}<//></div>
    ${first.error ? html`<${Failure} error=${first.error} onRetry=${first.reload} />` : !first.data ? html`<${Skeleton} rows=${4} />` : !rows.length ? html`<${Empty} icon="inbox" title=${t(state === 'quarantined' ? 'incoming.none_quarantined' : 'incoming.none')} text=${t(state === 'quarantined' ? 'incoming.none_quarantined_text' : 'incoming.none_text')} />`
      : html`<${Table} label=${t('mail.page_incoming')} rows=${rows} keyOf=${(/** @type {Mail} */ it) => it.id} columns=${columns({ retry, discard, busy: action.busy })} />
        ${cursor && html`<div class="form-actions"><${Button} busy=${action.busy} onClick=${load}>${t('common.load_more')}<//></div>`}`}`;
}

/** @param {{ retry: (it: Mail) => void, discard: (it: Mail) => void, busy: boolean }} acts @returns {import('../../ui/table.js').Column<Mail>[]} */
const columns = ({ retry, discard, busy }) => [
  { key: 'mail', label: t('incoming.mail'), show: (it) => html`<div class="mail-state"><span class="semi">${it.subject || t('incoming.no_subject')}</span><span class="muted t13">${it.sender ?? '–'}${it.inbox && ` → ${it.inbox}`}</span></div>` },
  {
    key: 'state',
    label: t('mail.state'),
    show: (it) => html`<div class="mail-state"><${Badge} kind=${LOOKS[it.state].kind} icon=${LOOKS[it.state].icon}>${t(it.outcome ? `incoming.outcome_${it.outcome}` : `incoming.state_${it.state}`)}<//>
      ${it.ticket_id && html`<a class="t13" href=${`/tickets/${it.ticket_id}`}>#${it.ticket_number ?? ''}</a>`}${it.detail && html`<span class="t13">${it.detail}</span>`}</div>`,
  },
  { key: 'at', label: t('mail.at'), show: (it) => html`<time dateTime=${it.at} title=${full(it.at)}>${ago(it.at)}</time>` },
  {
    key: 'acts',
    label: t('incoming.acts'),
    quiet: true,
    end: true,
    show: (it) => html`<span class="mail-acts">${it.raw && html`<${IconButton} icon="download" label=${t('incoming.download')} onClick=${() => download(`/api/mail/incoming/${it.id}/raw`, {}).catch(toastError)} />`}
      ${it.state === 'quarantined' && html`${it.raw && html`<${Button} small icon="rotate-cw" busy=${busy} onClick=${() => retry(it)}>${t('common.retry')}<//>`}<${IconButton} icon="trash-2" label=${t('incoming.discard')} onClick=${() => discard(it)} />`}</span>`,
  },
];
