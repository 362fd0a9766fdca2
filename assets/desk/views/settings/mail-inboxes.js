// The addresses at which the site gets mail, and how it goes with them.
import { html, useEffect, useState } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { ago } from '../../lib/time.js';
import { Badge, Button, Empty, Failure, Icon, IconButton, Skeleton, useLoad } from '../../ui/index.js';
import { InboxForm } from './mail-inbox.js';

/**
 * @typedef {object} Inbox
 * @property {string} id
 * @property {string} address
 * @property {string} sender_name
 * @property {boolean} active
 * @property {string} host
 * @property {number} port
 * @property {'tls' | 'starttls' | 'plain'} security
 * @property {'public' | 'own' | 'unchecked'} trust
 * @property {string} authority
 * @property {string} user
 * @property {'password' | 'google' | 'microsoft' | 'oauth'} sign_in
 * @property {string} client_id
 * @property {string} token_url
 * @property {string} folder
 * @property {string} sent_folder
 * @property {boolean} mark_read
 * @property {string} move_to
 * @property {string | null} department_id
 * @property {string | null} category_id
 * @property {{ host: string, port: number, security: 'tls' | 'starttls' | 'plain' } | null} smtp
 * @property {boolean} plus
 * @property {'off' | 'named' | 'microsoft'} sender_check
 * @property {{ looked_at: string | null, mail_at: string | null, trouble: string | null, reason: string | null, said: string | null, failing_since: string | null, quarantined: number }} state
 * @property {number} version
 */

/** How often the list looks again, in milliseconds: what servers say changes by itself. */
const AGAIN = 10_000;

export function Inboxes() {
  const list = useLoad((stop) => get('/api/settings/mail/inboxes', {}, stop), []);
  const [editing, setEditing] = useState(/** @type {Inbox | 'new' | null} */ (null));
  useEffect(() => {
    const timer = setInterval(() => void get('/api/settings/mail/inboxes').then(list.setData, () => {}), AGAIN);
    return () => clearInterval(timer);
  }, []);
  if (list.error && !list.data) return html`<${Failure} error=${list.error} onRetry=${list.reload} />`;
  if (!list.data) return html`<${Skeleton} rows=${4} />`;
  /** @type {Inbox[]} */
  const items = list.data.items;
  const add = html`<${Button} kind="primary" icon="plus" onClick=${() => setEditing('new')}>${t('mailin.add')}<//>`;
  return html`<section class="section"><h2>${t('mailin.title')}</h2><p class="section-lead">${t('mailin.lead')}</p>
    ${items.length ? html`<ul class="mail-inboxes">${items.map((it) => html`<${Row} key=${it.id} it=${it} onEdit=${() => setEditing(it)} />`)}</ul><div class="form-actions">${add}</div>` : html`<${Empty} icon="inbox" title=${t('mailin.none')} text=${t('mailin.none_text')}>${add}<//>`}</section>
    ${editing && html`<${InboxForm} key=${editing === 'new' ? 'new' : editing.id} it=${editing === 'new' ? null : editing} onChanged=${list.reload} onClose=${() => setEditing(null)} />`}`;
}

/** @param {{ it: Inbox, onEdit: () => void }} props */
function Row({ it, onEdit }) {
  const { state } = it;
  return html`<li class="mail-inbox"><div class="mail-inbox-head"><span class="semi">${it.address}</span>${condition(it)}<span class="grow"></span><${IconButton} icon="pencil" label=${`${it.address}: ${t('common.edit')}`} onClick=${onEdit} /></div>
    <p class="muted t13">${it.host} · ${it.folder}${it.sent_folder && ` · ${it.sent_folder}`}</p>
    ${it.active && html`<p class="muted t13">${state.looked_at ? t('mailin.looked', { when: ago(state.looked_at) }) : t('mailin.never_looked')}${state.mail_at ? ` · ${t('mailin.last_mail', { when: ago(state.mail_at) })}` : ''}</p>`}
    ${it.active && state.reason && html`<div class="mail-trouble" role="status"><${Icon} name="triangle-alert" size=${16} /><div><p>${state.reason}</p>${state.said && html`<p class="mail-said">${t('mail.said')} <code>${state.said}</code></p>`}${state.failing_since && html`<p class="t13">${t('mailin.failing', { when: ago(state.failing_since) })}</p>`}</div></div>`}
    ${state.quarantined > 0 && html`<p class="t13"><a href="/settings/mail/incoming?state=quarantined">${t('mailin.quarantined', { n: state.quarantined })}</a></p>`}</li>`;
}

/** @param {Inbox} it */
function condition({ active, state }) {
  if (!active) return html`<${Badge} kind="line" icon="circle-slash">${t('mailin.off')}<//>`;
  if (state.trouble) return html`<${Badge} kind="danger" icon="circle-alert">${t('mailin.fails')}<//>`;
  return state.looked_at ? html`<${Badge} kind="ok" icon="circle-check">${t('mailin.works')}<//>` : html`<${Badge} kind="info" icon="clock">${t('mailin.begins')}<//>`;
}
