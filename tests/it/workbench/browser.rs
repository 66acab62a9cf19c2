//! The page in a real Chromium: tests/browser/workbench.mjs drives it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Bench, ferry, office_file};
use crate::command_line::{Ferry, SIMPLE};

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
    driven(ferry, "", "workbench.mjs");
}

#[test]
#[ignore = "needs Chromium and packages from npm: .ci/run installs them"]
fn the_check_in_a_browser() {
    let mapping = format!("{SIMPLE}state = {{ from = \"Country\", as = \"country\" }} # home\n");
    let mut few = "Name,Email,Country\n".to_owned();
    (0..40).for_each(|at| few.push_str(&format!("N{at},n{at}@example.org,IT\n")));
    few.push_str("Ann,ann@example.org,Italiaa\nBob,bob(at)example.org,IT\nCleo,c@example.org,Italiaa\n");
    few.push_str("Dan,dan(at)example.org,Italiaa\n<img src=x onerror=window.hostile=1>,<b>x,IT\n");
    let mut many = "Name,Email,Country,City,Street,Phone\n".to_owned();
    (0..100_000).for_each(|at| {
        many.push_str(&format!("N{at},n{at}(at)example.org,IT,City {at},Street {at},+39 06 {at:07}\n"))
    });
    let ferry = ferry().file("few.csv", few).file("many.csv", many);
    let ferry = ferry.file("deskferry-project/project.toml", "version = 1\n");
    driven(ferry.file("deskferry-project/mapping.toml", mapping), "few.csv many.csv", "workbench-check.mjs");
}

/// Runs a script of tests/browser on a workbench in this folder.
fn driven(ferry: Ferry, line: &str, script: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bench = Bench::start(ferry, line);
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
