// What one is told of, and how: this browser, each class of news, sounds, quiet hours.
import { html } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { intl, t } from '../../lib/i18n.js';
import { preferences } from '../../lib/preferences.js';
import { updateMe } from '../../lib/session.js';
import { stylesheet } from '../../lib/stylesheet.js';
import { DAYS } from '../../state/hours.js';
import { CLASSES, SOUNDS } from '../../state/notify.js';
import { myState } from '../../store/agents.js';
import { play, TONES } from '../../store/alerts.js';
import { wishes } from '../../store/wishes.js';
import { Failure, Icon, IconButton, Notice, Skeleton, Switch, TextField, toastError, useLoad } from '../../ui/index.js';
import { TimeField, styled } from './hours-parts.js';
import { Browsers } from './browsers.js';
import { Problems, SaveBar, useVersioned } from './parts.js';

await Promise.all([styled, stylesheet(new URL('../../css/notifications.css', import.meta.url))]);

/** @typedef {import('../../state/notify.js').Preferences} Preferences */
/** @typedef {import('../../state/notify.js').Class} Class */
/** @typedef {import('../../state/notify.js').Ways} Ways */

const WAYS = /** @type {const} */ (['bell', 'browser', 'push', 'mail', 'urgent']);

/** Why there is no such way for a class; nothing, where there is. @param {typeof WAYS[number]} way @param {Class} name */
const missing = (way, name) => (way === 'bell' && name === 'message' ? 'notif.no_bell' : way === 'mail' && name !== 'sla' ? 'notif.no_mail' : '');
/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1);

/** @param {number} place from Monday on @returns {string} */
const dayName = (place) => intl('DateTimeFormat', { weekday: 'short', timeZone: 'UTC' }).format(MONDAY + place * 86_400_000);

