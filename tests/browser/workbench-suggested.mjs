// Suggested values in a real Chromium: at the cells of step Check, and at the values of a rule. tests/it/workbench/browser.rs
// runs it:
//   node workbench-suggested.mjs OPENED FOLDER [SCREENSHOTS]
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { strict as assert } from "node:assert";
import { run, start, until } from "./workbench-page.mjs";

const [opened, folder, shots] = process.argv.slice(2);
const workbench = await start(shots);
const tests = [];
const test = (name, work) => tests.push([name, async () => { await work(); assert.deepEqual(page?.faults ?? [], []); }]);
let page;

const fixes = () => { const path = join(folder, "deskferry-project/fixes.csv"); return existsSync(path) ? readFileSync(path, "utf8") : ""; };
const mapping = () => readFileSync(join(folder, "deskferry-project/mapping.toml"), "utf8");
const says = (text) => page.locator(".numbers li", { hasText: text }).waitFor();
const settled = () => page.waitForFunction(() => document.querySelector(".check-state")?.getAttribute("aria-busy") === "false" && document.querySelector(".numbers"));
const cell = (text) => page.locator(".vbody .vrow:not([hidden]) .vcell", { hasText: text }).first();
/** Chooses a kind of issue, and waits for its rows: those that are not wanted any more stay in the page, hidden. */
const kind = async (text, rows) => {
  await page.locator(text).first().click();
  await page.waitForFunction((count) => [...document.querySelectorAll(".vbody .vrow")].filter((one) => !one.hidden).length === count, rows);
};
/** Goes to a cell. A click on the one that has the focus already begins to edit it. */
const pick = async (text) => { await cell(text).click(); if (await page.locator(".veditor").count() > 0) await page.keyboard.press("Escape"); };
const undo = async (text) => { await page.locator("#undo").click(); await says(text); await settled(); };

test("a suggested value mends the cell by one click, and Undo takes it back", async () => {
  page = await workbench.enter(opened);
  await page.locator("#to-check").click();
  await says("9 rows have errors");
  await pick("Svizera");
  const take = page.locator("#suggested-0", { hasText: "Use Switzerland (CH)" });
  await take.waitFor();
  await workbench.audited(page, "check-suggested", () => document.querySelector(".vcell.wrong"));
  await workbench.shot(page, "check-suggested");
  await take.click();
  await says("1 cell mended");
  await says("8 rows have errors");
  assert.match(fixes(), /,Country,Svizera,CH,,[^,]*suggested\.csv,2\n/);
  await undo("9 rows have errors");
  assert.equal(fixes(), "");
});

test("the same by keyboard alone, and the focus stays in the grid", async () => {
  await pick("Svizera");
  // One step on from the grid is what can be done with the cell.
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "suggested-0");
  await page.keyboard.press("Enter");
  await says("1 cell mended");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "gridcell");
  await page.locator("body").press("Control+z");
  await says("9 rows have errors");
  await settled();
});

test("of several suggestions each has its button", async () => {
  await cell("Korea").click();
  await page.locator("#suggested-0", { hasText: "Korea" }).waitFor();
  const labels = await page.locator("[id^=suggested-]").allTextContents();
  assert.deepEqual(labels, ["Use South Korea (KR)", "Use North Korea (KP)"]);
});

test("the same for all opens with the suggested value", async () => {
  await kind("#kind-0", 4);
  await cell("Itlia").click();
  await page.locator("#alike").click();
  assert.match(await page.locator("dialog h2").textContent(), /Change all 3 cells with “Itlia”/);
  assert.equal(await page.locator("#ask-text").inputValue(), "IT");
  await page.keyboard.press("Enter");
  await says("6 rows have errors");
  assert.match(mapping(), /lookup = \{ Itlia = "IT" \}/);
  await undo("9 rows have errors");
  assert.doesNotMatch(mapping(), /lookup/);
});

test("digits that a spreadsheet has eaten are mended in all cells at once", async () => {
  await kind(".kind:has-text('Phone')", 4);
  await cell("65551234").click();
  await page.locator("#suggested-0", { hasText: "Use +39065551234" }).waitFor();
  assert.match(await page.locator("#cell-note").textContent(), /if a spreadsheet has removed the 0 in front/);
  await page.locator("#all-suggested").click();
  assert.match(await page.locator("dialog h2").textContent(), /Mend 3 cells of Phone as suggested/);
  await workbench.shot(page, "check-all-suggested");
  await page.keyboard.press("Enter");
  await says("3 cells mended");
  await says("6 rows have errors");
  assert.match(fixes(), /,Phone,65551234,\+39065551234,/);
  await undo("9 rows have errors");
  assert.equal(fixes(), "");
});

const row = () => page.evaluate(() => document.activeElement.closest(".vrow")?.querySelector(".vnumber").textContent);

test("who mends by Enter alone passes over no row", async () => {
  await kind("#all-errors", 9);
  await pick("Svizera");
  await page.keyboard.press("Enter");
  await page.keyboard.type("CH");
  await page.keyboard.press("Enter");
  await says("8 rows have errors");
  await settled();
  assert.equal(await row(), "3");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.keyboard.type("+39065551234");
  await page.keyboard.press("Enter");
  await says("7 rows have errors");
  await settled();
  assert.equal(await row(), "4");
  await undo("8 rows have errors");
  await undo("9 rows have errors");
});

test("the rule that settles many rows is one click away", async () => {
  await kind(".kind:has-text('Phone')", 4);
  await cell("ask Dan").click();
  await page.locator("#cell-note", { hasText: "row 5" }).waitFor();
  assert.equal(await page.locator("[id^=suggested-]").count(), 0);
  await page.locator("#rule-of-phoneNumber").click();
  await page.locator("#rule-title", { hasText: "Telephone" }).waitFor();
  await page.locator("#options-read summary").click();
  await page.locator("#opt-trust_country").waitFor();
  await page.locator("#close-panel").click();
});

test("at the values of a rule a click puts the suggestion into the look-up", async () => {
  await page.locator("#to-check").click();
  await kind("#kind-0", 4);
  await pick("Svizera");
  await page.locator("#rule-of-state").click();
  // A country can't be kept as it is typed, and there is no default yet.
  await page.locator("#options-wrong summary").click();
  assert.deepEqual(await page.locator("#opt-on_invalid option").evaluateAll((all) => all.map((one) => one.value)), ["reject", "empty"]);
  await page.locator("#options-values summary").click();
  const line = page.locator(".value-list tr", { hasText: "Svizera" });
  await line.getByRole("button", { name: "Svizera: Use Switzerland (CH)" }).click();
  await until("the look-up is written", () => /lookup = \{ Svizera = "CH" \}/.test(mapping()));
  await line.getByRole("button").waitFor({ state: "detached" });
  assert.equal(await line.getByRole("combobox").inputValue(), "CH");
  assert.match(await page.evaluate(() => document.activeElement.id), /^value-\d+$/);
  await page.locator("#undo").click();
  await until("it is taken back", () => !/lookup/.test(mapping()));
  await line.getByRole("button").waitFor();
});

await run(tests);
await workbench.browser.close();
