// A run that was stopped half-way, the questions of a plan, and what other languages say of all that, in a real Chromium.
// tests/it/workbench/browser.rs runs it:
//   node workbench-stopped.mjs PROGRAM FOLDER [SCREENSHOTS]
// FOLDER has bin/xdg-open, which keeps the page that is to be opened.
import { mkdirSync, writeFileSync } from "node:fs";
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

const go = async (step) => { await page.locator("#to-" + step).click(); await page.locator("main h1").waitFor(); };
const done = (title) => page.getByRole("heading", { name: title }).waitFor({ timeout: 60_000 });
const people = (city, without) => writeFileSync(join(folder, "people.csv"), "Name,Email,City\n" + Array.from({ length: 60 }, (_, at) => `Ada ${at},${without && at > 57 ? "" : `ada${at}@example.org`},${at < 2 ? city : "Rome"}\n`).join(""));

/** Makes a plan; answers how many customers it writes. */
async function planned() {
  await go("plan");
  await page.locator("#plan-make:enabled").click();
  await page.locator("#job-stop").waitFor({ timeout: 10_000 });
  await page.locator("#plan-make:enabled").waitFor({ timeout: 60_000 });
  await page.locator("#plan-go:enabled").waitFor({ timeout: 60_000 });
  return (await page.locator(".verdict strong").textContent()).match(/\d+/)[0];
}

async function write(title = "Result: Writing, done") {
  const number = await planned();
  await page.locator("#plan-go").click();
  await page.locator("#run-typed").fill(number);
  await page.locator("#run-go").click();
  if (title) await done(title);
}

test("a run is stopped half-way", async () => {
  mkdirSync(join(folder, "deskferry-project"), { mode: 0o700 });
  people("Milan", false);
  writeFileSync(join(folder, "deskferry.toml"), 'rate = "8"\n');
  writeFileSync(join(folder, "deskferry-project/project.toml"), 'version = 1\n[[files]]\npath = "../people.csv"\n[target]\naccount = true\n');
  writeFileSync(join(folder, "deskferry-project/mapping.toml"), 'version = 1\nname = "People"\n[match]\nkeys = ["email"]\n[fields]\nname = { from = "Name" }\nemail = { from = "Email" }\ncity = { from = "City" }\n');
  ({ page, server } = await workbench.launch(program, folder, env));
  await write(null);
  await until("some are written", () => desk.writes.length > 8);
  await page.locator("#job-stop").click();
  await page.getByRole("heading", { name: "Writing: stopped" }).waitFor();
});

test("what is written so far can be undone beside going on, and the command shown goes on", async () => {
  await page.getByRole("button", { name: "Continue" }).waitFor();
  await page.getByRole("button", { name: "Undo what is written so far" }).waitFor();
  assert.match(await page.locator(".result .command-line code").textContent(), /^deskferry resume /);
  await go("runs");
  const card = page.locator(".card.run.unfinished");
  await card.getByRole("button", { name: "Continue" }).waitFor();
  await card.locator("details.more summary").click();
  assert.match(await card.locator("code", { hasText: "deskferry undo" }).textContent(), / --unfinished/);
  const written = desk.writes.length;
  await card.getByRole("button", { name: "Undo what is written so far" }).click();
  const dialog = page.getByRole("dialog", { name: "Undo what was written?" });
  await dialog.getByText("What is not written yet stays unwritten.").waitFor();
  await dialog.getByRole("textbox").fill(String(written));
  await dialog.getByRole("button", { name: "Undo it" }).click();
  await until("all are deleted again", () => desk.writes.filter((one) => one.startsWith("DELETE")).length === written);
  await page.locator(".card.run", { hasText: "undone" }).waitFor({ timeout: 60_000 });
});

test("backups that are compared name the customers that have changed", async () => {
  await write();
  await go("runs");
  const backups = page.locator("section[aria-labelledby=backups-title] .card.run");
  const backUp = async (n) => {
    await page.locator("#backup-make:enabled").click();
    await until("the backup is there", async () => (await backups.count()) === n);
    await page.locator("#backup-make:enabled").waitFor();
  };
  await backUp(1);
  people("Turin", true);
  assert.equal(await planned(), "2");
});

test("each question of the plan leads to where it is answered", async () => {
  const question = (text) => page.locator(".questions li", { hasText: text });
  await question("will be replaced").getByRole("button", { name: "See what is written over" }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "over-title");
  await question("nothing by which").getByRole("button", { name: "Choose how customers are found" }).click();
  await page.getByRole("region", { name: "How customers are found" }).locator("#match-on_no_key").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
});

test("the second backup is compared with the first", async () => {
  await go("run");
  await page.locator("#run-what", { hasText: "0 new, 2 changed, 0 left out, 2 with errors" }).waitFor();
  await page.locator("#run-typed").fill("2");
  await page.locator("#run-go").click();
  await done("Result: Writing, done");
  await go("runs");
  const backups = page.locator("section[aria-labelledby=backups-title] .card.run");
  await page.locator("#backup-make:enabled").click();
  await until("the backup is there", async () => (await backups.count()) === 2);
  await page.locator("#compare-go:enabled").click();
  await page.locator(".plan-rows strong", { hasText: /^Ada 0 \(.+\)$/ }).first().waitFor({ timeout: 60_000 });
});

test("in German nothing of it is English", async () => {
  await page.locator("#language").selectOption("de");
  await page.getByRole("heading", { name: "Läufe" }).first().waitFor();
  const runs = await page.locator("ul.runs").first().innerText();
  assert.doesNotMatch(runs, /finished|rejected|stopped|would be|rows|imported|undo what/, runs);
  assert.match(await page.locator("section[aria-labelledby=runs-title] details.more").first().locator(".part-title").allTextContents().then((all) => all.join()), /prüfen, was geschrieben wurde/);
  await page.locator("#history-value").fill("ada0@example.org");
  await page.locator("#history-go").click();
  await page.getByText(/zuerst in /).first().waitFor();
  const words = await page.evaluate(async () => {
    const { issueWords } = await import(location.pathname + "issue-words.js");
    return [issueWords({ code: "E212", message: "the phone number has letters; it was kept as typed", hint: "write one number, and nothing else" }),
      issueWords({ code: "E206", message: "the year has two digits, and its century is unknown", hint: "write all four digits, or set the last year that two digits can mean in the mapping, for example pivot = 2026" })];
  });
  assert.doesNotMatch(words[0].advice, /on_invalid/, "it is kept already");
  assert.match(words[1].said, /zwei Ziffern/);
  people("Genoa", true);
  await go("plan");
  await page.getByText(/haben sich seit diesem Plan geändert: neu planen/).or(page.getByText("Dieser Plan wurde geschrieben")).first().waitFor();
  await page.locator("#plan-make:enabled").click();
  await page.locator(".verdict strong", { hasText: "2 Kunden" }).waitFor({ timeout: 60_000 });
  people("Bari", true);
  await go("run");
  await page.getByText("haben sich seit diesem Plan geändert: neu planen").waitFor();
});

await run(tests);
await workbench.browser.close();
server.kill();
process.exit(0);
