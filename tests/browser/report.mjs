// Checks that report.html works for its readers, in a real Chromium. tests/it/browser.rs runs it:
//   node report.mjs FOLDER [SCREENSHOTS]
// FOLDER has the pages hostile.html, dry.html, written.html, troubled.html, redacted.html and odd-*.html, a *.json file
// for each page, and report.schema.json; and pages in other languages: it-hostile.html. BROWSER_MODULES is a folder whose node_modules have playwright-core, axe-core
// and ajv.
import { createRequire } from "node:module";
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { join } from "node:path";
import { strict as assert } from "node:assert";

const require = createRequire(process.env.BROWSER_MODULES + "/");
const { chromium } = require("playwright-core");
const Ajv = require("ajv/dist/2020").default;
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [folder, shots] = process.argv.slice(2);
const PAGES = ["hostile", "dry", "written", "troubled", "redacted"];
const ODD = readdirSync(folder).filter((name) => /^odd-.*\.html$/.test(name)).map((name) => name.slice(0, -5));
const address = (name) => "file://" + join(folder, name + ".html");

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});

// Opens a page and collects its faults: requests, console output, dialogues and exceptions.
const open = async (name, options = {}) => {
  const { bypassCSP = false, ...rest } = options;
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, bypassCSP, acceptDownloads: true, ...rest });
  const page = await context.newPage();
  page.faults = [];
  page.on("console", (message) => page.faults.push("console: " + message.text()));
  page.on("pageerror", (error) => page.faults.push("error: " + error.message));
  page.on("dialog", (dialog) => { page.faults.push("dialogue"); dialog.dismiss(); });
  page.on("request", (request) => {
    const url = request.url();
    if (url !== address(name) && !url.startsWith(address(name) + "#") && !url.startsWith("blob:")) page.faults.push("fetched: " + url);
  });
  await page.goto(address(name));
  return page;
};
const close = async (page) => {
  assert.deepEqual(page.faults, []);
  await page.context().close();
};
const shown = (page) => page.locator("#each tbody tr:visible").count();
const tests = [];
const test = (name, run) => tests.push([name, run]);

test("filters, search and sort show what fits", async () => {
  const page = await open("hostile");
  const rows = JSON.parse(readFileSync(join(folder, "hostile.json"), "utf8")).issues.flatMap((group) =>
    group.samples.map((sample) => ({ ...sample, code: group.code, severity: group.severity })));
  assert.ok(rows.length > 120, "only " + rows.length);
  assert.equal(await shown(page), 100);
  await page.click("#more");
  assert.equal(await shown(page), rows.length);
  await page.selectOption("#by-severity", "warning");
  const warnings = rows.filter((row) => row.severity === "warning").length;
  assert.ok(warnings > 0 && warnings < rows.length);
  assert.equal(await shown(page), Math.min(warnings, 100));
  await page.selectOption("#by-severity", "");
  await page.selectOption("#by-code", "E202");
  assert.equal(await shown(page), rows.filter((row) => row.code === "E202").length);
  await page.selectOption("#by-code", "");
  await page.selectOption("#by-column", "Country");
  assert.equal(await shown(page), Math.min(rows.filter((row) => row.column === "Country").length, 100));
  await page.selectOption("#by-column", "");
  await page.fill("#search", "NARNIA country");
  assert.equal(await shown(page), rows.filter((row) => row.value === "Narnia").length);
  assert.match(await page.textContent("#found"), /^\d+ shown/);
  await page.fill("#search", "nothing has this");
  assert.equal(await shown(page), 0);
  assert.equal(await page.textContent("#found"), "No issues match.");
  await page.click("#filters button[type=reset]");
  await page.waitForFunction(() => document.querySelectorAll("#each tbody tr:not([hidden])").length === 100);
  const numbers = () => page.$$eval("#each tbody tr:not([hidden]) td:nth-child(2)", (cells) => cells.map((cell) => Number(cell.dataset.sort)));
  await page.click("#each th:nth-child(2) button");
  const up = await numbers();
  assert.deepEqual(up, [...up].sort((a, b) => a - b));
  await page.focus("#each th:nth-child(2) button");
  await page.keyboard.press("Enter");
  const down = await numbers();
  assert.deepEqual(down, [...down].sort((a, b) => b - a));
  assert.equal(down[0], Math.max(...rows.map((row) => row.row)));
  assert.equal(await page.getAttribute("#each th:nth-child(2)", "aria-sort"), "descending");
  await close(page);
});

