// What is said about an article beside its text: address, shelf, tags, readers, review.
import { html, useEffect, useId, useState } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { number, t } from '../../lib/i18n.js';
import { day, full } from '../../lib/time.js';
import { DateField, Icon, Segmented, TextArea, TextField } from '../../ui/index.js';
import { slugOf } from '../setup.js';
import { Comments } from './comments.js';
import { languages, visibilities } from './words.js';

/** @typedef {import('./words.js').Article} Article */

/** @param {{ article: Article & { id: string | null }, value: import('./editor.js').Value, set: (part: any) => void, errors: Record<string, string> }} props */
export function Fields({ article, value, set, errors }) {
  const [shelves, setShelves] = useState(/** @type {{ name: string }[]} */ ([]));
  const id = useId();
  useEffect(() => void get('/api/knowledge/categories').then((it) => setShelves(it.items), () => {}), []);
  const put = (/** @type {string} */ name) => (/** @type {any} */ next) => set({ [name]: next });
  return html`<aside class="kb-fields" aria-label=${t('kb.tab_facts')}>
    <${TextField} label=${t('kb.category')} list=${`${id}-shelves`} maxlength=${80} autocomplete="off" placeholder=${t('kb.category_hint')} value=${value.category} error=${errors.category} onValue=${put('category')} />
    <datalist id=${`${id}-shelves`}>${shelves.map((it) => html`<option key=${it.name} value=${it.name}></option>`)}</datalist>
    <${Tags} tags=${value.tags} error=${errors.tags} onValue=${put('tags')} />
    <${Segmented} showLabel label=${t('kb.visibility')} value=${value.visibility} options=${visibilities()} onValue=${put('visibility')} />
    <${Segmented} showLabel label=${t('kb.language')} value=${value.language} options=${languages()} onValue=${put('language')} />
    <${DateField} label=${t('kb.review_by')} hint=${t('kb.review_by_hint')} value=${value.review_by} error=${errors.review_by} onValue=${put('review_by')} />
    <${TextArea} label=${t('kb.meta')} rows=${3} maxlength=${300} hint=${t('kb.meta_hint', { n: value.meta_description.length })} value=${value.meta_description} error=${errors.meta_description} onValue=${put('meta_description')} />
    <${TextField} label=${t('kb.slug')} maxlength=${80} spellcheck=${false} autocapitalize="off" placeholder=${slugOf(value.title)} value=${value.slug} error=${errors.slug} onValue=${put('slug')}
      hint=${article.status === 'published' && value.slug !== article.slug ? t('kb.slug_moves') : t('kb.slug_hint')} />
    ${article.id && html`<${Facts} article=${article} />`}</aside>`;
}

/** @param {{ article: Article }} props */
const Facts = ({ article }) => html`<dl class="fact-list kb-about">
  ${article.author && html`<dt>${t('kb.author')}</dt><dd>${article.author.name}</dd>`}
  ${article.published_at && html`<dt>${t('kb.published')}</dt><dd><time datetime=${article.published_at} title=${full(article.published_at)}>${day(article.published_at)}</time></dd>`}
  ${article.source_key && html`<dt>${t('kb.source')}</dt><dd class="trunc" title=${article.source_key}><${Source} of=${article.source_key} /></dd>`}
  <dt>${t('kb.updated')}</dt><dd><time datetime=${article.updated_at} title=${full(article.updated_at)}>${day(article.updated_at)}</time></dd>
  <dt>${t('kb.views')}</dt><dd class="num">${number(article.views)}</dd>
  <dt>${t('kb.helpful')}</dt><dd class="num">${t('kb.yes_no', { yes: article.helpful, no: article.not_helpful })}</dd></dl>
  <${Comments} article=${article.id} />`;

/** Where it was imported from: a page, a conversation, or a file's name. @param {{ of: string }} props */
function Source({ of }) {
  const conversation = /^conversation:(.+)$/.exec(of)?.[1];
  if (conversation) return html`<a href=${`/inbox/${conversation}`}>${t('kb.from_conversation')}</a>`;
  return /^https?:/.test(of) ? html`<a href=${of} target="_blank" rel="noopener noreferrer">${of.replace(/^https?:\/\//, '')}</a>` : of;
}

/** @param {{ tags: string[], error?: string, onValue: (tags: string[]) => void }} props */
function Tags({ tags, error, onValue }) {
  const [text, setText] = useState('');
  const id = useId();
  const add = () => {
    const more = text.split(',').map((it) => it.trim().toLocaleLowerCase('tr-TR')).filter((it) => it && !tags.includes(it));
    if (more.length) onValue([...tags, ...new Set(more)]);
    setText('');
  };
  const pressed = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing) return;
    if (event.key === 'Enter' || event.key === ',') {
      event.preventDefault();
      add();
    } else if (event.key === 'Backspace' && !text && tags.length) onValue(tags.slice(0, -1));
  };
  return html`<div class="form-field"><label class="form-label" for=${id}>${t('kb.tags')}</label>
    <div class="kb-tags-field" aria-invalid=${error ? 'true' : undefined}>${tags.map((tag) => html`<span key=${tag} class="kb-chip">${tag}<button type="button" aria-label=${t('tags.remove', { tag })} onClick=${() => onValue(tags.filter((it) => it !== tag))}><${Icon} name="x" size=${14} /></button></span>`)}
      <input id=${id} value=${text} maxlength=${40} autocomplete="off" placeholder=${tags.length ? '' : t('kb.tags_hint')} aria-describedby=${error ? `${id}-note` : undefined}
        onInput=${(/** @type {any} */ event) => setText(event.target.value)} onKeyDown=${pressed} onBlur=${add} /></div>
    ${error && html`<p class="form-error" id=${`${id}-note`}><${Icon} name="circle-alert" size=${14} />${error}</p>`}</div>`;
}
