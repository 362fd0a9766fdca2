// The sheet of keyboard shortcuts.
import { html } from '../lib/ui.js';
import { t } from '../lib/i18n.js';
import { SHORTCUTS } from '../state/shortcuts.js';
import { sheet } from '../store/keys.js';
import { Dialog } from '../ui/index.js';

export const Shortcuts = () => html`<${Dialog} title=${t('me.shortcuts')} onClose=${() => { sheet.value = false; }}>
  <dl class="keys">${SHORTCUTS.map((it) => html`<div key=${it.action}><dt>${t(`key.${it.action}`)}</dt><dd>${it.keys.map((key) => html`<kbd key=${key}>${key}</kbd>`)}</dd></div>`)}
    <div><dt>${t('key.send')}</dt><dd><kbd>Ctrl</kbd><kbd>↵</kbd></dd></div>
    <div><dt>${t('key.palette')}</dt><dd><kbd>Ctrl</kbd><kbd>K</kbd></dd></div><div><dt>${t('key.canned')}</dt><dd><kbd>/</kbd></dd></div></dl>
  <p class="faint t12">${t('key.switch_off')}</p><//>`;
