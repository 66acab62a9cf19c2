// What the forms of the steps Files, Columns and Check keep, and offer, in a real Chromium. tests/it/workbench/browser.rs runs it:
//   node workbench-forms.mjs PROGRAM FOLDER [SCREENSHOTS]
// FOLDER has bin/xdg-open, which keeps the page that is to be opened.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { strict as assert } from "node:assert";
import { run, start, until } from "./workbench-page.mjs";

const [program, folder, shots] = process.argv.slice(2);
const workbench = await start(shots);
const tests = [];
const test = (name, work) => tests.push([name, async () => { await work(); assert.deepEqual(page?.faults ?? [], []); }]);
const mapping = () => readFileSync(join(folder, "deskferry-project/mapping.toml"), "utf8");
const said = (pattern) => page.waitForFunction((source) => new RegExp(source).test(document.getElementById("status").textContent), pattern.source);
const go = async (step) => { await page.locator("#to-" + step).click(); await page.locator("main h1").waitFor(); };
const red = (text) => page.locator(".vcell.wrong:visible", text === undefined ? {} : { hasText: text });
const RULES = 'name = { first = [["First", "Last"], "Company"], required = true } # who\ncompany = { from = "Company" }\nemail = { from = "E-mail" }\nphoneNumber = { from = "Phone", as = "phone" }\nstate = { from = "Country" }\n';
let page, server;

function files() {
  mkdirSync(join(folder, "deskferry-project"), { mode: 0o700 });
  const lines = ["No;Company;First;Last;E-mail;Phone;Country"];
  for (let at = 0; at < 12; at += 1) lines.push(`K-${at};Firm ${at};Ada;Byron ${at};${at === 6 ? "" : `ada${at}@example.org`};${at % 4 === 1 ? "3,93391E+11" : `+39 06 555010${at % 10}`};${at > 9 ? "Itlia" : "Italy"}`);
  writeFileSync(join(folder, "people.csv"), lines.join("\n") + "\n");
  writeFileSync(join(folder, "others.csv"), "No;Company;First;Last;E-mail;Phone;Country\nX-1;Other;Bob;Doe;bob@example.org;+39 06 5550101;Nowhereland\n");
  writeFileSync(join(folder, "scan.csv"), "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n");
  writeFileSync(join(folder, "deskferry-project/project.toml"), 'version = 1\n[[files]]\npath = "../people.csv"\n[[files]]\npath = "../others.csv"\n[[files]]\npath = "../scan.csv"\n');
  writeFileSync(join(folder, "deskferry-project/mapping.toml"), `version = 1\nname = "People"\n[match]\nkeys = ["email"]\n[fields]\n${RULES}`);
}

test("a file that is no table has no menus, and says what to do", async () => {
  files();
  ({ page, server } = await workbench.launch(program, folder, {}));
  const card = page.locator("article", { hasText: "scan.csv" });
  await card.getByRole("heading", { name: "This file is no table" }).waitFor();
  assert.equal(await card.locator("select").count(), 0);
  await page.locator("article", { hasText: "people.csv" }).locator("select").nth(3).waitFor();
});

test("a source that is only looked at changes nothing, and the way back shows the rule again", async () => {
  await go("columns");
  for (const [field, own, others] of [["Company", "one", ["value", "join"]], ["Name", "first", ["value"]]]) {
    await page.getByRole("button", { name: "Edit rule: " + field }).first().click();
    const panel = page.getByRole("region", { name: field });
    const menu = panel.getByLabel("Where it comes from");
    await menu.selectOption("value");
    await panel.locator("#form-lacks").waitFor();
    assert.equal(await panel.getByText(/Not saved/).count(), 0);
    assert.ok(mapping().includes(RULES), mapping());
    for (const other of others) await menu.selectOption(other);
    await menu.selectOption(own);
    const chosen = await panel.locator("select[id^=rule-column]").evaluateAll((all) => all.map((one) => one.value));
    assert.deepEqual(chosen, field === "Company" ? ["Company"] : ["First", "Last", "Company"]);
    await until("the rule is as before", () => mapping().includes(RULES));
    await panel.getByRole("button", { name: "Close" }).click();
  }
});

test("a form that is not filled in yet is no mistake", async () => {
  await page.getByLabel("Fill a field without a column").selectOption({ label: "Registration channel" });
  const panel = page.getByRole("region", { name: "Registration channel" });
  await panel.locator("#form-lacks").waitFor();
  assert.equal(await panel.getByText(/Not saved/).count(), 0);
  await panel.getByLabel("Value", { exact: true }).fill("import");
  await panel.getByLabel("Value", { exact: true }).press("Enter");
  await until("it is kept", () => mapping().includes('registrationChannel = { value = "import" }'));
  await panel.locator("#form-lacks").waitFor({ state: "detached" });
  await panel.getByRole("button", { name: "Remove this rule" }).click();
  await until("it is gone", () => !mapping().includes("registrationChannel"));
});

test("a column that fills two fields is taken out of both", async () => {
  const row = page.locator(".column-row", { has: page.locator(".about > strong", { hasText: /^Company$/ }) });
  await row.getByText("Fills Name, Company").waitFor();
  await page.getByLabel("Company goes to").selectOption({ label: "nowhere" });
  await said(/Company goes nowhere now/);
  assert.ok(mapping().includes('name = { first = [["First", "Last"]], required = true }') && !mapping().includes('"Company"'), mapping());
  await page.locator("#undo").click();
  await until("undone", () => mapping().includes(RULES));
  await row.getByText("Fills Name, Company").waitFor();
  await page.getByLabel("Company goes to").selectOption({ label: "City" });
  await said(/Company goes into City now. Company still fills Company/);
  await page.locator("#undo").click();
  await until("undone", () => mapping().includes(RULES));
});

test("what customers are found by is not taken away by the way", async () => {
  await page.getByLabel("E-mail goes to").selectOption({ label: "nowhere" });
  await said(/Customers are found by E-mail address/);
  assert.ok(mapping().includes(RULES));
});

test("the empty key of a row is red, and leads to how customers are found", async () => {
  await go("check");
  await page.locator(".kind", { hasText: "the row has no match key" }).click();
  await page.locator("#to-matching").waitFor();
  assert.equal(await red().count(), 1);
  const column = await red().getAttribute("aria-colindex");
  assert.equal(await page.locator(`.vhead [aria-colindex="${column}"]`).textContent(), "E-mail");
  await workbench.shot(page, "check-no-key");
  await page.locator("#to-matching").click();
  const panel = page.getByRole("region", { name: "How customers are found" });
  await panel.locator("#match-on_no_key").waitFor();
  await panel.getByRole("button", { name: "Close" }).click();
});

test("one value for all is offered for a country, and not for telephones that lost their digits", async () => {
  await go("check");
  await page.locator(".kind", { hasText: "lost digits" }).first().click();
  await red("3,93391E+11").first().click();
  await page.locator("#cell-note", { hasText: "Phone" }).waitFor();
  assert.equal(await page.locator("#alike").count(), 0);
  await page.locator(".kind", { hasText: "not a recognized country" }).first().click();
  await page.locator("#alike").waitFor();
});

test("nothing of a former file stays in Check", async () => {
  assert.match(await page.locator("#cell-note").textContent(), /row 1[12]/);
  await page.getByLabel("File", { exact: true }).selectOption({ label: "others.csv" });
  await red("Nowhereland").waitFor();
  await page.waitForFunction(() => /Country, row 2/.test(document.getElementById("cell-note").textContent));
});

await run(tests);
await workbench.browser.close();
server.kill();
process.exit(0);
