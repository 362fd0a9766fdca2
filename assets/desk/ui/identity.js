// An identity number of a citizen: covered, until somebody asks for it.
import { html, useState } from '../lib/ui.js';
import { t } from '../lib/i18n.js';
import { Button } from './button.js';
import { masked } from '../../shared/fields.js';
import { identities } from '../state/identity.js';

/** @param {{ number: string }} props */
function IdentityNumber({ number }) {
  const [shown, setShown] = useState(false);
  if (shown) return html`<span class="num">${number}</span>`;
  return html`<span class="num">${masked(number)}</span> <${Button} small kind="ghost" onClick=${() => setShown(true)}>${t('common.reveal')}<//>`;
}

/** Words with the identity numbers in them covered. @param {string} words @returns {any} */
export function withIdentities(words) {
  const parts = identities(words);
  return parts.every((it) => typeof it === 'string') ? words : parts.map((it) => (typeof it === 'string' ? it : html`<${IdentityNumber} number=${it.number} />`));
}
