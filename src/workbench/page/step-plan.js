// Step Plan: what would change, before anything is written.
import { el, fill, notify } from "./dom.js";
import { backupTime, banner, begin, command, ended, exactly, instead, jobCard, planTiles, questions } from "./job-parts.js";
import { fileOf, follow, getBackups, getJobs, getRun, getTarget, protect } from "./jobs-api.js";
import { fileStates, nextFile, wantedFile } from "./plan-files.js";
import { change, planRows } from "./plan-rows.js";
import "./strings-jobs.js";
import { detailWords, fieldName, number, t } from "./strings.js";
import { targetCard } from "./target-card.js";

const PLANS = ["plan", "restore"];
/** A pause after which the plan follows: somebody may decide several things in a row. */
const PAUSE = 800;
/** A plan against a real account that took longer than these milliseconds is only made again when somebody says so. */
const DEAR = 10_000;
const POLICIES = ["always", "if_empty", "on_insert", "never"];

/** The step in its main element. */
export function planStep(main, { reload, open }) {
  const sign = el("div", { class: "sign" }), top = el("div", { class: "stack" }), middle = el("div", { class: "stack" }), bottom = el("div", { class: "stack" });
  const follows = el("p", { class: "card verdict", id: "plan-follows", hidden: true }, t("plan_follows"));
  main.replaceChildren(sign, el("div", { class: "intro" }, el("h1", {}, t("plan_heading")), el("p", { class: "lead" }, t("plan_lead"))), top, middle, follows, bottom);
  const chosen = {};
  // The backups that plans of this window are against, by job; what is decided here and not in a plan yet.
  const madeAgainst = new Map();
  let due = false, waiting = 0;
  let project, state = {}, job, shown, file, onto = "", unfollow = () => {}, turn = 0, left = false, drawn = null;

  async function load() {
    const mine = ++turn;
    const [target, jobs, backups] = await Promise.all([getTarget(), getJobs(), getBackups()]);
    if (mine !== turn) return;
    const { plan: before, target: was } = state;
    state = { target, plan: jobs.plan, jobs: jobs.jobs, backups: backups.backups };
    const newest = jobs.jobs.find(({ kind }) => PLANS.includes(kind)) ?? null;
    const busy = jobs.jobs.find(({ state }) => state === "running") ?? null;
    state.busy = busy;
    const { plan } = state;
    // Undo, or another window. Another target is no decision about this plan.
    const sameTarget = JSON.stringify(was?.target) === JSON.stringify(target.target);
    if (plan?.stale && !plan.is_written && before?.id === plan.id && !before.stale && sameTarget) due = true;
    take(busy ?? newest);
    again();
  }

  /** A decision was made here: the plan follows. */
  function decided() {
    due = true;
    reload();
  }

  const isDear = () => !job.sandbox && job.has_plan && Date.parse(job.ended) - Date.parse(job.started) > DEAR;

  /** Makes the plan again, if something was decided since, and no work is under way. */
  function again() {
    clearTimeout(waiting);
    if (!due || left || job?.state === "running") return;
    const isKnown = job?.kind === "plan" && job.state === "done" && job.sandbox === (state.target.target.kind === "sandbox") && project.files.some(({ id }) => id === job.of);
    due = isKnown && (job.has_plan ? state.plan?.stale && !isDear() : madeAgainst.has(job.id));
    if (due) waiting = setTimeout(makeAgain, PAUSE);
    else result();
    grey();
  }

  function makeAgain() {
    due = false;
    start(job.of, madeAgainst.get(job.id));
  }

  /** Starts a plan; in another window somebody may have been faster. */
  const start = (file, onto) => begin(onto ? { kind: "plan", file, onto } : { kind: "plan", file }, (started) => { if (onto) madeAgainst.set(started.id, onto); take(started); },
    (error) => { notify(error.message); load().catch((error) => notify(error.message)); });

  /** What is shown is not the newest any more, as long as another plan is made. */
  function grey() {
    const isOld = bottom.childElementCount > 0 && (due || job?.state === "running" && job.kind === "plan");
    follows.hidden = !isOld;
    bottom.classList.toggle("former", isOld);
    bottom.setAttribute("aria-busy", String(isOld));
    const go = document.getElementById("plan-go");
    if (go) go.disabled = isOld;
  }

  /** Shows a job, and follows it while it runs. */
  function take(newer) {
    if (left) return;
    const other = newer?.id !== job?.id;
    const wasRunning = job?.state === "running";
    job = newer;
    if (other || newer?.state !== "running") unfollow();
    if (other && newer?.state === "running") unfollow = follow(newer.id, (next) => { take(next); if (next.state !== "running") { notify(ended(next)); reload(); } });
    draw();
    if (!wasRunning || newer?.state !== "running") result();
  }

  function draw() {
    if (!state.target || !project) return;
    fill(sign, banner(state.target, job));
    fill(top, targetCard(state.target, (target) => { state.target = target; reload(); }, reload, job?.state === "running"), form());
    const own = PLANS.includes(job?.kind) ? job : null;
    fill(middle, jobCard(job), own?.state === "done" && command(own.command, "plan-command"));
  }

  function form() {
    if (project.files.length === 0) return instead(t("plan_no_file"), t("plan_to_files"), () => open("files"));
    if (!project.mapping) return instead(t("plan_no_mapping"), t("plan_to_columns"), () => open("columns"));
    const several = project.files.length > 1;
    const states = fileStates(project.files, state.jobs, state);
    const word = (id) => (states.get(id) === "written" && state.target.target.kind === "sandbox" ? "before" : states.get(id));
    if (wantedFile.id) [file, wantedFile.id] = [wantedFile.id, null];
    if (!project.files.some(({ id }) => id === file)) file = (nextFile(project.files, states, null) ?? project.files[0]).id;
    const files = el("select", { id: "plan-file", onchange: () => { file = files.value; draw(); } }, project.files.map(({ id, name }) => el("option", { value: id }, several ? t("plan_file_" + word(id), { name }) : name)));
    files.value = file;
    const against = el("select", { id: "plan-onto", onchange: () => { onto = against.value; } }, el("option", { value: "" }, t("against_target")),
      state.backups.filter(({ customers }) => customers !== null).map(({ id, began }) => el("option", { value: id }, t("against_backup", { time: exactly(began) }))));
    against.value = onto;
    const go = () => start(file, onto);
    const busy = job?.state === "running";
    const again = state.plan && job?.kind !== "restore" && (!several || plannedFile(job) === file);
    return el("section", { class: "card part plan-form", "aria-labelledby": "plan-import" }, el("h2", { id: "plan-import" }, t("plan_import")), several && el("p", { class: "note" }, t("plan_one_file")),
      el("div", { class: "fields wide" }, field("plan-file", "plan_file", files), field("plan-onto", "plan_against", against)),
      el("div", {}, el("button", { type: "button", class: state.plan && !state.plan.stale ? "quiet" : "primary", id: "plan-make", disabled: busy, onclick: go }, t(again ? "plan_again" : "plan_make"))));
  }

  /** The id of the file that a job plans. */
  const plannedFile = (of) => (of?.kind === "plan" ? of.of : null);

  /** Which of several files the plan is for. */
  function planOf(own) {
    const at = project.files.findIndex(({ id }) => id === plannedFile(own));
    return project.files.length > 1 && at >= 0 && el("p", { class: "plan-of", id: "plan-of" }, el("strong", {}, t("plan_of", { name: project.files[at].name, n: at + 1, all: project.files.length })));
  }

  /** The result of the newest plan that is done. */
  async function result() {
    const own = PLANS.includes(job?.kind) && job.state === "done" && job.run ? job : null;
    if (!own) { if (PLANS.includes(job?.kind)) { shown = null; if (job.kind !== "plan" || job.state !== "running" || job.of !== drawn) fill(bottom); } grey(); return; }
    // It is old already.
    if (due && shown) { grey(); return; }
    const fresh = JSON.stringify([own.id, state.plan?.stale, state.plan?.is_written, project.files.length]);
    if (shown === fresh) return;
    shown = fresh;
    const { run, report, policies } = await getRun(own.run).catch((error) => { notify(error.message); return {}; });
    if (left || shown !== fresh) return;
    // Without an answer the next look asks again.
    if (!report) { shown = null; return; }
    const restores = own.kind === "restore";
    const hadFocus = bottom.contains(document.activeElement);
    drawn = own.of;
    fill(bottom, planOf(own), verdict(own, report), planTiles(report.counts), !restores && questions(report, own.of, open), overwritten(report, policies), planRows(own.run, own.of, report.counts, chosen, restores, decided), reportLink(run));
    grey();
    // The button of a row is gone with the row.
    if (hadFocus && (document.activeElement === bottom || !bottom.contains(document.activeElement))) document.getElementById("rows-title").focus({ preventScroll: true });
  }

  function verdict(own, { counts }) {
    const n = counts.planned_inserts + counts.planned_updates;
    const stale = state.plan?.id === own.id && state.plan.stale;
    if (!own.has_plan) return el("p", { class: "card verdict" }, t("plan_backup_note"));
    if (stale) {
      const waits = own.kind === "plan" && isDear();
      return el("div", { class: "problem", role: "alert" }, el("h3", {}, t("plan_stale")), el("p", {}, waits ? t("plan_waits") : detailWords(stale) ?? stale),
        waits && el("button", { type: "button", class: "primary", id: "plan-anew", disabled: !!state.busy, onclick: () => start(own.of) }, t("plan_again")));
    }
    if (state.plan?.id === own.id && state.plan.is_written) return el("p", { class: "card verdict" }, t("plan_written"));
    if (n === 0) return el("p", { class: "card verdict" }, t(own.kind === "restore" ? "plan_nothing_restored" : "plan_nothing"));
    return el("div", { class: "card verdict" }, el("p", {}, el("strong", {}, t("plan_ready", { n })), own.kind === "restore" && " " + t("plan_restores", { time: backupTime(own.of) })), el("button", { type: "button", class: "primary", id: "plan-go", onclick: () => open("run") }, t("plan_go")));
  }

  /** Counts by field, with what may be written over, and the values that lose most. */
  function overwritten({ facts }, policies) {
    const changes = facts.changes;
    const fields = Object.entries(changes?.values?.fields ?? {}).sort(([, one], [, other]) => loss(other) - loss(one));
    if (fields.length === 0) return el("section", { class: "card part" }, el("h2", {}, t("overwritten")), el("p", { class: "note" }, t("overwritten_none")));
    const head = ["o_field", "o_replaced", "o_emptied", "o_filled", "o_added", "o_protected", "o_policy"];
    const count = (n) => el("td", { class: "n" }, n ? number(n) : "–");
    const rows = fields.map(([name, of]) => el("tr", { class: loss(of) > 0 ? "loses" : null }, el("th", { scope: "row" }, fieldName(name)), count(of.replaced), count(of.emptied), count(of.filled), count(of.added_to), count(of.protected), el("td", {}, policy(name, policies[name]))));
    const worst = (changes.greatest ?? []).slice(0, 8).map(({ customer, fields }) => el("li", {}, el("strong", {}, customer), el("ul", { class: "changes" }, fields.map(change))));
    return el("section", { class: "card part", "aria-labelledby": "over-title" }, el("h2", { id: "over-title", tabindex: "-1" }, t("overwritten")), el("p", { class: "note" }, t("overwritten_more")),
      el("div", { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": "over-title" }, el("table", {}, el("thead", {}, el("tr", {}, head.map((key) => el("th", { scope: "col" }, t(key))))), el("tbody", {}, rows))),
      worst.length > 0 && el("ul", { class: "plan-rows" }, worst));
  }

  const loss = ({ replaced = 0, emptied = 0 }) => replaced + emptied;

  function policy(name, now) {
    const others = POLICIES.includes(now) ? [] : [now ?? ""];
    const select = el("select", { id: "policy-" + name, "aria-label": t("o_policy_of", { field: fieldName(name) }), onchange: set }, [...others, ...POLICIES].map((one) => el("option", { value: one }, t("p_" + one))));
    const wrong = el("p", { class: "how wrong", role: "alert" });
    select.value = now ?? "";
    async function set() {
      try {
        await protect(name, select.value);
      } catch (error) { select.value = now ?? ""; wrong.textContent = error.message; reload(); return; }
      notify(t("protected_said", { field: fieldName(name) }));
      decided();
    }
    return [select, wrong];
  }

  const reportLink = ({ id, files }) => files.includes("report.html") && el("p", {}, el("a", { href: fileOf(id, "report.html"), target: "_blank", rel: "noopener" }, t("full_report")));

  return {
    leave: () => { left = true; turn += 1; clearTimeout(waiting); unfollow(); },
    update(newest) { project = newest; load().catch((error) => notify(error.message)); },
  };
}

const field = (id, label, input) => el("div", { class: "field" }, el("label", { for: id }, t(label)), input);
