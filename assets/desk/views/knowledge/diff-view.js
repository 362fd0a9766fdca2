// Shows what differs between two texts.
import { html, useMemo } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { diffLines, fold } from '../../state/diff.js';

const SIGNS = { same: '', added: '+', removed: '−' };

/** @param {{ before: string, after: string, label: string }} props */
export function Diff({ before, after, label }) {
  const lines = useMemo(() => fold(diffLines(before, after)), [before, after]);
  if (before === after) return html`<p class="faint diff-none">${t('kb.diff_none')}</p>`;
  return html`<div class="diff" role="group" aria-label=${label} tabindex=${0}>${lines.map((line, at) =>
    line.kind === 'gap'
      ? html`<div key=${at} class="diff-gap">${t('kb.diff_gap', { n: line.count })}</div>`
      : html`<div key=${at} class=${`diff-line diff-${line.kind}`}><span class="diff-sign" aria-hidden="true">${SIGNS[line.kind]}</span>
        <span class="diff-text">${line.kind !== 'same' && html`<span class="sr">${t(`kb.diff_${line.kind}`)} </span>`}${line.parts ? line.parts.map((it) => (it.changed ? html`<b>${it.text}</b>` : it.text)) : line.text || ' '}</span></div>`,
  )}</div>`;
}
