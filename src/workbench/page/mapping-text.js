// The text of the mapping, with its mistakes at their places.
import { checkText, getText, setText } from "./columns-api.js";
import { announce, el, fill } from "./dom.js";
import { t } from "./strings.js";

const PAUSE = 250;

/** The editor. `kept.draft` has what is not saved; `line` is where to begin: a number, the name of a field, or a heading. */
export function mappingText(kept, { line, focused, back, saved }) {
  const numbers = el("div", { class: "line-numbers", "aria-hidden": "true" });
  const area = el("textarea", { id: "mapping-text", spellcheck: "false", wrap: "off", "aria-describedby": "text-state", oninput: typed, onscroll: () => { numbers.scrollTop = area.scrollTop; },
    onkeydown: (event) => { if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); save(); } } });
  const state = el("div", { id: "text-state", class: "part", role: "status" });
  const button = el("button", { type: "button", class: "primary", id: "save-text", onclick: save }, t("text_save"));
  const path = el("p", { class: "facts" });
  const element = el("section", { class: "card text-editor", "aria-labelledby": "text-title" },
    el("header", { class: "file-head" }, el("div", {}, el("h2", { id: "text-title", tabindex: "-1" }, t("text_heading")), path), el("button", { type: "button", class: "quiet", id: "text-back", onclick: back }, t("text_back"))),
    el("p", { class: "note" }, t("text_lead")), el("label", { class: "unseen", for: "mapping-text" }, t("text_label")), el("div", { class: "lines" }, numbers, area), state,
    el("div", { class: "buttons" }, button));
  let turn = 0;
  let timer = null;

  function draw({ mistake, note }) {
    const count = area.value.split("\n").length;
    numbers.textContent = Array.from({ length: count }, (_, at) => at + 1).join("\n");
    const isDraft = kept.draft !== null;
    button.disabled = !isDraft || Boolean(mistake);
    area.setAttribute("aria-invalid", String(Boolean(mistake)));
    fill(state, mistake && el("div", { class: "problem" }, el("p", { class: "message" }, t("mistake_at", mistake)), mistake.help.map((help) => el("p", { class: "note" }, help)),
      el("details", { class: "more", id: "text-whole" }, el("summary", {}, t("problem_message")), el("pre", {}, mistake.text)),
      el("div", { class: "choices" }, el("button", { type: "button", class: "choice", id: "go-to-line", onclick: () => goTo(mistake.line, mistake.column) }, t("go_to_line", mistake)))),
      el("p", { class: "how" }, note ?? (isDraft ? t("text_draft") : ""), " ", mistake ? t("text_faulty") : t("text_fine")));
  }

  /** Puts the cursor at a line, in the middle of the view. */
  function goTo(number, column = 1) {
    const lines = area.value.split("\n");
    const start = lines.slice(0, number - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
    area.focus();
    area.setSelectionRange(start, Math.max(start, start + (lines[number - 1]?.length ?? 0) - column + 1));
    const height = area.scrollHeight / lines.length;
    area.scrollTop = Math.max(0, (number - 1) * height - area.clientHeight / 2);
  }

  function typed() {
    kept.draft = { text: area.value, was: kept.draft?.was ?? kept.hash };
    const own = ++turn;
    clearTimeout(timer);
    timer = setTimeout(() => checkText(area.value).then((found) => { if (own === turn) draw(found); }, (error) => announce(error.message)), PAUSE);
    button.disabled = false;
  }

  async function save() {
    if (kept.draft === null) return;
    turn += 1;
    clearTimeout(timer);
    try {
      const answer = await setText(area.value, kept.draft.was);
      kept.draft = null;
      kept.hash = answer.hash;
      draw({ mistake: answer.mistake, note: t("text_saved") });
      announce(t("text_saved"));
      saved();
    } catch (error) {
      if (error.mistake) draw({ mistake: error.mistake });
      else fill(state, el("div", { class: "problem", role: "alert" }, el("p", { class: "message" }, error.message), el("button", { type: "button", class: "choice", onclick: () => { kept.draft = null; load(); } }, t("text_reload"))));
      announce(t("not_saved", { message: error.message }));
    }
  }

  async function load() {
    try {
      const found = await getText();
      path.textContent = found.path;
      kept.hash = found.hash;
      area.value = kept.draft?.text ?? found.text;
      const checked = kept.draft ? await checkText(area.value) : found;
      draw(checked);
      const at = typeof line === "number" ? line : lineOf(found.text, line);
      if (at) goTo(at);
    } catch (error) {
      fill(state, el("div", { class: "problem", role: "alert" }, el("p", { class: "message" }, error.message)));
    }
  }

  load().then(() => { if (!line && !focused) element.querySelector("h2").focus(); });
  return { element };
}

/** The line on which the rule of a field begins, in its section, for other tables have the same keys; or a table with this heading. */
function lineOf(text, place) {
  if (!place) return null;
  const lines = text.split("\n");
  if (place.heading) {
    const all = [...lines.keys()].filter((at) => lines[at].trim().replaceAll(" ", "").startsWith(place.heading));
    return all.length > 0 ? (all[place.at] ?? all[0]) + 1 : null;
  }
  const isCustom = place.startsWith("customFields.") || place === "*";
  const name = place.replace("customFields.", "");
  const sections = isCustom ? ["custom_fields", "extra_fields"] : ["fields", "extra_fields"];
  const keys = [name, JSON.stringify(name), `'${name}'`];
  let section = "";
  const at = lines.findIndex((line) => {
    const header = /^\s*\[+\s*(.*?)\s*\]/.exec(line);
    if (header) section = header[1];
    if (header) return sections.some((own) => keys.some((key) => section === `${own}.${key}`));
    return sections.includes(section) && keys.some((key) => line.trimStart().startsWith(key) && /^\s*[.=]/.test(line.trimStart().slice(key.length)));
  });
  return at < 0 ? null : at + 1;
}
