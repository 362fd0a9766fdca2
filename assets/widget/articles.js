// Articles inside the widget: search, reading, and whether one helped.

import { h, icon, style } from './dom.js';
import { render as renderMarkdown } from './markdown.js';
import { moreWords } from './more-words.js';

const SEARCH_MS = 250;

const CSS = `
.panel .find{position:relative;flex:none}
.panel .find .icon{position:absolute;left:12px;top:12px;color:var(--ink3);pointer-events:none}
.panel .find input{display:block;width:100%;min-height:44px;padding:10px 12px 10px 40px;border-radius:11px;box-shadow:inset 0 0 0 1px var(--ctl)}
.panel .find input:focus-visible{outline:0;box-shadow:inset 0 0 0 2px var(--ring)}
.panel .find input::-webkit-search-cancel-button{appearance:none}
.panel .found{list-style:none;margin:0 -8px}
.panel .found button{display:block;width:100%;text-align:start;padding:9px 8px;border-radius:10px}
.panel .found button:hover{background:var(--bg2)}
.panel .found b{display:block;font-weight:600;line-height:20px}
.panel .found span{display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden;font-size:13px;line-height:18px;color:var(--ink2)}
.panel .found mark{background:color-mix(in srgb,var(--accent) 18%,transparent);border-radius:3px}
.panel .page>h4{font-weight:600;font-size:13px;line-height:18px;color:var(--ink3)}
.panel .page>.heading{font-weight:600;font-size:19px;line-height:26px;color:var(--ink)}
.panel .page>.wide{width:100%;margin:0;background:none;color:var(--accent);box-shadow:inset 0 0 0 1px var(--ctl)}
.panel .page>.wide:hover{background:var(--bg2)}
.panel .article h3{font-size:17px;margin-top:16px}
.panel .article img{display:block;max-width:100%;height:auto;border-radius:8px;background:var(--bg2)}
.panel .ways{display:flex;flex-wrap:wrap;gap:4px 14px;font-size:14px}
.panel .ways>*{display:inline-flex;align-items:center;gap:6px;min-height:40px;color:var(--accent)}
.panel .opinion{display:flex;flex-wrap:wrap;align-items:center;gap:8px;padding-top:14px;border-top:1px solid var(--line);font-size:14px;color:var(--ink2)}
.panel .opinion button{width:44px;height:40px;display:grid;place-items:center;border-radius:10px;box-shadow:inset 0 0 0 1px var(--line)}
.panel .opinion button:hover{background:var(--bg2)}`;

/** @typedef {{ article_id?: string, id?: string, title: string, slug: string, snippet?: string, meta_description?: string | null, highlights?: [number, number][] }} Hit */

/**
 * Opens one article, or the search.
 * @param {object} parts
 * @param {import('./chat.js').Chat} parts.chat
 * @param {import('./types.js').Texts} parts.texts
 * @param {(what: { title: string, content: Node, back?: (() => void) | null, css?: string }) => void} parts.show
 * @param {() => void} parts.close
 * @param {string | null} parts.slug null for the search
 */
