// What can be done with a conversation: take, give, close, open again, the assistant, remove; by button, menu and key.
import { html, useEffect, useState } from '../../lib/ui.js';
import { copy } from '../../lib/clipboard.js';
import { t } from '../../lib/i18n.js';
import { go } from '../../lib/router.js';
import { may, me } from '../../lib/session.js';
import { now } from '../../lib/time.js';
import { neighbour } from '../../state/conversations.js';
import { isSnoozed } from '../../state/snooze.js';
import { agents } from '../../store/agents.js';
import { order } from '../../store/inbox.js';
import { onKey } from '../../store/keys.js';
import { setUnseen, unseen } from '../../store/presence.js';
import { acts } from '../../store/thread.js';
import { Button, Dot, Icon, IconButton, Menu, confirm, toast, toastError, useAction } from '../../ui/index.js';
import { dotOf } from '../me-menu.js';
import { BanDialog } from './ban.js';
import { SnoozeDialog, putOff } from './snooze.js';
import { TranscriptDialog } from './transcript.js';
import { visitorName } from './words.js';

/** @typedef {import('../../state/conversations.js').Conversation} Conversation */

const DAY = 24 * 3_600_000;

/** Whether a closed conversation can be opened again. @param {Conversation} it */
export const mayReopen = (it) => it.status === 'closed' && now.value - Date.parse(it.closed_at ?? '') < DAY;

/** Closes it and goes on to the next one in the list. @param {Conversation} it */
async function close(it) {
  const to = neighbour(order.value.filter((id) => id !== it.id), it.id, 1);
  await acts.close(it.id);
  toast(t('done.closed', { name: visitorName(it.visitor) }), {
    action: { label: t('common.undo'), run: () => acts.reopen(it.id).then(() => go(`/inbox/${it.id}`), toastError) },
  });
  if (matchMedia('(max-width: 900px)').matches) go('/inbox');
  else if (to) go(`/inbox/${to}`);
}

/** @param {Conversation} it */
async function removeForGood(it) {
  const yes = await confirm({ title: t('remove.title', { number: String(it.number) }), text: t('remove.text'), action: t('common.delete'), danger: true });
  if (!yes) return;
  await acts.remove(it.id);
  go('/inbox');
}

