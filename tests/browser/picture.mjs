// Takes the picture of a report for README.md. Run it in the project's root, after .ci/run has filled target/browser:
//   cargo run -- import samples/hubspot-contacts.csv -m hubspot --sandbox --dry-run
//   BROWSER_MODULES=$PWD/target/browser node tests/browser/picture.mjs deskferry-runs/RUN/report.html docs/report.png
import { createRequire } from "node:module";
import { resolve } from "node:path";

const require = createRequire(process.env.BROWSER_MODULES + "/");
const { chromium } = require("playwright-core");
const [report, picture] = process.argv.slice(2);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
const page = await browser.newPage({ viewport: { width: 1100, height: 980 }, colorScheme: "light" });
await page.goto("file://" + resolve(report));
await page.screenshot({ path: picture });
await browser.close();
