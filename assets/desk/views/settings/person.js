// One person: adding, changing, a new password, deactivating.
import { html, useState } from '../../lib/ui.js';
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

/** Without what looks alike: read out over the phone it must not fail. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** A password of 16 letters and digits. */
function makePassword() {
  const out = [];
  // Of 256 values only as many as divide evenly, so that no letter comes more often.
  const most = 256 - (256 % LETTERS.length);
  while (out.length < 16) {
    for (const value of crypto.getRandomValues(new Uint8Array(32))) {
      if (value < most && out.length < 16) out.push(LETTERS[value % LETTERS.length]);
    }
  }
  return out.join('');
}

/** @param {{ onAdded: (person: Person) => void, onClose: () => void }} props */
export function AddPerson({ onAdded, onClose }) {
  const form = useForm({ name: '', email: '', role: 'agent', max_chats: '5', language: lang.value });
  const [made, setMade] = useState(/** @type {{ user: Person, password?: string } | null} */ (null));
  const { value, errors, set } = form;
  const send = (/** @type {Event} */ event) => form.submit(async () => {
    const answer = await post('/api/users', { ...value, max_chats: Number(value.max_chats) }).catch(atField);
    onAdded(answer.user);
    setMade(answer);
  }, event);
  if (made) return html`<${Secret} title=${t('people.added', { name: made.user.name })} person=${made.user} password=${made.password} onClose=${onClose} />`;
  return html`<${Dialog} title=${t('people.add')} onClose=${onClose}><form class="form" onSubmit=${send}>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <${TextField} label=${t('people.name')} focus required maxlength=${100} autocomplete="off" value=${value.name} error=${errors.name} onValue=${(/** @type {string} */ name) => set({ name })} />
    <${TextField} label=${t('people.email')} type="email" required autocomplete="off" hint=${t('people.email_hint')} value=${value.email} error=${errors.email} onValue=${(/** @type {string} */ email) => set({ email })} />
    <div class="form-row"><${Select} label=${t('people.role')} value=${value.role} options=${roles()} error=${errors.role} onValue=${(/** @type {string} */ role) => set({ role })} />
      <${TextField} label=${t('people.max_chats')} type="number" min="1" max="100" required value=${value.max_chats} error=${errors.max_chats} onValue=${(/** @type {string} */ it) => set({ max_chats: it })} /></div>
    <p class="form-hint">${t(`people.role_${value.role}_text`)}</p>
    <${Select} label=${t('people.language')} value=${value.language} options=${[{ value: 'tr', label: 'Türkçe' }, { value: 'en', label: 'English' }]} onValue=${(/** @type {any} */ language) => set({ language })} />
    <p class="form-hint">${t('people.password_made')}</p>
    <div class="form-actions"><span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit" icon="user-plus" busy=${form.busy}>${t('people.add')}<//></div></form><//>`;
}

/** A password that is shown once. @param {{ title: string, person: Person, password?: string, onClose: () => void }} props without a password the person keeps theirs */
function Secret({ title, person, password, onClose }) {
  const footer = html`${password && html`<${Button} icon="copy" onClick=${() => copy(`${location.origin}\n${person.email}\n${password}`)}>${t('people.copy_all')}<//>`}<${Button} kind="primary" onClick=${onClose}>${t('people.done')}<//>`;
  return html`<${Dialog} title=${title} onClose=${onClose} footer=${footer}>${password
    ? html`<${Notice} kind="warn">${t('people.shown_once')}<//><${CopyField} label=${t('people.email')} value=${person.email} /><${CopyField} label=${t('login.password')} value=${password} hint=${t('people.tell_safely')} />`
    : html`<p>${t('people.keeps_password')}</p>`}<//>`;
}

/** @param {{ person: Person, onChanged: (person: Person) => void, onGone: (id: string) => void, onClose: () => void }} props */
export function EditPerson({ person, onChanged, onGone, onClose }) {
  const before = { name: person.name, role: roleOf(person), max_chats: String(person.max_chats), profile: person.profile };
  const form = useForm(before);
  const action = useAction();
  const [password, setPassword] = useState('');
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
  const reset = async () => {
    if (!(await confirm({ title: t('people.reset_title', { name: person.name }), text: t('people.reset_text'), action: t('people.reset') }))) return;
    const made = makePassword();
    await action.run(async () => {
      await put(`/api/users/${person.id}`, { password: made });
      setPassword(made);
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
  if (password) return html`<${Secret} title=${t('people.reset_done', { name: person.name })} person=${person} password=${password} onClose=${onClose} />`;
  return html`<${Dialog} title=${person.name} onClose=${onClose}><p class="faint">${person.email}</p>
    ${above && html`<${Notice}>${t('people.above')}<//>`}
    <form class="form" onSubmit=${send}>${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
      <${TextField} label=${t('people.name')} required maxlength=${100} disabled=${above} value=${value.name} error=${errors.name} onValue=${(/** @type {string} */ name) => set({ name })} />
      <div class="form-row"><${Select} label=${t('people.role')} value=${value.role} options=${above ? [{ value: 'superadmin', label: t('people.role_superadmin') }] : roles()} disabled=${above || self} hint=${self ? t('people.own_role') : undefined} error=${errors.role} onValue=${(/** @type {any} */ role) => set({ role })} />
        <${TextField} label=${t('people.max_chats')} type="number" min="1" max="100" required disabled=${above} value=${value.max_chats} error=${errors.max_chats} onValue=${(/** @type {string} */ it) => set({ max_chats: it })} /></div>
      ${works && html`<details class="set-fold" open><summary>${t('profile_of.title')}</summary><div class="form"><${ProfileFields} value=${value.profile} errors=${errors} disabled=${above} onValue=${(/** @type {any} */ profile) => set({ profile })} /></div></details>`}
      ${!above && html`<p class="form-hint">${value.role !== before.role ? t('people.role_ends') : t(`people.role_${value.role}_text`)}</p>
      <div class="form-actions"><span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit" busy=${form.busy} disabled=${JSON.stringify(value) === JSON.stringify(before)}>${t('common.save')}<//></div>`}</form>
    ${!above && !self && html`<section class="set-more"><h3 class="sr">${t('people.access')}</h3>
      <${Button} icon="key-round" busy=${action.busy} onClick=${reset}>${t('people.reset')}<//>
      ${person.active ? html`<${Button} kind="danger" icon="ban" busy=${action.busy} onClick=${deactivate}>${t('people.deactivate')}<//>` : html`<${Button} icon="user-round-check" busy=${action.busy} onClick=${activate}>${t('people.activate')}<//>`}</section>`}
    ${self && html`<p class="form-hint">${t('people.own_password')}</p>`}<//>`;
}
