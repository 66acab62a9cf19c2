// The fields of the help desk, on which columns are dropped.
import { GROUPS, dragged } from "./columns-list.js";
import { el } from "./dom.js";
import { t } from "./strings.js";

export function fieldsList(view, move, editRule) {
  if (!view) return null;
  const groups = GROUPS.map((group) => [group, view.fields.filter((field) => field.group === group)]).filter(([, fields]) => fields.length > 0);
  return el("div", { class: "card fields-list" }, el("h2", {}, t("fields_heading")), el("p", { class: "note" }, t("fields_more")),
    groups.map(([group, fields]) => [el("h3", {}, t("group_" + group)), el("ul", {}, fields.map((field) => target(field, move, editRule)))]),
    dropZone(el("p", { class: "drop-nowhere" }, t("drop_nowhere")), (column) => move(column, "")));
}

function target(field, move, editRule) {
  const state = field.rule ? field.columns.join(" + ") || t("is_filled") : field.required ? t("is_required") : "";
  const button = el("button", { type: "button", class: "target" + (field.rule ? " is-filled" : field.required ? " missing" : ""), id: "field-" + field.field, onclick: () => editRule(field) },
    el("span", {}, field.name), state && el("small", {}, state));
  // A column that another rule uses is none of all others.
  if (field.field.endsWith("*")) return el("li", {}, button);
  return el("li", {}, dropZone(button, (column) => move(column, field.field)));
}

/** Lets a column be dropped on an element. */
function dropZone(element, dropped) {
  let inside = 0;
  const mark = (by) => { inside += by; element.classList.toggle("over", inside > 0); };
  element.addEventListener("dragenter", (event) => { if (dragged.column) { event.preventDefault(); mark(1); } });
  element.addEventListener("dragover", (event) => { if (dragged.column) event.preventDefault(); });
  element.addEventListener("dragleave", () => { if (dragged.column) mark(-1); });
  element.addEventListener("drop", (event) => {
    if (!dragged.column) return;
    event.preventDefault();
    const { column } = dragged;
    dragged.column = null;
    mark(-inside);
    dropped(column);
  });
  return element;
}