/** @param {{ it: Conversation, onSide: () => void }} props */
export function Actions({ it, onSide }) {
  const { busy, run } = useAction();
  const [Transfer, setTransfer] = useState(/** @type {any} */ (null));
  const [asking, setAsking] = useState(/** @type {'ban' | 'snooze' | 'transcript' | ''} */ (''));
  const [MakeTicket, setMakeTicket] = useState(/** @type {any} */ (null));
  const done = () => setAsking('');
  const open = it.status !== 'closed';
  const handOn = () => import('./transfer.js').then((module) => setTransfer(() => module.Transfer), toastError);
  const mine = it.assignee?.id === me.value?.id;
  useEffect(() => {
    const off = [
      onKey('close', () => open && run(() => close(it))),
      onKey('assign', () => document.getElementById('assign-menu')?.click()),
      onKey('transcript', () => setAsking('transcript')),
      onKey('ban', () => setAsking('ban')),
      onKey('copy_link', () => run(() => copy(location.href))),
      ...(open ? [onKey('transfer', handOn), onKey('snooze', () => setAsking('snooze'))] : []),
    ];
    return () => off.forEach((one) => one());
  }, [it.id, open]);

  const assistant = open && it.assistant !== 'off' && {
    label: t(it.assistant === 'on' ? 'assistant.stop' : 'assistant.resume'),
    icon: it.assistant === 'on' ? 'bot-off' : 'sparkles',
    run: () => run(() => acts.assistant(it.assistant !== 'on', it.id)),
  };
  const more = [
    matchMedia('(max-width: 900px)').matches && { label: t('side.title'), icon: 'contact', run: onSide },
    open && !mine && { label: t('assign.take'), icon: 'user-round-check', run: () => run(() => acts.assign('me', it.id)) },
    open && { label: t('transfer.open'), icon: 'forward', run: handOn },
    assistant,
    open && (isSnoozed(it, now.value) ? { label: t('snooze.undo'), icon: 'alarm-clock-off', run: () => run(() => putOff(it, null)) } : { label: t('snooze.menu'), icon: 'alarm-clock', run: () => setAsking('snooze') }),
    may('chats.watch') && it.assignee && !mine && (unseen(it) ? { label: t('watch.be_seen'), icon: 'eye', run: () => setUnseen(false) } : { label: t('watch.unseen'), icon: 'eye-off', run: () => setUnseen(true) }),
    { label: t('ticket.of_conversation'), icon: 'ticket', run: () => void import('../tickets/new.js').then((module) => setMakeTicket(() => module.NewTicket), toastError) },
    { label: t('transcript.menu'), icon: 'download', run: () => setAsking('transcript') },
    { label: t('common.copy_link'), icon: 'link', run: () => run(() => copy(location.href)) },
    { label: t('ban.menu'), icon: 'ban', danger: true, run: () => setAsking('ban') },
    may('chats.delete') && { label: t('remove.action'), icon: 'trash-2', danger: true, run: () => removeForGood(it).catch(toastError) },
  ];
  return html`<div class="talk-acts">
    ${assistant && html`<${IconButton} icon=${assistant.icon} label=${assistant.label} class="only-wide" onClick=${assistant.run} />`}
    ${open && html`<${AssignMenu} it=${it} run=${run} onTransfer=${handOn} />`}
    <${Menu} label=${t('common.more')} items=${more}><${Icon} name="ellipsis-vertical" /><//>
    <${IconButton} icon="panel-right" label=${t('side.show')} class="only-drawer" onClick=${onSide} />
    <span class="sep"></span>
    ${open && !it.assignee && html`<${Button} kind="soft" class="only-wide" busy=${busy} onClick=${() => run(() => acts.assign('me', it.id))}>${t('assign.take')}<//>`}
    ${open && html`<${Button} kind="primary" icon="check" class="close-btn" busy=${busy} title=${`${t('done.close')} (e)`} onClick=${() => run(() => close(it))}>${t('done.close')}<//>`}
    ${mayReopen(it) && html`<${Button} icon="rotate-ccw" busy=${busy} onClick=${() => run(() => acts.reopen(it.id))}>${t('done.reopen')}<//>`}
    ${asking === 'ban' && html`<${BanDialog} it=${it} onClose=${done} />`}${asking === 'snooze' && html`<${SnoozeDialog} it=${it} onClose=${done} />`}${asking === 'transcript' && html`<${TranscriptDialog} it=${it} onClose=${done} />`}${MakeTicket && html`<${MakeTicket} of=${it} onClose=${() => setMakeTicket(null)} />`}${Transfer && html`<${Transfer} it=${it} onClose=${() => setTransfer(null)} />`}</div>`;
}

/** @param {{ it: Conversation, run: (work: () => Promise<any>) => Promise<boolean>, onTransfer: () => void }} props */
function AssignMenu({ it, run, onTransfer }) {
  const user = me.value?.id;
  const people = [...agents.value].sort((a, b) => Number(b.id === user) - Number(a.id === user) || Number(b.status === 'online') - Number(a.status === 'online'));
  const items = [
    ...people.map((one) => ({
      label: one.id === user ? t('assign.me', { name: one.name }) : one.name,
      note: `${one.current_chats}/${one.max_chats}`,
      mark: html`<${Dot} of=${one.status === 'online' ? dotOf(one.shown_state) : 'offline'} />`,
      checked: it.assignee?.id === one.id,
      run: () => it.assignee?.id === one.id || run(() => acts.assign(one.id, it.id)),
    })),
    null,
    { label: t('transfer.open'), icon: 'forward', run: onTransfer },
    it.assignee && { label: t('assign.nobody'), icon: 'users', run: () => run(() => acts.assign(null, it.id)) },
  ];
  const label = it.assignee ? t('assign.now', { name: it.assignee.name }) : t('assign.choose');
  return html`<${Menu} id="assign-menu" label=${`${label} (a)`} items=${items}><${Icon} name="forward" /><//>`;
}
