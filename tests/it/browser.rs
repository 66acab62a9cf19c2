//! Opens report.html in a real Chromium: makes the pages and checks them with tests/browser/report.mjs.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use deskferry::sandbox::{RequestKind, SimulatedFault};
use serde_json::json;

use crate::command_line::{Desk, Ferry, Ran};
use crate::report::odd_sources;

const MAPPING: &str = "\
version = 1
name = \"Hostile\"
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
state = { from = \"Country\", as = \"country\" }
website = { from = \"Web\", as = \"url\", on_invalid = \"empty\" }
memo = { from = \"Memo\" }
";

/// Rows with markup, formulas and mistakes of every kind.
fn hostile() -> String {
    let mut csv = "Name,Email,Country,Web,Memo,<i>Unused</i>,Never filled\n".to_owned();
    for row in 0..300 {
        let email =
            if row % 3 == 0 { format!("wrong-address-{row}") } else { format!("ada{row}@example.org") };
        let country = ["Italy", "DE", "Narnia", "Korea", ""][row % 5];
        let web = if row % 2 == 0 { "not a web address" } else { "https://example.org/" };
        let memo = [
            "<script>window.hostile=1</script>",
            "<img src=x onerror=window.hostile=1>",
            "=HYPERLINK(\"\"http://127.0.0.1:9/\"\")",
            "</td></table><iframe src=javascript:window.hostile=1>",
        ][row % 4];
        csv.push_str(&format!(
            "Ada Byron {row},{email},{country},{web},\"{memo}\",<script>window.hostile=1</script>,\n"
        ));
    }
    csv.push_str("Twin,ada1@example.org,IT,,,,\n<script>window.hostile=1</script>,<img src=x onerror=window.hostile=1>,</script><script>window.hostile=1</script>,javascript:window.hostile=1,,,\n");
    csv
}

fn keep(ran: &Ran, folder: &Path, name: &str) {
    for (from, to) in [("report.html", "html"), ("report.json", "json")] {
        std::fs::copy(ran.folder().join(from), folder.join(format!("{name}.{to}"))).unwrap();
    }
}

/// Renders the page again in the other languages: `it-hostile.html`.
fn translate(ran: &Ran, name: &str) {
    let id = ran.run_json()["id"].as_str().unwrap().to_owned();
    for language in ["it", "fr", "es", "de"] {
        let to = format!("pages/{language}-{name}.html");
        ran.then().line(&format!("report {id} --language {language} -o {to}")).run().status(0);
    }
}

fn pages() -> Ran {
    let customers = (0..20).map(|row| {
        json!({"id": format!("c{row}"), "name": format!("Old name {row}"), "email": format!("old{row}@example.org")})
    });
    let desk = Desk::holding(customers);
    let mut updates = "Name,Email,Country,Web,Memo\n".to_owned();
    (0..30).for_each(|row| updates.push_str(&format!("New name {row},old{row}@example.org,IT,,\n")));
    let ferry =
        Ferry::new().file("m.toml", MAPPING).file("hostile.csv", hostile()).file("updates.csv", updates);
    let pages = ferry.path().join("pages");
    std::fs::create_dir(&pages).unwrap();
    let ran = ferry.line("validate hostile.csv -m m.toml").run().status(1);
    keep(&ran, &pages, "hostile");
    translate(&ran, "hostile");
    std::fs::copy(ran.folder().join("rejects.csv"), pages.join("hostile-rejects.csv")).unwrap();
    for (format, end) in [("html", "html"), ("json", "json")] {
        let to = format!("pages/redacted.{end}");
        ran.then().line(&format!("report latest --redact --format {format} -o {to}")).run().status(0);
    }
    let import = |line: &str| ran.then().line(line).sandbox(&desk).fast().run();
    let dry = import("import updates.csv -m m.toml --dry-run").status(0);
    keep(&dry, &pages, "dry");
    translate(&dry, "dry");
    keep(&import("import updates.csv -m m.toml").status(0), &pages, "written");
    let troubled = troubled(&ran).status(1);
    keep(&troubled, &pages, "troubled");
    translate(&troubled, "troubled");
    for odd in odd_sources() {
        keep(&odd.validated(), &pages, &format!("odd-{}", odd.name));
    }
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/report.schema.json");
    std::fs::copy(schema, pages.join("report.schema.json")).unwrap();
    ran
}

/// An import whose help desk asks to wait, fails, and does not answer.
fn troubled(ran: &Ran) -> Ran {
    let desk = Desk::with(|options| {
        (options.quota, options.latency) = (Some(40), Duration::from_millis(15));
        options.start = (0..60)
            .map(
                |row| json!({"id": format!("t{row}"), "name": "Old", "email": format!("t{row}@example.org")}),
            )
            .collect();
    });
    let mut csv = "Name,Email,Country,Web,Memo\n".to_owned();
    (0..160).for_each(|row| csv.push_str(&format!("Person {row},t{row}@example.org,IT,,note\n")));
    desk.plan(
        RequestKind::Insert,
        (0..60).map(|at| (at % 9 == 8).then_some(SimulatedFault::StatusBefore(503))),
    );
    desk.fail_where(RequestKind::Insert, "t70@", SimulatedFault::StatusBefore(400));
    desk.fail_where(RequestKind::Update, "t7", SimulatedFault::StatusBefore(422));
    desk.fail_where(RequestKind::Insert, "t80@", SimulatedFault::DropBefore);
    let line = "import troubled.csv -m m.toml --settle-for 0.3s --concurrency 4 --no-progress --rate 0";
    ran.then().file("troubled.csv", csv).sandbox(&desk).line(line).run()
}

#[test]
#[ignore = "needs Chromium and packages from npm: .ci/run installs them"]
fn the_report_in_a_browser() {
    let ran = pages();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let modules =
        std::env::var_os("BROWSER_MODULES").map_or_else(|| root.join("target/browser"), PathBuf::from);
    let mut command = Command::new("node");
    command.arg(root.join("tests/browser/report.mjs")).arg(ran.path().join("pages"));
    command.args(std::env::var_os("SCREENSHOTS")).env("BROWSER_MODULES", modules);
    let output = command.output().expect("node is installed");
    let (said, faults) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("passed"), "{said}{faults}");
}
