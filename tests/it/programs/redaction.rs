//! Nothing that a command prints or writes with `--redact` tells a person: no value, path, message or hint.

use std::path::Path;

use rstest::rstest;
use serde_json::json;

use super::command;
use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

/// Parts of names and addresses that stand in cells, in the names of files and folders, and on command lines.
const PLANTED: [&str; 5] = ["lovelace", "hopper", "turing", "noether", "curie"];

#[track_caller]
fn tells_nobody(text: &str) {
    let low = text.to_lowercase();
    for name in PLANTED {
        let at = low.find(name);
        let around = at.map(|at| text.chars().skip(at.saturating_sub(200)).take(300).collect::<String>());
        assert!(at.is_none(), "{name}: ...{}...", around.unwrap_or_default());
    }
}

/// An account and a folder in which everything is named after somebody.
fn place() -> (Desk, Ferry) {
    let desk =
        Desk::holding([json!({"name": "Ada Lovelace", "email": "ada@lovelace.example", "memo": "old"})]);
    let rows = "Name,Email,Memo\nAda Lovelace,ada@lovelace.example,Grace Hopper called\nAlan Turing,alan(at)turing,x\n";
    let mapping = format!("{SIMPLE}memo = {{ from = \"Memo\" }}\n");
    let ferry =
        Ferry::new().file("of-lovelace/ada-lovelace.csv", rows).file("of-lovelace/hopper.toml", mapping);
    (desk, ferry)
}

/// The validation or the import of such a file.
fn run(desk: &Desk, ferry: &Ferry, line: &str) -> Ran {
    let line = format!("{line} of-lovelace/ada-lovelace.csv -m of-lovelace/hopper.toml --run-dir of-turing");
    command(ferry, desk, &line).run()
}

#[rstest]
#[case("validate")]
#[case("import --dry-run --plan-out of-lovelace/noether.jsonl")]
#[case("import --sandbox=of-lovelace/curie.db")]
#[case("import")]
fn a_report_tells_nobody(#[case] line: &str) {
    let (desk, ferry) = place();
    run(&desk, &ferry, line);
    let page = Path::new("page.html");
    for form in ["html", "json", "text", "junit"] {
        let line =
            format!("report latest --run-dir of-turing --redact --format {form} -o {}", page.display());
        command(&ferry, &desk, &line).run().status(0);
        tells_nobody(&std::fs::read_to_string(ferry.path().join(page)).unwrap());
    }
    let line = "report latest --run-dir of-turing --redact --json -o page.html";
    let ran = command(&ferry, &desk, line).run().status(0);
    tells_nobody(&ran.stdout);
    assert_eq!(ran.document()["report"]["counts"]["rejected"], 1, "{ran}");
}

/// Two backups of a changing account, in a folder named after somebody.
fn backups() -> (Desk, Ferry) {
    let (desk, ferry) = place();
    command(&ferry, &desk, "backup of-noether").run().status(0);
    run(&desk, &ferry, "import");
    command(&ferry, &desk, "backup of-noether").run().status(0);
    (desk, ferry)
}

#[rstest]
#[case("history of-noether email=ada@lovelace.example", 0)]
#[case("history of-noether name=Hopper", 1)]
#[case("history of-noether Lovelace", 2)]
#[case("history of-noether email=a@lovelace.example email=b@turing.example", 2)]
#[case("history of-noether/nowhere name=Turing", 2)]
#[case("backup diff of-noether/latest of-noether/latest", 0)]
#[case("forget of-noether email=ada@lovelace.example --dry-run --run-dir of-turing", 0)]
#[case(
    "forget of-noether email=ada@lovelace.example --yes --run-dir of-turing --certificate lovelace.json",
    0
)]
#[case("forget of-noether email=eve@curie.example --yes --run-dir of-turing", 1)]
#[case("forget of-noether Lovelace --yes", 2)]
#[case("forget of-noether/nowhere name=Lovelace --yes", 2)]
fn a_search_tells_nobody(#[case] line: &str, #[case] status: i32, #[values("", "--json")] flag: &str) {
    let (desk, ferry) = backups();
    let ran = command(&ferry, &desk, &format!("{line} --redact {flag}")).run().status(status);
    tells_nobody(&ran.stdout);
    tells_nobody(&ran.stderr);
}

#[test]
fn a_difference_tells_nobody() {
    let (desk, ferry) = backups();
    let mut names: Vec<String> = std::fs::read_dir(ferry.path().join("of-noether"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("20"))
        .collect();
    names.sort();
    let both = format!("of-noether/{} of-noether/{}", names[0], names[1]);
    for flags in ["", "--json", "-o d.csv", "--log-format json"] {
        let ran = command(&ferry, &desk, &format!("backup diff {both} --redact {flags}")).run().status(0);
        tells_nobody(&ran.stdout);
        tells_nobody(&ran.stderr);
    }
    tells_nobody(&std::fs::read_to_string(ferry.path().join("d.csv")).unwrap());
}
