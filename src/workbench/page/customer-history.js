// The life of a customer over all backups, and bringing it back as one of them has it.
import { announce, el, fill } from "./dom.js";
import { backupTime, begin, command, exactly, valueText } from "./job-parts.js";
import { getHistory } from "./jobs-api.js";
import { fieldName, has, t } from "./strings.js";

const FIELDS = ["email", "name", "phoneNumber", "id"];

/** The search; it keeps what was found. `onplan` gets the job of a plan to restore. */
export function customerHistory(onplan) {
  const field = el("select", { id: "history-field" }, FIELDS.map((name) => el("option", { value: name }, t("h_" + name))));
  const value = el("input", { type: "text", id: "history-value", autocomplete: "off" });
  const found = el("div", { class: "stack", "aria-live": "polite" });
  let backups = [], turn = 0;

  async function search(event) {
    event.preventDefault();
    const mine = ++turn;
    try {
      const { history, command: line } = await getHistory(field.value, value.value);
      // An earlier search may answer later.
      if (mine !== turn) return;
      const lives = history.customers.map(life);
      fill(found, history.doubts.map((doubt) => el("p", { class: "note", lang: "en" }, doubt)), lives.length > 0 ? el("ul", { class: "plan-rows" }, lives) : el("p", { class: "note" }, t("history_none")), command(line, "history-line"));
      announce(t("history_found", { n: lives.length }));
    } catch (error) {
      if (mine === turn) fill(found, el("p", { class: "how wrong", role: "alert" }, error.message));
    }
  }

  function life({ id, presence, fields }) {
    const select = el("select", { id: "restore-" + id, "aria-label": t("restore_as", {}) }, backups.map((one) => el("option", { value: one.id }, exactly(one.began))));
    const last = (name) => fields.find(({ field }) => field === name)?.values.findLast(({ value }) => value)?.value;
    const go = () => begin({ kind: "restore", backup: select.value, ids: [id] }, onplan);
    const changed = fields.filter(({ values }) => values.length > 1);
    const rows = (changed.length > 0 ? changed : fields).slice(0, 30).map(({ field, values }) => el("li", {}, el("span", { class: "field-name" }, fieldName(field)), " ",
      values.map(({ backup, value }) => el("span", { class: "stage" }, valueText(field, value), el("span", { class: "note" }, ` ${backupTime(backup)} `)))));
    return el("li", {}, el("p", {}, el("strong", {}, last("name") ?? last("email") ?? id), " ", el("span", { class: "note" }, presence.map(({ backup, what }) => `${has("turn_" + what) ? t("turn_" + what) : what} ${backupTime(backup)}`).join(" · "))),
      el("ul", { class: "changes" }, rows), el("div", { class: "choices restore" }, el("label", { for: "restore-" + id }, t("restore_as")), select, el("button", { type: "button", class: "quiet", onclick: go }, t("restore_go"))));
  }

  const element = el("form", { class: "card part", onsubmit: search, "aria-labelledby": "history-title" }, el("h3", { id: "history-title" }, t("history")),
    el("div", { class: "fields wide" }, el("div", { class: "field" }, el("label", { for: "history-field" }, t("history_by")), field), el("div", { class: "field" }, el("label", { for: "history-value" }, t("history_value")), value)),
    el("div", {}, el("button", { class: "quiet", id: "history-go" }, t("history_go"))), found);
  return { element, update: (newest) => { backups = newest; } };
}
