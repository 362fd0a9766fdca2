// Files that wait beside the draft: checked, uploaded one by one, shown with their state. Loaded with the first file.

import { fileIcon, h, icon, style } from './dom.js';

const CSS = `
.files{display:flex;flex-direction:column;gap:4px;padding:8px 8px 0;max-height:132px;overflow:auto}
.files li{display:flex;align-items:center;gap:8px;padding:2px 2px 2px 8px;border-radius:9px;background:var(--bg2);font-size:13px;line-height:18px}
.files b{flex:1;min-width:0;font-weight:500;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.files small{font-size:12px;color:var(--ink3)}
.spin{width:14px;height:14px;border-radius:50%;border:2px solid var(--line);border-top-color:var(--accent);animation:spin .8s linear infinite}
@keyframes spin{to{rotate:360deg}}`;

const MAX_FILES = 10;
const MAX_BYTES = 10 * 1024 * 1024;

/** @typedef {import('./types.js').Attachment} Attachment */
/** @typedef {{ row: HTMLElement, stored: Attachment | null, stop: AbortController }} Item */

/**
 * @param {object} parts
 * @param {import('./chat.js').Chat} parts.chat
 * @param {import('./types.js').Texts} parts.texts
 * @param {HTMLElement} parts.list
 * @param {() => void} parts.changed
 * @param {(file: File, signal: AbortSignal) => Promise<Attachment>} [parts.upload] where to, if not to the visitor's own files
 */
export function createUploads({ chat, texts, list, changed, upload = chat.api.upload }) {
  const { t } = texts;
  style(chat.context.root, CSS);
  /** @type {Set<Item>} */
  const items = new Set();

  /** @param {string} notice */
  const say = (notice) => chat.patch({ notice });

  /** @param {Item} item */
  function remove(item) {
    item.stop.abort();
    item.row.remove();
    items.delete(item);
    list.hidden = items.size === 0;
    changed();
  }

  /** @param {File} file */
  async function take(file) {
    const stop = new AbortController();
    const mark = h('i.spin', { role: 'img', 'aria-label': t('upload_busy', file.name) });
    const drop = h('button.small', { type: 'button', 'aria-label': t('upload_remove', file.name), onclick: () => remove(item) }, icon('cross'));
    const row = h('li', null, mark, h('b', null, file.name), h('small', null, texts.size(file.size)), drop);
    /** @type {Item} */
    const item = { row, stored: null, stop };
    items.add(item);
    list.append(row);
    list.hidden = false;
    changed();
    try {
      item.stored = await upload(file, stop.signal);
      mark.replaceWith(icon(fileIcon(item.stored.type)));
      changed();
    } catch (error) {
      if (stop.signal.aborted) return;
      remove(item);
      say(error instanceof Error && error.message ? `“${file.name}”: ${error.message}` : t('upload_failed', file.name));
    }
  }

  return {
    /** @param {File[]} files */
    add(files) {
      say('');
      for (const file of files) {
        if (items.size >= MAX_FILES) return say(t('upload_many'));
        if (file.size > MAX_BYTES) say(t('upload_big', file.name));
        else take(file);
      }
    },
    any: () => items.size > 0,
    busy: () => Array.from(items).some((item) => !item.stored),
    /** @returns {Attachment[]} */
    done: () => Array.from(items).flatMap((item) => item.stored || []),
    clear() {
      items.clear();
      list.replaceChildren();
      list.hidden = true;
    },
  };
}
