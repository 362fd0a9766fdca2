// Dialogs: a window of its own, the question before something that cannot be undone, and a drawer from the side.
import { html, signal, useEffect, useId, useRef } from '../lib/ui.js';
import { t } from '../lib/i18n.js';
import { Button, IconButton } from './button.js';

/**
 * A modal window; Escape, the cross and a click beside it call `onClose`. Shown while it is in the tree.
 * @param {{ title: string, onClose: () => void, changed?: boolean, wide?: boolean, footer?: any, children?: any }} props
 * `changed`: something was typed that closing would lose: a click beside it does nothing then, Escape and the cross ask first;
 * `footer`: buttons, the main one last
 */
export function Dialog({ title, onClose, changed, wide, footer, children }) {
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    if (!box.current?.open) box.current?.showModal();
    // By itself the browser would begin at the cross; on touch screens a field would bring up the keyboard.
    const fields = matchMedia('(pointer: coarse)').matches ? '[data-focused]' : '[data-focused], :is(input, textarea, select):not([type=checkbox], [type=radio], [readonly], :disabled)';
    const first = box.current?.querySelector('[autofocus]') ?? box.current?.querySelector(`.dialog-body :is(${fields})`);
    if (first instanceof HTMLElement) first.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  // A browser heeds the refusal to close only once; what it closed by itself is opened again.
  const leave = async () => {
    if (!changed || (await confirm({ title: t('common.leave_title'), text: t('common.leave_unsaved'), action: t('common.leave'), danger: true }))) onClose();
  };
  return html`<dialog ref=${box} class=${`dialog${wide ? ' dialog-wide' : ''}`} aria-labelledby=${id}
    onCancel=${(/** @type {Event} */ event) => (event.preventDefault(), leave())}
    onClose=${() => (changed ? (box.current?.showModal(), leave()) : onClose())}
    onMouseDown=${(/** @type {MouseEvent} */ event) => event.target === box.current && !changed && onClose()}>
    <div class="dialog-in"><header class="dialog-head"><h2 id=${id} class="grow">${title}</h2><${IconButton} icon="x" label=${t('common.close')} onClick=${leave} /></header>
    <div class="dialog-body">${children}</div>${footer && html`<footer class="dialog-foot">${footer}</footer>`}</div></dialog>`;
}

/** @typedef {{ title: string, text?: string, action: string, danger?: boolean, answer: (yes: boolean) => void }} Question */

const question = signal(/** @type {Question | null} */ (null));

/**
 * Asks once before something that cannot be undone; name the thing in the title.
 * @param {{ title: string, text?: string, action: string, danger?: boolean }} asked `action`: the word on the button
 * @returns {Promise<boolean>}
 */
export function confirm(asked) {
  return new Promise((resolve) => {
    question.value = {
      ...asked,
      answer: (yes) => {
        question.value = null;
        resolve(yes);
      },
    };
  });
}

/** Where questions are shown; once per page. */
export function Questions() {
  const it = question.value;
  if (!it) return null;
  const footer = html`<${Button} autofocus=${Boolean(it.danger)} onClick=${() => it.answer(false)}>${t('common.cancel')}<//>
    <${Button} kind=${it.danger ? 'danger-solid' : 'primary'} autofocus=${!it.danger} onClick=${() => it.answer(true)}>${it.action}<//>`;
  return html`<${Dialog} title=${it.title} onClose=${() => it.answer(false)} footer=${footer}>${it.text && html`<p>${it.text}</p>`}<//>`;
}
