// The first visit: an example that needs no account.
import { announce, el, notify } from "./dom.js";
import { fillExample } from "./jobs-api.js";
import "./strings-jobs.js";
import { t } from "./strings.js";

/** The offer, for a project without files. */
export function exampleOffer(reload) {
  const fill = () => fillExample().then(() => { announce(t("example_done")); return reload(); }, (error) => notify(error.message));
  return el("div", { class: "example-offer" }, el("p", {}, t("example_more")), el("button", { type: "button", class: "quiet", id: "example", onclick: fill }, t("try_example")));
}
