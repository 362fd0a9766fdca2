// Starts the desk: looks, words, routes, who is signed in; then draws the page of the route.
import { effect, html, render, useEffect, useState } from './lib/ui.js';
import { firstLang, setLang, t } from './lib/i18n.js';
import { applyLook } from './lib/preferences.js';
import { define, go, route } from './lib/router.js';
import { wordValidity } from './lib/validity.js';
import { known, me, start, stopped } from './lib/session.js';
import { Corner } from './ui/corner.js';
import { Questions } from './ui/dialog.js';
import { Button, Empty, Failure } from './ui/index.js';
import { Inbox } from './views/inbox/index.js';
import { Login } from './views/login.js';
import { Offers } from './views/offers.js';
import { Shell } from './views/shell.js';
import { startWorker } from './store/install.js';
import * as live from './store/live.js';

define('/', 'home');
define('/login', 'login');
define('/forgot', 'forgot');
define('/reset', 'reset');
define('/setup', 'setup');
define('/inbox', 'inbox');
define('/inbox/:id', 'inbox');
define('/visitors', 'visitors');
define('/visitors/:id', 'visitors');
define('/tickets', 'tickets');
define('/tickets/:id', 'tickets');
define('/knowledge/*', 'knowledge');
define('/settings/*', 'settings');

/** Screens that are fetched when they are first opened; the file gives the component as `default`. */
const LAZY = {
  setup: () => import('./views/setup.js'),
  forgot: () => import('./views/reset.js'),
  reset: () => import('./views/reset.js'),
  factor: () => import('./views/second-factor.js'),
  visitors: () => import('./views/visitors/index.js'),
  tickets: () => import('./views/tickets/index.js'),
  knowledge: () => import('./views/knowledge/index.js'),
  settings: () => import('./views/settings/index.js'),
};

/** Those that the rail leads to are fetched beforehand, so that going there waits for nothing. */
const SOON = /** @type {const} */ (['visitors', 'tickets', 'knowledge', 'settings']);
const IDLE_MS = 1500;

/** @param {{ of: keyof typeof LAZY }} props */
function Lazy({ of }) {
  const [state, setState] = useState(/** @type {{ of?: string, View?: any, error?: any }} */ ({}));
  const load = () => LAZY[of]().then(
    (/** @type {any} */ module) => setState({ of, View: module.default }),
    (error) => setState({ of, error }),
  );
  useEffect(() => void load(), [of]);
  if (state.of !== of) return html`<main class="pane" id="content" aria-busy="true"></main>`;
  if (state.error) return html`<main class="pane" id="content"><${Failure} error=${state.error} onRetry=${load} /></main>`;
  return html`<${state.View} />`;
}

const Unknown = () => html`<main class="pane" id="content"><${Empty} icon="map-pin-off" title=${t('page.unknown')} text=${t('page.unknown_text')}>
  <${Button} href="/inbox">${t('page.to_inbox')}<//><//></main>`;

function Page() {
  const { name } = route.value;
  if (name === 'inbox') return html`<${Inbox} />`;
  if (name in LAZY) return html`<${Lazy} of=${name} />`;
  return html`<${Unknown} />`;
}

function App() {
  const { name } = route.value;
  if (name === 'setup' || name === 'reset') return html`<${Lazy} of=${name} /><${Corner} /><${Questions} />`;
  if (!known.value) return null;
  if (!me.value && stopped.value) return html`<div class="door"><main class="door-card" id="content"><${Failure} error=${stopped.value} onRetry=${start} /></main></div>`;
  if (!me.value) return html`${name === 'forgot' ? html`<${Lazy} of="forgot" />` : html`<${Login} />`}<${Corner} />`;
  if (me.value.second_factor_missing) return html`<${Lazy} of="factor" /><${Corner} />`;
  return html`<${Shell}><${Page} /><//><${Corner}><${Offers} /><//><${Questions} />`;
}

/** Nobody stays at a door that is open, nor in a house that is not theirs. */
effect(() => {
  const { name, path } = route.value;
  if (!known.value || (!me.value && stopped.value) || name === 'setup' || name === 'reset') return;
  if (!me.value && name !== 'login' && name !== 'forgot') go(`/login?next=${encodeURIComponent(path)}`, { replace: true, force: true });
  if (me.value && (name === 'login' || name === 'forgot' || name === 'home')) {
    const next = route.value.query.get('next') ?? '';
    go(/^\/(?!\/|login|forgot|reset)/.test(next) && next !== '/' ? next : '/inbox', { replace: true });
  }
});

effect(() => {
  if (me.value && !me.value.second_factor_missing) live.begin();
  else live.end();
  if (me.value) setTimeout(fetchSoon, IDLE_MS);
});

/** One after the other, when nothing else is to be done. */
async function fetchSoon() {
  const idle = () => new Promise((next) => (window.requestIdleCallback ?? setTimeout)(next));
  for (const name of SOON) await idle().then(LAZY[name]).catch(() => {});
}

applyLook();
wordValidity();
await setLang(firstLang());
const root = /** @type {HTMLElement} */ (document.getElementById('app'));
render(html`<${App} />`, root);
if (route.value.name === 'setup') known.value = true;
else await start();
startWorker();
