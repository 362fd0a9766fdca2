// The installation: what the server says about itself. Shows nothing that it does not say.
import { html } from '../../lib/ui.js';
import { has, intl, t } from '../../lib/i18n.js';
import { link } from '../../lib/socket.js';
import { span } from '../../lib/time.js';
import { Badge, Button, Skeleton, useLoad } from '../../ui/index.js';
import { styled } from './parts.js';

await styled;

/** @typedef {{ ok: boolean, ms: number, body: any }} Answer */

/** Asks; `null` when the server knows no such address. @param {string} path @param {AbortSignal} signal @returns {Promise<Answer | null>} */
async function ask(path, signal) {
  const begun = performance.now();
  const response = await fetch(path, { signal, headers: { Accept: 'application/json' }, cache: 'no-store' }).catch(() => null);
  const ms = Math.round(performance.now() - begun);
  // An unknown address gets the desk's own page.
  if (!response || response.status === 404 || response.headers.get('content-type')?.startsWith('text/html')) return null;
  return { ok: response.ok, ms, body: await response.json().catch(() => null) };
}

/** @param {string} path @param {AbortSignal} signal */
const exists = async (path, signal) => (await fetch(path, { method: 'HEAD', signal }).catch(() => null))?.ok ?? false;

export default function System() {
  const facts = useLoad(async (stop) => {
    const [version, health, ready, docs, description] = await Promise.all([ask('/api/version', stop), ask('/health', stop), ask('/ready', stop), exists('/api/docs', stop), exists('/api/openapi.json', stop)]);
    return { version, health, ready, docs, description, at: Date.now() };
  }, []);
  const it = facts.data;
  return html`<div class="page-in"><header class="page-head"><h1 class="grow">${t('system.title')}</h1><${Button} icon="rotate-cw" busy=${facts.loading} onClick=${facts.reload}>${t('audit.reload')}<//><p>${t('system.lead')}</p></header>
    ${!it ? html`<${Skeleton} rows=${3} />` : html`<section class="section"><h2>${t('system.state')}</h2><dl class="fact-list set-facts">
      <dt>${t('system.live')}</dt><dd><${Live} /></dd>
      ${it.health && html`<dt>${t('system.health')}</dt><dd><${State} answer=${it.health} /></dd>`}
      ${it.ready && html`<dt>${t('system.ready')}</dt><dd><${State} answer=${it.ready} /></dd>`}
      <${Version} of=${it.version?.body ?? it.health?.body} />
      ${typeof it.health?.body?.uptime === 'number' && html`<dt>${t('system.uptime')}</dt><dd>${span(it.health.body.uptime * 1000)}</dd>`}
      <dt>${t('system.address')}</dt><dd><code>${location.origin}</code></dd></dl></section>
    ${it.health?.body?.services && html`<section class="section"><h2>${t('system.services')}</h2><dl class="fact-list set-facts">${Object.entries(it.health.body.services).map(([name, state]) => html`<dt key=${name}>${has(`system.service_${name}`) ? t(`system.service_${name}`) : name}</dt><dd><${Service} state=${state} /></dd>`)}</dl></section>`}
    ${(it.docs || it.description) && html`<section class="section"><h2>${t('system.api')}</h2><p class="section-lead">${t('system.api_text')}</p><div class="form-actions">
      ${it.docs && html`<${Button} icon="external-link" href="/api/docs" target="_blank">${t('system.docs')}<//>`}${it.description && html`<${Button} kind="ghost" icon="external-link" href="/api/openapi.json" target="_blank">openapi.json<//>`}</div></section>`}
    <p class="faint t12">${t('system.checked', { at: intl('DateTimeFormat', { timeStyle: 'medium' }).format(it.at) })}</p>`}</div>`;
}

const Live = () => (link.value === 'up' ? html`<${Badge} kind="ok" icon="circle-check">${t('system.up')}<//>` : html`<${Badge} kind="warn" icon="wifi-off">${t('system.down')}<//>`);

/** @param {{ answer: Answer }} props */
const State = ({ answer }) => html`${answer.ok && answer.body?.status !== 'degraded' ? html`<${Badge} kind="ok" icon="circle-check">${t('system.fine')}<//>` : html`<${Badge} kind="danger" icon="triangle-alert">${t('system.trouble')}<//>`} <span class="faint t12 num">${t('bench.took', { ms: answer.ms })}</span>`;

/** @param {{ of: any }} props */
const Version = ({ of }) => of?.version && html`<dt>${t('system.version')}</dt><dd><code>${of.version}</code>${(of.commit || of.build) && html` <span class="faint t12">${of.commit ?? of.build}</span>`}</dd>`;

/** How a part that the server names is shown. */
const PARTS = /** @type {const} */ ({
  ok: { kind: 'ok', icon: 'circle-check', words: 'system.fine' },
  behind: { kind: 'warn', icon: 'clock', words: 'system.is_behind' },
  down: { kind: 'danger', icon: 'triangle-alert', words: 'system.is_down' },
  off: { kind: undefined, icon: 'circle-slash', words: 'system.is_off' },
});

/** @param {{ state: string }} props */
function Service({ state }) {
  const it = PARTS[/** @type {keyof typeof PARTS} */ (state)];
  return html`<${Badge} kind=${it?.kind} icon=${it?.icon ?? 'info'}>${it ? t(it.words) : state}<//>`;
}
