// Notifications of this browser, and the other browsers that one is told on while the desk is closed.
import { html, useEffect } from '../../lib/ui.js';
import { post } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { ago } from '../../lib/time.js';
import { address, browsers, forget, loadBrowsers, possible, reachable, subscribe, want, wanted } from '../../store/notify.js';
import { Badge, Button, Icon, Notice, Switch, toast, toastError, useAction } from '../../ui/index.js';
import { browserName } from './profile.js';

/** Whether it is an iPhone or an iPad, also one that calls itself a Mac. */
const onIos = /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

export function Browsers() {
  useEffect(() => void loadBrowsers().catch(toastError), []);
  return html`<section class="section"><h2>${t('notif.here')}</h2>${possible ? html`<${Here} />` : html`<${Notice} kind="info">${t(onIos ? 'notif.ios' : 'notif.impossible')}<//>`}
    ${browsers.value.length > 0 && html`<h3 class="push-head">${t('notif.browsers')}</h3><p class="section-lead">${t('notif.browsers_lead')}</p>
      <ul class="list-rows">${browsers.value.map((it) => html`<${Row} key=${it.id} it=${it} />`)}</ul>`}</section>`;
}

function Here() {
  const { busy, run } = useAction();
  const reach = () => run(() => subscribe().catch((error) => {
    // Words of the server are for people; those of the browser's push service are not.
    throw error.code ? error : new Error(t('notif.push_failed'));
  }));
  const choose = async (/** @type {boolean} */ on) => {
    if (!(await want(on).catch(toastError))) return on && toast(t('notif.refused'), { kind: 'warn' });
    return on && reachable && reach();
  };
  return html`<${Switch} label=${t('notif.here_on')} hint=${t(reachable ? 'notif.here_hint' : 'notif.here_hint_open')} checked=${wanted.value} disabled=${busy} onValue=${choose} />
    ${wanted.value && (reachable
      ? !address.value && html`<${Notice} kind="warn"><p>${t('notif.push_off')}</p><div class="form-actions set-stale"><${Button} small busy=${busy} onClick=${reach}>${t('common.retry')}<//></div><//>`
      : html`<${Notice} kind="info">${t(onIos ? 'notif.ios' : 'notif.no_push')}<//>`)}`;
}

/** @param {{ it: import('../../store/notify.js').Browser }} props */
function Row({ it }) {
  const { busy, run } = useAction();
  const here = it.endpoint === address.value;
  const name = browserName(it.agent) || t('profile.unknown_browser');
  const last = it.sent_at && (it.status !== null && it.status >= 200 && it.status < 300 ? t('notif.sent', { at: ago(it.sent_at) }) : it.status === null ? t('notif.unreached', { at: ago(it.sent_at) }) : t('notif.unsent', { at: ago(it.sent_at), status: it.status }));
  const test = () => run(async () => {
    const { taken, status } = await post(`/api/push/${it.id}/test`);
    if (taken) toast(t('notif.test_sent'));
    else toast(status ? t('notif.test_refused', { status }) : t('notif.test_unreached'), { kind: 'warn' });
    await loadBrowsers();
  });
  return html`<li><${Icon} name=${/Mobi|Android|iPhone/.test(it.agent) ? 'smartphone' : 'laptop'} /><div class="grow"><div class="med trunc" title=${it.agent}>${name} ${here && html`<${Badge} kind="ok" icon="check">${t('notif.this')}<//>`}</div>
      <div class="faint t12">${last || t('notif.since', { at: ago(it.created_at) })}</div></div>
    <${Button} small busy=${busy} onClick=${test}>${t('notif.test')}<//><${Button} small onClick=${() => run(() => forget(it))}><span class="sr">${name}: </span>${t('notif.forget')}<//></li>`;
}
