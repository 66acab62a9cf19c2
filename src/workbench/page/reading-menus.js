// The menus that say how a file is read: what was detected, and what can be set instead.
import { el } from "./dom.js";
import { has, t } from "./strings.js";

const OTHER = "\u0000other";
const DELIMITERS = { ",": "d_comma", ";": "d_semicolon", tab: "d_tab", "|": "d_pipe" };
const QUOTES = { '"': "o_double", "'": "o_single", none: "o_none" };
const ESCAPES = { none: "o_none", "\\": "o_backslash" };

const named = (names) => (value) => (Object.hasOwn(names, value) ? t(names[value]) : value);
const options = (names) => Object.keys(names).map((value) => [value, t(names[value])]);
const formatName = (value) => (has("f_" + value) ? t("f_" + value) : value);
const encodingName = (value) => (value === "us-ascii so far" ? t("ascii") : value);

/** The fields of a card. `set(changes)` states something; `fault` is the last refusal, shown at its field. */
export function readingMenus(card, set, fault) {
  const { file, look, project } = card;
  const found = look.found ?? {};
  const stated = file.reading;
  const field = (name, label, choices, shown, extra = {}) =>
    menu({ id: `${file.id}-${name}`, name, label: t(label), choices, shown, found: found[name] ?? extra.usual, stated: stated[name], set, fault, ...extra });
  // What a file is read with that shows nothing else.
  const usual = (value, always) => (look.found || always) && { value, how: always ? "usual" : "found" };
  const isText = !look.found || found.format.value === "csv";
  const fields = [
    field("format", "format", project.formats.map((name) => [name, formatName(name)]), formatName),
    look.sheets.length > 1 && field("sheet", "sheet", sheets(look.sheets), (name) => name),
    (isText || found.encoding) && field("encoding", "encoding", project.encodings.map((name) => [name, name]), encodingName, { other: true }),
    isText && field("delimiter", "delimiter", options(DELIMITERS), named(DELIMITERS), { other: true }),
    header(card, set, fault),
  ];
  const more = [
    isText && field("quote", "quote", options(QUOTES), named(QUOTES), { other: true, usual: usual('"') }),
    isText && field("escape", "escape", options(ESCAPES), named(ESCAPES), { other: true, usual: usual("none") }),
    isText && field("short_rows", "short_rows", [["reject", t("o_reject")], ["fill", t("o_fill")]], named({ reject: "o_reject", fill: "o_fill" }), { usual: usual("reject", true) }),
    look.sheets.length > 0 && field("merged", "merged", [["first", t("o_first")], ["fill", t("o_each")]], named({ first: "o_first", fill: "o_each" }), { usual: usual("first", true) }),
    found.format?.value === "jsonl" && field("records", "records", [], (path) => path, { other: true }),
  ].filter(Boolean);
  const details = more.length > 0 && el("details", { class: "more", id: `${file.id}-more` }, el("summary", {}, t("more_options")), el("div", { class: "fields" }, more));
  return [el("div", { class: "fields" }, fields.filter(Boolean)), details];
}

const sheets = (all) => all.map(({ name, visible }) => [name, visible ? name : t("hidden_sheet", { name })]);

/** The header is a row, or there is none. */
function header(card, set, fault) {
  const { file, look } = card;
  const format = look.found?.format.value;
  if (format === "jsonl" || format === "vcard" || look.found?.rejects) return null;
  const { header_row: row, no_header: none } = file.reading;
  const detected = look.found && !row && !none ? { value: look.found.header_row ? String(look.found.header_row) : "none", how: look.found.header_how } : undefined;
  const numbers = look.grid.rows.map(({ number }) => String(number));
  if (row && !numbers.includes(String(row))) numbers.push(String(row));
  const name = (value) => (value === "none" ? t("no_header") : t("header_at", { n: Number(value) }));
  const change = ({ header_row: value }) => {
    if (value === null) return set({ header_row: null, no_header: false });
    if (value === "none") return set({ no_header: true });
    return set({ header_row: Number(value) });
  };
  return menu({
    id: `${file.id}-header_row`, name: "header_row", label: t("header"), choices: ["none", ...numbers].map((value) => [value, name(value)]),
    shown: name, found: detected, stated: none ? "none" : row && String(row), set: change, fault,
  });
}

/** One menu. Its first option goes back to detection. */
function menu({ id, name, label, choices, shown, found, stated, set, fault, other }) {
  const isStated = stated !== null && stated !== undefined;
  const all = [...choices];
  if (isStated && !all.some(([value]) => value === stated)) all.push([stated, shown(stated)]);
  const first = found && found.how !== "stated" ? shown(found.value) : t("detect");
  const select = el("select", { id, "aria-describedby": `${id}-how` },
    el("optgroup", { label: t("by_itself") }, el("option", { value: "" }, first)),
    el("optgroup", { label: t("by_you") }, all.map(([value, text]) => el("option", { value }, text)), other && el("option", { value: OTHER }, t("other"))));
  select.value = isStated ? stated : "";
  const how = isStated ? "stated" : !found ? "open" : { guessed: "guessed", usual: "usual", mapping: "by_mapping" }[found.how] ?? "detected";
  const said = fault?.field === name ? fault.message : "";
  const note = el("p", { id: `${id}-how`, class: said ? "how wrong" : `how ${how}`, role: said ? "alert" : null }, said || t(how));
  const typed = other && typing(id, label, (value) => set({ [name]: value }), said ? fault.value : "");
  if (typed) typed.hidden = !said;
  select.addEventListener("change", () => {
    if (select.value !== OTHER) return set({ [name]: select.value || null });
    typed.hidden = false;
    typed.querySelector("input").focus();
    return undefined;
  });
  return el("div", { class: "field" }, el("label", { for: id }, label), select, typed, note);
}

function typing(id, label, set, value) {
  const input = el("input", { id: `${id}-other`, type: "text", "aria-label": t("other_value", { label }), value, autocomplete: "off", spellcheck: "false" });
  return el("form", { class: "typed", onsubmit: (event) => { event.preventDefault(); if (input.value) set(input.value); } },
    input, el("button", { type: "submit", class: "quiet" }, t("apply")));
}
