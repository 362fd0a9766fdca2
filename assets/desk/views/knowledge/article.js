// The page of one article: loads it, then shows the editor, or only the text to those who may not change it.
import { html, useEffect } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { lang, number, t } from '../../lib/i18n.js';
import { route } from '../../lib/router.js';
import { on } from '../../lib/socket.js';
import { day, full } from '../../lib/time.js';
import { Badge, Button, Empty, Failure, Icon, Markdown, Notice, Skeleton, useLoad } from '../../ui/index.js';
import { Editor } from './editor.js';
import { StatusBadge, VisibilityBadge, mayChange } from './words.js';

/** @typedef {import('./words.js').Article} Article */

/** What a new article begins with. @returns {any} */
const blank = () => ({ id: null, title: '', slug: '', body: '', meta_description: null, category: null, tags: [], language: lang.value, status: 'draft', visibility: 'public', author: null, version: 0, review_by: null });

/** What led to a new article: a question without an answer gives its title. */
const begun = () => (route.value.query.get('title') ? { proposed: { title: (route.value.query.get('title') ?? '').slice(0, 200) } } : {});

/** @param {{ id: string | null }} props `null`: a new one */
export function ArticlePage({ id }) {
  const loaded = useLoad((stop) => (id ? get(`/api/knowledge/${id}`, {}, stop) : Promise.resolve({ ...blank(), ...begun() })), [id]);
  const article = loaded.data;
  if (loaded.error?.status === 404) return html`<main class="pane" id="content"><${Empty} icon="book-x" title=${t('kb.gone')} text=${t('kb.gone_text')}><${Button} href="/knowledge">${t('kb.to_list')}<//><//></main>`;
  if (loaded.error) return html`<main class="pane" id="content"><${Failure} error=${loaded.error} onRetry=${loaded.reload} /></main>`;
  if (!article) return html`<main class="pane" id="content"><${Skeleton} rows=${6} /></main>`;
  if (id && !mayChange(article)) return html`<${Reader} article=${article} onChanged=${loaded.reload} />`;
  return html`<${Editor} article=${article} />`;
}

/** @param {{ article: Article, onChanged: () => void }} props */
function Reader({ article, onChanged }) {
  useEffect(() => on('knowledge:changed', ({ article_id: id }) => id === article.id && onChanged()), [article.id]);
  return html`<main class="kb-main" id="content"><article class="kb-in kb-reader" lang=${article.language}>
    <header class="page-head"><a class="btn btn-ghost btn-sm" href="/knowledge"><${Icon} name="arrow-left" size=${16} />${t('kb.title')}</a></header>
    <${Notice}>${article.author ? t('kb.not_yours', { name: article.author.name }) : t('kb.not_yours_nobody')}<//>
    <h1 class="kb-headline">${article.title}</h1>
    <p class="kb-facts"><${StatusBadge} status=${article.status} /><${VisibilityBadge} visibility=${article.visibility} />${article.category && html`<span>${article.category}</span>`}
      <time datetime=${article.updated_at} title=${full(article.updated_at)}>${t('kb.updated_on', { at: day(article.updated_at) })}</time><span>${t('kb.read_times', { n: article.views })}</span></p>
    <${Markdown} class="kb-text" text=${article.body ?? ''} />
    ${article.tags.length > 0 && html`<p class="kb-facts">${article.tags.map((tag) => html`<${Badge} key=${tag} kind="line" icon="tag">${tag}<//>`)}</p>`}
    <p class="faint t12 num">${t('kb.votes', { yes: article.helpful, no: article.not_helpful })} · ${t('kb.version', { n: number(article.version) })}</p></article></main>`;
}
