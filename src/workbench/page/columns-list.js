// The columns with their fields, and apart from them those that go nowhere.
import { el } from "./dom.js";
import { inline, onChoice } from "./labelled.js";
import { t } from "./strings.js";

export const GROUPS = ["contact", "address", "about", "custom", "web", "other", "special"];
/** What is dragged: a column. */
export const dragged = { column: null };

/** All parts of the list. */
export function columnsList(view, actions) {
  const mapped = view.columns.filter(({ fields }) => fields.length > 0);
  const nowhere = view.columns.filter(({ fields, left_out }) => fields.length === 0 && !left_out);
  const out = view.columns.filter(({ left_out }) => left_out);
  const alone = view.fields.filter(({ rule, columns, field }) => rule && columns.length === 0 && !field.endsWith("*"));
  const constant = alone.filter(({ rule }) => "value" in rule || "template" in rule);
  const absent = alone.filter((field) => !constant.includes(field));
  const others = view.fields.filter(({ rule, field }) => rule && field.endsWith("*"));
  const when = [view.mapping.when ?? []].flat();
  const all = [...view.columns.keys()];
  const row = (column) => columnRow(column, all.find((at) => view.columns[at] === column), view, actions);
  return [
    mistake(view.mapping, actions),
    needed(view, actions),
    el("section", { class: "part" }, el("h2", {}, t("mapped_heading", { n: mapped.length })), el("ul", { class: "column-rows" }, mapped.map(row))),
    el("section", { class: "part" }, constant.length > 0 && [el("h2", {}, t("constant_heading")), el("ul", { class: "column-rows" }, constant.map((field) => constantRow(field, actions)))], fillConstant(view, actions)),
    others.length > 0 && el("ul", { class: "column-rows" }, others.map((field) => othersRow(field, actions))),
    when.length > 0 && el("section", { class: "part", id: "when" }, el("h2", {}, t("when_heading", { n: when.length })), el("p", { class: "note" }, t("when_more")), el("ul", { class: "column-rows" }, when.map((rule, at) => whenRow(rule, at, actions)))),
    absent.length > 0 && el("details", { class: "part more", id: "absent" }, el("summary", {}, t("absent_heading", { n: absent.length })), el("ul", { class: "column-rows" }, absent.map((field) => constantRow(field, actions)))),
    nowhere.length > 0 && el("section", { class: "part nowhere", id: "nowhere" }, el("h2", {}, t("nowhere_heading", { n: nowhere.length })), el("p", { class: "note" }, t("nowhere_more")), el("ul", { class: "column-rows" }, nowhere.map(row))),
    out.length > 0 && el("details", { class: "part more", id: "left-out" }, el("summary", {}, t("left_out_heading", { n: out.length })),
      el("ul", { class: "left-out" }, out.map((column) => el("li", {}, el("span", {}, column.name),
        el("button", { type: "button", class: "quiet small", "aria-label": t("take_up_of", { column: column.name }), onclick: () => actions.save([{ take_up: { column: column.name } }], t("taken_up", { column: column.name })).catch(() => {}) }, t("take_up")))))),
  ];
}

function mistake(mapping, { showText }) {
  const wrong = mapping.mistake;
  const failed = mapping.failed_tests.length > 0 && el("details", { class: "problem mild", id: "failed-tests" }, el("summary", {}, t("tests_failed", { n: mapping.failed_tests.length })), el("pre", {}, mapping.failed_tests.join("\n")));
  if (!wrong) return failed;
  return el("div", { class: "problem", role: "alert" }, el("h3", {}, t("mistake")), el("p", { class: "message" }, t("mistake_at", wrong)), wrong.help.map((help) => el("p", { class: "note" }, help)),
    el("div", { class: "choices" }, el("button", { type: "button", class: "choice", id: "open-line", onclick: () => showText(wrong.line) }, t("open_line", wrong))));
}

/** Fields that every customer needs, and nothing fills. */
function needed(view, { move, editRule }) {
  const missing = view.fields.filter(({ required, rule }) => required && !rule);
  if (missing.length === 0) return null;
  const one = (field) => {
    const id = "needs-" + field.field;
    const menu = el("select", { id },
      el("option", { value: "" }, t("choose_column")), view.columns.map((column, at) => el("option", { value: at }, column.name)));
    onChoice(menu, (at) => { if (at !== "") move(view.columns[Number(at)], field.field, null); });
    return el("li", {}, el("label", { for: id }, t("needed_name", { field: field.name })), menu, el("button", { type: "button", class: "quiet", id: id + "-other", onclick: () => editRule(field) }, t("another_way")));
  };
  return el("section", { class: "problem needed" }, el("h2", {}, t("needed")), el("ul", {}, missing.map(one)));
}

/** The menu of all fields. */
export function fieldMenu(view, given, first, chosen) {
  const options = (group) => view.fields.filter((field) => field.group === group && !field.field.endsWith("*"));
  const groups = GROUPS.map((group) => [group, options(group)]).filter(([, fields]) => fields.length > 0);
  const option = (field) => el("option", { value: field.field, selected: field.field === chosen }, field.name + (field.rule && field.field !== chosen ? ` (${t("is_filled")})` : ""));
  return el("select", given, el("option", { value: "" }, first), groups.map(([group, fields]) => el("optgroup", { label: t("group_" + group) }, fields.map(option))),
    given["data-custom"] && el("option", { value: "new" }, t("new_custom")));
}

