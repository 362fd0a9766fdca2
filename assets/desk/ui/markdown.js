// Shows Markdown: the tree of lib/markdown.js as elements.
import { h, html, useEffect, useMemo, useState } from '../lib/ui.js';
import { parse } from '../lib/markdown.js';

/** @param {import('../lib/markdown.js').Tree} it @returns {any} */
function draw(it) {
  if (typeof it === 'string') return it;
  const language = it.props?.['data-language'];
  return language ? html`<${Code} language=${language} text=${it.kids.join('')} />` : h(it.tag, it.props ?? null, ...it.kids.map(draw));
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

/** @param {{ text: string, class?: string }} props */
export function Markdown({ text, class: more = '' }) {
  const kids = useMemo(() => parse(text).map(draw), [text]);
  return html`<div class=${`md ${more}`}>${kids}</div>`;
}
