// The calls of the step "Columns".
import { request } from "./api.js";

export const getColumns = (file) => request("GET", "columns?file=" + encodeURIComponent(file));
export const changeMapping = (file, edits) => request("PATCH", "mapping", { file, edits });
export const getPreview = (file, field, rule) => request("POST", "preview", { file, field, rule });
export const getValues = (file, field) => request("GET", `values?file=${encodeURIComponent(file)}&field=${encodeURIComponent(field)}`);
export const getText = () => request("GET", "mapping/text");
export const setText = (text, was) => request("PUT", "mapping/text", { text, was });
export const checkText = (text) => request("POST", "mapping/check", { text });
