// One file: what was understood, what can be changed, its first rows, its mapping and its command.
import { getLook, removeFile, setReading, writeMapping } from "./api.js";
import { announce, el, fill } from "./dom.js";
import { fileGrid } from "./file-grid.js";
import { readingMenus } from "./reading-menus.js";
import { has, size, t } from "./strings.js";

/** A card that keeps itself up to date: `update(file, project)` after each change of the state. */
export function fileCard(file, project, onproject) {
  const card = { file, project, look: null, fault: null };
  const element = el("article", { class: "card file", id: `file-${file.id}`, tabindex: "-1", "aria-labelledby": `${file.id}-name` });
  let asked = 0;
  let looking = false;
  let choice = 0;

  /** Draws the card. Unless it answers what was typed, a text that somebody is typing stays. */
  function draw(keeps = false) {
    const active = document.activeElement;
    const typing = keeps && element.contains(active) && active.matches(".typed input") ? active : null;
    fill(element, heading(card, remove), card.look ? parts() : el("p", { class: "note loading" }, t("loading")));
    element.setAttribute("aria-busy", String(!card.look));
    const again = typing && document.getElementById(typing.id);
    if (!again || again.closest(".field").querySelector("select").value === typing.value) return;
    again.closest(".typed").hidden = false;
    again.value = typing.value;
    again.focus({ preventScroll: true });
  }

  function parts() {
    const { look } = card;
    return [
      problem(card, set),
      !isHopeless(card) && el("div", { class: "part" }, el("h3", {}, t("understood")), readingMenus(card, set, card.fault), notes(card)),
      fileGrid(card, look.found?.rejects ? null : (row) => set({ header_row: row }, t("header_changed", { n: row }))),
      mapping(card, write),
      command(card),
    ];
  }

  async function load() {
    const turn = ++asked;
    looking = true;
    try {
      take(turn, await getLook(card.file.id), true);
    } catch (error) {
      take(turn, { file: card.file, look: faulty(error) }, true);
    }
  }

  function take(turn, { file: newer, look }, keeps = false) {
    if (turn !== asked) return;
    looking = false;
    Object.assign(card, { file: newer, look });
    draw(keeps);
  }

  async function set(changes, said) {
    const turn = ++asked;
    const own = ++choice;
    element.setAttribute("aria-busy", "true");
    try {
      const answer = await setReading(card.file.id, changes);
      if (own === choice) card.fault = null;
      take(turn, answer);
      // The change was told and looked at before its own answer came.
      if (turn !== asked && !looking) draw();
      announce(said ?? answer.look.problem?.message ?? `${answer.file.name}: ${answer.look.found?.text ?? ""}`);
    } catch (error) {
      if (own !== choice) return;
      card.fault = { field: error.field, message: error.message, value: Object.values(changes)[0] ?? "" };
      if (!error.field) announce(error.message);
      draw();
      // A look that was on its way was dropped. Otherwise nothing is drawn again: somebody may be typing.
      if (looking && turn === asked) load();
    }
  }

  async function remove() {
    const more = card.file.uploaded ? t("remove_copy") : t("remove_named");
    if (!(await confirm(t("remove_ask", { name: card.file.name }), more, t("remove"), t("cancel")))) return;
    await removeFile(card.file.id).then(() => announce(t("removed", { name: card.file.name })), (error) => announce(error.message));
    onproject();
  }

  async function write() {
    try {
      await written(card);
    } catch (error) {
      card.fault = { field: "mapping", message: error.message };
      draw();
    }
    onproject();
  }

  draw();
  load();
  return {
    element,
    id: file.id,
    update(newer, newest) {
      const content = (file) => JSON.stringify([file.reading, file.size]);
      const changed = content(newer) !== content(card.file);
      const frame = (file, { mapping }) => JSON.stringify([file, mapping]);
      const differs = frame(newer, newest) !== frame(card.file, card.project);
      Object.assign(card, { file: newer, project: newest });
      if (changed) load();
      else if (card.look && differs) draw(true);
    },
  };
}

const faulty = (error) => ({
  found: null, sheets: [], columns: [], letters: [], grid: { rows: [], width: 0 }, recognized: null,
  problem: { message: error.message, field: null, choices: [] },
});

function heading({ file, look }, remove) {
  const facts = file.size === null ? t("gone", { path: file.shown })
    : look?.found ? t("size_columns", { size: size(file.size), n: look.columns.length }) : size(file.size);
  return el("header", { class: "file-head" },
    el("div", {}, el("h2", { id: `${file.id}-name` }, file.name), el("p", { class: "facts" }, facts)),
    el("button", { type: "button", class: "quiet", id: `${file.id}-remove`, "aria-label": t("remove_name", { name: file.name }), onclick: remove }, t("remove")));
}

/** True if the file has no rows, however it is read. What was stated can be taken back. */
const isHopeless = ({ file, look }) => Boolean(look.problem?.cause) && !Object.values(file.reading).some(Boolean);

