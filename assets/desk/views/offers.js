// Conversations that are offered to oneself: take or let pass, before the time runs out.
import { html, signal, useEffect } from '../lib/ui.js';
import { t } from '../lib/i18n.js';
import { go } from '../lib/router.js';
import { me } from '../lib/session.js';
import { ask } from '../lib/socket.js';
import { offersTo } from '../state/conversations.js';
import { known } from '../store/inbox.js';
import { Button, Icon, toastError, useAction } from '../ui/index.js';
import { preview, visitorName } from './inbox/words.js';

/** Shown at once; the others come when one is taken or let pass. */
const MOST = 3;

/** The time now, by the second, while there is an offer. */
const second = signal(Date.now());

export function Offers() {
  const mine = offersTo([...known.value.values()], me.value?.id ?? '', second.value);
  const some = [...known.value.values()].some((it) => it.offer?.agent_id === me.value?.id);
  useEffect(() => {
    if (!some) return undefined;
    second.value = Date.now();
    const timer = setInterval(() => {
      second.value = Date.now();
    }, 1000);
    return () => clearInterval(timer);
  }, [some]);
  return html`<div class="offers" role="status" aria-label=${t('offers.title')}>${mine.slice(0, MOST).map(({ conversation, seconds }) => html`<${Offer} key=${conversation.id} it=${conversation} seconds=${seconds} />`)}</div>`;
}

/** @param {{ it: import('../state/conversations.js').Conversation, seconds: number }} props */
function Offer({ it, seconds }) {
  const { busy, run } = useAction();
  const say = (/** @type {string} */ event) => run(async () => {
    const ack = await ask(event, { conversationId: it.id });
    if (!ack.ok) return toastError(new Error(ack.detail || t('common.failed')));
    if (event === 'agent:offer:accept') go(`/inbox/${it.id}`);
  });
  const words = preview(it).text;
  return html`<div class="toast offer" data-kind="info"><${Icon} name="bell-ring" /><div class="grow"><div class="semi">${t('offers.from', { name: visitorName(it.visitor) })}</div>
    ${words && html`<div class="muted t13 trunc">${words}</div>`}<div class="form-actions"><${Button} small kind="primary" busy=${busy} onClick=${() => say('agent:offer:accept')}>${t('offers.take')}<//>
    <${Button} small kind="ghost" busy=${busy} onClick=${() => say('agent:offer:decline')}>${t('offers.pass')}<//><span class="grow"></span><span class="num muted t13">${t('time.seconds', { n: seconds })}</span></div></div></div>`;
}
