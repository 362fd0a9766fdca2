// Some problems concern one field, but the server tells of them by a code alone.

const FIELDS = /** @type {Record<string, string>} */ ({ slug_taken: 'slug', email_taken: 'email', shortcut_taken: 'shortcut', tag_taken: 'name' });

/** For `.catch(atField)`: puts the words of such a problem at its field. @param {any} error @returns {never} */
export function atField(error) {
  const field = FIELDS[error.code];
  if (field) error.fields = { [field]: error.message };
  throw error;
}
