// One rule: when it holds, and how an agent is chosen then.
import { html, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { changesOf } from '../../state/changes.js';
import { PRIORITIES } from '../../state/priority.js';
import { STRATEGIES, conditions, noConditions } from '../../state/routing.js';
import { useOrganisation } from '../../store/organisation.js';
import { Button, Dialog, Notice, Select, TextField } from '../../ui/index.js';
import { languageOptions } from './agent-profile.js';
import { TimeField } from './hours-parts.js';

/** @typedef {import('../../state/routing.js').Rule} Rule */

const YES_NO = () => [{ value: '', label: t('routing.any') }, { value: 'true', label: t('routing.yes') }, { value: 'false', label: t('routing.no') }];
/** @param {boolean | null} it */
const told = (it) => (it === null || it === undefined ? '' : String(it));
/** @param {string} it */
const meant = (it) => (it === '' ? null : it === 'true');

const priorities = () => PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }));

/** @param {{ rule: Rule | null, isDefault: boolean, onDone: (rule: Rule) => void, onClose: () => void }} props the default rule has no conditions */
export function RuleForm({ rule, isDefault, onDone, onClose }) {
  const groups = useOrganisation();
  const before = { strategy: rule?.strategy ?? 'least_busy', priority: rule?.priority ?? '', when: { ...noConditions(), ...rule?.when } };
  const [strategy, setStrategy] = useState(before.strategy);
  const [priority, setPriority] = useState(before.priority);
  const [when, setWhen] = useState(before.when);
  const [empty, setEmpty] = useState(false);
  const set = (/** @type {any} */ part) => (setEmpty(false), setWhen((/** @type {any} */ before) => ({ ...before, ...part })));
  const hour = (/** @type {'from' | 'to'} */ end) => (/** @type {string} */ it) => {
    const hours = { from: when.hours?.from ?? '', to: when.hours?.to ?? '', [end]: it };
    set({ hours: hours.from || hours.to ? hours : null });
  };
  const done = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!isDefault && !conditions(when).length) return setEmpty(true);
    onDone({ strategy, priority: priority || null, when: isDefault ? noConditions() : when });
  };
  const departments = groups?.departments ?? [];
  return html`<${Dialog} title=${rule ? t('routing.edit') : t('routing.add')} changed=${Object.keys(changesOf({ strategy, priority, when }, before)).length > 0} onClose=${onClose}><form class="form" onSubmit=${done}>
    <${Select} label=${t('routing.strategy')} hint=${t(`strategy.${strategy}_text`)} value=${strategy} options=${STRATEGIES.map((value) => ({ value, label: t(`strategy.${value}`) }))} onValue=${setStrategy} />
    <${Select} label=${t('routing.sets_priority')} hint=${t('routing.sets_priority_hint')} value=${priority} options=${[{ value: '', label: t('priority.normal') }, ...priorities().filter((it) => it.value !== 'normal')]} onValue=${setPriority} />
    ${isDefault ? html`<${Notice}>${t('routing.default_text')}<//>` : html`<p class="form-label">${t('routing.when')}</p>
      ${empty && html`<${Notice} kind="danger">${t('routing.needs_condition')}<//>`}
      <${Select} label=${t('profile_of.department')} value=${when.department ?? ''} options=${[{ value: '', label: t('routing.any') }, { value: 'any', label: t('routing.department_any') }, ...departments.map((it) => ({ value: it.id, label: it.name }))]} onValue=${(/** @type {string} */ it) => set({ department: it || null })} />
      <div class="form-row"><${Select} label=${t('routing.language')} value=${when.language ?? ''} options=${[{ value: '', label: t('routing.any') }, ...languageOptions(when.language ? [when.language] : [])]} onValue=${(/** @type {string} */ it) => set({ language: it || null })} />
        <${Select} label=${t('routing.vip')} value=${told(when.vip)} options=${YES_NO()} onValue=${(/** @type {string} */ it) => set({ vip: meant(it) })} /></div>
      <div class="form-row"><${Select} label=${t('routing.skills_asked')} value=${told(when.skills)} options=${YES_NO()} onValue=${(/** @type {string} */ it) => set({ skills: meant(it) })} />
        <${Select} label=${t('side.priority')} value=${when.priority ?? ''} options=${[{ value: '', label: t('routing.any') }, ...priorities()]} onValue=${(/** @type {string} */ it) => set({ priority: it || null })} /></div>
      <div class="form-row"><${TextField} label=${t('routing.page')} placeholder="/kayit" maxlength=${200} value=${when.page ?? ''} onValue=${(/** @type {string} */ it) => set({ page: it || null })} />
        <${TextField} label=${t('routing.tag')} maxlength=${50} value=${when.tag ?? ''} onValue=${(/** @type {string} */ it) => set({ tag: it || null })} /></div>
      <div class="form-row"><${TimeField} shown optional label=${t('routing.from')} required=${Boolean(when.hours)} value=${when.hours?.from ?? ''} onValue=${hour('from')} />
        <${TimeField} shown optional label=${t('routing.to')} required=${Boolean(when.hours)} value=${when.hours?.to ?? ''} onValue=${hour('to')} /></div>`}
    <div class="form-actions"><span class="grow"></span><${Button} onClick=${onClose}>${t('common.cancel')}<//><${Button} kind="primary" type="submit">${t('routing.take')}<//></div></form><//>`;
}
