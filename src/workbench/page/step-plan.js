// Step Plan: what would change, before anything is written.
import { el, fill, notify } from "./dom.js";
import { backupTime, banner, begin, command, ended, exactly, instead, jobCard, planTiles, questions } from "./job-parts.js";
import { fileOf, follow, getBackups, getJobs, getRun, getTarget, protect } from "./jobs-api.js";
import { change, planRows } from "./plan-rows.js";
import "./strings-jobs.js";
import { fieldName, number, t } from "./strings.js";
import { targetCard } from "./target-card.js";

const PLANS = ["plan", "restore"];
const POLICIES = ["always", "if_empty", "on_insert", "never"];

/** The step in its main element. */
export function planStep(main, { reload, open }) {
  const sign = el("div", { class: "sign" }), top = el("div", { class: "stack" }), middle = el("div", { class: "stack" }), bottom = el("div", { class: "stack" });
  main.replaceChildren(sign, el("div", { class: "intro" }, el("h1", {}, t("plan_heading")), el("p", { class: "lead" }, t("plan_lead"))), top, middle, bottom);
  const chosen = {};
  let project, state = {}, job, shown, file, onto = "", unfollow = () => {}, turn = 0, left = false;

  async function load() {
    const mine = ++turn;
    const [target, jobs, backups] = await Promise.all([getTarget(), getJobs(), getBackups()]);
    if (mine !== turn) return;
    state = { target, plan: jobs.plan, backups: backups.backups };
    const newest = jobs.jobs.find(({ kind }) => PLANS.includes(kind)) ?? null;
    const busy = jobs.jobs.find(({ state }) => state === "running") ?? null;
    state.busy = busy;
    take(busy ?? newest);
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
    if (!project.files.some(({ id }) => id === file)) file = project.files[0].id;
    const files = el("select", { id: "plan-file", onchange: () => { file = files.value; } }, project.files.map(({ id, name }) => el("option", { value: id }, name)));
    files.value = file;
    const against = el("select", { id: "plan-onto", onchange: () => { onto = against.value; } }, el("option", { value: "" }, t("against_target")),
      state.backups.filter(({ customers }) => customers !== null).map(({ id, began }) => el("option", { value: id }, t("against_backup", { time: exactly(began) }))));
    against.value = onto;
    const go = () => begin(onto ? { kind: "plan", file, onto } : { kind: "plan", file }, take);
    const busy = job?.state === "running";
    const again = state.plan && job?.kind !== "restore";
    return el("section", { class: "card part plan-form", "aria-labelledby": "plan-import" }, el("h2", { id: "plan-import" }, t("plan_import")),
      el("div", { class: "fields wide" }, field("plan-file", "plan_file", files), field("plan-onto", "plan_against", against)),
      el("div", {}, el("button", { type: "button", class: state.plan && !state.plan.stale ? "quiet" : "primary", id: "plan-make", disabled: busy, onclick: go }, t(again ? "plan_again" : "plan_make"))));
  }

  /** The result of the newest plan that is done. */
  async function result() {
    const own = PLANS.includes(job?.kind) && job.state === "done" && job.run ? job : null;
    if (!own) { if (PLANS.includes(job?.kind)) { shown = null; fill(bottom); } return; }
    const fresh = JSON.stringify([own.id, state.plan?.stale, state.plan?.is_written]);
    if (shown === fresh) return;
    shown = fresh;
    const { run, report, policies } = await getRun(own.run).catch((error) => { notify(error.message); return {}; });
    if (left || shown !== fresh) return;
    // Without an answer the next look asks again.
    if (!report) { shown = null; return; }
    const restores = own.kind === "restore";
    fill(bottom, verdict(own, report), planTiles(report.counts), !restores && questions(report, open), overwritten(report, policies), planRows(own.run, report.counts, chosen, restores), reportLink(run));
  }

  function verdict(own, { counts }) {
    const n = counts.planned_inserts + counts.planned_updates;
    const stale = state.plan?.id === own.id && state.plan.stale;
    if (!own.has_plan) return el("p", { class: "card verdict" }, t("plan_backup_note"));
    if (stale) return el("div", { class: "problem", role: "alert" }, el("h3", {}, t("plan_stale")), el("p", {}, stale));
    if (state.plan?.id === own.id && state.plan.is_written) return el("p", { class: "card verdict" }, t("plan_written"));
    if (n === 0) return el("p", { class: "card verdict" }, t("plan_nothing"));
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
    return el("section", { class: "card part", "aria-labelledby": "over-title" }, el("h2", { id: "over-title" }, t("overwritten")), el("p", { class: "note" }, t("overwritten_more")),
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
      await protect(name, select.value).then(() => notify(t("protected_said", { field: fieldName(name) })), (error) => { select.value = now ?? ""; wrong.textContent = error.message; });
      reload();
    }
    return [select, wrong];
  }

  const reportLink = ({ id, files }) => files.includes("report.html") && el("p", {}, el("a", { href: fileOf(id, "report.html"), target: "_blank", rel: "noopener" }, t("full_report")));

  return {
    leave: () => { left = true; turn += 1; unfollow(); },
    update(newest) { project = newest; load().catch((error) => notify(error.message)); },
  };
}

const field = (id, label, input) => el("div", { class: "field" }, el("label", { for: id }, t(label)), input);
