// What the assistant would answer: docked over the composer, sent by a click only, never by a key.
import { html, useEffect, useState } from '../../lib/ui.js';
import { post } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { messages } from '../../store/thread.js';
import { send } from '../../store/outbox.js';
import { Button, Icon, Markdown } from '../../ui/index.js';

/** Put aside or used, by conversation and message: not offered again. */
const done = new Set();
/** @type {Map<string, Promise<any>>} asked already */
const asked = new Map();

/** @param {string} id @param {string} key */
function suggest(id, key) {
  const answer = asked.get(key) ?? post('/api/ai/suggest', { conversation_id: id }).then((it) => it.suggestion);
  asked.set(key, answer);
  answer.catch(() => asked.delete(key));
  return answer;
}

/** @param {{ it: import('../../state/conversations.js').Conversation, onEdit: (text: string) => void }} props */
export function Suggestion({ it, onEdit }) {
  const last = messages.value.findLast((message) => !message.system && !message.note);
  const wanted = last?.author.kind === 'visitor' && !last.deleted_at && last.body && it.status !== 'bot' && it.status !== 'closed';
  const key = wanted ? `${it.id}.${last?.seq}` : '';
  const [shown, setShown] = useState(/** @type {{ key: string, answer: any }} */ ({ key: '', answer: null }));
  useEffect(() => {
    if (!key || done.has(key)) return undefined;
    // Visitors often write in several short messages: the last one counts.
    const timer = setTimeout(() => suggest(it.id, key).then((answer) => setShown({ key, answer }), () => {}), asked.has(key) ? 0 : 700);
    return () => clearTimeout(timer);
  }, [key]);
  if (!key || shown.key !== key || !shown.answer || done.has(key)) return null;

  const { text, sources } = shown.answer;
  const settle = (/** @type {'sent' | 'edited' | 'ignored'} */ outcome) => {
    done.add(key);
    setShown({ key: '', answer: null });
    post('/api/ai/suggest/outcome', { conversation_id: it.id, outcome }).catch(() => {});
    if (outcome === 'sent') send({ conversation: it.id, body: text, note: false, attachments: [] });
    if (outcome === 'edited') onEdit(text);
  };
  return html`<section class="sugg" aria-label=${t('suggestion.title')}>
    <div class="sugg-head"><${Icon} name="sparkles" size=${16} /><span>${t('suggestion.title')}</span>
      ${sources.length > 0 && html`<span class="sugg-src trunc only-wide">${t('suggestion.source')} <a href=${`/knowledge/${sources[0].article_id}`}>${sources[0].title}</a></span>`}
      <span class="sugg-acts"><${Button} small kind="ghost" onClick=${() => settle('ignored')}>${t('suggestion.ignore')}<//><${Button} small onClick=${() => settle('edited')}>${t('suggestion.edit')}<//><${Button} small kind="ai" icon="send-horizontal" onClick=${() => settle('sent')}>${t('suggestion.send')}<//></span></div>
    <div class="sugg-text" tabindex="0"><${Markdown} text=${text} /></div></section>`;
}
