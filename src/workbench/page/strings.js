// The texts of the page, by key. Each step adds its own (strings-NAME.js). English so far: another language is another
// table with the same keys. A value with numbers has the forms of Intl.PluralRules, chosen by `n`.

const texts = { en: {} };

/** Adds the texts of a part of the page: `{ en: { key: "Text" } }`. */
export function addTexts(tables) {
  for (const [language, table] of Object.entries(tables)) {
    for (const key of Object.keys(table)) if (Object.hasOwn(texts[language], key)) throw new Error("the text " + key + " is there twice");
    Object.assign(texts[language], table);
  }
}

addTexts({ en: {
  title: "deskferry workbench",
  skip: "Skip to the content",
  steps: "Steps",
  step_files: "Files",
  step_check: "Check",
  step_columns: "Columns",
  step_plan: "Plan",
  step_run: "Run",
  step_runs: "Runs and backups",
  project: "Project",
  local: "Everything stays on this machine and in your help desk.",
  lost: "The workbench has stopped. Start it again with: {command}",
  no_session: "This session has ended. Open the workbench again from the terminal.",

  command: "The same as a command",
  copy: "Copy",
  copied: "Copied",
  bytes: "{n} bytes",
  cancel: "Cancel",
  dismiss: "Dismiss",
  other: "Other…",
  apply: "Set",

  job_at_work: "at work",
  undo: "Undo",
  redo: "Redo",
  undo_what: "Undo: {what}",
  redo_what: "Redo: {what}",
  undone: "Undone: {what}",
  redone: "Redone: {what}",
  did_reading: "how {about} is read",
  did_mapping: "a new mapping",
  did_mend: "mending a cell of {about}",
  did_unmend: "taking a correction back",
  did_aside: "setting a row aside",
  did_alike: "changing all “{about}”",
  did_rule: "the rule of {about}",
  did_clear: "nothing goes into {about} any more",
  did_lookup: "a value of {about}",
  did_settings: "a setting of the mapping",
  did_matching: "how customers are found",
  did_leave_out: "{about} is left out",
  did_take_up: "{about} is not left out any more",
  did_text: "the text of the mapping",
  did_protect: "what may be written over in {about}",
  did_other: "the last change",
} });

const language = "en";
const plural = new Intl.PluralRules(language);
const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

/** The text of a key, with its variables. */
export function t(key, values = {}) {
  const found = texts[language][key];
  if (found === undefined) throw new Error("no text " + key);
  const text = typeof found === "string" ? found : found[plural.select(values.n)] ?? found.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? number.format(values[name]) : String(values[name])));
}

/** True if there is a text with this key. */
export const has = (key) => Object.hasOwn(texts[language], key);

/** A size for people. */
export function size(bytes) {
  const units = ["kB", "MB", "GB"];
  if (bytes < 1000) return t("bytes", { n: bytes });
  let value = bytes / 1000, unit = 0;
  while (value >= 1000 && unit < 2) { value /= 1000; unit += 1; }
  return number.format(value) + " " + units[unit];
}
