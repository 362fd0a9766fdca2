// A mail drawn from the blocks that the server made of it: the same of which it makes the HTML that it sends.
import { html, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { Segmented, Skeleton } from '../../ui/index.js';

/** @typedef {{ text: string, bold: boolean, italic: boolean, link: string | null }} Span */
/** @typedef {{ who: string, by: string, time: string, text: string, spans: Span[] }} Line */
/** @typedef {{ kind: string, spans?: Span[], items?: Span[][], ordered?: boolean, label?: string, url?: string, lines?: Line[] }} Block */

/** @param {{ shown: { subject: string, name: string, color: string, blocks: Block[], text: string } | null }} props */
export function MailPreview({ shown }) {
  const [form, setForm] = useState('page');
  if (!shown) return html`<section class="mail-preview"><${Skeleton} rows=${5} /></section>`;
  return html`<section class="mail-preview" aria-label=${t('mail.preview')}><header class="preview-head"><h2 class="grow">${t('mail.preview')}</h2><${Segmented} label=${t('mail.preview')} value=${form} onValue=${setForm} options=${[{ value: 'page', label: 'HTML' }, { value: 'text', label: t('mail.as_text') }]} /></header>
    <p class="mail-subject"><span class="faint t12">${t('mail.subject')}</span>${shown.subject}</p>
    ${form === 'text' ? html`<pre class="mail-text" tabindex="0">${shown.text}</pre>` : html`<div class="mail-sheet" tabindex="0" role="document" style=${{ '--site': shown.color, '--on-site': onColor(shown.color) }}><div class="mail-band">${shown.name}</div><div class="mail-words">${shown.blocks.map((it, at) => html`<${One} key=${at} it=${it} />`)}</div></div>`}</section>`;
}

/** @param {{ it: Block }} props */
function One({ it }) {
  if (it.kind === 'heading') return html`<h3><${Words} spans=${it.spans} /></h3>`;
  if (it.kind === 'paragraph') return html`<p><${Words} spans=${it.spans} /></p>`;
  if (it.kind === 'button') return html`<p><span class="mail-button">${it.label}</span><span class="mail-url">${it.url}</span></p>`;
  if (it.kind === 'lines') return it.lines?.map((line, at) => html`<div key=${at} class=${`mail-line mail-${line.by}`}>${line.who && html`<b>${line.who}</b> · `}${line.time}<p><${Words} spans=${line.spans} /></p></div>`);
  const items = it.items?.map((spans, at) => html`<li key=${at}><${Words} spans=${spans} /></li>`);
  return it.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
}

/** @param {{ spans?: Span[] }} props */
const Words = ({ spans = [] }) => spans.map((it, at) => {
  const text = it.bold ? html`<b>${it.text}</b>` : it.text;
  const word = it.italic ? html`<i>${text}</i>` : text;
  return it.link ? html`<span key=${at} class="mail-link">${word}</span>` : html`<span key=${at}>${word}</span>`;
});

/** White or dark, whichever is easier to read on a colour; as the server chooses (relative luminance). @param {string} color */
function onColor(color) {
  const part = (/** @type {number} */ at) => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5) > 0.35 ? '#10202a' : '#ffffff';
}
