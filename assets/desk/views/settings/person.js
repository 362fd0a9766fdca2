// One person: adding, changing, a new password, deactivating.
import { html, useId, useState } from '../../lib/ui.js';
import { post, put, remove } from '../../lib/api.js';
import { atField } from '../../lib/at-field.js';
import { copy } from '../../lib/clipboard.js';
import { lang, t } from '../../lib/i18n.js';
import { may, me, site } from '../../lib/session.js';
import { Button, Dialog, Notice, Select, TextField, confirm, toast, useAction, useForm } from '../../ui/index.js';
import { ProfileFields } from './agent-profile.js';
import { CopyField } from './parts.js';
import { roleOf, roles } from './people.js';

/** @typedef {import('./people.js').Person} Person */

/** @typedef {{ sent: boolean, path?: string }} Invitation */

/** @param {{ onAdded: (person: Person) => void, onClose: () => void }} props */
export function AddPerson({ onAdded, onClose }) {
  const form = useForm({ name: '', email: '', role: 'agent', max_chats: '5', language: lang.value });
  const [made, setMade] = useState(/** @type {{ user: Person, invitation?: Invitation } | null} */ (null));
  const { value, errors, set } = form;
  const send = (/** @type {Event} */ event) => form.submit(async () => {
    const answer = await post('/api/users', { ...value, max_chats: Number(value.max_chats) }).catch(atField);
    onAdded(answer.user);
    setMade(answer);
  }, event);
  if (made) return html`<${Invited} title=${t('people.added', { name: made.user.name })} person=${made.user} invitation=${made.invitation} onClose=${onClose} />`;
  return html`<${Dialog} title=${t('people.add')} changed=${form.changed} onClose=${onClose}><form class="form" onSubmit=${send}>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <${TextField} label=${t('people.name')} focus required maxlength=${100} autocomplete="off" value=${value.name} error=${errors.name} onValue=${(/** @type {string} */ name) => set({ name })} />
    <${TextField} label=${t('people.email')} type="email" required autocomplete="off" hint=${t('people.email_hint')} value=${value.email} error=${errors.email} onValue=${(/** @type {string} */ email) => set({ email })} />
    <div class="form-row"><${Select} label=${t('people.role')} value=${value.role} options=${roles()} error=${errors.role} onValue=${(/** @type {string} */ role) => set({ role })} />
      <${TextField} label=${t('people.max_chats')} type="number" min="1" max="100" required value=${value.max_chats} error=${errors.max_chats} onValue=${(/** @type {string} */ it) => set({ max_chats: it })} /></div>
    <p class="form-hint">${t(`people.role_${value.role}_text`)}</p>
    <${Select} label=${t('people.language')} value=${value.language} options=${[{ value: 'tr', label: 'Türkçe' }, { value: 'en', label: 'English' }]} onValue=${(/** @type {any} */ language) => set({ language })} />
    <p class="form-hint">${t(me.value?.mail ? 'people.invited_by_mail' : 'people.invited_by_link')}</p>
    <div class="form-actions"><span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit" icon="user-plus" busy=${form.busy}>${t('people.add')}<//></div></form><//>`;
}

/** How somebody gets to choose a password. @param {{ title: string, person: Person, invitation?: Invitation, onClose: () => void }} props without an invitation the person keeps theirs */
function Invited({ title, person, invitation, onClose }) {
  const link = invitation?.path ? location.origin + invitation.path : '';
  const footer = html`${link && html`<${Button} icon="copy" onClick=${() => copy(link)}>${t('common.copy')}<//>`}<${Button} kind="primary" onClick=${onClose}>${t('people.done')}<//>`;
  return html`<${Dialog} title=${title} onClose=${onClose} footer=${footer}>${link
    ? html`<${Notice} kind="warn">${t('people.link_once')}<//><${CopyField} label=${t('people.link')} value=${link} hint=${t('people.tell_safely')} />`
    : invitation?.sent
      ? html`<${Notice} kind="ok">${t('people.link_sent', { email: person.email })}<//>`
      : html`<p>${t('people.keeps_password')}</p>`}<//>`;
}

