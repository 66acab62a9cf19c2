// The same as a command: a line to copy.
import { announce, el } from "./dom.js";
import { t } from "./strings.js";

/** A part with a command line. `id` tells it apart from others. */
export function commandLine(id, line) {
  const button = el("button", { type: "button", class: "quiet", id: `${id}-copy`, onclick: copy }, t("copy"));
  async function copy() {
    await navigator.clipboard.writeText(line);
    button.textContent = t("copied");
    announce(t("copied"));
    setTimeout(() => { button.textContent = t("copy"); }, 1500);
  }
  return [el("h2", { class: "command-title" }, t("command")), el("div", { class: "command-line" }, el("code", { tabindex: "0" }, line), button)];
}
