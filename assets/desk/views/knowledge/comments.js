// What readers added when they said whether an article helped.
import { html } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { ago, full } from '../../lib/time.js';
import { Icon, useLoad } from '../../ui/index.js';

/** Nothing while there are none. @param {{ article: string }} props */
export function Comments({ article }) {
  const loaded = useLoad((stop) => get(`/api/knowledge/${article}/feedback`, {}, stop), [article]);
  /** @type {{ helpful: boolean, comment: string, at: string }[]} */
  const items = loaded.data?.items ?? [];
  return items.length > 0 && html`<section class="kb-comments"><h3 class="form-label">${t('kb.comments')}</h3><ul>${items.map((it) => html`<li key=${it.at}>
    <${Icon} name=${it.helpful ? 'thumbs-up' : 'thumbs-down'} size=${16} /><div><span class="sr">${t(it.helpful ? 'kb.comment_yes' : 'kb.comment_no')}</span><p>${it.comment}</p><time class="faint t12" datetime=${it.at} title=${full(it.at)}>${ago(it.at)}</time></div></li>`)}</ul></section>`;
}
