// The menu of languages. The choice is kept in the project, and its reports get it too.
import { setLanguage } from "./api.js";
import { el, notify } from "./dom.js";
import { LANGUAGES, chosen, t } from "./strings.js";

/** The menu with its label. A choice loads the page again. */
export function languageMenu() {
  const select = el("select", { id: "language", onchange: () => setLanguage(select.value || null).then(() => location.reload(), (error) => notify(error.message)) },
    el("option", { value: "" }, t("language_browser")), Object.entries(LANGUAGES).map(([tag, name]) => el("option", { value: tag, lang: tag }, name)));
  select.value = chosen ?? "";
  return el("p", { class: "language" }, el("label", { for: "language" }, t("language")), select);
}
