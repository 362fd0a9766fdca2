// Colleagues at a conversation: who else has it open, who is writing, and that oneself is not seen.
import { html } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { others, setUnseen, unseen, writer } from '../../store/presence.js';
import { acts } from '../../store/thread.js';
import { Avatar, Button, Icon, useAction } from '../../ui/index.js';

const SHOWN = 3;

/** @param {import('../../store/presence.js').Viewer[]} all */
const names = (all) => all.map((it) => it.name).join(', ');

/** On the thread's head. @param {{ id: string }} props */
export function Peers({ id }) {
  const all = others(id);
  if (!all.length) return null;
  const words = t('peers.here', { names: names(all) });
  return html`<span class="peers" role="img" aria-label=${words} title=${words}>${all.slice(0, SHOWN).map((it) => html`<${Avatar} key=${it.id} name=${it.name} id=${it.id} />`)}${all.length > SHOWN && html`<span class="faint t12">+${all.length - SHOWN}</span>`}</span>`;
}

/** In a row of the list: who writes, else who looks. @param {{ id: string }} props */
export function RowPeers({ id }) {
  const [writes, all] = [writer(id), others(id)];
  if (!writes && !all.length) return null;
  const words = writes ? t('peers.writing', { name: writes.name }) : t('peers.here', { names: names(all) });
  const shown = writes ?? all[0];
  return html`<span class="row-peers" title=${words}><span class="sr">${words}</span><${Icon} name=${writes ? 'pencil' : 'eye'} size=${14} /><${Avatar} name=${shown.name} id=${shown.id} /></span>`;
}

/** Over the composer, so that nobody answers twice. @param {{ id: string }} props */
export function Writing({ id }) {
  const it = writer(id);
  return html`<div class="writing" role="status">${it && html`<${Icon} name="pencil" size=${14} />${t('peers.writing', { name: it.name })}`}</div>`;
}

/** Below the head, while one looks without being seen. @param {{ it: import('../../state/conversations.js').Conversation }} props */
export function Unseen({ it }) {
  const { busy, run } = useAction();
  if (!unseen(it)) return null;
  return html`<div class="unseen" role="status"><${Icon} name="eye-off" size=${16} /><span class="grow">${t('watch.on', { name: it.assignee?.name ?? '' })}</span>
    ${it.status !== 'closed' && html`<${Button} small busy=${busy} icon="user-round-check" onClick=${() => run(() => acts.assign('me', it.id))}>${t('watch.take_over')}<//>`}
    <${Button} small kind="ghost" onClick=${() => setUnseen(false)}>${t('watch.be_seen')}<//></div>`;
}
