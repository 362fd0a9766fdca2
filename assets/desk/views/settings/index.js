// The settings: their own navigation, and one file per section, fetched when it is opened.
import { html, useEffect, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { go, route } from '../../lib/router.js';
import { may } from '../../lib/session.js';
import { Empty, Failure, Icon, Skeleton } from '../../ui/index.js';

/**
 * Name in the address, icon, who may see it, and the file, which gives the component as `default`; it draws
 * `<div class="page-in">…</div>` with sections in it.
 * @type {{ name: string, icon: string, group: 'team' | 'face' | 'tools' | 'tickets' | 'ai' | 'site' | 'install' | 'me', permission?: string, load: () => Promise<any> }[]}
 */
export const SECTIONS = [
  { name: 'people', icon: 'users', group: 'team', permission: 'people', load: () => import('./people.js') },
  { name: 'departments', icon: 'building-2', group: 'team', permission: 'people', load: () => import('./groups.js').then((it) => ({ default: it.Departments })) },
  { name: 'teams', icon: 'headset', group: 'team', permission: 'people', load: () => import('./groups.js').then((it) => ({ default: it.Teams })) },
  { name: 'skills', icon: 'badge-check', group: 'team', permission: 'people', load: () => import('./groups.js').then((it) => ({ default: it.Skills })) },
  { name: 'routing', icon: 'forward', group: 'team', permission: 'settings', load: () => import('./routing.js') },
  { name: 'widget', icon: 'message-circle-more', group: 'face', permission: 'settings', load: () => import('./widget.js') },
  { name: 'help', icon: 'book-open', group: 'face', permission: 'settings', load: () => import('./help.js') },
  { name: 'hours', icon: 'clock', group: 'face', permission: 'settings', load: () => import('./hours.js') },
  { name: 'holidays', icon: 'calendar-days', group: 'face', permission: 'settings', load: () => import('./holidays.js') },
  { name: 'emergency', icon: 'siren', group: 'face', permission: 'settings', load: () => import('./emergency.js') },
  { name: 'canned', icon: 'message-square-quote', group: 'tools', load: () => import('./canned.js') },
  { name: 'macros', icon: 'zap', group: 'tools', load: () => import('./macros.js') },
  { name: 'tags', icon: 'tag', group: 'tools', load: () => import('./tags.js') },
  { name: 'bans', icon: 'ban', group: 'tools', load: () => import('./bans.js') },
  { name: 'ticket-categories', icon: 'list', group: 'tickets', permission: 'settings', load: () => import('./ticket-categories.js') },
  { name: 'ticket-templates', icon: 'ticket', group: 'tickets', permission: 'settings', load: () => import('./ticket-templates.js') },
  { name: 'ticket-fields', icon: 'list-filter', group: 'tickets', permission: 'settings', load: () => import('./ticket-fields.js') },
  { name: 'forms', icon: 'scroll-text', group: 'tickets', load: () => import('./forms.js') },
  { name: 'sla', icon: 'hourglass', group: 'tickets', permission: 'settings', load: () => import('./sla.js') },
  { name: 'sla-report', icon: 'activity', group: 'tickets', load: () => import('./sla-report.js') },
  { name: 'assistant', icon: 'sparkles', group: 'ai', permission: 'settings', load: () => import('./assistant.js') },
  { name: 'ai-providers', icon: 'layers', group: 'ai', permission: 'settings', load: () => import('./ai-providers.js') },
  { name: 'ai-usage', icon: 'activity', group: 'ai', permission: 'settings', load: () => import('./ai-usage.js') },
  { name: 'models', icon: 'bot', group: 'ai', permission: 'settings', load: () => import('./models.js') },
  { name: 'mail', icon: 'mail', group: 'site', permission: 'settings', load: () => import('./mail.js') },
  { name: 'audit', icon: 'scroll-text', group: 'site', permission: 'audit', load: () => import('./audit.js') },
  { name: 'sites', icon: 'globe', group: 'install', permission: 'site', load: () => import('./sites.js') },
  { name: 'system', icon: 'server', group: 'install', permission: 'system', load: () => import('./system.js') },
  { name: 'profile', icon: 'circle-user', group: 'me', load: () => import('./profile.js') },
  { name: 'notifications', icon: 'bell', group: 'me', load: () => import('./notifications.js') },
];

/** In the order of the navigation. */
const GROUPS = /** @type {const} */ (['team', 'face', 'tools', 'tickets', 'ai', 'site', 'install', 'me']);

/** One pane at a time: the list of the sections is a page of its own. */
const narrow = matchMedia('(max-width: 900px)');

export default function Settings() {
  const name = route.value.params.rest?.split('/')[0] ?? '';
  const shown = SECTIONS.filter((it) => !it.permission || may(it.permission));
  const section = SECTIONS.find((it) => it.name === name);
  const first = shown[0].name;
  useEffect(() => {
    const choose = () => !name && !narrow.matches && go(`/settings/${first}`, { replace: true });
    choose();
    narrow.addEventListener('change', choose);
    return () => narrow.removeEventListener('change', choose);
  }, [name]);
  useEffect(() => document.querySelector('.page-nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' }), [name]);
  return html`<div class="page" data-at=${name ? 'section' : 'list'}><nav class="page-nav" aria-label=${t('settings.nav')}><h1>${t('settings.title')}</h1>${GROUPS.map((group) => {
      const items = shown.filter((it) => it.group === group);
      return items.length > 0 && html`<h2 key=${group}>${t(`settings.${group}_group`)}</h2>${items.map((it) => html`<a key=${it.name} href=${`/settings/${it.name}`} aria-current=${it.name === name ? 'page' : undefined}><${Icon} name=${it.icon} />${t(`settings.${it.name}`)}</a>`)}`;
    })}</nav>
    <main class="page-body" id="content"><a class="page-back" href="/settings"><${Icon} name="arrow-left" size=${16} />${t('settings.title')}</a>${!section
      ? name && html`<${Empty} icon="map-pin-off" title=${t('page.unknown')} text=${t('page.unknown_text')} />`
      : section.permission && !may(section.permission)
        ? html`<${Empty} icon="lock" title=${t('page.forbidden')} text=${t('page.forbidden_text')} />`
        : html`<${Section} key=${section.name} section=${section} />`}</main></div>`;
}

/** @param {{ section: typeof SECTIONS[number] }} props */
function Section({ section }) {
  const [state, setState] = useState(/** @type {{ View?: any, error?: any }} */ ({}));
  const load = () => section.load().then((module) => setState({ View: module.default }), (error) => setState({ error }));
  useEffect(() => void load(), []);
  if (state.error) return html`<${Failure} error=${state.error} onRetry=${load} />`;
  return state.View ? html`<${state.View} />` : html`<${Skeleton} rows=${4} />`;
}
