// Step Runs and backups: what was done, what can be done next, and the backups.
import { el, fill, notify } from "./dom.js";
import { customerHistory } from "./customer-history.js";
import { aboutStep, backupTime, banner, begin, command, ended, exactly, jobCard, nextSteps, place, valueText, verdict, when } from "./job-parts.js";
import { fileOf, follow, getBackups, getJobs, getOutput, getRuns, getTarget } from "./jobs-api.js";
import "./strings-jobs.js";
import { fieldName, has, number, size, t } from "./strings.js";

/** The most runs, and customers of a comparison, that are shown. */
const RUNS = 60, CUSTOMERS = 100;

/** The step in its main element. */
export function runsStep(main, { reload, open }) {
  const history = customerHistory(() => open("plan"));
  const sign = el("div", { class: "sign" }), top = el("div", { class: "stack" }), list = el("section", { class: "stack", "aria-labelledby": "runs-title" }), backups = el("section", { class: "stack", "aria-labelledby": "backups-title" });
  main.replaceChildren(sign, el("div", { class: "intro" }, el("h1", {}, t("runs_heading")), el("p", { class: "lead" }, t("runs_lead"))), top, list, backups);
  let state = {}, job = null, chosen = [null, null], unfollow = () => {}, turn = 0, left = false;

  async function load() {
    const mine = ++turn;
    const [target, jobs, runs, all] = await Promise.all([getTarget(), getJobs(), getRuns(), getBackups()]);
    if (mine !== turn) return;
    const newest = jobs.jobs.find(({ kind, state }) => kind === "compare" && state === "done");
    const found = newest && (await getOutput(newest.id).catch(() => null));
    if (mine !== turn) return;
    state = { target, runs: runs.runs, backups: all, compared: found && { job: newest, found } };
    const last = jobs.jobs[0];
    take(last && (last.state === "running" || ["backup", "compare", "verify", "undo", "resume", "retry"].includes(last.kind)) ? last : null);
  }

  function take(newer) {
    if (left) return;
    const other = newer?.id !== job?.id;
    job = newer;
    if (other || newer?.state !== "running") unfollow();
    if (other && newer?.state === "running") unfollow = follow(newer.id, (next) => { take(next); if (next.state !== "running") { notify(ended(next)); reload(); } });
    draw();
  }

  function draw() {
    if (!state.target) return;
    fill(sign, banner(state.target, job));
    fill(top, jobCard(job) ?? (verdict(job) && el("section", { class: "card part" }, el("h2", {}, t("kind_verify"), " ", place(job.sandbox)), verdict(job))));
    const shown = state.runs.slice(0, RUNS).map(card);
    fill(list, el("h2", { id: "runs-title" }, t("runs_title")), shown.length > 0 ? el("ul", { class: "runs" }, shown) : el("p", { class: "note" }, t("runs_none")));
    fill(backups, el("h2", { id: "backups-title" }, t("backups_title")), backupPart());
  }

  function card(run) {
    const facts = [when(run.started), run.counts && t("rows_n", { n: run.counts.rows }), run.restores ? run.customers.join(", ") : run.sources.map((file) => file.split("/").pop()).join(", "), run.restores && t("against_backup", { time: backupTime(run.restores) }), outcomes(run), why(run)];
    const lines = run.next.map((one) => command(one.command, `${run.id}-${one.kind}-line`, t("runs_next", { about: aboutStep(one, run) })));
    return el("li", { class: "card run " + run.state },
      el("p", {}, el("strong", {}, t("r_" + run.command)), " ", el("span", { class: "state how-it-ended" }, t("w_" + run.state)), " ", run.command !== "validate" && place(run.sandbox, run.elsewhere)), el("p", { class: "facts" }, facts.filter(Boolean).flatMap((fact, at) => (at === 0 ? [fact] : [" · ", fact]))),
      run.problem && el("p", { class: "how wrong" }, run.problem), nextSteps(run, !run.sandbox, take),
      el("p", { class: "links" }, run.files.map((name) => el("a", name === "report.html" ? { href: fileOf(run.id, name), target: "_blank", rel: "noopener" } : { href: fileOf(run.id, name), download: name }, name === "report.html" ? t("full_report") : name))),
      lines.length > 0 && el("details", { class: "more", id: run.id + "-more" }, el("summary", {}, t("command")), lines));
  }

  function backupPart() {
    const { folder, backups: all, command: line } = state.backups;
    history.update(all.filter(({ customers }) => customers !== null));
    const busy = job?.state === "running";
    const make = el("button", { type: "button", class: "quiet", id: "backup-make", disabled: busy, onclick: () => begin({ kind: "backup" }, take) }, t("backup_make"));
    const items = all.map((one) => el("li", { class: "card run" }, el("p", {}, el("strong", {}, exactly(one.began) || one.id), one.customers !== null && " " + t("customers_n", { n: one.customers })),
      el("p", { class: "facts" }, [t("v_" + one.verdict), changed(one.changes), one.bytes !== null && size(one.bytes)].filter(Boolean).join(" · ")), one.problem && el("p", { class: "how wrong" }, one.problem)));
    return [el("p", { class: "note" }, t("backups_more", { folder })), el("div", {}, make), items.length > 0 ? el("ul", { class: "runs" }, items) : el("p", { class: "note" }, t("backups_none")),
      all.length > 1 && comparison(all.filter(({ customers }) => customers !== null), busy), result(), all.length > 0 && history.element, command(line, "backups-line")];
  }

  const changed = (changes) => changes && (changes.first ? t("backup_first") : t("backup_changes", { added: changes.added ?? 0, changed: changes.changed ?? 0, gone: changes.gone ?? 0 }));

  function comparison(all, busy) {
    if (all.length < 2) return null;
    const wanted = [chosen[0] ?? all[1].id, chosen[1] ?? all[0].id];
    const select = (at, label) => {
      const one = el("select", { id: "compare-" + at, onchange: () => { chosen[at] = one.value; } }, all.map(({ id, began }) => el("option", { value: id }, exactly(began) || id)));
      one.value = wanted[at];
      return [one, el("div", { class: "field" }, el("label", { for: "compare-" + at }, t(label)), one)];
    };
    const [before, first] = select(0, "compare_earlier"), [after, second] = select(1, "compare_later");
    return el("div", { class: "card part plan-form" }, el("div", { class: "fields wide" }, first, second),
      el("div", {}, el("button", { type: "button", class: "quiet", id: "compare-go", disabled: busy, onclick: () => begin({ kind: "compare", before: before.value, after: after.value }, take) }, t("compare"))));
  }

  function result() {
    if (!state.compared) return null;
    const { found, job: own } = state.compared;
    const all = found.customers ?? [];
    const items = all.slice(0, CUSTOMERS).map((one) => el("li", {}, el("p", {}, el("strong", {}, customerName(one)), " ", el("span", { class: "state" }, t("c_" + one.change))),
      el("ul", { class: "changes" }, (one.fields ?? []).map(({ field, before, after }) => el("li", { class: "replaced" }, el("span", { class: "field-name" }, fieldName(field)), " ", el("del", {}, valueText(field, before)), " → ", el("ins", {}, valueText(field, after)))))));
    return el("section", { class: "card part" }, el("h3", {}, t("compared")), items.length > 0 ? el("ul", { class: "plan-rows" }, items) : el("p", {}, t("compared_none")),
      all.length > CUSTOMERS && el("p", { class: "note" }, t("compared_more", { n: all.length - CUSTOMERS })), command(own.command, "compare-line"));
  }

  return {
    leave: () => { left = true; turn += 1; unfollow(); },
    update() { load().catch((error) => notify(error.message)); },
  };
}

