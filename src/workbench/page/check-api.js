// The calls of step Check.
import { request } from "./api.js";
import { keyLists } from "./rules.js";

const query = (given) => new URLSearchParams(Object.entries(given).filter(([, value]) => value !== undefined && value !== null && value !== false)).toString();

export const beginCheck = (file) => request("POST", "check", { file });
/** `check` is the number of a check: status 409 says that its rows are gone. */
export const getGroups = (check) => request("GET", "check/groups?" + query({ check }));
export const getRows = (check, wanted, offset, limit) => request("GET", "check/rows?" + query({ check, ...wanted, offset, limit }));
export const mend = (mending) => request("POST", "check/mend", mending);
/** All cells of a column that have one suggested value get it; answers how many. */
export const mendSuggested = (of) => request("POST", "check/suggested", of);
export const mendAlike = (alike) => request("POST", "check/alike", alike);
export const getFixes = (check) => request("GET", "check/fixes?" + query({ check }));

/** Calls `onstate` with each state of the check, until the returned function is called. */
export function watchCheck(onstate) {
  const events = new EventSource("api/check/events");
  events.addEventListener("check", (event) => onstate(JSON.parse(event.data)));
  return () => events.close();
}

/** The columns that fill the match key. */
export const getMatchColumns = (file) => request("GET", "columns?file=" + encodeURIComponent(file)).then(({ mapping, fields }) => {
  const keys = keyLists(mapping?.matching).flat();
  return fields.filter(({ field }) => keys.includes(field)).flatMap(({ columns }) => columns);
});
