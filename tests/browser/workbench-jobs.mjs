// Plan, run, and runs in a real Chromium. tests/it/workbench/browser.rs runs it:
//   node workbench-jobs.mjs OPENED FOLDER [SCREENSHOTS]
// OPENED is the page with a key that the workbench wanted to open; FOLDER is where it runs.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { strict as assert } from "node:assert";
import { run, start } from "./workbench-page.mjs";

const [opened, folder, shots] = process.argv.slice(2);
const workbench = await start(shots);
const tests = [];
const test = (name, work) => tests.push([name, async () => { await work(); assert.deepEqual(page?.faults ?? [], []); }]);
let page;

const go = async (step) => { await page.locator("#to-" + step).click(); await page.locator("main h1").waitFor(); };
const done = (name) => page.getByRole("heading", { name }).waitFor();
/** The API, as the page calls it. */
const api = (method, path, body) => page.evaluate(async ([method, path, body]) => {
  const answer = await fetch("api/" + path, { method, body: body && JSON.stringify(body) });
  return { status: answer.status, text: await answer.text() };
}, [method, path, body]);
const value = async (name) => Number((await page.locator(".tile", { hasText: name }).locator("dd").first().textContent()).replace(/\D/g, ""));

test("an empty project offers an example, which needs no account", async () => {
  page = await workbench.enter(opened);
  await page.getByRole("button", { name: "Try it with an example" }).waitFor();
  await workbench.audited(page, "example");
  await page.getByRole("button", { name: "Try it with an example" }).click();
  await page.getByRole("heading", { name: "hubspot-contacts.csv" }).waitFor();
  await page.waitForFunction(() => document.activeElement.matches("article.file"), null, { timeout: 5000 });
  assert.ok(await page.getByRole("button", { name: "Try it with an example" }).isHidden());
});

test("a plan is made against the practice help desk", async () => {
  await go("plan");
  await page.locator(".target-banner.practice").waitFor();
  assert.match(await page.locator("#target-banner").textContent(), /Practice.*Your own help desk is not touched/);
  await page.getByRole("button", { name: "Make the plan" }).click();
  await page.locator("#plan-go").waitFor();
  assert.ok((await value("New")) > 3);
  await page.locator(".plan-rows > li").first().waitFor();
  await page.getByLabel("Search in rows and values").fill("@");
  await page.locator(".plan-rows > li").first().waitFor();
  await page.getByLabel("Search in rows and values").fill("nobody has this");
  await page.locator("main").getByText("Nothing found.").waitFor();
  await page.getByLabel("Show", { exact: true }).selectOption("reject");
  await page.getByLabel("Search in rows and values").fill("");
  await page.locator(".plan-rows > li .code").first().waitFor();
  assert.match(await page.locator(".command-line code").first().textContent(), /^deskferry import .* --dry-run --plan-out .* --sandbox=/);
  await workbench.audited(page, "plan", () => document.querySelector(".plan-rows > li"));
});

test("one button writes it, and the result can be had", async () => {
  await page.locator("#plan-go").click();
  await page.locator("#run-go").waitFor();
  await workbench.audited(page, "run-ready", () => document.querySelector("#run-go"));
  await page.locator("#run-go").click();
  await done("Result: Writing, done");
  assert.ok((await value("New")) > 3);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Rows with errors (Excel)" }).click()]);
  assert.equal(download.suggestedFilename(), "rejects.xlsx");
  await workbench.audited(page, "run-done", () => document.querySelector(".result"));
  await page.getByRole("button", { name: "Check what was written" }).click();
  await done("Result: Checking what was written, done");
  await page.locator(".result").getByText("customers are as they were written.").waitFor();
});

test("what would be overwritten comes first, and can be protected", async () => {
  const files = JSON.parse((await api("GET", "project")).text).files;
  const path = join(folder, files[0].shown);
  writeFileSync(path, readFileSync(path, "utf8").replaceAll("London", "Londra").replaceAll("Barcelona", "Barcellona"));
  await go("plan");
  await page.getByText("This plan is out of date").waitFor();
  await page.getByRole("button", { name: "Plan again" }).click();
  const row = page.locator("tr.loses", { hasText: "city" });
  await row.waitFor();
  await workbench.audited(page, "plan-changes", () => document.querySelector("tr.loses"));
  await workbench.picture(page, "plan", ".verdict");
  await page.getByLabel("Show", { exact: true }).selectOption("merge");
  await row.getByRole("combobox").selectOption("if_empty");
  // The plan follows by itself; until it is there, the former one is shown as what it is.
  await page.locator(".former tr.loses", { hasText: "city" }).waitFor();
  await page.getByText("This plan is being made again with your changes.").waitFor();
  assert.ok(await page.locator("#plan-go").isDisabled());
  assert.equal(await page.locator("tr.loses", { hasText: "city" }).getByRole("combobox").inputValue(), "if_empty");
  assert.match(readFileSync(join(folder, "deskferry-project/mapping.toml"), "utf8"), /city = \{[^}]*write = "if_empty"/);
  await page.locator("tr:not(.loses)", { hasText: "city" }).waitFor();
  await page.locator("#plan-follows").waitFor({ state: "hidden" });
  // What was chosen in the list stays when the plan is drawn anew.
  assert.equal(await page.getByLabel("Show", { exact: true }).inputValue(), "merge");
});

