// The live list: who is on the site's pages now. Only the rows near the window are drawn, however many there are.
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../../lib/ui.js';
import { number, t } from '../../lib/i18n.js';
import { placeName } from '../../lib/names.js';
import { route } from '../../lib/router.js';
import { stylesheet } from '../../lib/stylesheet.js';
import { full, now, span } from '../../lib/time.js';
import { cameFrom, chosen, EVERYBODY, isNarrowed } from '../../state/visitors.js';
import { onKey } from '../../store/keys.js';
import { choice, failure, loadVisitors, visitors } from '../../store/visitors.js';
import { Avatar, Badge, Button, Empty, Failure, Icon, SearchField, Segmented, Skeleton, useLook } from '../../ui/index.js';
import { pathOf, visitorName } from '../inbox/words.js';
import { Person } from './person.js';

await stylesheet(new URL('../../css/visitors.css', import.meta.url));

/** @typedef {import('../../state/visitors.js').LiveVisitor} LiveVisitor */

/** Drawn before and after what is seen, in rows. */
const MORE = 8;
const COLUMNS = ['who', 'page', 'stay', 'session', 'from', 'place', 'device', 'chat'];

export default function Visitors() {
  const id = route.value.params.id ?? '';
  useEffect(() => {
    if (!visitors.value) loadVisitors();
    return onKey('search', () => document.getElementById('visitor-search')?.focus());
  }, []);
  const all = visitors.value;
  const shown = useMemo(() => (all ? chosen(all.values(), choice.value) : []), [all, choice.value]);
  return html`<div class="live" data-person=${id ? '' : undefined}><main class="pane live-main" id="content">
    <header class="pane-head"><h1 class="pane-title">${t('live.title')}</h1>${all && html`<span class="live-count" role="status"><span class="dot dot-online" aria-hidden="true"></span>${t('live.count', { n: number(all.size) })}</span>`}</header>
    <${Choose} shown=${shown.length} of=${all?.size ?? 0} />
    ${failure.value && !all ? html`<${Failure} error=${failure.value} onRetry=${loadVisitors} />`
      : !all ? html`<${Skeleton} rows=${8} avatar />`
        : shown.length ? html`<${Rows} all=${shown} open=${id} />`
          : isNarrowed(choice.value) ? html`<${Empty} icon="search-x" title=${t('live.none_found')}><${Button} onClick=${() => { choice.value = { ...EVERYBODY, order: choice.value.order }; }}>${t('filter.clear')}<//><//>`
            : html`<${Empty} icon="users" title=${t('live.none')} text=${t('live.none_text')} />`}</main>
    ${id && html`<${Person} key=${id} id=${id} />`}</div>`;
}

/** @param {{ shown: number, of: number }} props */
function Choose({ shown, of }) {
  const set = (/** @type {Partial<typeof choice.value>} */ part) => {
    choice.value = { ...choice.value, ...part };
  };
  const { text, state, chat, order } = choice.value;
  const option = (/** @type {string} */ value, /** @type {string} */ words) => ({ value, label: t(words) });
  return html`<div class="live-tools"><${SearchField} id="visitor-search" label=${t('live.search')} keys="/" value=${text} onValue=${(/** @type {string} */ value) => set({ text: value })} />
    <div class="live-choices may-scroll"><${Segmented} label=${t('live.state')} value=${state} options=${[option('', 'live.everybody'), option('active', 'live.active'), option('idle', 'live.idle')]} onValue=${(/** @type {any} */ value) => set({ state: value })} />
    <${Segmented} label=${t('live.chat')} value=${chat} options=${[option('', 'live.any_chat'), option('with', 'live.with_chat'), option('without', 'live.without_chat')]} onValue=${(/** @type {any} */ value) => set({ chat: value })} />
    <${Segmented} label=${t('live.order')} value=${order} options=${[option('arrival', 'live.by_arrival'), option('page', 'live.by_page')]} onValue=${(/** @type {any} */ value) => set({ order: value })} /></div>
    ${isNarrowed(choice.value) && html`<span class="faint t13" role="status">${t('live.shown', { n: number(shown), of: number(of) })}</span>`}</div>`;
}

/** @param {{ all: LiveVisitor[], open: string }} props */
function Rows({ all, open }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const [height, setHeight] = useState(56);
  const [[from, to], setSeen] = useState(/** @type {[number, number]} */ ([0, 40]));
  const look = () => {
    const pane = box.current;
    if (!pane) return;
    // Rows are of one height, which the style sheet decides: cards on a phone are higher.
    const row = parseFloat(getComputedStyle(pane).getPropertyValue('--live-row')) || 56;
    setHeight(row);
    const first = Math.max(0, Math.floor(pane.scrollTop / row) - MORE);
    const last = Math.ceil((pane.scrollTop + pane.clientHeight) / row) + MORE;
    setSeen((before) => (before[0] === first && before[1] === last ? before : [first, last]));
  };
  useLayoutEffect(look, [all.length]);
  useLook(() => box.current, look, []);
  // Only where a file of places is installed.
  const places = all.some((it) => it.country);
  const columns = COLUMNS.filter((it) => places || it !== 'place');
  return html`<div class="live-table" data-places=${places ? '' : undefined} role="table" aria-label=${t('live.title')} aria-rowcount=${all.length + 1}>
    <div class="live-head live-row" role="row" aria-rowindex="1">${columns.map((it) => html`<span key=${it} role="columnheader" class=${`c-${it}`}>${t(`live.col_${it}`)}</span>`)}</div>
    <div class="scroll" role="rowgroup" ref=${box} tabindex="-1"><div role="presentation" class="live-rows" style=${{ height: `${all.length * height}px` }}>
      ${all.slice(from, to).map((it, index) => html`<${Row} key=${it.id} it=${it} at=${from + index} height=${height} open=${it.id === open} places=${places} />`)}</div></div></div>`;
}

/** @param {{ it: LiveVisitor, at: number, height: number, open: boolean, places: boolean }} props */
function Row({ it, at, height, open, places }) {
  const name = visitorName(it);
  const from = cameFrom(it);
  const place = placeName(it);
  const at_ms = now.value;
  return html`<div class="live-row" role="row" aria-rowindex=${at + 2} aria-selected=${open ? 'true' : undefined} style=${{ top: `${at * height}px` }}>
    <span role="cell" class="c-who"><${Avatar} name=${name} id=${it.id} presence=${it.state === 'idle' ? 'away' : 'online'} /><span class="live-name"><a class="trunc" href=${open ? '/visitors' : `/visitors/${it.id}`}>${name}</a>
      <span class="faint t12 trunc">${t(it.state === 'idle' ? 'live.idle' : 'live.active')}${it.visit_count > 1 ? ` · ${t('visitor.visits', { n: it.visit_count })}` : ''}</span></span>${it.vip && html`<${Badge} kind="warn" icon="crown">VIP<//>`}</span>
    <span role="cell" class="c-page">${it.page ? html`<span class="trunc" title=${it.page}>${it.title || pathOf(it.page)}</span>${it.title && html`<span class="faint t12 trunc">${pathOf(it.page)}</span>`}` : html`<span class="faint">${t(it.tracked ? 'live.no_page' : 'live.untracked')}</span>`}</span>
    <span role="cell" class="c-stay num">${it.page_since && html`<time datetime=${it.page_since} title=${full(it.page_since)}>${span(at_ms - Date.parse(it.page_since))}</time>`}</span>
    <span role="cell" class="c-session"><span class="num">${span(at_ms - Date.parse(it.began_at))}</span><span class="faint t12">${t('journey.pages', { n: it.page_views })}</span></span>
    <span role="cell" class="c-from"><span class="trunc" title=${it.referrer ?? ''}>${from || html`<span class="faint">${t('live.direct')}</span>`}</span></span>
    ${places && html`<span role="cell" class="c-place"><span class="trunc" title=${place}>${place}</span></span>`}
    <span role="cell" class="c-device"><${DeviceWords} it=${it} /></span>
    <span role="cell" class="c-chat">${it.conversation && html`<${ChatBadge} of=${it.conversation} />`}</span></div>`;
}

const DEVICE_ICONS = { desktop: 'monitor', phone: 'smartphone', tablet: 'tablet' };

/** @param {{ it: Pick<LiveVisitor, 'device' | 'browser' | 'system'> }} props */
export const DeviceWords = ({ it }) => html`${it.device && html`<${Icon} name=${DEVICE_ICONS[it.device]} size=${16} /><span class="sr">${t(`device.${it.device}`)}</span>`}<span class="trunc">${[it.browser, it.system].filter(Boolean).join(' · ')}</span>`;

/** @param {{ of: NonNullable<LiveVisitor['conversation']> }} props */
export const ChatBadge = ({ of }) =>
  of.status === 'bot' ? html`<${Badge} kind="ai" icon="sparkles">${t('status.bot')}<//>`
    : of.status === 'queued' ? html`<${Badge} kind="info" icon="users">${t('status.queued')}<//>`
      : html`<${Badge} kind="line" icon="user-round">${of.assignee?.name.split(' ')[0] ?? t('status.active')}<//>`;
