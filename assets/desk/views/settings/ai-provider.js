// One provider: where it is, its key, its models; trying it before it is saved.
import { html, useState } from '../../lib/ui.js';
import { post, put, remove } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { ADDRESSES, KINDS, linesOf } from '../../state/ai.js';
import { Button, Checkbox, Dialog, Notice, Select, Switch, TextArea, TextField, confirm, toast, useAction, useForm } from '../../ui/index.js';
import { TrialWords } from './ai-trial.js';

/** @typedef {import('./ai-providers.js').Provider} Provider */
/** @typedef {import('./ai-trial.js').Trial} Trial */

/** @param {{ it: Provider | null, onChanged: () => Promise<any>, onClose: () => void }} props */
export function ProviderForm({ it, onChanged, onClose }) {
  const form = useForm({ kind: it?.kind ?? 'openai', name: it?.name ?? '', address: it?.address ?? '', models: it?.models.join('\n') ?? '', api_version: it?.api_version ?? '', in_house: it?.in_house ?? false, enabled: it?.enabled ?? true, key: '', no_key: false });
  const { value, errors, set } = form;
  const [trial, setTrial] = useState(/** @type {Trial | 'busy' | null} */ (null));
  const [known, setKnown] = useState(/** @type {string[] | null} */ (null));
  const gone = useAction();
  const models = linesOf(value.models);
  const asked = (/** @type {any} */ more = {}) => ({
    kind: value.kind, name: value.name, address: value.address || ADDRESSES[value.kind], models, api_version: value.api_version || undefined, in_house: value.in_house, enabled: value.enabled,
    key: value.no_key ? '' : value.key || undefined, ...more,
  });
  const kind = (/** @type {any} */ next) => set({ kind: next, in_house: next === 'ollama', address: '' });
  const send = (/** @type {Event} */ event) => form.submit(async () => {
    if (it) await put(`/api/ai/providers/${it.id}`, asked(), it.version);
    else await post('/api/ai/providers', asked());
    await onChanged();
    toast(t('common.saved'));
    onClose();
  }, event);
  const drop = async () => {
    if (!it || !(await confirm({ title: t('aip.remove_title', { name: it.name }), text: t('aip.remove_text'), action: t('common.delete'), danger: true }))) return;
    await gone.run(async () => {
      await remove(`/api/ai/providers/${it.id}`);
      await onChanged();
      onClose();
    });
  };
  const test = (/** @type {any} */ more) => form.ask(async () => {
    setTrial('busy');
    try {
      const found = await post('/api/ai/providers/test', asked({ id: it?.id, ...more }));
      setTrial(found);
      if (found.models) setKnown(found.models);
    } catch (error) {
      setTrial(null);
      throw error;
    }
  });
  const others = (known ?? []).filter((one) => !models.includes(one));
  return html`<${Dialog} wide title=${it ? it.name : t('aip.add')} changed=${form.changed} onClose=${onClose}><form class="form" onSubmit=${send}>
    ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
    <div class="form-row">${!it && html`<${Select} label=${t('aip.kind')} value=${value.kind} options=${KINDS.map((one) => ({ value: one, label: t(`aip.kind_${one}_long`) }))} onValue=${kind} />`}
      <${TextField} label=${t('aip.name')} hint=${t('aip.name_hint')} focus required maxlength=${60} autocomplete="off" value=${value.name} error=${errors.name} onValue=${(/** @type {string} */ name) => set({ name })} /></div>
    <${TextField} label=${t('aip.address')} hint=${t(`aip.address_${value.kind}`)} type="text" inputmode="url" autocomplete="off" spellcheck=${false} placeholder=${ADDRESSES[value.kind]} required=${value.kind === 'azure'} value=${value.address} error=${errors.address} onValue=${(/** @type {string} */ address) => set({ address })} />
    <${Switch} label=${t('aip.in_house')} hint=${t('aip.in_house_text')} checked=${value.in_house} onValue=${(/** @type {boolean} */ in_house) => set({ in_house })} />
    ${!value.in_house && html`<${Notice} kind="warn">${t('aip.leaves')}<//>`}
    <div class="form-field"><${TextField} label=${t('aip.key')} hint=${value.kind === 'ollama' ? t('aip.key_ollama') : t('aip.key_hint')} type="password" autocomplete="new-password" spellcheck=${false} disabled=${value.no_key} placeholder=${it?.key_end != null ? t('aip.key_set', { end: it.key_end || '••••' }) : ''} value=${value.key} error=${errors.key} onValue=${(/** @type {string} */ key) => set({ key })} />
      ${it?.key_end != null && html`<${Checkbox} label=${t('aip.key_remove')} checked=${value.no_key} onValue=${(/** @type {boolean} */ no_key) => set({ no_key, key: '' })} />`}</div>
    <div class="ai-models"><${TextArea} label=${t(value.kind === 'azure' ? 'aip.deployments' : 'aip.models')} hint=${t('aip.models_hint')} rows=${3} spellcheck=${false} value=${value.models} error=${errors.models} onValue=${(/** @type {string} */ text) => set({ models: text })} />
      ${value.kind !== 'azure' && html`<div class="form-actions"><${Button} small icon="list" busy=${trial === 'busy'} onClick=${() => test({ models: [] })}>${t('aip.list')}<//>
        ${others.length > 0 && html`<span class="ai-pick"><${Select} label=${t('aip.pick')} value="" options=${[{ value: '', label: t('aip.pick_one', { n: others.length }) }, ...others.map((one) => ({ value: one, label: one }))]} onValue=${(/** @type {string} */ one) => one && set({ models: [...models, one].join('\n') })} /></span>`}</div>`}</div>
    ${value.kind === 'azure' && html`<${TextField} label=${t('aip.api_version')} hint=${t('aip.api_version_hint')} spellcheck=${false} autocomplete="off" placeholder="2024-10-21" value=${value.api_version} error=${errors.api_version} onValue=${(/** @type {string} */ api_version) => set({ api_version })} />`}
    <${Switch} label=${t('aip.enabled')} hint=${t('aip.enabled_text')} checked=${value.enabled} onValue=${(/** @type {boolean} */ enabled) => set({ enabled })} />
    ${trial && html`<${TrialWords} trial=${trial} />`}
    <div class="form-actions">${it && html`<${Button} kind="danger" icon="trash-2" busy=${gone.busy} onClick=${drop}>${t('common.delete')}<//>`}<${Button} icon="flask-conical" busy=${trial === 'busy'} onClick=${() => test({})}>${t('aip.test')}<//><span class="grow"></span>
      <${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit" busy=${form.busy && trial !== 'busy'}>${t('common.save')}<//></div></form><//>`;
}