/** @param {{ person: Person, onChanged: (person: Person) => void, onGone: (id: string) => void, onClose: () => void }} props */
export function EditPerson({ person, onChanged, onGone, onClose }) {
  const before = { name: person.name, role: roleOf(person), max_chats: String(person.max_chats), profile: person.profile };
  const form = useForm(before);
  const id = useId();
  const action = useAction();
  const [invitation, setInvitation] = useState(/** @type {Invitation | null} */ (null));
  const { value, errors, set } = form;
  const self = person.id === me.value?.id;
  // Who runs the installation may have no part in this site, and then nothing of it to choose.
  const works = person.sites.some((it) => it.id === me.value?.site_id);
  const above = person.superadmin && !may('superadmins');
  const send = (/** @type {Event} */ event) => form.submit(async () => {
    // A role that is sent ends the person's sign-ins, so only what changed is.
    const change = {
      ...(value.name !== before.name && { name: value.name }),
      ...(value.role !== before.role && { role: value.role }),
      ...(value.max_chats !== before.max_chats && { max_chats: Number(value.max_chats) }),
      ...(JSON.stringify(value.profile) !== JSON.stringify(before.profile) && { profile: value.profile }),
    };
    if (Object.keys(change).length) onChanged(await put(`/api/users/${person.id}`, change));
    toast(t('common.saved'));
    onClose();
  }, event);
  const help = () => action.run(async () => setInvitation(await post(`/api/users/${person.id}/invitation`)));
  const dropFactor = async () => {
    if (!(await confirm({ title: t('people.factor_title', { name: person.name }), text: t('people.factor_text'), action: t('people.factor_drop'), danger: true }))) return;
    await action.run(async () => {
      await remove(`/api/users/${person.id}/second-factor`);
      onChanged({ ...person, second_factor: false });
      toast(t('people.factor_dropped', { name: person.name }));
    });
  };
  const deactivate = async () => {
    if (!(await confirm({ title: t('people.deactivate_title', { name: person.name, site: site.value?.name ?? '' }), text: t('people.deactivate_text'), action: t('people.deactivate'), danger: true }))) return;
    await action.run(async () => {
      await remove(`/api/users/${person.id}`);
      // Somebody who also works elsewhere has only left this site.
      if (may('superadmins') || person.sites.length < 2) onChanged({ ...person, active: false });
      else onGone(person.id);
      toast(t('people.deactivated', { name: person.name }));
      onClose();
    });
  };
  const activate = () => action.run(async () => {
    onChanged(await put(`/api/users/${person.id}`, { active: true }));
    toast(t('people.activated', { name: person.name }));
  });
  if (invitation) return html`<${Invited} title=${person.name} person=${person} invitation=${invitation} onClose=${onClose} />`;
  const footer = !above && html`<${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit" form=${id} busy=${form.busy} disabled=${JSON.stringify(value) === JSON.stringify(before)}>${t('common.save')}<//>`;
  return html`<${Dialog} title=${person.name} changed=${form.changed} onClose=${onClose} footer=${footer}><p class="faint">${person.email}</p>
    ${!above && !self && html`<section class="form-actions"><h3 class="sr">${t('people.access')}</h3>
      ${person.active && html`<${Button} small icon="key-round" busy=${action.busy} onClick=${help}>${t(me.value?.mail ? 'people.send_link' : 'people.make_link')}<//>`}
      ${person.second_factor && html`<${Button} small icon="smartphone" busy=${action.busy} onClick=${dropFactor}>${t('people.factor_drop')}<//>`}
      ${person.active ? html`<${Button} small kind="danger" icon="ban" busy=${action.busy} onClick=${deactivate}>${t('people.deactivate')}<//>` : html`<${Button} small icon="user-round-check" busy=${action.busy} onClick=${activate}>${t('people.activate')}<//>`}</section>`}
    ${above && html`<${Notice}>${t('people.above')}<//>`}
    <form class="form" id=${id} onSubmit=${send}>${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
      <${TextField} label=${t('people.name')} required maxlength=${100} disabled=${above} value=${value.name} error=${errors.name} onValue=${(/** @type {string} */ name) => set({ name })} />
      <div class="form-row"><${Select} label=${t('people.role')} value=${value.role} options=${above ? [{ value: 'superadmin', label: t('people.role_superadmin') }] : roles()} disabled=${above || self} hint=${self ? t('people.own_role') : undefined} error=${errors.role} onValue=${(/** @type {any} */ role) => set({ role })} />
        <${TextField} label=${t('people.max_chats')} type="number" min="1" max="100" required disabled=${above} value=${value.max_chats} error=${errors.max_chats} onValue=${(/** @type {string} */ it) => set({ max_chats: it })} /></div>
      ${!above && html`<p class="form-hint">${value.role !== before.role ? t('people.role_ends') : t(`people.role_${value.role}_text`)}</p>`}
      ${works && html`<details class="set-fold" open><summary>${t('profile_of.title')}</summary><div class="form"><${ProfileFields} value=${value.profile} errors=${errors} disabled=${above} onValue=${(/** @type {any} */ profile) => set({ profile })} /></div></details>`}</form>
    ${self && html`<p class="form-hint">${t('people.own_password')}</p>`}<//>`;
}
