// Dialogues: one that asks for a text, one that asks whether to go on.
import { el } from "./dom.js";
import { t } from "./strings.js";

/** The text; `null` if it was cancelled. */
export function askText({ title, text, label, value, yes }) {
  return new Promise((resolve) => {
    const input = el("input", { type: "text", id: "ask-text", value, autofocus: true });
    const dialog = el("dialog", { "aria-labelledby": "ask-title", onclose: () => { dialog.remove(); resolve(dialog.returnValue === "yes" ? input.value : null); } },
      el("form", { method: "dialog" }, el("h2", { id: "ask-title" }, title), el("p", {}, text),
        el("div", { class: "field" }, el("label", { for: "ask-text" }, label), input),
        el("div", { class: "buttons" }, el("button", { class: "quiet", type: "button", onclick: () => dialog.close("") }, t("cancel")), el("button", { class: "primary", value: "yes" }, yes))));
    document.body.append(dialog);
    dialog.showModal();
    input.select();
  });
}

/** True if it was confirmed. */
export function askSure({ title, text, yes }) {
  return new Promise((resolve) => {
    const dialog = el("dialog", { "aria-labelledby": "ask-title", onclose: () => { dialog.remove(); resolve(dialog.returnValue === "yes"); } },
      el("form", { method: "dialog" }, el("h2", { id: "ask-title" }, title), el("p", {}, text),
        el("div", { class: "buttons" }, el("button", { class: "quiet", type: "button", onclick: () => dialog.close("") }, t("cancel")), el("button", { class: "primary", value: "yes", autofocus: true }, yes))));
    document.body.append(dialog);
    dialog.showModal();
  });
}
