// "If a ticket came now, it would be due …": asked of the server, which reckons with hours and holidays.
import { html, useEffect, useState } from '../../lib/ui.js';
import { post } from '../../lib/api.js';
import { intl, t } from '../../lib/i18n.js';
import { PRIORITIES } from '../../state/sla.js';
import { useOrganisation } from '../../store/organisation.js';
import { DateField, Select, TextField } from '../../ui/index.js';

/** Which policy is for a ticket, and what is promised. @param {{ categories: { id: string, name: string }[], policies: any[] }} props */
export function Trial({ categories, policies }) {
  const groups = useOrganisation();
  const [asked, setAsked] = useState({ priority: 'normal', category_id: '', department_id: '', requester: '', at: '' });
  const set = (/** @type {any} */ part) => setAsked((before) => ({ ...before, ...part }));
  const any = { value: '', label: t('routing.any') };
  const at = asked.at ? new Date(asked.at).toISOString() : undefined;
  const ticket = { priority: asked.priority, category_id: asked.category_id || undefined, department_id: asked.department_id || undefined, requester: asked.requester || undefined, at };
  return html`<aside class="set-side" aria-labelledby="sla-try"><section class="section"><h2 id="sla-try">${t('sla.try')}</h2><p class="section-lead">${t('sla.try_text')}</p>
    <${Select} label=${t('sla.priority')} value=${asked.priority} options=${PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))} onValue=${(/** @type {string} */ priority) => set({ priority })} />
    ${categories.length > 0 && html`<${Select} label=${t('sla.category')} value=${asked.category_id} options=${[any, ...categories.map((it) => ({ value: it.id, label: it.name }))]} onValue=${(/** @type {string} */ category_id) => set({ category_id })} />`}
    ${Boolean(groups?.departments.length) && html`<${Select} label=${t('sla.department')} value=${asked.department_id} options=${[any, ...(groups?.departments ?? []).map((it) => ({ value: it.id, label: it.name }))]} onValue=${(/** @type {string} */ department_id) => set({ department_id })} />`}
    <${TextField} label=${t('sla.requester')} type="email" autocomplete="off" value=${asked.requester} onValue=${(/** @type {string} */ requester) => set({ requester })} />
    <${DateField} label=${t('sla.at')} hint=${t('sla.at_text')} time value=${asked.at} onValue=${(/** @type {string} */ value) => set({ at: value })} />
    <${TrialResult} asked=${ticket} turn=${policies} named /></section></aside>`;
}

/** @param {{ asked: any, named?: boolean, turn?: any }} props asked again when `turn` changes */
export function TrialResult({ asked, named, turn }) {
  const [answer, setAnswer] = useState(/** @type {any} */ (null));
  const [problem, setProblem] = useState('');
  const key = JSON.stringify(asked);
  useEffect(() => {
    let over = false;
    const soon = setTimeout(() => {
      post('/api/sla-policies/try', asked).then((it) => over || (setAnswer(it), setProblem('')), (error) => over || setProblem(error.message));
    }, 250);
    return () => {
      over = true;
      clearTimeout(soon);
    };
  }, [key, turn]);
  if (problem) return html`<p class="form-hint" role="status">${problem}</p>`;
  if (!answer) return html`<p class="form-hint">${t('common.loading')}</p>`;
  const when = (/** @type {string} */ at) => intl('DateTimeFormat', { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', timeZone: answer.time_zone }).format(new Date(at));
  return html`<div class="sla-due" role="status">${named && html`<p class="semi">${answer.policy_name || t('sla.always')}</p>`}
    <dl>${answer.clocks.map((/** @type {any} */ it) => html`<div key=${it.kind}><dt>${t(`sla.${it.kind}`)}</dt><dd>${it.due_at ? when(it.due_at) : t('sla.never')}</dd></div>`)}</dl></div>`;
}
