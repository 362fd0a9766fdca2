// What the screen of the models computes.

/** @typedef {{ file: string, state: 'running' | 'checking' | 'paused' | 'failed', done_bytes: number, total_bytes: number | null, problem?: string, detail?: string }} Download */

/** @param {Download} it */
export const isUnderWay = (it) => it.state === 'running' || it.state === 'checking';

/** Whole percent, down, so that 100 means everything; `null` while nobody knows how much there is. @param {Download} it */
export const percent = (it) => (it.total_bytes ? Math.min(100, Math.floor((it.done_bytes * 100) / it.total_bytes)) : null);

const GRADES = { good: 2, fair: 1, weak: 0 };

/**
 * What an institution may begin with: of those that fit, the best Turkish, and of these the smallest, which answers soonest.
 * @template {{ fits: boolean, bytes: number, turkish: string | null }} T
 * @param {T[]} offered @param {number | null} [room] on the disk, in bytes @returns {T | null}
 */
export function suggested(offered, room) {
  const grade = (/** @type {T} */ it) => GRADES[/** @type {keyof typeof GRADES} */ (it.turkish)] ?? 0;
  const fitting = offered.filter((it) => it.fits && (!room || it.bytes < room) && grade(it) > 0);
  return fitting.sort((a, b) => grade(b) - grade(a) || a.bytes - b.bytes)[0] ?? null;
}

/**
 * 491 MB, 2,5 GB
 * @param {number} bytes @param {(value: number, options?: Intl.NumberFormatOptions) => string} number
 */
export function size(bytes, number) {
  if (bytes < 1_000_000) return `${number(Math.ceil(bytes / 1000))} KB`;
  if (bytes < 1_000_000_000) return `${number(Math.round(bytes / 1_000_000))} MB`;
  return `${number(bytes / 1_000_000_000, { maximumFractionDigits: 1 })} GB`;
}
