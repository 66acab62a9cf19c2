// Step 1: the files of the project.
import { announce, el, nextStep } from "./dom.js";
import { exampleOffer } from "./example.js";
import { fileCard } from "./file-card.js";
import "./strings-files.js";
import { t } from "./strings.js";
import { dropped, uploads } from "./uploads.js";

/** The step in its main element: `update(project)` after each change of the state, `leave()` at its end. */
export function filesStep(main, { reload, open }) {
  const cards = new Map();
  const arriving = uploads(() => reload());
  const input = el("input", { type: "file", id: "choose", multiple: true, class: "unseen", onchange: () => { arriving.send(input.files); input.value = ""; } });
  const hint = el("p", {});
  const title = el("p", { class: "drop-title" }, t("drop_heading"));
  const zone = el("div", { class: "drop" }, title, hint, input, el("label", { for: "choose", class: "primary button" }, t("choose")));
  const list = el("div", { class: "files" });
  const example = exampleOffer(() => reload().then(() => (list.querySelector("article") ?? main).focus()));
  example.hidden = true;
  const shared = el("p", { class: "note" }, t("files_one_mapping"));
  const next = nextStep("primary", t("next_columns"), () => open("columns"), shared);
  main.replaceChildren(el("div", { class: "intro" }, el("h1", {}, t("files_heading")), el("p", { class: "lead" }, t("files_lead"))), zone, example, arriving.list, list, next);
  const uncover = overlay(arriving);

  return {
    leave: uncover,
    update(project) {
      const known = new Set(project.files.map((file) => file.id));
      for (const [id, card] of cards) {
        if (known.has(id)) continue;
        const focused = card.element.contains(document.activeElement);
        card.element.remove();
        cards.delete(id);
        if (focused) main.focus();
      }
      for (const file of project.files) {
        const card = cards.get(file.id);
        if (card) card.update(file, project);
        else cards.set(file.id, fileCard(file, project, reload));
      }
      for (const file of project.files) {
        const { element } = cards.get(file.id);
        if (!element.isConnected) list.append(element);
      }
      const some = project.files.length > 0;
      zone.classList.toggle("small", some);
      example.hidden = some || project.mapping !== null;
      shared.hidden = project.files.length < 2;
      next.hidden = !some || project.mapping === null;
      title.hidden = some;
      hint.textContent = t(some ? "drop_more" : "drop_hint");
    },
  };
}

/** Files can be dropped anywhere. Returns what ends that. */
function overlay(arriving) {
  const cover = document.getElementById("overlay");
  cover.textContent = t("drop_now");
  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const leaving = new AbortController();
  const on = (type, handle) => addEventListener(type, handle, { signal: leaving.signal });
  on("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    cover.hidden = false;
  });
  on("dragleave", (event) => { if (event.relatedTarget === null) cover.hidden = true; });
  on("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    cover.hidden = true;
    arriving.send(dropped(event, (name) => announce(t("no_folder", { name }))));
  });
  return () => leaving.abort();
}
