// The command palette: places, conversations, what can be done with the open one, one's state; by typing and Enter.
import { html, useEffect, useRef, useState } from '../lib/ui.js';
import { t } from '../lib/i18n.js';
import { go } from '../lib/router.js';
import { may, me, signOut, switchSite, updateMe } from '../lib/session.js';
import { matching } from '../state/palette.js';
import { ticketPlaceOf } from '../state/search.js';
import { setState } from '../store/agents.js';
import { known, showFilter } from '../store/inbox.js';
import { ask, isOffered, palette, sheet } from '../store/keys.js';
import { macros, run, wantMacros } from '../store/macros.js';
import { findTickets, search } from '../store/search.js';
import { acts, openId } from '../store/thread.js';
import { views } from '../store/views.js';
import { Dialog, Icon, toast, toastError } from '../ui/index.js';
import { visitorName } from './inbox/words.js';
import { SECTIONS } from './settings/index.js';

/** @typedef {import('../state/palette.js').Command} Command */
/** @typedef {import('../state/search.js').TicketHit} TicketHit */

const STATES = /** @type {const} */ (['available', 'busy', 'on_break', 'away', 'do_not_disturb']);

const LOOKS = /** @type {const} */ ([['auto', 'monitor'], ['light', 'sun'], ['dark', 'moon']]);

/** @param {() => Promise<any>} work */
const act = (work) => () => void work().catch(toastError);

/** What can be done with the open conversation. @returns {Command[]} */
function here() {
  const it = known.value.get(openId.value);
  if (!it) return [];
  const group = t('palette.here', { name: visitorName(it.visitor) });
  const command = (/** @type {string} */ id, /** @type {string} */ label, /** @type {string} */ icon, /** @type {() => Promise<any>} */ work) => ({ id: `here-${id}`, label, icon, group, run: act(work) });
  // After the palette is gone, so that it takes no focus from what is asked for.
  const deed = (/** @type {import('../store/keys.js').Deed} */ name, /** @type {string} */ label, /** @type {string} */ icon) => (isOffered(name) ? [{ id: `here-${name}`, label, icon, group, run: () => void setTimeout(() => ask(name), 60) }] : []);
  const always = [...deed('tag', t('tags.add'), 'tag'), ...deed('copy_link', t('common.copy_link'), 'link'), ...deed('transcript', t('transcript.menu'), 'download'), ...deed('ban', t('ban.menu'), 'ban')];
  if (it.status === 'closed') return always;
  return [
    ...(it.assignee?.id === me.value?.id ? [] : [command('take', t('assign.take'), 'user-round-check', () => acts.assign('me', it.id))]),
    command('close', t('done.close'), 'check', () => acts.close(it.id).then(() => toast(t('done.closed', { name: visitorName(it.visitor) }), { action: { label: t('common.undo'), run: act(() => acts.reopen(it.id)) } }))),
    ...deed('reply', t('key.reply'), 'reply'),
    ...deed('note', t('key.note'), 'lock'),
    ...deed('transfer', t('transfer.open'), 'forward'),
    ...deed('snooze', t('snooze.menu'), 'alarm-clock'),
    ...(it.assistant === 'off' ? [] : [command('assistant', t(it.assistant === 'on' ? 'assistant.stop' : 'assistant.resume'), it.assistant === 'on' ? 'bot-off' : 'sparkles', () => acts.assistant(it.assistant !== 'on', it.id))]),
    ...always,
    ...(macros.value ?? []).map((one) => command(`macro-${one.id}`, t('palette.macro', { name: one.name }), 'zap', () => run(one, it.id).then(() => toast(t('macro.done', { name: one.name }))))),
  ];
}

