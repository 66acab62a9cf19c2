// Checks the page of the workbench in a real Chromium. tests/it/workbench/browser.rs runs it:
//   node workbench.mjs OPENED FOLDER [SCREENSHOTS]
// OPENED is the page with a key that the workbench wanted to open; FOLDER has the files to drop, in drop/.
// BROWSER_MODULES is a folder whose node_modules have playwright-core and axe-core.
import { createServer } from "node:http";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { strict as assert } from "node:assert";
import { run, start } from "./workbench-page.mjs";

const [opened, folder, shots] = process.argv.slice(2);
const drop = (name) => join(folder, "drop", name);
const workbench = await start(shots);
const { browser, context } = workbench;

const card = (page, name) => page.locator("article.file", { has: page.getByRole("heading", { name, exact: true }) });
const ready = (page, name) => card(page, name).locator(".grid, .problem").first().waitFor();

const tests = [];
const test = (name, work) => tests.push([name, async () => { await work(); assert.deepEqual(page?.faults ?? [], []); }]);
let page;

test("the opened file enters by itself, and the key is used up", async () => {
  page = await workbench.enter(opened);
  await page.getByRole("heading", { name: "Your files" }).waitFor();
  assert.equal(await page.evaluate(() => document.cookie), "");
  assert.ok(!page.url().includes("key") && !(await page.content()).includes("key="));
  const again = await browser.newContext();
  const second = await again.newPage();
  await second.goto("file://" + opened);
  await second.waitForURL(/\/session$/);
  assert.match(await second.textContent("body"), /already been used/);
  await again.close();
  await workbench.audited(page, "empty");
});

test("a dropped office file is understood at once", async () => {
  const bytes = readFileSync(drop("clienti.csv")).toString("base64");
  const transfer = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], "clienti.csv"));
    return data;
  }, bytes);
  const start = Date.now();
  await page.dispatchEvent("main", "dragover", { dataTransfer: transfer });
  assert.ok(await page.locator("#overlay").isVisible());
  await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
  await ready(page, "clienti.csv");
  // A second on a quiet machine.
  assert.ok(Date.now() - start < 3000, `first sight after ${Date.now() - start} ms`);
  assert.ok(await page.locator("#overlay").isHidden());
  const own = card(page, "clienti.csv");
  assert.match(await own.locator(".letters").textContent(), /Caffè Roma srl.*Perché No snc.*Città/);
  assert.match(await own.getByLabel("Encoding", { exact: true }).locator("option").first().textContent(), /^windows-1252$/);
  assert.match(await own.getByLabel("Cells are separated by", { exact: true }).locator("option").first().textContent(), /Semicolon/);
  assert.equal(await own.getByRole("button", { name: "Row 3 is the header" }).getAttribute("aria-pressed"), "true");
  assert.match(await own.locator(".notes").textContent(), /Row 1 stands above the header/);
  assert.match(await page.locator("#status").textContent(), /clienti.csv was added/);
  await workbench.audited(page, "office");
});

test("a change is seen at once, and goes back", async () => {
  const own = card(page, "clienti.csv");
  await own.getByLabel("Cells are separated by", { exact: true }).selectOption(",");
  await own.locator("td", { hasText: "Caffè Roma srl;info@" }).waitFor();
  await own.locator(".how.stated").waitFor();
  await own.getByLabel("Cells are separated by", { exact: true }).selectOption("");
  await own.locator("td", { hasText: /^Caffè Roma srl$/ }).waitFor();
  await own.getByRole("button", { name: "Use row 4 as the header" }).click();
  await own.locator("tr.header td", { hasText: "Caffè Roma srl" }).waitFor();
  assert.equal(await own.getByLabel("Header", { exact: true }).inputValue(), "4");
  await own.getByLabel("Header", { exact: true }).selectOption("");
  await own.locator("tr.header td", { hasText: "Ragione sociale" }).waitFor();
});

