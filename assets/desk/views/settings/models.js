// The language models of the installation: which are here, which answers, what can be fetched, and what fits.
import { html, useState } from '../../lib/ui.js';
import { get, post, put, remove } from '../../lib/api.js';
import { intl, number, t } from '../../lib/i18n.js';
import { may } from '../../lib/session.js';
import { Badge, Button, Checkbox, Dialog, Empty, Failure, IconButton, Notice, Skeleton, TextArea, TextField, confirm, toast, useAction, useForm, useLoad } from '../../ui/index.js';
import { size } from '../../state/models.js';
import { Fit, OnItsWay, Turkish, line, useDownloads } from './model-parts.js';
import { styled } from './parts.js';

await styled;

/** @typedef {import('../../state/models.js').Download} Download */

export default function Models() {
  const list = useLoad((stop) => get('/api/ai/models', {}, stop), []);
  const all = list.data;
  useDownloads(list);
  if (list.error) return html`<${Failure} error=${list.error} onRetry=${list.reload} />`;
  if (!all) return html`<${Skeleton} rows=${4} />`;
  const changes = may('system');
  const usable = all.built && !all.kernels_lacking;
  const offered = all.catalogue.filter((/** @type {any} */ it) => !it.installed);
  return html`<div class="page-in"><header class="page-head"><h1 class="grow">${t('models.title')}</h1><p>${t('models.lead')}</p></header>
    ${!all.built && html`<${Notice} kind="warn">${t('models.not_built')}<//>`}
    ${all.built && all.kernels_lacking && html`<${Notice} kind="warn">${t('models.old_processor', { lacks: all.kernels_lacking })}<//>`}
    ${all.embedding_refused && html`<${Notice} kind="warn">${t('models.embedding_refused', { file: all.settings.embedding_model })}<//>`}
    ${!changes && html`<${Notice}>${t('models.only_superadmin')}<//>`}
    <${Machine} of=${all} />
    ${all.downloads.length > 0 && html`<section class="section"><h2>${t('models.downloads')}</h2><div class="models">${all.downloads.map((/** @type {Download} */ it) => html`<${OnItsWay} key=${it.file} of=${it} changes=${changes} onChange=${list.reload} />`)}</div></section>`}
    <section class="section"><h2>${t('models.installed')}</h2>
      ${all.installed.length ? html`<div class="models">${all.installed.map((/** @type {any} */ it) => html`<${Installed} key=${it.file} of=${it} changes=${changes} usable=${usable} onChange=${list.reload} />`)}</div>` : html`<${Empty} icon="bot" title=${t('models.none')} text=${t('models.none_text')} />`}
      ${changes && html`<${AddByPath} onAdded=${list.reload} />`}</section>
    ${offered.length > 0 && html`<section class="section"><h2>${t('models.catalogue')}</h2><p class="section-lead">${t('models.catalogue_text')}</p>
      <div class="models">${offered.map((/** @type {any} */ it) => html`<${Offer} key=${it.id} of=${it} changes=${changes} pending=${all.downloads.some((/** @type {Download} */ one) => one.file === it.file)} onChange=${list.reload} />`)}</div></section>`}
    ${changes && html`<${Keeping} settings=${all.settings} onSaved=${list.reload} />`}</div>`;
}

/** What the machine has, and what answers. @param {{ of: any }} props */
const Machine = ({ of }) => html`<section class="section"><h2>${t('models.machine')}</h2><dl class="fact-list set-facts">
  <dt>${t('models.answers_with')}</dt><dd>${of.rung === 'model' ? html`<${Badge} kind="ok" icon="bot">${t('models.rung_model')}<//>` : html`<${Badge} icon="quote">${t('models.rung_extractive')}<//>`}</dd>
  ${of.memory_total_bytes && html`<dt>${t('models.memory')}</dt><dd class="num">${t('models.free_of', { free: size(of.memory_free_bytes, number), total: size(of.memory_total_bytes, number) })}</dd>`}
  ${of.disk_free_bytes && html`<dt>${t('models.disk')}</dt><dd class="num">${t('models.free', { free: size(of.disk_free_bytes, number) })}</dd>`}
  <dt>${t('models.processor')}</dt><dd>${t('models.threads', { n: of.threads })} <span class="faint t12">${of.kernels || t('models.portable')}</span></dd></dl></section>`;

/** @param {{ of: any, changes: boolean, usable: boolean, onChange: () => void }} props */
function Installed({ of, changes, usable, onChange }) {
  const action = useAction();
  const [trying, setTrying] = useState(false);
  const field = of.use === 'embeddings' ? 'embedding_model' : 'answer_model';
  const choose = (/** @type {string | null} */ file) => action.run(async () => {
    await put('/api/ai/models/settings', { [field]: file });
    toast(t(file ? 'models.chosen_now' : 'models.chosen_none', { name: of.name }));
    onChange();
  });
  const drop = async () => {
    if (!(await confirm({ title: t('models.remove_title', { name: of.name }), text: t(of.linked ? 'models.remove_link' : 'models.remove_text', { size: size(of.bytes, number) }), action: t('models.remove'), danger: true }))) return;
    await action.run(async () => {
      await remove(`/api/ai/models/${of.file}`);
      toast(t('models.removed', { name: of.name }));
      onChange();
    });
  };
  return html`<article class="model" aria-label=${of.name}><div class="model-words"><h3>${of.name}</h3><p class="model-file">${of.file}</p>
      ${of.fault ? html`<p class="form-error">${t('models.broken', { fault: of.fault })}</p>` : html`<p class="muted t13">${line([size(of.bytes, number), t('models.needs', { size: size(of.ram_bytes, number) }), params(of.parameters), of.quantisation, of.licence])}</p>`}
      <p class="model-badges">${!of.fault && html`<${Badge} kind="line" icon=${of.use === 'embeddings' ? 'search' : 'message-circle-more'}>${t(/** @type {any} */ (`models.use_${of.use}`))}<//>`}${of.chosen && html`<${Badge} kind="ok" icon="circle-check">${t('models.chosen')}<//>`}${of.loaded && html`<${Badge} kind="info" icon="activity">${t('models.loaded')}<//>`}<${Turkish} of=${of.turkish} />${!of.fault && html`<${Fit} fits=${of.fits} />`}${of.linked && html`<${Badge} icon="link">${t('models.linked')}<//>`}</p></div>
    ${changes && html`<div class="model-actions">${of.chosen && of.use === 'answers' && usable && html`<${Button} small icon="flask-conical" onClick=${() => setTrying(true)}>${t('models.try')}<//>`}
      ${!of.fault && (of.chosen ? html`<${Button} small busy=${action.busy} onClick=${() => choose(null)}>${t('models.release')}<//>` : html`<${Button} small kind="primary" icon="check" busy=${action.busy} onClick=${() => choose(of.file)}>${t('models.choose')}<//>`)}
      <${IconButton} icon="trash-2" label=${t('models.remove_title', { name: of.name })} onClick=${drop} /></div>`}
    ${trying && html`<${Try} name=${of.name} onClose=${() => (setTrying(false), onChange())} />`}</article>`;
}

/** 1,5 milyar @param {number} count */
const params = (count) => (count > 1_000_000 ? t('models.parameters', { n: intl('NumberFormat', { notation: 'compact', maximumSignificantDigits: 2 }).format(count) }) : '');

/** @param {{ of: any, changes: boolean, pending: boolean, onChange: () => void }} props */
function Offer({ of, changes, pending, onChange }) {
  const action = useAction();
  const fetch = () => action.run(async () => {
    await post('/api/ai/models/pull', { model: of.id });
    onChange();
  });
  return html`<article class="model" aria-label=${of.name}><div class="model-words"><h3>${of.name}</h3>
      <p class="muted t13">${line([size(of.bytes, number), t('models.needs', { size: size(of.ram_bytes, number) }), of.parameters, of.licence])}</p>
      <p class="model-badges"><${Badge} kind="line" icon=${of.use === 'embeddings' ? 'search' : 'message-circle-more'}>${t(/** @type {any} */ (`models.use_${of.use}`))}<//><${Turkish} of=${of.turkish} /><${Fit} fits=${of.fits} />${!of.sha256 && html`<${Badge} icon="info" title=${t('models.unchecked_text')}>${t('models.unchecked')}<//>`}${pending && html`<${Badge} kind="info" icon="download">${t('models.state_running')}<//>`}</p></div>
    ${changes && !pending && html`<div class="model-actions"><${Button} small icon="download" busy=${action.busy} aria-label=${t('models.fetch_name', { name: of.name })} onClick=${fetch}>${t('models.fetch')}<//></div>`}</article>`;
}

/** @param {{ onAdded: () => void }} props */
function AddByPath({ onAdded }) {
  const form = useForm({ path: '', copy: false, sha256: '' });
  const isAddress = /^https?:\/\//.test(form.value.path.trim());
  const send = (/** @type {Event} */ event) => form.submit(async ({ path, copy, sha256 }) => {
    if (isAddress) await post('/api/ai/models/pull', { model: path.trim(), ...(sha256.trim() && { sha256: sha256.trim() }) }).catch(at('model', 'path'));
    else toast(t('models.added', { name: (await post('/api/ai/models/add', { path: path.trim(), copy })).name }));
    form.reset({ path: '', copy: false, sha256: '' });
    onAdded();
  }, event);
  return html`<form class="model-add" onSubmit=${send}>${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <${TextField} label=${t('models.path')} required spellcheck=${false} autocomplete="off" placeholder="/srv/modeller/model.gguf" hint=${t('models.path_hint')} value=${form.value.path} error=${form.errors.path} onValue=${(/** @type {string} */ path) => form.set({ path })} />
    ${isAddress && html`<${TextField} label=${t('models.sha256')} spellcheck=${false} autocomplete="off" maxlength="64" hint=${t('models.sha256_hint')} value=${form.value.sha256} error=${form.errors.sha256} onValue=${(/** @type {string} */ sha256) => form.set({ sha256 })} />`}
    <div class="form-actions">${!isAddress && html`<${Checkbox} label=${t('models.copy')} checked=${form.value.copy} onValue=${(/** @type {boolean} */ copy) => form.set({ copy })} />`}<span class="grow"></span><${Button} icon=${isAddress ? 'download' : 'plus'} type="submit" busy=${form.busy}>${t(isAddress ? 'models.fetch' : 'models.add')}<//></div></form>`;
}

/** Words about one field belong to another here. @param {string} from @param {string} to */
const at = (from, to) => (/** @type {any} */ error) => {
  if (error.fields?.[from]) error.fields = { ...error.fields, [to]: error.fields[from] };
  throw error;
};

/** How models are kept and where they come from. @param {{ settings: any, onSaved: () => void }} props */
function Keeping({ settings, onSaved }) {
  const pick = (/** @type {any} */ it) => ({ mirror: it.mirror ?? '', idle_minutes: it.idle_minutes, parallel: it.parallel });
  const form = useForm(pick(settings));
  const { value, errors, set } = form;
  const send = (/** @type {Event} */ event) => form.submit(async (it) => {
    form.reset(pick(await put('/api/ai/models/settings', { ...it, mirror: it.mirror.trim() || null, idle_minutes: Number(it.idle_minutes), parallel: Number(it.parallel) })), it);
    toast(t('common.saved'));
    onSaved();
  }, event);
  return html`<form class="section" onSubmit=${send}><h2>${t('models.keeping')}</h2>${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <div class="form-row"><${TextField} label=${t('models.idle')} type="number" min="0" max="1440" required hint=${t('models.idle_hint')} value=${value.idle_minutes} error=${errors.idle_minutes} onValue=${(/** @type {string} */ it) => set({ idle_minutes: it })} />
      <${TextField} label=${t('models.parallel')} type="number" min="1" max="16" required hint=${t('models.parallel_hint')} value=${value.parallel} error=${errors.parallel} onValue=${(/** @type {string} */ it) => set({ parallel: it })} /></div>
    <${TextField} label=${t('models.mirror')} type="url" spellcheck=${false} placeholder="https://modeller.kurum.edu.tr/gguf" hint=${t('models.mirror_hint')} value=${value.mirror} error=${errors.mirror} onValue=${(/** @type {string} */ mirror) => set({ mirror })} />
    <div class="form-actions"><span class="grow"></span><${Button} kind="primary" icon="check" type="submit" disabled=${!form.changed} busy=${form.busy}>${t('common.save')}<//></div></form>`;
}

/** @param {{ name: string, onClose: () => void }} props */
function Try({ name, onClose }) {
  const form = useForm({ question: '' });
  const [answer, setAnswer] = useState(/** @type {any} */ (null));
  const send = (/** @type {Event} */ event) => form.ask(async ({ question }) => setAnswer(await post('/api/ai/models/try', { question })), event);
  const speed = answer && answer.total_ms > answer.first_word_ms ? (answer.output_tokens * 1000) / (answer.total_ms - answer.first_word_ms) : null;
  return html`<${Dialog} title=${t('models.try_title', { name })} onClose=${onClose}><form class="form" onSubmit=${send}>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <${TextArea} label=${t('models.question')} rows=${2} required maxlength=${500} hint=${t('models.question_hint')} value=${form.value.question} error=${form.errors.question} onValue=${(/** @type {string} */ question) => form.set({ question })} />
    ${answer && html`<div class="model-answer" role="status"><p>${answer.text || t('models.silent')}</p><p class="faint t12 num">${line([t('models.first_word', { ms: number(answer.first_word_ms) }), speed && t('models.speed', { n: number(speed, { maximumFractionDigits: 1 }) }), t('models.tokens', { read: number(answer.prompt_tokens), written: number(answer.output_tokens) })])}</p></div>`}
    <div class="form-actions"><span class="grow"></span><${Button} onClick=${onClose}>${t('common.close')}<//><${Button} kind="primary" icon="send" type="submit" busy=${form.busy}>${t('models.ask')}<//></div></form><//>`;
}
