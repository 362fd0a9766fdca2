// What the widget keeps in the browser. Nothing before `permit()`; memory takes the place of a disk that throws.

/** As on the server. */
const VISIT_MS = 30 * 60 * 1000;

/** @import { Area, CreateStorage, Disk } from './types.js' */

/** @type {CreateStorage} */
export function createStorage(siteKey, openLocal, openTab) {
  const prefix = `asisttr:${siteKey}:`;
  /** @type {Map<string, string | null>} */
  const memory = new Map();
  let permitted = false;

  /** @param {() => Disk} open @param {string} scope @returns {Area} */
  function area(open, scope) {
    let works = true;
    /** @param {(disk: Disk) => any} use */
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
      // Another tab may have written since: the disk wins.
      const text = fresh || !works ? null : attempt((disk) => disk.getItem(prefix + key));
      return fresh || !works ? memory.get(scope + key) : text;
    };
    return {
      get(key) {
        try {
          return JSON.parse(read(key) ?? 'null');
        } catch {
          return null;
        }
      },
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
    shared,
    tab,
    permit() {
      if (permitted) return;
      permitted = true;
      shared.flush();
      tab.flush();
    },
    visit(make, now) {
      const last = shared.get('visit');
      const id = last && now - last.at < VISIT_MS ? last.id : make();
      shared.set('visit', { id, at: now });
      return id;
    },
  };
}
