// What is said of an issue in the language of the page, as the report says it.
import { el } from "./dom.js";
import { codeWords, detailWords, language, locale, splitEnding, t } from "./strings.js";

/** What is wrong, and what to do. `more` is what only English says: details of the row. */
export function issueWords({ code, message, hint }) {
  const own = codeWords(code);
  if (!own) return { said: message, advice: hint, more: "" };
  const [begin, ending] = splitEnding(message);
  const [title, remedy] = own.english;
  const isTitle = begin.replace(/^the value is /, "") === title;
  const isRemedy = !hint || hint.replace(/\.$/, "").toLowerCase() === remedy.replace(/\.$/, "").toLowerCase();
  // A value that was let through needs no rule that lets it through.
  const advice = ending ? own.remedy.replace(/(?<=\.) [^.]*\bon_invalid\b.*$/s, "") : own.remedy;
  const more = [!isTitle && !detailWords(begin) && message, !isRemedy && !detailWords(hint) && hint];
  return { said: (detailWords(begin) ?? own.title) + ending, advice: detailWords(hint) ?? advice, more: more.filter(Boolean).join(": ") };
}

/** What only English says, marked as English for screen readers; nothing if all is said. */
export const englishNote = ({ more }) => (more ? el("span", { class: "english", lang: "en" }, more) : null);

/** A suggested value for people: `Switzerland (CH)` for the country `CH`. */
export function suggestedName(code, value) {
  if (!/^E20[234]$/.test(code) || !/^[A-Z]{2}$/.test(value)) return value;
  const name = new Intl.DisplayNames([language === "en" ? "en" : locale], { type: "region" }).of(value);
  return name && name !== value ? t("country_code", { name, code: value }) : value;
}
