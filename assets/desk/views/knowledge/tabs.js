// What the knowledge base consists of, above each of its lists.
import { html, signal, useEffect } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { on } from '../../lib/socket.js';
import { Count, Icon } from '../../ui/index.js';

const TABS = /** @type {const} */ ([
  { name: '', icon: 'book-open' }, { name: 'unanswered', icon: 'message-circle-off' }, { name: 'golden', icon: 'badge-check' },
  { name: 'feedback', icon: 'thumbs-up' }, { name: 'import', icon: 'upload' },
]);

/** Questions that nobody has dealt with. */
export const open = signal(0);

const count = () => get('/api/knowledge/unanswered', { limit: 1 }).then((it) => (open.value = it.counts.open), () => {});

/** @param {{ name: string }} props the one shown */
export function Tabs({ name }) {
  useEffect(() => {
    count();
    document.querySelector('.kb-nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
    return on('knowledge:unanswered', count);
  }, []);
  return html`<nav class="kb-nav may-scroll" aria-label=${t('kb.title')}>${TABS.map((it) => html`<a key=${it.name} href=${it.name ? `/knowledge/${it.name}` : '/knowledge'} aria-current=${it.name === name ? 'page' : undefined}>
    <${Icon} name=${it.icon} size=${16} />${t(`kbnav.${it.name || 'articles'}`)}${it.name === 'unanswered' && open.value > 0 && html`<${Count} n=${open.value} label=${t('kbnav.open', { n: open.value })} />`}</a>`)}</nav>`;
}

/** A screen beside the list of articles. @param {{ name: string, lead: string, action?: any, children?: any }} props */
export const Screen = ({ name, lead, action, children }) => html`<main class="kb-main" id="content"><div class="kb-in kb-screen">
  <header class="page-head"><h1 class="grow">${t('kb.title')}</h1>${action}</header><${Tabs} name=${name} /><p class="kb-lead">${lead}</p>${children}</div></main>`;
