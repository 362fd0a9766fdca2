// Where a visitor was: the pages of the present session with their times, earlier sessions folded.
import { html } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { ago, clock, full, now, short, span } from '../../lib/time.js';
import { cameFrom, stretches } from '../../state/visitors.js';
import { Icon, useLoad } from '../../ui/index.js';
import { pathOf } from '../inbox/words.js';

/** @typedef {{ url: string, title: string | null, at: string, duration_ms: number | null, scroll: number | null }} Look */
/** @typedef {{ id: string, began_at: string, last_at: string, over: boolean, duration_ms: number, states: { at: string, state: 'active' | 'idle' }[], page_views: number, pages: Look[], referrer: string | null, campaign: any, browser: string | null, system: string | null, device: string | null }} Session */

/** Pages shown of the present session before the rest is folded. */
const SHOWN = 8;

/** @param {{ visitor: { id: string, online: boolean, page: string | null } }} props */
export function Journey({ visitor }) {
  const { data } = useLoad((stop) => get(`/api/tracking/visitors/${visitor.id}/sessions`, { limit: 10 }, stop), [visitor.id, visitor.page, visitor.online]);
  const sessions = /** @type {Session[]} */ (data?.items ?? []).filter((it) => it.pages.length);
  if (!sessions.length) return null;
  const [present, ...before] = sessions[0].over ? [null, ...sessions] : sessions;
  return html`<section class="sec"><div class="sec-h"><h3>${t('side.journey')}</h3></div>
    ${present && html`<${Origin} it=${present} /><${Timeline} it=${present} /><${Pages} pages=${present.pages.slice(0, SHOWN)} open=${visitor.online} />
      ${present.pages.length > SHOWN && html`<details class="more-pages"><summary>${t('journey.more', { n: present.pages.length - SHOWN })}</summary><${Pages} pages=${present.pages.slice(SHOWN)} /></details>`}`}
    ${before.map((it) => html`<details key=${it.id} class="past-session"><summary><${Icon} name="history" size=${14} /><span class="grow trunc">${short(it.began_at)}${' · '}${t('journey.pages', { n: it.page_views })}</span><span class="faint t12">${span(it.duration_ms)}</span></summary>
      <${Origin} it=${it} /><${Timeline} it=${it} /><${Pages} pages=${it.pages} /></details>`)}</section>`;
}

/** @param {{ it: Session }} props */
const Origin = ({ it }) => {
  const from = cameFrom(it);
  return from ? html`<p class="origin faint t12" title=${it.referrer ?? ''}><${Icon} name="log-in" size=${14} />${t('journey.from', { from })}</p>` : null;
};

/** When the visitor was at the page, and when they rested. @param {{ it: Session }} props */
function Timeline({ it }) {
  const parts = stretches(it);
  if (!parts.length) return null;
  const sum = (/** @type {boolean} */ idle) => span(parts.filter((one) => one.idle === idle).reduce((all, one) => all + one.ms, 0));
  const words = t('journey.stretches', { active: sum(false), idle: sum(true) });
  return html`<div class="timeline" title=${words}><div class="timeline-bar" aria-hidden="true">${parts.map((one, place) => html`<i key=${place} class=${one.idle ? 'rests' : ''} style=${{ flexGrow: one.ms }}></i>`)}</div><span class="faint t12">${words}</span></div>`;
}

/** Newest first; with `open` the first one is before the visitor's eyes. @param {{ pages: Look[], open?: boolean }} props */
const Pages = ({ pages, open }) => html`<ol class=${`pages${open ? '' : ' pages-gone'}`}>${pages.map((it, index) => {
  const live = open && index === 0 && it.duration_ms === null;
  const stay = live ? span(now.value - Date.parse(it.at)) : it.duration_ms === null ? '' : span(it.duration_ms);
  return html`<li key=${it.at}><span class="page-words"><span class="trunc" title=${it.url}>${it.title || pathOf(it.url)}</span>${stay && html`<span class="faint t12">${live ? t('journey.for', { span: stay }) : stay}${it.scroll !== null && ` · ${t('journey.scroll', { n: it.scroll })}`}</span>`}</span>
    <time class="faint" datetime=${it.at} title=${full(it.at)}>${live ? t('time.now') : Date.now() - Date.parse(it.at) < 3_600_000 ? ago(it.at) : clock(it.at)}</time></li>`;
})}</ol>`;
