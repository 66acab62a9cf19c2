// All texts of the page, by key. English so far; another language is another table with the same keys.
// A value with numbers has the forms of Intl.PluralRules, chosen by `n`.

const english = {
  title: "deskferry workbench",
  skip: "Skip to the content",
  steps: "Steps",
  step_files: "Files",
  project: "Project",
  local: "Everything stays on this machine.",
  lost: "The workbench has stopped. Start it again with: {command}",
  no_session: "This session has ended. Open the workbench again from the terminal.",

  files_heading: "Your files",
  files_lead: "Start with the files that have your customers. You see at once how each one is read, and can change it.",
  drop_heading: "Drop files here",
  drop_hint: "CSV, Excel, OpenDocument, JSON, vCard or HTML tables, also compressed. Up to 2 GB and more.",
  drop_more: "Drop more files anywhere on this page, or",
  choose: "Choose files",
  drop_now: "Drop to add to the project",
  no_folder: "{name} is a folder; drop the files in it.",

  arriving: "Files on their way",
  uploading: "{name}: {done} of {all}",
  storing: "{name}: storing",
  cancel: "Cancel",
  dismiss: "Dismiss",
  upload_broken: "{name} did not arrive: the connection broke off. Drop it again.",
  upload_cancelled: "{name}: upload cancelled",
  added: "{name} was added",

  loading: "Reading the file",
  gone: "This file is not there any more. It was at {path}",
  size_columns: { one: "{size}, {n} column", other: "{size}, {n} columns" },
  understood: "How it is read",
  remove: "Remove",
  remove_name: "Remove {name}",
  removed: "{name} was removed",
  remove_ask: "Remove {name}?",
  remove_copy: "The copy in the project is deleted. The file that you dropped stays where it is.",
  remove_named: "Only the project forgets it. The file stays where it is.",

  format: "Format",
  encoding: "Encoding",
  delimiter: "Cells are separated by",
  sheet: "Sheet",
  header: "Header",
  quote: "Quotes around cells",
  escape: "Escape before a quote",
  short_rows: "Rows with too few cells",
  merged: "Merged cells",
  records: "Path to the customers in JSON",
  more_options: "More options",

  detected: "detected",
  guessed: "best guess",
  stated: "set by you",
  open: "not known yet",
  usual: "as usual",
  detect: "Detect",
  by_itself: "By itself",
  by_you: "Set by you",
  other: "Other…",
  other_value: "Other: {label}",
  apply: "Set",
  hidden_sheet: "{name} (hidden)",
  no_header: "No header row",
  header_at: "Row {n}",
  ascii: "plain letters so far",
  letters: "Letters as they are read:",
  letters_none: "There are only plain letters (A to Z) in the first rows, which every encoding reads alike.",
  compressed: "compressed with {how}",
  rejects: "These are rejected rows of an earlier run.",
  title_note: "In the file, {title}.",

  d_comma: "Comma  ,",
  d_semicolon: "Semicolon  ;",
  d_tab: "Tab",
  d_pipe: "Bar  |",
  f_csv: "CSV text",
  f_jsonl: "JSON",
  f_xlsx: "Excel (xlsx)",
  f_xls: "Excel 97–2003 (xls)",
  f_xlsb: "Excel binary (xlsb)",
  f_ods: "OpenDocument (ods)",
  f_html: "HTML tables",
  f_xml2003: "Excel 2003 XML",
  f_vcard: "vCard",
  o_none: "None",
  o_double: "Double quote  \"",
  o_single: "Single quote  '",
  o_backslash: "Backslash  \\",
  o_reject: "Reject them",
  o_fill: "Fill with empty cells",
  o_first: "Value in the first row only",
  o_each: "Value in every row",

  problem: "This file can't be read yet",
  problem_encoding: "Its letters can be read in more than one way",
  problem_sheet: "Which sheet is meant?",
  problem_message: "What the command line says",
  choice_encoding: "Choose the one that shows these cells correctly, or another encoding in the menu below:",
  choice_sheet: "Choose the one with the customers:",
  choice_header_row: "Choose where the header is, or click a row's number below:",
  wrong_choice: "That is not possible: {message}",

  grid: "The first rows of {name}",
  grid_hint: "Click a row's number to make it the header.",
  grid_hint_none: "The first rows",
  row: "Row",
  use_row: "Use row {n} as the header",
  is_header: "Row {n} is the header",
  header_changed: "Row {n} is the header now",
  more_columns: { one: "{n} more column is not shown.", other: "{n} more columns are not shown." },
  empty_grid: "No rows can be shown.",

  recognized: "This is {what}.",
  recognized_more: "A ready mapping puts its columns into the help desk's fields.",
  use_mapping: "Use the {name} mapping",
  unrecognized: "No program is recognized by these columns.",
  unrecognized_more: "A mapping can be suggested from their names and values.",
  suggest_mapping: "Suggest a mapping",
  has_mapping: "The project has a mapping: {name}",
  faulty_mapping: "with an error",
  mapping_at: "in {path}",
  mapping_again: "Write it again from this file",
  mapping_written: "{path} was written",
  mapping_ask: "Replace the mapping?",
  mapping_ask_more: "{path} exists already, and you may have edited it. Its content is lost.",
  replace: "Replace it",
  keep: "Keep it",

  command: "The same as a command",
  copy: "Copy",
  copied: "Copied",
  bytes: "{n} bytes",
};

const languages = { en: english };
const language = "en";
const plural = new Intl.PluralRules(language);
const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

/** The text of a key, with its variables. */
export function t(key, values = {}) {
  const found = languages[language][key];
  if (found === undefined) throw new Error("no text " + key);
  const text = typeof found === "string" ? found : found[plural.select(values.n)] ?? found.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? number.format(values[name]) : String(values[name])));
}

/** True if there is a text with this key. */
export const has = (key) => key in languages[language];

/** A size for people. */
export function size(bytes) {
  const units = ["kB", "MB", "GB"];
  if (bytes < 1000) return t("bytes", { n: bytes });
  let value = bytes / 1000, unit = 0;
  while (value >= 1000 && unit < 2) { value /= 1000; unit += 1; }
  return number.format(value) + " " + units[unit];
}
