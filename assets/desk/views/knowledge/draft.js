// Owns articles being written in this browser: kept while one types, offered when the article is opened again.
import { useEffect, useRef, useState } from '../../lib/ui.js';
import { credentials } from '../../lib/api.js';
import { keep, read } from '../../lib/storage.js';

/** @typedef {{ at: number, version: number, value: any }} Kept */

/** Kept so long after the last key. */
const PAUSE_MS = 600;

/** @param {string | null} id */
const keyOf = (id) => `article.${credentials.site}.${id ?? 'new'}`;

/** @param {string | null} id of the article; `null`: a new one */
export const dropDraft = (id) => keep(keyOf(id), null);

/**
 * Keeps `value` while it differs from what the server has, and tells what was kept when the article was opened.
 * @param {string | null} id @param {number} version the one that `value` is based on @param {any} value @param {boolean} changed
 * @returns {{ found: Kept | null, forget: () => void }}
 */
export function useDraft(id, version, value, changed) {
  const [found, setFound] = useState(() => /** @type {Kept | null} */ (read(keyOf(id))));
  const was = useRef(false);
  useEffect(() => {
    if (!changed) {
      // Saved, or taken back by hand; a draft of an earlier visit stays until somebody decides.
      if (was.current) dropDraft(id);
      was.current = false;
      return undefined;
    }
    was.current = true;
    const timer = setTimeout(() => keep(keyOf(id), { at: Date.now(), version, value }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value, changed, version, id]);
  const forget = () => {
    setFound(null);
    if (!was.current) dropDraft(id);
  };
  return { found, forget };
}
