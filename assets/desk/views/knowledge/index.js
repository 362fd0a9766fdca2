// The knowledge base: which of its screens an address shows.
import { html } from '../../lib/ui.js';
import { route } from '../../lib/router.js';
import { stylesheet } from '../../lib/stylesheet.js';
import { ArticleList } from './list.js';
import { ArticlePage } from './article.js';
import { Feedback } from './feedback.js';
import { Golden } from './golden.js';
import { Imports } from './imports.js';
import { justMade } from './store.js';
import { Unanswered } from './unanswered.js';

await Promise.all(['knowledge', 'questions'].map((it) => stylesheet(new URL(`../../css/${it}.css`, import.meta.url))));

/** Screens beside the articles, by their name in the address. @type {Record<string, () => any>} */
const SCREENS = { unanswered: Unanswered, golden: Golden, feedback: Feedback, import: Imports };

export default function Knowledge() {
  const id = route.value.params.rest ?? '';
  if (!id || id === 'new') justMade.id = '';
  if (!id) return html`<${ArticleList} />`;
  if (Object.hasOwn(SCREENS, id)) return html`<${SCREENS[id]} key=${id} />`;
  return html`<${ArticlePage} key=${id === justMade.id ? 'new' : id} id=${id === 'new' ? null : id} />`;
}
