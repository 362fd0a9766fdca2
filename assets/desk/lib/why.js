// Why an agent was chosen, in words: the figures that the server keeps with a conversation.
import { has, number, t } from './i18n.js';
import { languageName } from './names.js';

/** @param {any} why `assigned_reason` of a conversation @returns {string} */
export function whyWords(why) {
  const rated = why.strategy === 'vip_priority' && why.rating && !why.instead;
  const key = ['why', [why.strategy, why.instead, rated && 'rated'].filter(Boolean).join('_')].join('.');
  // A newer server may know strategies that this page has no words for yet.
  if (!has(key)) return why.strategy;
  return t(key, {
    ...why,
    language: why.language ? languageName(why.language) : '',
    score: number((why.score ?? 0) / 100, { minimumFractionDigits: 2 }),
    rating: number((why.rating ?? 0) / 10, { minimumFractionDigits: 1 }),
  });
}
