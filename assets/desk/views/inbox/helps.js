// The assistant's part of the side panel: a summary, tags of conversations alike, and how those were solved.
import { html, useEffect, useState } from '../../lib/ui.js';
import { get, post } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { go } from '../../lib/router.js';
import { lookOf } from '../../state/priority.js';
import { able, wantAble } from '../../store/helps.js';
import { messages } from '../../store/thread.js';
import { colorOf } from '../../store/tags.js';
import { acts } from '../../store/thread.js';
import { Badge, Button, Icon, Markdown, toastError, useAction, useLoad } from '../../ui/index.js';

/** @typedef {import('../../state/conversations.js').Conversation} Conversation */

/** @param {{ it: Conversation }} props */
export function Helps({ it }) {
  const asked = messages.value.filter((message) => message.author.kind === 'visitor' && message.conversation_id === it.id).length;
  const { data } = useLoad((stop) => get('/api/ai/similar', { conversation_id: it.id }, stop), [it.id, Math.min(asked, 3)]);
  useEffect(wantAble, [it.id]);
  const tags = (data?.tags ?? []).filter((/** @type {string} */ tag) => !it.tags.includes(tag));
  const cases = data?.cases ?? [];
  const summary = able.value.summary && messages.value.length > 3;
  const solved = it.status === 'closed' && Boolean(it.first_reply_at);
  const urgency = it.status !== 'closed' && data?.priority && data.priority.priority !== it.priority ? data.priority : null;
  if (!tags.length && !cases.length && !summary && !solved && !urgency) return null;
  return html`<section class="sec helps"><div class="sec-h"><${Icon} name="sparkles" size=${16} /><h3>${t('assistant.name')}</h3></div>
    ${summary && html`<${Summary} key=${it.id} id=${it.id} />`}
    ${solved && data && html`<${ArticleDraft} key=${it.id} id=${it.id} known=${data.article} />`}
    ${urgency && html`<${Urgency} id=${it.id} proposal=${urgency} />`}
    ${tags.length > 0 && html`<div class="helps-part"><h4>${t('helps.tags')}</h4><ul class="tags">${tags.map((/** @type {string} */ tag) => html`<li key=${tag}><button type="button" class=${`tag tag-${colorOf(tag)} tag-offer`} aria-label=${t('helps.put_tag', { tag })} onClick=${() => acts.tag(tag, it.id).catch(toastError)}><${Icon} name="plus" size=${14} /><span class="tag-name">${tag}</span></button></li>`)}</ul></div>`}
    ${cases.length > 0 && html`<div class="helps-part"><h4>${t('helps.cases')}</h4><ul class="cases">${cases.map((/** @type {any} */ one) => html`<li key=${one.conversation_id}><a href=${`/inbox/${one.conversation_id}`}><span class="row"><span class="grow trunc med">${one.question}</span>${one.rating && html`<${Badge} kind="ok" icon="star">${one.rating}<//>`}</span><span class="clamp faint">${one.answer}</span></a></li>`)}</ul></div>`}</section>`;
}

/** How urgent it may be, why, and one click to say so. @param {{ id: string, proposal: { priority: string, because: 'said' | 'alike', word: string | null, cases: number } }} props */
function Urgency({ id, proposal }) {
  const { priority, because, word, cases } = proposal;
  const name = t(`priority.${priority}`);
  const why = because === 'said' ? t('helps.priority_said', { word: word ?? '' }) : t('helps.priority_alike', { n: cases });
  return html`<div class="helps-part"><h4>${t('helps.priority')}</h4><div class="row helps-urgency"><${Button} small icon=${lookOf(priority).icon} aria-label=${t('helps.put_priority', { priority: name })} onClick=${() => acts.revise({ priority }, id).catch(toastError)}>${name}<//><span class="faint t12">${why}</span></div></div>`;
}

/** An article made of a solved conversation: the draft that is there, or a way to one. @param {{ id: string, known: { id: string, title: string } | null }} props */
function ArticleDraft({ id, known }) {
  const { busy, run } = useAction();
  const draft = () => run(async () => {
    const { article } = await post('/api/ai/article-draft', { conversation_id: id });
    go(`/knowledge/${article.id}`);
  });
  return html`<div class="helps-part">${known
    ? html`<h4>${t('helps.draft_there')}</h4><a class="t13" href=${`/knowledge/${known.id}`}>${known.title}</a>`
    : html`<${Button} small icon="file-text" busy=${busy} onClick=${draft}>${t('helps.draft')}<//>`}</div>`;
}

/** A conversation in a few sentences, when somebody wants that. @param {{ id: string }} props */
function Summary({ id }) {
  const [text, setText] = useState('');
  const { busy, run } = useAction();
  const ask = () => run(async () => setText((await post('/api/ai/summary', { conversation_id: id })).text));
  return html`<div class="helps-part">${text
    ? html`<h4>${t('helps.summary')}</h4><div class="t13" role="status"><${Markdown} text=${text} /></div>`
    : html`<${Button} small icon="sparkles" busy=${busy} onClick=${ask}>${t('helps.summarise')}<//>`}</div>`;
}
