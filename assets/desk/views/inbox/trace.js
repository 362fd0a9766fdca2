// "Why did it say that?": how an answer of the assistant came to be, in a drawer; for admins.
import { html, useEffect, useId, useRef } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { has, number, t } from '../../lib/i18n.js';
import { stylesheet } from '../../lib/stylesheet.js';
import { full } from '../../lib/time.js';
import { Badge, Failure, IconButton, Notice, Skeleton, useLoad } from '../../ui/index.js';
import { Bar } from '../knowledge/bench.js';

await Promise.all(['knowledge', 'assistant'].map((it) => stylesheet(new URL(`../../css/${it}.css`, import.meta.url))));

/** @typedef {{ number: number | null, article_id: string, title: string, body: string, put: string, sentences_left_out: number, score: number, text_score: number, vector_score: number, cited: boolean }} Passage */
/** @typedef {{ provider: string, model: string, tokens_in: number, tokens_out: number, first_word_ms: number, total_ms: number, failed_before: string[] }} Report */
/** @typedef {{ question: string, standalone: string, standalone_by: string, passages: Passage[], floor: number, rung: string, reason: string | null, asking: { system: string, turns: { speaker: string, text: string }[], said: string, report: Report | null, verdict: string | null } | null, steps: { name: string, ms: number }[], total_ms: number }} TraceOf */

/** @param {{ message: import('../../state/thread.js').Message, onClose: () => void }} props */
export function Trace({ message, onClose }) {
  const id = useId();
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const found = useLoad((stop) => get(`/api/ai/traces/${message.id}`, {}, stop), [message.id]);
  useEffect(() => {
    const before = document.activeElement;
    if (!box.current?.open) box.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const gone = found.error?.status === 404;
  return html`<dialog ref=${box} class="drawer trace-drawer" aria-labelledby=${id} onCancel=${(/** @type {Event} */ event) => (event.preventDefault(), onClose())}
    onMouseDown=${(/** @type {MouseEvent} */ event) => event.target === box.current && onClose()}><div class="drawer-in">
    <header class="dialog-head"><h2 id=${id} class="grow">${t('trace.why')}</h2><${IconButton} icon="x" label=${t('common.close')} onClick=${onClose} /></header>
    <div class="trace" tabindex="0">${gone ? html`<${Notice}>${t('trace.gone')}<//>` : found.error ? html`<${Failure} error=${found.error} onRetry=${found.reload} />` : !found.data ? html`<${Skeleton} rows=${6} />` : html`<p class="faint t12">${full(found.data.created_at)}${found.data.helpful !== null && ` · ${t(found.data.helpful ? 'trace.helped' : 'trace.not_helped')}`}</p><${TraceBody} trace=${found.data.trace} />`}</div></div></dialog>`;
}

/** Words for a code, or the code. @param {string} prefix @param {string} code */
const worded = (prefix, code) => (has(`${prefix}${code}`) ? t(`${prefix}${code}`) : code);

/** @param {number} ms */
const span = (ms) => (ms < 1000 ? t('trace.ms', { ms: number(ms) }) : t('trace.seconds', { s: number(ms / 1000, { maximumFractionDigits: 1 }) }));

/** @param {{ trace: TraceOf }} props */
export const TraceBody = ({ trace }) => html`<section class="trace-sum"><${Badge} kind=${trace.rung === 'model' || trace.rung === 'extractive' ? 'ok' : 'warn'}>${worded('trace.rung_', trace.rung)}<//>
    <p>${worded('trace.rung_text_', trace.rung)}${trace.reason && trace.rung !== 'model' && html` <b>${t('trace.because', { why: worded('trace.reason_', trace.reason) })}</b>`}</p></section>
  <section><h3>${t('trace.question')}</h3><blockquote>${trace.question}</blockquote>
    ${trace.standalone !== trace.question && html`<p class="faint t12">${t(`trace.standalone_${trace.standalone_by}`)}</p><blockquote>${trace.standalone}</blockquote>`}</section>
  ${trace.passages.length > 0 && html`<section><h3>${t('trace.passages')}</h3><p class="faint t12">${t('trace.floor', { floor: number(trace.floor, { minimumFractionDigits: 2 }) })}</p>
    <ol class="hits">${trace.passages.map((it, at) => html`<${PassageRow} key=${at} it=${it} floor=${trace.floor} />`)}</ol></section>`}
  ${trace.asking && html`<${Asking} it=${trace.asking} />`}
  ${trace.steps.length > 0 && html`<section><h3>${t('trace.times')}</h3><dl class="trace-times">${trace.steps.map((it) => html`<dt>${worded('trace.step_', it.name)}</dt><dd class="num">${span(it.ms)}</dd>`)}<dt class="semi">${t('trace.total')}</dt><dd class="num semi">${span(trace.total_ms)}</dd></dl></section>`}`;

/** @param {{ it: Passage, floor: number }} props */
const PassageRow = ({ it, floor }) => html`<li class="hit" data-below=${it.score < floor ? '' : undefined}>
  <div class="hit-head">${it.number && html`<span class="num faint">[${it.number}]</span>`}<a href=${`/knowledge/${it.article_id}`}>${it.title}</a>${it.cited && html`<${Badge} kind="ok" icon="check">${t('trace.cited')}<//>`}<span class="hit-score num" title=${t('bench.score')}>${number(it.score, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}</span></div>
  <details><summary>${worded('trace.put_', it.put)}${it.sentences_left_out > 0 && ` · ${t('trace.left_out', { n: it.sentences_left_out })}`}</summary><p class="hit-text trace-text">${it.body}</p></details>
  <div class="hit-bars"><${Bar} label=${t('bench.by_words')} value=${it.text_score} /><${Bar} label=${t('bench.by_meaning')} value=${it.vector_score} ai /></div></li>`;

/** What a model was asked and said. @param {{ it: NonNullable<TraceOf['asking']> }} props */
const Asking = ({ it }) => html`<section><h3>${t('trace.model')}</h3>
  ${it.report && html`<p class="t13">${it.report.provider} · ${it.report.model}<span class="faint"> · ${t('trace.tokens', { read: it.report.tokens_in, written: it.report.tokens_out })}</span></p>`}
  ${it.report?.failed_before.map((one) => html`<p class="faint t12" key=${one}>${t('trace.failed_before', { what: one })}</p>`)}
  ${it.verdict && html`<p class="t13"><b>${t('trace.check')}</b> ${worded('trace.verdict_', it.verdict)}</p>`}
  ${it.said && html`<details><summary>${t('trace.said')}</summary><p class="trace-text">${it.said}</p></details>`}
  <details><summary>${t('trace.rules')}</summary><p class="trace-text">${it.system}</p></details>
  <details><summary>${t('trace.talk')}</summary>${it.turns.map((turn, at) => html`<p class="trace-text" key=${at}><b>${t(`trace.speaker_${turn.speaker}`)}</b>\n${turn.text}</p>`)}</details></section>`;
