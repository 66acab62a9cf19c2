// The rule of a field: a form by kind, with real rows before and after beside it.
import { el, fill, notify } from "./dom.js";
import { previewTable } from "./preview-table.js";
import { optionGroups } from "./rule-options.js";
import { sourceForm } from "./rule-source.js";
import { isComplete, isKey } from "./rules.js";
import { t } from "./strings.js";
import { valuesTable } from "./values-table.js";

/** The panel: `update(view)` after each change of the mapping, `leave()` at its end. */
export function rulePanel({ file, field, view, save, close, showText }) {
  const panel = { field, view, rule: copy(field.rule ?? start(field, view)), base: copy(field.rule ?? {}), sources: new Map() };
  const source = el("div", { class: "rule-form" });
  const options = el("div", { class: "rule-form" });
  const fault = el("div", { role: "alert" });
  const toml = el("code", { tabindex: "0" });
  const preview = previewTable(file, field.field, () => panel.rule, wrong);
  const values = valuesTable(file, field.field, (entries, said) => save([{ lookup: { field: field.field, entries } }], said));
  const element = el("section", { class: "card rule-panel", "aria-labelledby": "rule-title", onkeydown: (event) => { if (event.key === "Escape") close(); } },
    el("header", { class: "file-head" }, el("div", {}, el("h2", { id: "rule-title", tabindex: "-1" }, field.name), el("p", { class: "facts" }, field.field)),
      el("button", { type: "button", class: "quiet", id: "close-panel", onclick: close }, t("close"))),
    fault, source, preview.element, values.element, options,
    el("div", { class: "part" }, el("h3", {}, t("own_toml")), el("div", { class: "command-line" }, toml, el("button", { type: "button", class: "quiet", onclick: () => showText(field.field) }, t("text_show")))),
    el("div", { class: "buttons" }, el("button", { type: "button", class: "quiet", id: "remove-rule", onclick: remove }, t("remove_rule"))));

  /** Shows a mistake of the rule that is not saved. */
  function wrong(error) {
    const { mistake, message } = error ?? {};
    fill(fault, error && el("div", { class: "problem" }, el("p", { class: "message" }, t("not_saved", { message: mistake?.message ?? message })), mistake?.help.map((help) => el("p", { class: "note" }, help))));
  }

  /** A form that is not filled in yet is no mistake. It is not tried, and not kept. */
  function lacks() {
    if (isComplete(panel.rule)) return false;
    preview.wait();
    fill(fault, el("p", { class: "note", id: "form-lacks" }, t("form_lacks")));
    return true;
  }

  /** What was typed: seen at once. */
  function typed() {
    if (!lacks()) preview.show(panel.rule);
  }

  /** What was chosen, or typed to its end: kept. Only what this form has changed is sent: the rest may be newer elsewhere. */
  async function changed() {
    if (lacks()) return;
    preview.show(panel.rule);
    let before, sent;
    const edits = () => {
      const options = difference(panel.base, panel.rule);
      [before, sent] = [panel.base, copy(panel.rule)];
      panel.base = sent;
      return Object.keys(options).length > 0 ? [{ options: { field: field.field, options } }] : [];
    };
    try {
      await save(edits, t("saved"));
      wrong(null);
    } catch (error) {
      if (panel.base === sent) panel.base = before;
      wrong(error);
    }
  }

  /** Draws the form anew. Whoever types goes on typing, and what was typed is kept in the end. */
  function draw() {
    const isText = (one) => one?.matches("input[type=text], textarea");
    const own = document.activeElement;
    const caret = own.id && isText(own) && (source.contains(own) || options.contains(own)) ? [own.selectionStart, own.selectionEnd] : null;
    fill(source, sourceForm(panel, { typed, changed, draw }));
    fill(options, optionGroups(panel, { typed, changed, draw }));
    const again = caret && document.getElementById(own.id);
    if (!isText(again)) return;
    again.setSelectionRange(...caret);
    again.addEventListener("blur", changed, { once: true });
  }

  function remove() {
    if (isKey(panel.view, field.field)) { notify(t("is_key", { field: field.name })); return; }
    save([{ clear: { field: field.field } }], t("rule_removed", { field: field.name })).then(close, wrong);
  }

  function stored() {
    toml.textContent = panel.field.toml ?? "";
    values.element.hidden = !panel.field.rule || "value" in panel.field.rule;
  }

  draw();
  stored();
  if (panel.field.rule) preview.show();
  else typed();
  if (!field.rule && field.columns.length === 0 && hasSource(panel.rule)) changed();
  return {
    element,
    leave: () => { preview.stop(); values.stop(); },
    update(newer) {
      const newest = newer.fields.find((one) => one.field === field.field);
      Object.assign(panel, { view: newer, field: newest ?? field });
      stored();
      values.refresh();
      const before = panel.base;
      panel.base = copy(newest?.rule ?? {});
      if (!newest?.rule) return;
      // Undo, or somebody else: what this form has not changed is as it is there.
      const theirs = Object.entries(difference(before, panel.base)).filter(([key]) => same(panel.rule[key], before[key]));
      const foreign = theirs.filter(([key, value]) => !same(panel.rule[key] ?? null, value));
      if (foreign.length === 0) return;
      for (const [key, value] of foreign) if (value === null) delete panel.rule[key]; else panel.rule[key] = value;
      delete panel.source;
      panel.sources.clear();
      draw();
      typed();
    },
  };
}

const copy = (rule) => structuredClone(rule);
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** The options that differ, as they are in `after`; null for one that is not there. */
function difference(before, after) {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return Object.fromEntries(keys.filter((key) => !same(before[key], after[key])).map((key) => [key, after[key] ?? null]));
}
const hasSource = (rule) => rule.from || rule.first;

/** What a field without a rule begins with: the column that is proposed, or a value that is to be typed. */
function start(field, view) {
  if (field.columns.length > 0) return { from: field.columns[0] };
  const column = view.columns.find(({ proposal, fields }) => proposal?.field === field.field && fields.length === 0);
  return column ? column.proposal.rule : { value: "" };
}
