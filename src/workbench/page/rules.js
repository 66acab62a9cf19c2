// Pure functions of rules, columns and fields.

/** The columns of `first`: lists of columns. */
export const alternatives = (rule) => rule.first?.map((one) => [one].flat()) ?? [];

/** Where the value of a rule comes from. */
export function sourceOf(rule) {
  if ("template" in rule) return "template";
  if ("value" in rule) return "value";
  if ("first" in rule) return "first";
  return Array.isArray(rule.from) && rule.from.length > 1 ? "join" : "one";
}

/** True if the form of a rule lacks nothing: no column is still to be chosen, and no text to be typed. */
export function isComplete({ from, first, value, template }) {
  const parts = [from, first, value, template].filter((part) => part !== undefined).flat(3);
  return parts.length > 0 && parts.every((part) => String(part).trim() !== "");
}

/** The columns that a rule names; those of a template are not. */
export const namedColumns = (rule) => [rule.from ?? [], rule.first ?? []].flat(3).concat(rule.fallback?.from ?? []);

const one = (list) => (list.length === 1 ? list[0] : list);

/** A name as a mapping compares it: `fold_name` of the program. */
const fold = (name) => name.normalize("NFD").toUpperCase().toLowerCase().normalize("NFD").replace(/i\u0307/g, "i").split(/\s+/).filter(Boolean).join(" ");

/** The rule without a column, however the rule writes its name; null if nothing is left of it; undefined if it can't be taken out here. */
export function without(rule, column) {
  const written = [rule.from ?? [], rule.first ?? []].flat(3);
  // An exact name comes first: another column may differ in its capitals only.
  const isOther = written.includes(column) ? (name) => name !== column : (name) => fold(name) !== fold(column);
  if (written.every(isOther)) return undefined;
  if ("from" in rule) {
    const left = [rule.from].flat().filter(isOther);
    return left.length === 0 ? null : { ...rule, from: one(left) };
  }
  if ("first" in rule) {
    const left = alternatives(rule).map((names) => names.filter(isOther)).filter((names) => names.length > 0);
    return left.length === 0 ? null : { ...rule, first: left.map(one) };
  }
  return undefined;
}

/** The rule with a column more: behind the others, joined or as the next one that is tried. */
export function withColumn(rule, column, how) {
  const { from, first, value, template, ...rest } = rule;
  const own = first ? alternatives(rule) : from === undefined ? [] : [[from].flat()];
  if (how === "replace" || own.length === 0) return { from: column, ...rest };
  if (how === "fallback") return { first: [...own, [column]].map(one), ...rest };
  if (first) return { first: [[...own[0], column], ...own.slice(1)].map(one), ...rest };
  return { from: [...own[0], column], ...rest };
}

/** The first rule for a column in a field, as a suggestion would have it. */
export function newRule(field, column) {
  const { proposal, name, custom_rule } = column;
  if (proposal?.field === field.field && proposal.columns === 1) return proposal.rule;
  if (custom_rule && field.field.startsWith("customFields.")) return custom_rule;
  const rule = { from: name };
  if (["phoneNumber", "mobileNumber", "faxNumber"].includes(field.field)) Object.assign(rule, { as: "phone", on_invalid: "keep" });
  if (field.kind === "date") rule.formats = ["auto"];
  if (field.required) rule.required = true;
  return rule;
}

/** `Job title (old)` gives `jobTitleOld`. */
export function internalName(name) {
  const words = name.normalize("NFKD").replace(/[^\p{Letter}\p{Number}]+/gu, " ").replace(/\p{Mark}/gu, "").trim().split(" ").filter(Boolean);
  return words.map((word, at) => (at === 0 ? word.toLowerCase() : word[0].toUpperCase() + word.slice(1).toLowerCase())).join("") || "field";
}

