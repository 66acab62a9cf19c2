// Step Check in a real Chromium. tests/it/workbench/browser.rs runs it:
//   node workbench-check.mjs OPENED FOLDER [SCREENSHOTS]
// OPENED is the page with a key that the workbench wanted to open; FOLDER is where it runs.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { strict as assert } from "node:assert";
import { run, start } from "./workbench-page.mjs";

const [opened, folder, shots] = process.argv.slice(2);
const workbench = await start(shots);
const tests = [];
const test = (name, work) => tests.push([name, async () => { await work(); assert.deepEqual(page?.faults ?? [], []); }]);
let page;

const fixes = () => { const path = join(folder, "deskferry-project/fixes.csv"); return existsSync(path) ? readFileSync(path, "utf8") : ""; };
const mapping = () => readFileSync(join(folder, "deskferry-project/mapping.toml"), "utf8");
const settled = () => page.waitForFunction(() => document.querySelector(".check-state")?.getAttribute("aria-busy") === "false" && document.querySelector(".numbers"), null, { timeout: 120_000 });
const says = (text) => page.locator(".numbers li", { hasText: text }).waitFor();
const cell = (text) => page.locator(".vbody .vrow:not([hidden]) .vcell", { hasText: text }).first();
const focused = () => page.evaluate(() => [document.activeElement.getAttribute("role"), document.activeElement.textContent]);

test("the check finds what is wrong, by kind, column and value", async () => {
  page = await workbench.enter(opened);
  await page.locator("#to-check").click();
  await page.getByRole("heading", { name: "Check your rows" }).waitFor();
  await settled();
  await says("5 rows have errors");
  await page.locator(".kind", { hasText: "Country" }).waitFor();
  const kinds = await page.locator(".errors .kind").allTextContents();
  assert.ok(kinds.some((text) => /Country.*3/.test(text)) && kinds.some((text) => /Email.*3/.test(text)), kinds.join(" | "));
  assert.match(await page.locator(".command-line code").textContent(), /^deskferry validate .*few\.csv -m .*mapping\.toml$/);
  await workbench.audited(page, "check", () => document.querySelector(".vcell.wrong"));
  assert.equal(await page.locator(".vgrid").getAttribute("aria-rowcount"), "6");
});

test("a cell is text, whatever is in it", async () => {
  await cell("<img src=x").waitFor();
  assert.equal(await page.evaluate(() => window.hostile), undefined);
});

test("a cell is mended with the keyboard alone, and the check follows", async () => {
  await page.locator(".kind", { hasText: "Email" }).click();
  await page.waitForFunction(() => document.querySelector(".vgrid").getAttribute("aria-rowcount") === "4");
  await page.locator(".vgrid .vcell[tabindex='0']").focus();
  assert.deepEqual(await focused(), ["gridcell", "bob(at)example.org"]);
  assert.match(await page.locator("#cell-note").textContent(), /Email, row 43.*What to do/s);
  await page.keyboard.press("Enter");
  await page.keyboard.type("wrong");
  await page.keyboard.press("Escape");
  assert.deepEqual(await focused(), ["gridcell", "bob(at)example.org"]);
  assert.equal(fixes(), "");
  await page.keyboard.press("Enter");
  await page.keyboard.type("bob@example.org");
  // Tab keeps it and goes on with the next red cell.
  await page.keyboard.press("Tab");
  await page.keyboard.type("dan@example.org");
  await page.keyboard.press("Enter");
  await says("2 cells mended");
  await says("4 rows have errors");
  assert.match(fixes(), /^row_key,column,was,now,note,file,row\nr[0-9a-f]{16},Email,bob\(at\)example\.org,bob@example\.org,,[^,]*few\.csv,43\n/);
  assert.match(await page.locator(".command-line code").textContent(), /--fixes \S+fixes\.csv/);
});

