// What the widget keeps in the browser. No cookies; nothing is written before `permit()`; every access may throw
// (blocked site data, sandboxed page, full disk), and then memory takes its place.

/** How long after its last sign of life a visit ends, as on the server. */
const VISIT_MS = 30 * 60 * 1000;

/**
 * @typedef {object} Area
 * @property {(key: string) => string | null} getItem
 * @property {(key: string, value: string) => void} setItem
 * @property {(key: string) => void} removeItem
 */

/**
 * @param {string} siteKey the site's public key; sites on one origin must not read each other's visitor
 * @param {() => Area} openLocal getters, because naming `localStorage` can already throw
 * @param {() => Area} openTab
 */
export function createStorage(siteKey, openLocal, openTab) {
  const prefix = `asisttr:${siteKey}:`;
  /** @type {Map<string, string | null>} */
  const memory = new Map();
  let permitted = false;

  /** @param {() => Area} open @param {string} scope tells the two areas apart in memory */
  function area(open, scope) {
    let works = true;
    /** @param {(area: Area) => any} use */
    const attempt = (use) => {
      try {
        return use(open());
      } catch {
        works = false;
        return null;
      }
    };
    /** @param {string} key @param {string | null} text */
    const write = (key, text) => {
      attempt((disk) => (text === null ? disk.removeItem(prefix + key) : disk.setItem(prefix + key, text)));
    };
    /** @param {string} key */
    const read = (key) => {
      const fresh = !permitted && memory.has(scope + key);
      // Another tab may have written since, so the disk wins over memory as long as it works.
      const text = fresh || !works ? null : attempt((disk) => disk.getItem(prefix + key));
      return fresh || !works ? memory.get(scope + key) : text;
    };
    return {
      /** @param {string} key @returns {any} */
      get(key) {
        try {
          return JSON.parse(read(key) ?? 'null');
        } catch {
          return null;
        }
      },
      /** @param {string} key @param {any} value null removes */
      set(key, value) {
        const text = value == null ? null : JSON.stringify(value);
        memory.set(scope + key, text);
        if (permitted) write(key, text);
      },
      flush() {
        for (const [name, text] of memory) {
          if (name.startsWith(scope)) write(name.slice(scope.length), text);
        }
      },
    };
  }

  const shared = area(openLocal, 's:');
  const tab = area(openTab, 't:');

  return {
    /** For all tabs of this site. */
    shared,
    /** For this tab, kept over navigation. */
    tab,
    /** From here on the disk is read and written. Called when no consent is asked for, or once it is given. */
    permit() {
      if (permitted) return;
      permitted = true;
      shared.flush();
      tab.flush();
    },
    /**
     * The id of the present visit; a new one after half an hour of silence.
     * @param {() => string} make
     * @param {number} now ms
     * @returns {string}
     */
    visit(make, now) {
      const last = shared.get('visit');
      const id = last && now - last.at < VISIT_MS ? last.id : make();
      shared.set('visit', { id, at: now });
      return id;
    },
  };
}

/** @typedef {ReturnType<typeof createStorage>} Storage */

/** @returns {string} a version 4 UUID; `crypto.randomUUID` exists only on https pages */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
