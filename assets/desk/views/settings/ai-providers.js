// Who is asked for words: the providers in their order, trying them, and which of them does what.
import { html, useState } from '../../lib/ui.js';
import { get, post } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { stylesheet } from '../../lib/stylesheet.js';
import { ago, clock } from '../../lib/time.js';
import { linesOf, shifted, wholeOrder } from '../../state/ai.js';
import { Badge, Button, Empty, Failure, Icon, IconButton, Skeleton, Switch, TextArea, toastError, useLoad } from '../../ui/index.js';
import { ProviderForm } from './ai-provider.js';
import { Purposes } from './ai-purposes.js';
import { TrialWords } from './ai-trial.js';
import { Problems, SaveBar, styled, useVersioned } from './parts.js';

await Promise.all([styled, stylesheet(new URL('../../css/ai.css', import.meta.url))]);

/**
 * @typedef {object} Provider
 * @property {string} id
 * @property {'openai' | 'anthropic' | 'google' | 'azure' | 'ollama'} kind
 * @property {string} name
 * @property {string} address
 * @property {string[]} models
 * @property {string} api_version
 * @property {boolean} in_house
 * @property {boolean} enabled
 * @property {string | null} key_end
 * @property {number} version
 * @property {{ failures: number, last_failure: string | null, last_failure_at: string | null, resting_until: string | null }} condition
 */
/** @typedef {import('./ai-trial.js').Trial} Trial */

export default function AiProviders() {
  const list = useLoad((stop) => get('/api/ai/providers', {}, stop), []);
  const settings = useLoad((stop) => get('/api/settings/ai-routing', {}, stop), []);
  const error = list.error ?? settings.error;
  if (error) return html`<${Failure} error=${error} onRetry=${() => (list.reload(), settings.reload())} />`;
  return list.data && settings.data ? html`<${Form} list=${list.data} settings=${settings.data} onList=${list.setData} />` : html`<${Skeleton} rows=${5} />`;
}

