// The whole way of an office file in a real Chromium, and the same by the commands that the page shows.
// tests/it/workbench/browser.rs runs it:
//   node workbench-whole-way.mjs PROGRAM FOLDER [SCREENSHOTS]
// FOLDER has bin/xdg-open, which keeps the page that is to be opened.
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { strict as assert } from "node:assert";
import { startDesk } from "./recorded-desk.mjs";
import { run, start, until } from "./workbench-page.mjs";

const [program, folder, shots] = process.argv.slice(2);
const account = { DESKERO_CLIENT_ID: "me", DESKERO_API_TOKEN: "geheim" };
const ROWS = 60;
const desks = [await startDesk(program, join(folder, "first.db")), await startDesk(program, join(folder, "second.db"))];
const [desk, other] = desks;
const workbench = await start(shots);
const tests = [];
const test = (name, work) => tests.push([name, async () => { await work(); assert.deepEqual(page?.faults ?? [], []); }]);
const ran = promisify(execFile);
const commands = {};
let page, server;

const project = (name) => join(folder, "deskferry-project", name);
const fixes = () => (existsSync(project("fixes.csv")) ? readFileSync(project("fixes.csv"), "utf8") : "");
const says = (text) => page.locator(".numbers li", { hasText: text }).waitFor();
const shown = async (selector) => (await page.locator(`${selector} .command-line code`).first().textContent());
const next = () => page.locator("#next-step").click();

/** Starts the workbench, and enters. */
async function enter() {
  ({ page, server } = await workbench.launch(program, folder, { ...account, DESKERO_BASE_URL: desk.base }));
}

/** A file as offices send it: a title, semicolons, Windows-1252, countries in Italian, zeros and digits lost, a total. */
function officeFile() {
  const cities = [["184", "Roma", "Italia"], ["20121", "Milano", "Italia"], ["10121", "Torino", "Italia"], ["80331", "München", "Germania"], ["75001", "Paris", "Francia"]];
  const lines = ["Elenco clienti aggiornato al 12/03/2026", "", "Ragione sociale;E-mail;Telefono;Indirizzo;CAP;Città;Paese;Tipo cliente;Codice interno"];
  for (let at = 0; at < ROWS; at += 1) {
    const [postcode, city, country] = cities[at % 5];
    const ending = String(at).padStart(2, "0");
    const phone = at === 11 ? "3,93391E+11" : [`06 55501${ending}`, `+49 89 12345${ending}`, `+33 1 234567${ending}`][Math.max(0, (at % 5) - 2)];
    lines.push([`Caffè Perché ${at + 1} S.r.l.`, `info${at + 1}@perche.example`, phone, `Via dell'Università ${at + 1}`, postcode, city, at % 20 === 7 ? "Itaglia" : country, ["Cliente", "Fornitore"][at % 2], `X-${at}`].join(";"));
  }
  lines.push("TOTALE;;;;;60;;;");
  return Buffer.from(lines.join("\r\n") + "\r\n", "latin1");
}

test("a messy office file is dropped and understood", async () => {
  mkdirSync(join(folder, "drop"));
  writeFileSync(join(folder, "drop/clienti.csv"), officeFile());
  writeFileSync(join(folder, "deskferry.toml"), 'rate = "12"\n');
  await enter();
  await page.setInputFiles("#choose", join(folder, "drop/clienti.csv"));
  await page.locator("tr.header td", { hasText: "Ragione sociale" }).waitFor();
  for (const [menu, text] of [["Encoding", /windows-1252/], ["Cells are separated by", /Semicolon/], ["Header", /Row 3/]]) {
    assert.match(await page.getByLabel(menu, { exact: true }).locator("option:checked").textContent(), text);
  }
  commands.suggest = await shown("article.file");
  await page.getByRole("button", { name: "Suggest a mapping" }).click();
  await page.locator(".offer.done").waitFor();
  commands.files = await shown("article.file");
  await next();
});

