// A table that becomes a list of cards on a phone.
import { html } from '../lib/ui.js';

/**
 * @template T
 * @typedef {object} Column
 * @property {string} key
 * @property {string} label
 * @property {(row: T) => any} show what stands in the cell
 * @property {boolean} [end] numbers and buttons stand at the right
 * @property {boolean} [quiet] its label is for screen readers only
 */

/**
 * @param {{ label: string, columns: Column<any>[], rows: any[], keyOf: (row: any) => string, onRow?: (row: any) => void, foot?: any }} props `onRow` makes rows clickable (the first cell must hold a link or button for the keyboard)
 */
export const Table = ({ label, columns, rows, keyOf, onRow, foot }) => html`<div class="table-wrap"><table class="table" aria-label=${label}>
  <thead><tr>${columns.map((it) => html`<th key=${it.key} scope="col" class=${it.end ? 'end' : ''}>${it.quiet ? html`<span class="sr">${it.label}</span>` : it.label}</th>`)}</tr></thead>
  <tbody>${rows.map(
    (row) => html`<tr key=${keyOf(row)} class=${onRow ? 'clickable' : ''} onClick=${onRow && ((/** @type {any} */ event) => event.target.closest('a, button, input, label, select') || onRow(row))}>
      ${columns.map((it) => html`<td key=${it.key} class=${it.end ? 'end' : ''} data-label=${it.quiet ? undefined : it.label}>${it.show(row)}</td>`)}</tr>`,
  )}</tbody></table>${foot}</div>`;
