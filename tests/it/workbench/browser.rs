//! The page in a real Chromium: tests/browser/workbench.mjs drives it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Bench, ferry, office_file};
use crate::command_line::{Desk, Ferry};

#[test]
#[ignore = "needs Chromium and packages from npm: .ci/run installs them"]
fn the_workbench_in_a_browser() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sample = |name: &str| std::fs::read(root.join("samples").join(name)).unwrap();
    let ferry = ferry()
        .file("drop/clienti.csv", office_file())
        .file("drop/hubspot.csv", sample("hubspot-contacts.csv"))
        .file("drop/contacts.vcf", sample("vcard-contacts.vcf"))
        .file("drop/hostile.csv", hostile())
        .file(
            "drop/polish.csv",
            b"Nazwa;Miasto\nWa\xb3\xeasa;\xa3\xf3d\x9f\n\xafaneta;Wroc\xb3aw\n".repeat(4),
        );
    driven(ferry, "workbench.mjs");
}

#[test]
#[ignore = "needs Chromium and packages from npm: .ci/run installs them"]
fn plan_run_and_runs_in_a_browser() {
    // The help desk is in this process; for the page it is a real account.
    let desk = Desk::new();
    driven(ferry().file("deskferry.toml", "rate = \"5\"\n").sandbox(&desk), "workbench-jobs.mjs");
}

/// Runs a script of tests/browser on a workbench in this folder.
fn driven(ferry: Ferry, script: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bench = Bench::start(ferry, "");
    let modules =
        std::env::var_os("BROWSER_MODULES").map_or_else(|| root.join("target/browser"), PathBuf::from);
    let mut command = Command::new("node");
    command.arg(root.join("tests/browser").join(script));
    command.arg(bench.path().join("opened.html")).arg(bench.path());
    command.args(std::env::var_os("SCREENSHOTS")).env("BROWSER_MODULES", modules);
    let output = command.output().expect("node is installed");
    let (said, faults) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("passed"), "{said}{faults}");
}

/// Names and cells that would run if they were markup.
fn hostile() -> String {
    "Name,Email,<img src=x onerror=window.hostile=1>\n<script>window.hostile=1</script>,a@example.org,\"</td></table>\
     <iframe src=javascript:window.hostile=1>\"\n"
        .to_owned()
}
