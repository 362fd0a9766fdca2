// Chooses an article by typing a part of its title.
import { html, useEffect, useId, useState } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { Icon, IconButton } from '../../ui/index.js';

/** @typedef {{ id: string, title: string }} Named */

/** @param {{ label: string, value: Named | null, error?: string, onValue: (value: Named | null) => void }} props */
export function ArticleField({ label, value, error, onValue }) {
  const [text, setText] = useState('');
  const [found, setFound] = useState(/** @type {Named[]} */ ([]));
  const id = useId();
  useEffect(() => {
    if (value) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => get('/api/knowledge', { q: text, status: 'published', limit: 6 }, stop.signal).then((it) => setFound(it.items), () => {}), text ? 200 : 0);
    return () => (clearTimeout(timer), stop.abort());
  }, [text, value]);
  if (value) {
    return html`<div class="form-field"><span class="form-label">${label}</span><div class="picked"><${Icon} name="book-open" size=${16} /><span class="grow">${value.title}</span>
      <${IconButton} icon="x" label=${t('golden.choose_other')} onClick=${() => onValue(null)} /></div>${error && html`<p class="form-error"><${Icon} name="circle-alert" size=${14} />${error}</p>`}</div>`;
  }
  return html`<div class="form-field"><label class="form-label" for=${id}>${label}</label>
    <input class="field" id=${id} type="search" autocomplete="off" value=${text} placeholder=${t('golden.search_article')} onInput=${(/** @type {any} */ event) => setText(event.target.value)} />
    ${error && html`<p class="form-error"><${Icon} name="circle-alert" size=${14} />${error}</p>`}
    <ul class="pick-list" aria-label=${t('golden.articles_found')}>${found.map((it) => html`<li key=${it.id}><button type="button" onClick=${() => onValue({ id: it.id, title: it.title })}><${Icon} name="book-open" size=${16} />${it.title}</button></li>`)}
      ${!found.length && html`<li class="faint t13">${t('golden.no_article')}</li>`}</ul></div>`;
}
