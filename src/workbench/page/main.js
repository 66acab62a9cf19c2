// The frame: the rail with the steps, the state of the project, and the step that is shown.
import { getProject, listen } from "./api.js";
import { el } from "./dom.js";
import { filesStep } from "./step-files.js";
import { t } from "./strings.js";

/** The steps that there are, in their order. A later one is added here, with its own module. */
const STEPS = [{ name: "files", start: filesStep }];

const main = document.getElementById("main");
let project = null;
let step = null;
let loading = null;

function frame() {
  document.title = t("title");
  document.getElementById("skip").textContent = t("skip");
  document.getElementById("project-label").textContent = t("project");
  document.getElementById("local").textContent = t("local");
  const nav = document.getElementById("steps");
  nav.setAttribute("aria-label", t("steps"));
  const items = STEPS.map(({ name }, at) => el("li", {}, el("a", { href: "#" + name, "aria-current": at === 0 ? "step" : null },
    el("span", { class: "step-number", "aria-hidden": "true" }, String(at + 1)), t("step_" + name))));
  nav.replaceChildren(el("ol", {}, items));
}

/** Reads the state again; calls that come together share one request. */
function load() {
  loading ??= getProject().then(show, lost).finally(() => { loading = null; });
  return loading;
}

function show(newest) {
  project = newest;
  document.getElementById("lost").hidden = true;
  document.getElementById("project-name").textContent = project.folder;
  step.update(project);
}

function lost(error) {
  const note = document.getElementById("lost");
  const command = project?.command ?? "deskferry workbench";
  note.textContent = error?.status === 401 ? t("no_session") : error?.status ? error.message : t("lost", { command });
  note.hidden = false;
}

frame();
step = STEPS[0].start(main, load);
load();
listen((version) => { if (version !== project?.version || !document.getElementById("lost").hidden) load(); }, () => load());
