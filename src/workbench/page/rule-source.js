// Where the value of a rule comes from.
import { el } from "./dom.js";
import { labelled } from "./labelled.js";
import { alternatives, sourceOf } from "./rules.js";
import { t } from "./strings.js";

const one = (list) => (list.length === 1 ? list[0] : list);

/** The part of the form: `act` has `typed`, `changed` and `draw`. */
export function sourceForm(panel, act) {
  const kind = panel.source ?? sourceOf(panel.rule);
  const kinds = ["one", "join", "first", "value", "template"];
  const menu = el("select", { id: "rule-source", onchange: (event) => { become(panel, event.target.value); panel.source = event.target.value; act.draw(); act.changed(); } },
    kinds.map((name) => el("option", { value: name, selected: name === kind }, t("source_" + name))));
  return el("fieldset", { class: "part" }, el("legend", {}, t("comes_from")), labelled(el("span", { class: "unseen" }, t("comes_from")), menu), PARTS[kind](panel, act));
}

/** What a source consists of. */
const PARTS_OF = ["from", "first", "value", "template", "join"];
const partsOf = (rule) => Object.fromEntries(PARTS_OF.filter((key) => key in rule).map((key) => [key, structuredClone(rule[key])]));
const columnsOf = ({ from, first }) => [...new Set([from ?? [], first ?? []].flat(3))].filter(Boolean);

/** Gives the rule another source: what it was as that before, else what follows from its columns. */
function become(panel, kind) {
  const { rule, sources } = panel;
  sources.set(panel.source ?? sourceOf(rule), partsOf(rule));
  const columns = [rule, ...sources.values()].map(columnsOf).find((names) => names.length > 0) ?? [];
  const parts = sources.get(kind) ?? derived(kind, columns, rule.join);
  for (const key of PARTS_OF) delete rule[key];
  Object.assign(rule, structuredClone(parts));
}

function derived(kind, columns, join) {
  const between = join === undefined ? {} : { join };
  switch (kind) {
    case "one": return { from: columns[0] ?? "" };
    case "join": return { from: columns.length > 1 ? columns : [columns[0] ?? "", ""], ...between };
    case "first": return { first: columns.length > 0 ? columns : [""], ...between };
    case "value": return { value: "" };
    default: return { template: columns.map((name) => place(name)).join(" ") };
  }
}

const place = (name) => `{{ row['${name.replace(/['\\]/g, "\\$&")}'] }}`;

const PARTS = {
  one: (panel, act) => columnMenu(panel, 0, [panel.rule.from ?? ""].flat()[0], (name) => { panel.rule.from = name; act.changed(); }),
  join(panel, act) {
    const names = [panel.rule.from].flat();
    const set = (list) => { panel.rule.from = one(list); panel.source = "join"; act.draw(); act.changed(); };
    return [columnMenus(panel, names, set), joinField(panel, act)];
  },
  first(panel, act) {
    const all = alternatives(panel.rule);
    const set = (lists) => { panel.rule.first = lists.filter((list) => list.length > 0).map(one); panel.source = "first"; act.draw(); act.changed(); };
    const parts = all.map((names, at) => el("div", { class: "alternative" }, at > 0 && el("p", { class: "or" }, t("or_else")),
      columnMenus(panel, names, (list) => set(all.with(at, list)), at)));
    return [parts, el("button", { type: "button", class: "quiet small", id: "add-alternative", onclick: () => set([...all, [free(panel, all.flat())]]) }, t("add_alternative")),
      all.some((names) => names.length > 1) && joinField(panel, act)];
  },
  value(panel, act) {
    const now = panel.rule.value;
    const take = (event) => { panel.rule.value = typedValue(panel.field.kind, event.target.value); };
    if (panel.field.kind === "bool") {
      return labelled(t("constant"), el("select", { id: "rule-value", onchange: (event) => { take(event); act.changed(); } },
        [["", "…"], ["true", t("value_yes")], ["false", t("value_no")]].map(([value, label]) => el("option", { value, selected: value === String(now) }, label))));
    }
    return labelled(t("constant"), el("input", { type: "text", id: "rule-value", value: [now].flat().join(", "),
      oninput: (event) => { take(event); act.typed(); }, onchange: () => act.changed() }));
  },
  template(panel, act) {
    const area = el("textarea", { id: "rule-template", rows: "4", spellcheck: "false", "aria-describedby": "template-hint", oninput: () => { panel.rule.template = area.value; act.typed(); }, onchange: () => act.changed() });
    area.value = panel.rule.template;
    const insert = el("select", { id: "insert-column", "aria-label": t("insert_column"), onchange: () => { area.setRangeText(place(insert.value), area.selectionStart, area.selectionEnd, "end"); insert.value = ""; panel.rule.template = area.value; area.focus(); act.changed(); } },
      el("option", { value: "" }, t("insert_column")), panel.view.columns.map(({ name }) => el("option", { value: name }, name)));
    return [labelled(t("template"), area), el("p", { class: "note", id: "template-hint" }, t("template_hint")), insert];
  },
};

/** A text as the kind of a field wants it in TOML. */
export function typedValue(kind, text) {
  if (kind === "bool" && /^(true|false)$/.test(text)) return text === "true";
  if (kind === "tags" && text.includes(",")) return text.split(",").map((word) => word.trim()).filter(Boolean);
  return text;
}

const free = ({ view }, used) => (view.columns.find(({ name, fields }) => fields.length === 0 && !used.includes(name)) ?? view.columns.find(({ name }) => !used.includes(name)) ?? view.columns[0]).name;

function columnMenus(panel, names, set, group = 0) {
  const remove = (at) => names.length > 1 || group > 0 ? el("button", { type: "button", class: "quiet small", id: `remove-${group}-${at}`, "aria-label": t("remove_column", { column: names[at] }), onclick: () => set(names.filter((_, other) => other !== at)) }, "×") : null;
  return [names.map((name, at) => el("div", { class: "typed" }, columnMenu(panel, `${group}-${at}`, name, (chosen) => set(names.with(at, chosen)), at), remove(at))),
    el("button", { type: "button", class: "quiet small", id: "add-column-" + group, onclick: () => set([...names, free(panel, names)]) }, t("add_column"))];
}

function columnMenu({ view }, id, name, set, at = 0) {
  const known = view.columns.some((column) => column.name === name);
  return el("select", { id: "rule-column-" + id, "aria-label": t("column_n", { n: at + 1 }), onchange: (event) => set(event.target.value) },
    !known && el("option", { value: name, selected: true }, name || t("choose_column")), view.columns.map((column) => el("option", { value: column.name, selected: column.name === name }, column.name)));
}

function joinField(panel, act) {
  const take = (event) => { if (event.target.value === " ") delete panel.rule.join; else panel.rule.join = event.target.value; };
  return labelled(t("joined_by"), el("input", { type: "text", id: "rule-join", value: panel.rule.join ?? " ", oninput: (event) => { take(event); act.typed(); }, onchange: () => act.changed() }));
}