export default function Notifications() {
  const page = useLoad((stop) => get('/api/notifications/preferences', {}, stop), []);
  return html`<div class="page-in"><header class="page-head"><h1>${t('notif.title')}</h1><p>${t('notif.lead')}</p></header>
    ${myState.value?.state === 'do_not_disturb' && html`<${Notice} kind="warn">${t('notif.dnd')}<//>`}
    <${Browsers} />
    ${page.error ? html`<${Failure} error=${page.error} onRetry=${page.reload} />` : page.data ? html`<${Form} given=${page.data} />` : html`<${Skeleton} rows=${6} />`}</div>`;
}

/** @param {{ given: Preferences }} props */
function Form({ given }) {
  const of = useVersioned('/api/notifications/preferences', given, (/** @type {Preferences} */ saved) => {
    wishes.value = saved;
  });
  const { value, set } = of.form;
  const choose = (/** @type {Class} */ name, /** @type {Partial<Ways>} */ part) => set({ classes: { ...value.classes, [name]: { ...value.classes[name], ...part } } });
  return html`<form class="set-form" onSubmit=${of.save} noValidate><${Problems} of=${of} />
    <section class="section"><h2 id="wishes">${t('notif.what')}</h2><div class="wishes" role="table" aria-labelledby="wishes">
      <div class="wish wish-head" role="row"><span role="columnheader">${t('notif.col_what')}</span>${WAYS.map((way) => html`<span key=${way} role="columnheader">${t(`notif.${way}`)}</span>`)}<span role="columnheader">${t('notif.sound')}</span></div>
      ${CLASSES.map((name) => html`<${Row} key=${name} name=${name} ways=${value.classes[name]} onChange=${(/** @type {Partial<Ways>} */ part) => choose(name, part)} />`)}</div></section>
    <${Sounds} repeat=${value.repeat} onRepeat=${(/** @type {boolean} */ repeat) => set({ repeat })} />
    <section class="section"><h2>${t('notif.outside')}</h2><${Switch} label=${t('notif.previews')} hint=${t('notif.previews_hint')} checked=${value.previews} onValue=${(/** @type {boolean} */ previews) => set({ previews })} /></section>
    <${QuietHours} of=${of} />
    <${SaveBar} of=${of} /></form>`;
}

/** @param {{ name: Class, ways: Ways, onChange: (part: Partial<Ways>) => void }} props */
function Row({ name, ways, onChange }) {
  const title = t(`notif.class_${name}`);
  return html`<div class="wish" role="row"><span class="wish-what" role="rowheader"><span class="med">${title}</span><span class="form-hint">${t(`notif.class_${name}_hint`)}</span></span>
    ${WAYS.map((way) => html`<span key=${way} class="wish-way" role="cell">${missing(way, name)
      ? html`<span class="wish-none" title=${t(missing(way, name))}><span aria-hidden="true">–</span><span class="sr">${t(missing(way, name))}</span></span>`
      : html`<label class="check"><input type="checkbox" checked=${ways[way]} onChange=${(/** @type {any} */ event) => onChange({ [way]: event.target.checked })} /><span class="wish-label"><span class="sr">${title}: </span>${t(`notif.${way}`)}</span></label>`}</span>`)}
    <span class="wish-sound" role="cell"><span class="select-wrap"><select class="field" aria-label=${`${title}: ${t('notif.sound')}`} value=${ways.sound} onChange=${(/** @type {any} */ event) => (onChange({ sound: event.target.value }), play(TONES[/** @type {import('../../state/notify.js').Sound} */ (event.target.value)]))}>
      ${SOUNDS.map((it) => html`<option key=${it} value=${it} selected=${it === ways.sound}>${t(`notif.sound_${it}`)}</option>`)}</select><${Icon} name="chevron-down" size=${16} /></span>
      <${IconButton} icon="volume-2" label=${t('notif.try', { name: title })} disabled=${ways.sound === 'none'} onClick=${() => play(TONES[ways.sound])} /></span></div>`;
}

/** @param {{ repeat: boolean, onRepeat: (repeat: boolean) => void }} props */
function Sounds({ repeat, onRepeat }) {
  const { sounds } = preferences.value;
  return html`<section class="section"><h2>${t('notif.sounds')}</h2>
    <${Switch} label=${t('notif.sounds_on')} hint=${t('notif.sounds_hint')} checked=${sounds} onValue=${(/** @type {boolean} */ on) => updateMe({ preferences: /** @type {any} */ ({ sounds: on }) }).catch(toastError)} />
    <${Switch} label=${t('notif.repeat')} hint=${t('notif.repeat_hint')} checked=${repeat} disabled=${!sounds} onValue=${onRepeat} /></section>`;
}

/** @param {{ of: ReturnType<typeof useVersioned> }} props */
function QuietHours({ of }) {
  const quiet = /** @type {import('../../state/notify.js').Quiet} */ (of.form.value.quiet);
  const set = (/** @type {Partial<import('../../state/notify.js').Quiet>} */ part) => of.form.set({ quiet: { ...quiet, ...part } });
  // Who switches them on for the first time means the clock of this machine.
  const begin = (/** @type {boolean} */ on) => set({ on, ...(on && of.stored.version === 0 ? { time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone } : {}) });
  const toggle = (/** @type {string} */ day) => set({ days: DAYS.filter((it) => (it === day) !== quiet.days.includes(it)) });
  const daysError = of.errors['quiet.days'];
  return html`<section class="section"><h2>${t('notif.quiet')}</h2>
    <${Switch} label=${t('notif.quiet_on')} hint=${t('notif.quiet_hint')} checked=${quiet.on} onValue=${begin} />
    ${quiet.on && html`<div class="set-sub"><div class="quiet-times">
        <div class="form-field"><span class="form-label" aria-hidden="true">${t('notif.from')}</span><${TimeField} label=${t('notif.from')} value=${quiet.from} onValue=${(/** @type {string} */ from) => set({ from })} /></div>
        <div class="form-field"><span class="form-label" aria-hidden="true">${t('notif.to')}</span><${TimeField} label=${t('notif.to')} value=${quiet.to} onValue=${(/** @type {string} */ to) => set({ to })} /></div>
        ${quiet.to <= quiet.from && html`<p class="form-hint quiet-next">${t('notif.next_day')}</p>`}</div>
      <fieldset class="ticks"><legend class="form-label">${t('notif.days')}</legend><div class="tick-row">${DAYS.map((day, place) => html`<label key=${day} class="check"><input type="checkbox" checked=${quiet.days.includes(day)} aria-describedby=${daysError ? 'quiet-days' : undefined} onChange=${() => toggle(day)} /><span>${dayName(place)}</span></label>`)}</div>
        ${daysError && html`<p class="form-error" id="quiet-days"><${Icon} name="circle-alert" size=${14} />${daysError}</p>`}</fieldset>
      <div class="form-row"><${TextField} label=${t('notif.zone')} list="time-zones" autocomplete="off" spellcheck=${false} value=${quiet.time_zone} error=${of.errors['quiet.time_zone']} onValue=${(/** @type {string} */ zone) => set({ time_zone: zone })} /></div>
      <datalist id="time-zones">${Intl.supportedValuesOf('timeZone').map((it) => html`<option key=${it} value=${it} />`)}</datalist></div>`}</section>`;
}