test("a change is undone and done again", async () => {
  const own = card(page, "clienti.csv");
  const undo = page.getByRole("button", { name: "Undo", exact: true });
  await own.getByRole("button", { name: "Use row 4 as the header" }).click();
  await own.locator("tr.header td", { hasText: "Caffè Roma srl" }).waitFor();
  await page.locator("#undo[title='Undo: how clienti.csv is read']").waitFor();
  await undo.click();
  await own.locator("tr.header td", { hasText: "Ragione sociale" }).waitFor();
  assert.match(await page.locator("#status").textContent(), /Undone: how clienti.csv is read/);
  await page.keyboard.press("Control+Shift+Z");
  await own.locator("tr.header td", { hasText: "Caffè Roma srl" }).waitFor();
  await page.keyboard.press("Control+Z");
  await own.locator("tr.header td", { hasText: "Ragione sociale" }).waitFor();
});

test("a faulty choice has the message of the command line", async () => {
  const own = card(page, "clienti.csv");
  await own.getByLabel("Cells are separated by", { exact: true }).selectOption({ label: "Other…" });
  const typed = own.getByLabel("Other: Cells are separated by");
  assert.ok(await typed.evaluate((one) => one === document.activeElement));
  await typed.fill("ab");
  await typed.press("Enter");
  await own.getByRole("alert").filter({ hasText: "--delimiter needs one character or `tab`, not \"ab\"" }).waitFor();
  assert.equal(await typed.inputValue(), "ab");
  await typed.fill(";");
  await typed.press("Enter");
  await own.locator(".how.stated").waitFor();
  assert.equal(await own.getByRole("alert").count(), 0);
  assert.match(await own.locator("code").textContent(), /--delimiter ';'$/);
  await own.getByLabel("Cells are separated by", { exact: true }).selectOption("");
  await own.locator(".how.stated").waitFor({ state: "detached" });
});

test("what is being typed stays when somebody else changes the file", async () => {
  const own = card(page, "clienti.csv");
  await own.getByLabel("Cells are separated by", { exact: true }).selectOption({ label: "Other…" });
  const typed = own.getByLabel("Other: Cells are separated by");
  await typed.fill("a");
  const elsewhere = (changes) => page.evaluate(async (changes) => {
    const { files } = await (await fetch("api/project")).json();
    await fetch("api/files/" + files.find(({ name }) => name === "clienti.csv").id, { method: "PATCH", body: JSON.stringify(changes) });
  }, changes);
  await elsewhere({ header_row: 5 });
  await own.locator("tr.header td", { hasText: "Papagno & Figli" }).waitFor();
  assert.equal(await typed.inputValue(), "a");
  assert.ok(await typed.evaluate((one) => one === document.activeElement));
  await elsewhere({ header_row: null });
  await own.locator("tr.header td", { hasText: "Ragione sociale" }).waitFor();
  await own.getByLabel("Cells are separated by", { exact: true }).selectOption("");
  await typed.waitFor({ state: "hidden" });
});

test("a choice is shown also if its answer comes after the news of it", async () => {
  const own = card(page, "clienti.csv");
  await page.route("**/api/files/*", async (route) => {
    if (route.request().method() !== "PATCH") return route.continue();
    const response = await route.fetch();
    await new Promise((resolve) => setTimeout(resolve, 800));
    return route.fulfill({ response });
  });
  await own.getByLabel("Cells are separated by", { exact: true }).selectOption({ label: "Other…" });
  const typed = own.getByLabel("Other: Cells are separated by");
  await typed.fill("ab");
  await typed.press("Enter");
  await own.getByRole("alert").waitFor();
  await typed.fill(";");
  await typed.press("Enter");
  await own.locator(".how.stated").waitFor();
  assert.equal(await own.getByRole("alert").count(), 0);
  await page.unroute("**/api/files/*");
  await own.getByLabel("Cells are separated by", { exact: true }).selectOption("");
  await own.locator(".how.stated").waitFor({ state: "detached" });
});

