// When a long list has to look again which of its rows are seen.
import { useEffect } from '../lib/ui.js';

/**
 * Calls `look` before the next frame whenever the pane was scrolled or has another size.
 * @param {() => HTMLElement | null | undefined} pane
 * @param {() => void} look
 * @param {unknown[]} deps when these change, another `look` is called
 */
export function useLook(pane, look, deps) {
  useEffect(() => {
    const box = pane();
    if (!box) return undefined;
    let asked = 0;
    const soon = () => {
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(look);
    };
    box.addEventListener('scroll', soon, { passive: true });
    const watch = new ResizeObserver(soon);
    watch.observe(box);
    return () => {
      box.removeEventListener('scroll', soon);
      watch.disconnect();
      cancelAnimationFrame(asked);
    };
  }, deps);
}
