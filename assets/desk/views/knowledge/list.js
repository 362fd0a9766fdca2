// The list of articles with its filters, and the search bench beside it.
import { html, useEffect, useRef, useState } from '../../lib/ui.js';
import { number, t } from '../../lib/i18n.js';
import { go } from '../../lib/router.js';
import { on } from '../../lib/socket.js';
import { ago, full, now } from '../../lib/time.js';
import { onKey } from '../../store/keys.js';
import { Badge, Button, Empty, Failure, Icon, IconButton, Notice, SearchField, Segmented, Skeleton, Table, toastError } from '../../ui/index.js';
import { Bench } from './bench.js';
import { articles, categories, clearFilters, failure, filter, filters, hasMore, isFiltered, load, loadCategories, loading } from './store.js';
import { Tabs } from './tabs.js';
import { STATUSES, StatusBadge, VisibilityBadge, languages, reviewIsDue, visibilities } from './words.js';

/** @typedef {import('./words.js').Article} Article */

export function ArticleList() {
  const [bench, setBench] = useState(false);
  useEffect(() => {
    load();
    loadCategories().catch(toastError);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const changed = on('knowledge:changed', () => {
      clearTimeout(timer);
      timer = setTimeout(() => (load(), loadCategories().catch(() => {})), 400);
    });
    const search = onKey('search', () => document.getElementById('kb-search')?.focus());
    return () => (changed(), search(), clearTimeout(timer));
  }, []);
  // On narrow screens the bench lies over the list: it takes the focus and gives it back.
  const side = useRef(/** @type {HTMLElement | null} */ (null));
  const lie = (/** @type {boolean} */ open) => {
    setBench(open);
    requestAnimationFrame(() => /** @type {HTMLElement | null} */ (open ? side.current?.querySelector('textarea') : document.querySelector('.kb-bench-open'))?.focus());
  };
  return html`<div class="kb" data-bench=${bench ? '' : undefined}>
    <main class="kb-main" id="content"><div class="kb-in">
      <header class="page-head"><h1 class="grow">${t('kb.title')}</h1>
        <${Button} class="kb-bench-open" icon="flask-conical" onClick=${() => lie(true)}><span class="kb-word">${t('bench.title')}</span><//>
        <${Button} kind="primary" icon="plus" href="/knowledge/new">${t('kb.new')}<//></header>
      <${Tabs} name="" /><${Filters} /><${Rows} /></div></main>
    <aside class="kb-side" ref=${side} onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && bench && lie(false)} aria-label=${t('bench.title')}><header class="pane-head"><h2 class="pane-title grow">${t('bench.title')}</h2>
      <${IconButton} class="kb-bench-close" icon="x" label=${t('common.close')} onClick=${() => lie(false)} /></header>
      <div class="scroll kb-side-in"><${Bench} /></div></aside></div>`;
}

function Filters() {
  const { q, status, category, visibility, language, tag } = filters.value;
  const statuses = [{ value: '', label: t('kb.all') }, ...STATUSES.map((it) => ({ value: it, label: t(`kb.status_${it}`) }))];
  const shelves = categories.value.map((it) => ({ value: it.name, label: `${it.name} (${number(it.count)})` }));
  // A filter may name a category that has gone meanwhile.
  if (category && !shelves.some((it) => it.value === category)) shelves.push({ value: category, label: category });
  return html`<div class="kb-filters">
    <div class="kb-filter-row"><${SearchField} id="kb-search" label=${t('kb.search')} keys="/" value=${q} onValue=${(/** @type {string} */ value) => filter({ q: value })} />
      <${Segmented} label=${t('kb.status')} value=${status} options=${statuses} onValue=${(/** @type {string} */ value) => filter({ status: value })} /></div>
    <div class="kb-filter-row kb-selects">
      <${Choice} label=${t('kb.category')} all=${t('kb.all_categories')} value=${category} options=${shelves} onValue=${(/** @type {string} */ value) => filter({ category: value })} />
      <${Choice} label=${t('kb.visibility')} all=${t('kb.all_visibilities')} value=${visibility} options=${visibilities()} onValue=${(/** @type {string} */ value) => filter({ visibility: value })} />
      <${Choice} label=${t('kb.language')} all=${t('kb.all_languages')} value=${language} options=${languages()} onValue=${(/** @type {string} */ value) => filter({ language: value })} />
      ${tag && html`<button type="button" class="kb-tag-filter" onClick=${() => filter({ tag: '' })} aria-label=${t('kb.tag_clear', { tag })}><${Icon} name="tag" size=${14} />${tag}<${Icon} name="x" size=${14} /></button>`}
      ${isFiltered() && html`<${Button} small kind="ghost" icon="x" onClick=${clearFilters}>${t('kb.clear')}<//>`}</div></div>`;
}

