// What the assistant would answer: docked over the composer, sent by a click only, never by a key.
import { html, useEffect, useState } from '../../lib/ui.js';
import { post } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { askForWords, growing } from '../../store/helps.js';
import { messages } from '../../store/thread.js';
import { send } from '../../store/outbox.js';
import { Button, Icon, IconButton, Markdown } from '../../ui/index.js';

/** Put aside or used, by conversation and message: not offered again. */
const done = new Set();
/** @type {Map<string, { ref: string, answer: Promise<any> }>} asked already */
const asked = new Map();
/** Longer than this it is shown in short. */
const LONG = 150;

/** @param {string} id @param {string} key */
function suggest(id, key) {
  const known = asked.get(key) ?? askForWords('/api/ai/suggest', { conversation_id: id });
  asked.set(key, known);
  known.answer.catch(() => asked.delete(key));
  return known;
}

/** As it is sent: the numbers of its sources are for the agent. @param {string} text */
export const withoutNumbers = (text) => text.replace(/ ?\[\d{1,2}\](?!\()/g, '');

/** @param {{ it: import('../../state/conversations.js').Conversation, onEdit: (text: string) => void }} props */
export function Suggestion({ it, onEdit }) {
  const last = messages.value.findLast((message) => !message.system && !message.note);
  const wanted = last?.author.kind === 'visitor' && !last.deleted_at && last.body && it.status !== 'bot' && it.status !== 'closed';
  const key = wanted ? `${it.id}.${last?.seq}` : '';
  const [shown, setShown] = useState(/** @type {{ key: string, ref: string, answer: any }} */ ({ key: '', ref: '', answer: null }));
  const [whole, setWhole] = useState(false);
  useEffect(() => {
    setWhole(false);
    if (!key || done.has(key)) return undefined;
    let stale = false;
    // Visitors often write in several short messages: the last one counts.
    const timer = setTimeout(() => {
      const { ref, answer } = suggest(it.id, key);
      setShown({ key, ref, answer: null });
      answer.then((found) => stale || setShown({ key, ref, answer: found.suggestion && { ...found.suggestion, internal: found.internal } }), () => stale || setShown({ key: '', ref: '', answer: null }));
    }, asked.has(key) ? 0 : 700);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [key]);
  if (!key || shown.key !== key || done.has(key)) return null;
  const grows = shown.answer ? '' : growing.value[shown.ref];
  if (!shown.answer && !grows) return null;

  const { text, sources } = shown.answer ?? { text: grows, sources: [] };
  const settle = (/** @type {'sent' | 'edited' | 'ignored'} */ outcome) => {
    done.add(key);
    setShown({ key: '', ref: '', answer: null });
    post('/api/ai/suggest/outcome', { conversation_id: it.id, outcome }).catch(() => {});
    if (outcome === 'sent') send({ conversation: it.id, body: withoutNumbers(text), note: false, attachments: [] });
    if (outcome === 'edited') onEdit(withoutNumbers(text));
  };
  const long = text.length > LONG;
  return html`<section class="sugg" aria-label=${t('suggestion.title')} aria-busy=${!shown.answer}>
    <div class="sugg-head"><${Icon} name="sparkles" size=${16} /><span>${t('suggestion.title')}</span>
      ${sources.length > 0 && html`<span class="sugg-src trunc only-wide">${t('suggestion.source')} <a href=${`/knowledge/${sources[0].article_id}`}>${sources[0].title}</a></span>`}
      ${shown.answer && html`<span class="sugg-acts"><${Button} small onClick=${() => settle('edited')}>${t('suggestion.edit')}<//><${Button} small kind="ai" icon="send-horizontal" onClick=${() => settle('sent')}>${t('suggestion.send')}<//><${IconButton} icon="x" label=${t('suggestion.ignore')} onClick=${() => settle('ignored')} /></span>`}</div>
    <div class=${`sugg-text${whole || !long ? '' : ' sugg-short'}`} tabindex="0"><${Markdown} text=${text} /></div>
    ${shown.answer?.internal && html`<p class="sugg-internal"><${Icon} name="lock" size=${14} />${t('suggestion.internal')}</p>`}
    ${long && html`<button type="button" class="t12 sugg-more" aria-expanded=${whole} onClick=${() => setWhole(!whole)}>${t(whole ? 'suggestion.less' : 'suggestion.more')}</button>`}</section>`;
}
