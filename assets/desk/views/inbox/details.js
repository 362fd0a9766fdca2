// What is known of a conversation beside what was said in it: how urgent it is, what it is about, what it needs.
import { html, useEffect, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { languageName } from '../../lib/names.js';
import { PRIORITIES, lookOf } from '../../state/priority.js';
import { acts } from '../../store/thread.js';
import { Badge, IconButton, Menu, toastError } from '../../ui/index.js';

/** @typedef {import('../../state/conversations.js').Conversation} Conversation */

/** How urgent it is, in a word. @param {{ of: string }} props */
export const PriorityBadge = ({ of }) => html`<${Badge} kind=${lookOf(of).kind} icon=${lookOf(of).icon} title=${t('priority.is', { priority: t(`priority.${of}`) })}>${t(`priority.${of}`)}<//>`;

/** The same as a button that changes it. @param {{ it: Conversation }} props */
export function PriorityMenu({ it }) {
  const items = PRIORITIES.map((priority) => ({
    label: t(`priority.${priority}`),
    icon: lookOf(priority).icon,
    checked: it.priority === priority,
    run: () => void (it.priority === priority || acts.revise({ priority }, it.id).catch(toastError)),
  }));
  return html`<${Menu} class="chip-btn" align="start" label=${t('priority.change', { priority: t(`priority.${it.priority}`) })} items=${items}><span aria-hidden="true"><${PriorityBadge} of=${it.priority} /></span><//>`;
}

/** @param {{ it: Conversation }} props */
export function Details({ it }) {
  const [Edit, setEdit] = useState(/** @type {any} */ (null));
  useEffect(() => setEdit(null), [it.id]);
  const edit = () => (Edit ? setEdit(null) : import('./details-form.js').then((module) => setEdit(() => module.DetailsForm), toastError));
  return html`<section class="sec"><div class="sec-h"><h3>${t('side.details')}</h3><${IconButton} icon="pencil" label=${t('side.edit_details')} aria-expanded=${Boolean(Edit)} onClick=${edit} /></div>
    ${Edit ? html`<${Edit} it=${it} onDone=${() => setEdit(null)} />` : html`<dl class="fact-list t13 details">
      <dt>${t('side.priority')}</dt><dd><${PriorityMenu} it=${it} /></dd>
      <dt>${t('side.subject')}</dt><dd class="break">${it.subject || html`<span class="faint">${t('side.no_subject')}</span>`}</dd>
      ${it.department && html`<dt>${t('profile_of.department')}</dt><dd>${it.department.name}</dd>`}
      ${it.skills.length > 0 && html`<dt>${t('side.skills')}</dt><dd>${it.skills.map((one) => one.name).join(', ')}</dd>`}
      <dt>${t('side.language')}</dt><dd>${languageName(it.language)}</dd></dl>`}</section>`;
}
