// Questions whose answer is known: what they give now, and what changed.
import { html, useEffect, useRef, useState } from '../../lib/ui.js';
import { get, post, put, remove } from '../../lib/api.js';
import { atField } from '../../lib/at-field.js';
import { number, t } from '../../lib/i18n.js';
import { go, route } from '../../lib/router.js';
import { on } from '../../lib/socket.js';
import { ago, full } from '../../lib/time.js';
import { Badge, Button, Dialog, Empty, Failure, Icon, Notice, Skeleton, Table, TextArea, confirm, toast, toastError, useAction, useForm, useLoad } from '../../ui/index.js';
import { ArticleField } from './article-field.js';
import { Screen } from './tabs.js';

/** @typedef {{ standing: 'right' | 'wrong_source' | 'no_answer' | 'article_gone', rank: number | null, score: number }} Answered */
/** @typedef {{ id: string, title: string }} Named */
/** @typedef {{ id: string, question: string, expected: Named | null, now: Answered | null, found: Named | null, before: Answered | null, change: 'better' | 'worse' | null, changed_at: string | null, checked_at: string | null }} Question */
/** @typedef {{ at: string, cause: string, questions: number, right: number, better: number, worse: number }} Run */

const LOOKS = /** @type {const} */ ({
  right: { kind: 'ok', icon: 'circle-check' }, wrong_source: { kind: 'danger', icon: 'circle-alert' },
  no_answer: { kind: 'warn', icon: 'circle-slash' }, article_gone: { kind: 'danger', icon: 'book-x' },
});

export function Golden() {
  const page = useLoad((stop) => get('/api/knowledge/golden', {}, stop), []);
  const asked = route.value.query;
  const [open, setOpen] = useState(/** @type {Partial<Question> | null} */ (asked.get('question') ? { question: asked.get('question') ?? '', expected: { id: asked.get('article') ?? '', title: asked.get('title') ?? '' } } : null));
  const [told, setTold] = useState(/** @type {any} */ (null));
  const running = useAction();
  const file = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => on('knowledge:golden', () => page.reload()), []);
  const close = () => (setOpen(null), asked.get('question') && go('/knowledge/golden', { replace: true }), page.reload());
  const run = () => running.run(async () => page.setData(await post('/api/knowledge/golden/run')));
  const take = async (/** @type {File | undefined} */ it) => {
    if (!it) return;
    try {
      const { questions } = JSON.parse(await it.text());
      const taken = await post('/api/knowledge/golden/import', { questions });
      setTold(taken);
      page.reload();
    } catch (error) {
      toastError(error instanceof SyntaxError || error instanceof TypeError ? { message: t('golden.no_set') } : error);
    }
  };
  const items = /** @type {Question[]} */ (page.data?.items ?? []);
  const actions = html`<input type="file" accept=".json,application/json" hidden ref=${file} onChange=${(/** @type {any} */ event) => (take(event.target.files[0]), (event.target.value = ''))} />
    <${Button} icon="upload" onClick=${() => file.current?.click()}><span class="kb-word">${t('golden.take_set')}</span><//>
    ${items.length > 0 && html`<${Button} icon="rotate-cw" busy=${running.busy} onClick=${run}><span class="kb-word">${t('golden.run')}</span><//>`}
    <${Button} kind="primary" icon="plus" onClick=${() => setOpen({})}>${t('golden.new')}<//>`;
  return html`<${Screen} name="golden" lead=${t('golden.lead')} action=${actions}>
    ${told && html`<${Notice} kind=${told.left_out.length ? 'warn' : 'ok'}>${t('golden.taken', { n: told.created })} ${told.left_out.length > 0 && t('golden.left_out', { n: told.left_out.length, questions: told.left_out.slice(0, 5).join(' · ') })}<//>`}
    ${page.error
      ? html`<${Failure} error=${page.error} onRetry=${page.reload} />`
      : !page.data
        ? html`<${Skeleton} rows=${4} />`
        : !items.length
          ? html`<${Empty} icon="badge-check" title=${t('golden.none')} text=${t('golden.none_text')} />`
          : html`<${Runs} runs=${page.data.runs} /><div class="golden-table"><${Table} label=${t('kbnav.golden')} columns=${columns(setOpen)} rows=${items} keyOf=${(/** @type {Question} */ it) => it.id} onRow=${setOpen} /></div>`}
    ${open && html`<${Edit} key=${open.id ?? 'new'} it=${open} onClose=${close} />`}<//>`;
}

