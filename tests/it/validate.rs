//! `validate`: every row is checked without the network, and the mapped customers can be saved.

use serde_json::{Value, json};

use crate::command_line::{Ferry, Ran, SIMPLE};

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn with(option: &str) -> String {
    SIMPLE.replace("[fields]", &format!("{option}\n[fields]"))
}

const TWINS: &str = "Name,Email\nAda,a@x.org\nBob,b@x.org\nEve,A@X.org\n";

fn twins(option: &str) -> Ran {
    Ferry::new().file("a.csv", TWINS).file("m.toml", with(option)).line("validate a.csv -m m.toml -o -").run()
}

#[test]
fn it_needs_no_account_and_saves_the_good_rows() {
    let ferry = Ferry::new().file("a.csv", "Name,Email\nAda,ADA@x.org\nBob,wrong\n").file("m.toml", SIMPLE);
    // Nothing listens at this address, and no credentials are set.
    let ferry = ferry.env("DESKERO_BASE_URL", "http://127.0.0.1:9");
    let ran = ferry.line("validate a.csv -m m.toml -o good.jsonl").run().status(1);
    assert_eq!(lines(&ran.text("good.jsonl")), [json!({"name": "Ada", "email": "ada@x.org"})]);
    assert_eq!(ran.rejects().column("_codes"), ["E201"]);
    assert_eq!(ran.rejects().column("_column"), ["Email"]);
    let mut files: Vec<_> =
        std::fs::read_dir(ran.folder()).unwrap().map(|file| file.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["rejects.csv", "rejects.xlsx", "report.html", "report.json", "run.json"]);
    assert_eq!(ran.run_json()["end"], json!({"exit": 1, "reason": "some rows have errors"}));
}

#[test]
fn standard_output_gets_only_customers() {
    let ran = Ferry::new().file("a.csv", "Name,Email\nAda,a@x.org\n").file("m.toml", SIMPLE);
    let ran = ran.line("validate a.csv -m m.toml -o -").run().status(0);
    assert_eq!(ran.stdout, "{\"name\":\"Ada\",\"email\":\"a@x.org\"}\n");
    assert!(ran.folder().is_dir(), "the folder is named on stderr instead");
    let quiet = ran.then().line("validate a.csv -m m.toml -o - -q").run().status(0);
    assert_eq!(quiet.stdout, ran.stdout);
}

#[test]
fn the_first_or_the_last_duplicate_counts() {
    let names = |ran: &Ran| -> Vec<String> {
        lines(&ran.stdout).iter().map(|line| line["name"].as_str().unwrap().to_owned()).collect()
    };
    let reject = twins("").status(1);
    assert_eq!(names(&reject), ["Ada", "Bob"]);
    assert_eq!(reject.rejects().codes(), ["E402"]);
    assert!(reject.rejects().cell(0, "_message").contains("row 2 has the same email"), "{reject}");
    let first = twins("on_duplicate = \"first\"").status(0);
    assert_eq!((names(&first), first.count("skipped")), (vec!["Ada".into(), "Bob".into()], 1));
    let last = twins("on_duplicate = \"last\"").status(0);
    assert_eq!((names(&last), last.count("skipped")), (vec!["Bob".into(), "Eve".into()], 1));
}

#[test]
fn the_last_duplicate_replaces_one_that_cannot_be_inserted() {
    let ferry = Ferry::new().file("a.csv", "Name,Email\n,a@x.org\nEve,a@x.org\n");
    let ferry = ferry.file("m.toml", with("on_duplicate = \"last\""));
    let ran = ferry.line("validate a.csv -m m.toml -o -").run();
    assert_eq!(lines(&ran.stdout), [json!({"name": "Eve", "email": "a@x.org"})]);
    assert_eq!((ran.count("rows"), ran.count("pending")), (2, 1), "{ran}");
    assert_eq!((ran.count("rejected"), ran.count("skipped")), (0, 1), "as an import decides it: {ran}");
    assert!(ran.rejects().rows.is_empty(), "{ran}");
}

#[test]
fn a_row_without_a_key() {
    let run = |option: &str, mode: &str| {
        let ferry = Ferry::new().file("a.csv", "Name,Email\nAda,\n").file("m.toml", with(option));
        ferry.line(&format!("validate a.csv -m m.toml --mode {mode}")).run()
    };
    assert_eq!(run("", "upsert").status(1).rejects().column("_codes"), ["E401"]);
    assert_eq!(run("on_no_key = \"insert\"", "upsert").status(0).count("pending"), 1);
    assert_eq!(run("on_no_key = \"insert\"", "update").status(1).rejects().column("_codes"), ["E401"]);
}

#[test]
fn an_update_needs_no_name() {
    let run = |mode: &str| {
        let ferry = Ferry::new().file("a.csv", "Name,Email\n,a@x.org\n").file("m.toml", SIMPLE);
        ferry.line(&format!("validate a.csv -m m.toml --mode {mode}")).run()
    };
    assert_eq!(run("upsert").status(1).rejects().column("_codes"), ["E301"]);
    run("update").status(0);
}

#[test]
fn what_cannot_be_converted_may_pass_with_a_warning() {
    let run = |options: &str| {
        let mapping = format!("{SIMPLE}language = {{ from = \"Speaks\", {options} }}\n");
        let ferry =
            Ferry::new().file("a.csv", "Name,Email,Speaks\nAda,a@x.org,Klingon\n").file("m.toml", mapping);
        ferry.line("validate a.csv -m m.toml -o -").run()
    };
    let rejected = run("on_invalid = \"reject\"").status(1);
    assert_eq!((rejected.rejects().cell(0, "_codes"), rejected.stdout.as_str()), ("E205", ""));
    let default = run("on_invalid = \"default\", default = \"it\"").status(0);
    assert_eq!(lines(&default.stdout)[0]["language"], "it");
    let empty = run("on_invalid = \"empty\"").status(0);
    assert_eq!(lines(&empty.stdout)[0].get("language"), None);
    for ran in [default, empty] {
        let issue = &ran.report_json()["issues"][0];
        assert_eq!((&issue["code"], &issue["severity"]), (&json!("E205"), &json!("warning")), "{issue}");
        assert_eq!(
            (&issue["samples"][0]["row"], &issue["samples"][0]["value"]),
            (&json!(2), &json!("Klingon"))
        );
        assert_eq!((ran.count("warned"), ran.count("rejected")), (1, 0));
    }
}

#[test]
fn a_trial_reads_only_the_first_rows() {
    let text: String = (0..1000).map(|n| format!("N{n},n{n}@x.org\n")).collect();
    let ferry =
        Ferry::new().file("a.csv", format!("Name,Email\n{text}")).file("b.csv", "Name,Email\nZ,z@x.org\n");
    let ferry = ferry.file("m.toml", SIMPLE);
    let ran = ferry.line("validate a.csv b.csv -m m.toml --limit 7 -o -").run().status(0);
    assert_eq!(lines(&ran.stdout).len(), 7);
    let run = ran.run_json();
    assert_eq!((&run["inputs"][0]["rows"], &run["inputs"][1]["rows"]), (&json!(7), &json!(0)));
    assert_eq!((&run["settings"]["limit"], &run["inputs"][1]["sha256"]), (&json!(7), &Value::Null));
    let all = ran.then().line("validate a.csv b.csv -m m.toml --limit 1001").run().status(0);
    assert_eq!(all.count("rows"), 1001);
    let none = ran.then().line("validate a.csv -m m.toml --limit 0").run().status(0);
    assert_eq!(none.count("rows"), 0);
}
