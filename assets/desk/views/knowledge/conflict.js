// The question when somebody else saved the article first: theirs or mine.
import { html } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { ago } from '../../lib/time.js';
import { Button, Dialog } from '../../ui/index.js';
import { Diff } from './diff-view.js';

/** @typedef {import('./editor.js').Value} Value */

/** @param {any} value */
const words = (value) => (Array.isArray(value) ? value.join(', ') : String(value ?? '')) || '–';

/**
 * @param {{ base: Value, mine: Value, theirs: import('./words.js').Article, theirValue: Value, busy: boolean, onMine: () => void, onTheirs: () => void, onClose: () => void }} props
 * `base`: what both began with
 */
export function Conflict({ base, mine, theirs, theirValue, busy, onMine, onTheirs, onClose }) {
  const same = (/** @type {any} */ a, /** @type {any} */ b) => JSON.stringify(a) === JSON.stringify(b);
  // What only they changed stays whatever is chosen; what only I changed is saved.
  const both = /** @type {(keyof Value)[]} */ (Object.keys(mine)).filter((name) => !same(mine[name], base[name]) && !same(theirValue[name], base[name]) && !same(mine[name], theirValue[name]));
  const fields = both.filter((it) => it !== 'body');
  const footer = html`<${Button} onClick=${onClose}>${t('kb.conflict_back')}<//><${Button} onClick=${onTheirs}>${t('kb.conflict_theirs')}<//><${Button} kind="primary" busy=${busy} onClick=${onMine}>${t('kb.conflict_mine')}<//>`;
  return html`<${Dialog} wide title=${t('kb.conflict')} onClose=${onClose} footer=${footer}>
    <p>${t(both.length ? 'kb.conflict_text' : 'kb.conflict_apart', { at: ago(theirs.updated_at) })}</p>
    ${fields.length > 0 && html`<table class="table kb-versus"><thead><tr><th scope="col">${t('kb.field')}</th><th scope="col">${t('kb.theirs')}</th><th scope="col">${t('kb.mine')}</th></tr></thead>
      <tbody>${fields.map((name) => html`<tr key=${name}><th scope="row">${t(`kb.field_${name}`)}</th><td data-label=${t('kb.theirs')}>${words(theirValue[name])}</td><td data-label=${t('kb.mine')}>${words(mine[name])}</td></tr>`)}</tbody></table>`}
    ${both.includes('body') && html`<h3 class="semi">${t('kb.conflict_body')}</h3><${Diff} label=${t('kb.conflict_body')} before=${theirValue.body} after=${mine.body} />`}<//>`;
}
