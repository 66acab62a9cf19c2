// The page in each of its languages in a real Chromium. tests/it/workbench/browser.rs runs it:
//   node workbench-languages.mjs OPENED FOLDER [SCREENSHOTS]
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { strict as assert } from "node:assert";
import { routed, run, start, until } from "./workbench-page.mjs";

const [opened, folder, shots] = process.argv.slice(2);
const bench = await start(shots);
const tests = [];
const test = (name, work) => tests.push([name, async () => { await work(); assert.deepEqual(page?.faults ?? [], []); }]);
const STEPS = ["files", "columns", "check", "plan", "run", "runs"];
const HEADINGS = {
  it: ["I file", "Dalle colonne ai campi", "Verifica delle righe", "Che cosa cambierebbe", "Scrivere i clienti", "Esecuzioni e backup"],
  fr: ["Vos fichiers", "Des colonnes aux champs", "Vérifiez vos lignes", "Voyez ce qui changerait", "Écrire les clients", "Exécutions et sauvegardes"],
  es: ["Sus archivos", "De las columnas a los campos", "Compruebe sus filas", "Vea qué cambiaría", "Escribir los clientes", "Ejecuciones y copias"],
  de: ["Ihre Dateien", "Spalten zu Feldern", "Ihre Zeilen prüfen", "Sehen, was sich ändern würde", "Kunden schreiben", "Läufe und Sicherungen"],
  en: ["Your files", "Columns to fields", "Check your rows", "See what would change", "Write the customers", "Runs and backups"],
};
let page;

/** A page of a browser in this language, on a step, with the session of the first one. Notes what it has loaded. */
async function speaking(locale, step = "files") {
  const own = await bench.browser.newContext({ locale, viewport: { width: 1360, height: 1000 }, storageState: await bench.context.storageState() });
  await routed(own);
  const other = await bench.watched(own);
  other.loaded = [];
  other.on("response", (response) => { if (!response.url().includes("/api/")) other.loaded.push(response.body()); });
  await other.goto(`${page.url().replace(/#.*/, "")}#${step}`);
  return other;
}

const language = (one) => one.evaluate(() => document.documentElement.lang);
const settled = (one) => one.waitForFunction(() => document.querySelectorAll("[aria-busy=true]").length === 0 && document.querySelector("main h1"));

test("each step is in the language of the browser, fits a phone, and loads under 200 kB", async () => {
  page = await bench.enter(opened);
  await page.getByRole("button", { name: "Try it with an example" }).click();
  await page.locator("article.file .grid").waitFor();
  for (const [tag, headings] of Object.entries(HEADINGS)) {
    // The step with the most texts comes first, so that what it loads is known.
    const other = await speaking(tag, "columns");
    await settled(other);
    const size = (await Promise.all(other.loaded)).reduce((sum, body) => sum + body.length, 0);
    assert.ok(size > 50_000 && size < 200_000, `${tag}: ${size} bytes`);
    for (const step of STEPS) {
      await other.locator("#to-" + step).click();
      await other.getByRole("heading", { level: 1, name: headings[STEPS.indexOf(step)], exact: true }).waitFor();
      await settled(other);
      const spills = await other.evaluate(() => [...document.querySelectorAll(".rail *")].filter((one) => one.getBoundingClientRect().right > document.querySelector(".rail").getBoundingClientRect().right).map((one) => one.textContent));
      assert.deepEqual(spills, [], `${tag} ${step}: beyond the rail`);
      await bench.shot(other, `${tag}-${step}`);
      await other.setViewportSize({ width: 320, height: 700 });
      const wide = await other.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 320, `${tag} ${step}: ${wide} pixels wide`);
      await other.setViewportSize({ width: 1360, height: 1000 });
    }
    assert.equal(await language(other), tag);
    assert.deepEqual(other.faults, []);
    await other.context().close();
  }
});

test("fields and kinds of issues have the words of the report", async () => {
  const other = await speaking("it-IT", "columns");
  await other.locator(".fields-list").getByText("Codice postale").waitFor();
  await other.locator("#to-check").click();
  await other.locator(".errors .kind-name").nth(1).waitFor();
  const kinds = await other.locator(".errors .kind-name").allTextContents();
  const own = await other.evaluate(() => fetch("api/language?wanted=it").then((answer) => answer.json()));
  const titles = Object.values(own.codes).map(({ title }) => title);
  assert.ok(kinds.slice(1).length > 0 && kinds.slice(1).every((text) => titles.some((title) => text.startsWith(title))), kinds.join(" | "));
  await other.context().close();
});

test("the menu chooses another one, for everybody who opens the project, and for its reports", async () => {
  await page.getByLabel("Language", { exact: true }).selectOption("de");
  await page.getByRole("heading", { name: "Ihre Dateien" }).waitFor();
  assert.equal(await language(page), "de");
  assert.match(readFileSync(join(folder, "deskferry-project/project.toml"), "utf8"), /^language = "de"$/m);
  const other = await speaking("fr-FR");
  await other.getByRole("heading", { name: "Ihre Dateien" }).waitFor();
  await other.context().close();
  await page.locator("#to-plan").click();
  await page.getByRole("button", { name: "Plan erstellen" }).click();
  await page.locator("#plan-go").waitFor();
  assert.match(await page.locator(".command-line code").first().textContent(), / --language de /);
  await bench.audited(page, "german-plan", () => document.querySelector(".plan-rows > li"));
  const [report] = await Promise.all([bench.context.waitForEvent("page"), page.getByRole("link", { name: "Den ganzen Bericht öffnen" }).click()]);
  await report.waitForLoadState();
  assert.equal(await report.locator("html").getAttribute("lang"), "de");
  await report.close();
});

test("numbers, dates and plurals are those of the language", async () => {
  assert.match(await page.locator(".plan-rows > li, .tile").first().textContent(), /./);
  await page.locator("#plan-go").click();
  await page.locator("#run-go").waitFor();
  const n = Number((await page.locator("#run-go").textContent()).match(/\d+/)[0]);
  assert.equal(await page.locator("#run-go").textContent(), `${n} Kunden in den Übungs-Helpdesk schreiben`);
  await page.locator("#to-runs").click();
  await page.locator(".card.run .facts").first().waitFor();
  assert.match(await page.locator(".card.run .facts").first().textContent(), /^\d{2}\.\d{2}\.\d{4}, \d{2}:\d{2} · \d+ Zeilen/);
  await page.getByLabel("Sprache", { exact: true }).selectOption("");
  await page.getByRole("heading", { name: "Runs and backups" }).waitFor();
  await until("the project has none", () => !readFileSync(join(folder, "deskferry-project/project.toml"), "utf8").includes("language"));
});

await run(tests);
await bench.browser.close();
