// Mails and what became of them. Their texts are kept nowhere.
import { html, useEffect, useState } from '../../lib/ui.js';
import { get, post } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { ago, full } from '../../lib/time.js';
import { Badge, Button, Empty, Failure, Segmented, Skeleton, Table, toast, useAction, useLoad } from '../../ui/index.js';

/** @typedef {{ id: string, kind: string, example: boolean, recipient: string, subject: string | null, ticket_id: string | null, ticket_number: number | null, state: 'queued' | 'sending' | 'sent' | 'failed' | 'dropped', attempts: number, next_at: string | null, trouble: string | null, reason: string | null, said: string | null, created_at: string, sent_at: string | null }} Entry */

const LOOKS = /** @type {const} */ ({ queued: { kind: 'info', icon: 'clock' }, sending: { kind: 'info', icon: 'send' }, sent: { kind: 'ok', icon: 'circle-check' }, failed: { kind: 'danger', icon: 'circle-alert' }, dropped: { kind: 'line', icon: 'circle-slash' } });

export function Sent() {
  const [state, setState] = useState('');
  const first = useLoad((stop) => get('/api/mail', { state, limit: 50 }, stop), [state]);
  const [more, setMore] = useState(/** @type {Entry[]} */ ([]));
  const [cursor, setCursor] = useState(/** @type {string | null} */ (null));
  const action = useAction();
  useEffect(() => {
    if (first.data) (setMore([]), setCursor(first.data.next_cursor));
  }, [first.data]);
  const rows = /** @type {Entry[]} */ ([...(first.data?.items ?? []), ...more]);
  // What is on its way changes by itself.
  const moving = rows.some((it) => it.state === 'sending' || it.state === 'queued');
  useEffect(() => {
    if (!moving || more.length) return;
    const timer = setTimeout(first.reload, 5_000);
    return () => clearTimeout(timer);
  }, [first.data, moving]);
  const retry = (/** @type {Entry} */ it) => action.run(async () => {
    await post(`/api/mail/${it.id}/retry`);
    toast(t('mail.retried'));
    first.reload();
  });
  const load = () => action.run(async () => {
    const page = await get('/api/mail', { state, limit: 50, after: cursor });
    setMore((before) => [...before, ...page.items]);
    setCursor(page.next_cursor);
  });
  return html`<div class="mail-filter"><${Segmented} label=${t('mail.state')} value=${state} onValue=${setState} options=${['', 'queued', 'failed', 'sent'].map((it) => ({ value: it, label: t(`mail.state_${it || 'all'}`) }))} /><${Button} icon="rotate-cw" onClick=${first.reload}>${t('mail.reload')}<//></div>
    ${first.error ? html`<${Failure} error=${first.error} onRetry=${first.reload} />` : !first.data ? html`<${Skeleton} rows=${4} />` : !rows.length ? html`<${Empty} icon="mail-check" title=${t('mail.nothing')} text=${t('mail.nothing_text')} />`
      : html`<${Table} label=${t('mail.page_sent')} rows=${rows} keyOf=${(/** @type {Entry} */ it) => it.id} columns=${columns(retry, action.busy)} />
        ${cursor && html`<div class="form-actions"><${Button} busy=${action.busy} onClick=${load}>${t('common.load_more')}<//></div>`}`}`;
}

/** @param {(it: Entry) => void} retry @param {boolean} busy @returns {import('../../ui/table.js').Column<Entry>[]} */
const columns = (retry, busy) => [
  { key: 'mail', label: t('mail.mail'), show: (it) => html`<span class="person-words"><span class="med">${t(`mail.kind_${it.kind}`)}${it.example ? ` (${t('mail.trial')})` : ''}</span>${it.ticket_id && html` <a class="t12" href=${`/tickets/${it.ticket_id}`}>#${it.ticket_number}</a>`}${it.subject && html`<span class="t13">${it.subject}</span>`}<span class="faint t12">${it.recipient}</span></span>` },
  { key: 'at', label: t('mail.asked'), show: (it) => html`<time datetime=${it.created_at} title=${full(it.created_at)}>${ago(it.created_at)}</time>` },
  { key: 'state', label: t('mail.state'), show: (it) => html`<span class="mail-state"><${Badge} kind=${LOOKS[it.state].kind} icon=${LOOKS[it.state].icon}>${t(`mail.state_${it.state}`)}<//>
    ${it.reason && it.state !== 'sent' && html`<span class="t13">${it.reason}</span>`}${it.said && it.state !== 'sent' && html`<code class="mail-code">${it.said}</code>`}
    ${it.next_at && it.attempts === 0 && it.reason && html`<span class="faint t12">${t('mail.goes_at', { at: full(it.next_at) })}</span>`}
    ${it.next_at && it.attempts > 0 && html`<span class="faint t12">${t('mail.next', { n: it.attempts, at: full(it.next_at) })}</span>`}</span>` },
  { key: 'act', label: '', quiet: true, end: true, show: (it) => it.state === 'failed' && html`<${Button} small icon="rotate-cw" busy=${busy} onClick=${() => retry(it)}>${t('common.retry')}<//>` },
];
