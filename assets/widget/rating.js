// The question at the end of a conversation: one to five stars and a few words. Asked once.

import { drawn, h, icon, style } from './dom.js';
import { moreWords } from './more-words.js';

const STAR = 'm12 2.5 2.9 6 6.6.9-4.8 4.6 1.2 6.5-5.9-3.1-5.9 3.1 1.2-6.5-4.8-4.6 6.6-.9z';

const CSS = `
.panel .stars{display:flex;justify-content:center;border:0;padding:6px 0 2px}
.panel .stars label{position:relative;display:grid;place-items:center;width:44px;height:44px;color:var(--ctl)}
.panel .stars input{position:absolute;inset:0;opacity:0;cursor:pointer}
.panel .stars .icon{width:28px;height:28px;stroke-width:1.5}
.panel .stars label:has(~label :checked),.panel .stars label:has(:checked){color:var(--accent)}
.panel .stars label:has(~label :checked) .icon,.panel .stars label:has(:checked) .icon{fill:currentColor}
.panel .stars label:has(:focus-visible){outline:2px solid var(--ring);outline-offset:-2px;border-radius:10px}
.panel .verdict{min-height:18px;text-align:center;font-size:13px;line-height:18px;color:var(--ink2)}
.panel .card textarea{display:block;width:100%;min-height:60px;margin-top:6px;padding:8px 12px;border-radius:10px;box-shadow:inset 0 0 0 1px var(--ctl);resize:none;font-size:14px;line-height:20px}
.panel .card .primary{width:100%;margin-top:8px;min-height:40px;padding:8px}`;

/**
 * @param {{ chat: import('./chat.js').Chat, texts: import('./types.js').Texts, holder: HTMLElement, id: string }} parts
 */
export async function ask({ chat, texts, holder, id }) {
  const { t } = await moreWords(texts, 'rating/');
  style(/** @type {ShadowRoot} */ (chat.context.root), CSS);
  let rating = 0;

  function remove() {
    chat.rated(id);
    chat.patch({ rate: null });
  }

  /** @param {number} value */
  function choose(value) {
    rating = value;
    verdict.textContent = t(`rate_${value}`);
    more.hidden = false;
  }

  /** @param {Event} event */
  async function onsubmit(event) {
    event.preventDefault();
    if (!rating) return;
    send.disabled = true;
    try {
      await chat.api.rate(id, { rating, comment: comment.value.trim() || null });
      chat.rated(id);
      holder.replaceChildren(h('p', { role: 'status', tabIndex: -1 }, t('rate_thanks')));
      holder.querySelector('p')?.focus();
      setTimeout(remove, 3000);
    } catch (error) {
      send.disabled = false;
      chat.patch({ notice: (error instanceof Error && error.message) || t('failed') });
    }
  }

  const stars = [1, 2, 3, 4, 5].map((value) =>
    h('label', { title: t(`rate_${value}`) }, h('input', { type: 'radio', name: 'rating', value: String(value), 'aria-label': t(`rate_${value}`), onchange: () => choose(value) }), drawn(STAR)),
  );
  const verdict = h('p.verdict', { role: 'status' });
  const comment = h('textarea', { maxLength: 1000, placeholder: t('rate_comment'), 'aria-label': t('rate_comment'), rows: 2 });
  const send = h('button.primary', { type: 'submit' }, t('send'));
  const more = h('div', { hidden: true }, comment, send);
  const skip = h('button.small', { type: 'button', 'aria-label': t('rate_later'), title: t('rate_later'), onclick: remove }, icon('cross'));
  holder.replaceChildren(
    h('form', { onsubmit },
      h('div.top', null, h('p', null, t('rate_title')), skip),
      h('fieldset.stars', { 'aria-label': t('rate_title') }, stars),
      verdict,
      more,
    ),
  );
}
