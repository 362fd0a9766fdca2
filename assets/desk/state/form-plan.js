// What becomes of what is sent by a form, as its questions change.

/** @typedef {import('../../shared/fields.js').Field} Field */

/** How people ask for a name. */
const NAMES = /^((ad(ı|ın|ınız)?|isim|ismin(iz)?)( (ve )?(soyad(ı|ın|ınız)?|soyisim|soyismin(iz)?))?|(your )?(full )?name)$/;

/** Whether a question asks for whoever fills the form in. @param {Field} field */
function asksName(field) {
  const words = [field.label.tr.toLocaleLowerCase('tr-TR'), field.label.en.toLowerCase()];
  return field.kind === 'text' && words.some((it) => NAMES.test(it.replace(/[^\p{L}]+/gu, ' ').trim()));
}

/**
 * The plan when the questions are others: a new question for a name is the requester's, unless another is already; what is not
 * asked any more names nothing.
 * @template {{ name_field: string | null, subject_field: string | null }} P
 * @param {P} plan @param {Field[]} before @param {Field[]} fields @returns {P}
 */
export function planFor(plan, before, fields) {
  const there = (/** @type {string | null} */ key) => (fields.some((it) => it.key === key) ? key : null);
  const asked = fields.find((it) => asksName(it) && !before.some((one) => one.key === it.key));
  return { ...plan, subject_field: there(plan.subject_field), name_field: there(plan.name_field) ?? asked?.key ?? null };
}
