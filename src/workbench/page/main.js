// The frame: the rail with the steps, the state of the project, undo and redo, and the step that is shown.
import { getProject, listen, undoOrRedo } from "./api.js";
import { announce, el, fill, notify } from "./dom.js";
import { languageMenu } from "./language-menu.js";
import { has, inLanguage, t } from "./strings.js";

/** The steps, in their order. The module of one is loaded when it is shown for the first time. */
const STEPS = [
  { name: "files", module: () => import("./step-files.js").then((it) => it.filesStep) },
  { name: "columns", module: () => import("./step-columns.js").then((it) => it.columnsStep) },
  { name: "check", module: () => import("./step-check.js").then((it) => it.checkStep) },
  { name: "plan", module: () => import("./step-plan.js").then((it) => it.planStep) },
  { name: "run", module: () => import("./step-run.js").then((it) => it.runStep) },
  { name: "runs", module: () => import("./step-runs.js").then((it) => it.runsStep) },
];

const main = document.getElementById("main");
let project = null;
let shown = null;
let loading = null;
let again = false;
let moving = Promise.resolve();

/** The step in which a job is seen. */
const stepOf = (kind) => (["plan", "restore"].includes(kind) ? "plan" : ["backup", "compare"].includes(kind) ? "runs" : "run");

/** The step that the address names, else the first. */
const wanted = () => STEPS.find(({ name }) => location.hash === "#" + name) ?? STEPS[0];

/** The texts of the frame. */
function labels() {
  document.title = t("title");
  document.getElementById("skip").textContent = t("skip");
  document.getElementById("project-label").textContent = t("project");
  document.getElementById("local").textContent = t("local");
  document.querySelector(".language")?.remove();
  document.getElementById("local").before(languageMenu(spoken));
  document.getElementById("steps").setAttribute("aria-label", t("steps"));
}

/** Shows everything again, in another language. What was typed and not saved stays. */
function spoken() {
  labels();
  document.getElementById("language").focus();
  announce(t("language_now"));
  enter();
}

function frame() {
  labels();
  addEventListener("hashchange", () => { if (wanted().name !== shown?.name) { enter(); main.focus({ preventScroll: true }); scrollTo(0, 0); } });
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || !["z", "y"].includes(event.key.toLowerCase()) || event.target.matches("input, textarea, [contenteditable]")) return;
    event.preventDefault();
    moved(event.shiftKey || event.key.toLowerCase() === "y" ? "redo" : "undo");
  });
}

function rail() {
  const items = STEPS.map(({ name }, at) => el("li", {}, el("a", { id: "to-" + name, href: "#" + name, "aria-current": name === shown.name ? "step" : null },
    el("span", { class: "step-number", "aria-hidden": "true" }, String(at + 1)), t("step_" + name),
    project?.job && stepOf(project.job) === name && el("span", { class: "at-work", title: t("job_at_work") }, el("span", { class: "unseen" }, t("job_at_work"))))));
  fill(document.getElementById("steps"), el("ol", {}, items));
  fill(document.getElementById("moves"), ["undo", "redo"].map((direction) => {
    const what = project?.[direction] ? said(project[direction]) : "";
    return el("button", { type: "button", class: "quiet", id: direction, disabled: !what, title: what && t(direction + "_what", { what }), onclick: () => moved(direction) }, t(direction));
  }), el("p", { class: "moves-about" }, t("undo_about")));
}

/** What a step of the history did, in words. */
const said = ({ what, about }) => (has("did_" + what) ? t("did_" + what, { about: inLanguage(about) }) : t("did_other"));

/** Undoes or redoes the next step. Clicks in a row are taken one after the other, each on the state after the one before. */
function moved(direction) {
  moving = moving.then(() => move(direction));
}

async function move(direction) {
  const did = project?.[direction];
  if (!did) return;
  try {
    await undoOrRedo(direction, did);
    notify(t(direction === "undo" ? "undone" : "redone", { what: said(did) }));
  } catch (error) {
    notify(error.message);
  }
  await load();
}

/** Shows the step that the address names. */
async function enter() {
  shown?.step?.leave?.();
  const { name, module } = wanted();
  main.replaceChildren();
  const entered = { name, step: null };
  shown = entered;
  rail();
  try {
    const start = await module();
    // Somebody may have gone on to another step.
    if (shown !== entered) return;
    shown.step = start(main, { reload: load, open: (name) => { location.hash = name; } });
    if (project) shown.step.update(project);
  } catch (error) {
    lost(error);
  }
}

/** Reads the state again. A call during a request asks once more afterwards, and waits for that: the answer on its way may be older. */
function load() {
  if (loading) {
    again = true;
    return loading.then(() => loading);
  }
  loading = getProject().then(show).catch(lost).finally(() => {
    const wanted = again;
    [loading, again] = [null, false];
    if (wanted) load();
  });
  return loading;
}

function show(newest) {
  // Whoever opens the project while a job runs sees it.
  if (!project && newest.job && !location.hash) location.hash = stepOf(newest.job);
  project = newest;
  document.getElementById("lost").hidden = true;
  document.getElementById("project-name").textContent = project.folder;
  rail();
  shown.step?.update(project);
}

function lost(error) {
  const note = document.getElementById("lost");
  const command = project?.command ?? "deskferry workbench";
  note.textContent = error?.status === 401 ? t("no_session") : error?.status ? error.message : t("lost", { command });
  note.hidden = false;
}

frame();
enter();
load();
listen((version) => { if (version !== project?.version || !document.getElementById("lost").hidden) load(); }, () => load());
