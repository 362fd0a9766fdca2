// Puts a draft another way by a model: tone, length, language. Not there without one.
import { html, useEffect, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { able, askForWords, growing, wantAble } from '../../store/helps.js';
import { Icon, Menu, toast, toastError } from '../../ui/index.js';

const WAYS = /** @type {const} */ (['formal', 'friendly', 'short', null, 'tr', 'en']);

/** @param {{ id: string, text: string, onText: (text: string) => void }} props `id`: the conversation */
export function RewriteMenu({ id, text, onText }) {
  const [ref, setRef] = useState('');
  useEffect(wantAble, []);
  // The draft is seen changing while the words come.
  const words = ref ? growing.value[ref] : '';
  useEffect(() => {
    if (words) onText(words);
  }, [words]);
  if (!able.value.rewrite || !text.trim()) return null;
  const run = async (/** @type {string} */ how) => {
    const before = text;
    const asked = askForWords('/api/ai/rewrite', { text, how, conversation_id: id });
    setRef(asked.ref);
    try {
      const { text: after } = await asked.answer;
      onText(after);
      toast(t('rewrite.done'), { action: { label: t('common.undo'), run: () => onText(before) } });
    } catch (error) {
      onText(before);
      toastError(error);
    }
    setRef('');
  };
  const items = WAYS.map((how) => how && { label: t(`rewrite.${how}`), icon: how === 'tr' || how === 'en' ? 'languages' : 'sparkles', run: () => void run(how) });
  return ref
    ? html`<span class="icon-btn rewriting" role="status" aria-label=${t('rewrite.busy')}><${Icon} name="sparkles" /></span>`
    : html`<${Menu} label=${t('rewrite.title')} items=${items} align="start" up><${Icon} name="sparkles" /><//>`;
}
