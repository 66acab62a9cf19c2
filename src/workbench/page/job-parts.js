// What the steps Plan, Run, and Runs share: the banner of the target, the command, progress, counts, questions.
import { announce, el, notify } from "./dom.js";
import { startJob, stopJob } from "./jobs-api.js";
import { codeWords, fieldName, has, locale, number, t } from "./strings.js";
import { wantedIssues, wantedRule } from "./wanted-rule.js";

export const when = (time) => (time ? new Date(time).toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" }) : "");

/** The same to the second, for backups. */
export const exactly = (time) => (time ? new Date(time).toLocaleString(locale, { dateStyle: "medium", timeStyle: "medium" }) : "");

/** The time of a backup, by its name: `20261130T083000Z-5b21aa`. */
export const backupTime = (name) => exactly(name.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z.*$/, "$1-$2-$3T$4:$5:$6Z"));

/** A value of a backup for people. */
export function valueText(field, value) {
  if (value === null || value === undefined || value === "") return t("value_none");
  if (field === "birthDate" && typeof value === "number") return new Date(value).toISOString().slice(0, 10);
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return value.join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** `about 3 min left` */
export function duration(seconds) {
  if (seconds < 90) return t("seconds", { n: Math.max(1, Math.round(seconds)) });
  return seconds < 5400 ? t("minutes", { n: Math.round(seconds / 60) }) : t("hours", { n: Math.round(seconds / 360) / 10 });
}

/** Says in words, with a sign and in colour, where customers go. */
export function banner({ target, account }, job) {
  // A job goes where it began, whatever was chosen since.
  const own = job?.state === "running" && job.kind !== "compare" ? job : null;
  const practice = own ? own.sandbox : target.kind === "sandbox";
  const name = own?.place ?? (practice ? target.sandbox : account.name) ?? "?";
  const more = practice ? t("practice_more", { file: name }) : t("real_more", { name });
  return el("div", { class: "target-banner " + (practice ? "practice" : "real"), id: "target-banner" },
    el("span", { class: "target-sign", "aria-hidden": "true" }, practice ? "◇" : "●"),
    el("p", {}, el("strong", {}, t(practice ? "practice" : "real")), " ", more));
}

/** A command line with a button that copies it. */
export function command(line, id, label = t("command")) {
  const button = el("button", { type: "button", class: "quiet", id: id + "-copy", onclick: copy }, t("copy"));
  async function copy() {
    await navigator.clipboard.writeText(line);
    button.textContent = t("copied");
    announce(t("copied"));
    setTimeout(() => { button.textContent = t("copy"); }, 1500);
  }
  return el("div", { class: "part" }, el("p", { class: "part-title" }, label), el("div", { class: "command-line" }, el("code", { tabindex: "0" }, line), button));
}

/** Says in a word where a job or a run was. */
export const place = (practice, elsewhere) => el("span", { class: "state " + (elsewhere ? "" : practice ? "practice" : "real") }, t(elsewhere ? "runs_elsewhere" : practice ? "runs_in_practice" : "runs_in_account"));

/** How a job stands, or has ended, in a line: with the verdict of a check. */
export const ended = (job) => verdictText(job) ?? `${t("kind_" + job.kind)}: ${t("state_" + job.state)}`;

/** What a check of a run has found; nothing for another job. */
function verdictText(job) {
  const found = job?.state === "done" && job.kind === "verify" && job.progress.verified;
  if (!found) return null;
  const { checked, differing, open, keys_twice: twice } = found;
  const said = checked === 0 ? t("verified_none") : differing === 0 ? t("verified_same", { n: checked }) : t("verified_differ", { same: checked - differing, n: differing, checked });
  return [said, twice > 0 && t("verified_twice", { n: twice }), open > 0 && t("verified_open", { n: open })].filter(Boolean).join(" ");
}

/** The same as a paragraph. */
export function verdict(job) {
  const text = verdictText(job);
  const { differing, open, keys_twice: twice } = job?.progress?.verified ?? {};
  return text && el("p", { class: differing + open + twice > 0 ? "problem" : "found-good", id: "verdict" }, el("strong", {}, text));
}

/** Numbers side by side; those that are zero and of no interest are left out. */
export function tiles(numbers) {
  const shown = numbers.filter(([, n, always]) => always || n > 0);
  return el("dl", { class: "tiles" }, shown.map(([key, n, , kind]) => el("div", { class: "tile " + (n > 0 ? kind ?? "" : "") }, el("dt", {}, t(key)), el("dd", {}, number(n)))));
}

export const planTiles = (counts) => tiles([["n_new", counts.planned_inserts, true], ["n_updated", counts.planned_updates, true, "marked"], ["n_unchanged", counts.unchanged, true],
  ["n_left", counts.skipped, true], ["n_merged", counts.merged ?? 0], ["n_rejected", counts.rejected, true, "bad"]]);

export const resultTiles = (counts) => tiles([["n_new", counts.inserted, true], ["n_updated", counts.updated, true], ["n_deleted", counts.deleted ?? 0], ["n_unchanged", counts.unchanged],
  ["n_left", counts.skipped], ["n_merged", counts.merged ?? 0], ["n_rejected", counts.rejected, false, "bad"], ["n_failed", counts.failed, false, "bad"], ["n_unknown", counts.unknown, false, "bad"], ["n_waiting", counts.pending, false, "bad"]]);

/** What a stage of the work is called, by how the command calls it. */
const STAGES = [[/^Checking .* to be changed$/, "changed"], [/^Putting /, "filling"], [/^Carrying out /, "trying"], [/the details of/, "details"], [/^pass \d+/, "listing"], [/^looking for other customers/, "twins"],
  [/^checking /, "records"], [/^reading /, "backup"], [/photos?/, "photos"]];

function phase({ phase, what }) {
  const stage = phase === "stage" && STAGES.find(([pattern]) => pattern.test(what ?? ""));
  return stage ? t("stage_" + stage[1]) : t("phase_" + (phase ?? "start"), { what: what ?? "" });
}

/** One line about how the work goes. */
function flow(progress) {
  const parts = [];
  const { done, of, in_bytes: inBytes } = progress;
  if (!inBytes && of > 0) parts.push(t("steps_of", { done: done ?? 0, of }));
  if (inBytes && progress.rows > 0) parts.push(t("rows_n", { n: progress.rows }));
  // While nothing is written, these figures are those of before.
  const away = progress.away_since;
  if (progress.rate > 0 && !away) parts.push(t("per_second", { n: progress.rate }));
  if (progress.in_flight > 0) parts.push(t("in_flight", { n: progress.in_flight }));
  if (progress.paused_seconds > 0) parts.push(t("paused", { n: Math.ceil(progress.paused_seconds) }));
  if (progress.failed > 0) parts.push(t("failed_so_far", { n: progress.failed }));
  if (progress.seconds_left > 0 && !away) parts.push(t("time_left", { time: duration(progress.seconds_left) }));
  return parts.join(" · ");
}

/** The card of a job at work, or of one that ended otherwise than planned; nothing for one that is done. */
export function jobCard(job) {
  if (!job || job.state === "done") return null;
  const running = job.state === "running";
  const { progress } = job;
  const known = running && progress.of > 0;
  const bar = running && el("progress", { max: known ? progress.of : null, value: known ? Math.min(progress.done ?? 0, progress.of) : undefined, "aria-label": phase(progress) });
  const stop = el("button", { type: "button", class: "quiet", id: "job-stop", disabled: !!progress.stopping, onclick: () => stopJob(job.id).catch((error) => notify(error.message)) }, t("run_stop"));
  const asked = wasAsked(job);
  const errors = running || asked ? [] : whyEnded(job);
  return el("section", { class: "card job " + job.state, "aria-labelledby": "job-title" },
    el("header", { class: "file-head" }, el("h2", { id: "job-title" }, t("kind_" + job.kind), ": ", t("state_" + job.state), " ", place(job.sandbox)), running && stop),
    running && el("p", { class: "job-phase" }, progress.stopping ? t("run_stopping") : phase(progress)), bar,
    running && el("p", { class: "note flow" }, flow(progress) || "\u00a0"),
    running && (progress.away_since ? away(progress) : [silence(job), progress.notice && el("p", { class: "message notice" }, progress.notice)]),
    running && job.writes && el("p", { class: "note" }, t("run_close"), " ", t("run_pause")),
    asked && el("p", { class: "message" }, t(job.writes ? "why_stopped_writing" : "why_stopped")),
    errors.length > 0 && el("div", { class: "problem", role: "alert" }, errors.map((text) => el("p", { class: "message" }, text))),
    failures(job), !running && said(job));
}

/** That the help desk does not answer, for how long so far, and for how long it is tried. */
function away({ notice, away_since: since }) {
  const time = () => t("away_for", { time: duration((Date.now() - Date.parse(since)) / 1000) });
  const so = el("p", {}, el("strong", {}, time()));
  const ticking = setInterval(() => { if (so.isConnected) so.firstChild.textContent = time(); else clearInterval(ticking); }, 1000);
  return el("div", { class: "problem" }, so, el("p", { class: "message" }, notice));
}

/** How far which job was, and since when. After so many milliseconds without an answer, that is told. */
let still = { at: "", since: 0 };
const SILENCE = 4000;

/** That requests are on their way and nothing comes back, before the program itself takes the help desk for away. */
function silence({ id, progress }) {
  const at = JSON.stringify([id, progress.phase, progress.done, progress.failed]);
  if (at !== still.at) still = { at, since: Date.now() };
  if (!(progress.in_flight > 0) || progress.paused_seconds > 0) return null;
  const { since } = still;
  const said = el("p", { class: "message notice", hidden: true });
  const say = () => {
    said.hidden = Date.now() - since < SILENCE;
    said.textContent = t("silent_for", { time: duration((Date.now() - since) / 1000) });
  };
  say();
  const ticking = setInterval(() => { if (said.isConnected) say(); else clearInterval(ticking); }, 1000);
  return said;
}

/** True for a job that was stopped on the page. */
const wasAsked = ({ state, progress }) => state === "stopped" && [progress.stopping, progress.notice].some((text) => /^stopped by SIGINT/.test(text ?? ""));

/** Why a job did not come to its end. */
function whyEnded({ state, progress }) {
  const of = (level) => progress.messages.filter((one) => one.level === level).map(({ text }) => text);
  const why = [progress.stopping, ...of("error")].filter(Boolean);
  // Else its last word says it.
  if (why.length === 0 && progress.notice) why.push(progress.notice);
  if (state === "interrupted") why.push(t("why_interrupted"));
  return [...new Set(why)];
}

/** The newest failures. */
export function failures({ progress }) {
  if (progress.failures.length === 0) return null;
  const said = ({ code, reason, row }) => (codeWords(code) ? [t("run_failure", { reason: codeWords(code).title, row }), " ", el("span", { class: "english", lang: "en" }, reason)] : t("run_failure", { reason, row }));
  const items = progress.failures.slice(-20).reverse().map((one) => el("li", {}, el("span", { class: "code" }, one.code), " ", one.field ? fieldName(one.field) + ": " : "", said(one)));
  return el("div", { class: "part" }, el("h3", {}, t("run_failures")), el("ul", { class: "failures" }, items));
}

/** All messages, folded. */
export function said({ id, progress }) {
  if (progress.messages.length === 0) return null;
  return el("details", { class: "more", id: "said-" + id }, el("summary", {}, t("said")), el("pre", { class: "said", tabindex: "0" }, progress.messages.map(({ text }) => text).join("\n\n")));
}

/** The questions of a report about a file, each with the way to where it is answered. */
export function questions(report, file, open) {
  const all = report?.questions ?? [];
  if (all.length === 0) return null;
  return el("section", { class: "card part questions" }, el("h2", {}, t("questions")),
    el("ul", {}, all.slice(0, 12).map(({ about, question, assumed, change }) => el("li", {}, el("p", { class: "ask" }, question), el("p", { class: "note" }, t("assumed", { text: assumed })), el("p", { class: "note" }, about === "rejected" ? t("rejected_change") : change), answer(about, file, open)))));
}

/** Where the questions are answered that are not about cells: how a file is read, its rules, how customers are found, and below. */
const ANSWERS = { files: ["encoding", "W018", "W021", "W023"], columns: ["phone_region", "date_order", "E207", "E213"], matching: ["duplicates", "E401", "E402"], over: ["replaced"], rows: ["E403", "W407"] };

/** A button to where a question is answered. */
function answer(about, file, open) {
  const place = Object.keys(ANSWERS).find((name) => ANSWERS[name].includes(about)) ?? "check";
  const go = {
    files: () => open("files"),
    columns: () => { wantedRule.file = file; open("columns"); },
    matching: () => { Object.assign(wantedRule, { file, matching: true }); open("columns"); },
    over: () => show("over-title"),
    rows: () => { if (about === "E403") choose("rows-kind", "reject"); show("rows-title"); },
    check: () => { Object.assign(wantedIssues, { file, code: about }); open("check"); },
  };
  return el("div", {}, el("button", { type: "button", class: "quiet", onclick: go[place] }, t("plan_to_" + place)));
}

function choose(id, value) {
  const menu = document.getElementById(id);
  menu.value = value;
  menu.dispatchEvent(new Event("change"));
}

function show(id) {
  const title = document.getElementById(id);
  title.focus({ preventScroll: true });
  scrollTo(0, title.getBoundingClientRect().top + scrollY - (document.querySelector(".sign")?.offsetHeight ?? 0) - 8);
}

/** Starts a job; says what is wrong. */
export async function begin(wanted, onjob, onerror = (error) => notify(error.message)) {
  try {
    const job = await startJob(wanted);
    announce(ended(job));
    onjob(job);
  } catch (error) {
    onerror(error);
  }
}

/** The card of what can't be done now, with a button. */
export const instead = (text, label, onclick) => el("div", { class: "card instead" }, el("p", {}, text), el("button", { type: "button", class: "primary", id: "instead", onclick }, label));

/** A step about a run, in words. */
export const aboutStep = ({ kind, about }, run) => {
  const key = "do_" + (kind === "undo" && run.state === "unfinished" ? "undo_part" : kind);
  return has(key) ? t(key) : about;
};

/** A question with a number that must be typed in a real account. Resolves to the number, or null. */
export function confirmed(title, text, label, yes, wanted, typed) {
  return new Promise((resolve) => {
    const input = el("input", { type: "text", id: "ask-number", inputmode: "numeric", autocomplete: "off", oninput: () => { sure.disabled = input.value.replace(/\D/g, "") !== String(wanted); } });
    const sure = el("button", { class: "primary", value: "yes", disabled: typed }, yes);
    const dialog = el("dialog", { "aria-labelledby": "ask-title", onclose: () => { dialog.remove(); resolve(dialog.returnValue === "yes" && !sure.disabled ? wanted : null); } },
      el("form", { method: "dialog" }, el("h2", { id: "ask-title" }, title), el("p", {}, text), typed && el("label", { for: "ask-number" }, label), typed && input,
        el("div", { class: "buttons" }, el("button", { class: "quiet", value: "no", autofocus: !typed, type: "submit" }, t("cancel")), sure)));
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** What can be done next with a run, as buttons. */
export function nextSteps(run, real, onjob) {
  if (run.elsewhere) return el("p", { class: "note" }, run.elsewhere);
  const stopped = run.state === "unfinished" && run.counts?.pending + run.counts?.unknown > 0;
  const name = (kind) => t(kind === "undo" && stopped ? "s_undo_part" : "s_" + kind);
  const buttons = (run.next ?? []).filter(({ kind }) => has("s_" + kind)).map(({ kind }) => el("button", { type: "button", class: kind === "resume" ? "primary" : "quiet", id: `${run.id}-${kind}`, onclick: () => step(kind) }, name(kind)));
  async function step(kind) {
    let confirm;
    if (kind === "undo") {
      const n = (run.counts?.inserted ?? 0) + (run.counts?.updated ?? 0);
      confirm = await confirmed(t("undo_ask"), `${t(real ? "undo_real" : "undo_practice", { n })} ${t("undo_more")}${stopped ? " " + t("undo_part_more") : ""}${run.counts?.unknown > 0 ? " " + t("undo_unknown", { n: run.counts.unknown }) : ""}`, t("undo_type", { digits: String(n) }), t("undo_yes"), n, real);
      if (confirm === null) return;
    } else if (real && kind !== "verify" && run.counts) {
      // Without counts the server says why it can't be done.
      const n = kind === "resume" ? run.counts.pending + run.counts.unknown : run.counts.failed;
      confirm = await confirmed(t("go_on_ask"), t("run_type_more", { digits: String(n) }), t("run_type", { digits: String(n) }), t("s_" + kind), n, true);
      if (confirm === null) return;
    }
    begin(confirm === undefined ? { kind, run: run.id } : { kind, run: run.id, confirm }, onjob);
  }
  return buttons.length > 0 && el("div", { class: "choices" }, buttons);
}

