// What the screen of the models computes.

/** @typedef {{ file: string, state: 'running' | 'checking' | 'paused' | 'failed', done_bytes: number, total_bytes: number | null, problem?: string, detail?: string }} Download */

/** @param {Download} it */
export const isUnderWay = (it) => it.state === 'running' || it.state === 'checking';

/** Whole percent, down, so that 100 means everything; `null` while nobody knows how much there is. @param {Download} it */
export const percent = (it) => (it.total_bytes ? Math.min(100, Math.floor((it.done_bytes * 100) / it.total_bytes)) : null);

/**
 * 491 MB, 2,5 GB
 * @param {number} bytes @param {(value: number, options?: Intl.NumberFormatOptions) => string} number
 */
export function size(bytes, number) {
  if (bytes < 1_000_000) return `${number(Math.ceil(bytes / 1000))} KB`;
  if (bytes < 1_000_000_000) return `${number(Math.round(bytes / 1_000_000))} MB`;
  return `${number(bytes / 1_000_000_000, { maximumFractionDigits: 1 })} GB`;
}
