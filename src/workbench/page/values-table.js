// The values of a field's cells beside the list that they should become.
import { getValues } from "./columns-api.js";
import { announce, el, fill } from "./dom.js";
import { englishNote, issueWords, suggestedName } from "./issue-words.js";
import { t } from "./strings.js";

const POLL = 700;
/** So many values are shown at first. */
const FEW = 60;

/** The table: `refresh()` after a change of the rule, `stop()` at its end. `set(entries, said)` keeps entries. */
export function valuesTable(file, field, set) {
  const body = el("div", { class: "values-body" });
  const element = el("details", { class: "more options value-list", id: "options-values", ontoggle: () => { if (element.open) load(); } }, el("summary", {}, t("values_heading")), body);
  let timer = null;
  let turn = 0;
  let all = false;

  async function load() {
    const own = ++turn;
    clearTimeout(timer);
    try {
      const found = await getValues(file, field);
      if (own !== turn) return;
      draw(found);
      if (!found.done) timer = setTimeout(load, POLL);
    } catch (error) {
      if (own === turn) fill(body, el("p", { class: "how wrong" }, error.message));
    }
  }

  function draw(found) {
    const state = found.fault ?? (found.more ? t("values_many", { n: found.values.length }) : found.done ? t("values_counted", { n: found.rows }) : t("values_counting", { n: found.rows }));
    const shown = all ? found.values : found.values.slice(0, FEW);
    const more = found.values.length - shown.length;
    fill(body, el("p", { class: "note" }, t(found.in_file ? "values_file" : "values_more")), el("p", { class: found.fault ? "how wrong" : "how" }, state),
      shown.length > 0 && el("div", { class: "scroll", id: "values-scroll", "data-scroll": true, tabindex: "0", role: "region", "aria-label": t("values_heading") }, el("table", {},
        el("thead", {}, el("tr", {}, ["values_text", "values_rows", "values_becomes"].map((key) => el("th", { scope: "col" }, t(key))))),
        el("tbody", {}, shown.map((value, at) => line(value, at, found))))),
      more > 0 && el("button", { type: "button", class: "quiet small", id: "values-all", onclick: () => { all = true; draw(found); } }, t("values_all", { n: more })));
  }

  function line(value, at, found) {
    const is = value.after === null ? (value.issue?.error ? t("values_wrong") : t("values_nothing")) : t("values_as_is", { after: name(value.after, found.list) });
    const words = value.issue && issueWords(value.issue);
    const wrong = words && el("p", { class: value.issue.error ? "wrong" : "warned" }, words.said, " ", words.advice, " ", englishNote(words), !found.in_file && suggestions(value, at, found));
    return el("tr", { class: value.issue?.error ? "wrong" : null }, el("th", { scope: "row" }, value.text), el("td", { class: "count" }, String(value.count)),
      el("td", {}, found.in_file ? is : choice(value, at, found.list, is), wrong));
  }

  const keep = (value, chosen, after) => set({ [value.text]: chosen === "" ? null : chosen }, t("value_set", { value: value.text, after })).catch((error) => announce(error.message));

  /** A button for each value that was probably meant. The focus goes to the menu beside it, which stays. */
  const suggestions = ({ text, issue, ...value }, at, { list }) => issue.suggested.map((meant, turn) => el("button", { type: "button", class: "quiet small", id: `value-${at}-take-${turn}`, "aria-label": `${text}: ${t("take_suggested", { value: suggestedName(issue.code, meant) })}`,
    onclick: () => { document.getElementById("value-" + at).focus(); keep({ text, ...value }, meant, name(meant, list)); } }, t("take_suggested", { value: suggestedName(issue.code, meant) })));

  function choice(value, at, list, is) {
    const id = "value-" + at;
    const label = t("values_for", { value: value.text });
    const choose = (chosen) => keep(value, chosen, name(chosen, list) || is);
    const plain = value.entry === null ? is : t("as_usual");
    if (list.length === 0) return el("input", { type: "text", id, "aria-label": label, value: value.entry ?? "", placeholder: plain, onchange: (event) => choose(event.target.value.trim()) });
    const known = value.entry === null || list.some((one) => one.value === value.entry);
    return el("select", { id, "aria-label": label, onchange: (event) => choose(event.target.value) }, el("option", { value: "" }, plain), !known && el("option", { value: value.entry, selected: true }, value.entry),
      list.map((one) => el("option", { value: one.value, selected: one.value === value.entry }, one.name === one.value ? one.name : `${one.name} (${one.value})`)));
  }

  return { element, refresh: () => { if (element.open) load(); }, stop: () => { turn += 1; clearTimeout(timer); } };
}

const name = (value, list) => list.find((one) => one.value === value)?.name ?? value;
