// The plans of several files, one after the other, in a real Chromium. tests/it/workbench/browser.rs runs it:
//   node workbench-several.mjs OPENED FOLDER [SCREENSHOTS]
import { strict as assert } from "node:assert";
import { run, start } from "./workbench-page.mjs";

const [opened, , shots] = process.argv.slice(2);
const workbench = await start(shots);
const tests = [];
const test = (name, work) => tests.push([name, async () => { await work(); assert.deepEqual(page?.faults ?? [], []); }]);
let page;

const files = () => page.locator("#plan-file option").allTextContents();
const command = (id) => page.locator(`#${id}-copy`).locator("xpath=..").locator("code").textContent();
const planOf = (text) => page.locator("#plan-of", { hasText: text }).waitFor();

test("the page says which file is planned, and which comes next", async () => {
  page = await workbench.enter(opened);
  await page.locator("#to-plan").click();
  await page.locator("#plan-file").waitFor();
  assert.deepEqual(await files(), ["a.csv – not written yet", "b.csv – not written yet"]);
  await page.getByRole("button", { name: "Make the plan" }).click();
  await planOf("This is the plan of a.csv, file 1 of 2.");
  assert.notEqual(await page.evaluate(() => document.activeElement.tagName), "BODY", "the focus is lost");
  assert.deepEqual(await files(), ["a.csv – planned, not written yet", "b.csv – not written yet"]);
  await workbench.audited(page, "plan-several", () => document.querySelector("#plan-of"));
  await workbench.shot(page, "plan-several");
  // The plan of another file is no second plan of this one.
  await page.locator("#plan-file").selectOption({ label: "b.csv – not written yet" });
  await page.getByRole("button", { name: "Make the plan" }).waitFor();
  await planOf("a.csv");
  await page.locator("#plan-go").click();
  const line = await command("plan-command");
  assert.match(line, /^deskferry apply \S+ --sandbox=/);
  await page.locator("#run-go").focus();
  await page.keyboard.press("Enter");
  await page.locator("#next-file").waitFor();
  assert.equal(await command("run-command"), line);
  assert.notEqual(await page.evaluate(() => document.activeElement.tagName), "BODY", "the focus is lost");
  await page.locator("#next-file", { hasText: "Plan the next file: b.csv" }).click();
});

test("the next file is chosen already, and at the end no file is next", async () => {
  await page.locator("#plan-file").waitFor();
  assert.deepEqual(await files(), ["a.csv – was written before", "b.csv – not written yet"]);
  assert.equal(await page.locator("#plan-file option:checked").textContent(), "b.csv – not written yet");
  await page.getByRole("button", { name: "Make the plan" }).click();
  await planOf("This is the plan of b.csv, file 2 of 2.");
  await page.locator("#plan-go").click();
  await page.locator("#run-go").click();
  await page.getByRole("button", { name: "Undo this" }).waitFor();
  assert.equal(await page.locator("#next-file, #all-written").count(), 0);
});

test("what was undone is not written", async () => {
  await page.getByRole("button", { name: "Undo this" }).click();
  await page.locator("dialog .primary").click();
  await page.getByRole("heading", { name: "Result: Undoing, done" }).waitFor();
  await page.locator("#to-plan").click();
  await page.locator("#plan-file").waitFor();
  assert.deepEqual(await files(), ["a.csv – was written before", "b.csv – not written yet"]);
});

await run(tests);
await workbench.browser.close();
