// Step Check: the whole file is checked in the background, and what is red is mended here.
import { beginCheck, getGroups, mend, mendAlike, watchCheck } from "./check-api.js";
import { checkFixes } from "./check-fixes.js";
import { checkGrid } from "./check-grid.js";
import { checkKinds } from "./check-kinds.js";
import { announce, el, fill, nextStep } from "./dom.js";
import { commandLine } from "./command-line.js";
import { askText } from "./ask-text.js";
import "./strings-check.js";
import { codeWords, t } from "./strings.js";

/** While the first check runs, what it has found so far is read again after this many milliseconds. */
const GLIMPSE = 1000;

export function checkStep(main, { open }) {
  let project = null, file = null, state = null, shown = null, glimpsed = 0, unwatch = null, beginning = false, selected = { row: null, column: -1 };
  const kinds = checkKinds((wanted) => grid.show(wanted, state?.shown ?? null));
  const grid = checkGrid({ onmend, onfocus, ongone });
  const fixes = checkFixes(fault);
  const chooser = el("div", { class: "chooser" });
  const summary = el("section", { class: "card check-state", "aria-label": t("check_done") });
  const stale = el("p", { class: "note", hidden: true }, t("check_stale"));
  const aside = el("div", { class: "cell-note card", id: "cell-note" });
  const wrong = el("p", { class: "problem message", role: "alert", hidden: true });
  const command = el("div", { class: "part" });
  const keys = el("p", { class: "note" }, t("check_keys"));
  const results = el("div", { class: "check-results", hidden: true }, kinds.element, el("div", { class: "check-rows" }, stale, grid.element, aside, keys));
  main.replaceChildren(el("div", { class: "intro" }, el("h1", {}, t("check_heading")), el("p", { class: "lead" }, t("check_lead"))), chooser, summary, wrong, results, fixes.element, command);

  function fault(error) {
    wrong.textContent = error.message;
    wrong.hidden = false;
  }

  async function onmend(row, column, text) {
    wrong.hidden = true;
    const was = row.cells[grid.columns().indexOf(column)] ?? "";
    try {
      await mend({ key: row.key, column, was, now: text, file: file.path, row: row.number });
      announce(t("check_said_mended", { column }));
      return true;
    } catch (error) {
      fault(error);
      return false;
    }
  }

  /** The rows that are shown are not kept any more: other files were checked since, perhaps in another window. */
  function ongone(error) {
    if (error.status !== 409) return;
    shown = null;
    begin();
  }

  function onfocus(row, column) {
    selected = { row, column };
    note();
  }

  /** What is wrong with the cell that has the focus, and what can be done. */
  function note() {
    const { row, column } = selected;
    aside.hidden = !row;
    if (!row) return;
    const name = grid.columns()[column];
    const issues = grid.issuesOf(row, column);
    const number = String(row.number);
    fill(aside, el("h2", {}, column < 0 ? t("check_whole", { row: number }) : t("check_cell", { column: name, row: number })),
      issues.map((issue) => el("div", { class: issue.severity }, said(issue))),
      el("div", { class: "buttons" }, alikes(issues, name), row.key && el("button", { type: "button", class: "quiet", id: "set-aside", onclick: () => setAside(row) }, t("check_set_aside", { row: number }))));
  }

  /** The kind of the issue in the language of the page, and what is said of this cell, which is English. */
  function said({ code, message, hint }) {
    const own = codeWords(code);
    if (!own) return [el("p", { class: "message" }, message), hint && el("p", { class: "note" }, t("check_to_do", { hint }))];
    return [el("p", { class: "message" }, own.title), el("p", { class: "note" }, t("check_to_do", { hint: own.remedy })), el("p", { class: "note", lang: "en" }, [message, hint].filter(Boolean).join(": "))];
  }

  /** A value that stands in several rows can be changed in all of them. A cut value is not known whole. */
  function alikes(issues, column) {
    const issue = issues.find((one) => one.column === column && one.value && !one.value.endsWith("…") && kinds.countOf(one.code, column, one.value) > 1);
    if (!issue) return null;
    const n = kinds.countOf(issue.code, column, issue.value);
    return el("button", { type: "button", class: "primary", id: "alike", onclick: () => alike(column, issue.value, n) }, t("check_alike", { n }));
  }

  async function alike(column, value, n) {
    const now = await askText({ title: t("check_ask_alike", { n, value }), text: t("check_ask_alike_more", { column }), label: t("check_new_value"), value, yes: t("check_alike_do") });
    if (now === null || now === value) return;
    wrong.hidden = true;
    await mendAlike({ column, value, now }).catch(fault);
  }

  async function setAside(row) {
    const number = String(row.number);
    const reason = await askText({ title: t("check_ask_aside", { row: number }), text: t("check_ask_aside_more"), label: t("check_reason"), value: "", yes: t("check_aside_do") });
    if (reason === null) return;
    wrong.hidden = true;
    try {
      await mend({ key: row.key, now: "", note: reason, file: file.path, row: row.number });
      grid.mark(row, "", "");
      announce(t("check_said_aside", { row: number }));
    } catch (error) { fault(error); }
  }

  function choose() {
    const files = project.files.filter((one) => one.size !== null);
    if (!files.some((one) => one.id === file?.id)) file = files[0] ?? null;
    file = files.find((one) => one.id === file?.id) ?? null;
    fill(chooser, files.length > 1 && el("div", { class: "field" }, el("label", { for: "check-file" }, t("check_file")),
      el("select", { id: "check-file", onchange: (event) => { file = files.find((one) => one.id === event.target.value); begin(); } },
        files.map((one) => { const option = el("option", { value: one.id }, one.name); option.selected = one.id === file.id; return option; }))));
  }

  async function begin() {
    fill(command, file && project.mapping && commandLine("check", file.command));
    if (!file || !project.mapping) {
      results.hidden = true;
      fill(summary, el("p", {}, t(file ? "check_no_mapping" : "check_no_file")), el("button", { type: "button", class: "primary", onclick: () => open("files") }, t("check_to_files")));
      return;
    }
    beginning = true;
    const now = await beginCheck(file.id).catch(fault);
    beginning = false;
    if (now) news(now);
    fixes.update(state?.shown);
  }

  /** A new state of the check. */
  function news(now) {
    if (now.file !== file?.id) {
      // Another window checks another file: this one goes on after it.
      if (!file || beginning) return;
      unwatch ??= watchCheck(news);
      if (!now.running) begin();
      return;
    }
    state = now;
    paintState();
    if (state.running && !unwatch) unwatch = watchCheck(news);
    if (!state.running && unwatch) { unwatch(); unwatch = null; }
    stale.hidden = !(state.running && state.counts);
    const isFirst = state.running && !state.counts;
    if (state.shown !== shown || isFirst && performance.now() - glimpsed > GLIMPSE || !isFirst && glimpsed) {
      glimpsed = isFirst ? performance.now() : 0;
      look();
    }
  }

  async function look() {
    const number = state.shown;
    const isSettled = !state.running && state.fresh && state.counts;
    shown = number;
    const found = await getGroups(number).catch((error) => { if (number === shown) ongone(error); });
    if (!found || number !== shown) return;
    const { groups } = found;
    const wanted = kinds.update(groups);
    results.hidden = groups.length === 0;
    if (isSettled) { grid.forget(); fixes.update(number); }
    if (groups.length) await grid.show(wanted, number);
    note();
  }

  function paintState() {
    const { progress, counts, error, running } = state;
    const says = [];
    if (running) {
      const rows = t("check_rows", { n: progress?.rows ?? 0 });
      says.push(el("p", { class: "check-title" }, t(progress?.reading ? "check_reading" : "check_running", { rows })),
        el("progress", { max: progress?.bytes || null, value: progress?.bytes ? Math.min(progress.read, progress.bytes) : undefined, "aria-label": t("check_bar") }));
    }
    if (error && !running) says.push(el("p", { class: "check-title bad" }, t("check_failed")), el("p", { class: "message" }, error));
    if (counts && !(error && !running)) says.push(numbers(counts, state.fixes));
    if (counts && !running && !error && counts.rejected === 0) says.push(el("p", { class: "check-good" }, t("check_all_good")));
    if (counts && !running && !error) says.push(nextStep(counts.rejected > 0 ? "quiet" : "primary", t("next_plan"), () => open("plan"), counts.rejected > 0 && el("p", { class: "note" }, t("check_some_bad"))));
    fill(summary, says);
    summary.setAttribute("aria-busy", String(running));
  }

  function numbers(counts, fixed) {
    const good = counts.rows - counts.rejected - counts.skipped - counts.merged;
    const all = [["check_bad", counts.rejected, "bad"], ["check_good", good, "good"], ["check_warned", counts.warned, ""], ["check_skipped", counts.skipped, ""],
      ["check_mended", fixed?.cells ?? 0, ""], ["check_aside", fixed?.set_aside ?? 0, ""], ["check_refused", fixed?.refused ?? 0, "bad"]];
    return el("ul", { class: "numbers" }, all.filter(([, n]) => n > 0).map(([key, n, kind]) => el("li", { class: kind || null }, t(key, { n }))));
  }

  return {
    update(newest) {
      project = newest;
      choose();
      begin();
    },
    leave() { unwatch?.(); grid.leave(); },
  };
}
