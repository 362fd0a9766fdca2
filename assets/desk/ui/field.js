// Form fields: label, hint and error around inputs; all of them take `value` and tell `onValue`.
import { html, useId, useState } from '../lib/ui.js';
import { intl, t } from '../lib/i18n.js';
import { IconButton } from './button.js';
import { Icon } from './icon.js';

/**
 * @typedef {object} FieldProps
 * @property {string} label
 * @property {string} [hint] below the field
 * @property {string} [error] in place of the hint, with an icon
 * @property {boolean} [optional]
 */

/** @param {{ id: string, props: FieldProps, children: any }} props */
const Around = ({ id, props, children }) => html`<div class="form-field">
  <label class="form-label" for=${id}>${props.label}</label>
  ${children}
  ${props.error
    ? html`<p class="form-error" id=${`${id}-note`}><${Icon} name="circle-alert" size=${14} />${props.error}</p>`
    : props.hint && html`<p class="form-hint" id=${`${id}-note`}>${props.hint}</p>`}
</div>`;

/** @param {FieldProps} props @param {string} id */
const described = (props, id) => ({
  'aria-invalid': props.error ? 'true' : undefined,
  'aria-describedby': props.error || props.hint ? `${id}-note` : undefined,
});

/**
 * One line of text. Anything else (type, autocomplete, maxlength, placeholder, required…) goes to the input.
 * @param {FieldProps & { value: string | number | null, onValue: (value: string) => void, focus?: boolean } & Record<string, any>} props
 */
export function TextField({ label, hint, error, value, onValue, focus, type = 'text', ...rest }) {
  const id = useId();
  const props = { label, hint, error };
  return html`<${Around} id=${id} props=${props}><input class="field" id=${id} type=${type} value=${value ?? ''}
    ref=${focus ? focusOnce : undefined} onInput=${(/** @type {any} */ event) => onValue(event.target.value)} ...${described(props, id)} ...${rest} /><//>`;
}

/** @param {string} value @param {boolean | undefined} time */
function dateWords(value, time) {
  if (!value) return t(time ? 'date.empty_time' : 'date.empty');
  const at = Date.parse(time ? `${value}Z` : `${value}T00:00Z`);
  const hour = time ? /** @type {const} */ ({ hour: '2-digit', minute: '2-digit' }) : {};
  return Number.isNaN(at) ? value : intl('DateTimeFormat', { day: 'numeric', month: 'short', year: 'numeric', ...hour, timeZone: 'UTC' }).format(at);
}

/**
 * The field of a day alone. A browser words its own in its own language: while nobody writes, ours stand over them.
 * @param {{ value: string, time?: boolean } & Record<string, any>} props `time`: with the time of day
 */
export const DateInput = ({ value, time, ...rest }) => html`<span class="date-box" data-words=${dateWords(value, time)}><input class="field" type=${time ? 'datetime-local' : 'date'} value=${value ?? ''} ...${rest} /></span>`;

/** A day, with `time` also the time of day. @param {FieldProps & { value: string, time?: boolean, onValue: (value: string) => void } & Record<string, any>} props */
export function DateField({ label, hint, error, value, time, onValue, ...rest }) {
  const id = useId();
  const props = { label, hint, error };
  return html`<${Around} id=${id} props=${props}><${DateInput} id=${id} value=${value} time=${time} onInput=${(/** @type {any} */ event) => onValue(event.target.value)} ...${described(props, id)} ...${rest} /><//>`;
}

/** A password, which can be shown. @param {FieldProps & { value: string, onValue: (value: string) => void, focus?: boolean } & Record<string, any>} props */
export function PasswordField(props) {
  const [shown, setShown] = useState(false);
  return html`<div class="peek"><${TextField} ...${props} type=${shown ? 'text' : 'password'} />
    <${IconButton} icon=${shown ? 'eye-off' : 'eye'} label=${t(shown ? 'login.hide' : 'login.show')} pressed=${shown} onClick=${() => setShown(!shown)} /></div>`;
}

