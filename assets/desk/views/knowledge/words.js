// How articles are worded and marked: status, readers, language; what may be changed.
import { html } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { may, me } from '../../lib/session.js';
import { Badge } from '../../ui/index.js';

/**
 * @typedef {object} Article
 * @property {string} id
 * @property {string} title
 * @property {string} slug
 * @property {string} [body] not in lists
 * @property {string | null} meta_description
 * @property {string | null} category
 * @property {string[]} tags
 * @property {'tr' | 'en'} language
 * @property {'draft' | 'published' | 'archived'} status
 * @property {'public' | 'internal'} visibility
 * @property {{ id: string, name: string } | null} author
 * @property {number} views
 * @property {number} helpful
 * @property {number} not_helpful
 * @property {number} version
 * @property {string | null} review_by
 * @property {string | null} published_at
 * @property {string} created_at
 * @property {string} updated_at
 * @property {string | null} [source_key] where it was imported from
 * @property {{ conversation_id: string, number: number, by: 'model' | 'extractive' } | null} [drafted_from] the conversation it was drafted from; not in lists
 */

export const STATUSES = /** @type {const} */ (['published', 'draft', 'archived']);
const LOOKS = /** @type {const} */ ({
  draft: { kind: 'warn', icon: 'pencil' },
  published: { kind: 'ok', icon: 'circle-check' },
  archived: { kind: undefined, icon: 'archive' },
});

/** @param {{ status: Article['status'] }} props */
export const StatusBadge = ({ status }) => html`<${Badge} kind=${LOOKS[status].kind} icon=${LOOKS[status].icon}>${t(`kb.status_${status}`)}<//>`;

/** @param {{ visibility: Article['visibility'] }} props */
export const VisibilityBadge = ({ visibility }) =>
  html`<${Badge} kind="line" icon=${visibility === 'public' ? 'globe' : 'lock'}>${t(`kb.visibility_${visibility}`)}<//>`;

/** Whether one may change it; the server checks for itself. @param {Article} it */
export const mayChange = (it) => may('knowledge.all') || it.author?.id === me.value?.id;

/** Whether somebody should look again whether it is right. @param {Article} it @param {number} now */
export const reviewIsDue = (it, now) => Boolean(it.review_by && Date.parse(it.review_by) <= now);

export const languages = () => [{ value: 'tr', label: 'Türkçe' }, { value: 'en', label: 'English' }];
export const visibilities = () => [{ value: 'public', label: t('kb.visibility_public') }, { value: 'internal', label: t('kb.visibility_internal') }];