export async function open({ chat, texts, show, close, slug }) {
  const { t } = await moreWords(texts, 'articles/');
  style(/** @type {ShadowRoot} */ (chat.context.root), CSS);
  let asked = '';

  if (slug) return read(slug, close);
  search('');

  /** @param {string} first what is searched for at once */
  function search(first) {
    let timer = 0;
    const input = h('input', { type: 'search', value: first, placeholder: t('search_hint'), 'aria-label': t('search'), autocomplete: 'off', enterKeyHint: 'search', oninput });
    const name = h('h4', { role: 'status' });
    const list = h('ul.found');

    function oninput() {
      clearTimeout(timer);
      timer = Number(setTimeout(look, SEARCH_MS));
    }

    async function look() {
      const text = input.value.trim();
      asked = text;
      makeWay();
      try {
        const { items } = text ? await chat.api.searchArticles(text) : await chat.api.articles();
        if (text !== asked) return;
        name.textContent = items.length ? (text ? '' : t('articles_popular')) : text ? t('found_none', text) : t('articles_none');
        list.replaceChildren(...items.map(row));
      } catch (error) {
        name.textContent = (error instanceof Error && error.message) || t('failed');
        list.replaceChildren();
      }
    }

    const row = (/** @type {Hit} */ hit) =>
      h('li', null, h('button', { type: 'button', onclick: () => read(hit.slug, () => search(input.value)) }, h('b', null, hit.title), h('span', null, marked(hit))));

    const again = () => search(input.value);
    const tickets = h('button.wide', { type: 'button', onclick: () => import('./tickets.js').then((module) => module.follow({ chat, texts, show, close, then: again })) }, t('tickets'));
    // Above the articles while nothing is searched for: who comes for a form or an own request looks no further.
    const ways = /** @type {HTMLElement[]} */ ([tickets]);
    const makeWay = () => {
      for (const it of ways) it.hidden = Boolean(input.value.trim());
    };
    const page = h('div.page', null, h('div.find', null, icon('search'), input), tickets, name, list);
    show({ title: t('articles'), content: page, back: close });
    look();
    import('./site-forms.js').then((module) => module.list({ chat, texts, show, close }, again)).then((nodes) => (name.before(...nodes), ways.push(...nodes), makeWay()), () => {});
  }

  /** @param {string} which @param {() => void} back */
  async function read(which, back) {
    const page = h('div.page', null, h('p.hint', { role: 'status' }, t('loading')));
    show({ title: t('articles_popular'), content: page, back });
    try {
      const article = await chat.api.article(which);
      const text = h('div.text.article');
      renderMarkdown(text, article.body);
      const updated = article.updated_at ? h('p.hint', null, t('updated', texts.date(Date.parse(article.updated_at)))) : null;
      page.replaceChildren(h('h4.heading', null, article.title), ...(updated ? [updated] : []), text, ...address(article.slug), verdict(article.id));
      page.scrollTop = 0;
    } catch (error) {
      page.replaceChildren(h('p.hint', { role: 'alert' }, (error instanceof Error && error.message) || t('article_gone')));
    }
  }

  /** Where everybody finds it, where the site has a help centre. @param {string} slug */
  function address(slug) {
    if (!chat.state.help) return [];
    const href = chat.api.url(`${chat.state.help}/makale/${encodeURIComponent(slug)}`);
    const copy = h('button', { type: 'button' }, t('copy_address'));
    copy.onclick = () => navigator.clipboard.writeText(href).then(() => copy.replaceChildren(t('copied')), () => {});
    const open = h('a', { href, target: '_blank', rel: 'noopener' }, t('open_page'));
    return [h('p.ways', null, open, ...(navigator.clipboard ? [copy] : []))];
  }

  /** @param {string} id */
  function verdict(id) {
    const box = h('div.opinion', { role: 'status', tabIndex: -1 });
    const judge = (/** @type {boolean} */ up) => () => {
      chat.storage.shared.set(`article:${id}`, up);
      box.replaceChildren(t(up ? 'thanks' : 'sorry'));
      box.focus();
      chat.api.feedback(id, up).catch(() => {});
    };
    const button = (/** @type {boolean} */ up) => {
      const words = t(up ? 'yes' : 'no');
      return h('button', { type: 'button', 'aria-label': words, title: words, onclick: judge(up) }, icon('thumb', up ? '' : 'turned'));
    };
    if (chat.storage.shared.get(`article:${id}`) !== null) box.append(t('thanks'));
    else box.append(h('span', null, t('helpful')), button(true), button(false));
    return box;
  }
}

/**
 * The snippet with its hits marked.
 * @param {Hit} hit
 * @returns {(Node | string)[]}
 */
function marked({ snippet, meta_description, highlights }) {
  const text = snippet || meta_description || '';
  /** @type {(Node | string)[]} */
  const out = [];
  let at = 0;
  for (const [start, end] of highlights || []) {
    if (start < at) continue;
    out.push(text.slice(at, start), h('mark', null, text.slice(start, end)));
    at = end;
  }
  out.push(text.slice(at));
  return out;
}