test("the rejects are saved as they are", async () => {
  const page = await open("hostile");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save")]);
  assert.equal(download.suggestedFilename(), "rejects.csv");
  const saved = readFileSync(await download.path(), "utf8");
  const rejects = readFileSync(join(folder, "hostile-rejects.csv"), "utf8");
  assert.equal(saved, rejects);
  await close(page);
});

test("hostile values do nothing", async () => {
  const page = await open("hostile");
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => window.hostile), undefined);
  assert.equal(await page.locator("img, iframe, object, embed, link, base, form:not(#filters)").count(), 0);
  assert.equal(await page.locator("script").count(), 2);
  const text = await page.textContent("main");
  assert.ok(text.includes("<script>window.hostile=1</script>") && text.includes("<img src=x onerror=window.hostile=1>"));
  // The content security policy stops even an injected script.
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.hostile = 2";
    document.body.append(script);
  });
  assert.equal(await page.evaluate(() => window.hostile), undefined);
  assert.equal(page.faults.length, 1);
  assert.match(page.faults[0], /Content Security Policy/);
  page.faults = [];
  await close(page);
});

test("masked pages hold no value", async () => {
  const html = readFileSync(join(folder, "redacted.html"), "utf8");
  for (const value of ["ada1@example.org", "wrong-address-5", "window.hostile=1", "Byron"]) {
    assert.ok(readFileSync(join(folder, "hostile.html"), "utf8").includes(value), "the test is blind to " + value);
    assert.ok(!html.includes(value), value);
  }
  assert.ok(html.includes("a***@e***.org") && html.includes("values masked"));
});

