// A filter in words.
import { t } from '../../lib/i18n.js';
import { day } from '../../lib/time.js';
import { agents } from '../../store/agents.js';
import { organisation } from '../../store/organisation.js';

/** How urgent, one or several. @param {string} list */
export const priorityWords = (list) => list.split(',').map((it) => t(`priority.${it.trim()}`)).join(', ');

/** @param {import('../../state/filters.js').Filter} filter @returns {string[]} */
export function filterWords({ status, assignee, department, tag, rating, priority, channel, from, to, days }) {
  const name = agents.value.find((it) => it.id === assignee)?.name ?? '?';
  return [
    status && t(`filter.status_${status}`),
    assignee && (assignee === 'me' ? t('filter.mine') : assignee === 'none' ? t('filter.nobody') : name),
    department && (department === 'none' ? t('filter.no_department') : (organisation.value?.departments.find((it) => it.id === department)?.name ?? t('filter.department'))),
    tag?.replaceAll('\n', ', '),
    rating && `★ ${rating.replaceAll(',', ', ')}`,
    priority && priorityWords(priority),
    channel && t(`channel.${channel}`),
    days && t('filter.days', { n: days }),
    (from || to) && `${from ? day(from) : '…'} – ${to ? day(Date.parse(to) - 1) : '…'}`,
  ].filter((it) => typeof it === 'string' && it !== '');
}