test("the same for all makes a look-up of the mapping", async () => {
  await page.locator(".kind", { hasText: "Country" }).first().click();
  await cell("Italiaa").waitFor();
  await cell("Italiaa").click();
  await page.locator("#alike").click();
  assert.match(await page.locator("dialog h2").textContent(), /Change all 3 cells with “Italiaa”/);
  await page.locator("#ask-text").fill("IT");
  await page.keyboard.press("Enter");
  await says("1 row has errors");
  assert.match(mapping(), /state = \{ from = "Country", as = "country", lookup = \{ Italiaa = "IT" \}, lookup_else = "keep" \} # home\n/);
});

test("a row is set aside with a reason, and all is undone and done again", async () => {
  await cell("<b>x").click();
  await page.locator("#set-aside").click();
  await page.locator("#ask-text").fill("not a person");
  await page.keyboard.press("Enter");
  await says("1 row set aside");
  await page.getByText("No row has an error. You can go on.").waitFor();
  assert.ok(await page.locator("#find-rows").isVisible(), "a good row can be looked for");
  assert.match(fixes(), /,,,set aside,not a person,[^,]*few\.csv,46\n/);
  await page.locator("#fixes summary").click();
  await page.locator("#fixes td", { hasText: "not a person" }).waitFor();
  await workbench.shot(page, "check-mended", { fullPage: true });
  for (const text of ["1 row has errors", "4 rows have errors", "4 rows have errors", "5 rows have errors"]) {
    await page.locator("#undo").click();
    await says(text);
    await settled();
  }
  assert.equal(fixes(), "");
  for (const text of ["4 rows have errors", "4 rows have errors", "1 row has errors", "1 row set aside"]) {
    await page.locator("#redo").click();
    await says(text);
    await settled();
  }
  await page.locator("#fixes tr", { hasText: "not a person" }).getByRole("button").click();
  await says("1 row has errors");
});

test("a shorter list leaves no row of the longer one behind", async () => {
  await page.locator("#undo").click();
  for (const text of ["1 row has errors", "4 rows have errors"]) {
    await page.locator("#undo").click();
    await says(text);
  }
  await settled();
  await page.locator("#all-errors").click();
  await page.waitForFunction(() => document.querySelectorAll(".vbody .vrow:not([hidden])").length === 4);
  await page.locator(".kind", { hasText: "Email" }).first().click();
  await page.waitForFunction(() => document.querySelector(".vgrid").getAttribute("aria-rowcount") === "2");
  const rows = await page.locator(".vbody .vrow").evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.textContent));
  assert.equal(rows.length, 1, rows.join(" | "));
  for (const text of ["1 row has errors", "1 row set aside", "1 row has errors"]) {
    await page.locator("#redo").click();
    await says(text);
  }
  await settled();
});

test("the first faulty cell is in sight", async () => {
  await page.setViewportSize({ width: 360, height: 900 });
  await page.locator("#undo").click();
  await says("1 row set aside");
  await page.locator("#undo").click();
  await says("1 row has errors");
  await page.locator("#undo").click();
  await says("4 rows have errors");
  await settled();
  await page.locator(".kind", { hasText: "Email" }).first().click();
  await page.locator(".kind", { hasText: "Country" }).first().click();
  await page.waitForFunction(() => {
    const cell = [...document.querySelectorAll(".vbody .vrow:not([hidden]) .wrong, .vbody .vrow:not([hidden]) .doubtful")][0]?.getBoundingClientRect();
    const grid = document.querySelector(".vgrid").getBoundingClientRect();
    return cell && cell.left >= grid.left && cell.right <= grid.right + 1;
  });
  await page.setViewportSize({ width: 1360, height: 1000 });
  for (const text of ["1 row has errors", "1 row set aside", "1 row has errors"]) {
    await page.locator("#redo").click();
    await says(text);
  }
  await settled();
});

test("a mend that is refused is not shown as one", async () => {
  const before = fixes();
  writeFileSync(join(folder, "deskferry-project/fixes.csv"), "nonsense\n");
  await cell("<b>x").click();
  // A click on the cell that had the focus begins at once.
  if (await page.locator(".veditor").count() === 0) await page.keyboard.press("Enter");
  await page.keyboard.type("b@example.org");
  await page.keyboard.press("Enter");
  await page.locator(".problem.message").getByText(/row_key/).waitFor();
  await cell("<b>x").waitFor();
  assert.equal(await page.locator(".vcell.mended").count(), 0);
  writeFileSync(join(folder, "deskferry-project/fixes.csv"), before);
});

