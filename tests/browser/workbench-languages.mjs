// The page in each of its languages in a real Chromium. tests/it/workbench/browser.rs runs it:
//   node workbench-languages.mjs OPENED FOLDER [SCREENSHOTS]
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { strict as assert } from "node:assert";
import { routed, run, start, until } from "./workbench-page.mjs";

const [opened, folder, shots] = process.argv.slice(2);
const workbench = await start(shots);
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
  const own = await workbench.browser.newContext({ locale, viewport: { width: 1360, height: 1000 }, storageState: await workbench.context.storageState() });
  await routed(own);
  const other = await workbench.watched(own);
  other.loaded = [];
  other.on("response", (response) => { if (!response.url().includes("/api/")) other.loaded.push(response.body()); });
  await other.goto(`${page.url().replace(/#.*/, "")}#${step}`);
  return other;
}

const language = (one) => one.evaluate(() => document.documentElement.lang);
const settled = (one) => one.waitForFunction(() => document.querySelectorAll("[aria-busy=true]").length === 0 && document.querySelector("main h1"));

test("each step is in the language of the browser, fits a phone, and loads under 200 kB", async () => {
  page = await workbench.enter(opened);
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
      await workbench.shot(other, `${tag}-${step}`);
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
  await workbench.audited(page, "german-plan", () => document.querySelector(".plan-rows > li"));
  const [report] = await Promise.all([workbench.context.waitForEvent("page"), page.getByRole("link", { name: "Den ganzen Bericht öffnen" }).click()]);
  await report.waitForLoadState();
  assert.equal(await report.locator("html").getAttribute("lang"), "de");
  await report.close();
});

test("another language keeps a text that was not saved", async () => {
  await page.locator("#to-columns").click();
  await page.locator("#show-text").click();
  const text = page.locator("#mapping-text");
  await text.press("Control+End");
  await text.pressSequentially("# not saved");
  for (const [tag, label] of [["it", "Italiano"], ["de", "Deutsch"]]) {
    await page.locator("#language").selectOption({ label });
    await page.getByRole("heading", { name: HEADINGS[tag][1], exact: true }).waitFor();
    await text.waitFor();
    await until("the text is there", async () => (await text.inputValue()).endsWith("# not saved"));
    assert.equal(await language(page), tag);
    assert.equal(await page.evaluate(() => document.activeElement.id), "language");
    assert.ok(!readFileSync(join(folder, "deskferry-project/mapping.toml"), "utf8").includes("# not saved"));
  }
  await page.locator("#text-back").click();
});

test("messages, questions and reasons have the language of the page", async () => {
  await page.locator(".column-row .why [lang=de]").first().waitFor();
  const english = await page.locator(".column-row .why [lang=en]").allTextContents();
  assert.deepEqual(english, [], "reasons in English");
  await page.locator("#to-check").click();
  await page.locator(".vcell.wrong").first().click();
  const note = page.locator("#cell-note");
  await note.locator(".message").first().waitFor();
  const own = await page.evaluate(() => fetch("api/language?wanted=de").then((answer) => answer.json()));
  const said = await note.locator(".message").first().textContent();
  assert.ok(Object.values(own.codes).some(({ title }) => said.startsWith(title)), said);
  await page.locator("#to-plan").click();
  await page.locator(".questions .ask").first().waitFor();
  assert.match(await page.locator(".questions").textContent(), /Angenommen/i);
  const asked = await page.locator(".questions .ask").allTextContents();
  assert.ok(asked.every((text) => !/\b(the|rows?|will be)\b/.test(text)), asked.join(" | "));
  await workbench.shot(page, "german-questions", { fullPage: true });
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
await workbench.browser.close();
