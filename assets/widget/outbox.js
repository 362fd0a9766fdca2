// Messages on their way: in order, once, at most fifty while the connection is away. Pure apart from the functions it is given.
// Every message carries its own `client_ref`, so sending one again can never show it twice.

/** @typedef {import('./types.js').Outgoing} Outgoing */

export const LIMIT = 50;

/**
 * @param {object} options
 * @param {(one: Outgoing) => Promise<'sent' | 'later' | { problem: string }>} options.send `later` keeps it for the next flush
 * @param {() => Outgoing[]} options.load what an earlier page of this tab, or another tab, has left
 * @param {(all: Outgoing[]) => void} options.save
 * @param {(one: Outgoing) => void} options.changed
 */
export function createOutbox({ send, load, save, changed }) {
  let queue = load();
  /** @type {Promise<void> | null} */
  let running = null;

  /** @param {(all: Outgoing[]) => Outgoing[]} change */
  function update(change) {
    queue = change(queue);
    // Another tab may have put its own in since: change the stored list, do not overwrite it.
    save(change(load()));
  }

  /** @param {string} ref */
  const without = (ref) => (/** @type {Outgoing[]} */ all) => all.filter((one) => one.client_ref !== ref);

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

    /**
     * @param {Outgoing} one
     * @returns {boolean} false when fifty are waiting already; the caller keeps the text
     */
    add(one) {
      if (queue.length >= LIMIT) return false;
      update((all) => [...all, one]);
      changed(one);
      return true;
    },

    /** Sends what waits, one after the other. Safe to call at any time. */
    flush() {
      running ??= run().finally(() => {
        running = null;
      });
      return running;
    },

    /**
     * Puts a failed one back in the line, at its end.
     * @param {string} ref
     */
    retry(ref) {
      const one = queue.find((each) => each.client_ref === ref);
      if (!one) return;
      const again = { ...one, failed: undefined };
      update((all) => [...without(ref)(all), again]);
      changed(again);
    },

    /** @param {string} ref */
    drop: (ref) => update(without(ref)),
  };
}

/** @typedef {ReturnType<typeof createOutbox>} Outbox */
