// The editor of an article: what is typed, saving and its conflicts, what a save does to the status.
import { batch, html, useEffect, useRef, useState } from '../../lib/ui.js';
import { get, post, put, remove } from '../../lib/api.js';
import { atField } from '../../lib/at-field.js';
import { t } from '../../lib/i18n.js';
import { go, route } from '../../lib/router.js';
import { on } from '../../lib/socket.js';
import { ago } from '../../lib/time.js';
import { changesOf } from '../../state/changes.js';
import { Button, Icon, IconButton, Menu, Notice, confirm, toast, useForm, useUnsaved } from '../../ui/index.js';
import { Body } from './body.js';
import { Conflict } from './conflict.js';
import { dropDraft, useDraft } from './draft.js';
import { Fields } from './fields.js';
import { History } from './history.js';
import { justMade } from './store.js';
import { StatusBadge } from './words.js';

/** @typedef {import('./words.js').Article} Article */
/** @typedef {{ title: string, slug: string, body: string, category: string, tags: string[], language: string, visibility: string, meta_description: string, review_by: string }} Value */

/** Drafts that a question without an answer led to: it is answered when they are published. @type {Map<string, string>} */
const asking = new Map();

/** What can be typed. @param {Article} it @returns {Value} */
const valueOf = (it) => ({
  title: it.title, slug: it.slug, body: it.body ?? '', category: it.category ?? '', tags: it.tags, language: it.language,
  visibility: it.visibility, meta_description: it.meta_description ?? '', review_by: it.review_by ?? '',
});