/** @param {HTMLElement | null} element */
export function focusOnce(element) {
  if (!element || element.dataset.focused) return;
  element.dataset.focused = '';
  element.focus();
}

/** Several lines. @param {FieldProps & { value: string | null, onValue: (value: string) => void, rows?: number } & Record<string, any>} props */
export function TextArea({ label, hint, error, value, onValue, rows = 4, ...rest }) {
  const id = useId();
  const props = { label, hint, error };
  return html`<${Around} id=${id} props=${props}><textarea class="field field-area" id=${id} rows=${rows} value=${value ?? ''}
    onInput=${(/** @type {any} */ event) => onValue(event.target.value)} ...${described(props, id)} ...${rest}></textarea><//>`;
}

/** One of a few. @param {FieldProps & { value: string, options: { value: string, label: string }[], onValue: (value: string) => void } & Record<string, any>} props */
export function Select({ label, hint, error, value, options, onValue, ...rest }) {
  const id = useId();
  const props = { label, hint, error };
  return html`<${Around} id=${id} props=${props}><div class="select-wrap"><select class="field" id=${id} value=${value} title=${options.find((it) => it.value === value)?.label}
    onChange=${(/** @type {any} */ event) => onValue(event.target.value)} ...${described(props, id)} ...${rest}>
    ${options.map((it) => html`<option key=${it.value} value=${it.value} selected=${it.value === value}>${it.label}</option>`)}</select><${Icon} name="chevron-down" size=${16} /></div><//>`;
}

/** On or off, at once. @param {{ label: string, hint?: string, checked: boolean, onValue: (checked: boolean) => void, disabled?: boolean }} props */
export function Switch({ label, hint, checked, onValue, disabled }) {
  const id = useId();
  return html`<div class="switch-row"><span class="grow"><label class="form-label" for=${id}>${label}</label>
    ${hint && html`<p class="form-hint" id=${`${id}-note`}>${hint}</p>`}</span>
    <input class="switch" id=${id} type="checkbox" role="switch" checked=${checked} disabled=${disabled} aria-describedby=${hint ? `${id}-note` : undefined}
      onChange=${(/** @type {any} */ event) => onValue(event.target.checked)} /></div>`;
}

/** A tick with its words. @param {{ label: string, checked: boolean, onValue: (checked: boolean) => void, disabled?: boolean }} props */
export const Checkbox = ({ label, checked, onValue, disabled }) =>
  html`<label class="check"><input type="checkbox" checked=${checked} disabled=${disabled} onChange=${(/** @type {any} */ event) => onValue(event.target.checked)} /><span>${label}</span></label>`;

/**
 * A few choices side by side, one of them taken.
 * @param {{ label: string, value: string, options: { value: string, label: string, icon?: string, count?: number }[], onValue: (value: string) => void, showLabel?: boolean }} props
 */
export const Segmented = ({ label, value, options, onValue, showLabel }) => html`<div class=${showLabel ? 'form-field' : ''}>
  ${showLabel && html`<span class="form-label">${label}</span>`}
  <div class="seg" role="group" aria-label=${label}>${options.map(
    (it) => html`<button type="button" key=${it.value} aria-pressed=${it.value === value} onClick=${() => onValue(it.value)}>
      ${it.icon && html`<${Icon} name=${it.icon} size=${16} />`}${it.label}${it.count !== undefined && html`<span class="num">${it.count}</span>`}</button>`,
  )}</div></div>`;

/** A search box. @param {{ label: string, placeholder?: string, value: string, onValue: (value: string) => void, keys?: string, id?: string }} props */
export const SearchField = ({ label, placeholder, value, onValue, keys, id }) => html`<div class="search-box" role="search"><${Icon} name="search" size=${16} />
  <input id=${id} type="search" value=${value} placeholder=${placeholder ?? label} aria-label=${label} autocomplete="off" spellcheck=${false}
    onInput=${(/** @type {any} */ event) => onValue(event.target.value)} />${keys && html`<kbd aria-hidden="true">${keys}</kbd>`}</div>`;
