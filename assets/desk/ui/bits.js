// Small things: avatars, badges, dots, counts, skeletons, empty states and failures.
import { html, useEffect, useState } from '../lib/ui.js';
import { t } from '../lib/i18n.js';
import { Button } from './button.js';
import { Icon } from './icon.js';

/** A colour that stays with a name. @param {string} key */
export function hue(key) {
  let sum = 0;
  for (const letter of key) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997;
  return (sum * 47) % 360;
}

/** Two letters of a name, in Turkish capitals. @param {string} name */
export const initials = (name) =>
  name.replace(/[#\d]+/g, ' ').trim().split(/\s+/).filter(Boolean).slice(0, 2).map((it) => [...it][0].toLocaleUpperCase('tr-TR')).join('') || '·';

/**
 * A round picture of initials. It is decoration: the name stands beside it.
 * @param {{ name: string, id?: string, presence?: 'online' | 'offline' | 'busy' | 'away' | 'dnd', ai?: boolean, large?: boolean }} props `id` chooses the colour
 */
export const Avatar = ({ name, id, presence, ai, large }) => html`<span class=${`av${ai ? ' av-ai' : ''}${large ? ' av-lg' : ''}`} style=${{ '--h': hue(id ?? name) }} aria-hidden="true">
  ${ai ? html`<${Icon} name="sparkles" size=${16} />` : initials(name)}${presence && html`<span class=${`dot dot-${presence}`}></span>`}</span>`;

/** A short fact: an icon or a shape with a word. @param {{ kind?: 'ok' | 'warn' | 'danger' | 'info' | 'ai' | 'line', icon?: string, title?: string, children?: any }} props */
export const Badge = ({ kind, icon, title, children }) =>
  html`<span class=${`badge${kind ? ` b-${kind}` : ''}`} title=${title}>${icon && html`<${Icon} name=${icon} />`}${children}</span>`;

/** A tag: its name, with its colour as a hint. @param {{ name: string, color: string, children?: any }} props children: a button at its end */
export const Tag = ({ name, color, children }) => html`<span class=${`tag tag-${color}`} title=${name}><span class="tag-name">${name}</span>${children}</span>`;

/** A coloured dot; the word for it stands beside it. @param {{ of: 'online' | 'offline' | 'busy' | 'away' | 'dnd' }} props */
export const Dot = ({ of }) => html`<span class=${`dot dot-${of}`} aria-hidden="true"></span>`;

/** How many. @param {{ n: number, label?: string }} props */
export const Count = ({ n, label }) =>
  html`<span class="count"><span aria-hidden=${label ? 'true' : undefined}>${n > 99 ? '99+' : n}</span>${label && html`<span class="sr">${label}</span>`}</span>`;

/** Grey lines while something loads; they show after 300 ms only. @param {{ rows?: number, avatar?: boolean }} props */
export function Skeleton({ rows = 3, avatar }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return html`<div class="skels" aria-busy="true"><span class="sr">${t('common.loading')}</span>${late &&
  Array.from({ length: rows }, (_, row) => html`<div class="skel-row" key=${row}>${avatar && html`<span class="skel skel-av"></span>`}<span class="skel-lines"><span class="skel skel-line"></span><span class="skel skel-line"></span></span></div>`)}</div>`;
}

/** Nothing here yet: a picture, a line, what to do next. @param {{ icon: string, title: string, text?: string, children?: any }} props children: one button */
export const Empty = ({ icon, title, text, children }) =>
  html`<div class="empty"><span class="empty-art"><${Icon} name=${icon} /></span><h3>${title}</h3>${text && html`<p>${text}</p>`}${children}</div>`;

/** Something failed, with a way to try again. @param {{ error: any, onRetry?: () => void }} props */
export const Failure = ({ error, onRetry }) =>
  html`<div class="empty" role="alert"><span class="empty-art empty-bad"><${Icon} name="cloud-off" /></span><h3>${t('common.failed')}</h3><p>${error?.message}</p>
    ${onRetry && html`<${Button} icon="rotate-cw" onClick=${onRetry}>${t('common.retry')}<//>`}</div>`;
/** A box with a message inside a form. @param {{ kind?: 'danger' | 'warn' | 'info' | 'ok', children?: any }} props */
export const Notice = ({ kind = 'info', children }) => {
  const icon = { danger: 'circle-alert', warn: 'triangle-alert', info: 'info', ok: 'circle-check' }[kind];
  return html`<div class=${`notice n-${kind}`} role=${kind === 'danger' ? 'alert' : 'status'}><${Icon} name=${icon} size=${16} /><div class="grow">${children}</div></div>`;
};
