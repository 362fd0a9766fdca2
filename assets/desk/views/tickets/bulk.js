// What can be done with several tickets at once.
import { html } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { me } from '../../lib/session.js';
import { PRIORITIES, STATUSES, refusals } from '../../state/tickets.js';
import { agents } from '../../store/agents.js';
import { tags } from '../../store/tags.js';
import * as all from '../../store/tickets.js';
import { Icon, IconButton, Menu, toast, useAction } from '../../ui/index.js';
import { statusIcon } from './words.js';

export function BulkBar() {
  const { busy, run } = useAction();
  const ids = [...all.chosen.value];
  if (!ids.length) return null;
  const does = (/** @type {any} */ wanted) => () =>
    void run(async () => {
      const number = new Map(all.items.value?.map((it) => [it.id, it.number]));
      const { items } = await all.bulk(ids, wanted);
      const failed = items.filter((/** @type {any} */ it) => it.code);
      const done = items.length - failed.length;
      if (failed.length) toast(t('tickets.bulk_some', { n: done, failed: failed.length }), { kind: 'warn', text: refusals(failed, number), ms: 15_000 });
      else toast(t('tickets.bulk_done', { n: done }));
      all.chosen.value = new Set(failed.map((/** @type {any} */ it) => it.id));
      await all.load();
    });
  const people = [...agents.value].sort((a, b) => Number(b.id === me.value?.id) - Number(a.id === me.value?.id));
  const assign = [...people.map((it) => ({ label: it.id === me.value?.id ? t('assign.me', { name: it.name }) : it.name, icon: 'user-round', run: does({ change: { assignee_id: it.id } }) })), null, { label: t('assign.nobody'), icon: 'users', run: does({ change: { assignee_id: null } }) }];
  const status = STATUSES.filter((it) => it !== 'new').map((it) => ({ label: t(`ticket.status_${it}`), icon: statusIcon(it), run: does({ change: { status: it } }) }));
  const priority = PRIORITIES.map((it) => ({ label: t(`ticket.priority_${it}`), icon: it === 'urgent' ? 'siren' : 'activity', run: does({ change: { priority: it } }) }));
  const tag = tags.value.slice(0, 30).map((it) => ({ label: it.name, icon: 'tag', run: does({ add_tags: [it.name] }) }));
  const menu = (/** @type {string} */ words, /** @type {string} */ icon, /** @type {any[]} */ items) => items.length > 0 && html`<${Menu} class="btn btn-sm" label=${words} items=${items}><${Icon} name=${icon} size=${16} /><span aria-hidden="true">${words}</span><//>`;
  return html`<div class="bulk-bar" role="region" aria-label=${t('tickets.bulk')} aria-busy=${busy}><span class="semi">${t('tickets.chosen', { n: ids.length })}</span><span class="grow"></span>
    ${menu(t('ticket.assignee'), 'forward', assign)}${menu(t('ticket.status'), 'circle-check', status)}${menu(t('ticket.priority'), 'activity', priority)}${menu(t('ticket.tag'), 'tag', tag)}
    <${IconButton} icon="x" label=${t('tickets.choose_none')} onClick=${() => { all.chosen.value = new Set(); }} /></div>`;
}
