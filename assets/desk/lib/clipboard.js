// Copies text, also where the page is not served over https and browsers offer no clipboard.
import { toast } from '../ui/toast.js';
import { t } from './i18n.js';

/** @param {string} text */
function copyOldWay(text) {
  const area = document.createElement('textarea');
  area.value = text;
  area.readOnly = true;
  area.className = 'sr';
  // A modal dialog lets nothing outside of it be selected; of several, the last one is on top.
  ([...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body).append(area);
  const before = document.activeElement;
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}

/** @param {string} text */
export async function copy(text) {
  const done = await (navigator.clipboard?.writeText(text).then(() => true, () => false) ?? false) || copyOldWay(text);
  toast(t(done ? 'common.copied' : 'common.failed'), { kind: done ? 'ok' : 'danger' });
}
