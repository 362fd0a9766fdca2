// What an agent is on the site beside the role: department, teams, skills, languages, level.
import { html } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { languageName } from '../../lib/names.js';
import { useOrganisation } from '../../store/organisation.js';
import { Checkbox, Select, Skeleton, TextField } from '../../ui/index.js';

/** @typedef {{ department_id: string | null, team_ids: string[], skill_ids: string[], languages: string[], priority_level: number, accept_calls: boolean }} Profile */

/** Languages offered; whoever speaks another one has it listed too. */
const LANGUAGES = ['tr', 'en', 'de', 'fr', 'ar', 'ru', 'fa', 'es'];

/** @param {string[]} more tags in use @returns {{ value: string, label: string }[]} */
export const languageOptions = (more = []) => [...new Set([...LANGUAGES, ...more])].map((value) => ({ value, label: languageName(value) }));

/** @param {{ value: Profile, errors: Record<string, string>, disabled?: boolean, onValue: (profile: Profile) => void }} props */
export function ProfileFields({ value, errors, disabled, onValue }) {
  const groups = useOrganisation();
  const set = (/** @type {Partial<Profile>} */ part) => onValue({ ...value, ...part });
  const error = (/** @type {string} */ name) => errors[`profile.${name}`] ?? errors[name];
  if (!groups) return html`<${Skeleton} rows=${3} />`;
  return html`<${Select} label=${t('profile_of.department')} disabled=${disabled} value=${value.department_id ?? ''} error=${error('department_id')} options=${[{ value: '', label: t('profile_of.no_department') }, ...groups.departments.map((it) => ({ value: it.id, label: it.name }))]} onValue=${(/** @type {string} */ it) => set({ department_id: it || null })} />
    <${Ticks} label=${t('profile_of.teams')} none=${t('teams.none')} options=${groups.teams.map((it) => ({ value: it.id, label: it.name }))} chosen=${value.team_ids} disabled=${disabled} error=${error('team_ids')} onChosen=${(/** @type {string[]} */ team_ids) => set({ team_ids })} />
    <${Ticks} label=${t('profile_of.skills')} none=${t('skills.none')} options=${groups.skills.map((it) => ({ value: it.id, label: it.name }))} chosen=${value.skill_ids} disabled=${disabled} error=${error('skill_ids')} onChosen=${(/** @type {string[]} */ skill_ids) => set({ skill_ids })} />
    <${Ticks} label=${t('profile_of.languages')} options=${languageOptions(value.languages)} chosen=${value.languages} disabled=${disabled} error=${error('languages')} onChosen=${(/** @type {string[]} */ languages) => set({ languages })} />
    <${TextField} label=${t('profile_of.level')} hint=${t('profile_of.level_hint')} type="number" min="1" max="10" required disabled=${disabled} value=${value.priority_level} error=${error('priority_level')} onValue=${(/** @type {string} */ it) => set({ priority_level: Number(it) })} />`;
}

/** @param {{ label: string, none?: string, options: { value: string, label: string }[], chosen: string[], disabled?: boolean, error?: string, onChosen: (values: string[]) => void }} props */
export const Ticks = ({ label, none, options, chosen, disabled, error, onChosen }) => html`<fieldset class="ticks"><legend class="form-label">${label}</legend>
  ${options.length ? html`<div class="tick-row">${options.map((it) => html`<${Checkbox} key=${it.value} label=${it.label} disabled=${disabled} checked=${chosen.includes(it.value)}
    onValue=${(/** @type {boolean} */ yes) => onChosen(yes ? [...chosen, it.value] : chosen.filter((one) => one !== it.value))} />`)}</div>` : html`<p class="form-hint">${none}</p>`}
  ${error && html`<p class="form-error">${error}</p>`}</fieldset>`;
