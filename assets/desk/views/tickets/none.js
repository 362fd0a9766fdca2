// What stands where no ticket is: why that is so, and what to do about it.
import { html } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import * as all from '../../store/tickets.js';
import { Button, Empty } from '../../ui/index.js';

export function None() {
  if (Object.keys(all.filter.value).length) return html`<${Empty} icon="search" title=${t('tickets.none_found')} text=${t('tickets.none_found_text')}><${Button} onClick=${() => all.show({ filter: {} })}>${t('filter.clear')}<//><//>`;
  return html`<${Empty} icon="ticket" title=${t('tickets.none')} text=${t('tickets.none_text')} />`;
}
