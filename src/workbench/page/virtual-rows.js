// A table of any number of rows, of which only those in sight have elements. All rows have the same height.
import { el } from "./dom.js";

/** The height of a row in pixels; check.css has the same. */
const HEIGHT = 40;
/** Rows drawn above and below those in sight. */
const SPARE = 8;
/** Browsers draw nothing further down than this. Beyond it, one pixel of the bar stands for several of the rows. */
const TALLEST = 12_000_000;

/**
 * `scroller` scrolls; `body` is in it and gets as high as all rows. `draw(element, index)` fills the element of a row,
 * which was made by `make()`. `ondrawn(first, last)` tells which rows are in sight.
 */
export function virtualRows(scroller, body, { make, draw, ondrawn }) {
  let total = 0, head = 0, pool = [], waiting = 0;

  const tall = () => total * HEIGHT;
  const room = () => Math.max(scroller.clientHeight - head, HEIGHT);
  /** How far the rows are scrolled, in pixels of rows. */
  const offset = () => {
    if (tall() <= TALLEST) return scroller.scrollTop;
    const way = TALLEST - room();
    return Math.min(scroller.scrollTop / way, 1) * (tall() - room());
  };

  function paint() {
    waiting = 0;
    const top = offset(), shift = scroller.scrollTop - top;
    const first = Math.max(0, Math.floor(top / HEIGHT) - SPARE);
    const last = Math.min(total, Math.ceil((top + room()) / HEIGHT) + SPARE);
    while (pool.length < last - first) {
      const element = make();
      element.hidden = true;
      pool.push({ element, index: -1 });
      body.append(element);
    }
    const size = pool.length;
    const seen = new Set();
    for (let index = first; index < last; index += 1) {
      const slot = pool[index % size];
      seen.add(slot);
      if (slot.index !== index) {
        slot.index = index;
        draw(slot.element, index);
        slot.element.setAttribute("aria-rowindex", String(index + 2));
      }
      slot.element.style.transform = `translateY(${index * HEIGHT + shift}px)`;
      if (slot.element.hidden) slot.element.hidden = false;
    }
    for (const slot of pool) if (!seen.has(slot) && !slot.element.hidden) { slot.index = -1; slot.element.hidden = true; }
    ondrawn(first, last);
  }

  const later = () => { waiting ||= requestAnimationFrame(paint); };
  scroller.addEventListener("scroll", later, { passive: true });
  const watcher = new ResizeObserver(later);
  watcher.observe(scroller);

  return {
    /** Says how many rows there are; all are drawn again. */
    reset(count, headHeight) {
      total = count;
      head = headHeight;
      body.style.height = `${Math.min(tall(), TALLEST)}px`;
      for (const slot of pool) slot.index = -1;
      paint();
    },
    /** Draws again the rows in this range that are in sight. */
    redraw(from = 0, to = total) {
      for (const slot of pool) if (slot.index >= from && slot.index < to) draw(slot.element, slot.index);
    },
    /** The element of a row, if it is in sight. */
    element: (index) => pool.find((slot) => slot.index === index)?.element ?? null,
    /** Scrolls a row into sight and draws it at once. */
    show(index) {
      const top = offset(), above = index * HEIGHT, below = above + HEIGHT - room();
      const wanted = above < top ? above : below > top ? below : top;
      if (wanted !== top) scroller.scrollTop = tall() <= TALLEST ? wanted : (wanted / (tall() - room())) * (TALLEST - room());
      paint();
    },
    /** Rows are made anew, because they have other cells. */
    forget() {
      pool = [];
      body.replaceChildren();
    },
    height: HEIGHT,
    end: () => watcher.disconnect(),
  };
}

/** An element with `count` cells for a row. */
export const rowOf = (count, cell) => el("div", { role: "row", class: "vrow" }, Array.from({ length: count }, (_, at) => cell(at)));