function columnRow(column, at, view, { move, editRule, save }) {
  const own = column.fields.map((name) => view.fields.find(({ field }) => field === name));
  const id = "column-" + at;
  const menu = fieldMenu(view, { id, "data-custom": true, "aria-label": t("goes_to_of", { column: column.name }) }, t("nowhere"), column.fields[0]);
  onChoice(menu, (value) => { menu.value = column.fields[0] ?? ""; move(column, value); });
  const handle = el("span", { class: "handle", title: t("drag"), "aria-hidden": "true" }, "⠿");
  const proposal = column.proposal;
  const open = own.length === 0 && proposal && view.fields.some(({ field, rule }) => field === proposal.field && !rule);
  return el("li", { class: "column-row", draggable: "true", ondragstart: (event) => start(event, column), ondragend: () => { dragged.column = null; } },
    handle, about(column),
    el("div", { class: "to" },
      el("div", { class: "to-field" }, el("span", { class: "arrow", "aria-hidden": "true" }, "→"), menu,
        own.map((field, number) => el("button", { type: "button", class: "quiet small", id: `${id}-edit-${number}`, "aria-label": t("edit_of", { field: field.name }), onclick: () => editRule(field) }, number === 0 ? t("edit") : t("edit_of", { field: field.name }))),
        own.length === 0 && el("button", { type: "button", class: "quiet small", id: id + "-leave", "aria-label": t("leave_of", { column: column.name }), onclick: () => save([{ leave_out: { column: column.name } }], t("was_left_out", { column: column.name })).catch(() => {}) }, t("leave"))),
      own.length > 1 && el("p", { class: "how" }, t("fills_all", { fields: own.map(({ name }) => name).join(", ") })),
      own.length > 0 && examples(own),
      reason(column, own, open && el("button", { type: "button", class: "quiet small", id: id + "-use", onclick: () => move(column, proposal.field) }, t("use_proposal", { field: view.fields.find(({ field }) => field === proposal.field).name })))));
}

function start(event, column) {
  dragged.column = column;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", column.name);
}

/** Name, kind, fill and examples. */
function about(column) {
  const percent = column.rows === 0 ? 0 : Math.floor((100 * column.filled) / column.rows);
  const facts = [t("kind_" + column.kind), column.kind !== "empty" && t("filled", { percent }), column.kind !== "empty" && t("different", { n: column.different })];
  return el("div", { class: "about" }, el("strong", {}, column.name), el("p", { class: "facts" }, facts.filter(Boolean).join(" · ")),
    column.sensitive ? el("p", { class: "facts" }, t("sensitive", { what: column.sensitive }))
      : column.examples.length > 0 && el("p", { class: "letters" }, column.examples.map((text) => el("q", {}, text))));
}

function examples(fields) {
  return fields.map((field) => {
    const [before, after] = field.example ?? [];
    const faulty = field.faulty > 0 && el("p", { class: "how wrong" }, t("faulty", { n: field.faulty, looked: field.looked }));
    return [field.example && before !== after && el("p", { class: "from-to" }, el("q", {}, before), el("span", { class: "arrow", "aria-hidden": "true" }, "→"), el("span", { class: "unseen" }, t("value_becomes")), el("q", { class: "after" }, after)), faulty];
  });
}

/** The proposal with its confidence and reason, if it is what the mapping does, or could do. */
function reason(column, fields, button) {
  const follows = column.proposal && (fields.length === 0 || column.fields.includes(column.proposal.field));
  if (fields.length > 0 && !follows) return null;
  const chip = follows && el("span", { class: "chip " + column.proposal.confidence }, t(column.proposal.confidence));
  return (chip || button || column.why) && el("p", { class: "why" }, chip, button, el("span", { lang: column.why_language }, column.why));
}

function constantRow(field, { editRule }) {
  const { rule } = field;
  const what = "value" in rule ? t("always", { value: [rule.value].flat().join(", ") }) : "template" in rule ? t("computed") : field.toml;
  return el("li", { class: "column-row" }, el("div", { class: "about" }, el("strong", {}, field.name), el("p", { class: "facts" }, what)),
    el("div", { class: "to" }, el("div", { class: "to-field" }, el("button", { type: "button", class: "quiet small", id: "edit-" + field.field, "aria-label": t("edit_of", { field: field.name }), onclick: () => editRule(field) }, t("edit")))));
}

const openText = (id, onclick) => el("div", { class: "to" }, el("div", { class: "to-field" }, el("button", { type: "button", class: "quiet small", id, onclick }, t("open_toml"))));

/** The rule for all other columns. */
function othersRow(field, { showText }) {
  const prefix = [field.rule.from].flat().join("").replace(/\*$/, "");
  return el("li", { class: "column-row" }, el("div", { class: "about" }, el("strong", {}, field.name), el("p", { class: "facts" }, prefix ? t("others_prefix", { prefix }) : t("others_all")), el("code", {}, field.toml)),
    openText("open-" + field.field, () => showText(field.field)));
}

/** A rule that skips or rejects whole rows. */
function whenRow({ skip, reject, note }, at, { showText }) {
  return el("li", { class: "column-row" }, el("div", { class: "about" }, note && el("strong", {}, note), el("p", { class: "facts" }, t(reject === undefined ? "when_skip" : "when_reject")), el("code", {}, skip ?? reject)),
    openText("open-when-" + at, () => showText({ heading: "[[when]]", at })));
}

function fillConstant(view, { editRule }) {
  const free = { ...view, fields: view.fields.filter(({ rule }) => !rule) };
  const menu = fieldMenu(free, { id: "fill-constant" }, t("choose_field"));
  onChoice(menu, (chosen) => { menu.value = ""; if (chosen) editRule(view.fields.find(({ field }) => field === chosen)); });
  return inline(t("fill_constant"), menu);
}
