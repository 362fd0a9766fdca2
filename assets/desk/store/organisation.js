// Departments, teams and skills of the site, loaded when a screen first needs them and kept up to date.
import { signal, useEffect } from '../lib/ui.js';
import { get } from '../lib/api.js';
import { on, whenUp } from '../lib/socket.js';
import { toastError } from '../ui/toast.js';

/** @typedef {'departments' | 'teams' | 'skills'} Kind */
/** @typedef {{ id: string, name: string, urgent: boolean, members: { id: string, name: string }[], version: number }} Group */

/** `null` until they were loaded. */
export const organisation = signal(/** @type {Record<Kind, Group[]> | null} */ (null));

let wanted = false;

export async function loadOrganisation() {
  wanted = true;
  const [departments, teams, skills] = await Promise.all(['departments', 'teams', 'skills'].map((kind) => get(`/api/${kind}`, { limit: 200 })));
  organisation.value = { departments: departments.items, teams: teams.items, skills: skills.items };
}

/** What there is; asks for it the first time. @returns {Record<Kind, Group[]> | null} */
export function useOrganisation() {
  useEffect(() => {
    if (!organisation.value) loadOrganisation().catch(toastError);
  }, []);
  return organisation.value;
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let soon;
const load = () => void loadOrganisation().catch(() => {});
const again = () => {
  clearTimeout(soon);
  if (wanted) soon = setTimeout(() => whenUp(load), 200);
};
on('organisation:changed', again);
on('resync', again);
