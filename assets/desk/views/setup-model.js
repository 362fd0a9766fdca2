// The step of the set-up that chooses a language model, or none; and how far the chosen one is on its way.
import { html, useState } from '../lib/ui.js';
import { get, post, put } from '../lib/api.js';
import { number, t } from '../lib/i18n.js';
import { suggested, size } from '../state/models.js';
import { Badge, Button, Failure, Icon, Notice, Skeleton, useForm, useLoad } from '../ui/index.js';
import { Fit, OnItsWay, Turkish, line, useDownloads } from './settings/model-parts.js';

/** @typedef {{ file: string, id: string | null }} Choice `id`: of the curated list, when it has to be fetched */

/** @param {{ onChosen: (file: string | null) => void }} props */
export function ModelStep({ onChosen }) {
  const list = useLoad((stop) => get('/api/ai/models', {}, stop), []);
  const [choice, setChoice] = useState(/** @type {Choice | null} */ (null));
  const form = useForm({});
  const all = list.data;
  if (list.error) return html`<${Failure} error=${list.error} onRetry=${list.reload} />`;
  if (!all) return html`<${Skeleton} rows=${3} />`;
  const usable = all.built && !all.kernels_lacking;
  const isAnswers = (/** @type {any} */ it) => it.use === 'answers';
  const here = usable ? all.installed.filter((/** @type {any} */ it) => isAnswers(it) && !it.fault) : [];
  const offered = usable ? all.catalogue.filter((/** @type {any} */ it) => isAnswers(it) && !it.installed).sort((/** @type {any} */ a, /** @type {any} */ b) => a.bytes - b.bytes) : [];
  const best = here.length ? null : suggested(offered, all.disk_free_bytes);
  const send = (/** @type {Event} */ event) => form.submit(async () => {
    if (choice?.id) await post('/api/ai/models/pull', { model: choice.id, choose: true });
    else if (choice) await put('/api/ai/models/settings', { answer_model: choice.file });
    onChosen(choice?.file ?? null);
  }, event);
  const offer = (/** @type {any} */ it) => html`<${Card} key=${it.file} of=${it} chosen=${choice?.file === it.file} onPick=${pick({ file: it.file, id: it.id })} suggested=${it === best} room=${!all.disk_free_bytes || it.bytes < all.disk_free_bytes} />`;
  const pick = (/** @type {Choice | null} */ next) => () => setChoice(next);
  return html`<h1>${t('setup.model_title')}</h1><p class="lead">${t('setup.model_lead')}</p>
    <form class="form" onSubmit=${send}>${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
      ${!all.built && html`<${Notice} kind="warn">${t('models.not_built')}<//>`}
      ${all.built && all.kernels_lacking && html`<${Notice} kind="warn">${t('models.old_processor', { lacks: all.kernels_lacking })}<//>`}
      ${all.memory_total_bytes && html`<p class="muted t13">${t('setup.model_machine', { free: size(all.memory_free_bytes, number), total: size(all.memory_total_bytes, number) })}</p>`}
      <div class="cards" role="radiogroup" aria-label=${t('setup.model_title')}>
        <label class="choice-card"><input type="radio" name="model" checked=${!choice} onChange=${pick(null)} /><span class="choice-icon"><${Icon} name="quote" /></span><span class="grow"><span class="semi">${t('setup.model_none')}</span><span class="form-hint">${t('setup.model_none_text')}</span></span></label>
        ${here.map((/** @type {any} */ it) => html`<${Card} key=${it.file} of=${it} chosen=${choice?.file === it.file} onPick=${pick({ file: it.file, id: null })} installed />`)}
        ${best ? offer(best) : offered.map(offer)}
        ${best && html`<details class="setup-more"><summary>${t('setup.model_others', { n: offered.length - 1 })}</summary><div class="cards">${offered.filter((/** @type {any} */ it) => it !== best).map(offer)}</div></details>`}</div>
      ${choice?.id && html`<p class="form-hint">${t('setup.model_fetch')}</p>`}
      <${Button} kind="primary" type="submit" busy=${form.busy}>${t('setup.next')}<//></form>`;
}

/** @param {{ of: any, chosen: boolean, onPick: () => void, installed?: boolean, suggested?: boolean, room?: boolean }} props `room`: whether the disk has */
const Card = ({ of, chosen, onPick, installed, suggested: best, room = true }) => html`<label class="choice-card"><input type="radio" name="model" checked=${chosen} disabled=${!room} onChange=${onPick} /><span class="choice-icon"><${Icon} name="sparkles" /></span>
  <span class="grow"><span class="semi">${of.name}</span><span class="form-hint">${line([installed ? size(of.bytes, number) : t('setup.model_size', { size: size(of.bytes, number) }), t('models.needs', { size: size(of.ram_bytes, number) }), of.licence])}</span>
    <span class="model-badges">${best && html`<${Badge} kind="info" icon="star">${t('setup.model_best')}<//>`}${installed && html`<${Badge} icon="circle-check">${t('setup.model_here')}<//>`}<${Turkish} of=${of.turkish} />${of.fits ? html`<${Badge} kind="ok" icon="check">${t('setup.model_fits')}<//>` : html`<${Fit} fits=${false} />`}${!room && html`<${Badge} kind="warn" icon="triangle-alert">${t('setup.model_no_room')}<//>`}</span></span></label>`;

/** How the chosen model is doing. @param {{ file: string }} props */
export function ModelProgress({ file }) {
  const list = useLoad((stop) => get('/api/ai/models', {}, stop), []);
  useDownloads(list);
  if (!list.data) return null;
  const coming = list.data.downloads.find((/** @type {any} */ it) => it.file === file);
  const here = list.data.installed.find((/** @type {any} */ it) => it.file === file);
  if (coming) return html`<div class="setup-model"><${OnItsWay} of=${coming} changes choose onChange=${list.reload} /><p class="form-hint">${t('setup.model_meanwhile')}</p></div>`;
  if (here) return html`<${Notice} kind="ok">${t('setup.model_ready', { name: here.name })}<//>`;
  return html`<${Notice}>${t('setup.model_stopped')}<//>`;
}
