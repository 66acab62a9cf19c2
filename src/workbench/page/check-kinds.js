// The list of what was found: by kind, column and value, each with its number.
import { el, fill } from "./dom.js";
import { codeWords, number, t } from "./strings.js";
import { wantedIssues } from "./wanted-rule.js";

/** `onchoose(wanted)` gets which rows are wanted. */
export function checkKinds(onchoose) {
  let groups = [], chosen = {};
  const list = el("div", { class: "kinds-list" });
  const text = el("input", { type: "search", id: "find-rows", autocomplete: "off", maxlength: "200", "aria-describedby": "found-rows" });
  const found = el("p", { class: "note", id: "found-rows", role: "status" });
  const find = el("form", { class: "field find-rows", role: "search", onsubmit: (event) => { event.preventDefault(); look(); } },
    el("label", { for: "find-rows" }, t("check_find")), text, el("button", { type: "submit", class: "quiet" }, t("check_find_do")), found);
  const element = el("nav", { class: "kinds", "aria-label": t("check_kinds") }, find, list);
  // Emptied by its own button, or by hand.
  text.addEventListener("input", () => { if (!text.value && chosen.search) look(); });

  /** Rows with a text, good ones too. */
  function look() {
    const search = text.value.trim();
    if (search) found.textContent = t("check_finding");
    choose(search ? { search } : {});
  }

  const isChosen = (wanted) => JSON.stringify(wanted) === JSON.stringify(chosen);
  function choose(wanted) {
    chosen = wanted;
    wantedIssues.code = null;
    if (!chosen.search) { text.value = ""; found.textContent = ""; }
    paint();
    onchoose(wanted);
  }

  const entry = (id, wanted, name, where, count) => el("li", {},
    el("button", { type: "button", class: "kind", id, "aria-pressed": String(isChosen(wanted)), onclick: () => choose(wanted) },
      el("span", { class: "kind-name" }, name, where && el("span", { class: "kind-where" }, where)), el("span", { class: "kind-count" }, number(count))));

  function group(one, at) {
    const wanted = { code: one.code, column: one.column };
    const isOpen = chosen.code === one.code && chosen.column === one.column;
    const item = entry("kind-" + at, wanted, codeWords(one.code)?.title ?? one.title, one.column || t("check_whole_row"), one.count);
    item.title = codeWords(one.code)?.remedy ?? one.hint;
    if (isOpen && one.different > 1) item.append(values(one, at));
    return item;
  }

  function values(one, at) {
    const rest = one.different - one.values.length;
    return el("ul", { class: "values", "aria-label": t("check_values", { column: one.column || t("check_whole_row") }) },
      one.values.map(([value, count], place) => entry(`value-${at}-${place}`, { code: one.code, column: one.column, value }, value || t("check_no_value"), "", count)),
      rest > 0 && el("li", { class: "note" }, t("check_more_values", { n: rest })));
  }

  function part(title, all, isError) {
    const own = groups.map((one, at) => [one, at]).filter(([one]) => one.is_error === isError);
    if (!own.length) return null;
    const id = isError ? "kinds-errors" : "kinds-warnings";
    return el("section", { class: isError ? "errors" : "warnings", "aria-labelledby": id }, el("h2", { class: "kinds-title", id }, title),
      el("ul", {}, all, own.map(([one, at]) => group(one, at))));
  }

  function paint() {
    const li = (id, wanted, name) => el("li", {}, el("button", { type: "button", class: "kind", id, "aria-pressed": String(isChosen(wanted)), onclick: () => choose(wanted) }, el("span", { class: "kind-name" }, name)));
    fill(list, part(t("check_errors"), li("all-errors", {}, t("check_all_errors")), true),
      part(t("check_warnings"), li("all-issues", { warnings: true }, t("check_all_issues")), false));
  }

  return {
    element,
    chosen: () => chosen,
    /** The group of a code and a column. */
    groupOf: (code, column) => groups.find((one) => one.code === code && one.column === column),
    /** How many rows have the text that was looked for, of which so many are shown; null if that is not known. */
    tell(all, shown) { if (chosen.search) found.textContent = all === null ? "" : all > shown ? t("check_found_more", { n: shown, all: number(all) }) : t("check_found", { n: all }); },
    /** How many rows have a value of a column under a code. */
    countOf: (code, column, value) => groups.find((one) => one.code === code && one.column === column)?.values.find(([text]) => text === value)?.[1] ?? 0,
    update(found) {
      groups = found;
      // What is mended is gone: then all errors are shown.
      const still = !chosen.code || groups.some((one) => one.code === chosen.code && one.column === chosen.column);
      if (!still) chosen = {};
      const wanted = groups.find(({ code }) => code === wantedIssues.code);
      if (wanted) { chosen = { code: wanted.code, column: wanted.column }; wantedIssues.code = null; }
      if (!chosen.code && !chosen.warnings && !chosen.search && groups.length && !groups.some((one) => one.is_error)) chosen = { warnings: true };
      paint();
      return chosen;
    },
  };
}
