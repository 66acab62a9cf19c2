// Checks the step "Columns" of the workbench in a real Chromium. tests/it/workbench/browser.rs runs it:
//   node workbench-columns.mjs OPENED FOLDER [SCREENSHOTS]
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { strict as assert } from "node:assert";
import { run, start } from "./workbench-page.mjs";

const [opened, folder, shots] = process.argv.slice(2);
const workbench = await start(shots);
const tests = [];
const test = (name, body) => tests.push([name, body]);
const mapping = () => readFileSync(join(folder, "deskferry-project/mapping.toml"), "utf8");
const until = async (what, check) => {
  for (let left = 200; left > 0; left -= 1) {
    if (check()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail("never: " + what + "\n" + mapping());
};
const said = (page, pattern) => page.waitForFunction((source) => new RegExp(source).test(document.getElementById("status").textContent), pattern.source);
const row = (page, name) => page.locator(".column-row", { has: page.locator(".about > strong", { hasText: new RegExp(`^${name}$`) }) });
const ready = () => document.querySelector(".column-row") !== null;
let page;

test("without a mapping the step offers the suggestion", async () => {
  page = await workbench.enter(opened);
  await page.getByRole("link", { name: "Columns" }).click();
  await page.getByRole("heading", { name: "Columns to fields" }).waitFor();
  await page.getByText("There is no mapping yet.").waitFor();
  await workbench.audited(page, "columns-none", () => document.getElementById("suggest-now") !== null);
  await page.getByRole("button", { name: "Suggest where the columns go" }).click();
  await row(page, "E-mail").waitFor();
  assert.match(await row(page, "Nome").textContent(), /Name/);
  await page.locator("#nowhere").getByText("Tipo").waitFor();
  await workbench.audited(page, "columns", ready);
});

test("a column goes into a field by its menu, and out of it", async () => {
  await page.getByLabel("Tipo goes to").selectOption({ label: "Tags" });
  await said(page, /Tipo goes into Tags now/);
  await until("tags", () => mapping().includes('tags = { from = "Tipo" }'));
  assert.equal(await page.getByLabel("Tipo goes to").inputValue(), "tags");
  await page.getByLabel("Tipo goes to").selectOption({ label: "nowhere" });
  await said(page, /Tipo goes nowhere now/);
  assert.ok(!mapping().includes("tags = "));
  await page.getByLabel("Tipo goes to").selectOption({ label: "New custom field…" });
  const dialog = page.getByRole("dialog", { name: "A custom field for Tipo" });
  await workbench.shot(page, "columns-custom");
  await dialog.getByLabel("Internal name").fill("tipo cliente");
  await dialog.getByRole("button", { name: "Use this field" }).click();
  await until("custom", () => mapping().includes('"tipo cliente" = { from = "Tipo" }'));
  await page.locator("#undo[title='Undo: the rule of tipo cliente']").click();
  await until("undone", () => !mapping().includes("tipo cliente"));
});

test("a field that is filled already asks what to do", async () => {
  await page.getByLabel("Codice fidelity goes to").selectOption({ value: "city" });
  const dialog = page.getByRole("dialog", { name: "City is filled already" });
  await dialog.waitFor();
  await workbench.shot(page, "columns-taken");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.ok(mapping().includes('city = { from = "Citta" }'));
  await page.getByLabel("Codice fidelity goes to").selectOption({ value: "city" });
  await dialog.getByRole("button", { name: "Join both" }).click();
  await until("joined", () => mapping().includes('city = { from = ["Citta", "Codice fidelity"] }'));
  await said(page, /Codice fidelity goes into City now/);
  await page.getByLabel("Codice fidelity goes to").selectOption({ label: "nowhere" });
  await until("taken out", () => mapping().includes('city = { from = "Citta" }'));
  await row(page, "Paese").getByText(/rows have a problem here/).waitFor();
});

test("a column is dragged onto a field, and back out", async () => {
  await page.locator("#undo[title='Undo: the rule of City']").waitFor();
  await page.locator("main:not([aria-busy])").waitFor();
  await row(page, "Codice fidelity").dragTo(page.locator("[id='field-registrationChannel']"));
  await until("dragged", () => mapping().includes('registrationChannel = { from = "Codice fidelity" }'));
  await said(page, /Codice fidelity goes into Registration channel now/);
  await row(page, "Codice fidelity").dragTo(page.locator(".drop-nowhere"));
  await until("out", () => !mapping().includes("registrationChannel = "));
  await page.locator("#nowhere").getByText("Codice fidelity").waitFor();
});

test("a rule opens in a panel with live rows", async () => {
  await page.getByRole("button", { name: "Edit rule: Country" }).click();
  const panel = page.getByRole("region", { name: "Country" });
  await panel.locator("tr.wrong").first().waitFor();
  assert.match(await panel.locator("tr.wrong").first().textContent(), /Itaglia/);
  await workbench.shot(page, "columns-rule", { fullPage: true });
  await workbench.audited(page, "columns-panel", () => {
    if (!document.querySelector(".rule-panel")) document.querySelector("[aria-label='Edit rule: Country']")?.click();
    return document.querySelector(".preview td") !== null;
  });
  await panel.locator("#options-wrong summary").click();
  await panel.getByLabel("Then", { exact: true }).selectOption({ label: "leave the field out, with a warning" });
  await until("on_invalid", () => /state = \{ from = "Paese", on_invalid = "empty" \}/.test(mapping()));
  await panel.locator("tr.wrong").first().waitFor({ state: "detached" });
});

test("values become those of the list", async () => {
  const panel = page.getByRole("region", { name: "Country" });
  await panel.locator("#options-values summary").click();
  const menu = panel.getByLabel("Itaglia becomes", { exact: true });
  await menu.waitFor();
  await workbench.shot(page, "columns-values", { fullPage: true });
  await menu.selectOption("IT");
  await until("lookup", () => /lookup = \{ Itaglia = "IT" \}, lookup_else = "keep"/.test(mapping()));
  await said(page, /Itaglia becomes Italy/);
  await panel.locator("tr", { hasText: "Itaglia" }).locator("p").first().waitFor({ state: "detached" }).catch(() => {});
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Edit rule: Country");
});

test("a refused text takes nothing away that is chosen elsewhere", async () => {
  await page.getByRole("button", { name: "Edit rule: Country" }).click();
  const panel = page.getByRole("region", { name: "Country" });
  await panel.locator("#options-before summary").click();
  await panel.locator("#opt-pattern").fill("[");
  await panel.locator("#opt-pattern").blur();
  await panel.getByRole("alert").getByText(/Not saved/).waitFor();
  await panel.locator("#options-values summary").click();
  await panel.getByLabel("Francia becomes", { exact: true }).selectOption("FR");
  await until("lookup", () => mapping().includes('Francia = "FR"'));
  assert.equal(await panel.locator("#opt-pattern").inputValue(), "[");
  await panel.locator("#opt-pattern").fill("^[A-Z]");
  await panel.locator("#opt-pattern").blur();
  await until("both", () => /^state = .*Itaglia = "IT".*Francia = "FR".*pattern = "\^\[A-Z\]"/m.test(mapping()));
  // What was undone is gone from the form, too; what was only looked at is as it was.
  await page.locator("#undo").click();
  await page.waitForFunction(() => document.getElementById("opt-pattern").value === "");
  await page.locator("#undo").click();
  await until("undone", () => !mapping().includes("Francia"));
  await panel.getByRole("button", { name: "Close" }).click();
});

test("a column is taken out of a rule however its name is written", async () => {
  const left = await page.evaluate(async () => {
    const { without } = await import(location.pathname + "rules.js");
    return [without({ from: "e-mail" }, "E-mail"), without({ first: ["CITY", "Town"] }, "City"), without({ first: ["Town"] }, "City") === undefined,
      without({ from: ["mail", "Mail"] }, "Mail"), without({ from: "stra\u00dfe" }, "STRASSE"), without({ template: "x" }, "City") === undefined];
  });
  assert.deepEqual(left, [null, { first: ["Town"] }, true, { from: "mail" }, null, true]);
});

test("a faulty rule is not saved, and says why", async () => {
  await page.getByRole("button", { name: "Edit rule: Birth date" }).click();
  const panel = page.getByRole("region", { name: "Birth date" });
  await panel.locator("#options-read summary").click();
  const formats = panel.getByLabel("Date formats, one a line");
  const before = mapping();
  await formats.fill("%d/%m");
  await panel.getByRole("alert").getByText(/Not saved/).waitFor();
  await formats.blur();
  await page.waitForTimeout(300);
  assert.equal(mapping(), before);
  assert.equal(await formats.inputValue(), "%d/%m");
  await formats.fill("%d/%m/%Y");
  await formats.blur();
  await panel.getByText(/Not saved/).waitFor({ state: "detached" });
  await panel.getByRole("button", { name: "Close" }).click();
});

test("a constant and a template fill a field without a column", async () => {
  await page.getByLabel("Fill a field without a column").selectOption({ label: "Registration channel" });
  const panel = page.getByRole("region", { name: "Registration channel" });
  await panel.getByLabel("Value", { exact: true }).fill("import 2026");
  await panel.getByLabel("Value", { exact: true }).press("Enter");
  await until("constant", () => mapping().includes('registrationChannel = { value = "import 2026" }'));
  await panel.getByLabel("Where it comes from").selectOption({ label: "A template" });
  await panel.getByLabel("Template", { exact: true }).fill("{{ row['Tipo'] | upper }}");
  await panel.locator("td.after", { hasText: "CLIENTE" }).first().waitFor();
  await panel.getByLabel("Template", { exact: true }).blur();
  await until("template", () => mapping().includes("registrationChannel = { template = \"{{ row['Tipo'] | upper }}\" }"));
  await workbench.audited(page, "columns-again", ready);
  await panel.getByRole("button", { name: "Remove this rule" }).click();
  await until("removed", () => !mapping().includes("registrationChannel"));
});

test("a required field that nothing fills stands on top", async () => {
  await page.getByRole("button", { name: "Edit rule: Name" }).click();
  await page.getByRole("button", { name: "Remove this rule" }).click();
  const needed = page.locator(".needed");
  await needed.getByText("Every new customer needs Name. Which column has it?").waitFor();
  assert.ok(!/^name = \{/m.test(mapping()));
  await workbench.shot(page, "columns-needed");
  await needed.getByLabel(/Every new customer needs Name/).selectOption({ label: "Nome" });
  await needed.waitFor({ state: "detached" });
  assert.match(mapping(), /^name = \{ from = "Nome", required = true \}$/m);
});

test("columns are left out, and undo brings them back", async () => {
  await page.getByRole("button", { name: "Leave out Vuoto on purpose" }).click();
  await until("left out", () => mapping().includes('leave_out = ["'));
  await page.locator("#left-out summary").click();
  await page.locator("#left-out").getByText("Vuoto").waitFor();
  await page.locator("#undo[title='Undo: Vuoto is left out']").click();
  await row(page, "Vuoto").waitFor();
  assert.ok(!mapping().includes("Vuoto\"]"));
});

test("how customers are found is chosen", async () => {
  await page.getByRole("button", { name: "How customers are found" }).click();
  const panel = page.getByRole("region", { name: "How customers are found" });
  await panel.getByRole("button", { name: "Add another way to find a customer" }).click();
  await until("two keys", () => /keys = \[\["email"\], \["name"\]\]/.test(mapping()));
  await panel.getByLabel("Two rows for one customer").selectOption("last");
  await until("duplicates", () => /on_duplicate = "last"/.test(mapping()));
  await workbench.shot(page, "columns-matching");
  await page.keyboard.press("Escape");
});

test("the text is one click away, with the mistakes of the check", async () => {
  await page.getByRole("button", { name: "Show the TOML" }).first().click();
  const area = page.getByLabel("Text of the mapping");
  await page.waitForFunction(() => document.getElementById("mapping-text").value.includes("[fields]"));
  const before = mapping();
  assert.equal(await area.inputValue(), before);
  await area.fill(before.replace("required = true", "requird = true"));
  await page.getByText(/^Line \d+: unknown field `requird`/).waitFor();
  await page.getByText(/did you mean/).first().waitFor();
  assert.ok(await page.locator("#save-text").isDisabled());
  await workbench.shot(page, "columns-text");
  await workbench.audited(page, "columns-text", () => {
    if (!document.querySelector(".text-editor")) document.getElementById("show-text")?.click();
    return document.getElementById("mapping-text")?.value.includes("[fields]");
  });
  // The draft survives a look at another step.
  await page.getByRole("link", { name: "Files" }).click();
  await page.getByRole("heading", { name: "Your files" }).waitFor();
  await page.getByRole("link", { name: "Columns" }).click();
  await page.waitForFunction(() => document.getElementById("mapping-text")?.value.includes("requird"));
  await page.locator("#go-to-line").click();
  assert.ok(await area.evaluate((one) => one === document.activeElement && one.value.slice(one.selectionStart, one.selectionEnd).includes("requird")));
  await area.fill(before.replace(/^name = "[^"]*"/m, 'name = "By hand"'));
  await page.getByText("No mistake found.").waitFor();
  await area.press("Control+s");
  await until("saved", () => mapping().includes('name = "By hand"'));
  await page.getByRole("button", { name: "Back to the columns" }).click();
  await page.waitForFunction(() => document.getElementById("mapping-name")?.value === "By hand");
});

test("everything is done by the keyboard alone", async () => {
  const focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent);
  const tabTo = async (wanted) => {
    for (let step = 0; step < 300; step += 1) {
      await page.keyboard.press("Tab");
      if ((await focused()) === wanted) return;
    }
    assert.fail("never reached " + wanted);
  };
  await page.evaluate(() => document.getElementById("main").focus());
  await tabTo("Tipo goes to");
  await page.keyboard.type("Tags");
  // Letters and arrows only look; Enter chooses.
  await said(page, /Tags. Press Enter to choose it./);
  assert.ok(!mapping().includes("tags = "));
  await page.keyboard.press("Enter");
  await until("tags", () => mapping().includes('tags = { from = "Tipo" }'));
  await tabTo("Edit rule: Tags");
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "Tags");
  await page.keyboard.press("Escape");
  assert.equal(await focused(), "Edit rule: Tags");
});

for (const [width, name] of [[320, "phone"], [340, "zoom-400"]]) {
  test(`${name}: nothing has to be scrolled sideways`, async () => {
    await page.setViewportSize({ width, height: 640 });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width);
    await workbench.shot(page, "columns-" + name, { fullPage: true });
    await page.getByRole("button", { name: "Edit rule: Country" }).click();
    await page.locator(".preview td").first().waitFor();
    for (const details of await page.$$(".rule-panel details")) await details.evaluate((one) => { one.open = true; });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width);
    await workbench.shot(page, "columns-rule-" + name);
    await page.getByRole("button", { name: "Close" }).click();
    await page.setViewportSize({ width: 1360, height: 1000 });
  });
}

test("nothing was wrong on the way", () => assert.deepEqual(page.faults, []));

await run(tests);
await workbench.browser.close();
