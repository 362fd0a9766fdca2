// The search bench: what a question finds and by what, and what the assistant would answer from it.
import { html, useEffect, useRef, useState } from '../../lib/ui.js';
import { get, post } from '../../lib/api.js';
import { number, t } from '../../lib/i18n.js';
import { pieces } from '../../state/highlight.js';
import { Button, Empty, Icon, Markdown, Notice, Segmented, Skeleton } from '../../ui/index.js';

/** @typedef {{ article_id: string, title: string, slug: string, snippet: string, highlights: [number, number][], score: number, text_score: number, vector_score: number, passage: string }} Hit */
/** @typedef {{ text: string, sources: { article_id: string, title: string, snippet: string }[] }} Answer */
/** @typedef {{ phase: 'idle' | 'asking' | 'done' | 'failed', hits: Hit[], answer?: Answer | null, took?: number, error?: any, asked?: string }} State */

/** @type {State} */
const IDLE = { phase: 'idle', hits: [] };

/** @param {{ mode?: 'search' | 'ask', fixed?: boolean, floor?: number }} props `fixed`: no choice between searching and asking; `floor`: marks the hits below it */
export function Bench({ mode: first = 'search', fixed, floor }) {
  const [mode, setMode] = useState(first);
  const [text, setText] = useState('');
  const [state, setState] = useState(IDLE);
  const turn = useRef(0);
  const run = async (/** @type {string} */ question, /** @type {string} */ how) => {
    const mine = (turn.current += 1);
    if (!question.trim()) return setState(IDLE);
    setState((/** @type {State} */ before) => ({ ...before, phase: 'asking' }));
    try {
      const found = how === 'ask' ? await post('/api/ai/test', { question }) : await get('/api/knowledge/search', { q: question, limit: 8 });
      if (mine !== turn.current) return;
      setState(how === 'ask' ? { phase: 'done', hits: found.hits, answer: found.answer, asked: how } : { phase: 'done', hits: found.items, took: found.took_ms, asked: how });
    } catch (error) {
      if (mine === turn.current) setState({ phase: 'failed', hits: [], error });
    }
  };
  // A search follows the typing; the assistant is asked when one is done.
  useEffect(() => {
    if (mode !== 'search') return undefined;
    const timer = setTimeout(() => run(text, 'search'), text ? 250 : 0);
    return () => clearTimeout(timer);
  }, [text, mode]);
  const choose = (/** @type {any} */ next) => {
    setMode(next);
    if (next === 'ask') run(text, next);
  };
  return html`<div class="bench"><form class="bench-form" onSubmit=${(/** @type {Event} */ event) => (event.preventDefault(), run(text, mode))}>
      <textarea class="field field-area" rows=${2} maxlength=${500} aria-label=${t('bench.question')} placeholder=${t('bench.example')} value=${text}
        onInput=${(/** @type {any} */ event) => setText(event.target.value)}
        onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && !event.shiftKey && !event.isComposing && (event.preventDefault(), run(text, mode))}></textarea>
      ${!fixed && html`<${Segmented} label=${t('bench.mode')} value=${mode} onValue=${choose} options=${[{ value: 'search', label: t('bench.search'), icon: 'search' }, { value: 'ask', label: t('bench.ask'), icon: 'sparkles' }]} />`}
      ${mode === 'ask' && html`<${Button} kind="primary" type="submit" icon="sparkles" busy=${state.phase === 'asking'} disabled=${!text.trim()}>${t('bench.ask')}<//>`}</form>
    <div class="bench-out" aria-live="polite"><${Outcome} state=${state} mode=${mode} floor=${floor} question=${fixed ? '' : text} /></div></div>`;
}

/** @param {{ state: State, mode: string, floor?: number, question: string }} props */
function Outcome({ state, mode, floor, question }) {
  if (state.phase === 'failed') return html`<${Notice} kind="danger">${state.error.fields?.question ?? state.error.fields?.q ?? state.error.message}<//>`;
  if (state.phase === 'idle' || (state.phase === 'done' && state.asked !== mode)) return html`<${Empty} icon=${mode === 'ask' ? 'sparkles' : 'search'} title=${t(`bench.idle_${mode}`)} text=${t(`bench.idle_${mode}_text`)} />`;
  if (state.phase === 'asking' && !state.asked) return html`<${Skeleton} rows=${3} />`;
  if (state.asked === 'search' && !state.hits.length) return html`<${Empty} icon="search-x" title=${t('bench.none')} text=${t('bench.none_text')}><${Button} icon="plus" href="/knowledge/new">${t('kb.new')}<//><//>`;
  return html`${state.asked === 'ask' && html`<${Answered} answer=${state.answer ?? null} />`}
    <div class="bench-head"><h3>${t(state.asked === 'ask' ? 'bench.stands_on' : 'bench.results', { n: state.hits.length })}</h3>
      ${state.took !== undefined && html`<span class="faint t12 num">${t('bench.took', { ms: number(state.took, { maximumFractionDigits: 1 }) })}</span>`}</div>
    <ol class="hits">${state.hits.map((hit) => html`<${HitRow} key=${hit.article_id} hit=${hit} floor=${floor} question=${question} />`)}</ol>`;
}

