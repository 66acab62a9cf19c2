// Step Run: writes what the plan shows, live, with stop, continue, check and undo.
import { el, fill, notify } from "./dom.js";
import { backupTime, banner, begin, command, ended, failures, instead, jobCard, nextSteps, place, resultTiles, said, verdict } from "./job-parts.js";
import { fileOf, follow, getJobs, getRun, getTarget } from "./jobs-api.js";
import { fileStates, nextFile, wantedFile } from "./plan-files.js";
import "./strings-jobs.js";
import { detailWords, t } from "./strings.js";

const OWN = ["write", "resume", "retry", "undo", "verify"];
const FILES = [["results.csv", "d_results"], ["rejects.csv", "d_rejects"], ["rejects.xlsx", "d_rejects_x"], ["unknown.csv", "d_unknown"], ["verify.jsonl", "d_verify"]];

/** The step in its main element. */
export function runStep(main, { reload, open }) {
  const sign = el("div", { class: "sign" }), top = el("div", { class: "stack" }), middle = el("div", { class: "stack" }), bottom = el("div", { class: "stack" });
  main.replaceChildren(sign, el("div", { class: "intro" }, el("h1", {}, t("run_heading")), el("p", { class: "lead" }, t("run_lead"))), top, middle, bottom);
  let project = null, state = {}, job = null, shown = null, typed = "", unfollow = () => {}, turn = 0, left = false;

  async function load() {
    const mine = ++turn;
    const [target, jobs] = await Promise.all([getTarget(), getJobs()]);
    if (mine !== turn) return;
    const { plan } = jobs;
    const of = plan && jobs.jobs.find(({ id }) => id === plan.id);
    state = { target, plan, jobs: jobs.jobs, restores: of?.kind === "restore" ? of.of : null };
    take(jobs.jobs.find(({ state }) => state === "running") ?? jobs.jobs.find(({ kind }) => OWN.includes(kind)) ?? null);
  }

  function take(newer) {
    if (left) return;
    const other = newer?.id !== job?.id;
    job = newer;
    if (other || newer?.state !== "running") unfollow();
    if (other && newer?.state === "running") unfollow = follow(newer.id, (next) => { take(next); if (next.state !== "running") { notify(ended(next)); reload(); } });
    draw();
    if (newer?.state !== "running") result();
  }

  function draw() {
    if (!state.target) return;
    fill(sign, banner(state.target, job));
    fill(top, job?.state !== "running" && go());
    fill(middle, jobCard(job), job?.state === "running" && command(job.command, "run-command"));
    if (job?.state === "running") { shown = null; fill(bottom); }
  }

  /** The plan that can be written. */
  const ready = ({ plan } = state) => (plan && !plan.stale && plan.writes > 0 && !plan.is_written ? plan : null);

  /** The plan that is ready, and the button that writes it. */
  function go() {
    const { plan, target } = state;
    if (!ready()) {
      const unwritten = plan && !plan.is_written;
      const next = !job?.run || job.kind === "undo" || unwritten;
      return next && instead((plan?.stale && (detailWords(plan.stale) ?? plan.stale)) ?? t(unwritten ? "plan_nothing" : "run_no_plan"), t("run_make_plan"), () => open("plan"));
    }
    const practice = target.target.kind === "sandbox";
    const n = plan.writes;
    const digits = String(n);
    const again = job?.kind === "write" && !job.run && job.of === plan.id;
    const what = el("p", { id: "run-what" }, again && t("run_again"), " ", t("run_what", { file: state.restores ? t("against_backup", { time: backupTime(state.restores) }) : plan.file.split("/").pop(), fresh: plan.counts.planned_inserts, changed: plan.counts.planned_updates, left: plan.counts.skipped + (plan.counts.merged ?? 0), rejected: plan.counts.rejected }));
    const write = () => begin({ kind: "write", plan: plan.id, confirm: n }, (started) => { typed = ""; take(started); });
    const line = plan.command && command(plan.command, "plan-command");
    if (practice) return [el("div", { class: "card verdict" }, what, el("button", { type: "button", class: "primary big", id: "run-go", onclick: write }, t("run_go_sandbox", { n }))), line];
    const button = el("button", { type: "button", class: "danger big", id: "run-go", disabled: typed !== digits, onclick: write }, t("run_go", { n }));
    const input = el("input", { type: "text", id: "run-typed", inputmode: "numeric", autocomplete: "off", value: typed, "aria-describedby": "run-more", oninput: () => { typed = input.value.replace(/\D/g, ""); button.disabled = typed !== digits; } });
    return [el("div", { class: "card verdict" }, what, el("p", { id: "run-more" }, t("run_type_more", { digits })), el("div", { class: "field" }, el("label", { for: "run-typed" }, t("run_type", { digits })), input), button), line];
  }

  /** After a file is written, the way to the plan of the next one. */
  function goOn() {
    const files = project?.files ?? [];
    const wrote = job.kind === "resume" ? state.jobs.find(({ kind, run }) => kind === "write" && run === job.of) : job;
    if (files.length < 2 || wrote?.kind !== "write" || job.state !== "done") return null;
    const planned = state.jobs.find(({ id }) => id === wrote.of);
    // The job that has just ended is newer than the list.
    const states = fileStates(files, [job, ...state.jobs.filter(({ id }) => id !== job.id)], state);
    const next = nextFile(files, states, planned?.of);
    // In practice nothing is written for good.
    if (!next) return !job.sandbox && el("p", { class: "note", id: "all-written" }, t("run_all_files", { n: files.length }));
    return el("button", { type: "button", class: "primary", id: "next-file", onclick: () => { wantedFile.id = next.id; open("plan"); } }, t("run_next_file", { name: next.name }));
  }

  async function result() {
    // The result of an earlier job is not that of the plan above it.
    const isOver = ready() && job?.state === "done" && job.id < state.plan.id;
    if (!job?.run || !OWN.includes(job.kind) || isOver) { shown = null; fill(bottom); return; }
    const key = JSON.stringify([job.id, job.state]);
    if (shown === key) return;
    shown = key;
    const { run } = await getRun(job.run).catch((error) => { notify(error.message); return {}; });
    if (left || shown !== key) return;
    if (!run) { shown = null; return; }
    const files = FILES.filter(([name]) => run.files.includes(name)).map(([name, label]) => el("a", { class: "button quiet", href: fileOf(run.id, name), download: name }, t(label)));
    const real = !run.sandbox;
    // What was stopped is not done by the same command again.
    const goesOn = job.state !== "done" && run.next.find(({ kind }) => kind === "resume")?.command;
    fill(bottom, el("section", { class: "card part result", "aria-labelledby": "result-title" },
      el("h2", { id: "result-title" }, t("result"), job.state === "done" ? `: ${t("kind_" + (run.undoes && job.kind === "resume" ? "undo" : job.kind))}, ${t("state_done")}` : "", " ", place(job.sandbox)), verdict(job) ?? (run.counts && resultTiles(run.counts)),
      job.state === "done" && failures(job), goOn(), nextSteps(run, real, take),
      run.sandbox && job.state === "done" && job.kind !== "undo" && el("p", { class: "note" }, t("run_practice_next")),
      files.length > 0 && el("div", { class: "part" }, el("h3", {}, t("downloads")), el("div", { class: "choices" }, files)),
      run.files.includes("report.html") && el("p", {}, el("a", { href: fileOf(run.id, "report.html"), target: "_blank", rel: "noopener" }, t("full_report"))),
      command(goesOn || job.command, "run-command"), job.state === "done" && said(job)));
  }

  return {
    leave: () => { left = true; turn += 1; unfollow(); },
    update(newest) { project = newest; load().catch((error) => notify(error.message)); },
  };
}
