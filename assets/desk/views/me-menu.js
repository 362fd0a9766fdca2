// One's own corner of the rail: the state that routing goes by, sites, profile, signing out.
import { html, useState } from '../lib/ui.js';
import { t } from '../lib/i18n.js';
import { go } from '../lib/router.js';
import { me, signOut, site, switchSite } from '../lib/session.js';
import { myState, setState } from '../store/agents.js';
import { sheet } from '../store/keys.js';
import { Avatar, Button, Dialog, Dot, Menu, TextField, toastError } from '../ui/index.js';

const DOTS = { available: 'online', busy: 'busy', on_break: 'away', away: 'away', do_not_disturb: 'dnd' };
const STATES = /** @type {const} */ (['available', 'busy', 'on_break', 'away', 'do_not_disturb']);

/** How a state is shown as a dot. @param {string} state @returns {'online' | 'offline' | 'busy' | 'away' | 'dnd'} */
export const dotOf = (state) => /** @type {any} */ (DOTS)[state] ?? 'offline';

/** @param {{ tab?: boolean }} props `tab`: at the bottom of a narrow screen */
export function MeMenu({ tab }) {
  const [writing, setWriting] = useState(false);
  const user = me.value;
  if (!user) return null;
  const mine = myState.value;
  const state = mine?.state ?? 'available';
  const choose = (/** @type {string} */ next) => setState(next, mine?.message ?? null).catch(toastError);
  const items = [
    ...(mine
      ? [
          ...STATES.map((it) => ({ label: t(`state.${it}`), mark: html`<${Dot} of=${dotOf(it)} />`, checked: it === state, run: () => choose(it) })),
          { label: mine.message || t('state.message_edit'), icon: 'pencil', run: () => setWriting(true) },
          null,
        ]
      : []),
    ...(user.sites.length > 1
      ? [...user.sites.map((it) => ({ label: it.name, icon: 'building-2', checked: it.id === user.site_id, run: () => it.id === user.site_id || switchSite(it.id) })), null]
      : []),
    { label: t('me.profile'), icon: 'circle-user', run: () => go('/settings/profile') },
    !tab && { label: t('me.shortcuts'), icon: 'keyboard', hint: '?', run: () => { sheet.value = true; } },
    { label: t('me.sign_out'), icon: 'log-out', run: () => void signOut() },
  ];
  const header = html`<div class="semi trunc">${user.name}</div><div class="faint t12 trunc">${site.value?.name ?? user.email}</div>`;
  const face = html`<${Avatar} name=${user.name} id=${user.id} presence=${dotOf(state)} />`;
  return html`<${Menu} label=${`${t('nav.me')} · ${t('state.set', { state: t(`state.${state}`) })}`} items=${items} header=${header} up class=${tab ? 'me-tab' : 'me-btn'}>
      ${face}${tab && html`<span>${t(`state.${state}`)}</span>`}<//>
    ${writing && html`<${StateNote} onClose=${() => setWriting(false)} />`}`;
}

/** @param {{ onClose: () => void }} props */
function StateNote({ onClose }) {
  const mine = myState.value;
  const [text, setText] = useState(mine?.message ?? '');
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    await setState(mine?.state ?? 'available', text.trim() || null).then(onClose, toastError);
  };
  return html`<${Dialog} title=${t('state.message_title')} onClose=${onClose}><form class="form" onSubmit=${save}>
    <${TextField} label=${t('state.message')} hint=${t('state.message_hint')} value=${text} onValue=${setText} maxlength="120" focus />
    <div class="form-actions"><span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit">${t('common.save')}<//></div></form><//>`;
}