/** @param {{ article: Article & { id: string | null, proposed?: Partial<Value> } }} props `proposed`: what a new one begins with, not saved yet */
export function Editor({ article: first }) {
  const [article, setArticle] = useState(first);
  const [conflict, setConflict] = useState(/** @type {{ theirs: Article, status?: string, base?: Partial<Value> } | null} */ (null));
  const [history, setHistory] = useState(false);
  const [tab, setTab] = useState(/** @type {'write' | 'preview' | 'facts'} */ ('write'));
  const form = useForm({ ...valueOf(first), ...first.proposed });
  const { value, set, errors } = form;
  const changed = Object.keys(changesOf(value, valueOf(article))).length > 0;
  const draft = useDraft(article.id, article.version, value, valueOf(article));
  useUnsaved(changed);

  const take = (/** @type {Article} */ next, /** @type {Value | undefined} */ sent) => batch(() => (setArticle(next), form.reset(valueOf(next), sent)));

  /** @param {Article['status']} [status] to have afterwards @param {Article} [base] the article that is overwritten; the one opened unless it changed meanwhile */
  const save = (status, base = article) => form.submit(async () => {
    // Only what was changed, so that what others changed in other fields stays.
    const body = article.id ? { ...changesOf(value, valueOf(article)), ...(status && { status }) } : { ...value, status: status ?? 'draft' };
    try {
      const saved = article.id ? await put(`/api/knowledge/${article.id}`, body, base.version).catch(atField) : await post('/api/knowledge', body).catch(atField);
      dropDraft(article.id);
      draft.forget();
      take(saved, value);
      setConflict(null);
      if (saved.status === 'published') await answered(saved);
      toast(t(status && status !== article.status ? `kb.done_${status}` : 'common.saved'));
      if (article.id) return;
      const question = route.value.query.get('unanswered');
      if (question && saved.status !== 'published') asking.set(saved.id, question);
      justMade.id = saved.id;
      go(`/knowledge/${saved.id}`, { replace: true, force: true });
    } catch (/** @type {any} */ error) {
      if (error.status !== 412 || !error.current) throw error;
      setConflict({ theirs: error.current, status });
    }
  });

  useHotSave(() => (changed || !article.id) && save());
  useOthers(article, changed, take, (theirs) => setConflict({ theirs }));
  // What is wrong may stand on another tab of a narrow screen.
  const wrong = Object.keys(errors).find((it) => it !== 'title' && it !== 'body');
  useEffect(() => {
    if (errors.title || errors.body) setTab('write');
    else if (wrong) setTab('facts');
  }, [errors]);

  const drop = async () => {
    if (!(await confirm({ title: t('kb.delete_title', { title: article.title }), text: t('kb.delete_text'), action: t('kb.delete'), danger: true }))) return;
    const worked = await form.ask(() => remove(`/api/knowledge/${article.id}`));
    if (!worked) return;
    dropDraft(article.id);
    toast(t('kb.deleted', { title: article.title }));
    go('/knowledge', { force: true });
  };
  const adopt = () => {
    const { found } = draft;
    draft.forget();
    if (!found) return;
    set(found.value);
    // Somebody saved the article since: who brings back older words sees what they would undo.
    if (found.version !== article.version) setConflict({ theirs: article, base: found.base });
  };

  return html`<main class="kb-edit" id="content" data-tab=${tab}>
    <${Head} article=${article} changed=${changed} busy=${form.busy} onSave=${save} onHistory=${() => setHistory(true)} onDelete=${drop} />
    <div class="kb-notices">
      ${form.problem && html`<${Notice} kind="danger">${form.problem.message}<//>`}
      ${article.drafted_from && article.status === 'draft' && html`<${Notice}><span class="kb-notice-row"><span class="grow">${t(`kb.drafted_${article.drafted_from.by}`)}</span>
        <a href=${`/inbox/${article.drafted_from.conversation_id}`}>${t('kb.drafted_source', { number: article.drafted_from.number })}</a></span><//>`}
      ${draft.found && html`<${Notice}><span class="kb-notice-row"><span class="grow">${t('kb.draft_found', { at: ago(draft.found.at) })}</span>
        <${Button} small onClick=${adopt}>${t('kb.draft_take')}<//><${Button} small kind="ghost" onClick=${draft.forget}>${t('kb.draft_drop')}<//></span><//>`}</div>
    <div class="kb-tabs seg" role="group" aria-label=${t('kb.tabs')}>${(/** @type {const} */ (['write', 'preview', 'facts'])).map((it) => html`<button key=${it} type="button" aria-pressed=${it === tab} onClick=${() => setTab(it)}>${t(`kb.tab_${it}`)}</button>`)}</div>
    <div class="kb-work"><${Body} value=${value} set=${set} errors=${errors} isNew=${!article.id} />
      <${Fields} article=${article} value=${value} set=${set} errors=${errors} /></div>
    ${history && html`<${History} article=${article} changed=${changed} onRestored=${(/** @type {Article} */ it) => (dropDraft(article.id), take(it), setHistory(false))} onClose=${() => setHistory(false)} />`}
    ${conflict && html`<${Conflict} base=${{ ...valueOf(article), ...conflict.base }} mine=${value} theirs=${conflict.theirs} theirValue=${valueOf(conflict.theirs)} busy=${form.busy} onClose=${() => setConflict(null)}
      onMine=${() => save(/** @type {any} */ (conflict.status), conflict.theirs)} onTheirs=${() => (dropDraft(article.id), take(conflict.theirs), setConflict(null))} />`}</main>`;
}

/** The question that led to the article has its answer now; when it does not want to be marked, the server will find it. @param {Article} saved */
async function answered(saved) {
  const question = asking.get(saved.id) ?? route.value.query.get('unanswered');
  asking.delete(saved.id);
  if (question) await put(`/api/knowledge/unanswered/${question}`, { state: 'answered', article_id: saved.id }).catch(() => {});
}

/** Ctrl+S saves, wherever one types. @param {() => void} save */
function useHotSave(save) {
  const held = useRef(save);
  held.current = save;
  useEffect(() => {
    const pressed = (/** @type {KeyboardEvent} */ event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.code !== 'KeyS') return;
      event.preventDefault();
      if (!document.querySelector('dialog[open]')) held.current();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}

/** Follows what others save: quietly while nothing was typed here. @param {Article & { id: string | null }} article @param {boolean} changed @param {(next: Article) => void} take @param {(theirs: Article) => void} ask */
function useOthers(article, changed, take, ask) {
  const held = useRef({ article, changed, take, ask });
  const warned = useRef(() => {});
  held.current = { article, changed, take, ask };
  // The warning goes when one's own words are saved or given up.
  useEffect(() => warned.current(), [article.version]);
  useEffect(() => () => warned.current(), []);
  const follow = async (/** @type {{ article_id: string }} */ { article_id: id }, /** @type {() => boolean} */ gone) => {
    if (id !== held.current.article.id) return;
    const theirs = await get(`/api/knowledge/${id}`).catch((error) => (error.status === 404 ? 'deleted' : null));
    const now = held.current;
    if (gone()) return;
    if (theirs === 'deleted') {
      toast(t('kb.gone_meanwhile'), { kind: 'warn', ms: 0 });
      return;
    }
    // One's own save comes back too.
    if (!theirs || theirs.version <= now.article.version || theirs.id !== now.article.id) return;
    if (!now.changed) now.take(theirs);
    else {
      warned.current();
      warned.current = toast(t('kb.changed_meanwhile'), { kind: 'warn', ms: 0, action: { label: t('kb.compare'), run: () => now.ask(theirs) } });
    }
  };
  useEffect(() => {
    let left = false;
    const off = on('knowledge:changed', (told) => void follow(told, () => left));
    return () => {
      left = true;
      off();
    };
  }, []);
}

/** @param {{ article: Article & { id: string | null }, changed: boolean, busy: boolean, onSave: (status?: Article['status']) => void, onHistory: () => void, onDelete: () => void }} props */
function Head({ article, changed, busy, onSave, onHistory, onDelete }) {
  const { status } = article;
  const live = status === 'published';
  const items = [
    live && { label: t('kb.unpublish'), icon: 'eye-off', run: () => onSave('draft') },
    status === 'archived' ? { label: t('kb.unarchive'), icon: 'undo-2', run: () => onSave('draft') } : { label: t('kb.archive'), icon: 'archive', run: () => onSave('archived') },
    null,
    { label: t('common.delete'), icon: 'trash-2', danger: true, run: onDelete },
  ];
  return html`<header class="kb-head"><${IconButton} icon="arrow-left" label=${t('kb.to_list')} href="/knowledge" />
    <h1 class="pane-title trunc">${t(article.id ? 'kb.edit' : 'kb.new')}</h1><${StatusBadge} status=${status} />
    <span class="faint t12 kb-saved" role="status">${changed ? t('kb.unsaved') : article.id ? t('kb.version', { n: article.version }) : ''}</span><span class="grow"></span>
    ${article.id && html`<${IconButton} icon="history" label=${t('kb.history')} onClick=${onHistory} /><${Menu} label=${t('common.more')} items=${items}><${Icon} name="ellipsis" /><//>`}
    ${live
      ? html`<${Button} kind="primary" icon="check" busy=${busy} disabled=${!changed} title="Ctrl+S" onClick=${() => onSave()}>${t('common.save')}<//>`
      : html`<${Button} busy=${busy} disabled=${Boolean(article.id) && !changed} title="Ctrl+S" onClick=${() => onSave()}><span class="only-wide">${t(status === 'draft' ? 'kb.save_draft' : 'common.save')}</span><span class="only-narrow">${t('common.save')}</span><//>
        <${Button} kind="primary" icon="send" busy=${busy} onClick=${() => onSave('published')}>${t('kb.publish')}<//>`}</header>`;
}
