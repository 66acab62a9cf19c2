// A control with its label before it.
import { announce, el } from "./dom.js";
import { t } from "./strings.js";

const field = (kind) => (text, control, ...more) => el("div", { class: kind }, el("label", { for: control.id }, text), control, ...more);

/** One below the other. */
export const labelled = field("field");
/** Beside each other. */
export const inline = field("field inline");

/**
 * Calls `chosen` when a menu was chosen from: by the mouse at once, by the keyboard at Enter or when it is left. Each
 * arrow key on the way changes the menu, and must not yet do anything.
 */
export function onChoice(menu, chosen) {
  let byKeys = false;
  let open = false;
  const commit = () => { if (open) { open = false; chosen(menu.value); } };
  menu.addEventListener("pointerdown", () => { byKeys = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && open) { event.preventDefault(); commit(); }
    else if (!["Tab", "Shift", "Enter", " ", "Escape"].includes(event.key)) byKeys = true;
  });
  menu.addEventListener("change", () => {
    open = true;
    if (byKeys) announce(t("press_enter", { choice: menu.selectedOptions[0].textContent }));
    else commit();
  });
  menu.addEventListener("blur", commit);
  return menu;
}
