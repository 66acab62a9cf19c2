// How a row finds its customer: [match] of the mapping.
import { el, fill } from "./dom.js";
import { labelled } from "./labelled.js";
import { keyLists } from "./rules.js";
import { t } from "./strings.js";

const CHOICES = [["on_no_key", ["reject", "insert"]], ["on_duplicate", ["reject", "first", "last", "merge"]], ["write", ["always", "if_empty", "on_insert"]]];

export function matchingPanel({ view, save, close }) {
  const panel = { view };
  const body = el("div", { class: "rule-form" });
  const fault = el("div", { role: "alert" });
  const element = el("section", { class: "card rule-panel", "aria-labelledby": "matching-title", onkeydown: (event) => { if (event.key === "Escape") close(); } },
    el("header", { class: "file-head" }, el("h2", { id: "matching-title", tabindex: "-1" }, t("matching")), el("button", { type: "button", class: "quiet", id: "close-panel", onclick: close }, t("close"))),
    el("p", { class: "note" }, t("matching_lead")), fault, body);

  const wrong = (error) => fill(fault, error && el("div", { class: "problem" }, el("p", { class: "message" }, t("not_saved", { message: error.message })), error.mistake?.help.map((help) => el("p", { class: "note" }, help))));
  const set = (options) => save([{ match: { options } }], t("saved")).then(() => wrong(null), (error) => { wrong(error); draw(); });

  function setKeys(lists) {
    const keys = lists.filter((list) => list.length > 0);
    if (keys.length > 0) return set({ keys: keys.length === 1 ? keys[0] : keys });
    return set(Object.fromEntries(Object.keys(panel.view.mapping.matching ?? {}).map((key) => [key, null])));
  }

  function draw() {
    const matching = panel.view.mapping.matching;
    const lists = keyLists(matching);
    const filled = panel.view.fields.filter(({ rule, field }) => rule && !field.endsWith("*"));
    const free = (used) => filled.find(({ field }) => !used.includes(field))?.field;
    const next = free(lists.flat());
    fill(body, lists.length === 0 && el("p", {}, t("matching_none")), lists.map((list, at) => key(list, at, lists, filled)),
      next && el("button", { type: "button", class: "quiet small", id: "add-key", onclick: () => setKeys([...lists, [next]]) }, t("add_key")),
      lists.length > 0 && CHOICES.map(([name, values]) => labelled(t("m_" + name), el("select", { id: "match-" + name, onchange: (event) => set({ [name]: event.target.value === values[0] ? null : event.target.value }) },
        values.map((value) => el("option", { value, selected: value === (matching[name] ?? values[0]) }, t(`m_${name}_${value}`)))))));
  }

  function key(list, at, lists, filled) {
    const change = (to) => setKeys(lists.with(at, to));
    const more = filled.find(({ field }) => !list.includes(field));
    return el("fieldset", { class: "part" }, el("legend", {}, t("key_n", { n: at + 1 })),
      list.map((own, number) => el("div", { class: "typed" }, el("select", { id: `key-${at}-${number}`, "aria-label": t("key_field"), onchange: (event) => change(list.with(number, event.target.value)) },
        filled.map(({ field, name }) => el("option", { value: field, selected: field === own }, name)), !filled.some(({ field }) => field === own) && el("option", { value: own, selected: true }, own)),
      el("button", { type: "button", class: "quiet small", "aria-label": t("remove_key", { field: own }), id: `key-${at}-${number}-remove`, onclick: () => change(list.filter((_, other) => other !== number)) }, "×"))),
      more && el("button", { type: "button", class: "quiet small", id: "key-more-" + at, onclick: () => change([...list, more.field]) }, t("add_key_field")));
  }

  draw();
  return { element, update(newer) { panel.view = newer; draw(); } };
}