/** Why it can't be read, and what would settle it. */
function problem({ file, look }, set) {
  const wrong = look.problem;
  if (!wrong) return null;
  const value = (text) => {
    if (wrong.field !== "header_row") return { [wrong.field]: text };
    return text === "none" ? { no_header: true } : { header_row: Number(text) };
  };
  const label = (text) => {
    if (wrong.field !== "header_row") return text;
    return text === "none" ? t("no_header") : t("header_at", { n: Number(text) });
  };
  const choices = wrong.choices.map((choice, at) => el("li", {}, el("button", { type: "button", id: `${file.id}-choice-${at}`, class: "choice", onclick: () => set(value(choice.value)) },
    el("strong", {}, label(choice.value)), choice.cells.length > 0 && el("span", { class: "sample" }, choice.cells.join("  ·  ")))));
  const message = el("p", { class: "message" }, wrong.message);
  // The choices below, or the title, say the same as the message, which is about flags.
  const known = choices.length > 0 && has("problem_" + wrong.field) ? wrong.field : wrong.cause;
  const isAsked = Boolean(known);
  const title = t(isAsked ? "problem_" + known : "problem");
  return el("div", { class: "problem", role: "alert" }, el("h3", {}, title), isAsked ? wrong.cause && el("p", {}, t(`problem_${wrong.cause}_more`)) : message,
    choices.length > 0 && el("p", { class: "ask" }, t("choice_" + wrong.field)), choices.length > 0 && el("ul", { class: "choices" }, choices),
    isAsked && el("details", { class: "more", id: `${file.id}-message` }, el("summary", {}, t("problem_message")), el("p", { class: "message", lang: "en" }, wrong.message)));
}

function notes({ look }) {
  const { found, letters } = look;
  if (!found) return null;
  const shown = letters.length > 0
    ? el("p", { class: "note letters" }, t("letters") + " ", letters.map((cell) => el("q", {}, cell)))
    : found.encoding?.value.startsWith("us-ascii") && el("p", { class: "note" }, t("letters_none"));
  return el("div", { class: "notes" }, shown,
    found.title && el("p", { class: "note" }, titleNote(found.title.match(/\d+/g) ?? [])),
    found.compression && el("p", { class: "note" }, t("compressed", { how: found.compression })),
    found.rejects && el("p", { class: "note" }, t("rejects")));
}

/** The rows above the header: `1`, or the first and the last. */
const titleNote = (rows) => t("title_note", { n: rows.length, rows: rows.join("–") });

function mapping({ file, look, project, fault }, write) {
  if (!look.found || look.columns.length === 0) return null;
  const known = look.recognized;
  const own = project.mapping;
  const lines = own
    ? [el("strong", {}, t("has_mapping", { name: own.name ?? t("faulty_mapping") })), " ", el("span", {}, t("mapping_at", { path: own.path }))]
    : [el("strong", {}, known ? t("recognized", { what: known.what }) : t("unrecognized")), " ", t(known ? "recognized_more" : "unrecognized_more")];
  if (own && look.mapping_problem) lines.push(el("span", { class: "how wrong" }, " ", t("mapping_unfit", { message: look.mapping_problem })));
  const label = known ? t("use_mapping", { name: known.name }) : t("suggest_mapping");
  const button = el("button", { type: "button", id: `${file.id}-mapping`, class: own ? "quiet" : "primary", onclick: write }, own && !known ? t("mapping_again") : label);
  const wrong = fault?.field === "mapping" && el("p", { class: "how wrong", role: "alert" }, fault.message);
  return el("div", { class: own && !look.mapping_problem ? "offer done" : "offer" }, el("div", {}, el("p", {}, lines), wrong), button);
}

/** Writes the mapping; asks first if there is one. */
async function written({ file, project }) {
  let answer;
  try {
    answer = await writeMapping(file.id, false);
  } catch (error) {
    if (error.status !== 409) throw error;
    const path = project.mapping?.path ?? "mapping.toml";
    if (!(await confirm(t("mapping_ask"), t("mapping_ask_more", { path }), t("replace"), t("keep")))) return;
    answer = await writeMapping(file.id, true);
  }
  announce(t("mapping_written", { path: answer.mapping.path }));
}

function command({ file }) {
  const button = el("button", { type: "button", class: "quiet", id: `${file.id}-copy`, onclick: copy }, t("copy"));
  async function copy() {
    await navigator.clipboard.writeText(file.command);
    button.textContent = t("copied");
    announce(t("copied"));
    setTimeout(() => { button.textContent = t("copy"); }, 1500);
  }
  return el("div", { class: "part" }, el("h3", {}, t("command")),
    el("div", { class: "command-line" }, el("code", { tabindex: "0" }, file.command), button));
}

/** Asks; true for yes. Escape means no. */
export function confirm(title, text, yes, no) {
  return new Promise((resolve) => {
    const dialog = el("dialog", { "aria-labelledby": "ask-title", onclose: () => { dialog.remove(); resolve(dialog.returnValue === "yes"); } },
      el("form", { method: "dialog" }, el("h2", { id: "ask-title" }, title), el("p", {}, text),
        el("div", { class: "buttons" }, el("button", { class: "quiet", value: "no", autofocus: true }, no), el("button", { class: "primary", value: "yes" }, yes))));
    document.body.append(dialog);
    dialog.showModal();
  });
}
