// The audit trail: who did what, to what, and what it changed.
import { html, useEffect, useState } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { has, number, t } from '../../lib/i18n.js';
import { clock, dayName, full } from '../../lib/time.js';
import { changes } from '../../state/diff.js';
import { Avatar, Button, Empty, Failure, Icon, Skeleton, useAction, useLoad } from '../../ui/index.js';
import { styled } from './parts.js';

await styled;

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {string} at
 * @property {{ kind: 'user' | 'visitor' | 'system' | 'cli', id: string | null, name: string | null }} actor
 * @property {string} action
 * @property {{ kind: string, id: string | null, name: string | null }} target
 * @property {string | null} address
 * @property {string | null} agent
 * @property {any} old
 * @property {any} new
 */

const PAGE = 100;
/** What the row itself tells already. */
const QUIET = /^version$|^emergency\.(since|by)$/;
const ICONS = /** @type {Record<string, string>} */ ({ sign_in: 'key-round', user: 'users', site: 'globe', settings: 'settings', article: 'book-open', conversation: 'messages-square', ai_provider: 'layers', canned_response: 'message-square-quote', tag: 'tag', macro: 'zap', saved_view: 'bookmark', visitor: 'user-round', icon: 'history' });

export default function Audit() {
  const first = useLoad((stop) => get('/api/audit', { limit: PAGE }, stop), []);
  const [rows, setRows] = useState(/** @type {Row[]} */ ([]));
  const [cursor, setCursor] = useState(/** @type {string | null} */ (null));
  const more = useAction();
  useEffect(() => {
    if (first.data) (setRows(first.data.items), setCursor(first.data.next_cursor));
  }, [first.data]);
  const load = () => more.run(async () => {
    const page = await get('/api/audit', { limit: PAGE, after: cursor });
    setRows((/** @type {Row[]} */ all) => [...all, ...page.items]);
    setCursor(page.next_cursor);
  });
  return html`<div class="page-in page-wide"><header class="page-head"><h1 class="grow">${t('audit.title')}</h1><${Button} icon="rotate-cw" busy=${first.loading} onClick=${first.reload}>${t('audit.reload')}<//><p>${t('audit.lead')}</p></header>
    ${first.error ? html`<${Failure} error=${first.error} onRetry=${first.reload} />` : !first.data ? html`<${Skeleton} rows=${6} avatar />` : !rows.length ? html`<${Empty} icon="scroll-text" title=${t('audit.empty')} text=${t('audit.empty_text')} />` : html`<div class="audit">${days(rows).map(
      ([day, items]) => html`<section key=${day} aria-label=${day}><h2 class="audit-day">${day}</h2><ol>${items.map((it) => html`<${Entry} key=${it.id} it=${it} />`)}</ol></section>`,
    )}</div>${cursor && html`<div class="kb-more"><${Button} busy=${more.busy} onClick=${load}>${t('common.load_more')}<//></div>`}`}</div>`;
}

/** @param {Row[]} rows @returns {[string, Row[]][]} */
function days(rows) {
  /** @type {Map<string, Row[]>} */
  const out = new Map();
  for (const it of rows) {
    const day = dayName(it.at);
    out.set(day, [...(out.get(day) ?? []), it]);
  }
  return [...out];
}

/** @param {Row['actor']} actor */
const actorName = ({ kind, name }) => name ?? t(kind === 'user' ? 'audit.somebody' : `audit.actor_${kind}`);

/** @param {Row} it */
const targetName = (it) => it.target.name ?? it.new?.title ?? it.old?.title ?? it.new?.name ?? it.old?.name ?? it.new?.email ?? '';

