// Gives a column to a field, by whatever was clicked, chosen or dropped.
import { el, notify } from "./dom.js";
import { labelled } from "./labelled.js";
import { internalName, isKey, newRule, without, withColumn } from "./rules.js";
import { t } from "./strings.js";

/** `move(column, field)`; without a field, the column goes nowhere. */
export function mover(step, save) {
  const fieldOf = (name) => step.view.fields.find(({ field }) => field === name) ?? { field: name, name: name.replace("customFields.", ""), kind: "text", columns: [] };

  /** The edits that take a column out of a field; null if a template has it. */
  function taken(column, field) {
    const { rule } = fieldOf(field);
    // The rule for all other columns has it, and lets go of what another rule uses or is left out.
    if (!rule) return [];
    const left = without(rule, column.name);
    if (left === undefined) return null;
    return left === null ? [{ clear: { field } }] : [{ rule: { field, rule: left } }];
  }

  const namesOf = (fields) => fields.map((name) => fieldOf(name).name).join(", ");

  return async function move(column, target, from = column.fields[0]) {
    if (target === from) return;
    // What goes nowhere fills no field any more.
    const left = target ? [from].filter(Boolean) : column.fields;
    const took = left.map((field) => [field, taken(column, field)]);
    const key = took.find(([field, own]) => own?.some(({ clear }) => clear) && isKey(step.view, field));
    if (key) { notify(t("is_key", { field: namesOf([key[0]]) })); return; }
    const stuck = took.filter(([, own]) => !own).map(([field]) => field);
    if (stuck.length > 0 && (target || stuck.length === left.length)) { notify(t("in_template", { column: column.name })); return; }
    const edits = took.flatMap(([, own]) => own ?? []);
    const name = target === "new" ? await newCustom(column) : target;
    if (name === null) return;
    const still = target ? column.fields.filter((field) => field !== from && field !== name) : stuck;
    const said = [name ? t("moved", { column: column.name, field: fieldOf(name).name }) : stuck.length === 0 && t("unmapped", { column: column.name }),
      still.length > 0 && t("still_in", { column: column.name, fields: namesOf(still) })];
    if (name && !column.fields.includes(name)) {
      const field = fieldOf(name);
      const how = field.rule ? await askHow(column, field) : "replace";
      if (!how) return;
      const rule = field.rule && how !== "replace" ? withColumn(field.rule, column.name, how) : newRule(field, column);
      // A name for several columns goes on leaving out the others.
      if (column.left_out && !column.left_out_by) edits.push({ take_up: { column: column.name } });
      edits.push({ rule: { field: name, rule } });
    }
    if (edits.length === 0) {
      edits.push({ leave_out: { column: column.name } });
      said.splice(0, 2, t("was_left_out", { column: column.name }));
    }
    // The rule comes first, so that the button for undo names it.
    edits.sort((one, other) => Number("rule" in other) - Number("rule" in one));
    await save(edits, said.filter(Boolean).join(". ")).catch(() => {});
  };
}

/** Asks with several answers; null is Escape. */
function ask(title, more, answers) {
  return new Promise((resolve) => {
    const dialog = el("dialog", { "aria-labelledby": "ask-title", onclose: () => { dialog.remove(); resolve(dialog.returnValue || null); } },
      el("form", { method: "dialog" }, el("h2", { id: "ask-title" }, title), more,
        answers.map(([value, label, hint]) => el("button", { class: "choice", value }, el("strong", {}, label), hint && el("span", { class: "sample" }, hint))),
        el("div", { class: "buttons" }, el("button", { class: "quiet", value: "" }, t("cancel")))));
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** What to do with a field that is filled already. */
function askHow(column, field) {
  const columns = field.columns.join(", ");
  const isOpen = "from" in field.rule || "first" in field.rule;
  const more = el("p", {}, t("taken_more", { columns: columns || (field.toml ?? ""), column: column.name }));
  const join = ["join", t("take_join"), t("take_join_more", { both: [...field.columns, column.name].join(" + ") })];
  const fallback = ["fallback", t("take_fallback"), t("take_fallback_more")];
  const replace = ["replace", t("take_replace"), columns && t("take_replace_more", { columns })];
  return ask(t("taken", { field: field.name }), more, isOpen ? [join, fallback, replace] : [replace]);
}

function newCustom(column) {
  return new Promise((resolve) => {
    const input = el("input", { type: "text", id: "custom-name", required: true, value: internalName(column.name) });
    const dialog = el("dialog", { "aria-labelledby": "ask-title", onclose: () => { dialog.remove(); resolve(dialog.returnValue === "yes" && input.value.trim() ? "customFields." + input.value.trim() : null); } },
      el("form", { method: "dialog" }, el("h2", { id: "ask-title" }, t("new_custom_ask", { column: column.name })), el("p", {}, t("new_custom_more")),
        labelled(t("new_custom_name"), input),
        el("div", { class: "buttons" }, el("button", { class: "quiet", value: "no", formnovalidate: true, type: "button", onclick: () => dialog.close("no") }, t("cancel")), el("button", { class: "primary", value: "yes" }, t("create")))));
    document.body.append(dialog);
    dialog.showModal();
    input.select();
  });
}