/** What a run has done, or would do, in numbers. */
function outcomes({ command: name, counts, trace }) {
  if (!counts || trace) return "";
  const planned = [["n_new", counts.planned_inserts], ["n_updated", counts.planned_updates], ["n_unchanged", counts.unchanged]];
  const written = [["n_new", counts.inserted], ["n_updated", counts.updated], ["n_deleted", counts.deleted ?? 0], ["n_failed", counts.failed], ["n_unknown", counts.unknown], ["n_waiting", counts.pending]];
  const all = [...(name === "dry run" ? planned : name === "validate" ? [] : written), ["n_left", counts.skipped], ["n_rejected", counts.rejected]];
  return all.filter(([, n]) => n > 0).map(([key, n]) => `${t(key)}: ${number(n)}`).join(" · ");
}

/** Why a run ended, if its numbers do not say it. */
function why({ reason, exit, counts }) {
  const [, unfit] = reason?.match(/(\d+) fix(?:es)?(?: of .+?)? no longer fit/) ?? [];
  if (unfit) return t("reason_fixes", { n: Number(unfit) });
  if (!reason || (counts && exit <= 1)) return null;
  if (has("v_" + reason)) return t("v_" + reason);
  if (/^stopped by SIG(INT|TERM)$/.test(reason)) return t("reason_stopped");
  return el("span", { lang: "en" }, reason);
}

/** The name or the address of a customer that differs, and its number in the help desk. */
const customerName = ({ id, who = [] }) => (who[0] ? `${who[0]} (${id})` : id);
