// The emergency: what every widget shows, what stays possible, switching it on and off.
import { html } from '../../lib/ui.js';
import { get, put } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { full } from '../../lib/time.js';
import { Button, Failure, Icon, Notice, Skeleton, Switch, confirm, toast, useLoad } from '../../ui/index.js';
import { styled } from './hours-parts.js';
import { Problems, SaveBar, useVersioned } from './parts.js';
import { InBoth } from './widget-look.js';

await styled;

const PATH = '/api/settings/emergency';

/** @typedef {{ version: number, active: boolean, message: { tr: string, en: string }, assistant: boolean, tickets: boolean, since: string | null, by_name: string | null }} EmergencySettings */

export default function Emergency() {
  const settings = useLoad((stop) => get(PATH, {}, stop), []);
  if (settings.error) return html`<${Failure} error=${settings.error} onRetry=${settings.reload} />`;
  return settings.data ? html`<${Form} settings=${settings.data} />` : html`<${Skeleton} rows=${4} />`;
}

/** @param {{ settings: EmergencySettings }} props */
function Form({ settings }) {
  const of = useVersioned(PATH, settings);
  const { value, set, busy } = of.form;
  const { active } = of.stored;
  // Switching sends the words too: what was typed is meant.
  const turn = (/** @type {boolean} */ on) => of.form.submit(async () => {
    const { message, assistant, tickets } = value;
    of.take(await put(PATH, { active: on, message, assistant, tickets }, of.stored.version), value);
    toast(t(on ? 'emg.switched_on' : 'emg.switched_off'), { kind: on ? 'warn' : 'ok' });
  });
  const ask = async () => (await confirm({ title: t('emg.ask'), text: t('emg.ask_text'), action: t('emg.on'), danger: true })) && turn(true);
  const errors = of.form.errors;
  return html`<form class="page-in" onSubmit=${of.save} noValidate><header class="page-head"><h1>${t('emg.title')}</h1><p>${t('emg.lead')}</p></header><${Problems} of=${of} />
    <section class=${`section emg-state${active ? ' emg-on' : ''}`}><span class="emg-icon"><${Icon} name="siren" size=${24} /></span>
      <div class="grow"><h2>${t(active ? 'emg.is_on' : 'emg.is_off')}</h2><p>${active ? t('emg.since', { name: of.stored.by_name ?? t('audit.somebody'), at: full(of.stored.since) }) : t('emg.off_text')}</p></div>
      ${active ? html`<${Button} icon="circle-check" busy=${busy} onClick=${() => turn(false)}>${t('emg.off')}<//>` : html`<${Button} kind="danger-solid" icon="siren" busy=${busy} onClick=${ask}>${t('emg.on')}<//>`}</section>
    <section class="section"><h2>${t('emg.what')}</h2>
      <${InBoth} label=${t('emg.message')} field="message" rows=${3} max=${1000} hint=${t('emg.message_hint')} value=${value.message} errors=${errors} onValue=${(/** @type {any} */ message) => set({ message })} />
      <${Switch} label=${t('emg.assistant')} hint=${t('emg.assistant_text')} checked=${value.assistant} onValue=${(/** @type {boolean} */ on) => set({ assistant: on })} />
      <${Switch} label=${t('emg.tickets')} hint=${t('emg.tickets_text')} checked=${value.tickets} onValue=${(/** @type {boolean} */ on) => set({ tickets: on })} />
      <${Notice}>${t('emg.running')}<//></section>
    <${SaveBar} of=${of} /></form>`;
}