test("the recognized mapping is written, and replaced only after a question", async () => {
  await page.setInputFiles("#choose", drop("hubspot.csv"));
  await ready(page, "hubspot.csv");
  const own = card(page, "hubspot.csv");
  await own.getByText("This is a HubSpot export.").waitFor();
  await workbench.audited(page, "recognized");
  await own.getByRole("button", { name: "Use the HubSpot mapping" }).click();
  await own.getByText("The project has a mapping: HubSpot contacts").waitFor();
  const path = join(folder, "deskferry-project/mapping.toml");
  const written = readFileSync(path, "utf8");
  assert.ok(written.includes("[fields]"));
  await own.getByRole("button", { name: "Copy" }).click();
  const line = "deskferry validate deskferry-project/files/hubspot.csv -m deskferry-project/mapping.toml";
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), line);
  await card(page, "clienti.csv").getByRole("button", { name: "Write it again from this file" }).click();
  const dialog = page.getByRole("dialog", { name: "Replace the mapping?" });
  await dialog.waitFor();
  await workbench.shot(page, "question");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.equal(readFileSync(path, "utf8"), written);
  await card(page, "clienti.csv").getByRole("button", { name: "Write it again from this file" }).click();
  await dialog.getByRole("button", { name: "Replace it" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.waitForFunction(() => /was written/.test(document.getElementById("status").textContent));
  assert.notEqual(readFileSync(path, "utf8"), written);
});

test("an uncertain encoding is chosen by its letters", async () => {
  await page.setInputFiles("#choose", drop("polish.csv"));
  const own = card(page, "polish.csv");
  await own.locator(".problem").waitFor();
  await own.scrollIntoViewIfNeeded();
  await workbench.shot(page, "encoding");
  await workbench.audited(page, "problem");
  await own.locator(".choice", { hasText: "windows-1250" }).click();
  await own.locator(".problem").waitFor({ state: "detached" });
  await own.locator("td", { hasText: "Wałęsa" }).first().waitFor();
});

test("cells and names of a hostile file are text", async () => {
  await page.setInputFiles("#choose", drop("hostile.csv"));
  await ready(page, "hostile.csv");
  const text = await card(page, "hostile.csv").locator("table").textContent();
  assert.ok(text.includes("<script>window.hostile=1</script>") && text.includes("<img src=x onerror"));
  assert.equal(await page.evaluate(() => window.hostile), undefined);
  assert.equal(await page.locator("main img, main iframe, main script").count(), 0);
});

test("two tabs see each other's changes", async () => {
  const other = await workbench.watched();
  await other.goto(page.url());
  await ready(other, "clienti.csv");
  await card(other, "clienti.csv").getByRole("button", { name: "Use row 5 as the header" }).click();
  await card(page, "clienti.csv").locator("tr.header td", { hasText: "Papagno & Figli" }).waitFor();
  await card(other, "clienti.csv").getByLabel("Header", { exact: true }).selectOption("");
  await card(page, "clienti.csv").locator("tr.header td", { hasText: "Ragione sociale" }).waitFor();
  assert.deepEqual(other.faults, []);
  await other.close();
});

test("everything is done by the keyboard alone", async () => {
  await page.reload();
  await ready(page, "clienti.csv");
  const focused = () => page.evaluate(() => ({ id: document.activeElement.id, label: document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent }));
  const tabTo = async (wanted, most = 120) => {
    for (let step = 0; step < most; step += 1) {
      await page.keyboard.press("Tab");
      const now = await focused();
      if (wanted(now)) {
        const ring = await page.evaluate(() => { const style = getComputedStyle(document.activeElement); return style.outlineStyle !== "none" || document.activeElement.classList.contains("unseen"); });
        assert.ok(ring, "no focus ring on " + JSON.stringify(now));
        return;
      }
    }
    assert.fail("never reached " + wanted);
  };
  await page.keyboard.press("Tab");
  assert.equal((await focused()).label, "Skip to the content");
  await page.keyboard.press("Enter");
  await tabTo(({ id }) => id.endsWith("-delimiter"));
  await page.keyboard.press("b");
  const own = card(page, "clienti.csv");
  await own.locator(".how.stated").waitFor();
  assert.ok((await focused()).id.endsWith("-delimiter"), "the focus stays where it was");
  await page.keyboard.press("Home");
  await own.locator(".how.stated").waitFor({ state: "detached" });
  await tabTo(({ label }) => label === "Use row 4 as the header");
  await page.keyboard.press("Enter");
  await own.locator("tr.header td", { hasText: "Caffè" }).waitFor();
  assert.equal((await focused()).label, "Row 4 is the header");
  await own.getByLabel("Header", { exact: true }).selectOption("");
  await own.locator("tr.header td", { hasText: "Ragione" }).waitFor();
  await page.evaluate(() => document.getElementById("main").focus());
  await tabTo(({ label }) => label === "Remove hostile.csv", 400);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Remove hostile.csv?" }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await card(page, "hostile.csv").waitFor({ state: "detached" });
  assert.ok(!readdirSync(join(folder, "deskferry-project/files")).includes("hostile.csv"));
});

