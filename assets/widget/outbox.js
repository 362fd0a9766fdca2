// Messages on their way: in order, once (by `client_ref`), at most fifty. Pure.

export const LIMIT = 50;

/** @type {import('./types.js').CreateOutbox} */
export function createOutbox({ send, load, save, changed }) {
  let queue = load();
  /** @type {Promise<void> | null} */
  let running = null;

  /** @param {(all: typeof queue) => typeof queue} change */
  function update(change) {
    queue = change(queue);
    // Another tab may have put its own in since.
    save(change(load()));
  }

  /** @param {string} ref */
  const without = (ref) => (/** @type {typeof queue} */ all) => all.filter((one) => one.client_ref !== ref);

  const next = () => queue.find((one) => !one.failed);

  async function run() {
    for (let one = next(); one; one = next()) {
      const result = await send(one);
      if (result === 'later') return;
      if (result === 'sent') {
        update(without(one.client_ref));
        continue;
      }
      const failed = { ...one, failed: result.problem };
      update((all) => all.map((each) => (each.client_ref === failed.client_ref ? failed : each)));
      changed(failed);
    }
  }

  return {
    all: () => queue,

    add(one) {
      if (queue.length >= LIMIT) return false;
      update((all) => [...all, one]);
      changed(one);
      return true;
    },

    flush() {
      running ??= run().finally(() => {
        running = null;
      });
      return running;
    },

    retry(ref) {
      const one = queue.find((each) => each.client_ref === ref);
      if (!one) return;
      const again = { ...one, failed: undefined };
      update((all) => [...without(ref)(all), again]);
      changed(again);
    },

    drop: (ref) => update(without(ref)),
  };
}
