// Real rows before and after a rule.
import { getPreview } from "./columns-api.js";
import { el, fill } from "./dom.js";
import { englishNote, issueWords } from "./issue-words.js";
import { t } from "./strings.js";

/**
 * The table: `show(rule)` applies a rule that is not saved, or without one that of the mapping. `onwrong` gets a refusal. One
 * request is on its way at a time; of the rules that come meanwhile, the newest is next.
 */
export function previewTable(file, field, current, onwrong) {
  const body = el("div", { class: "preview-body" }, el("p", { class: "note loading" }, t("preview_loading")));
  const element = el("div", { class: "part preview" }, el("h3", { id: "preview-title" }, t("preview")), body);
  let next = null, isAsking = false, isWaiting = false, isOver = false;

  async function ask() {
    if (isAsking) return;
    isAsking = true;
    while (next && !isOver) {
      const { rule } = next;
      next = null;
      await getPreview(file, field, rule).then(draw, fault);
    }
    isAsking = false;
    element.removeAttribute("aria-busy");
  }

  function draw(found) {
    if (isOver || isWaiting) return;
    if (!next) onwrong(null);
    fill(body, counts(found), table(found));
  }

  /** Whoever goes on typing may mend it. */
  function fault(error) {
    if (!next && !isOver && !isWaiting) onwrong(error);
  }

  return {
    element,
    show(rule) {
      [next, isWaiting] = [{ rule: rule && structuredClone(current()) }, false];
      element.setAttribute("aria-busy", "true");
      ask();
    },
    /** Nothing is tried until `show` is called again. */
    wait() { [next, isWaiting] = [null, true]; fill(body); },
    stop() { isOver = true; },
  };
}

function counts({ tried, errors, warnings }) {
  const said = [t("preview_counts", { n: tried }), errors > 0 && t("preview_errors", { n: errors }), warnings > 0 && t("preview_warnings", { n: warnings }), tried > 0 && errors + warnings === 0 && t("preview_fine")];
  return el("p", { class: errors > 0 ? "how wrong" : "how" }, said.filter(Boolean).join(" "));
}

function table({ rows }) {
  const columns = rows[0]?.before.map(({ column }) => column) ?? [];
  const head = el("tr", {}, el("th", { scope: "col" }, t("preview_row")), (columns.length > 0 ? columns : [t("preview_before")]).map((name) => el("th", { scope: "col" }, name)), el("th", { scope: "col", class: "after" }, t("preview_after")));
  const width = Math.max(columns.length, 1);
  return el("div", { class: "scroll", id: "preview-scroll", "data-scroll": true, tabindex: "0", role: "region", "aria-labelledby": "preview-title" },
    el("table", {}, el("thead", {}, head), el("tbody", {}, rows.map((row) => line(row, width)))));
}

function line({ row, before, what, after, issues }, width) {
  const isWrong = issues.some(({ error }) => error);
  const cells = before.length > 0 ? before.map(({ text }) => el("td", {}, text.trim() === "" ? el("em", {}, t("empty_cell")) : text)) : [el("td", { colspan: width }, el("em", {}, "–"))];
  const result = what === "value" ? after : el("em", {}, isWrong ? t("after_rejected") : t("after_" + what, { why: after }));
  const notes = issues.map((issue) => {
    const words = issueWords(issue);
    return el("p", { class: issue.error ? "wrong" : "warned" }, el("strong", {}, words.said), " ", words.advice, " ", englishNote(words));
  });
  return el("tr", { class: isWrong ? "wrong" : issues.length > 0 ? "warned" : null }, el("th", { scope: "row", class: "number" }, row === null ? el("span", { title: t("further_down") }, "…", el("span", { class: "unseen" }, t("further_down"))) : String(row)), cells, el("td", { class: "after" }, result, notes));
}