/** @param {{ it: Row }} props */
function Entry({ it }) {
  const key = `audit.${it.action}`;
  const differing = changes(it.old, it.new).filter((one) => !QUIET.test(one.path));
  // Of a sign-in the target is whoever signed in.
  const target = it.action.startsWith('sign_in.') && it.actor.name ? '' : targetName(it);
  return html`<li class="audit-row"><span class="audit-icon" aria-hidden="true">${it.actor.kind === 'user' && it.actor.name ? html`<${Avatar} name=${it.actor.name} id=${it.actor.id ?? undefined} />` : html`<span class="av av-plain"><${Icon} name=${ICONS[it.target.kind] ?? 'history'} size=${16} /></span>`}</span>
    <div class="audit-what"><p><span class="semi">${actorName(it.actor)}</span> <span class="audit-act">${has(key) ? t(key) : html`<code>${it.action}</code>`}</span>${target && html` <span class="med">${target}</span>`}</p>
      ${differing.length > 0 && html`<${Changed} all=${differing} made=${it.old === null} gone=${it.new === null} />`}
      ${it.address && it.address !== '0.0.0.0' && html`<p class="faint t12 trunc" title=${it.agent ?? ''}>${t('audit.from', { address: it.address })}${it.agent && ` · ${browser(it.agent)}`}</p>`}</div>
    <time class="faint t12 num" datetime=${it.at} title=${full(it.at)}>${clock(it.at)}</time></li>`;
}

/** A browser's name out of what it says about itself. @param {string} agent */
function browser(agent) {
  const name = [['Edg/', 'Edge'], ['OPR/', 'Opera'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']].find(([sign]) => agent.includes(sign))?.[1];
  const system = [['Windows', 'Windows'], ['Android', 'Android'], ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Mac OS', 'macOS'], ['Linux', 'Linux']].find(([sign]) => agent.includes(sign))?.[1];
  return name ? [name, system].filter(Boolean).join(', ') : agent.split(' ')[0];
}

/** @param {{ all: { path: string, before: any, after: any }[], made: boolean, gone: boolean }} props `made`, `gone`: there is no other side */
function Changed({ all, made, gone }) {
  const list = (/** @type {typeof all} */ some) => html`<dl class="audit-changes">${some.map(({ path, before, after }) => html`<div key=${path}><dt>${fieldName(path)}</dt>
    <dd>${!made && html`<del>${shown(before)}</del>`}${!made && !gone && html`<${Icon} name="arrow-right" size=${14} /><span class="sr">${t('audit.became')}</span>`}${!gone && html`<ins>${shown(after)}</ins>`}</dd></div>`)}</dl>`;
  const short = made || gone ? 2 : 4;
  if (all.length <= short) return list(all);
  return html`<details class="audit-more"><summary>${t(made || gone ? 'audit.facts' : 'audit.fields_changed', { n: all.length })}</summary>${list(all)}</details>`;
}

/** @param {string} path */
function fieldName(path) {
  const parts = path.split('.');
  const bare = parts.length > 1 && /^(widget|ai|ai_routing|ai_budget|business_hours|holidays)$/.test(parts[0]) ? parts.slice(1) : parts;
  return bare.map((it) => (has(`audit.field_${it}`) ? t(`audit.field_${it}`) : it)).join(' › ');
}

/** An entry of a list: hours as "09:00–12:00", days by name and date. @param {any} it @returns {string} */
function inShort(it) {
  if (!it || typeof it !== 'object') return has(`audit.value_${it}`) ? t(`audit.value_${it}`) : String(it);
  if (it.start && it.end) return `${it.start}–${it.end}`;
  const name = it.name?.tr || it.name?.en || it.holiday;
  return name || it.date ? [name && inShort(name), it.date].filter(Boolean).join(' ') : JSON.stringify(it);
}

/** @param {any} value */
function shown(value) {
  if (value === null || value === undefined || value === '') return html`<span class="faint">${t('audit.nothing')}</span>`;
  if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no');
  if (typeof value === 'number') return number(value, { maximumFractionDigits: 3 });
  if (Array.isArray(value)) return value.length ? value.map(inShort).join(', ') : html`<span class="faint">${t('audit.nothing')}</span>`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (has(`audit.value_${text}`)) return t(`audit.value_${text}`);
  return text.length > 160 ? html`<span title=${text}>${text.slice(0, 160)}…</span>` : text;
}