/** Which fields the keys of `[match]` have: lists of lists. */
export function keyLists(matching) {
  const keys = matching?.keys ?? [];
  return keys.some((key) => Array.isArray(key)) ? keys.map((key) => [key].flat()) : keys.length > 0 ? [keys] : [];
}

/** True for a field that customers are found by. */
export const isKey = (view, field) => keyLists(view.mapping?.matching).flat().includes(field);

/** The word of the conversion of a rule. */
export const conversionOf = (field, rule) => rule.as ?? (field.kind === "text" && rule.values ? "enum" : field.kind === "text" && rule.formats ? "date" : field.kind);

/** The conversions that a field can have. */
export function conversionsOf(kind) {
  if (kind === "text") return ["text", "phone", "email", "date", "country", "language", "bool", "integer", "decimal", "url", "enum"];
  return kind === "url" ? ["url", "text"] : [kind];
}

/** The options of a rule: `[group, key, kind of control, what it belongs to]`. */
export const OPTIONS = [
  ["empty", "required", "flag"],
  ["empty", "default", "value"],
  ["empty", "on_empty", ["keep", "clear"]],
  ["empty", "optional", "flag"],
  ["read", "as", "as"],
  ["read", "formats", "list", "date"],
  ["read", "order", ["", "dmy", "mdy"], "date"],
  ["read", "pivot", "number", "date"],
  ["read", "region", "text", "phone"],
  ["read", "format", ["e164", "keep"], "phone"],
  ["read", "trust_country", "flag", "phone"],
  ["read", "values", "list", "enum"],
  ["read", "true_values", "list", "bool"],
  ["read", "false_values", "list", "bool"],
  ["read", "decimal", ["", ".", ","], "decimal"],
  ["read", "scheme", ["", "https", "http"], "url"],
  ["read", "lost_zeros", "flag", "country"],
  ["read", "fallback", "fallback", "country"],
  ["read", "folder", "text", "file"],
  ["read", "take", ["", "first", "others"], "email split"],
  ["read", "separator", "text", "tags append"],
  ["before", "case", ["", "upper", "lower", "title", "name"]],
  ["before", "apostrophe", ["keep", "drop"]],
  ["before", "split", "text"],
  ["before", "pattern", "text"],
  ["before", "trim", "trim"],
  ["before", "repair", "repair"],
  ["before", "lookup_file", "lookup_file", "no_lookup"],
  ["wrong", "on_invalid", ["reject", "empty", "default", "keep"]],
  ["wrong", "lookup_else", ["reject", "keep"], "lookup"],
  ["write", "write", ["", "always", "if_empty", "on_insert", "never", "append"]],
  ["write", "merge", ["", "fill", "first", "last", "join"], "merged"],
  ["write", "merge_join", "text", "joined"],
];

/** True if an option applies to a rule, or is in it. */
export function applies([, key, , belongs], field, rule, matching) {
  if (key in rule || !belongs) return true;
  const facts = { split: "split" in rule, append: rule.write === "append", lookup: "lookup" in rule || "lookup_file" in rule, no_lookup: !("lookup" in rule),
    merged: matching?.on_duplicate === "merge", joined: rule.merge === "join" };
  const conversion = conversionOf(field, rule);
  return belongs.split(" ").some((word) => facts[word] ?? word === conversion);
}

/** True if a rule can have this value of an option: invalid text is kept by fields that hold text only, and a default needs one. */
export function isPossible(key, value, field, rule) {
  if (key !== "on_invalid" || value === rule[key]) return true;
  return value === "keep" ? ["text", "url"].includes(field.kind) : value !== "default" || "default" in rule;
}

/** Takes the options of other conversions out of a rule. */
export function onlyOwn(field, rule) {
  const conversion = conversionOf(field, rule);
  const foreign = OPTIONS.filter(([group, , , belongs]) => group === "read" && belongs && !belongs.split(" ").includes(conversion));
  for (const [, key] of foreign) if (!(key === "take" && rule.split) && !(key === "separator" && rule.write === "append")) delete rule[key];
  return rule;
}
