// Who gets a conversation: the rules in their order, how it is handed over, and a bench to try them.
import { html, useState } from '../../lib/ui.js';
import { get } from '../../lib/api.js';
import { t } from '../../lib/i18n.js';
import { languageName } from '../../lib/names.js';
import { conditions, moved, withRule } from '../../state/routing.js';
import { useOrganisation } from '../../store/organisation.js';
import { Button, Failure, Icon, IconButton, Skeleton, Switch, TextField, useLoad } from '../../ui/index.js';
import { Problems, SaveBar, styled, useVersioned } from './parts.js';
import { RuleForm } from './routing-rule.js';
import { Tester } from './routing-test.js';

await styled;

/** @typedef {import('../../state/routing.js').Rule} Rule */

const HANDING = /** @type {const} */ ([{ value: 'assign', icon: 'user-round-check' }, { value: 'offer', icon: 'bell-ring' }]);

export default function Routing() {
  const settings = useLoad((stop) => get('/api/settings/routing', {}, stop), []);
  if (settings.error) return html`<${Failure} error=${settings.error} onRetry=${settings.reload} />`;
  return settings.data ? html`<${Form} settings=${settings.data} />` : html`<${Skeleton} rows=${5} />`;
}

/** @param {{ settings: any }} props */
function Form({ settings }) {
  const of = useVersioned('/api/settings/routing', settings);
  const { value, set } = of.form;
  const { errors } = of;
  const [editing, setEditing] = useState(/** @type {number | 'new' | null} */ (null));
  const [hit, setHit] = useState(0);
  const rules = /** @type {Rule[]} */ (value.rules);
  const place = (/** @type {Rule[]} */ next) => (setHit(0), set({ rules: next }));
  return html`<div class="page-in page-wide"><header class="page-head"><h1>${t('routing.title')}</h1><p>${t('routing.lead')}</p></header>
    <div class="set-two"><form class="set-form" onSubmit=${of.save}><${Problems} of=${of} />
      <section class="section"><h2>${t('routing.rules')}</h2><p class="section-lead">${t('routing.rules_text')}</p>
        <ol class="rules">${rules.map((rule, at) => html`<${OneRule} key=${at} rule=${rule} at=${at} of=${rules.length} hit=${hit === at + 1} onEdit=${() => setEditing(at)} onMove=${(/** @type {-1 | 1} */ by) => place(moved(rules, at, by))} onDrop=${() => place(rules.filter((_, one) => one !== at))} />`)}</ol>
        ${errors.rules && html`<p class="form-error"><${Icon} name="circle-alert" size=${14} />${errors.rules}</p>`}
        <div class="form-actions"><${Button} icon="plus" onClick=${() => setEditing('new')}>${t('routing.add')}<//></div></section>
      <section class="section"><h2>${t('routing.handing')}</h2>
        <div class="cards" role="radiogroup" aria-label=${t('routing.handing')}>${HANDING.map((it) => html`<label key=${it.value} class="choice-card"><input type="radio" name="handing" value=${it.value} checked=${value.handing === it.value} onChange=${() => set({ handing: it.value })} />
          <span class="choice-icon"><${Icon} name=${it.icon} /></span><span class="grow"><span class="semi">${t(`routing.handing_${it.value}`)}</span><span class="form-hint">${t(`routing.handing_${it.value}_text`)}</span></span></label>`)}</div>
        ${value.handing === 'offer' && html`<${TextField} label=${t('routing.accept_seconds')} type="number" min="5" max="120" required value=${value.accept_seconds} error=${errors.accept_seconds} onValue=${(/** @type {string} */ it) => set({ accept_seconds: Number(it) })} />`}
        <${Switch} label=${t('routing.sticky')} hint=${t('routing.sticky_hint')} checked=${value.sticky} onValue=${(/** @type {boolean} */ sticky) => set({ sticky })} />
        <div class="set-numbers"><${TextField} label=${t('routing.queue_minutes')} hint=${t('routing.queue_minutes_hint')} type="number" min="1" max="60" required value=${Math.round(value.queue_seconds / 60)} error=${errors.queue_seconds} onValue=${(/** @type {string} */ it) => set({ queue_seconds: Number(it) * 60 })} />
          <${TextField} label=${t('routing.away_minutes')} hint=${t('routing.away_minutes_hint')} type="number" min="0" max="480" required value=${value.away_minutes} error=${errors.away_minutes} onValue=${(/** @type {string} */ it) => set({ away_minutes: Number(it) })} />
          <${TextField} label=${t('routing.idle_minutes')} hint=${t('routing.idle_minutes_hint')} type="number" min="0" max="1440" required value=${value.idle_minutes} error=${errors.idle_minutes} onValue=${(/** @type {string} */ it) => set({ idle_minutes: Number(it) })} /></div>
        <${Switch} label=${t('routing.callback')} hint=${t('routing.callback_hint')} checked=${value.callback} onValue=${(/** @type {boolean} */ callback) => set({ callback })} /></section>
      <${SaveBar} of=${of} /></form>
      <${Tester} changed=${of.changed} onRule=${setHit} /></div>
    ${editing !== null && html`<${RuleForm} rule=${editing === 'new' ? null : rules[editing]} isDefault=${editing === rules.length - 1} onDone=${(/** @type {Rule} */ rule) => (place(withRule(rules, editing === 'new' ? null : editing, rule)), setEditing(null))} onClose=${() => setEditing(null)} />`}</div>`;
}

/** @param {{ rule: Rule, at: number, of: number, hit: boolean, onEdit: () => void, onMove: (by: -1 | 1) => void, onDrop: () => void }} props */
function OneRule({ rule, at, of, hit, onEdit, onMove, onDrop }) {
  const groups = useOrganisation();
  const isDefault = at === of - 1;
  const asked = conditions(rule.when);
  const name = (/** @type {{ key: string, value?: any }} */ { key, value }) => {
    if (key === 'department') return groups?.departments.find((it) => it.id === value)?.name ?? t('routing.gone');
    if (key === 'priority') return t(`priority.${value}`);
    return key === 'language' ? languageName(value) : value;
  };
  const words = isDefault ? t('routing.otherwise') : asked.map((it) => t(`routing.if_${it.key}`, { value: name(it) })).join(` ${t('routing.and')} `);
  const label = t('routing.rule', { n: at + 1 });
  return html`<li class=${`rule${hit ? ' rule-hit' : ''}`}><span class="rule-n num" aria-label=${label}>${at + 1}</span>
    <span class="rule-words"><span class="semi">${t(`strategy.${rule.strategy}`)}${rule.priority && html` · ${t('priority.is', { priority: t(`priority.${rule.priority}`) })}`}</span><span class="muted t13">${words}</span></span>
    <span class="rule-acts">${!isDefault && html`<${IconButton} icon="arrow-down" label=${`${label}: ${t('routing.down')}`} disabled=${at >= of - 2} onClick=${() => onMove(1)} /><${IconButton} icon="trash-2" label=${`${label}: ${t('common.delete')}`} onClick=${onDrop} />`}
      <${IconButton} icon="pencil" label=${`${label}: ${t('common.edit')}`} onClick=${onEdit} /></span></li>`;
}
