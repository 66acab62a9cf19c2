// Step 2: the columns of a file, and the fields of the help desk that they fill.
import { writeMapping } from "./api.js";
import { changeMapping, getColumns } from "./columns-api.js";
import { columnsList, dragged } from "./columns-list.js";
import { announce, el, fill, nextStep, notify } from "./dom.js";
import { inline } from "./labelled.js";
import { fieldsList } from "./fields-list.js";
import { mappingText } from "./mapping-text.js";
import { matchingPanel } from "./matching-panel.js";
import { mover } from "./move-column.js";
import { rulePanel } from "./rule-panel.js";
import "./strings-columns.js";
import { t } from "./strings.js";
import { wantedRule } from "./wanted-rule.js";

/** What survives a look at another step, and another language: the file, the text that is edited, and whether it is open. */
const kept = { file: null, draft: null, isOpen: false };

/** The step in its main element: `update(project)` after each change of the state, `leave()` at its end. */
export function columnsStep(main, { reload, open }) {
  const step = { project: null, view: null, fault: null, panel: null, text: false };
  if (wantedRule.file) kept.file = wantedRule.file;
  const head = el("div", { class: "intro columns-head" });
  const body = el("div", { class: "columns-body" });
  const list = el("div", { class: "columns-list" });
  const aside = el("aside", { class: "columns-aside", id: "columns-aside", tabindex: "-1" });
  const move = mover(step, save);
  let asked = 0;
  let saving = Promise.resolve();
  main.replaceChildren(el("div", { class: "columns-step" }, head, body));

  const file = () => step.project.files.find(({ id }) => id === kept.file) ?? step.project.files[0];

  async function load() {
    const own = file();
    const turn = ++asked;
    if (!own) return draw();
    main.setAttribute("aria-busy", "true");
    // What is being saved is part of the answer.
    await saving;
    if (turn !== asked) return;
    try {
      const view = await getColumns(own.id);
      if (turn === asked) take(view);
    } catch (error) {
      if (turn === asked) { Object.assign(step, { view: null, fault: error }); draw(); }
    }
    if (turn === asked) main.removeAttribute("aria-busy");
  }

  function take(view) {
    // Nothing new: an open menu, or what is being dragged, stays.
    const same = !step.fault && JSON.stringify(view) === JSON.stringify(step.view);
    if (same) return;
    Object.assign(step, { view, fault: null });
    // Undo may have taken away the mapping.
    if (!view.mapping) closePanel(false);
    draw();
    step.panel?.update?.(view);
    openWanted();
  }

  /** Opens what another step wants to see, else a text that was not saved. */
  function openWanted() {
    const { field, matching } = wantedRule;
    const wanted = step.view.fields.find((one) => one.field === field && one.rule);
    Object.assign(wantedRule, { file: null, field: null, matching: false });
    if (matching && step.view.mapping) editMatching();
    else if (wanted) editRule(wanted);
    else if (kept.isOpen && kept.draft !== null && !step.text) showText(undefined, document.activeElement);
  }

  /**
   * Changes the mapping, one change after the other. `edits` may be a function, which is called when its turn has come. An
   * answer that refuses is told, and thrown for the one who can show it at its place.
   */
  function save(edits, said) {
    const { id } = file();
    const done = saving.then(() => send(id, typeof edits === "function" ? edits() : edits, said));
    saving = done.catch(() => {});
    return done;
  }

  async function send(id, edits, said) {
    if (edits.length === 0) return;
    asked += 1;
    try {
      const view = await changeMapping(id, edits);
      main.removeAttribute("aria-busy");
      if (id === file()?.id) take(view);
      if (said) (said === t("saved") ? announce : notify)(said);
    } catch (error) {
      notify(t("not_saved", { message: error.message }));
      setTimeout(load);
      throw error;
    }
  }

  /** Opens a panel beside the list; what had the focus gets it again at the end. */
  function openPanel(make) {
    const opener = document.activeElement?.id;
    closePanel(false);
    // A panel whose change is answered late closes itself only.
    const own = make(() => { if (step.panel === own) closePanel(true, opener); });
    step.panel = own;
    drawAside();
    step.panel.element.querySelector("h2").focus();
  }

  function closePanel(back, opener) {
    step.panel?.leave?.();
    step.panel = null;
    if (!back) return;
    drawAside();
    (document.getElementById(opener) ?? aside).focus({ preventScroll: true });
  }

  // A rule for all other columns has no form.
  const editRule = (field) => field.field.endsWith("*") ? showText(field.field) : openPanel((close) => rulePanel({ file: file().id, field, view: step.view, save, close, showText }));
  const editMatching = () => openPanel((close) => matchingPanel({ view: step.view, save, close }));

  /** `focused` is what keeps the focus; without it, the text gets it. */
  function showText(line, focused = null) {
    step.text = kept.isOpen = true;
    drawHead();
    fill(body, mappingText(kept, { line, focused, back: () => { step.text = kept.isOpen = false; draw(); document.getElementById("show-text").focus(); }, saved: reload }).element);
  }

  function drawHead() {
    const { files } = step.project;
    const own = file();
    const menu = files.length > 1 && inline(t("columns_file"),
      el("select", { id: "columns-file", onchange: (event) => { kept.file = event.target.value; closePanel(false); load(); } },
        files.map(({ id, name }) => el("option", { value: id, selected: id === own.id }, name))));
    const mapping = step.view?.mapping;
    const name = mapping?.name != null && inline(t("mapping_name"),
      el("input", { type: "text", id: "mapping-name", value: mapping.name, onchange: (event) => save([{ about: { options: { name: event.target.value || null } } }], t("saved")).catch(() => {}) }));
    const buttons = mapping && [el("button", { type: "button", class: "quiet", id: "matching", onclick: editMatching, disabled: step.text }, t("matching")),
      el("button", { type: "button", class: "quiet", id: "show-text", onclick: () => showText(), disabled: step.text }, t("text_show"))];
    fill(head, el("h1", {}, t("columns_heading")), el("p", { class: "lead" }, t("columns_lead")),
      el("div", { class: "toolbar" }, menu, name, buttons));
  }

  function drawAside() {
    const panel = step.panel;
    aside.classList.toggle("open", Boolean(panel));
    fill(aside, panel ? panel.element : fieldsList(step.view, move, editRule));
  }

  function draw() {
    if (dragged.column) return addEventListener("dragend", draw, { once: true });
    drawHead();
    if (step.text) return;
    const { files } = step.project;
    if (files.length === 0) return fill(body, el("div", { class: "card empty-step" }, el("p", {}, t("no_files")), el("button", { type: "button", class: "primary", id: "to-step-files", onclick: () => open("files") }, t("choose_files_first"))));
    if (step.fault) return fill(body, el("div", { class: "problem", role: "alert" }, el("p", { class: "message" }, step.fault.message)));
    if (!step.view) return fill(body, el("p", { class: "note loading" }, t("columns_loading")));
    if (!step.view.mapping) return fill(body, unmapped());
    if (!list.isConnected) fill(body, list, aside);
    fill(list, step.view.mended && el("p", { class: "note" }, t("columns_mended")), columnsList(step.view, { move, editRule, showText, save }), nextStep("primary", t("next_check"), () => open("check")), command());
    if (!step.panel) drawAside();
  }

  function unmapped() {
    const write = () => writeMapping(file().id, false).then(() => announce(t("saved")), (error) => notify(error.message)).then(reload);
    return el("div", { class: "card empty-step" }, el("h2", {}, t("no_mapping")), el("p", {}, t("no_mapping_more")),
      el("button", { type: "button", class: "primary", id: "suggest-now", onclick: write }, t("suggest_now")));
  }

  function command() {
    return el("div", { class: "part" }, el("h3", {}, t("command")), el("div", { class: "command-line" }, el("code", { tabindex: "0" }, step.view.command)));
  }

  return {
    leave() { closePanel(false); },
    update(project) {
      const names = (one) => JSON.stringify(one?.files.map(({ id, name }) => [id, name]));
      const changed = names(project) !== names(step.project);
      step.project = project;
      if (!step.view || changed) draw();
      load();
    },
  };
}
