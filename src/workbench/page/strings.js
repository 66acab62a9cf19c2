// The texts of the page, by key. Each part of the page adds its own in English (strings-NAME.js). strings-NAME-LANGUAGE.js
// has the same keys in another language, and is loaded if the page is in it. A value with numbers has the forms of
// Intl.PluralRules, chosen by `n`.
import { getLanguage, setLanguage, translateRefusals } from "./api.js";

/** The language of the page: that of the project, else the first of the browser that there is. */
export const LANGUAGES = { it: "Italiano", en: "English", fr: "Français", es: "Español", de: "Deutsch" };
const tagged = (tag) => tag.split("-")[0].toLowerCase();
export let language = "en", chosen = null;

/** The language as the browser's country writes it: `en-GB`. */
export let locale = "en";

/** What the server says in the language, the texts of the page, and the parts in English that they are from. */
let words = {}, plural, numbers;
const texts = {}, parts = {};

function speak(found) {
  words = found;
  ({ language, chosen = null } = found);
  document.documentElement.lang = language;
  locale = navigator.languages.find((tag) => tagged(tag) === language) ?? language;
  plural = new Intl.PluralRules(language);
  numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
}

speak(await getLanguage(navigator.languages).catch(() => ({ language: navigator.languages.map(tagged).find((tag) => tag in LANGUAGES) ?? "en" })));

/** Adds the texts of a part of the page. */
export async function addTexts(part, english) {
  for (const key of Object.keys(english)) if (Object.hasOwn(texts, key)) throw new Error("the text " + key + " is there twice");
  parts[part] = english;
  Object.assign(texts, english, await own(part, language));
}

/** The texts of a part in a language. A text whose file does not arrive is English. */
const own = (part, tag) => (tag === "en" ? {} : import(`./strings-${part}-${tag}.js`).then((it) => it.default, () => ({})));

/** Chooses a language, or that of the browser (`null`). From then on all texts are in it: who shows some shows them again. */
export async function changeLanguage(tag) {
  await setLanguage(tag);
  const found = await getLanguage(navigator.languages);
  const all = await Promise.all(Object.keys(parts).map(async (part) => [parts[part], await own(part, found.language)]));
  speak(found);
  for (const [english, other] of all) Object.assign(texts, english, other);
}

await addTexts("frame", {
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

  language: "Language",
  language_browser: "As the browser",
  language_now: "The page is in English.",
  next_columns: "Go on to Columns",
  next_check: "Go on to Check",
  next_plan: "Go on to Plan",

  command: "The same as a command",
  copy: "Copy",
  copied: "Copied",
  bytes: "{n} bytes",
  country_code: "{name} ({code})",
  take_suggested: "Use {value}",
  cancel: "Cancel",
  dismiss: "Dismiss",
  other: "Other…",
  apply: "Set",

  job_at_work: "at work",
  undo: "Undo",
  redo: "Redo",
  undo_what: "Undo: {what}",
  redo_what: "Redo: {what}",
  undo_about: "For the mapping, the corrections and how files are read. An import is undone in Runs.",
  undone: "Undone: {what}",
  redone: "Redone: {what}",
  did_reading: "how {about} is read",
  did_mapping: "a new mapping",
  did_mend: "mending a cell of {about}",
  did_suggested: "mending all cells of {about} as suggested",
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
});

/** The text of a key, with its variables. */
export function t(key, values = {}) {
  const found = texts[key];
  if (found === undefined) throw new Error("no text " + key);
  const text = typeof found === "string" ? found : found[plural.select(values.n)] ?? found.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? number(values[name]) : String(values[name])));
}

/** True if there is a text with this key. */
export const has = (key) => Object.hasOwn(texts, key);

/** A number as people write it. */
export const number = (n) => numbers.format(n);

/** `Telephone` for `phoneNumber`, and `segment` for `customFields.segment`. */
export const fieldName = (field) => words.fields?.[field]?.[1] ?? field.replace(/^customFields\./, "").replace(/([a-z])([A-Z])/g, (_, one, two) => `${one} ${two.toLowerCase()}`);

/** The name of a field in English, in the language of the page. */
export const inLanguage = (english) => Object.values(words.fields ?? {}).find(([name]) => name === english)?.[1] ?? english;

/** Title and remedy of a kind of issue, if the language has its own. */
export const codeWords = (code) => words.codes?.[code] ?? null;

/** A fixed message or hint of a command, or a refusal of the server, if the language has its own. */
export const detailWords = (english) => words.details?.[english] ?? null;
translateRefusals((message) => detailWords(message) ?? message);

/** What a warning ends with: the message before it in English, and the ending in the language. */
export function splitEnding(message) {
  const [english, other] = Object.entries(words.endings ?? {}).find(([end]) => message.endsWith(end)) ?? ["", ""];
  return [message.slice(0, message.length - english.length), other];
}

/** A size for people. */
export function size(bytes) {
  const units = ["kB", "MB", "GB"];
  if (bytes < 1000) return t("bytes", { n: bytes });
  let value = bytes / 1000, unit = 0;
  while (value >= 1000 && unit < 2) { value /= 1000; unit += 1; }
  return number(value) + " " + units[unit];
}
