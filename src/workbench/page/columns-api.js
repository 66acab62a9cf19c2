// The calls of the step "Columns".
import { request } from "./api.js";
import { inLanguage, language, locale, t } from "./strings.js";

export const getColumns = (file) => request("GET", "columns?file=" + encodeURIComponent(file)).then(translated);
export const changeMapping = (file, edits) => request("PATCH", "mapping", { file, edits }).then(translated);

/** Fields by their names in the language of the page. */
function translated(view) {
  for (const one of view.fields) {
    if (one.field.endsWith("*")) one.name = t(one.field === "*" ? "others_name" : "others_custom");
    else if (!one.field.startsWith("customFields.")) one.name = inLanguage(one.name);
  }
  return view;
}

export const getPreview = (file, field, rule) => request("POST", "preview", { file, field, rule });
export const getValues = (file, field) => request("GET", `values?file=${encodeURIComponent(file)}&field=${encodeURIComponent(field)}`).then(listed);
export const getText = () => request("GET", "mapping/text");
export const setText = (text, was) => request("PUT", "mapping/text", { text, was });
export const checkText = (text) => request("POST", "mapping/check", { text });

/** Countries, languages, yes and no by their names in the language of the page. */
function listed(found) {
  if (language === "en") return found;
  const languages = new Intl.DisplayNames([locale], { type: "language" });
  const isLanguages = found.list.map(({ value }) => value).sort().join() === "en,es,fr,it";
  const regions = new Intl.DisplayNames([locale], { type: "region" });
  const isCountries = found.list.length > 100 && found.list.every(({ value }) => /^[A-Z]{2}$/.test(value));
  for (const one of found.list) {
    if (isCountries) one.name = regions.of(one.value) ?? one.name;
    else if (isLanguages) one.name = languages.of(one.value) ?? one.name;
    else if (/^(true|false)$/.test(one.value)) one.name = t(one.value === "true" ? "value_yes" : "value_no");
  }
  if (isCountries) found.list.sort((one, other) => one.name.localeCompare(other.name, locale));
  return found;
}
