// The frame around every page: rail or bottom bar, connection bar, shortcuts that work everywhere.
import { html, useEffect, useState } from '../lib/ui.js';
import { t } from '../lib/i18n.js';
import { go, route } from '../lib/router.js';
import { may } from '../lib/session.js';
import { link } from '../lib/socket.js';
import { unreadTotal } from '../store/inbox.js';
import { counts as tickets } from '../store/tickets.js';
import { emergency } from '../store/site-mode.js';
import { palette, sheet } from '../store/keys.js';
import { Count, Icon, Menu, toastError } from '../ui/index.js';
import { Bell } from './bell.js';
import { MeMenu } from './me-menu.js';
import { Shortcuts } from './shortcuts.js';

/** @returns {{ to: string, name: string, icon: string, words: string, count?: number, counted?: string }[]} */
const places = () => [
  { to: '/inbox', name: 'inbox', icon: 'inbox', words: 'nav.inbox', count: unreadTotal.value, counted: 'nav.unread' },
  { to: '/visitors', name: 'visitors', icon: 'users', words: 'nav.visitors' },
  { to: '/tickets', name: 'tickets', icon: 'ticket', words: 'nav.tickets', count: tickets.value.mine, counted: 'nav.my_tickets' },
  { to: '/knowledge', name: 'knowledge', icon: 'book-open', words: 'nav.knowledge' },
  { to: '/settings', name: 'settings', icon: 'settings', words: 'nav.settings' },
];

/** What fits beside the bell and oneself. */
const MOST_TABS = 5;

/** @param {{ of: ReturnType<typeof places>, rail?: boolean }} props */
const Places = ({ of, rail }) =>
  of.map(
    (it) => html`<a key=${it.to} class=${rail ? 'rail-to' : ''} href=${it.to} aria-current=${route.value.name === it.name ? 'page' : undefined}>
      <${Icon} name=${it.icon} />${t(it.words)}${Boolean(it.count) && html`<${Count} n=${it.count} label=${t(it.counted ?? '', { n: it.count })} />`}</a>`,
  );

/** Says that the connection is gone, after a moment: a blink needs no words. */
function LinkBar() {
  const [late, setLate] = useState(false);
  const down = link.value === 'down';
  useEffect(() => {
    const timer = setTimeout(() => setLate(down), down ? 1200 : 0);
    return () => clearTimeout(timer);
  }, [down]);
  return down && late ? html`<div class="link-bar" role="status"><${Icon} name="wifi-off" size=${16} />${t('link.down')}</div>` : null;
}

/** Whoever works here must know what visitors see. */
const EmergencyBar = () => emergency.value && html`<div class="emergency-bar" role="status"><${Icon} name="siren" size=${16} /><span>${t('emg.bar')}</span>${may('settings') && html`<a href="/settings/emergency">${t('emg.bar_link')}</a>`}</div>`;

/** @param {{ children?: any }} props */
export function Shell({ children }) {
  const { name, params } = route.value;
  const deep = Boolean((name === 'inbox' || name === 'tickets' || name === 'visitors') && params.id);
  return html`<div class="app" data-deep=${deep ? '' : undefined}>
    <a class="skip" href="#content" onClick=${(/** @type {Event} */ event) => (event.preventDefault(), focusContent())}>${t('common.skip')}</a>
    <div class="bars"><${LinkBar} /><${EmergencyBar} /></div>
    <nav class="rail" aria-label=${t('nav.main')}><span class="logo" aria-hidden="true"><${Icon} name="message-circle-more" size=${20} /></span><${Places} of=${places()} rail />
      <div class="rail-end"><${Bell} /><${MeMenu} /></div></nav>
    <div class="view">${children}</div>
    <nav class="tabbar" aria-label=${t('nav.main')}><${PlacesTabs} /><${Bell} tab /><${MeMenu} tab /></nav>
    ${sheet.value && html`<${Shortcuts} />`}${palette.value && html`<${LazyPalette} />`}</div>`;
}

/** Fetched when it is first opened. */
function LazyPalette() {
  const [View, setView] = useState(/** @type {any} */ (null));
  useEffect(() => {
    import('./palette.js').then((module) => setView(() => module.default), (error) => {
      palette.value = false;
      toastError(error);
    });
  }, []);
  return View && html`<${View} />`;
}

/** On a narrow screen the last places share a menu when there are too many. */
function PlacesTabs() {
  const all = places();
  const [shown, more] = all.length > MOST_TABS ? [all.slice(0, MOST_TABS - 1), all.slice(MOST_TABS - 1)] : [all, []];
  const items = more.map((it) => ({ label: t(it.words), icon: it.icon, note: it.count ? String(it.count) : undefined, checked: route.value.name === it.name ? true : undefined, run: () => go(it.to) }));
  return html`<${Places} of=${shown} />${more.length > 0 && html`<${Menu} label=${t('nav.more')} items=${items} up class="bell-tab"><${Icon} name="ellipsis" /><span aria-hidden="true">${t('nav.more')}</span><//>`}`;
}

function focusContent() {
  const content = document.getElementById('content');
  content?.setAttribute('tabindex', '-1');
  content?.focus();
}
