// Owns articles being written in this browser: kept while one types, offered when the article is opened again.
import { useEffect, useRef, useState } from '../../lib/ui.js';
import { credentials } from '../../lib/api.js';
import { keep, read } from '../../lib/storage.js';
import { changesOf } from '../../state/changes.js';

/** @typedef {{ at: number, version: number, value: any, base: any }} Kept `value`: the fields that were changed; `base`: how these were in that version */

/** Kept so long after the last key. */
const PAUSE_MS = 600;

/** @param {string | null} id */
const keyOf = (id) => `article.${credentials.site}.${id ?? 'new'}`;

/** @param {string | null} id of the article; `null`: a new one */
export const dropDraft = (id) => keep(keyOf(id), null);

/**
 * Keeps `value` while it differs from what the server has, and tells what was kept when the article was opened.
 * @param {string | null} id @param {number} version the one that `value` is based on @param {any} value @param {any} before as that version has it
 * @returns {{ found: Kept | null, forget: () => void }}
 */
export function useDraft(id, version, value, before) {
  const [found, setFound] = useState(() => /** @type {Kept | null} */ (read(keyOf(id))));
  const changes = changesOf(value, before);
  const changed = Object.keys(changes).length > 0;
  const was = useRef(false);
  useEffect(() => {
    if (!changed) {
      // Saved, or taken back by hand; a draft of an earlier visit stays until somebody decides.
      if (was.current) dropDraft(id);
      was.current = false;
      return undefined;
    }
    was.current = true;
    const timer = setTimeout(() => keep(keyOf(id), { at: Date.now(), version, value: changes, base: Object.fromEntries(Object.keys(changes).map((name) => [name, before[name]])) }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value, changed, version, id]);
  const forget = () => {
    setFound(null);
    if (!was.current) dropDraft(id);
  };
  return { found, forget };
}
