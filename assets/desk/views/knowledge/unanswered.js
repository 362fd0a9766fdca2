// What visitors asked and no article answered: to write about, or to put aside.
import { html, useEffect, useState } from '../../lib/ui.js';
import { get, post, put } from '../../lib/api.js';
import { number, t } from '../../lib/i18n.js';
import { go } from '../../lib/router.js';
import { on } from '../../lib/socket.js';
import { ago, full } from '../../lib/time.js';
import { Badge, Button, Empty, Failure, Icon, Segmented, Skeleton, toast, toastError, useAction, useLoad } from '../../ui/index.js';
import { Screen } from './tabs.js';

/** @typedef {{ id: string, question: string, count: number, state: string, conversation_id: string | null, article: { id: string, title: string } | null, first_at: string, last_at: string }} Question */

const STATES = /** @type {const} */ (['open', 'answered', 'dismissed']);

export function Unanswered() {
  const [state, setState] = useState(/** @type {typeof STATES[number]} */ ('open'));
  const [more, setMore] = useState(/** @type {{ items: Question[], next_cursor: string | null } | null} */ (null));
  const page = useLoad((stop) => get('/api/knowledge/unanswered', { state }, stop), [state]);
  useEffect(() => on('knowledge:unanswered', () => (setMore(null), page.reload())), [state]);
  useEffect(() => setMore(null), [state]);
  const items = /** @type {Question[]} */ ([...(page.data?.items ?? []), ...(more?.items ?? [])]);
  const cursor = (more ?? page.data)?.next_cursor;
  const loading = useAction();
  const next = () => loading.run(async () => {
    const following = await get('/api/knowledge/unanswered', { state, after: cursor });
    setMore({ items: [...(more?.items ?? []), ...following.items], next_cursor: following.next_cursor });
  });
  return html`<${Screen} name="unanswered" lead=${t('unanswered.lead')}>
    <div class="kb-filter-row"><${Segmented} label=${t('unanswered.state')} value=${state} onValue=${setState} options=${STATES.map((it) => ({ value: it, label: t(`unanswered.${it}`), count: page.data?.counts[it] }))} /></div>
    ${page.error
      ? html`<${Failure} error=${page.error} onRetry=${page.reload} />`
      : !page.data
        ? html`<${Skeleton} rows=${4} />`
        : !items.length
          ? html`<${Empty} icon=${state === 'open' ? 'circle-check' : 'message-circle-off'} title=${t(`unanswered.none_${state}`)} text=${t('unanswered.none_text')} />`
          : html`<ul class="asked">${items.map((it) => html`<${Row} key=${it.id} it=${it} onChanged=${page.reload} />`)}</ul>`}
    ${cursor && html`<div class="kb-more"><${Button} busy=${loading.busy} onClick=${next}>${t('common.load_more')}<//></div>`}<//>`;
}

/** @param {{ it: Question, onChanged: () => void }} props */
function Row({ it, onChanged }) {
  const { busy, run } = useAction();
  const drafting = useAction();
  const draft = () => drafting.run(async () => {
    const { article } = await post('/api/ai/article-draft', { question_id: it.id });
    go(`/knowledge/${article.id}?${new URLSearchParams({ unanswered: it.id })}`);
  });
  const set = (/** @type {string} */ state) => put(`/api/knowledge/unanswered/${it.id}`, { state, ...(state === 'answered' && { article_id: it.article?.id }) });
  const decide = (/** @type {string} */ state) => run(async () => {
    await set(state);
    onChanged();
    if (state === 'dismissed') toast(t('unanswered.put_aside'), { action: { label: t('common.undo'), run: () => void set('open').then(onChanged, toastError) } });
  });
  return html`<li class="asked-row"><span class="asked-count" title=${t('unanswered.times', { n: it.count })}><span class="num" aria-hidden="true">${number(it.count)}×</span><span class="sr">${t('unanswered.times', { n: it.count })}</span></span>
    <div class="asked-text"><p>${it.question}</p><p class="kb-facts"><time datetime=${it.last_at} title=${full(it.last_at)}>${t('unanswered.last', { at: ago(it.last_at) })}</time>
      ${it.conversation_id && html`<a href=${`/inbox/${it.conversation_id}`}>${t('unanswered.conversation')}</a>`}
      ${it.article && html`<${Badge} kind="ok" icon="circle-check">${t('unanswered.answered')}<//><a href=${`/knowledge/${it.article.id}`}>${it.article.title}</a>`}</p></div>
    <div class="asked-acts">${it.state === 'open' && html`<${Button} small icon="sparkles" busy=${drafting.busy} onClick=${draft}>${t('unanswered.draft')}<//><${Button} small icon="pencil" href=${`/knowledge/new?${new URLSearchParams({ title: it.question, unanswered: it.id })}`}>${t('unanswered.write')}<//><${Button} small kind="ghost" busy=${busy} onClick=${() => decide('dismissed')}>${t('unanswered.dismiss')}<//>`}
      ${it.state === 'answered' && it.article && html`<${Button} small icon="badge-check" href=${`/knowledge/golden?${new URLSearchParams({ question: it.question, article: it.article.id, title: it.article.title })}`}>${t('golden.make')}<//>`}
      ${it.state !== 'open' && html`<${Button} small kind="ghost" busy=${busy} onClick=${() => decide('open')}><${Icon} name="rotate-ccw" size=${14} />${t('unanswered.reopen')}<//>`}</div></li>`;
}
