// The list over the composer that completes what is typed: canned responses after `/`, colleagues after `@` in notes.
import { html, useEffect, useId, useRef, useState } from '../../lib/ui.js';
import { t } from '../../lib/i18n.js';
import { me } from '../../lib/session.js';
import { completed, plain, typedAt } from '../../state/completion.js';
import { found } from '../../state/canned.js';
import { agents } from '../../store/agents.js';
import { canned, use, wantCanned } from '../../store/canned.js';
import { Avatar, Badge, Icon, toastError } from '../../ui/index.js';

/** @typedef {import('../../state/conversations.js').Conversation} Conversation */
/** @typedef {{ id: string, face: any, words: () => string }} Choice `words`: what comes in place of what was typed */

const MOST = 30;

/** @param {string} query @param {Conversation} it @returns {Choice[]} */
const responses = (query, it) =>
  found(canned.value ?? [], query).slice(0, MOST).map((one) => ({
    id: one.id,
    face: html`<span class="cmp-main"><span class="cmp-top"><b class="trunc">${one.title}</b>${one.scope === 'personal' && html`<${Badge} kind="line" icon="user-round">${t('canned.personal')}<//>`}${one.scope === 'team' && one.team?.name && html`<${Badge} kind="info">${one.team.name}<//>`}<kbd>/${one.shortcut}</kbd></span><span class="trunc faint">${one.body.replace(/\s+/g, ' ')}</span></span>`,
    words: () => use(one, it),
  }));

/** @param {string} query @returns {Choice[]} */
function colleagues(query) {
  const key = plain(query.trim());
  const fits = (/** @type {string} */ name) => plain(name).split(/\s+/).some((word, index, all) => all.slice(index).join(' ').startsWith(key));
  return agents.value.filter((it) => it.id !== me.value?.id && fits(it.name)).slice(0, MOST).map((it) => ({
    id: it.id,
    face: html`<${Avatar} name=${it.name} id=${it.id} presence=${it.status === 'online' ? 'online' : 'offline'} /><span class="cmp-main trunc">${it.name}</span>`,
    words: () => `@${it.name} `,
  }));
}

/**
 * @param {{ box: { current: HTMLTextAreaElement | null }, text: string, note: boolean, it: Conversation, onText: (text: string) => void }} props
 * @returns {{ list: any, look: () => void, key: (event: KeyboardEvent) => boolean, begin: () => void, close: () => void, field: Record<string, any> }}
 *   `look`: the cursor moved; `key`: whether a key was for the list; `begin`: opens the canned responses; `field`: for the text field
 */
export function useCompletion({ box, text, note, it, onText }) {
  const id = useId();
  const [typed, setTyped] = useState(/** @type {import('../../state/completion.js').Typed | null} */ (null));
  const [at, setAt] = useState(0);
  const quiet = useRef(-1); // where a sign stands whose list was closed
  const caret = useRef(/** @type {number | null} */ (null));
  useEffect(() => {
    if (typed?.sign === '/') wantCanned().catch(toastError);
  }, [typed?.sign]);
  useEffect(() => {
    if (caret.current === null) return;
    box.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [text]);

  const look = () => {
    const field = box.current;
    const next = field && field.selectionStart === field.selectionEnd ? typedAt(field.value, field.selectionStart, note) : null;
    if (!next) quiet.current = -1;
    const shown = next && next.from !== quiet.current ? next : null;
    if (shown?.query !== typed?.query || shown?.sign !== typed?.sign) setAt(0);
    setTyped(shown);
  };
  const close = () => {
    quiet.current = typed?.from ?? -1;
    setTyped(null);
  };
  const choices = !typed ? [] : typed.sign === '/' ? responses(typed.query, it) : colleagues(typed.query);
  const pick = (/** @type {Choice | undefined} */ choice) => {
    if (!choice || !typed || !box.current) return;
    const done = completed(box.current.value, box.current.selectionStart, typed, choice.words());
    caret.current = done.caret;
    setTyped(null);
    onText(done.text);
    box.current.focus();
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    if (!typed || event.isComposing) return false;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') close();
    else if (!choices.length) return false;
    else if (by) setAt((at + by + choices.length) % choices.length);
    else if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.shiftKey) || event.key === 'Tab') pick(choices[at]);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const begin = () => {
    const field = box.current;
    if (!field) return;
    const before = field.value.slice(0, field.selectionStart);
    const sign = /\S$/.test(before) ? ' /' : '/';
    caret.current = before.length + sign.length;
    quiet.current = -1;
    setAt(0);
    setTyped({ sign: '/', query: '', from: before.length + sign.length - 1 });
    onText(before + sign + field.value.slice(field.selectionEnd));
    field.focus();
  };
  const empty = typed?.sign === '/' && canned.value && !choices.length;
  const open = Boolean(typed && (choices.length || empty));
  // The field keeps the focus, so that one may go on typing.
  const list = open && html`<div class="cmp" onPointerDown=${(/** @type {Event} */ event) => event.preventDefault()}>${choices.length
    ? html`<ul class="cmp-list" id=${id} role="listbox" aria-label=${t(typed?.sign === '/' ? 'canned.choose' : 'mention.choose')}>${choices.map((one, index) => html`<${Row} key=${one.id} id=${`${id}-${index}`} one=${one} on=${index === at} onPick=${() => pick(one)} />`)}</ul>`
    : html`<p class="cmp-none faint" role="status">${t(typed?.query ? 'canned.none_found' : 'canned.none')}</p>`}
    ${typed?.sign === '/' && html`<p class="cmp-foot faint"><span class="only-wide"><kbd>↑</kbd><kbd>↓</kbd> <kbd>↵</kbd> <kbd>Esc</kbd></span><a href="/settings/canned"><${Icon} name="settings-2" size=${14} />${t('canned.manage')}</a></p>`}</div>`;
  return {
    list, look, key, begin, close,
    field: { 'aria-autocomplete': 'list', 'aria-controls': open && choices.length ? id : undefined, 'aria-activedescendant': open && choices.length ? `${id}-${at}` : undefined },
  };
}

/** @param {{ id: string, one: Choice, on: boolean, onPick: () => void }} props */
function Row({ id, one, on, onPick }) {
  const row = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (on) row.current?.scrollIntoView({ block: 'nearest' });
  }, [on]);
  return html`<li id=${id} ref=${row} role="option" aria-selected=${on} class="cmp-item" data-on=${on ? '' : undefined} onClick=${onPick}>${one.face}</li>`;
}