for (const [width, name] of [[320, "phone"], [340, "zoom-400"]]) {
  test(`${name}: nothing has to be scrolled sideways`, async () => {
    await page.setViewportSize({ width, height: 640 });
    for (const details of await page.$$("details")) await details.evaluate((one) => { one.open = true; });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width);
    await workbench.shot(page, name);
    await workbench.shot(page, name + "-full", { fullPage: true });
    await page.setViewportSize({ width: 1360, height: 1000 });
  });
}

test("a page of another origin can neither read nor write", async () => {
  const server = createServer((request, response) => { response.setHeader("content-type", "text/html"); response.end("<title>evil</title>"); });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const state = await context.storageState();
  assert.equal(state.cookies.length, 1);
  const before = await page.evaluate(() => fetch("api/project").then((answer) => answer.json()));
  for (const host of ["127.0.0.1", "localhost"]) {
    const evil = await context.newPage();
    let sent = "";
    server.once("request", (request) => { sent = request.headers.cookie ?? ""; });
    await evil.goto(`http://${host}:${server.address().port}/`);
    assert.equal(sent, "", "the cookie was sent to another port");
    const tried = await evil.evaluate(async ({ base, id }) => {
      const seen = [];
      const call = async (path, options) => {
        try { const answer = await fetch(base + path, { credentials: "include", ...options }); seen.push(await answer.text()); } catch { /* as it should be */ }
        try { const answer = await fetch(base + path, { credentials: "include", mode: "no-cors", ...options }); seen.push(await answer.text()); } catch { /* as it should be */ }
      };
      await call("api/project", {});
      await call(`api/files/${id}/look`, {});
      await call("api/files?name=evil.csv", { method: "POST", body: "a\n1\n" });
      await call("api/mapping", { method: "POST", body: JSON.stringify({ file: id, replace: true }) });
      await call(`api/files/${id}`, { method: "DELETE" });
      await new Promise((resolve) => {
        const events = new EventSource(base + "api/events", { withCredentials: true });
        events.onmessage = events.onopen = () => { seen.push("events"); resolve(); };
        events.onerror = resolve;
      });
      const form = document.createElement("form");
      Object.assign(form, { method: "post", action: base + "api/files?name=form.csv", enctype: "text/plain", target: "frame" });
      const frame = document.createElement("iframe");
      frame.name = "frame";
      document.body.append(frame, form);
      form.submit();
      const script = document.createElement("script");
      const ran = new Promise((resolve) => { script.onload = () => resolve("script"); script.onerror = () => resolve(""); });
      script.src = base + "strings.js";
      document.body.append(script);
      seen.push(await ran);
      const framed = document.createElement("iframe");
      framed.src = base;
      document.body.append(framed);
      await new Promise((resolve) => setTimeout(resolve, 500));
      try { seen.push(framed.contentDocument?.title ?? ""); } catch { /* as it should be */ }
      return seen.filter(Boolean);
    }, { base: page.url(), id: before.files[0].id });
    assert.deepEqual(tried, [], host);
    await evil.close();
  }
  server.close();
  const after = await page.evaluate(() => fetch("api/project").then((answer) => answer.json()));
  assert.deepEqual(after, before);
});

let size = 0;
test("the page loads under 200 kB", async () => {
  const fresh = await workbench.watched();
  const bodies = [];
  fresh.on("response", (response) => { if (!response.url().includes("/api/")) bodies.push(response.body()); });
  await fresh.goto(page.url());
  await ready(fresh, "clienti.csv");
  for (const body of await Promise.all(bodies)) size += body.length;
  assert.ok(size > 10_000 && size < 200_000, `${size} bytes`);
  await fresh.close();
});

await run(tests);
await browser.close();
console.log(`the page is ${size} bytes`);