test("its columns are mapped by clicks", async () => {
  await page.getByLabel("Tipo cliente goes to").selectOption({ label: "Tags" });
  await page.locator(".column-row", { hasText: "Tipo cliente" }).getByRole("button", { name: "Edit rule: Tags" }).waitFor();
  await page.getByRole("button", { name: "Leave out Codice interno on purpose" }).click();
  await until("left out", () => /leave_out = \[\s*"Codice interno"/.test(readFileSync(project("mapping.toml"), "utf8")));
  await workbench.picture(page, "columns");
  commands.columns = await shown("main");
  await next();
});

test("what is wrong is mended: one cell, the same for all, a row set aside; undo and redo", async () => {
  await says("5 rows have errors");
  commands.before = await shown("main");
  await page.locator(".vcell.wrong", { hasText: "3,93391E+11" }).dblclick();
  await page.keyboard.type("06 5550111");
  await page.keyboard.press("Enter");
  await says("4 rows have errors");
  for (const [wrong, right, left] of [["Itaglia", "IT", "1 row has errors"], ["184", "00184", "1 row has errors"]]) {
    if (wrong === "184") await page.locator("#kinds-warnings ~ ul .kind", { hasText: "CAP" }).click();
    await page.locator(".vbody .vrow:not([hidden]) .vcell", { hasText: new RegExp(`^${wrong}$`) }).first().click();
    if (wrong === "Itaglia") assert.equal(await page.locator(".vbody .vrow:not([hidden])").count(), 4, "a row that is mended is gone");
    if (wrong === "Itaglia") await workbench.picture(page, "check");
    await page.locator("#alike").click();
    await page.locator("#ask-text").fill(right);
    await page.keyboard.press("Enter");
    await page.locator("dialog").waitFor({ state: "detached" });
    await until(wrong, () => readFileSync(project("mapping.toml"), "utf8").includes(`${wrong === "184" ? '"184"' : wrong} = "${right}"`) || readFileSync(project("mapping.toml"), "utf8").includes(`${wrong} = "${right}"`));
    await says(left);
  }
  await page.locator("#all-errors").click();
  await page.locator(".vbody .vrow:not([hidden]) .vcell", { hasText: "TOTALE" }).click();
  await page.locator("#set-aside").click();
  await page.locator("#ask-text").fill("the total, no customer");
  await page.keyboard.press("Enter");
  await says("1 row set aside");
  await page.getByText("No row has an error. You can go on.").waitFor();
  const mended = [fixes(), readFileSync(project("mapping.toml"), "utf8")];
  for (let left = 4; left > 0; left -= 1) await page.locator("#undo").click();
  await says("5 rows have errors");
  assert.equal(fixes(), "");
  for (let left = 4; left > 0; left -= 1) await page.locator("#redo").click();
  await says("1 row set aside");
  assert.deepEqual([fixes(), readFileSync(project("mapping.toml"), "utf8")], mended);
  await page.getByText("No row has an error. You can go on.").waitFor();
  commands.check = await shown("main");
  await next();
});

test("the plan for the account shows every row", async () => {
  await page.getByLabel("Your real account").check();
  await page.locator(".target-banner.real").waitFor();
  await page.locator("#plan-make").click();
  await page.locator("#plan-go").waitFor();
  await page.getByText(`${ROWS} customers would be written.`).waitFor();
  await workbench.shot(page, "plan-new");
  commands.plan = await shown("main");
  await page.locator("#plan-go").click();
});

test("the run goes on without its tab, without the help desk, and without the workbench", async () => {
  assert.equal(desk.writes.length, 0);
  await page.locator("#run-typed").fill(String(ROWS));
  await page.locator("#run-go").click();
  await page.locator(".card.job.running").waitFor();
  await until("some are written", () => desk.writes.length > 8);
  await page.close();
  server.kill("SIGKILL");
  const before = desk.writes.length;
  await enter();
  // Whoever opens the project while a job runs lands on its step.
  await page.locator(".card.job.running").waitFor();
  assert.match(page.url(), /#run$/);
  await until("it goes on", () => desk.writes.length > before);
  desk.shut();
  await page.getByText(/The help desk has not answered for \d+ s/).waitFor();
  assert.ok(desk.writes.length < ROWS);
  await workbench.shot(page, "unreachable");
  desk.open();
  await page.getByRole("heading", { name: "Result: Writing, done" }).waitFor({ timeout: 45_000 });
  assert.equal(await page.locator(".tile", { hasText: "New" }).locator("dd").first().textContent(), String(ROWS));
  commands.run = await page.locator("#run-command-copy").locator("xpath=..").locator("code").textContent();
  await page.getByRole("button", { name: "Check what was written" }).click();
  await page.getByText(`All ${ROWS} customers are as they were written.`).first().waitFor();
  commands.verify = await page.locator("#run-command-copy").locator("xpath=..").locator("code").textContent();
  await workbench.shot(page, "verified");
});

/** Runs a command line that the page has shown, in a shell. */
function shell(line, cwd) {
  assert.match(line, /^deskferry /);
  const env = { ...account, PATH: process.env.PATH, DESKERO_BASE_URL: other.base, PROGRAM: program };
  return ran("sh", ["-ec", `deskferry() { "$PROGRAM" "$@"; }; ${line}`], { cwd, env });
}

/** What the writes of a help desk were, in a fixed order. */
const writes = ({ writes }) => [...writes].sort();

/** Its customers; ids and the times of the server are not those of another. */
async function customers({ base }) {
  const path = join(folder, "export.jsonl");
  const env = { ...account, PATH: process.env.PATH, DESKERO_BASE_URL: base };
  await ran(program, ["export", "-o", path, "--rate", "0"], { cwd: folder, env });
  const own = readFileSync(path, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  for (const file of readdirSync(folder)) if (file.startsWith("export.jsonl")) rmSync(join(folder, file));
  const kept = own.map((one) => Object.fromEntries(Object.entries(one).filter(([name]) => !["id", "insertDate", "updateDate", "createdDate", "lastUpdate"].includes(name))));
  return kept.map((one) => JSON.stringify(one)).sort();
}

test("the commands that were shown do the same, byte for byte", async () => {
  const copy = join(folder, "by-hand");
  mkdirSync(copy);
  for (const name of ["drop", "deskferry.toml", "deskferry-project"]) cpSync(join(folder, name), join(copy, name), { recursive: true });
  rmSync(join(copy, "deskferry-project/runs"), { recursive: true });
  writeFileSync(join(copy, "deskferry.toml"), 'rate = "0"\n');
  // The suggestion is the mapping that the clicks began with.
  rmSync(join(copy, "deskferry-project/mapping.toml"));
  await shell(commands.suggest, copy);
  const suggested = readFileSync(join(copy, "deskferry-project/mapping.toml"), "utf8");
  const clicked = readFileSync(project("mapping.toml"), "utf8");
  assert.ok(suggested.split("\n").filter((line) => !clicked.includes(line)).length <= 3, "the clicks changed more than their rules");
  cpSync(project("mapping.toml"), join(copy, "deskferry-project/mapping.toml"));
  await shell(commands.columns, copy);
  await shell(commands.check, copy);
  mkdirSync(dirname(join(copy, commands.plan.match(/--plan-out (\S+)/)[1])), { recursive: true });
  await shell(commands.plan, copy);
  await shell(commands.run, copy);
  const runs = readdirSync(join(copy, "deskferry-project/runs")).filter((name) => name.includes("-apply-"));
  assert.equal(runs.length, 1);
  await shell(commands.verify.replace(/\b\d{8}T\d{6}Z-\S+/, runs[0]), copy);
  assert.equal(desk.writes.length, ROWS);
  assert.deepEqual(writes(desk), writes(other));
  const [own, byHand] = [await customers(desk), await customers(other)];
  assert.equal(own.length, ROWS);
  assert.deepEqual(own, byHand);
  assert.ok(own.some((one) => one.includes("Caffè Perché 12 S.r.l.") && one.includes("+39065550111")) && own.every((one) => !one.includes("TOTALE")));
});

process.on("exit", () => { for (const one of desks) one.stop(); });
await run(tests);
await workbench.browser.close();
process.exit(0);
