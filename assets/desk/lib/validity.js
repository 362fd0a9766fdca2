// Owns what the browser says about a field that cannot be sent: in the desk's language, where its own would be the browser's.
import { t } from './i18n.js';

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/** @param {Field} field */
function words(field) {
  const { validity } = field;
  const limits = /** @type {HTMLInputElement} */ (field);
  if (validity.valueMissing) return t('valid.missing');
  if (validity.typeMismatch) return t(limits.type === 'email' ? 'valid.email' : 'valid.url');
  if (validity.tooShort) return t('valid.short', { n: limits.minLength });
  if (validity.tooLong) return t('valid.long', { n: limits.maxLength });
  if (validity.rangeUnderflow && /^\d/.test(limits.min) && limits.type === 'number') return t('valid.least', { n: limits.min });
  if (validity.rangeOverflow && /^\d/.test(limits.max) && limits.type === 'number') return t('valid.most', { n: limits.max });
  return validity.badInput || validity.stepMismatch || validity.patternMismatch ? t('valid.wrong') : '';
}

const isField = (/** @type {EventTarget | null} */ it) => it instanceof HTMLInputElement || it instanceof HTMLTextAreaElement || it instanceof HTMLSelectElement;

/** Own words are forgotten at once, so that they never keep a field from being sent. @param {EventTarget | null} it */
const forget = (it) => isField(it) && /** @type {Field} */ (it).setCustomValidity('');

export function wordValidity() {
  addEventListener('invalid', ({ target }) => {
    if (!isField(target)) return;
    forget(target);
    const field = /** @type {Field} */ (target);
    if (!field.validity.valid) field.setCustomValidity(words(field));
  }, true);
  addEventListener('input', ({ target }) => forget(target), true);
  addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('button') : null;
    if (button?.type === 'submit') [...(button.form?.elements ?? [])].forEach(forget);
  }, true);
}
