// The first rows of a file as they stand in it, with the header marked.
import { el } from "./dom.js";
import { t } from "./strings.js";

/** `A`, `B`, ..., `Z`, `AA`, as a spreadsheet names its columns. */
function letters(at) {
  let name = "";
  for (let rest = at + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

/** The table. `onheader(n)` makes a row the header; without it, rows can't be chosen. */
export function fileGrid({ file, look }, onheader) {
  const { rows, width } = look.grid;
  if (rows.length === 0) return el("p", { class: "note" }, t("empty_grid"));
  const header = look.found?.header_row ?? 0;
  const isTable = rows.some(({ number }) => number === header) || look.found?.no_header || !look.found;
  const shown = Math.max(...rows.map(({ cells }) => cells.length));
  const names = Array.from({ length: shown }, (_, at) => (isTable ? letters(at) : look.columns[at] ?? ""));
  const head = el("thead", {}, el("tr", {}, el("th", { scope: "col", class: "number" }, el("span", { class: "unseen" }, t("row"))),
    names.map((name) => el("th", { scope: "col" }, name))));
  const body = el("tbody", {}, rows.map((row) => line(file, row, shown, header, isTable && onheader)));
  const table = el("table", { class: isTable ? "as-file" : "" }, head, body);
  const scroll = el("div", { class: "scroll", id: `${file.id}-grid`, "data-scroll": "", tabindex: "0", role: "region", "aria-label": t("grid", { name: file.name }) }, table);
  const hint = el("p", { class: "note" }, isTable && onheader ? t("grid_hint") : t("grid_hint_none"));
  const rest = width - shown;
  return el("div", { class: "grid" }, hint, scroll, rest > 0 && el("p", { class: "note" }, t("more_columns", { n: rest })));
}

function line(file, { number, cells }, width, header, onheader) {
  const isHeader = number === header;
  const kind = isHeader ? "header" : number < header ? "above" : "";
  const label = t(isHeader ? "is_header" : "use_row", { n: number });
  const name = onheader
    ? el("button", { type: "button", id: `${file.id}-row-${number}`, "aria-label": label, "aria-pressed": String(isHeader), title: label, onclick: () => onheader(number) }, String(number))
    : String(number);
  const padded = Array.from({ length: width }, (_, at) => cells[at] ?? "");
  return el("tr", { class: kind }, el("th", { scope: "row", class: "number" }, name), padded.map((cell) => el("td", {}, cell.replace(/\r?\n/g, " ⏎ "))));
}
