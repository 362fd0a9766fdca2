// One's own corner of the rail: the state that routing goes by, sites, profile, signing out.
import { html, useState } from '../lib/ui.js';
import { t } from '../lib/i18n.js';
import { go } from '../lib/router.js';
import { me, signOut, site, switchSite } from '../lib/session.js';
import { clock, span } from '../lib/time.js';
import { myState, setState } from '../store/agents.js';
import { install, offer } from '../store/install.js';
import { sheet } from '../store/keys.js';
import { Avatar, Button, Dialog, Dot, Menu, Select, TextField, toastError } from '../ui/index.js';

const DOTS = { available: 'online', busy: 'busy', on_break: 'away', away: 'away', do_not_disturb: 'dnd' };
const STATES = /** @type {const} */ (['available', 'busy', 'on_break', 'away', 'do_not_disturb']);

/** For how long a state may be chosen, in minutes. */
const LENGTHS = [15, 30, 60, 120];

/** How a state is shown as a dot. @param {string} state @returns {'online' | 'offline' | 'busy' | 'away' | 'dnd'} */
export const dotOf = (state) => /** @type {any} */ (DOTS)[state] ?? 'offline';

/** @param {{ tab?: boolean }} props `tab`: at the bottom of a narrow screen */
export function MeMenu({ tab }) {
  const [writing, setWriting] = useState(false);
  const user = me.value;
  if (!user) return null;
  const mine = myState.value;
  const state = mine?.state ?? 'available';
  const choose = (/** @type {string} */ next) => setState(next, next === 'available' ? null : (mine?.message ?? null)).catch(toastError);
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
    offer.value && { label: t('me.install'), icon: 'monitor-down', run: () => install() },
    { label: t('me.sign_out'), icon: 'log-out', run: () => void signOut() },
  ];
  const shown = mine?.shown_state ?? state;
  const ends = mine?.until && html`<div class="faint t12">${t('state.ends', { at: clock(mine.until) })}</div>`;
  const header = html`<div class="semi trunc">${user.name}</div><div class="faint t12 trunc">${site.value?.name ?? user.email}</div>${ends}`;
  const face = html`<${Avatar} name=${user.name} id=${user.id} presence=${dotOf(shown)} />`;
  return html`<${Menu} label=${`${t('nav.me')} · ${t('state.set', { state: t(`state.${shown}`) })}`} items=${items} header=${header} up class=${tab ? 'me-tab' : 'me-btn'}>
      ${face}${tab && html`<span>${t(`state.${shown}`)}</span>`}<//>
    ${writing && html`<${StateNote} onClose=${() => setWriting(false)} />`}`;
}

/** @param {{ onClose: () => void }} props */
function StateNote({ onClose }) {
  const mine = myState.value;
  const [text, setText] = useState(mine?.message ?? '');
  const [state, setNext] = useState(/** @type {string} */ (mine?.state ?? 'available'));
  const [minutes, setMinutes] = useState(mine?.until ? 'same' : '0');
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const until = minutes === 'same' ? (mine?.until ?? null) : Number(minutes) ? new Date(Date.now() + Number(minutes) * 60_000).toISOString() : null;
    await setState(state, text.trim() || null, state === 'available' ? null : until).then(onClose, toastError);
  };
  const ends = [...(mine?.until ? [{ value: 'same', label: clock(mine.until) }] : []), { value: '0', label: t('state.no_end') }, ...LENGTHS.map((it) => ({ value: String(it), label: span(it * 60_000) }))];
  return html`<${Dialog} title=${t('state.message_title')} changed=${text !== (mine?.message ?? '')} onClose=${onClose}><form class="form" onSubmit=${save}>
    <${Select} label=${t('state.label')} value=${state} options=${STATES.map((it) => ({ value: it, label: t(`state.${it}`) }))} onValue=${setNext} />
    ${state !== 'available' && html`<${Select} label=${t('state.until')} hint=${t('state.until_hint')} value=${minutes} options=${ends} onValue=${setMinutes} />`}
    <${TextField} label=${t('state.message')} hint=${t('state.message_hint')} value=${text} onValue=${setText} maxlength="120" focus />
    <div class="form-actions"><span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit">${t('common.save')}<//></div></form><//>`;
}
