// Where the customers go: a practice help desk, or the real account. No credential is ever asked for.
import { el, notify } from "./dom.js";
import { command, confirmed } from "./job-parts.js";
import { newPractice, setTarget } from "./jobs-api.js";
import { t } from "./strings.js";

/** The card. `onchosen` gets the new state of the target, `onrefused` nothing; while a job runs, the target stays. */
export function targetCard(state, onchosen, onrefused, busy) {
  const { target, account, profiles, login } = state;
  const practice = target.kind === "sandbox";
  const choose = (wanted) => setTarget(wanted).then(onchosen, (error) => { notify(error.message); onrefused(); });
  async function empty() {
    if ((await confirmed(t("practice_new"), t("practice_new_more"), "", t("practice_new_yes"), 0, false)) === null) return;
    newPractice().then(onchosen, (error) => notify(error.message));
  }
  const option = (kind, checked) => el("div", { class: "target-option" },
    el("input", { type: "radio", name: "target", id: "target-" + kind, checked, onchange: () => choose({ kind }) }),
    el("label", { for: "target-" + kind }, el("strong", {}, t("target_" + kind)), " ", el("span", { class: "note" }, t(`target_${kind}_more`))));
  return el("fieldset", { class: "card part target-card", disabled: busy }, el("legend", {}, t("target")), busy && el("p", { class: "note" }, t("target_stays")), option("sandbox", practice), option("account", !practice),
    practice && el("div", {}, el("button", { type: "button", class: "quiet", id: "practice-new", onclick: empty }, t("practice_new"))),
    !practice && (profiles.length > 0 || target.profile) && profile(target, profiles, choose),
    !practice && account.problem && el("div", { class: "problem", role: "alert" }, el("h3", {}, t("target_problem")), el("p", { class: "message" }, account.problem),
      el("p", { class: "note" }, t("target_login")), command(login, "login")));
}

function profile(target, profiles, choose) {
  const names = [...new Set([...profiles, ...(target.profile ? [target.profile] : [])])];
  const select = el("select", { id: "target-profile", onchange: () => choose({ kind: "account", profile: select.value || null }) },
    el("option", { value: "" }, t("usual_account")), names.map((name) => el("option", { value: name }, name)));
  select.value = target.profile ?? "";
  return el("div", { class: "field" }, el("label", { for: "target-profile" }, t("target_profile")), select);
}
