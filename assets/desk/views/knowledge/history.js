// The versions of an article in a drawer: what each changed, and going back to one.
import { html, useEffect, useId, useRef, useState } from '../../lib/ui.js';
import { get, post } from '../../lib/api.js';
import { number, t } from '../../lib/i18n.js';
import { ago, full } from '../../lib/time.js';
import { Badge, Button, Failure, IconButton, Notice, Segmented, Skeleton, confirm, toast, useAction, useLoad } from '../../ui/index.js';
import { Diff } from './diff-view.js';

/** @typedef {{ version: number, title: string, author: { id: string, name: string } | null, created_at: string, body?: string }} Version */

/** @param {{ article: import('./words.js').Article & { id: string | null }, changed: boolean, onRestored: (article: any) => void, onClose: () => void }} props `changed`: something is typed that is not saved */
export function History({ article, changed, onRestored, onClose }) {
  const id = useId();
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const list = useLoad((stop) => get(`/api/knowledge/${article.id}/versions`, {}, stop), [article.id, article.version]);
  const [chosen, setChosen] = useState(article.version);
  useEffect(() => {
    const before = document.activeElement;
    if (!box.current?.open) box.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  /** @type {Version[]} */
  const versions = list.data?.items ?? [];
  const at = versions.findIndex((it) => it.version === chosen);
  return html`<dialog ref=${box} class="drawer" aria-labelledby=${id} onCancel=${(/** @type {Event} */ event) => (event.preventDefault(), onClose())}
    onMouseDown=${(/** @type {MouseEvent} */ event) => event.target === box.current && onClose()}><div class="drawer-in">
    <header class="dialog-head"><h2 id=${id} class="grow">${t('kb.history')}</h2><${IconButton} icon="x" label=${t('common.close')} onClick=${onClose} /></header>
    ${list.error ? html`<${Failure} error=${list.error} onRetry=${list.reload} />` : !list.data ? html`<${Skeleton} rows=${4} />` : html`<div class="history">
      <ol class="versions" aria-label=${t('kb.versions')}>${versions.map((it) => html`<li key=${it.version}><button type="button" aria-pressed=${it.version === chosen} onClick=${() => setChosen(it.version)}>
        <span class="row"><span class="med num">${t('kb.version', { n: number(it.version) })}</span>${it.version === article.version && html`<${Badge} kind="ok">${t('kb.version_now')}<//>`}</span>
        <span class="faint t12"><time datetime=${it.created_at} title=${full(it.created_at)}>${ago(it.created_at)}</time>${it.author && ` · ${it.author.name}`}</span></button></li>`)}</ol>
      ${at >= 0 && html`<${Change} key=${chosen} article=${article} version=${versions[at]} previous=${versions[at + 1] ?? null} changed=${changed} onRestored=${onRestored} />`}</div>`}</div></dialog>`;
}

/** @param {{ article: import('./words.js').Article & { id: string | null }, version: Version, previous: Version | null, changed: boolean, onRestored: (article: any) => void }} props */
function Change({ article, version, previous, changed, onRestored }) {
  const [against, setAgainst] = useState(previous ? 'previous' : 'now');
  const action = useAction();
  const current = version.version === article.version;
  const both = useLoad(async (stop) => {
    const one = (/** @type {number} */ it) => get(`/api/knowledge/${article.id}/versions/${it}`, {}, stop);
    const [shown, before] = await Promise.all([one(version.version), previous ? one(previous.version) : null]);
    return { shown, before };
  }, [version.version]);
  const restore = async () => {
    const title = t('kb.restore_title', { n: version.version, title: article.title });
    if (!(await confirm({ title, text: t(changed ? 'kb.restore_unsaved' : 'kb.restore_text'), action: t('kb.restore'), danger: changed }))) return;
    await action.run(async () => {
      onRestored(await post(`/api/knowledge/${article.id}/versions/${version.version}/restore`));
      toast(t('kb.restored', { n: version.version }));
    });
  };
  if (both.error) return html`<${Failure} error=${both.error} onRetry=${both.reload} />`;
  if (!both.data) return html`<${Skeleton} rows=${4} />`;
  const { shown, before } = both.data;
  const now = against === 'now';
  const [from, to] = now ? [shown, { title: article.title, body: article.body ?? '' }] : [before ?? { title: '', body: '' }, shown];
  return html`<section class="change" aria-label=${t('kb.version', { n: version.version })}><div class="change-head">
      ${!current && previous ? html`<${Segmented} label=${t('kb.against')} value=${against} onValue=${setAgainst} options=${[{ value: 'previous', label: t('kb.against_previous') }, { value: 'now', label: t('kb.against_now') }]} />` : html`<p class="muted">${t(previous ? 'kb.against_previous' : current ? 'kb.first_version' : 'kb.against_now')}</p>`}
      <span class="grow"></span>${!current && html`<${Button} icon="rotate-ccw" busy=${action.busy} onClick=${restore}>${t('kb.restore')}<//>`}</div>
    ${from.title !== to.title && from.title && html`<${Notice}>${t('kb.title_changed', { from: from.title, to: to.title })}<//>`}
    ${current && !previous ? html`<pre class="first-text" tabindex=${0}>${shown.body}</pre>` : html`<${Diff} label=${t('kb.against')} before=${from.body} after=${to.body} />`}</section>`;
}
