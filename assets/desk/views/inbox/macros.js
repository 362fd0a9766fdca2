// The button that runs a macro on the open conversation.
import { html, useEffect } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { go } from '../../lib/router.js';
import { macros, run, undo, wantMacros } from '../../store/macros.js';
import { Icon, Menu, toast, toastError } from '../../ui/index.js';

/** @typedef {import('../../state/conversations.js').Conversation} Conversation */

/** @param {{ it: Conversation }} props */
export function MacroMenu({ it }) {
  useEffect(() => void wantMacros().catch(() => {}), []);
  const all = macros.value ?? [];
  const start = (/** @type {import('../../store/macros.js').Macro} */ one) =>
    run(one, it.id).then((done) => {
      const changed = one.actions.some((action) => action.type !== 'reply' && action.type !== 'ticket');
      toast(t('macro.done', { name: one.name }), {
        text: [done.ticket && t('ticket.made', { number: String(done.ticket.number) }), done.before.replied && changed && t('macro.reply_stays')].filter(Boolean).join(' ') || undefined,
        action: changed ? { label: t('common.undo'), run: () => undo(done).then(() => go(`/inbox/${it.id}`), toastError) } : undefined,
      });
    }, toastError);
  const items = [
    ...all.map((one) => ({ label: one.name, icon: one.scope === 'personal' ? 'user-round' : 'zap', run: () => void start(one) })),
    all.length > 0 && null,
    { label: t(all.length ? 'macro.manage' : 'macro.first'), icon: 'settings-2', run: () => go('/settings/macros') },
  ];
  return html`<${Menu} label=${t('macro.run')} items=${items} align="start" up><${Icon} name="zap" /><//>`;
}
