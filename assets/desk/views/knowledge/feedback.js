// What readers think of articles, and which should be looked at again.
import { html } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { number, t } from '../../lib/i18n.js';
import { go } from '../../lib/router.js';
import { day } from '../../lib/time.js';
import { Badge, Empty, Failure, Icon, Skeleton, Table, useLoad } from '../../ui/index.js';
import { Screen } from './tabs.js';
import { StatusBadge } from './words.js';

/** @typedef {import('./words.js').Article} Article */

export function Feedback() {
  const page = useLoad((stop) => get('/api/knowledge/feedback', {}, stop), []);
  return html`<${Screen} name="feedback" lead=${t('feedback.lead')}>
    ${page.error ? html`<${Failure} error=${page.error} onRetry=${page.reload} />` : !page.data ? html`<${Skeleton} rows=${4} />` : html`<${Lists} ...${page.data} />`}<//>`;
}

/** @param {{ voted: Article[], due: Article[] }} props */
function Lists({ voted, due }) {
  const open = (/** @type {Article} */ it) => go(`/knowledge/${it.id}`);
  const id = (/** @type {Article} */ it) => it.id;
  return html`${due.length > 0 && html`<section class="kb-part"><h2><${Icon} name="clock" size=${16} />${t('feedback.due')}</h2><div class="golden-table"><${Table} label=${t('feedback.due')} columns=${dueColumns()} rows=${due} keyOf=${id} onRow=${open} /></div></section>`}
    <section class="kb-part"><h2><${Icon} name="thumbs-up" size=${16} />${t('feedback.voted')}</h2>
      ${voted.length ? html`<div class="golden-table"><${Table} label=${t('feedback.voted')} columns=${votedColumns()} rows=${voted} keyOf=${id} onRow=${open} /></div>` : html`<${Empty} icon="thumbs-up" title=${t('feedback.none')} text=${t('feedback.none_text')} />`}</section>`;
}

/** @param {Article} it */
const title = (it) => html`<div class="kb-title"><a href=${`/knowledge/${it.id}`}>${it.title}</a><span class="kb-facts">${it.category && html`<span>${it.category}</span>`}</span></div>`;

/** @returns {import('../../ui/table.js').Column<Article>[]} */
const dueColumns = () => [
  { key: 'title', label: t('kb.article'), show: title },
  { key: 'status', label: t('kb.status'), show: (it) => html`<${StatusBadge} status=${it.status} />` },
  { key: 'due', label: t('kb.review_by'), show: (it) => html`<${Badge} kind="warn" icon="clock">${day(it.review_by ?? '')}<//>` },
];

/** @returns {import('../../ui/table.js').Column<Article>[]} */
const votedColumns = () => [
  { key: 'title', label: t('kb.article'), show: title },
  { key: 'share', label: t('feedback.share'), show: (it) => html`<${Share} it=${it} />` },
  { key: 'votes', label: t('feedback.votes'), end: true, show: (it) => html`<span class="kb-votes num" title=${t('kb.votes', { yes: it.helpful, no: it.not_helpful })}><${Icon} name="thumbs-up" size=${14} /><span class="sr">${t('kb.votes_yes')}</span>${number(it.helpful)}<${Icon} name="thumbs-down" size=${14} /><span class="sr">${t('kb.votes_no')}</span>${number(it.not_helpful)}</span>` },
  { key: 'views', label: t('kb.views'), end: true, show: (it) => html`<span class="num">${number(it.views)}</span>` },
];

/** @param {{ it: Article }} props */
function Share({ it }) {
  const share = it.helpful / (it.helpful + it.not_helpful);
  return html`<span class="bar share" data-low=${share < 0.5 ? '' : undefined}><span class="bar-track" aria-hidden="true"><span class="bar-fill" style=${{ inlineSize: `${Math.round(share * 100)}%` }}></span></span><span class="num t12">${number(share, { style: 'percent' })}</span></span>`;
}