/** A small choice without a label of its own above it. @param {{ label: string, all: string, value: string, options: { value: string, label: string }[], onValue: (value: string) => void }} props */
const Choice = ({ label, all, value, options, onValue }) => html`<div class="select-wrap kb-choice" data-set=${value ? '' : undefined}><select class="field" aria-label=${label} value=${value}
  onChange=${(/** @type {any} */ event) => onValue(event.target.value)}><option value="" selected=${!value}>${all}</option>${options.map((it) => html`<option key=${it.value} value=${it.value} selected=${it.value === value}>${it.label}</option>`)}</select><${Icon} name="chevron-down" size=${16} /></div>`;

function Rows() {
  const all = articles.value;
  if (!all && failure.value) return html`<${Failure} error=${failure.value} onRetry=${() => load()} />`;
  if (!all) return html`<${Skeleton} rows=${6} />`;
  if (!all.length && isFiltered()) return html`<${Empty} icon="search-x" title=${t('kb.none_found')} text=${t('kb.none_found_text')}><${Button} onClick=${clearFilters}>${t('kb.clear')}<//><//>`;
  if (!all.length) return html`<${Empty} icon="book-open" title=${t('kb.empty')} text=${t('kb.empty_text')}><div class="row"><${Button} kind="primary" icon="plus" href="/knowledge/new">${t('kb.new')}<//><${Button} icon="upload" href="/knowledge/import">${t('kbnav.import')}<//></div><//>`;
  return html`${failure.value && html`<${Notice} kind="danger">${failure.value.message}<//>`}
    <div class="kb-table"><${Table} label=${t('kb.title')} columns=${columns()} rows=${all} keyOf=${(/** @type {Article} */ it) => it.id} onRow=${(/** @type {Article} */ it) => go(`/knowledge/${it.id}`)} /></div>
    ${hasMore.value && html`<div class="kb-more"><${Button} busy=${loading.value} onClick=${() => load({ more: true })}>${t('common.load_more')}<//></div>`}`;
}

/** @returns {import('../../ui/table.js').Column<Article>[]} */
const columns = () => [
  { key: 'title', label: t('kb.article'), show: (it) => html`<div class="kb-title"><a href=${`/knowledge/${it.id}`}>${it.title}</a><span class="kb-facts">
    ${it.category && html`<span>${it.category}</span>`}${it.language === 'en' && html`<${Badge} kind="line" icon="languages">English<//>`}
    ${reviewIsDue(it, now.value) && html`<${Badge} kind="warn" icon="clock" title=${t('kb.review_due_title')}>${t('kb.review_due')}<//>`}
    ${it.tags.slice(0, 3).map((tag) => html`<button key=${tag} type="button" class="kb-tag" title=${t('kb.tag_filter', { tag })} onClick=${() => filter({ tag })}>${tag}</button>`)}</span></div>` },
  { key: 'status', label: t('kb.status'), show: (it) => html`<${StatusBadge} status=${it.status} />` },
  { key: 'visibility', label: t('kb.visibility'), show: (it) => html`<${VisibilityBadge} visibility=${it.visibility} />` },
  { key: 'views', label: t('kb.views'), end: true, show: (it) => html`<span class="num">${number(it.views)}</span>` },
  { key: 'helpful', label: t('kb.helpful'), end: true, show: (it) => html`<${Votes} it=${it} />` },
  { key: 'updated', label: t('kb.updated'), show: (it) => html`<span class="kb-when"><time datetime=${it.updated_at} title=${full(it.updated_at)}>${ago(it.updated_at)}</time>${it.author && html`<span class="faint t12">${it.author.name}</span>`}</span>` },
];

/** @param {{ it: Article }} props */
const Votes = ({ it }) => html`<span class="kb-votes num" title=${t('kb.votes', { yes: it.helpful, no: it.not_helpful })}>
  <${Icon} name="thumbs-up" size=${14} /><span class="sr">${t('kb.votes_yes')}</span>${number(it.helpful)}
  <${Icon} name="thumbs-down" size=${14} /><span class="sr">${t('kb.votes_no')}</span>${number(it.not_helpful)}</span>`;
