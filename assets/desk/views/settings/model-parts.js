// What the screen of the models and the set-up share: how a model is described, and its way here.
import { html, useEffect, useRef } from '../../lib/ui.js';
import { get, post, remove } from '../../lib/api.js';
import { number, t } from '../../lib/i18n.js';
import { stylesheet } from '../../lib/stylesheet.js';
import { Badge, Button, IconButton, confirm, useAction } from '../../ui/index.js';
import { isUnderWay, percent, size } from '../../state/models.js';

await stylesheet(new URL('../../css/models.css', import.meta.url));

/** @typedef {import('../../state/models.js').Download} Download */

/** How often a download is looked at. */
const LOOK_MS = 1000;

/** Looks at what is on its way, as long as something is. @param {{ data: any, reload: () => void, setData: (data: any) => void }} list `GET /api/ai/models` */
export function useDownloads(list) {
  const under = list.data?.downloads.filter(isUnderWay).length ?? 0;
  const latest = useRef(list.data);
  latest.current = list.data;
  useEffect(() => {
    if (!under) return undefined;
    const timer = setInterval(async () => {
      const { items } = await get('/api/ai/models/downloads').catch(() => ({ items: null }));
      if (!items || !latest.current) return;
      // Something has come or failed: what is installed may be different.
      if (items.filter(isUnderWay).length < under) list.reload();
      else list.setData({ ...latest.current, downloads: items });
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [under]);
}

/** The facts of a model in one line. @param {any[]} facts */
export const line = (facts) => facts.filter(Boolean).join(' · ');

/** @param {{ of: any }} props */
export const Turkish = ({ of }) => of && html`<${Badge} kind=${/** @type {any} */ ({ good: 'ok', weak: 'warn' })[of]} icon="languages">${t(/** @type {any} */ (`models.turkish_${of}`))}<//>`;

/** @param {{ fits: boolean }} props */
export const Fit = ({ fits }) => !fits && html`<${Badge} kind="warn" icon="triangle-alert">${t('models.does_not_fit')}<//>`;

/** @param {{ of: Download, changes: boolean, choose?: boolean, onChange: () => void }} props `choose`: it is to be chosen once it is here */
export function OnItsWay({ of, changes, choose, onChange }) {
  const action = useAction();
  const stop = async () => {
    if (isUnderWay(of) && !(await confirm({ title: t('models.stop_title', { name: of.file }), text: t('models.stop_text'), action: t('models.stop'), danger: true }))) return;
    await action.run(async () => {
      await remove(`/api/ai/models/downloads/${of.file}`);
      onChange();
    });
  };
  const resume = () => action.run(async () => {
    await post('/api/ai/models/pull', { model: of.file, choose: Boolean(choose) });
    onChange();
  });
  const share = percent(of);
  const state = of.state === 'failed' ? of.detail : t(/** @type {any} */ (`models.state_${of.state}`));
  return html`<article class="model" aria-label=${of.file}><div class="model-words"><h3 class="model-file">${of.file}</h3>
      ${(of.state !== 'failed' || share !== null) && html`<progress class="model-progress" aria-label=${t('models.progress', { name: of.file })} max="100" value=${share ?? undefined}></progress>`}
      <p class="t13 num" role="status"><span class=${of.state === 'failed' ? 'model-bad' : 'muted'}>${state}</span> <span class="faint">${line([of.total_bytes ? t('models.done_of', { done: size(of.done_bytes, number), total: size(of.total_bytes, number) }) : of.done_bytes > 0 && size(of.done_bytes, number), share !== null && t('models.percent', { n: number(share) })])}</span></p>${of.state === 'failed' && html`<p class="model-file">${of.address}</p>`}</div>
    ${changes && html`<div class="model-actions">${!isUnderWay(of) && html`<${Button} small icon="rotate-cw" busy=${action.busy} onClick=${resume}>${t('models.resume')}<//>`}
      <${IconButton} icon="x" label=${t(isUnderWay(of) ? 'models.stop_title' : 'models.discard_title', { name: of.file })} onClick=${stop} /></div>`}</article>`;
}
