// Requests left by form: a list, and the one that is open, to be answered by e-mail or by a call.
import { html, useEffect, useState } from '../lib/ui.js';
import { t } from '../lib/i18n.js';
import { go, route } from '../lib/router.js';
import { ago, full, short } from '../lib/time.js';
import { list, setHandled, turn, waiting } from '../store/offline.js';
import { Avatar, Badge, Button, Empty, Failure, IconButton, Segmented, Skeleton, toast, useAction, useLoad } from '../ui/index.js';
import { pathOf } from './inbox/words.js';

/** @typedef {import('../store/offline.js').Request} Request */

export default function Offline() {
  const id = route.value.params.id ?? '';
  const [handled, setShown] = useState(false);
  const [more, setMore] = useState(/** @type {{ items: Request[], cursor: string | null } | null} */ (null));
  const page = useLoad(() => list(handled), [handled, turn.value]);
  useEffect(() => setMore(null), [handled, turn.value]);
  const items = [...(page.data?.items ?? []), ...(more?.items ?? [])];
  const cursor = more ? more.cursor : page.data?.next_cursor;
  const next = async () => {
    const following = await list(handled, cursor ?? undefined);
    setMore({ items: [...(more?.items ?? []), ...following.items], cursor: following.next_cursor });
  };
  const open = items.find((it) => it.id === id);
  return html`<div class="inbox" data-view=${id ? 'talk' : 'list'}>
    <section class="pane list" aria-label=${t('offline.list')}><header class="pane-head"><h1 class="pane-title grow">${t('offline.title')}</h1></header>
      <div class="list-head"><${Segmented} label=${t('offline.list')} value=${String(handled)} onValue=${(/** @type {string} */ value) => setShown(value === 'true')}
        options=${[{ value: 'false', label: t('offline.waiting'), count: waiting.value }, { value: 'true', label: t('offline.handled') }]} /></div>
      <div class="scroll">${page.error
        ? html`<${Failure} error=${page.error} onRetry=${page.reload} />`
        : !page.data
          ? html`<${Skeleton} rows=${5} avatar />`
          : !items.length
            ? html`<${Empty} icon="mail-check" title=${t(handled ? 'offline.none_handled' : 'offline.none')} text=${t('offline.none_text')} />`
            : html`<ul>${items.map((it) => html`<${Row} key=${it.id} it=${it} open=${it.id === id} />`)}</ul>${cursor && html`<div class="log-more"><${Button} small onClick=${next}>${t('common.load_more')}<//></div>`}`}</div></section>
    ${open ? html`<${One} key=${open.id} it=${open} />` : html`<main class="pane talk none" id="content"><${Empty} icon="mail" title=${t('offline.choose')} text=${t('offline.lead')} /></main>`}</div>`;
}

/** @param {{ it: Request, open: boolean }} props */
const Row = ({ it, open }) => html`<li><a class="conv" href=${`/offline/${it.id}`} aria-current=${open ? 'true' : undefined} data-unread=${it.handled_at ? undefined : ''}>
  <${Avatar} name=${it.name} id=${it.email ?? it.phone ?? it.id} /><span class="conv-top"><span class="conv-name trunc">${it.name}</span><time datetime=${it.created_at} title=${ago(it.created_at)}>${short(it.created_at)}</time></span>
  <span class="conv-snip"><span class="trunc">${it.body}</span></span><span class="conv-meta">${it.kind === 'callback' && html`<${Badge} kind="info" icon="phone">${t('offline.callback')}<//>`}<span class="site">${it.email ?? it.phone}</span></span></a></li>`;

/** @param {{ it: Request }} props */
function One({ it }) {
  const { busy, run } = useAction();
  const [now, setNow] = useState(it);
  useEffect(() => setNow(it), [it]);
  const mark = (/** @type {boolean} */ handled) =>
    run(async () => {
      setNow(await setHandled(it.id, handled));
      if (!handled) return;
      toast(t('offline.marked'), { action: { label: t('common.undo'), run: () => void setHandled(it.id, false).then(() => go(`/offline/${it.id}`)) } });
      go('/offline');
    });
  const call = now.kind === 'callback';
  const number = `tel:${(now.phone ?? '').replace(/[^\d+]/g, '')}`;
  const letter = `mailto:${encodeURIComponent(now.email ?? '')}?subject=${encodeURIComponent(t('offline.subject'))}&body=${encodeURIComponent(`\n\n> ${now.body.replace(/\n/g, '\n> ')}`)}`;
  return html`<main class="pane talk" id="content"><header class="pane-head talk-head"><${IconButton} icon="arrow-left" label=${t('common.back')} href="/offline" class="only-narrow" />
      <div class="grow"><h2 class="talk-title trunc">${now.name}</h2><div class="talk-sub">${call ? html`<a class="trunc" href=${number}>${now.phone}</a>` : html`<a class="trunc" href=${`mailto:${now.email}`}>${now.email}</a>`}</div></div></header>
    <div class="scroll"><div class="page-in"><article class="section"><p class="letter">${now.body}</p>
      <dl class="fact-list t13">${call && html`<dt>${t('offline.phone')}</dt><dd>${now.phone}</dd><dt>${t('offline.call_at')}</dt><dd>${now.call_at || t('offline.any_time')}</dd>`}<dt>${t('offline.left')}</dt><dd>${full(now.created_at)}</dd>
        ${now.page && html`<dt>${t('offline.page')}</dt><dd class="trunc">${pathOf(now.page)}</dd>`}</dl>
      ${now.handled_at && html`<div><${Badge} kind="ok" icon="circle-check">${t('offline.handled_by', { name: now.handled_by?.name ?? '', at: ago(now.handled_at) })}<//></div>`}
      <div class="form-actions">${call ? html`<${Button} kind="primary" icon="phone" href=${number}>${t('offline.call')}<//>` : html`<${Button} kind="primary" icon="mail" href=${letter}>${t('offline.answer')}<//>`}
        <${Button} icon=${now.handled_at ? 'rotate-ccw' : 'check'} busy=${busy} onClick=${() => mark(!now.handled_at)}>${t(now.handled_at ? 'offline.unmark' : 'offline.mark')}<//>
        ${now.conversation_id && html`<${Button} icon="messages-square" href=${`/inbox/${now.conversation_id}`}>${t('offline.conversation')}<//>`}</div></article></div></div></main>`;
}
