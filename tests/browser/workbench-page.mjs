// What the browser tests of the workbench share: Chromium, pages that note their faults, axe, screenshots.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { strict as assert } from "node:assert";

const require = createRequire(process.env.BROWSER_MODULES + "/");
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** To try changes of the page without building the program, PAGE_FILES is its folder. */
const { PAGE_FILES } = process.env;
const TYPES = { js: "text/javascript", css: "text/css", html: "text/html" };
export async function routed(context) {
  if (PAGE_FILES) await context.route(/\/[\w-]*\.(js|css)$|\/[\w-]+\/$/, (route) => {
    const name = new URL(route.request().url()).pathname.split("/").pop() || "index.html";
    const path = join(PAGE_FILES, name);
    if (!existsSync(path)) return route.continue();
    return route.fulfill({ body: readFileSync(path), contentType: TYPES[name.split(".").pop()] });
  });
}

/** Chromium with an empty context. `shots` is a folder for screenshots, or nothing. */
export async function start(shots) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  const context = await browser.newContext({ viewport: { width: 1360, height: 1000 } });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await routed(context);
  return new Workbench(browser, context, shots);
}

class Workbench {
  constructor(browser, context, shots) {
    Object.assign(this, { browser, context, shots, origin: "" });
  }

  /** A page that notes its faults: messages of the console, exceptions, dialogues, requests to elsewhere. */
  async watched(own = this.context) {
    const page = await own.newPage();
    page.faults = [];
    // The browser itself notes an answer that refuses; the page shows it to people.
    const refused = (text) => /status of (409|422) /.test(text);
    page.on("console", (message) => !refused(message.text()) && page.faults.push(`console: ${message.text()} ${message.location().url}`));
    page.on("pageerror", (error) => page.faults.push("error: " + error.message));
    page.on("dialog", (dialog) => { page.faults.push("dialogue"); dialog.dismiss(); });
    page.on("request", (request) => { if (this.origin && !request.url().startsWith(this.origin)) page.faults.push("fetched: " + request.url()); });
    return page;
  }

  /** Enters with the page that the workbench wanted to open. */
  async enter(opened) {
    this.origin = "";
    const page = await this.watched();
    await page.goto("file://" + opened);
    await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]+\/$/);
    this.origin = new URL(page.url()).origin;
    return page;
  }

  /** Starts a workbench in a folder whose bin/xdg-open keeps what is to be opened, and enters. */
  async launch(program, folder, env, words = []) {
    const opened = join(folder, "opened.html");
    rmSync(opened, { force: true });
    const screen = { ...env, PATH: `${join(folder, "bin")}:${process.env.PATH}`, DISPLAY: ":9", OPENED: opened };
    const server = spawn(program, ["workbench", ...words], { cwd: folder, env: screen, stdio: "ignore" });
    process.on("exit", () => server.kill());
    await until("the page is opened", () => existsSync(opened));
    return { server, page: await this.enter(opened) };
  }

  async shot(page, name, more = {}) {
    if (this.shots) await page.screenshot({ path: join(this.shots, `workbench-${name}.png`), ...more });
  }

  /** A picture for the documents, when everything is calm: the top of the page, or from an element on. */
  async picture(page, name, from = "main h1") {
    if (!this.shots) return;
    await page.locator("#note").waitFor({ state: "hidden" });
    await page.locator(from).first().evaluate((element) => {
      const sign = element.closest(".sign") ? 0 : document.querySelector(".sign")?.offsetHeight ?? 0;
      scrollTo(0, element.getBoundingClientRect().top + scrollY - sign - 16);
    });
    await this.shot(page, name);
  }

  /** axe must find nothing, light and dark; it is injected, so it runs in a context that bypasses the page's own policy. */
  async audited(page, name, ready = () => true) {
    const state = await this.context.storageState();
    for (const colorScheme of ["light", "dark"]) {
      const own = await this.browser.newContext({ viewport: { width: 1360, height: 1000 }, bypassCSP: true, colorScheme, storageState: state });
      await routed(own);
      const copy = await own.newPage();
      await copy.goto(page.url());
      await copy.waitForFunction(() => document.querySelectorAll("[aria-busy=true]").length === 0 && document.querySelector("main h1") && document.querySelector("#project-name").textContent);
      await copy.waitForFunction(ready);
      for (const details of await copy.$$("details")) await details.evaluate((one) => { one.open = true; });
      await copy.evaluate(axe);
      const result = await copy.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      const said = result.violations.map((found) => `${found.id}: ${found.help}: ${found.nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
      assert.deepEqual(said, [], `${name} ${colorScheme}`);
      assert.ok(result.passes.length > 12, "axe has looked at nothing");
      await this.shot(copy, `${name}-${colorScheme}`, { fullPage: true });
      await own.close();
    }
  }
}

export const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** Waits until something is so. */
export async function until(what, isSo) {
  for (let left = 800; left > 0; left -= 1) {
    if (await isSo()) return;
    await pause(25);
  }
  assert.fail("never: " + what);
}

/** Runs tests in their order; the first failure ends them. */
export async function run(tests) {
  for (const [name, test] of tests) {
    try {
      await test();
      console.log("ok   " + name);
    } catch (error) {
      console.log(`FAIL ${name}\n${error.stack}`);
      process.exit(1);
    }
  }
  console.log("passed");
}
