// The site's own fields of a ticket: drawn off their definition, saved together.
import { html, useEffect, useRef, useState } from '../../lib/ui.js';
import { upload } from '../../lib/api.js';
import { lang, t } from '../../lib/i18n.js';
import { changedAnswers, told } from '../../state/tickets.js';
import { change } from '../../store/tickets.js';
import * as open from '../../store/ticket.js';
import { loadTicketFields, ticketFields } from '../../store/ticket-fields.js';
import { createFields } from '../../../shared/fields.js';
import { CSS } from '../../../shared/fields-style.js';
import { Button, toast, toastError, useAction } from '../../ui/index.js';
import { withIdentities } from '../../ui/identity.js';

/** @typedef {import('../../state/tickets.js').Ticket} Ticket */

const sheet = new CSSStyleSheet();
sheet.replaceSync(CSS);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

/** @param {{ it: Ticket }} props */
export function OwnFields({ it }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const drawn = useRef(/** @type {ReturnType<typeof createFields> | null} */ (null));
  const begun = useRef(/** @type {Record<string, any>} */ ({}));
  const [changed, setChanged] = useState(false);
  const saving = useAction();
  const asked = ticketFields.value ?? [];
  const others = Object.entries(it.fields).filter(([key]) => !asked.some((field) => field.key === key));
  const files = open.fieldFiles.value;
  useEffect(() => void loadTicketFields().catch((error) => ticketFields.value ?? toastError(error)), [it.id]);
  useEffect(() => {
    const named = (/** @type {any} */ value) => [value ?? []].flat().map((id) => files.find((file) => file.id === id)).filter(Boolean);
    const answers = { ...it.fields, ...Object.fromEntries(asked.filter((field) => field.kind === 'file').map((field) => [field.key, named(it.fields[field.key])])) };
    drawn.current = createFields({ fields: asked.map((field) => ({ ...field, required: false })), lang: lang.value, id: 'own', answers, cover: true, upload: (file) => upload(file, () => {}), onChange: () => setChanged(true) });
    begun.current = drawn.current.read();
    setChanged(false);
    box.current?.replaceChildren(drawn.current.element);
  }, [it.id, JSON.stringify(it.fields), files.map((file) => file.id).join(), ticketFields.value, lang.value]);
  if (!asked.length && !others.length) return null;
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!drawn.current?.check()) return;
    const now = drawn.current.read();
    const fields = changedAnswers(asked.map((field) => field.key), begun.current, now);
    saving.run(async () => {
      try {
        await change(it, { fields });
        setChanged(false);
      } catch (/** @type {any} */ error) {
        if (error.status === 412) toast(t('ticket.stale'), { kind: 'warn' });
        else if (drawn.current?.refuse(error.fields ?? {})) return;
        else throw error;
        await open.load();
      }
    });
  };
  return html`<section class="sec own-fields"><div class="sec-h"><h3>${t('ticket.fields')}</h3></div>
    ${asked.length > 0 && html`<form onSubmit=${save} noValidate><fieldset disabled=${open.locked.value} ref=${box}></fieldset>${changed && html`<div class="form-actions"><${Button} small kind="primary" type="submit" busy=${saving.busy}>${t('common.save')}<//></div>`}</form>`}
    ${others.length > 0 && html`<dl class="fact-list t13">${others.map(([key, value]) => html`<dt key=${key}>${key}</dt><dd>${withIdentities(told('field', value, t))}</dd>`)}</dl>`}</section>`;
}
