// Shows Markdown: the tree of lib/markdown.js as elements.
import { h, html, useEffect, useMemo, useState } from '../lib/ui.js';
import { parse } from '../lib/markdown.js';

/** @typedef {(words: string) => any} Words how plain words are shown */

/** @type {Words} */
const asTheyAre = (words) => words;

/** @param {import('../lib/markdown.js').Tree} it @param {Words} words @returns {any} */
function draw(it, words) {
  if (typeof it === 'string') return words(it);
  const language = it.props?.['data-language'];
  if (language) return html`<${Code} language=${language} text=${it.kids.join('')} />`;
  return h(it.tag, it.props ?? null, ...it.kids.map((kid) => draw(kid, it.tag === 'code' ? asTheyAre : words)));
}

/** Plain until the colours are there. @param {{ language: string, text: string }} props */
function Code({ language, text }) {
  const [shown, setShown] = useState(/** @type {{ text: string, kids: any[] } | null} */ (null));
  useEffect(() => {
    let gone = false;
    import('../../shared/highlight.js').then(({ highlight }) => highlight(h, language, text)).then((kids) => gone || setShown(kids && { text, kids }), () => {});
    return () => {
      gone = true;
    };
  }, [language, text]);
  return html`<code>${shown?.text === text ? shown.kids : text}</code>`;
}

/** @param {{ text: string, class?: string, words?: Words }} props */
export function Markdown({ text, class: more = '', words = asTheyAre }) {
  const kids = useMemo(() => parse(text).map((it) => draw(it, words)), [text, words]);
  return html`<div class=${`md ${more}`}>${kids}</div>`;
}
