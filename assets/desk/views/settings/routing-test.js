// "Who would get it?": an imagined visitor, the rule that decides, the agent who is chosen, and why not the others.
import { html, useState } from '../../lib/ui.js';
import { post } from '../../lib/api.js';
import { number, t } from '../../lib/i18n.js';
import { clock } from '../../lib/time.js';
import { whyWords } from '../../lib/why.js';
import { PRIORITIES } from '../../state/priority.js';
import { useOrganisation } from '../../store/organisation.js';
import { Avatar, Button, Notice, Select, Switch, TextField, useForm } from '../../ui/index.js';
import { Ticks, languageOptions } from './agent-profile.js';
import { TimeField } from './hours-parts.js';

/** @param {{ changed: boolean, onRule: (rule: number) => void }} props `onRule`: which rule decided, to be marked in the list */
export function Tester({ changed, onRule }) {
  const groups = useOrganisation();
  const form = useForm({ language: 'tr', department_id: '', skill_ids: /** @type {string[]} */ ([]), vip: false, priority: 'normal', page: '', tag: '', time: clock(Date.now()).replace('.', ':') });
  const [found, setFound] = useState(/** @type {any} */ (null));
  const { value, errors, set } = form;
  const ask = (/** @type {Event} */ event) => form.submit(async (asked) => {
    const forecast = await post('/api/settings/routing/test', { ...asked, department_id: asked.department_id || null });
    setFound(forecast);
    onRule(forecast.reason?.rule ?? 0);
  }, event);
  const departments = groups?.departments ?? [];
  return html`<section class="section set-bench"><h2>${t('test.title')}</h2><p class="section-lead">${t(changed ? 'test.unsaved' : 'test.lead')}</p>
    <form class="form" onSubmit=${ask}>${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
      <div class="form-row"><${Select} label=${t('routing.language')} value=${value.language} options=${languageOptions()} onValue=${(/** @type {string} */ language) => set({ language })} />
        <${TimeField} shown label=${t('test.time')} required value=${value.time} aria-invalid=${errors.time ? 'true' : undefined} onValue=${(/** @type {string} */ time) => set({ time })} /></div>
      ${departments.length > 0 && html`<${Select} label=${t('profile_of.department')} value=${value.department_id} options=${[{ value: '', label: t('test.no_department') }, ...departments.map((it) => ({ value: it.id, label: it.name }))]} onValue=${(/** @type {string} */ it) => set({ department_id: it })} />`}
      ${(groups?.skills.length ?? 0) > 0 && html`<${Ticks} label=${t('test.skills')} options=${groups?.skills.map((it) => ({ value: it.id, label: it.name })) ?? []} chosen=${value.skill_ids} onChosen=${(/** @type {string[]} */ skill_ids) => set({ skill_ids })} />`}
      <div class="form-row"><${TextField} label=${t('test.page')} placeholder="https://" value=${value.page} onValue=${(/** @type {string} */ page) => set({ page })} />
        <${TextField} label=${t('routing.tag')} maxlength=${50} value=${value.tag} onValue=${(/** @type {string} */ tag) => set({ tag })} /></div>
      <${Select} label=${t('side.priority')} value=${value.priority} options=${PRIORITIES.map((it) => ({ value: it, label: t(`priority.${it}`) }))} onValue=${(/** @type {string} */ priority) => set({ priority })} />
      <${Switch} label=${t('routing.vip')} checked=${value.vip} onValue=${(/** @type {boolean} */ vip) => set({ vip })} />
      <div class="form-actions"><${Button} kind="primary" icon="flask-conical" type="submit" busy=${form.busy}>${t('test.ask')}<//></div></form>
    ${found && html`<div class="set-sub" role="status"><p>${outcome(found)}${found.priority !== 'normal' && html` ${t('test.priority', { priority: t(`priority.${found.priority}`) })}`}</p><ol class="gets">${found.agents.map((/** @type {any} */ it) => html`<li key=${it.id} class=${it.verdict === 'chosen' ? 'gets-it' : ''}><${Avatar} name=${it.name} id=${it.id} /><span><span class="semi">${it.name}</span><span class="muted t13">${it.verdict === 'chosen' ? whyWords(found.reason) : verdictWords(it, found)}</span></span></li>`)}</ol></div>`}</section>`;
}

/** @param {any} found */
const outcome = (found) => (found.chosen
  ? t('test.by_rule', { rule: found.rule, strategy: t(`strategy.${found.strategy}`) })
  : t(found.agents.length ? 'test.nobody' : 'test.no_agents'));

/** Why not this one. @param {any} it @param {any} found */
function verdictWords(it, found) {
  if (it.verdict === 'state') return t('test.state', { state: t(`state.${it.state}`) });
  if (it.verdict === 'outside') return t(`test.outside_${found.strategy}`);
  if (it.verdict !== 'behind') return t(`test.${it.verdict}`, it);
  if (found.strategy === 'skill_based') return t('test.behind_skill_based', { score: number((it.score ?? 0) / 100, { minimumFractionDigits: 2 }), matched: it.skills_matched });
  if (found.strategy === 'vip_priority') return t('test.behind_vip_priority', { level: it.priority_level, load: it.load });
  if (found.strategy === 'round_robin') return t('test.behind_round_robin');
  return t('test.behind_least_busy', it);
}