/** @param {{ list: { items: Provider[], order: string[] }, settings: any, onList: (list: any) => void }} props */
function Form({ list, settings, onList }) {
  const of = useVersioned('/api/settings/ai-routing', settings);
  const { value, set } = of.form;
  const { errors } = of;
  const [editing, setEditing] = useState(/** @type {Provider | 'new' | null} */ (null));
  // Until somebody moves one, the order is the server's.
  const order = wholeOrder(value.order.length ? value.order : list.order, list.order);
  const changed = async () => onList(await get('/api/ai/providers').catch((error) => (toastError(error), list)));
  const words = value.technical_words.join('\n');
  const [typed, setTyped] = useState(words);
  const shown = JSON.stringify(linesOf(typed)) === JSON.stringify(value.technical_words) ? typed : words;
  return html`<div class="page-in page-wide"><header class="page-head"><h1 class="grow">${t('aip.title')}</h1><${Button} kind="primary" icon="plus" onClick=${() => setEditing('new')}>${t('aip.add')}<//><p>${t('aip.lead')}</p></header>
    <form class="set-form" onSubmit=${of.save}><${Problems} of=${of} />
      <section class="section"><h2>${t('aip.order')}</h2><p class="section-lead">${t('aip.order_text')}</p>
        <ol class="rules">${order.map((id, at) => html`<${Row} key=${id} id=${id} at=${at} of=${order.length} it=${list.items.find((one) => one.id === id)} onEdit=${setEditing} onTried=${changed} onMove=${(/** @type {-1 | 1} */ by) => set({ order: shifted(order, at, by) })} />`)}</ol>
        ${!list.items.length && html`<${Empty} icon="sparkles" title=${t('aip.none')} text=${t('aip.none_text')}><${Button} icon="plus" onClick=${() => setEditing('new')}>${t('aip.add')}<//><//>`}</section>
      <section class="section"><h2>${t('aip.smart')}</h2><${Switch} label=${t('aip.smart_on')} hint=${t('aip.smart_text')} checked=${value.smart} onValue=${(/** @type {boolean} */ smart) => set({ smart })} />
        ${value.smart && html`<div class="set-sub"><p class="form-hint">${t('aip.smart_how')}</p><${TextArea} label=${t('aip.technical')} hint=${t('aip.technical_text')} rows=${5} error=${errors.technical_words} value=${shown} onValue=${(/** @type {string} */ text) => (setTyped(text), set({ technical_words: linesOf(text) }))} /></div>`}</section>
      <${Purposes} value=${value} errors=${errors} providers=${list.items} onValue=${set} />
      <${SaveBar} of=${of} /></form>
    ${editing && html`<${ProviderForm} key=${editing === 'new' ? 'new' : editing.id} it=${editing === 'new' ? null : editing} onChanged=${changed} onClose=${() => setEditing(null)} />`}</div>`;
}

/** @param {{ id: string, it?: Provider, at: number, of: number, onEdit: (it: Provider) => void, onTried: () => void, onMove: (by: -1 | 1) => void }} props `it`: none for the model in this process */
function Row({ id, it, at, of, onEdit, onTried, onMove }) {
  const [trial, setTrial] = useState(/** @type {Trial | 'busy' | null} */ (null));
  const name = it?.name ?? t('aip.local');
  const test = async () => {
    setTrial('busy');
    const found = await post('/api/ai/providers/test', { id }).catch((error) => (toastError(error), null));
    setTrial(found);
    if (it) onTried();
  };
  const of_ = (/** @type {string} */ what) => `${name}: ${what}`;
  return html`<li class=${`rule ai-row${it && !it.enabled ? ' ai-off' : ''}`}><span class="rule-n num" aria-hidden="true">${at + 1}</span>
    <span class="rule-words"><span class="ai-name"><span class="semi">${name}</span>${it ? html`<${Badge} kind="line">${t(`aip.kind_${it.kind}`)}<//>` : ''}${badges(it)}</span>
      <span class="muted t13">${it ? it.models.join(', ') : t('aip.local_text')}</span>
      ${it?.condition.last_failure && html`<span class="ai-trouble t13"><${Icon} name="triangle-alert" size=${14} />${t('aip.failed', { when: ago(/** @type {string} */ (it.condition.last_failure_at)), why: it.condition.last_failure })}</span>`}</span>
    <span class="rule-acts"><${IconButton} icon="arrow-up" label=${of_(t('aip.up'))} disabled=${at === 0} onClick=${() => onMove(-1)} /><${IconButton} icon="arrow-down" label=${of_(t('aip.down'))} disabled=${at === of - 1} onClick=${() => onMove(1)} />
      <${IconButton} icon="flask-conical" label=${of_(t('aip.test'))} aria-busy=${trial === 'busy'} onClick=${() => trial !== 'busy' && test()} />${it && html`<${IconButton} icon="pencil" label=${of_(t('common.edit'))} onClick=${() => onEdit(it)} />`}</span>
    ${trial && html`<div class="ai-trial"><${TrialWords} trial=${trial} /></div>`}</li>`;
}

/** @param {Provider | undefined} it */
function badges(it) {
  if (it && !it.enabled) return html`<${Badge} icon="circle-slash">${t('aip.off')}<//>`;
  const resting = it?.condition.resting_until;
  return html`${!it || it.in_house ? html`<${Badge} kind="ok" icon="building-2">${t('aip.inside')}<//>` : html`<${Badge} kind="info" icon="globe">${t('aip.outside')}<//>`}
    ${it && !it.in_house && it.key_end === null && html`<${Badge} kind="warn" icon="key-round">${t('aip.no_key')}<//>`}
    ${resting && html`<${Badge} kind="warn" icon="hourglass">${t('aip.resting', { until: clock(resting) })}<//>`}`;
}
