// What forms need: a draft of the values, sending with a busy state, errors at their fields.
import { useEffect, useRef, useState } from '../lib/ui.js';
import { guard } from '../lib/router.js';
import { t } from '../lib/i18n.js';
import { changesOf } from '../state/changes.js';
import { confirm } from './dialog.js';
import { toastError } from './toast.js';

/**
 * Values being edited: `form.value.name`, `form.set({ name })`, `form.errors.name`, `form.submit(async (value) => …)` to save
 * them, `form.ask(async (value) => …)` to try them or to ask something else: nothing is saved by that. A 422 puts its
 * words at the fields; every other problem is in `form.problem`. What was typed always stays, also while something is sent.
 * @template {Record<string, any>} T
 * @param {T} initial
 */
export function useForm(initial) {
  const [value, setValue] = useState(initial);
  const [busy, setBusy] = useState(false);
  const [changed, setChanged] = useState(false);
  const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  // What stands there now; `value` is what was drawn last.
  const latest = useRef(value);
  const put = (/** @type {T} */ next) => setValue((latest.current = next));
  /** @param {(value: T) => Promise<any>} work @param {Event} [event] @returns {Promise<boolean>} whether it worked */
  async function ask(work, event) {
    event?.preventDefault();
    if (busy) return false;
    setBusy(true);
    setErrors({});
    setProblem(null);
    try {
      await work(value);
      return true;
    } catch (/** @type {any} */ error) {
      setErrors(error.fields ?? {});
      if (error.fields) showFirstWrong(event?.target);
      if (!Object.keys(error.fields ?? {}).length) setProblem(error);
      return false;
    } finally {
      setBusy(false);
    }
  }
  return {
    value,
    busy,
    changed,
    errors,
    problem,
    /** @param {Partial<T>} part */
    set(part) {
      put({ ...latest.current, ...part });
      setChanged(true);
      setErrors((/** @type {any} */ before) => Object.fromEntries(Object.entries(before).filter(([key]) => !(key in part))));
    },
    /** Takes over what the server has. @param {T} next @param {T} [sent] what led to it: what was typed since stays */
    reset(next, sent) {
      const since = sent ? changesOf(latest.current, sent) : {};
      put({ ...next, ...since });
      setChanged(Object.keys(since).length > 0);
      setErrors({});
      setProblem(null);
    },
    ask,
    /** @param {(value: T) => Promise<any>} send @param {Event} [event] @returns {Promise<boolean>} whether it worked */
    submit: (send, event) => ask(async () => {
      await send(value);
      if (latest.current === value) setChanged(false);
    }, event),
  };
}

/** What is wrong may stand far down a page. @param {EventTarget | null | undefined} form */
function showFirstWrong(form) {
  setTimeout(() => {
    const wrong = (form instanceof HTMLFormElement ? form : document).querySelector('[aria-invalid=true]');
    if (!(wrong instanceof HTMLElement)) return;
    wrong.focus({ preventScroll: true });
    wrong.scrollIntoView({ block: 'center' });
  }, 50);
}

/** Runs something with a busy state; what goes wrong is shown as a toast. @returns {{ busy: boolean, run: (work: () => Promise<any>) => Promise<boolean> }} */
export function useAction() {
  const [busy, setBusy] = useState(false);
  return {
    busy,
    async run(work) {
      setBusy(true);
      try {
        await work();
        return true;
      } catch (error) {
        toastError(error);
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}

/**
 * Loads something when a view opens and again when `deps` change.
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} load @param {any[]} deps
 * @returns {{ data: T | null, error: any, loading: boolean, reload: () => void, setData: (data: T) => void }}
 */
export function useLoad(load, deps) {
  const [state, setState] = useState(/** @type {{ data: any, error: any, loading: boolean }} */ ({ data: null, error: null, loading: true }));
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    setState((before) => ({ ...before, error: null, loading: true }));
    load(stop.signal).then(
      (data) => stop.signal.aborted || setState({ data, error: null, loading: false }),
      (error) => stop.signal.aborted || setState({ data: null, error, loading: false }),
    );
    return () => stop.abort();
  }, [...deps, turn]);
  return { ...state, reload: () => setTurn((it) => it + 1), setData: (data) => setState({ data, error: null, loading: false }) };
}

/** Asks before a form with unsaved words is left. @param {boolean} changed */
export function useUnsaved(changed) {
  const held = useRef(changed);
  held.current = changed;
  useEffect(() => {
    const leaving = (/** @type {BeforeUnloadEvent} */ event) => {
      if (held.current) event.preventDefault();
    };
    addEventListener('beforeunload', leaving);
    const free = guard(() => (held.current ? confirm({ title: t('common.leave_title'), text: t('common.leave_unsaved'), action: t('common.leave'), danger: true }) : null));
    return () => {
      removeEventListener('beforeunload', leaving);
      free();
    };
  }, []);
}

