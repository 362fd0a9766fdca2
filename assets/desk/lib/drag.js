// Moving cards between columns by mouse, touch and keyboard. It moves no node that the view owns: it reports where a card
// is held, and the view draws that. Markup: [data-col="id"] holds [data-card="id"]. A menu beside it has to do the same.

/** @typedef {{ id: string, from: string, col: string }} Spot */
/** @typedef {{ over: (spot: Spot | null) => void, drop: (spot: Spot) => void, say: (kind: 'pick' | 'move' | 'drop' | 'cancel', spot: Spot) => void }} Listener */

/** So far a pointer may go before it counts as dragging, in pixels. */
const SLACK = 6;
/** A finger that rests so long picks the card up: a swipe scrolls. */
const LONG_PRESS_MS = 280;
/** So near to an edge the board and its columns scroll by themselves. */
const EDGE = 48;

/** @param {any} target @param {string} selector @returns {HTMLElement | null} */
const around = (target, selector) => (target instanceof Element ? target.closest(selector) : null);

/** @param {HTMLElement} root @param {Listener} on @returns {() => void} ends it */
export function board(root, on) {
  /** @type {Spot | null} */
  let spot = null;
  /** @type {HTMLElement | null} */
  let ghost = null;
  const at = { x: 0, y: 0, dx: 0, dy: 0 };
  let frame = 0;
  const stop = new AbortController();
  const { signal } = stop;

  const pick = (/** @type {HTMLElement} */ card) => {
    const from = around(card, '[data-col]')?.dataset.col ?? '';
    spot = { id: card.dataset.card ?? '', from, col: from };
    on.over(spot);
    on.say('pick', spot);
  };
  const move = (/** @type {string} */ col) => {
    if (!spot || spot.col === col) return;
    spot = { ...spot, col };
    on.over(spot);
  };
  // The view makes a new node when a card changes its column, and the focus goes with the old one.
  const refocus = (/** @type {Spot} */ { id }) => requestAnimationFrame(() => /** @type {HTMLElement | null} */ (root.querySelector(`[data-card="${CSS.escape(id)}"]`))?.focus());
  const end = (/** @type {boolean} */ dropped) => {
    cancelAnimationFrame(frame);
    document.documentElement.style.userSelect = '';
    ghost?.remove();
    ghost = null;
    const last = spot;
    spot = null;
    on.over(null);
    if (!last) return;
    if (dropped) on.drop(last);
    on.say(dropped ? 'drop' : 'cancel', last);
    refocus(last);
  };
  const follow = () => {
    if (!ghost) return;
    ghost.style.transform = `translate(${at.x - at.dx}px, ${at.y - at.dy}px) rotate(-1.2deg)`;
    const column = around(document.elementFromPoint(at.x, at.y), '[data-col]');
    if (column && root.contains(column)) move(column.dataset.col ?? '');
    const box = root.getBoundingClientRect();
    if (at.x > box.right - EDGE) root.scrollBy(10, 0);
    else if (at.x < box.left + EDGE) root.scrollBy(-10, 0);
    frame = requestAnimationFrame(follow);
  };
  const lift = (/** @type {HTMLElement} */ card, /** @type {number} */ pointer) => {
    getSelection()?.removeAllRanges();
    document.documentElement.style.userSelect = 'none';
    pick(card);
    const box = card.getBoundingClientRect();
    Object.assign(at, { dx: at.x - box.left, dy: at.y - box.top });
    ghost = /** @type {HTMLElement} */ (card.cloneNode(true));
    ghost.removeAttribute('data-card');
    ghost.removeAttribute('id');
    ghost.classList.add('card-drag');
    ghost.style.width = `${box.width}px`;
    document.body.append(ghost);
    root.setPointerCapture(pointer);
    frame = requestAnimationFrame(follow);
  };

  root.addEventListener('pointerdown', (event) => {
    const card = around(event.target, '[data-card]');
    if (!card || event.button || around(event.target, 'button, input, select, .menu')) return;
    Object.assign(at, { x: event.clientX, y: event.clientY });
    const start = { ...at };
    const waiting = new AbortController();
    const begin = () => {
      waiting.abort();
      lift(card, event.pointerId);
    };
    const touch = event.pointerType === 'touch';
    const timer = touch ? setTimeout(begin, LONG_PRESS_MS) : 0;
    waiting.signal.addEventListener('abort', () => clearTimeout(timer));
    const look = (/** @type {PointerEvent} */ moved) => {
      Object.assign(at, { x: moved.clientX, y: moved.clientY });
      if (Math.hypot(at.x - start.x, at.y - start.y) <= SLACK) return;
      if (touch) waiting.abort();
      else begin();
    };
    addEventListener('pointermove', look, { signal: waiting.signal });
    for (const over of ['pointerup', 'pointercancel']) addEventListener(over, () => waiting.abort(), { signal: waiting.signal });
  }, { signal });
  root.addEventListener('pointermove', (event) => ghost && Object.assign(at, { x: event.clientX, y: event.clientY }), { signal });
  root.addEventListener('touchmove', (event) => ghost && event.preventDefault(), { passive: false, signal });
  root.addEventListener('pointerup', () => ghost && end(true), { signal });
  root.addEventListener('pointercancel', () => ghost && end(false), { signal });
  // A link is no picture to be dragged, and a card that was dragged was not clicked.
  root.addEventListener('dragstart', (event) => event.preventDefault(), { signal });
  let dropped = false;
  root.addEventListener('pointerup', () => { dropped = Boolean(spot); }, { capture: true, signal });
  root.addEventListener('click', (event) => {
    if (!dropped) return;
    dropped = false;
    event.preventDefault();
    event.stopPropagation();
  }, { capture: true, signal });

  // On the document: between a change of column and the new focus keys go to the body.
  document.addEventListener('keydown', (event) => {
    const card = around(event.target, '[data-card]');
    const held = Boolean(spot) && !ghost;
    if (spot && event.key === 'Escape') end(false);
    else if (held && (event.key === ' ' || event.key === 'Enter')) end(true);
    else if (!spot && event.key === ' ' && card && event.target === card && root.contains(card)) pick(card);
    else if (held && spot && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
      const columns = [...root.querySelectorAll('[data-col]')].map((it) => /** @type {HTMLElement} */ (it).dataset.col ?? '');
      const to = columns[columns.indexOf(spot.col) + (event.key === 'ArrowRight' ? 1 : -1)];
      if (to) {
        move(to);
        on.say('move', /** @type {Spot} */ (spot));
        refocus(/** @type {Spot} */ (spot));
      }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }, { capture: true, signal });

  return () => {
    stop.abort();
    cancelAnimationFrame(frame);
    ghost?.remove();
  };
}