test("a row is left out of a plan, and the plan follows", async () => {
  const left = await value("Left out");
  const fixes = () => { try { return readFileSync(join(folder, "deskferry-project/fixes.csv"), "utf8"); } catch { return ""; } };
  await page.getByLabel("Show", { exact: true }).selectOption("unchanged");
  const row = page.locator("section[aria-labelledby=rows-title] .plan-rows > li", { has: page.getByRole("button") }).first();
  await row.waitFor();
  const name = await row.locator("strong").textContent();
  await row.getByRole("button", { name: /^Leave out row \d+$/ }).click();
  await page.locator("#ask-text").fill("only a test");
  await page.keyboard.press("Enter");
  await page.locator(".former").waitFor();
  await page.waitForFunction((left) => [...document.querySelectorAll(".tile")].some((one) => one.textContent === "Left out" + (left + 1)), left);
  assert.match(fixes(), /,,,set aside,only a test,[^,]*,\d+\n/);
  // Nobody who works by keyboard loses the place.
  await page.waitForFunction(() => document.activeElement.id === "rows-title");
  await page.getByLabel("Show", { exact: true }).selectOption("skip");
  await page.locator("section[aria-labelledby=rows-title] .plan-rows > li", { hasText: "only a test" }).waitFor();
  assert.equal(await page.locator("section[aria-labelledby=rows-title] .plan-rows > li").getByRole("button").count(), 0);
  await workbench.audited(page, "plan-left-out", () => document.querySelector("section[aria-labelledby=rows-title] li"));
  await page.locator("#undo").click();
  await page.waitForFunction((left) => [...document.querySelectorAll(".tile")].some((one) => one.textContent === "Left out" + left), left);
  assert.equal(fixes(), "");
  await page.getByLabel("Show", { exact: true }).selectOption("unchanged");
  await page.locator("section[aria-labelledby=rows-title] .plan-rows > li", { hasText: name }).first().waitFor();
  // Another target is no decision: nothing is asked of a real account before somebody says so.
  await page.getByLabel("Your real account").check();
  await page.locator(".target-banner.real").waitFor();
  await page.getByText("This plan is out of date").waitFor();
  await page.waitForTimeout(1500);
  assert.equal(await page.locator(".former, .card.job").count(), 0);
  await page.locator("#target-sandbox").check();
  await page.locator(".target-banner.practice").waitFor();
  await page.locator("#plan-go").waitFor();
});

test("runs and backups show what can be done next", async () => {
  await go("runs");
  await page.locator(".card.run").first().waitFor();
  for (const round of [1, 2]) {
    await page.getByRole("button", { name: "Back up now" }).click();
    await page.locator("section[aria-labelledby=backups-title] .card.run").nth(round - 1).waitFor();
    await page.waitForFunction(() => !document.querySelector("#backup-make").disabled);
  }
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await page.locator("main").getByText("They are the same.").waitFor();
  await workbench.audited(page, "runs", () => document.querySelector(".card.run"));
  const written = page.locator(".card.run", { has: page.locator("strong", { hasText: /^Import$/ }) });
  await written.getByRole("button", { name: "Undo this" }).click();
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.getByRole("dialog").count(), 0);
  await written.getByRole("button", { name: "Undo this" }).click();
  await page.getByRole("button", { name: "Undo it" }).click();
  await page.locator(".card.run.undone").waitFor();
});

test("one customer is found over all backups, and brought back by a plan", async () => {
  await page.getByLabel("The whole value").fill("jose.nunez@example.net");
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await page.getByRole("button", { name: "Plan it" }).waitFor();
  await workbench.shot(page, "history", { fullPage: true });
  await page.getByRole("button", { name: "Plan it" }).click();
  await page.locator("#plan-go").waitFor();
  assert.match(await page.locator(".command-line code").first().textContent(), /^deskferry restore .* --id=/);
  assert.equal((await value("New")) + (await value("Changed")), 1);
  // It is a plan of its own: no row of a file, and no second plan of the file by the same button.
  await page.locator(".verdict").getByText("They become as they are in the backup of").waitFor();
  assert.equal(await page.locator("#plan-make").textContent(), "Make the plan");
  await page.locator(".plan-rows > li").first().waitFor();
  assert.doesNotMatch(await page.locator("main").textContent(), /row \d+ of |set it aside in the step Check/);
  await page.locator("#plan-go").click();
  await page.locator("#run-what", { hasText: "The backup of" }).waitFor();
  assert.equal(await page.locator(".result").count(), 0, "the result of an earlier job is below the button");
  await page.locator("#run-go").click();
  await done("Result: Writing, done");
  await go("runs");
  await page.locator(".card.run .facts", { hasText: "The backup of" }).first().waitFor();
});

