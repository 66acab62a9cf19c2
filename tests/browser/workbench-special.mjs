// Rules that have no form, in a real Chromium: they are shown, and nothing that is clicked destroys them.
// tests/it/workbench/browser.rs runs it:
//   node workbench-special.mjs OPENED FOLDER [SCREENSHOTS]
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { strict as assert } from "node:assert";
import { run, start, until } from "./workbench-page.mjs";

const [opened, folder, shots] = process.argv.slice(2);
const workbench = await start(shots);
const tests = [];
const test = (name, work) => tests.push([name, async () => { await work(); assert.deepEqual(page?.faults ?? [], []); }]);
const mapping = () => readFileSync(join(folder, "deskferry-project/mapping.toml"), "utf8");
const KEPT = ['"*" = { from = "cf_*" }', '# the rest', "[[when]]\nskip = \"row['Status'] == 'gone'\"\nnote = \"left us\"\n\n# nobody can write to them\n[[when]]\nreject = \"not row['Email']\"\n"];
const whole = () => KEPT.forEach((text) => assert.ok(mapping().includes(text), "gone: " + text + "\n" + mapping()));
/** Where the cursor is in the text of the mapping. */
const selected = () => page.evaluate(() => { const area = document.getElementById("mapping-text"); return area.value.slice(area.selectionStart, area.selectionEnd); });
let page;

test("rules about rows and about all other columns are told in a sentence", async () => {
  page = await workbench.enter(opened);
  await page.locator("#to-columns").click();
  await page.getByRole("heading", { name: "2 rules decide about whole rows" }).waitFor();
  const first = page.locator("#when .column-row").first();
  assert.match(await first.textContent(), /left us.*The row is skipped if:.*row\['Status'\] == 'gone'/);
  assert.match(await page.locator("#when .column-row").nth(1).textContent(), /The row is rejected if:.*not row\['Email'\]/);
  await page.getByText("Each column whose name begins with “cf_”, and that no other rule uses, goes into a field with the rest of its name.").waitFor();
  await workbench.audited(page, "special", () => document.querySelector("#when"));
});

test("each opens the text at its place", async () => {
  for (const [id, begins] of [["open-when-1", "[[when]]"], ["open-customFields.*", '"*" = ']]) {
    await page.locator(`[id='${id}']`).click();
    await page.waitForFunction(() => { const area = document.getElementById("mapping-text"); return area && area.selectionEnd > area.selectionStart; });
    assert.ok((await selected()).startsWith(begins), await selected());
    if (id === "open-when-1") assert.ok((await page.evaluate(() => { const area = document.getElementById("mapping-text"); return area.value.slice(area.selectionStart); })).includes("reject") && !(await page.evaluate(() => { const area = document.getElementById("mapping-text"); return area.value.slice(area.selectionStart); })).includes("skip"));
    await page.locator("#text-back").click();
  }
  await page.locator(".fields-list").getByRole("button", { name: "All other columns, into custom fields" }).click();
  await page.locator("#mapping-text").waitFor();
  await page.locator("#text-back").click();
  whole();
});

test("columns that the rule for all others takes can be moved, and left out", async () => {
  await page.getByLabel("cf_vat goes to").selectOption({ value: "memo" });
  await until("moved", () => mapping().includes('memo = { from = "cf_vat" }'));
  whole();
  await page.getByLabel("cf_size goes to").selectOption({ label: "nowhere" });
  await until("left out", () => /leave_out = \[\s*"cf_size"/.test(mapping()));
  whole();
  await page.getByLabel("Town goes to").selectOption({ value: "city" });
  await until("mapped", () => mapping().includes('city = { from = "Town" }'));
  await page.locator("li.column-row", { hasText: "Town" }).dragTo(page.locator("[id='field-customFields.*']"));
  assert.ok(mapping().includes('city = { from = "Town" }'));
  whole();
});

test("a table of values in a file has its form, and stays until it is whole", async () => {
  await page.getByRole("button", { name: "Edit rule: segment" }).click();
  const panel = page.getByRole("region", { name: "segment" });
  await panel.locator("tr", { hasText: "Gold" }).first().waitFor();
  await panel.locator("#options-before summary").click();
  assert.equal(await panel.getByLabel("File", { exact: true }).inputValue(), "segments.csv");
  assert.equal(await panel.getByLabel("Column of the values").inputValue(), "Code");
  await panel.getByLabel("Column of what they become").fill("");
  await panel.getByLabel("Column of what they become").blur();
  await page.waitForTimeout(300);
  assert.ok(mapping().includes('value = "Segment"'), "half a table was kept");
  await panel.getByLabel("Column of what they become").fill("Code");
  await panel.getByLabel("Column of what they become").blur();
  const changed = () => { const table = mapping().match(/lookup_file = \{([^}]*)\}/)[1]; return ['file = "segments.csv"', 'key = "Code"', 'value = "Code"'].every((part) => table.includes(part)); };
  await until("changed", changed);
  await panel.locator("#options-values summary").click();
  await panel.getByText("This rule has its table of values in a file of its own.").waitFor();
  await panel.locator("#options-empty summary").click();
  await panel.getByLabel("Use this value instead").fill("None");
  await panel.getByLabel("Use this value instead").blur();
  await until("a default", () => mapping().includes('default = "None"'));
  assert.ok(changed(), mapping());
  await workbench.shot(page, "lookup-file", { fullPage: true });
  await page.keyboard.press("Escape");
  whole();
});

test("all of it is undone", async () => {
  for (let left = 5; left > 0; left -= 1) await page.locator("#undo").click();
  await until("as before", () => mapping().includes('value = "Segment"') && !mapping().includes("leave_out") && !mapping().includes("memo"));
  whole();
});

await run(tests);
await workbench.browser.close();
