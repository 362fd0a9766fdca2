// The people of the site: who they are, what they may do, adding one.
import { html, useEffect, useState } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { number, t } from '../../lib/i18n.js';
import { may, me } from '../../lib/session.js';
import { ago, full } from '../../lib/time.js';
import { Avatar, Badge, Button, Empty, Failure, SearchField, Skeleton, Table, useAction, useLoad } from '../../ui/index.js';
import { AddPerson, EditPerson } from './person.js';
import { styled } from './parts.js';

await styled;

/**
 * @typedef {object} Person
 * @property {string} id
 * @property {string} email
 * @property {string} name
 * @property {'tr' | 'en'} language
 * @property {boolean} active
 * @property {boolean} superadmin
 * @property {{ id: string, name: string, role: 'agent' | 'admin' }[]} sites
 * @property {string | null} last_login_at
 * @property {number} max_chats
 * @property {boolean} second_factor
 * @property {import('./agent-profile.js').Profile} profile
 */

/** What somebody is on the site acted on. @param {Person} it @returns {'agent' | 'admin' | 'superadmin'} */
export const roleOf = (it) => (it.superadmin ? 'superadmin' : (it.sites.find((site) => site.id === me.value?.site_id)?.role ?? 'agent'));

/** @param {string} text */
const plain = (text) => text.toLocaleLowerCase('tr-TR');

export default function People() {
  const first = useLoad((stop) => get('/api/users', { limit: 200 }, stop), []);
  const [people, setPeople] = useState(/** @type {Person[]} */ ([]));
  const [cursor, setCursor] = useState(/** @type {string | null} */ (null));
  const [words, setWords] = useState('');
  const [open, setOpen] = useState(/** @type {Person | 'new' | null} */ (null));
  const more = useAction();
  useEffect(() => {
    if (first.data) (setPeople(first.data.items), setCursor(first.data.next_cursor));
  }, [first.data]);
  const put = (/** @type {Person} */ it) => setPeople((/** @type {Person[]} */ all) => (all.some((one) => one.id === it.id) ? all.map((one) => (one.id === it.id ? it : one)) : [...all, it]));
  const load = () => more.run(async () => {
    const page = await get('/api/users', { limit: 200, after: cursor });
    setPeople((/** @type {Person[]} */ all) => [...all, ...page.items]);
    setCursor(page.next_cursor);
  });
  const found = people.filter((it) => plain(`${it.name} ${it.email}`).includes(plain(words.trim())));
  return html`<div class="page-in page-wide"><header class="page-head"><h1 class="grow">${t('people.title')}</h1><${Button} kind="primary" icon="user-plus" onClick=${() => setOpen('new')}>${t('people.add')}<//><p>${t('people.lead')}</p></header>
    ${first.error ? html`<${Failure} error=${first.error} onRetry=${first.reload} />` : !first.data ? html`<${Skeleton} rows=${4} avatar />` : html`
      ${people.length > 8 && html`<div class="set-search"><${SearchField} label=${t('people.search')} value=${words} onValue=${setWords} /></div>`}
      ${!found.length ? html`<${Empty} icon="search-x" title=${t('people.none')} />` : html`<${Table} label=${t('people.title')} columns=${columns(setOpen)} rows=${found} keyOf=${(/** @type {Person} */ it) => it.id} onRow=${setOpen} />`}
      ${people.length === 1 && html`<${Empty} icon="users" title=${t('people.alone')} text=${t('people.alone_text')}><${Button} icon="user-plus" onClick=${() => setOpen('new')}>${t('people.add')}<//><//>`}
      ${cursor && html`<div class="form-actions"><${Button} busy=${more.busy} onClick=${load}>${t('common.load_more')}<//></div>`}`}
    ${open === 'new' && html`<${AddPerson} onAdded=${put} onClose=${() => setOpen(null)} />`}
    ${open && open !== 'new' && html`<${EditPerson} person=${people.find((it) => it.id === open.id) ?? open} onChanged=${put} onGone=${(/** @type {string} */ id) => setPeople((/** @type {Person[]} */ all) => all.filter((it) => it.id !== id))} onClose=${() => setOpen(null)} />`}</div>`;
}

/** @param {(person: Person) => void} open @returns {import('../../ui/table.js').Column<Person>[]} */
const columns = (open) => [
  { key: 'name', label: t('people.name'), show: (it) => html`<span class="person"><${Avatar} name=${it.name} id=${it.id} /><span class="person-words"><button type="button" class="person-name" onClick=${() => open(it)}>${it.name}</button><span class="faint t12">${it.email}</span></span>
    ${it.id === me.value?.id && html`<${Badge} kind="line">${t('people.you')}<//>`}</span>` },
  { key: 'role', label: t('people.role'), show: (it) => html`<${RoleBadge} role=${roleOf(it)} />` },
  { key: 'active', label: t('people.state'), show: (it) => (it.active ? html`<${Badge} kind="ok" icon="circle-check">${t('people.active')}<//>${it.second_factor && html` <${Badge} kind="line" icon="smartphone">${t('people.two_step')}<//>`}` : html`<${Badge} icon="ban">${t('people.inactive')}<//>`) },
  { key: 'max', label: t('people.max_chats_short'), end: true, show: (it) => html`<span class="num">${number(it.max_chats)}</span>` },
  { key: 'seen', label: t('people.last_login'), show: (it) => (it.last_login_at ? html`<time datetime=${it.last_login_at} title=${full(it.last_login_at)}>${ago(it.last_login_at)}</time>` : html`<span class="faint">${t('people.never')}</span>`) },
];

const ROLE_LOOKS = /** @type {const} */ ({ agent: { kind: 'line', icon: 'headset' }, admin: { kind: 'info', icon: 'shield' }, superadmin: { kind: 'ai', icon: 'crown' } });

/** @param {{ role: 'agent' | 'admin' | 'superadmin' }} props */
const RoleBadge = ({ role }) => html`<${Badge} kind=${ROLE_LOOKS[role].kind} icon=${ROLE_LOOKS[role].icon}>${t(`people.role_${role}`)}<//>`;

/** The roles that one may give. */
export const roles = () => (may('superadmins') ? ['agent', 'admin', 'superadmin'] : ['agent', 'admin']).map((it) => ({ value: it, label: t(`people.role_${it}`) }));
