// The rows of a plan, page by page, with a search.
import { askText } from "./ask-text.js";
import { announce, el, notify } from "./dom.js";
import { englishNote, issueWords } from "./issue-words.js";
import { getRows, leaveOut } from "./jobs-api.js";
import { fieldName, number, t } from "./strings.js";

const KINDS = [["update", "n_updated", (c) => c.planned_updates], ["insert", "n_new", (c) => c.planned_inserts], ["unchanged", "n_unchanged", (c) => c.unchanged],
  ["skip", "n_left", (c) => c.skipped], ["merge", "n_merged", (c) => c.merged ?? 0], ["reject", "n_rejected", (c) => c.rejected]];

/**
 * The list for a run. `chosen` keeps what was chosen while plans of the same file are shown; `restores` is true for customers
 * of a backup; `onleft()` is told that a row is left out.
 */
export function planRows(run, of, counts, chosen, restores, onleft) {
  if (chosen.of !== of) Object.assign(chosen, { of, kind: null, search: "" });
  const list = el("ul", { class: "plan-rows" });
  const more = el("button", { type: "button", class: "quiet", id: "rows-more", onclick: () => load(false) }, t("rows_more"));
  const note = el("p", { class: "note" });
  const first = KINDS.find(([, , of]) => of(counts) > 0)?.[0] ?? "update";
  const kind = el("select", { id: "rows-kind", onchange: () => load(true) }, KINDS.map(([name, label, of]) => el("option", { value: name }, `${t(label)} (${number(of(counts))})`)));
  kind.value = chosen.kind ?? first;
  let waiting;
  const search = el("input", { type: "text", id: "rows-search", autocomplete: "off", value: chosen.search, oninput: () => { clearTimeout(waiting); waiting = setTimeout(() => load(true), 200); } });
  let after = 0, turn = 0;

  async function load(anew) {
    const mine = ++turn;
    [chosen.kind, chosen.search] = [kind.value, search.value];
    if (anew) { after = 0; list.replaceChildren(); }
    more.hidden = true;
    const before = list.children.length;
    try {
      // A page without a hit goes on until something is found.
      do {
        note.textContent = t("rows_shown_search");
        const page = await getRows(run, kind.value, search.value.trim(), after);
        // Somebody has gone on to another step.
        if (mine !== turn || !list.isConnected) return;
        list.append(...page.rows.map((one) => row(one, restores, leaver(one))));
        after = page.next;
      } while (after !== null && list.children.length === before);
    } catch (error) {
      if (mine === turn) note.textContent = error.message;
      return;
    }
    const n = list.children.length;
    note.textContent = n > 0 ? t("rows_count", { n }) : t(search.value ? "rows_nothing_found" : "rows_none");
    more.hidden = after === null;
    if (search.value || !anew) announce(note.textContent);
  }

  /** The button that leaves a row out, unless it is left out already. */
  function leaver({ id, row }) {
    if (restores || chosen.kind === "skip") return null;
    const number = String(row);
    const button = el("button", { type: "button", class: "quiet small", id: "leave-" + id, "aria-label": t("leave_out_row", { row: number }), onclick: leave }, t("leave_out"));
    async function leave() {
      const note = await askText({ title: t("leave_ask", { row: number }), text: t("leave_more"), label: t("leave_reason"), value: "", yes: t("leave_yes") });
      if (note === null) return;
      try {
        await leaveOut(run, id, note);
      } catch (error) { notify(error.message); return; }
      button.textContent = t("leave_done");
      button.setAttribute("aria-label", t("leave_said", { row: number }));
      notify(t("leave_said", { row: number }));
      onleft();
    }
    return button;
  }

  load(true);
  return el("section", { class: "card part", "aria-labelledby": "rows-title" }, el("h2", { id: "rows-title", tabindex: "-1" }, t("rows_heading")),
    el("div", { class: "fields wide" }, el("div", { class: "field" }, el("label", { for: "rows-kind" }, t("rows_kind")), kind),
      el("div", { class: "field" }, el("label", { for: "rows-search" }, t("rows_search")), search)), list, note, more, !restores && el("p", { class: "note" }, t("rows_skip")));
}

function row({ customer, file, row, fields, protected: kept, note, issues }, restores, leaver) {
  const place = restores ? "" : t("row_at", { row, file: file.split("/").pop() });
  const values = fields.map(change);
  const keeps = kept.map((one) => el("li", { class: "kept" }, el("span", { class: "field-name" }, fieldName(one.field)), " ", t("value_kept", { kept: one.kept, wanted: one.wanted || t("value_none") })));
  const faults = issues.map((issue) => {
    const words = issueWords(issue);
    return el("li", {}, el("span", { class: "code" }, issue.code), " ", issue.column ? issue.column + ": " : "", words.said, words.advice && `: ${words.advice}`, " ", englishNote(words));
  });
  return el("li", {}, el("p", { class: "row-head" }, el("span", {}, el("strong", {}, customer || place), customer && el("span", { class: "note" }, " " + place)), leaver),
    el("ul", { class: "changes" }, values, keeps, faults, note && el("li", { class: "note", lang: "en" }, note)));
}

/** A value before and after. */
export function change({ field, before, after, effect }) {
  const name = el("span", { class: "field-name" }, fieldName(field));
  if (!effect) return el("li", {}, name, " ", after);
  return el("li", { class: effect }, name, " ", el("del", {}, before || t("value_none")), el("span", { class: "arrow", "aria-hidden": "true" }, " → "), el("span", { class: "unseen" }, t("change_becomes")), el("ins", {}, after || t("value_none")));
}

