// The other options of a rule, in groups; a group shows what is set in it.
import { el } from "./dom.js";
import { labelled } from "./labelled.js";
import { OPTIONS, applies, conversionOf, conversionsOf, isPossible, onlyOwn } from "./rules.js";
import { typedValue } from "./rule-source.js";
import { has, t } from "./strings.js";

/** The groups: `act` has `typed`, `changed` and `draw`. */
export function optionGroups(panel, act) {
  if ("value" in panel.rule) return group("write", panel, act);
  return ["empty", "read", "before", "wrong", "write"].map((name) => group(name, panel, act));
}

function group(name, panel, act) {
  const matching = panel.view.mapping?.matching;
  const own = OPTIONS.filter((option) => option[0] === name && applies(option, panel.field, panel.rule, matching));
  const set = own.filter(([, key]) => key in panel.rule).map(([, key]) => t("opt_" + key));
  return el("details", { class: "more options", id: "options-" + name }, el("summary", {}, t("opts_" + name), el("small", {}, set.join(" · ") || t("as_usual"))),
    el("div", { class: "option-fields" }, own.map((option) => control(option, panel, act))));
}

/** Sets an option, or removes it. */
function put(panel, key, value, act) {
  if (value === "" || value === undefined || (Array.isArray(value) && value.length === 0)) delete panel.rule[key];
  else panel.rule[key] = value;
  // Some options need others, or forbid them.
  onlyOwn(panel.field, panel.rule);
  act.draw();
  act.changed();
}

function control([, key, kind], panel, act) {
  const id = "opt-" + key;
  const { rule } = panel;
  const label = t(key === "merge_join" ? "opt_merge_join_text" : "opt_" + key);
  const hint = has("hint_" + key) && el("span", { class: "how", id: id + "-hint" }, t("hint_" + key));
  const field = (input) => labelled(label, input, hint);
  const flag = (checked, set) => el("label", { class: "flag" }, el("input", { type: "checkbox", id, checked, onchange: (event) => set(event.target.checked) }), label);
  const menu = (options, chosen, set) => field(el("select", { id, onchange: (event) => set(event.target.value) }, options.map(([value, text]) => el("option", { value, selected: value === chosen }, text))));
  const line = (now, read = (text) => text) => field(el("input", { type: "text", id, value: now, "aria-describedby": hint && id + "-hint",
    oninput: (event) => { const value = read(event.target.value); if (value === "") delete rule[key]; else rule[key] = value; act.typed(); }, onchange: () => act.changed() }));
  if (Array.isArray(kind)) return menu(kind.filter((value) => isPossible(key, value, panel.field, rule)).map((value) => [value, t(`opt_${key}_${value}`)]), rule[key] ?? kind[0], (value) => put(panel, key, value === kind[0] ? "" : value, act));
  switch (kind) {
    case "flag": return flag(rule[key] === true, (on) => put(panel, key, on || "", act));
    case "trim": return flag(rule.trim === false, (on) => put(panel, key, on ? false : "", act));
    case "value": return line([rule[key] ?? ""].flat().join(", "), (text) => typedValue(panel.field.kind, text));
    case "number": return line(rule[key] ?? "", (text) => (/^\d+$/.test(text) ? Number(text) : text));
    case "list": return list();
    case "as": return menu(conversionsOf(panel.field.kind).concat(rule.as === "exported" ? "exported" : []).map((word) => [word, t("as_" + word)]), conversionOf(panel.field, rule), convert);
    case "repair": return el("fieldset", { class: "flags" }, el("legend", {}, label), ["double-utf8", "entities", "float"].map((word) => el("label", { class: "flag" },
      el("input", { type: "checkbox", id: "repair-" + word, checked: (rule.repair ?? []).includes(word), onchange: (event) => put(panel, key, (rule.repair ?? []).filter((one) => one !== word).concat(event.target.checked ? word : []), act) }), t("repair_" + word))));
    case "fallback": return fallback();
    case "lookup_file": return lookupFile();
    default: return line(rule[key] ?? "");
  }

  function list() {
    const area = el("textarea", { id, rows: "3", spellcheck: "false", "aria-describedby": hint && id + "-hint", oninput: () => { take(); act.typed(); }, onchange: () => { take(); act.changed(); } });
    const take = () => {
      const lines = area.value.split("\n").map((text) => text.trim()).filter(Boolean);
      if (lines.length === 0) delete rule[key];
      else rule[key] = lines;
    };
    area.value = (rule[key] ?? []).join("\n");
    return field(area);
  }

  function convert(word) {
    const own = panel.field.kind;
    for (const other of ["values", "formats"]) delete rule[other];
    if (word === "enum") rule.values = panel.view.columns.find(({ name }) => name === rule.from)?.examples ?? [""];
    if (word === "date" && own === "text") rule.formats = ["auto"];
    put(panel, "as", word === own || word === "enum" || word === "date" ? "" : word, act);
  }

  function fallback() {
    const now = rule.fallback;
    const set = (changes) => put(panel, key, changes.from === "" ? "" : { country: "US", ...now, ...changes }, act);
    return el("div", { class: "field" }, labelled(label, el("select", { id, onchange: (event) => set({ from: event.target.value }) }, el("option", { value: "" }, "…"), panel.view.columns.map(({ name }) => el("option", { value: name, selected: name === now?.from }, name)))),
      now && labelled(t("hint_fallback"), el("select", { id: id + "-country", onchange: (event) => set({ country: event.target.value }) }, ["US", "CA", "AU", "IT"].map((code) => el("option", { value: code, selected: code === now.country }, code)))));
  }

  /** A table of values in a file: kept when it is whole, and when it is emptied. */
  function lookupFile() {
    const now = { file: "", key: "", value: "", ...rule.lookup_file };
    const keep = () => {
      const filled = ["file", "key", "value"].filter((name) => now[name] !== "").length;
      if (filled % 3 === 0) put(panel, key, filled === 3 ? now : "", act);
    };
    const part = (name, text, ...more) => labelled(text, el("input", { type: "text", id: `${id}-${name}`, value: now[name], autocomplete: "off", spellcheck: "false", onchange: (event) => { now[name] = event.target.value.trim(); keep(); } }), more);
    return el("fieldset", { class: "part" }, el("legend", {}, label), part("file", t("opt_lookup_file_file"), hint), part("key", t("opt_lookup_file_key")), part("value", t("opt_lookup_file_value")));
  }
}
