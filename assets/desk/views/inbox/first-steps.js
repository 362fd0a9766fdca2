// What a new site still lacks, for those who may set it up: shown in place of the empty inbox until people and articles are there.
import { html, useState } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { may, me } from '../../lib/session.js';
import { keep, read } from '../../lib/storage.js';
import { Button, Icon, useLoad } from '../../ui/index.js';

/** @typedef {{ name: string, icon: string, href: string, done?: boolean, blank?: boolean }} Step */

/** What the site has of what it needs. @param {AbortSignal} stop */
async function look(stop) {
  const [agents, articles, site] = await Promise.all([get('/api/agents', undefined, stop), get('/api/knowledge', { limit: 1 }, stop), get(`/api/sites/${me.value?.site_id}`, undefined, stop)]);
  return { people: agents.items.length > 1, articles: articles.items.length > 0, key: site.api_key };
}

const hiddenKey = () => `steps.${me.value?.site_id}`;

/** @param {{ children: any }} props what stands there otherwise */
export function FirstSteps({ children }) {
  const wanted = may('settings') && may('people') && !read(hiddenKey());
  const { data } = useLoad(async (stop) => (wanted ? look(stop) : null), [me.value?.site_id]);
  const [hidden, setHidden] = useState(!wanted);
  if (hidden || (data && data.people && data.articles)) return children;
  if (!data) return null;
  /** @type {Step[]} */
  const steps = [
    { name: 'try', icon: 'message-circle-more', href: `/try?key=${data.key}`, blank: true },
    { name: 'people', icon: 'users', href: '/settings/people', done: data.people },
    { name: 'articles', icon: 'book-open', href: '/knowledge', done: data.articles },
    { name: 'hours', icon: 'clock', href: '/settings/hours' },
    { name: 'mail', icon: 'mail', href: '/settings/mail', done: me.value?.mail },
    { name: 'widget', icon: 'globe', href: '/settings/widget' },
  ];
  const hide = () => (keep(hiddenKey(), true), setHidden(true));
  return html`<div class="steps"><h2>${t('steps.title')}</h2><p class="muted">${t('steps.lead')}</p>
    <ol>${steps.map((it) => html`<li key=${it.name}><a href=${it.href} target=${it.blank ? '_blank' : undefined} data-done=${it.done ? '' : undefined}>
      <span class="step-icon"><${Icon} name=${it.done ? 'check' : it.icon} size=${20} /></span><span class="grow"><span class="semi">${t(`steps.${it.name}`)}</span><span class="muted t13">${t(`steps.${it.name}_text`)}</span></span>
      ${it.done ? html`<span class="sr">${t('steps.done')}</span>` : html`<${Icon} name=${it.blank ? 'external-link' : 'arrow-right'} size=${16} />`}</a></li>`)}</ol>
    <${Button} kind="ghost" small onClick=${hide}>${t('steps.hide')}<//></div>`;
}