test("a good row is found by a text, and set aside", async () => {
  await page.locator("#find-rows").fill("N7@Example.org");
  await page.keyboard.press("Enter");
  await page.getByText("1 row has this text.").waitFor();
  await cell("n7@example.org").click();
  assert.match(await page.locator("#cell-note").textContent(), /Email, row 9/);
  await workbench.audited(page, "check-find", () => document.querySelector(".check-results"));
  await page.locator("#set-aside").click();
  await page.locator("#ask-text").fill("only a test");
  await page.keyboard.press("Enter");
  await says("1 row set aside");
  await page.getByText("0 rows have this text.").waitFor();
  assert.match(fixes(), /,,,set aside,only a test,[^,]*few\.csv,9\n/);
  await page.locator("#undo").click();
  await page.getByText("1 row has this text.").waitFor();
  await settled();
  await page.locator("#find-rows").fill("");
  await cell("<b>x").waitFor();
});

test("two windows show two files", async () => {
  const other = await workbench.watched();
  await other.goto(page.url());
  await other.locator("#check-file").selectOption({ label: "many.csv" });
  await other.waitForFunction(() => document.querySelector(".check-state")?.getAttribute("aria-busy") === "true");
  await page.locator("#all-issues, #all-errors").first().click();
  await cell("<b>x").waitFor();
  await other.waitForFunction(() => document.querySelector(".vgrid").getAttribute("aria-rowcount") === "100001" && document.querySelector(".numbers"), null, { timeout: 120_000 });
  await page.locator(".kind", { hasText: "Email" }).first().click();
  await cell("<b>x").waitFor();
  assert.deepEqual(other.faults, []);
  await other.close();
});

test("a hundred thousand rows scroll without a hitch", async () => {
  await page.locator("#check-file").selectOption({ label: "many.csv" });
  await page.waitForFunction(() => document.querySelector(".vgrid").getAttribute("aria-rowcount") === "100001", null, { timeout: 120_000 });
  await settled();
  await cell("n0(at)example.org").waitFor();
  const elements = await page.locator(".vbody .vrow").count();
  assert.ok(elements < 60, `${elements} rows have elements`);
  const frames = await page.evaluate(async () => {
    const grid = document.querySelector(".vgrid");
    const times = [];
    let before = performance.now();
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();
    before = performance.now();
    for (let at = 0; at < 300; at += 1) {
      // Slowly, then in leaps over the whole file.
      grid.scrollTop += at < 150 ? 90 : 26_000;
      await frame();
      const now = performance.now();
      times.push(now - before);
      before = now;
    }
    return times;
  });
  const lost = frames.filter((time) => time > 34).length;
  frames.sort((one, other) => one - other);
  const figures = `frames: ${frames.length}, longer than 34 ms: ${lost}, median ${frames[150].toFixed(1)} ms, worst ${frames.at(-1).toFixed(1)} ms\n`;
  if (shots) writeFileSync(join(shots, "frames.txt"), figures);
  // A machine that does other things loses some frames by itself.
  assert.ok(frames[150] < 50, `the median frame took ${frames[150]} ms`);
  await page.evaluate(() => { const grid = document.querySelector(".vgrid"); grid.scrollTop = grid.scrollHeight; });
  await cell("n99999(at)example.org").waitFor();
  // By keyboard to the ends, too.
  await cell("n99999(at)example.org").click();
  await page.keyboard.press("Control+Home");
  await cell("n0(at)example.org").waitFor();
  await page.keyboard.press("Control+End");
  await cell("n99999(at)example.org").waitFor();
  await workbench.shot(page, "check-many");
});

test("rows are there while somebody scrolls without a pause", async () => {
  for (const step of [40, 300]) {
    const longest = await page.evaluate(async (step) => {
      const grid = document.querySelector(".vgrid");
      grid.scrollTop = 200_000;
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      const begun = performance.now();
      let longest = 0, since = null;
      while (performance.now() - begun < 4000) {
        grid.scrollTop += step;
        await frame();
        const now = performance.now();
        since = document.querySelector(".vbody .vrow.waiting:not([hidden])") ? since ?? now : null;
        if (since) longest = Math.max(longest, now - since);
      }
      return longest;
    }, step);
    assert.ok(longest < 500, `${step} pixels a frame: rows were empty for ${Math.round(longest)} ms`);
  }
});

test("it works on a phone and at 400 %", async () => {
  await page.setViewportSize({ width: 320, height: 700 });
  await page.waitForTimeout(200);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 320, `${wide} pixels wide`);
  await workbench.shot(page, "check-phone", { fullPage: true });
});

await run(tests);
await workbench.browser.close();
