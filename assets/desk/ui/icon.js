// Icons, all from one sprite.
import { html } from '../lib/ui.js';

const SPRITE = new URL('../../img/icons.svg', import.meta.url).pathname;

/**
 * An icon beside a word. Alone it needs a label: use `IconButton`.
 * @param {{ name: string, size?: 14 | 16 | 20 | 24, class?: string }} props `name` of a Lucide icon; new ones: see tests/js/desk-icons.mjs
 */
export const Icon = ({ name, size, class: more }) =>
  html`<svg class=${`i${size ? ` i-${size}` : ''}${more ? ` ${more}` : ''}`} aria-hidden="true"><use href=${`${SPRITE}#${name}`} /></svg>`;
