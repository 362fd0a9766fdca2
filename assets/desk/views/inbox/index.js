// The inbox: list, thread and side panel, and the shortcuts that work across them.
import { html, useEffect, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { go, route } from '../../lib/router.js';
import { neighbour } from '../../state/conversations.js';
import { messageIn, placeIn } from '../../state/search.js';
import { known, load, loaded, order } from '../../store/inbox.js';
import { onKey, stepping } from '../../store/keys.js';
import { places, query } from '../../store/search.js';
import * as thread from '../../store/thread.js';
import { Button, Empty, Failure, IconButton, Skeleton } from '../../ui/index.js';
import { FirstSteps } from './first-steps.js';
import { ConversationList } from './list.js';
import { Side } from './side.js';
import { Thread } from './thread.js';

export function Inbox() {
  const id = route.value.params.id ?? '';
  const message = messageIn(route.value.query);
  const [side, setSide] = useState(false);
  useEffect(() => {
    if (!loaded.value) load();
  }, []);
  useEffect(() => {
    setSide(false);
    if (!id) thread.close();
  }, [id]);
  useEffect(() => {
    if (id) thread.open(id, message);
  }, [id, message]);
  useEffect(() => () => thread.close(), []);
  useEffect(() => {
    const step = (/** @type {1 | -1} */ by) => () => {
      const all = query.value ? places.value : order.value.map((it) => `/inbox/${it}`);
      const to = neighbour(all, query.value ? placeIn(route.value) : route.value.path, by);
      // The composer of a conversation that is open already takes no focus.
      stepping.value = Boolean(to) && to?.split('?')[0] !== route.value.path;
      if (to) go(to);
    };
    const off = [onKey('next', step(1)), onKey('previous', step(-1)), onKey('search', () => document.getElementById('inbox-search')?.focus()), onKey('tag', () => setSide(true))];
    return () => off.forEach((it) => it());
  }, []);
  return html`<div class="inbox" data-view=${id ? 'talk' : 'list'} data-side=${side ? 'open' : undefined}>
    <${ConversationList} openId=${id} place=${placeIn(route.value)} />
    ${id ? html`<${Talk} id=${id} onSide=${() => setSide(!side)} />` : html`<${NoneOpen} />`}
    ${id && known.value.has(id) && html`<${Side} id=${id} onClose=${() => setSide(false)} />`}
    ${side && html`<div class="side-scrim" onClick=${() => setSide(false)}></div>`}</div>`;
}

const NoneOpen = () => html`<main class="pane talk none" id="content">${order.value.length
  ? html`<${Empty} icon="messages-square" title=${t('inbox.choose')} text=${t('inbox.choose_text')} />`
  : html`<${FirstSteps}><${Empty} icon="coffee" title=${t('inbox.quiet')} text=${t('inbox.quiet_text')} /><//>`}</main>`;

/** @param {{ id: string, onSide: () => void }} props */
function Talk({ id, onSide }) {
  const it = known.value.get(id);
  const gone = thread.failure.value?.status === 404 || (thread.phase.value === 'ready' && thread.openId.value === id && !it);
  const phase = thread.openId.value === id ? thread.phase.value : 'loading';
  if ((phase === 'failed' || phase === 'ready') && gone) return html`<main class="pane talk none" id="content"><${Empty} icon="message-circle-off" title=${t('thread.gone')} text=${t('thread.gone_text')}><${Button} href="/inbox">${t('page.to_inbox')}<//><//></main>`;
  if (phase === 'failed') return html`<main class="pane talk" id="content"><${Failure} error=${thread.failure.value} onRetry=${() => thread.reloadThread()} /></main>`;
  if (phase === 'loading' || !it) return html`<main class="pane talk" id="content"><div class="pane-head talk-head"><${IconButton} icon="arrow-left" label=${t('common.back')} href="/inbox" class="only-narrow" /></div><${Skeleton} rows=${5} avatar /></main>`;
  return html`<${Thread} key=${id} it=${it} onSide=${onSide} />`;
}
