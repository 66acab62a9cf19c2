// Step Check: the whole file is checked in the background, and what is red is mended here.
import { beginCheck, getGroups, getMatchColumns, mend, mendAlike, mendSuggested, watchCheck } from "./check-api.js";
import { checkFixes } from "./check-fixes.js";
import { checkGrid } from "./check-grid.js";
import { checkKinds } from "./check-kinds.js";
import { announce, el, fill, nextStep } from "./dom.js";
import { commandLine } from "./command-line.js";
import { askSure, askText } from "./ask-text.js";
import { englishNote, issueWords, suggestedName } from "./issue-words.js";
import "./strings-check.js";
import { fieldName, t } from "./strings.js";
import { wantedIssues, wantedRule } from "./wanted-rule.js";

/** While the first check runs, what it has found so far is read again after this many milliseconds. */
const GLIMPSE = 1000;
/** Fields whose value is that of one customer: what is wrong in several rows is not the same for all of them. */
const OWN = ["email", "phoneNumber", "mobileNumber", "faxNumber", "birthDate"];

export function checkStep(main, { open }) {
  let project = null, file = null, state = null, shown = null, glimpsed = 0, unwatch = null, beginning = false, match = null, matched = [], selected = { row: null, column: -1 };
  const kinds = checkKinds((wanted) => { wrong.hidden = true; showRows(wanted, state?.shown ?? null); });
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
    if (error.status !== 409) { fault(error); return; }
    // The check that runs brings others.
    if (state?.running) return;
    shown = null;
    begin();
  }

  async function showRows(wanted, number) {
    const isThere = await grid.show(wanted, number);
    if (wanted === kinds.chosen()) kinds.tell(isThere ? grid.all() : null, grid.total());
    note();
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
      !row.key && state?.running && el("p", { class: "note", id: "not-yet" }, t("check_not_yet")),
      el("div", { class: "buttons" }, suggestions(row, column, issues), alikes(issues, name), allSuggested(issues, name), rules(issues), matching(issues), row.key && el("button", { type: "button", class: "quiet", id: "set-aside", onclick: () => setAside(row) }, t("check_set_aside", { row: number }))));
  }

  function said(issue) {
    const words = issueWords(issue);
    return [el("p", { class: "message" }, words.said), words.advice && el("p", { class: "note" }, t("check_to_do", { hint: words.advice })), el("p", { class: "note" }, englishNote(words))];
  }

  /** A button for each value that was probably meant. It mends the cell; a part of a cell is mended by hand. */
  function suggestions(row, column, issues) {
    const cell = row.cells[column] ?? "";
    const own = issues.filter((issue) => column >= 0 && row.key && !grid.isMended(row, grid.columns()[column]) && issue.suggested && issue.value?.trim() === cell.trim());
    return own.flatMap(({ code, suggested }) => suggested.map((value) => [code, value])).map(([code, value], at) =>
      el("button", { type: "button", class: at === 0 ? "primary" : "quiet", id: "suggested-" + at, onclick: () => grid.take(value) }, t("take_suggested", { value: suggestedName(code, value) })));
  }

  /** All cells of a column, each with its own value, get what is suggested for each. */
  function allSuggested(issues, column) {
    const of = (issue) => kinds.groupOf(issue.code, issue.column ?? "");
    const issue = issues.find((one) => one.column === column && one.suggested?.length === 1 && of(one)?.different > 1 && of(one).suggested > 1);
    if (!issue || state.running) return null;
    const n = of(issue).suggested;
    return el("button", { type: "button", class: "quiet", id: "all-suggested", onclick: () => takeAll(issue.code, column, n) }, t("check_all_suggested", { n }));
  }

  async function takeAll(code, column, n) {
    if (!await askSure({ title: t("check_ask_suggested", { n, column }), text: t("check_ask_suggested_more"), yes: t("check_suggested_do") })) return;
    wrong.hidden = true;
    try {
      const { cells } = await mendSuggested({ check: state.shown, code, column });
      announce(t("check_said_suggested", { n: cells }));
    } catch (error) { if (error.status === 409) begin(); fault(error); }
  }

  /** The rule of a field has options that settle many rows, such as the country of phone numbers. */
  function rules(issues) {
    const fields = [...new Set(issues.map(({ field }) => field).filter((field) => field && !field.endsWith("*")))];
    return fields.map((field) => el("button", { type: "button", class: "quiet", id: "rule-of-" + field, onclick: () => { Object.assign(wantedRule, { file: file.id, field }); open("columns"); } }, t("check_rule", { field: fieldName(field) })));
  }

  /** A row without a key is found by another one, or becomes a new customer: that is chosen in step Columns. */
  const matching = (issues) => issues.some(({ code }) => code === "E401") && el("button", { type: "button", class: "quiet", id: "to-matching", onclick: () => { Object.assign(wantedRule, { file: file.id, matching: true }); open("columns"); } }, t("check_matching"));

  /** True if the value is that of one customer, or stands for several that a spreadsheet has cut. */
  const isOwn = ({ code, field }, column) => code === "E006" || OWN.includes(field) || matched.includes(column);

  /** A value that stands in several rows can be changed in all of them. A cut value is not known whole. */
  function alikes(issues, column) {
    const issue = issues.find((one) => one.column === column && one.value && !isOwn(one, column) && !one.value.endsWith("…") && kinds.countOf(one.code, column, one.value) > 1);
    if (!issue) return null;
    const n = kinds.countOf(issue.code, column, issue.value);
    return el("button", { type: "button", class: issue.suggested ? "quiet" : "primary", id: "alike", onclick: () => alike(column, issue, n) }, t("check_alike", { n }));
  }

  async function alike(column, { value, suggested }, n) {
    const now = await askText({ title: t("check_ask_alike", { n, value }), text: t("check_ask_alike_more", { column }), label: t("check_new_value"), value: suggested?.[0] ?? value, yes: t("check_alike_do") });
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

  /** Nothing of a former file stays, also not the cell that was chosen. */
  function forget() {
    [selected, shown] = [{ row: null, column: -1 }, null];
    results.hidden = aside.hidden = true;
    grid.clear();
  }

  function choose() {
    const former = file?.id;
    const files = project.files.filter((one) => one.size !== null);
    if (wantedIssues.file) file = files.find(({ id }) => id === wantedIssues.file) ?? file;
    wantedIssues.file = null;
    if (!files.some((one) => one.id === file?.id)) file = files[0] ?? null;
    file = files.find((one) => one.id === file?.id) ?? null;
    if (former && former !== file?.id) forget();
    fill(chooser, files.length > 1 && el("div", { class: "field" }, el("label", { for: "check-file" }, t("check_file")),
      el("select", { id: "check-file", onchange: (event) => { file = files.find((one) => one.id === event.target.value); forget(); begin(); } },
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
    match = null;
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
    // Of a mapping with a mistake, nobody knows the key.
    match ??= getMatchColumns(file.id).catch(() => []);
    const [found, keys] = await Promise.all([getGroups(number).catch((error) => { if (number === shown) ongone(error); }), match]);
    if (!found || number !== shown) return;
    matched = keys;
    grid.match(keys);
    const { groups } = found;
    const wanted = kinds.update(groups);
    // Of a file without a fault, too, somebody may look for a row.
    results.hidden = groups.length === 0 && !state.counts;
    if (isSettled) { grid.forget(); fixes.update(number); }
    // Until the first check ends, a search is not made again: each reads the whole file.
    const isFound = wanted.search && state.running && !state.counts && grid.check() === number;
    if (!results.hidden && !isFound) await showRows(wanted, number);
  }

  function paintState() {
    const { progress, counts, error, running } = state;
    const says = [];
    if (running) {
      const rows = t("check_rows", { n: progress?.rows ?? 0 });
      says.push(el("p", { class: "check-title" }, t(progress?.reading ? "check_reading" : "check_running", { rows })),
        el("progress", { max: progress?.part ? 1 : null, value: progress?.part || undefined, "aria-label": t("check_bar") }));
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
    leave() { unwatch?.(); grid.leave(); wantedIssues.code = null; },
  };
}
