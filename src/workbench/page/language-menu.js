// The menu of languages. The choice is kept in the project, and its reports get it too.
import { el, notify } from "./dom.js";
import { LANGUAGES, changeLanguage, chosen, t } from "./strings.js";

/** The menu with its label. `onchanged` is called when all texts are in another language. */
export function languageMenu(onchanged) {
  const select = el("select", { id: "language", onchange: () => changeLanguage(select.value || null).then(onchanged, (error) => { select.value = chosen ?? ""; notify(error.message); }) },
    el("option", { value: "" }, t("language_browser")), Object.entries(LANGUAGES).map(([tag, name]) => el("option", { value: tag, lang: tag }, name)));
  select.value = chosen ?? "";
  return el("p", { class: "language" }, el("label", { for: "language" }, t("language")), select);
}