/** @param {{ runs: Run[] }} props */
function Runs({ runs }) {
  const [last] = runs;
  if (!last) return html`<p class="faint t13">${t('golden.soon')}</p>`;
  const lastChange = runs.find((it) => it.better || it.worse);
  return html`<div class="runs"><div class="runs-now"><span class="runs-figure num">${number(last.right)}<span class="faint"> / ${number(last.questions)}</span></span><span>${t('golden.right_now')}</span></div>
    <div class="runs-facts"><span><${Icon} name="history" size=${16} /><time datetime=${last.at} title=${full(last.at)}>${t('golden.asked', { at: ago(last.at), cause: t(`golden.cause_${last.cause}`) })}</time></span>
      ${lastChange && html`<span>${lastChange.worse > 0 && html`<${Badge} kind="danger" icon="arrow-down">${t('golden.n_worse', { n: lastChange.worse })}<//>`} ${lastChange.better > 0 && html`<${Badge} kind="ok" icon="arrow-up">${t('golden.n_better', { n: lastChange.better })}<//>`}
        <span class="faint">${t('golden.changed', { at: ago(lastChange.at), cause: t(`golden.cause_${lastChange.cause}`) })}</span></span>`}</div></div>`;
}

/** @param {(it: Question) => void} open @returns {import('../../ui/table.js').Column<Question>[]} */
const columns = (open) => [
  { key: 'question', label: t('golden.question'), show: (it) => html`<div class="kb-title"><button type="button" class="asked-open" onClick=${() => open(it)}>${it.question}</button>
    <span class="kb-facts">${it.expected ? html`<a href=${`/knowledge/${it.expected.id}`}>${it.expected.title}</a>` : t('golden.expected_gone')}</span></div>` },
  { key: 'now', label: t('golden.result'), show: (it) => html`<${Result} it=${it} />` },
  { key: 'score', label: t('bench.score_short'), end: true, show: (it) => html`<span class="num">${it.now ? number(it.now.score, { minimumFractionDigits: 2, maximumFractionDigits: 2 }) : '–'}</span>` },
  { key: 'change', label: t('golden.change'), show: (it) => html`<${Changed} it=${it} />` },
];

/** @param {{ it: Question }} props */
function Result({ it }) {
  if (!it.now) return html`<span class="faint">${t('golden.not_asked')}</span>`;
  const look = LOOKS[it.now.standing];
  return html`<span class="golden-result"><${Badge} kind=${look.kind} icon=${look.icon}>${t(`golden.${it.now.standing}`)}<//>
    ${it.now.standing === 'wrong_source' && it.found && html`<span class="faint t12 trunc" title=${it.found.title}>${t('golden.found', { title: it.found.title })}</span>`}
    ${it.now.standing !== 'right' && it.now.standing !== 'article_gone' && html`<span class="faint t12">${it.now.rank ? t('golden.rank', { n: it.now.rank }) : t('golden.no_rank')}</span>`}</span>`;
}

/** @param {{ it: Question }} props */
function Changed({ it }) {
  if (!it.change || !it.before || !it.changed_at) return html`<span class="faint">–</span>`;
  const better = it.change === 'better';
  return html`<span class="golden-result"><${Badge} kind=${better ? 'ok' : 'danger'} icon=${better ? 'arrow-up' : 'arrow-down'}>${t(`golden.${it.change}`)}<//>
    <span class="faint t12" title=${full(it.changed_at)}>${t('golden.before', { was: t(`golden.${it.before.standing}`), at: ago(it.changed_at) })}</span></span>`;
}

/** @param {{ it: Partial<Question>, onClose: () => void }} props */
function Edit({ it, onClose }) {
  const form = useForm({ question: it.question ?? '', article: /** @type {Named | null} */ (it.expected ?? null) });
  const gone = useAction();
  const { value, set, errors } = form;
  const send = (/** @type {Event} */ event) => form.submit(async () => {
    const body = { question: value.question, article_id: value.article?.id };
    if (it.id) await put(`/api/knowledge/golden/${it.id}`, body).catch(atField);
    else await post('/api/knowledge/golden', body).catch(atField);
    toast(t('common.saved'));
    onClose();
  }, event);
  const drop = async () => {
    if (!(await confirm({ title: t('golden.delete_title'), text: it.question, action: t('common.delete'), danger: true }))) return;
    await gone.run(async () => (await remove(`/api/knowledge/golden/${it.id}`), onClose()));
  };
  return html`<${Dialog} title=${t(it.id ? 'golden.edit' : 'golden.new')} changed=${form.changed} onClose=${onClose}><form class="form" onSubmit=${send}>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <${TextArea} label=${t('golden.question')} rows=${2} maxlength=${500} required value=${value.question} error=${errors.question} hint=${t('golden.question_hint')} onValue=${(/** @type {string} */ question) => set({ question })} />
    <${ArticleField} label=${t('golden.expected')} value=${value.article} error=${errors.article_id} onValue=${(/** @type {Named | null} */ article) => set({ article })} />
    <div class="form-actions">${it.id && html`<${Button} kind="danger" icon="trash-2" busy=${gone.busy} onClick=${drop}>${t('common.delete')}<//>`}<span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//>
      <${Button} kind="primary" type="submit" busy=${form.busy} disabled=${!value.article || !value.question.trim()}>${t('common.save')}<//></div></form><//>`;
}