for (const name of PAGES) {
  test(name + ": 320 pixels wide nothing has to be scrolled sideways", async () => {
    const page = await open(name, { viewport: { width: 320, height: 640 } });
    for (const details of await page.$$("details")) await details.evaluate((element) => { element.open = true; });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
    if (shots) await page.screenshot({ path: join(shots, name + "-phone.png") });
    await close(page);
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`${name}: axe finds nothing (${colorScheme})`, async () => {
      // The driver injects axe into the page, so the page's own policy must be bypassed.
      const page = await open(name, { colorScheme, bypassCSP: true });
      for (const details of await page.$$("details")) await details.evaluate((element) => { element.open = true; });
      await page.evaluate(axe);
      const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      const said = result.violations.map((found) => `${found.id}: ${found.help}: ${found.nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
      assert.deepEqual(said, []);
      assert.ok(result.passes.length > 15, "axe has looked at nothing");
      if (shots) await page.screenshot({ path: join(shots, `${name}-${colorScheme}.png`) });
      await close(page);
    });
  }

  test(name + ": the schema fits", async () => {
    const schema = JSON.parse(readFileSync(join(folder, "report.schema.json"), "utf8"));
    // A version may add members, but the published schema must have all of them.
    const strict = (part) => {
      if (part && typeof part === "object") {
        if (part.properties && !("additionalProperties" in part)) part.additionalProperties = false;
        Object.values(part).forEach(strict);
      }
      return part;
    };
    const check = new Ajv({ allErrors: true }).compile(strict(schema));
    const report = JSON.parse(readFileSync(join(folder, name + ".json"), "utf8"));
    assert.ok(check(report), JSON.stringify(check.errors?.slice(0, 5), null, 1));
    assert.ok(!check({ ...report, version: "1" }), "the schema takes anything");
  });
}

test("there are odd sources", async () => assert.ok(ODD.length >= 6, ODD.join()));

for (const name of ODD) {
  test(name + ": does nothing, fits a phone, and axe finds nothing", async () => {
    const page = await open(name, { viewport: { width: 320, height: 640 }, bypassCSP: true });
    for (const details of await page.$$("details")) await details.evaluate((element) => { element.open = true; });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320, "wider than 320 pixels");
    assert.equal(await page.evaluate(() => window.hostile), undefined);
    assert.equal(await page.locator("img, iframe, object, embed, link, base, form:not(#filters)").count(), 0);
    assert.equal(await page.evaluate(() => document.body.lastElementChild.tagName), "SCRIPT");
    await page.evaluate(axe);
    const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    assert.deepEqual(result.violations.map((found) => `${found.id}: ${found.nodes[0].html}`), []);
    if (shots) await page.screenshot({ path: join(shots, name + ".png") });
    await close(page);
  });
}

const TRANSLATED = readdirSync(folder).filter((name) => /^(it|fr|es|de)-.*\.html$/.test(name)).map((name) => name.slice(0, -5));

test("there are pages in every language", async () => assert.equal(TRANSLATED.length, 12, TRANSLATED.join()));

for (const name of TRANSLATED) {
  const language = name.slice(0, 2);
  test(name + ": fits a phone, and axe finds nothing", async () => {
    const page = await open(name, { viewport: { width: 320, height: 640 }, bypassCSP: true });
    assert.equal(await page.evaluate(() => document.documentElement.lang), language);
    for (const details of await page.$$("details")) await details.evaluate((element) => { element.open = true; });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320, "wider than 320 pixels");
    // No text of ours is wider than its box: long words break.
    const wide = await page.evaluate(() => [...document.querySelectorAll("dt, th[scope=col], button, h1, h2, h3, .verdict, .tile, figcaption, summary, label, .what strong, .remedy")]
      .filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== "inline")
      .map((element) => element.textContent.trim().slice(0, 60)).filter(Boolean));
    assert.deepEqual(wide, []);
    await page.evaluate(axe);
    const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    assert.deepEqual(result.violations.map((found) => `${found.id}: ${found.nodes[0].html}`), []);
    if (shots) await page.screenshot({ path: join(shots, name + ".png"), fullPage: true });
    await close(page);
  });
}

for (const language of ["it", "fr", "es", "de"]) {
  test(language + ": filters speak the language, and the sheet has no controls", async () => {
    const page = await open(language + "-hostile");
    const english = ["No issues match.", "shown.", "Show more", "Search"];
    const said = async () => await page.textContent("#found") + await page.textContent("#filters") + await page.textContent("#more");
    assert.match(await page.textContent("#found"), /100.*\d{3}/);
    await page.fill("#search", "nothing has this");
    assert.equal(await shown(page), 0);
    assert.ok(!/\{|\d/.test(await page.textContent("#found")), await page.textContent("#found"));
    for (const text of english) assert.ok(!(await said()).includes(text), text);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("nav:visible, #filters:visible, #save:visible, #more:visible").count(), 0);
    if (shots) await page.pdf({ format: "A4", path: join(shots, language + ".pdf") });
    await close(page);
  });
}

test("by keyboard everything is reached in the order of the page", async () => {
  const page = await open("hostile");
  const seen = [];
  for (let press = 0; press < 24; press++) {
    await page.keyboard.press("Tab");
    seen.push(await page.evaluate(() => document.activeElement.id || document.activeElement.getAttribute("href") || document.activeElement.getAttribute("aria-label")));
  }
  const order = ["#main", "#outcome", "#issues", "save", "Issues by code", "search", "by-severity", "by-code", "by-column"];
  const places = order.map((name) => seen.indexOf(name));
  assert.ok(places.every((place) => place >= 0), JSON.stringify(seen));
  assert.deepEqual(places, [...places].sort((a, b) => a - b));
  await close(page);
});

test("on paper the controls are gone and the numbers stay", async () => {
  const page = await open("dry");
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  assert.equal(await page.locator("nav:visible, #filters:visible, #save:visible, #more:visible").count(), 0);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
  assert.ok(await page.locator("#outcome .tiles").isVisible());
  const pdf = await page.pdf({ format: "A4" });
  assert.ok(pdf.length > 10_000);
  if (shots) await page.setViewportSize({ width: 794, height: 1123 }), await page.screenshot({ path: join(shots, "print.png") });
  await close(page);
});

// The content of a sheet in CSS pixels, without the margins of @page (11 mm and 12 mm).
const MM = 96 / 25.4;
const SHEETS = { A4: [210, 297], Letter: [215.9, 279.4] };
for (const name of PAGES) {
  for (const [sheet, [width, height]] of Object.entries(SHEETS)) {
    test(`${name}: page one is one sheet (${sheet})`, async () => {
      const page = await open(name, { viewport: { width: Math.floor((width - 24) * MM), height: 900 } });
      await page.emulateMedia({ media: "print" });
      const bottom = await page.evaluate(() => document.querySelector(".one").getBoundingClientRect().bottom + scrollY);
      const room = (height - 22) * MM;
      assert.ok(bottom <= room, `${Math.round(bottom)} of ${Math.round(room)} pixels`);
      assert.ok(bottom > 200, "page one is empty");
      await close(page);
    });
  }
}

test("page one says what to decide", async () => {
  const page = await open("dry");
  const text = await page.textContent(".one");
  for (const said of ["What will happen", "What will be overwritten", "The values that lose most", "What is left out", "How long, and where", "Decision", "Change first"]) assert.ok(text.includes(said), said);
  assert.match(await page.textContent("#overwritten .tile.replaced"), /20/);
  await close(page);
});

test("without scripts all of it can be read", async () => {
  const page = await open("hostile", { javaScriptEnabled: false });
  assert.ok((await page.locator("#each tbody tr").count()) > 120);
  assert.equal(await page.locator("#filters:visible, #save:visible").count(), 0);
  await close(page);
});

test("updates stand with their fields before and after", async () => {
  const page = await open("dry");
  const text = await page.textContent("#changes .diff");
  assert.ok(text.includes("Old name") && text.includes("New name"), text);
  await close(page);
});

test("what happened while writing is told", async () => {
  const page = await open("written");
  assert.ok((await page.textContent("#writing")).includes("Attempts"));
  assert.ok((await page.locator("#writing svg.chart").count()) >= 1);
  await close(page);
});

test("retries, pauses and causes of failure are told", async () => {
  const page = await open("troubled");
  const text = await page.textContent("#writing");
  for (const said of ["HTTP 400", "HTTP 503", "paused because the server asked for it", "Rows sent more than once"]) assert.ok(text.includes(said), said);
  assert.ok((await page.locator("#writing svg.chart rect.failed").count()) >= 1);
  assert.ok((await page.locator("#writing svg.chart polyline.p99").count()) >= 1);
  assert.ok(!text.includes("/customer/update/t7"), "a cause names no customer");
  await close(page);
});

if (existsSync(join(folder, "large.html"))) {
  test("a large page opens at once", async () => {
    const began = Date.now();
    const page = await open("large");
    await page.waitForFunction(() => document.querySelector("#found").textContent);
    console.log(`large.html: ${Date.now() - began} ms`);
    await close(page);
  });
}

let failed = 0;
for (const [name, run] of tests) {
  try {
    await run();
    console.log("ok    " + name);
  } catch (error) {
    failed += 1;
    console.log("FAILED " + name + "\n" + error.message);
  }
}
await browser.close();
console.log(`${tests.length - failed} of ${tests.length} passed`);
process.exit(failed ? 1 : 0);