/** @param {string} text what was typed @param {TicketHit[]} tickets what was found in them @returns {Command[]} */
const commands = (text, tickets) => [
  ...here(),
  ...[['/inbox', 'nav.inbox', 'inbox'], ['/visitors', 'live.title', 'users'], ['/tickets', 'tickets.title', 'ticket'], ['/tickets?new', 'tickets.new', 'plus'], ['/knowledge', 'nav.knowledge', 'book-open'], ['/knowledge/new', 'palette.article', 'plus']].map(([to, words, icon]) => ({ id: to, label: t(words), icon, group: t('palette.places'), run: () => go(to) })),
  ...SECTIONS.filter((it) => !it.permission || may(it.permission)).map((it) => ({ id: `settings-${it.name}`, label: t(`settings.${it.name}`), note: t('nav.settings'), icon: it.icon, group: t('palette.places'), run: () => go(`/settings/${it.name}`) })),
  ...views.value.map((it) => ({ id: `view-${it.id}`, label: it.name, icon: 'bookmark', group: t('filter.saved'), run: () => (showFilter(it.filter), go('/inbox')) })),
  ...[...known.value.values()].map((it) => ({ id: it.id, label: visitorName(it.visitor), note: `#${it.number}`, icon: 'message-circle-more', group: t('palette.conversations'), typed: true, run: () => go(`/inbox/${it.id}`) })),
  ...tickets.map((it) => ({ id: `ticket-${it.ticket.id}`, label: it.ticket.subject, note: `#${it.ticket.number}`, icon: 'ticket', group: t('tickets.title'), found: true, run: () => go(ticketPlaceOf(it)) })),
  ...STATES.map((it) => ({ id: `state-${it}`, label: t(`state.${it}`), icon: 'circle-dot', group: t('palette.state'), run: act(() => setState(it, null)) })),
  ...LOOKS.map(([theme, icon]) => ({ id: `theme-${theme}`, label: t(`theme.${theme}`), note: t('theme.label'), icon, group: t('palette.me'), run: act(() => updateMe({ preferences: { theme } })) })),
  ...(/** @type {const} */ ([['tr', 'Türkçe'], ['en', 'English']])).map(([language, label]) => ({ id: `language-${language}`, label, note: t('lang.label'), icon: 'languages', group: t('palette.me'), run: act(() => updateMe({ preferences: { language } })) })),
  ...(me.value?.sites ?? []).filter((it) => it.id !== me.value?.site_id).map((it) => ({ id: `site-${it.id}`, label: it.name, note: t('settings.sites'), icon: 'building-2', group: t('palette.me'), run: () => switchSite(it.id) })),
  { id: 'sign-out', label: t('me.sign_out'), icon: 'log-out', group: t('palette.me'), run: () => void signOut() },
  { id: 'shortcuts', label: t('me.shortcuts'), icon: 'keyboard', group: t('palette.me'), run: () => { sheet.value = true; } },
  { id: 'search', label: t('palette.search', { q: text.trim() }), icon: 'search', group: t('common.search'), typed: true, run: () => (search(text), go('/inbox')) },
];

export default function Palette() {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => void wantMacros().catch(() => {}), []);
  useEffect(() => list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }), [at, text]);
  const [tickets, setTickets] = useState(/** @type {TicketHit[]} */ ([]));
  useEffect(() => {
    setTickets([]);
    if (text.trim().length < 2) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => void findTickets(text, stop.signal).then((all) => stop.signal.aborted || setTickets(all)), 180);
    return () => (clearTimeout(timer), stop.abort());
  }, [text]);
  const shown = matching(commands(text, tickets), text);
  const close = () => {
    palette.value = false;
  };
  const choose = (/** @type {Command | undefined} */ it) => {
    if (!it) return;
    close();
    it.run();
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter') choose(shown[at]);
    else if (by && shown.length) setAt((at + by + shown.length) % shown.length);
    else return;
    event.preventDefault();
  };
  return html`<${Dialog} title=${t('palette.title')} onClose=${close}><div class="palette" onKeyDown=${key}>
    <input class="field" autofocus value=${text} aria-label=${t('palette.find')} placeholder=${t('palette.find')} role="combobox" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list" aria-activedescendant=${shown.length ? `palette-${at}` : undefined} autocomplete="off" spellcheck=${false}
      onInput=${(/** @type {any} */ event) => (setText(event.target.value), setAt(0))} />
    <ul id="palette-list" role="listbox" aria-label=${t('palette.title')} ref=${list}>${shown.map((it, index) => html`${it.group !== shown[index - 1]?.group && html`<li role="presentation" class="palette-group">${it.group}</li>`}
      <li key=${it.id} id=${`palette-${index}`} role="option" aria-selected=${index === at} data-on=${index === at ? '' : undefined} class="cmp-item" onClick=${() => choose(it)}><${Icon} name=${it.icon} size=${16} /><span class="grow trunc">${it.label}</span>${it.note && html`<span class="faint t12">${it.note}</span>`}</li>`)}</ul>
    ${!shown.length && html`<p class="cmp-none faint" role="status">${t('palette.none')}</p>`}</div><//>`;
}
