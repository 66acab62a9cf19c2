// The corrections that are kept, each of which can be taken back.
import { getFixes, mend } from "./check-api.js";
import { el, fill } from "./dom.js";
import { detailWords, t } from "./strings.js";

/** Why a fix no longer fits. Its row and its file stand beside that. */
const whyNot = (message) => detailWords(message.replace(/( \(it was [^)]*\))?, so the (fix|row) was not [\w ]+$/, "")) ?? message;

export function checkFixes(onfault) {
  const element = el("details", { class: "fixes card", hidden: true, id: "fixes" });

  const back = (line) => el("button", { type: "button", class: "quiet small", "aria-label": t("check_take_back") + ": " + (line.column || t("check_fix_aside")) + " " + line.row,
    onclick: () => mend({ key: line.key, column: line.column, file: line.file, now: null }).catch(onfault) }, t("check_take_back"));

  function paint({ total, lines }) {
    element.hidden = total === 0;
    const names = ["check_fix_row", "check_fix_column", "check_fix_was", "check_fix_now", "check_fix_note"];
    const why = (line) => (line.refused ? t("check_fix_refused", { why: whyNot(line.refused) }) : line.is_for_none ? t("check_fix_nowhere", { file: line.file }) : line.note);
    const rows = lines.map((line) => el("tr", { class: line.refused || line.is_for_none ? "refused" : null },
      el("td", {}, line.row), el("td", {}, line.column), el("td", {}, line.was), el("td", {}, line.now ?? t("check_fix_aside")),
      el("td", { class: "why" }, why(line)), el("td", {}, back(line))));
    const rest = total - lines.length;
    fill(element, el("summary", {}, t("check_fixes", { n: total })), el("p", { class: "note" }, t("check_fixes_hint")),
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("check_fixes", { n: total }) }, el("table", {}, el("thead", {}, el("tr", {}, names.map((name) => el("th", { scope: "col" }, t(name))), el("td", {}))), el("tbody", {}, rows))),
      rest > 0 && el("p", { class: "note" }, t("check_fixes_more", { n: rest })));
  }

  /** Reads them, with what the check with this number says of them. */
  return { element, update: (check) => getFixes(check).then(paint, onfault) };
}
