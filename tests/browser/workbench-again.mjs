// What a person tries again, and a project that was copied, in a real Chromium. tests/it/workbench/browser.rs runs it:
//   node workbench-again.mjs PROGRAM FOLDER [SCREENSHOTS]
// FOLDER has bin/xdg-open, which keeps the page that is to be opened.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { strict as assert } from "node:assert";
import { startDesk } from "./recorded-desk.mjs";
import { run, start, until } from "./workbench-page.mjs";

const [program, folder, shots] = process.argv.slice(2);
const desk = await startDesk(program, join(folder, "desk.db"));
process.on("exit", () => desk.stop());
const env = { DESKERO_CLIENT_ID: "me", DESKERO_API_TOKEN: "geheim", DESKERO_BASE_URL: desk.base, PATH: process.env.PATH };
const workbench = await start(shots);
const tests = [];
const test = (name, work) => tests.push([name, async () => { await work(); assert.deepEqual(page?.faults ?? [], []); }]);
let page, server;

const people = (name, count) => writeFileSync(join(folder, name + ".csv"), "Name,Email\n" + Array.from({ length: count }, (_, at) => `${name} ${at},${name}${at}@example.org\n`).join(""));
const go = async (step) => { await page.locator("#to-" + step).click(); await page.locator("main h1").waitFor(); };
const done = (title) => page.getByRole("heading", { name: title }).waitFor({ timeout: 30_000 });

/** Makes a plan, and goes to Run. */
async function planned() {
  await go("plan");
  await page.locator("#plan-make:enabled").click();
  await page.getByText("1 customer would be written.").or(page.getByText("customers would be written.")).waitFor();
  await page.locator("#plan-go").click();
}

test("a project is opened, and written in practice", async () => {
  mkdirSync(join(folder, "deskferry-project"), { mode: 0o700 });
  people("people", 6);
  people("others", 30);
  writeFileSync(join(folder, "deskferry.toml"), 'rate = "6"\n');
  writeFileSync(join(folder, "deskferry-project/project.toml"), 'version = 1\n[[files]]\npath = "../people.csv"\n');
  writeFileSync(join(folder, "deskferry-project/mapping.toml"), 'version = 1\nname = "People"\n[match]\nkeys = ["email"]\n[fields]\nname = { from = "Name" }\nemail = { from = "Email" }\n');
  ({ page, server } = await workbench.launch(program, folder, env));
  await planned();
  await page.locator("#run-go").click();
  await done("Result: Writing, done");
});

test("a plan that another process kept out is tried again", async () => {
  await go("plan");
  await page.getByLabel("Your real account").check();
  await page.locator(".target-banner.real").waitFor();
  await planned();
  await page.locator("#run-typed").fill("6");
  const line = ["import", "others.csv", "-m", "deskferry-project/mapping.toml", "--run-dir", "elsewhere"];
  const other = spawn(program, line, { cwd: folder, env, stdio: "ignore" });
  const ended = new Promise((resolve) => other.on("exit", resolve));
  await until("it writes", () => desk.writes.length > 0);
  await page.locator("#run-go").click();
  await page.getByRole("heading", { name: "Writing: not done" }).waitFor();
  assert.match(await page.locator(".card.job.failed .problem").textContent(), /in use|another/);
  assert.match(await page.locator("#run-what").textContent(), /Nothing was written yet/);
  await workbench.audited(page, "kept-out", () => document.querySelector(".card.job.failed"));
  assert.equal(await ended, 0);
  await page.locator("#run-typed").fill("6");
  await page.locator("#run-go").click();
  await done("Result: Writing, done");
});

test("failed rows are tried again when their number is typed", async () => {
  people("people", 8);
  desk.busyFor = "people7@";
  await planned();
  await page.locator("#run-typed").fill("2");
  await page.locator("#run-go").click();
  await done("Result: Writing, done");
  assert.match(await page.locator(".tile", { hasText: "Failed" }).textContent(), /^Failed1$|^1Failed$/);
  desk.busyFor = null;
  await page.getByRole("button", { name: "Try the failed ones again" }).click();
  const dialog = page.getByRole("dialog", { name: "Write to your real account?" });
  await dialog.getByText("The number of customers that are written is 1.").waitFor();
  const sure = dialog.getByRole("button", { name: "Try the failed ones again" });
  await dialog.getByRole("textbox").fill("11");
  assert.ok(await sure.isDisabled());
  await dialog.getByRole("textbox").fill("1");
  await sure.click();
  await done("Result: Trying again, done");
  assert.equal(desk.writes.filter((one) => one.includes("people7@")).length, 1);
});

test("a project copied without its practice help desk shows those runs, and leaves the original alone", async () => {
  server.kill("SIGKILL");
  await page.close();
  const copy = join(folder, "copy");
  cpSync(join(folder, "deskferry-project"), copy, { recursive: true });
  for (const name of [".deskferry-workbench.lock", "practice.db", "practice.db-wal", "practice.db-shm"]) rmSync(join(copy, name), { force: true });
  ({ page, server } = await workbench.launch(program, folder, env, ["copy"]));
  await go("runs");
  const elsewhere = page.locator(".card.run", { hasText: "another project's practice" });
  await elsewhere.first().waitFor();
  assert.ok((await elsewhere.count()) >= 2, "the plan and the import in practice");
  assert.equal(await elsewhere.getByRole("button", { name: "Undo this" }).count(), 0);
  assert.match(await elsewhere.first().textContent(), /outside of this project/);
  assert.ok((await page.locator(".card.run", { hasText: "real account" }).getByRole("button", { name: "Undo this" }).count()) > 0);
  await workbench.audited(page, "copied", () => document.querySelector(".card.run"));
});

await run(tests);
await workbench.browser.close();
process.exit(0);
