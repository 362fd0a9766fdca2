// The knowledge base: which of its screens an address shows.
import { html } from '../../lib/ui.js';
import { route } from '../../lib/router.js';
import { stylesheet } from '../../lib/stylesheet.js';
import { ArticleList } from './list.js';
import { ArticlePage } from './article.js';
import { justMade } from './store.js';

await stylesheet(new URL('../../css/knowledge.css', import.meta.url));

export default function Knowledge() {
  const id = route.value.params.rest ?? '';
  if (!id || id === 'new') justMade.id = '';
  if (!id) return html`<${ArticleList} />`;
  return html`<${ArticlePage} key=${id === justMade.id ? 'new' : id} id=${id === 'new' ? null : id} />`;
}
