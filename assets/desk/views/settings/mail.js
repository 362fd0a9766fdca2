// Mail: through which server it leaves, where it comes in, in which words, and what became of it.
import { html } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { route } from '../../lib/router.js';
import { may } from '../../lib/session.js';
import { Failure, Notice, Skeleton, Switch, useLoad } from '../../ui/index.js';
import { Account } from './mail-account.js';
import { Inboxes } from './mail-inboxes.js';
import { Incoming } from './mail-incoming.js';
import { Sent } from './mail-sent.js';
import { Templates } from './mail-templates.js';
import { Problems, SaveBar, styled, useVersioned } from './parts.js';

await styled;

/** @typedef {{ version: number, transcripts: boolean, at_close: boolean, digests: boolean, own_account: boolean, installation_account: boolean, links_to: string, links_chosen: boolean }} MailScreen */

const PAGES = /** @type {const} */ (['', 'inboxes', 'incoming', 'templates', 'sent']);

export default function Mail() {
  const page = route.value.params.rest.split('/')[1] ?? '';
  return html`<div class="page-in page-wide"><header class="page-head"><h1>${t('mail.title')}</h1><p>${t('mail.lead')}</p></header>
    <nav class="subnav" aria-label=${t('mail.title')}>${PAGES.map((it) => html`<a key=${it} href=${`/settings/mail${it && `/${it}`}`} aria-current=${it === page ? 'page' : undefined}>${t(`mail.page_${it || 'server'}`)}</a>`)}</nav>
    ${page === 'templates' ? html`<${Templates} />` : page === 'sent' ? html`<${Sent} />` : page === 'inboxes' ? html`<${Inboxes} />` : page === 'incoming' ? html`<${Incoming} />` : html`<${Server} />`}</div>`;
}

function Server() {
  const screen = useLoad((stop) => get('/api/settings/mail', {}, stop), []);
  if (screen.error) return html`<${Failure} error=${screen.error} onRetry=${screen.reload} />`;
  if (!screen.data) return html`<${Skeleton} rows=${5} />`;
  /** @type {MailScreen} */
  const { links_to, links_chosen, installation_account, own_account } = screen.data;
  const can = own_account || installation_account;
  return html`${!can && html`<${Notice} kind="warn">${t('mail.none')}<//>`}
    ${can && !links_chosen && html`<${Notice} kind="warn">${t('mail.links', { url: links_to })}<//>`}
    <${Account} path="/api/settings/mail/account" title=${t('mail.own')} text=${t(installation_account && !own_account ? 'mail.own_stands_in' : 'mail.own_text')} onChanged=${screen.reload} />
    ${may('system') && html`<${Account} path="/api/mail/account" title=${t('mail.installation')} text=${t('mail.installation_text')} onChanged=${screen.reload} />`}
    <${When} screen=${screen.data} />`;
}

/** @param {{ screen: MailScreen }} props */
function When({ screen }) {
  const { version, transcripts, at_close, digests } = screen;
  const of = useVersioned('/api/settings/mail', { version, transcripts, at_close, digests });
  const { value, set } = of.form;
  return html`<form class="section" onSubmit=${of.save}><h2>${t('mail.when')}</h2><${Problems} of=${of} />
    <${Switch} label=${t('mail.transcripts')} hint=${t('mail.transcripts_text')} checked=${value.transcripts} onValue=${(/** @type {boolean} */ on) => set({ transcripts: on })} />
    ${value.transcripts && html`<${Switch} label=${t('mail.at_close')} hint=${t('mail.at_close_text')} checked=${value.at_close} onValue=${(/** @type {boolean} */ on) => set({ at_close: on })} />`}
    <${Switch} label=${t('mail.digests')} hint=${t('mail.digests_text')} checked=${value.digests} onValue=${(/** @type {boolean} */ on) => set({ digests: on })} />
    <${SaveBar} of=${of} /></form>`;
}
