// Small helpers. Every text goes through textContent: a cell of a file is never markup.

/** Makes an element: `el("button", { class: "quiet", onclick }, "Text", child)`. */
export function el(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "disabled" || name === "hidden" || name === "open") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(4).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** Replaces what is in an element, and keeps the focus on the element with the same id, and how far it was scrolled. */
export function fill(element, ...children) {
  const focused = element !== document.activeElement && element.contains(document.activeElement) ? document.activeElement : null;
  const scrolled = [...element.querySelectorAll("[data-scroll]")].map((one) => [one.id, one.scrollLeft, one.scrollTop]);
  const open = [...element.querySelectorAll("details[open]")].map((one) => one.id);
  element.replaceChildren(...children.flat(4).filter((child) => child !== undefined && child !== null && child !== false));
  for (const id of open) {
    const details = id && document.getElementById(id);
    if (details) details.open = true;
  }
  for (const [id, left, top] of scrolled) document.getElementById(id)?.scrollTo(left, top);
  if (focused) refocus(focused.id, element);
}

/** What had the focus may be gone, or out of use: then it is on the whole, and if nothing is left of that, on the page. */
function refocus(id, element) {
  for (const next of [id && document.getElementById(id), element, document.getElementById("main")]) {
    if (!next) continue;
    if (next === element && !element.hasAttribute("tabindex")) element.tabIndex = -1;
    next.focus({ preventScroll: true });
    if (document.activeElement === next) return;
  }
}

/** After so many milliseconds, what was told is old: whoever looks for it must not find it beside something newer. */
const SAID = 10_000;
let saying = 0;

/** Tells people with a screen reader. */
export function announce(text) {
  const status = document.getElementById("status");
  status.textContent = "";
  requestAnimationFrame(() => { status.textContent = text; });
  clearTimeout(saying);
  saying = setTimeout(() => { status.textContent = ""; }, SAID);
}

let hiding = 0;

/** Tells everybody: people with a screen reader, and for some seconds in a note on the page. */
export function notify(text) {
  announce(text);
  const note = document.getElementById("note");
  note.textContent = text;
  note.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { note.hidden = true; }, 3000 + 60 * text.length);
}

/** The button to the next step, with what is to be said before it. */
export const nextStep = (kind, label, onclick, ...said) => el("div", { class: "next-step" }, said, el("button", { type: "button", class: kind, id: "next-step", onclick }, label));