/** @param {{ answer: Answer | null }} props */
function Answered({ answer }) {
  if (!answer) {
    return html`<section class="bench-answer bench-no"><h3><${Icon} name="circle-slash" size=${16} />${t('bench.no_answer')}</h3><p class="t13">${t('bench.no_answer_text')}</p>
      <div class="form-actions"><${Button} small icon="plus" href="/knowledge/new">${t('kb.new')}<//></div></section>`;
  }
  return html`<section class="bench-answer"><h3><${Icon} name="sparkles" size=${16} />${t('bench.answer')}</h3><${Markdown} text=${answer.text} />
    <ul class="answer-sources" aria-label=${t('bench.sources')}>${answer.sources.map((it) => html`<li key=${it.article_id}><a href=${`/knowledge/${it.article_id}`}><${Icon} name="book-open" size=${14} />${it.title}</a></li>`)}</ul></section>`;
}

/** @param {{ hit: Hit, floor?: number, question: string }} props `question`: what may be kept as one whose answer is known */
const HitRow = ({ hit, floor, question }) => html`<li class="hit" data-below=${floor !== undefined && hit.score < floor ? '' : undefined}>
  <div class="hit-head"><a href=${`/knowledge/${hit.article_id}`}>${hit.title}</a><span class="hit-score num" title=${t('bench.score')}>${number(hit.score, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}</span></div>
  <p class="hit-text">${pieces(hit.snippet, hit.highlights).map((it) => (it.hit ? html`<mark>${it.text}</mark>` : it.text))}</p>
  <div class="hit-bars"><${Bar} label=${t('bench.by_words')} value=${hit.text_score} /><${Bar} label=${t('bench.by_meaning')} value=${hit.vector_score} ai /></div>
  ${floor !== undefined && hit.score < floor && html`<p class="faint t12">${t('bench.below')}</p>`}
  ${question.trim() && html`<a class="hit-keep" href=${`/knowledge/golden?${new URLSearchParams({ question: question.trim(), article: hit.article_id, title: hit.title })}`}><${Icon} name="badge-check" size=${14} />${t('golden.make')}</a>`}</li>`;

/** @param {{ label: string, value: number, ai?: boolean }} props */
export const Bar = ({ label, value, ai }) => html`<span class="bar"><span class="bar-label">${label}</span>
  <meter class="sr" min="0" max="1" value=${value}>${number(value, { maximumFractionDigits: 2 })}</meter>
  <span class="bar-track" aria-hidden="true"><span class=${`bar-fill${ai ? ' bar-ai' : ''}`} style=${{ inlineSize: `${Math.round(Math.min(1, Math.max(0, value)) * 100)}%` }}></span></span>
  <span class="num t12" aria-hidden="true">${number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}</span></span>`;
