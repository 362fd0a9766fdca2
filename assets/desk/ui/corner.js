// The corner at the bottom left where short messages and offers are stacked. It stands above whatever bar is at the bottom
// there (the composer, what is done with several at once, saving, the places of a phone), so that it covers none of them.
import { html, useEffect, useRef } from '../lib/ui.js';
import { Toasts, toasts } from './toast.js';

/** What stands at the bottom and is worked with. */
const BARS = '.composer, .sugg, .bulk-bar, .save-bar, .tabbar, .dialog-foot';
const GAP = 16;

/** Once per page. @param {{ children?: any }} props `children`: what is stacked above the messages */
export function Corner({ children }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => (box.current ? standing(box.current) : undefined), []);
  // A window that was opened later lies above: what went wrong in it has to be seen.
  useEffect(() => {
    if (!document.querySelector('dialog:modal')) return;
    box.current?.hidePopover();
    box.current?.showPopover();
  }, [toasts.value]);
  return html`<div class="corner" popover="manual" ref=${box}>${children}<${Toasts} /></div>`;
}

/** Keeps it above the bars, however they grow and come. @param {HTMLElement} box @returns {() => void} ends that */
function standing(box) {
  box.showPopover();
  let frame = 0;
  const soon = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      if (!box.querySelector('.toast')) return;
      for (const bar of document.querySelectorAll(BARS)) sizes.observe(bar);
      box.style.setProperty('--lift', `${liftOf(box)}px`);
    });
  };
  const sizes = new ResizeObserver(soon);
  sizes.observe(box);
  const changes = new MutationObserver(soon);
  changes.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-deep', 'hidden'] });
  addEventListener('resize', soon);
  addEventListener('scroll', soon, { capture: true, passive: true });
  return () => {
    sizes.disconnect();
    changes.disconnect();
    cancelAnimationFrame(frame);
    removeEventListener('resize', soon);
    removeEventListener('scroll', soon, { capture: true });
  };
}

/** So far from the bottom it covers no bar, in pixels. @param {HTMLElement} box */
function liftOf(box) {
  const { left, right, height } = box.getBoundingClientRect();
  const bars = [...document.querySelectorAll(BARS)].map((it) => it.getBoundingClientRect()).filter((it) => it.height > 0 && it.left < right && it.right > left);
  let foot = innerHeight - GAP;
  for (const bar of bars.sort((a, b) => b.bottom - a.bottom)) if (bar.bottom > foot - height && bar.top < foot) foot = Math.min(foot, bar.top - GAP / 2);
  return Math.round(Math.max(GAP / 2, Math.min(innerHeight - foot, innerHeight - height - GAP / 2)));
}