test("the report opens apart from the page, and can't reach it", async () => {
  const link = page.getByRole("link", { name: "Open the full report" }).first();
  const [report] = await Promise.all([workbench.context.waitForEvent("page"), link.click()]);
  await report.waitForLoadState();
  assert.match(await report.title(), /./);
  const tried = await report.evaluate(() => fetch("../../../project").then((answer) => answer.status, () => "refused"));
  assert.equal(tried, "refused");
  await report.close();
});

test("a real account looks different, and wants the number typed", async () => {
  await go("plan");
  await page.getByLabel("Your real account").check();
  await page.locator(".target-banner.real").waitFor();
  assert.match(await page.locator("#target-banner").textContent(), /Real account.*127\.0\.0\.1/);
  await page.getByRole("button", { name: "Make the plan" }).click();
  await page.locator("#plan-go").waitFor();
  // A plan that asks a real account for long is only made again when somebody says so.
  const { jobs: [{ id }] } = JSON.parse((await api("GET", "jobs")).text);
  const record = join(folder, "deskferry-project/runs/jobs", id, "job.json"), was = readFileSync(record, "utf8");
  writeFileSync(record, was.replace(/"started": ?"[^"]*"/, `"started": "${new Date(Date.now() - 60_000).toISOString()}"`));
  await page.getByRole("button", { name: /^Leave out row \d+$/ }).first().click();
  await page.locator("#ask-text").press("Enter");
  await page.getByText("It took longer than 10 seconds in a real account").waitFor();
  await page.waitForTimeout(1500);
  assert.equal(await page.locator(".former, .card.job").count(), 0, "nothing is begun by itself");
  await page.locator("#plan-anew").click();
  await page.locator("#plan-go").click();
  const button = page.locator("#run-go");
  await button.waitFor();
  assert.ok(await button.isDisabled());
  const n = Number((await button.textContent()).match(/\d+/)[0]);
  await workbench.audited(page, "real", () => document.querySelector("#run-go"));
  await page.getByLabel(`Type ${n} to confirm`).fill(String(n + 1));
  assert.ok(await button.isDisabled());
  await page.getByLabel(`Type ${n} to confirm`).fill(String(n));
  await button.click();
});

test("a tab that is closed ends nothing, and the next one shows the work", async () => {
  const bar = page.locator(".card.job.running progress");
  await bar.waitFor();
  await workbench.shot(page, "running");
  const address = page.url();
  await page.close();
  const settings = join(folder, "deskferry-project/project.toml"), was = readFileSync(settings, "utf8");
  assert.match(was, /account = true/);
  writeFileSync(settings, was.replace("account = true", 'sandbox = "practice.db"'));
  page = await workbench.watched();
  await page.goto(address);
  await page.locator(".card.job.running").waitFor();
  // The banner is that of the job, also if the project has another target now.
  await page.locator("#target-banner").waitFor();
  assert.match(await page.locator("#target-banner").textContent(), /Real account.*127\.0\.0\.1/);
  writeFileSync(settings, was);
  assert.equal((await api("PUT", "target", { kind: "sandbox" })).status, 409);
  assert.equal(await page.locator("#to-run .at-work").count(), 1);
  await page.waitForFunction(() => document.querySelector(".flow")?.textContent.includes("a second"));
  await workbench.shot(page, "found-again");
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("button", { name: "Continue" }).waitFor();
  await page.getByText("You stopped it. Nothing is lost").waitFor();
  assert.equal(await page.locator(".card.job .problem").count(), 0);
  await workbench.audited(page, "stopped", () => document.querySelector(".result"));
  await page.getByRole("button", { name: "Continue" }).click();
  const left = (await page.getByRole("dialog").textContent()).match(/written is (\d+)/)[1];
  await page.getByRole("dialog").getByRole("textbox").fill(left);
  await page.getByRole("dialog").getByRole("button", { name: "Continue" }).click();
  await done("Result: Continuing, done");
});

test("it works by keyboard, at 400 %, and on a phone", async () => {
  for (const step of ["files", "plan", "run", "runs"]) {
    await go(step);
    await page.setViewportSize({ width: 320, height: 700 });
    await page.waitForTimeout(300);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${step} is ${wide} pixels too wide`);
    await workbench.shot(page, `phone-${step}`, { fullPage: true });
    await page.setViewportSize({ width: 1360, height: 1000 });
  }
  await go("plan");
  await page.locator("#target-account").focus();
  await page.keyboard.press("ArrowUp");
  await page.locator(".target-banner.practice").waitFor();
});

await run(tests);
await workbench.browser.close();
