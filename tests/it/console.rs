//! Where output goes: help, explanations, exit statuses, colors, silence.

use rstest::rstest;

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

fn sample() -> Ferry {
    Ferry::new().file("a.csv", "Name,Email\nAda,a@x.org\nBob,wrong\n").file("m.toml", SIMPLE)
}

#[test]
fn an_empty_pipe_is_called_standard_input() {
    let ran = Ferry::new().file("m.toml", SIMPLE).line("validate - -m m.toml").run().status(2);
    let ran = ran.says("standard input is empty: it has no header and no rows");
    assert!(!ran.stderr.contains("export it again"), "{ran}");
    let age = "import - -m m.toml --sandbox --match-age 0";
    let age = ran.then().line(age).run().status(2).says("the duration must be above zero");
    assert!(!age.stderr.contains("settled"), "{age}");
}

#[test]
fn help_fits_a_terminal() {
    let commands = [
        "",
        "import",
        "apply",
        "restore",
        "check",
        "validate",
        "verify",
        "undo",
        "runs",
        "runs show",
        "runs list",
        "runs prune",
        "customer",
        "customer get",
        "customer find",
        "customer insert",
        "customer update",
        "customer delete",
        "duplicates",
        "history",
        "mapping",
        "mapping list",
        "mapping show",
        "mapping suggest",
        "mapping check",
        "mapping test",
        "mapping schema",
        "explain",
        "export",
        "backup",
        "backup list",
        "backup show",
        "backup diff",
        "backup prune",
        "backup accept",
        "forget",
        "login",
        "logout",
        "config show",
        "doctor",
        "sandbox",
        "workbench",
    ];
    for command in commands {
        let ran = Ferry::new().line(command).args(["--help"]).run().status(0);
        assert!(ran.stderr.is_empty() && !ran.stdout.contains('\u{1b}'), "{ran}");
        // In the table of switches, each switch has one line.
        let long = |line: &&str| line.chars().count() > 80 && command != "sandbox";
        let long: Vec<&str> = ran.stdout.lines().filter(long).collect();
        assert!(long.is_empty(), "{command}: {long:#?}");
        insta::assert_snapshot!(format!("help {command}").trim().replace(' ', "-"), ran.stdout);
    }
}

#[test]
fn explanations() {
    insta::assert_snapshot!("explain", Ferry::new().line("explain").run().status(0).stdout);
    let one = Ferry::new().line("explain E203").run().status(0);
    insta::assert_snapshot!("explain-E203", one.stdout);
    assert_eq!(Ferry::new().line("explain e203").run().status(0).stdout, one.stdout);
    let ran = Ferry::new().line("explain E999").run().status(2).says("there is no code \"E999\"");
    assert_eq!(ran.stdout, "");
}

#[test]
fn every_code_that_is_listed_is_explained() {
    let list = Ferry::new().line("explain").run().stdout;
    assert!(list.lines().count() > 20);
    for line in list.lines() {
        let (code, title) = line.split_once("  ").unwrap();
        let text = Ferry::new().args(["explain", code]).run().status(0).stdout;
        assert!(text.starts_with(&format!("{code}: {title}\n\n")) && text.contains("What to do: "), "{text}");
    }
}

#[rstest]
#[case("--version", 0)]
#[case("", 2)]
#[case("nonsense", 2)]
#[case("import", 2)]
#[case("import a.csv", 2)]
#[case("import a.csv -m m.toml --mode merge", 2)]
#[case("import a.csv -m m.toml --on-multiple any", 2)]
#[case("import a.csv -m m.toml --max-failures some", 2)]
#[case("import a.csv -m m.toml", 2)]
#[case("import a.csv -m m.toml --sandbox", 1)]
#[case("import a.csv -m m.toml --sandbox --limit 1", 0)]
#[case("import a.csv -m m.toml --sandbox --dry-run", 1)]
#[case("import a.csv -m m.toml --sandbox --sandbox-switch page-size=0", 2)]
#[case("import a.csv -m m.toml --sandbox-switch page-size=1", 2)]
#[case("import a.csv -m m.toml --sandbox --rate fast", 2)]
#[case("import a.csv -m m.toml --sandbox --concurrency 0", 2)]
#[case("import a.csv -m m.toml --sandbox --timeout 0", 2)]
#[case("import a.csv -m m.toml --base-url nonsense", 2)]
#[case("validate a.csv -m m.toml", 1)]
#[case("validate a.csv -m m.toml --limit 1", 0)]
fn statuses(#[case] line: &str, #[case] status: i32) {
    let ran = sample().line(line).run().status(status);
    assert_eq!(ran.stdout.is_empty(), status == 2, "{ran}");
    assert_eq!(ran.stderr.is_empty(), line == "--version", "{ran}");
}

#[test]
fn the_version() {
    let ran = Ferry::new().line("--version").run().status(0);
    assert_eq!(ran.stdout, format!("deskferry {}\n", env!("CARGO_PKG_VERSION")));
}

/// The output without what differs from run to run.
fn masked(ran: &Ran) -> String {
    let folder = ran.folder().file_name().unwrap().to_str().unwrap().to_owned();
    format!("--- stdout\n{}--- stderr\n{}", ran.stdout, ran.stderr).replace(&folder, "RUN")
}

#[test]
fn data_goes_to_stdout_and_talk_to_stderr() {
    let import = sample().line("import a.csv -m m.toml --sandbox").fast().run().status(1);
    let dry = sample().line("import a.csv -m m.toml --sandbox --dry-run").fast().run().status(1);
    let checked = sample().line("validate a.csv -m m.toml").run().status(1);
    insta::assert_snapshot!(format!(
        "{}\n== dry\n{}\n== validate\n{}",
        masked(&import),
        masked(&dry),
        masked(&checked)
    ));
    for ran in [import, dry, checked] {
        assert_eq!(ran.stdout.lines().count(), 1);
        assert!(
            !ran.stderr.contains('\u{1b}') && !ran.stderr.contains('\r'),
            "no terminal, no escapes: {ran}"
        );
    }
}

#[rstest]
#[case("import a.csv -m m.toml --sandbox -q", "finished; 1 row was rejected: see rejects.xlsx")]
#[case("validate a.csv -m m.toml --quiet", "Validation: some rows have errors")]
fn quiet_prints_one_line_if_something_is_wrong(#[case] line: &str, #[case] said: &str) {
    let ran = sample().line(line).run().status(1);
    assert_eq!(ran.stderr, format!("{said}\n"));
    assert!(ran.folder().join("report.json").is_file());
    let ran = sample().line("validate none.csv -m m.toml -q").run().status(2);
    assert!(ran.stderr.starts_with("error: "), "but errors are said: {ran}");
    let good = sample().line(line).args(["--limit", "1"]).run().status(0);
    assert_eq!(good.stderr, "");
}

#[rstest]
#[case("import a.csv -m m.toml --sandbox", 1)]
#[case("import a.csv -m m.toml --sandbox -v", 1)]
#[case("import a.csv -m m.toml --sandbox -q", 1)]
#[case("import a.csv -m m.toml --sandbox --dry-run", 1)]
#[case("validate a.csv -m m.toml", 1)]
#[case("validate none.csv -m m.toml", 2)]
#[case("undo latest --sandbox", 2)]
#[case("export -o x.jsonl --sandbox", 0)]
#[case("import a.csv --mode merge", 2)]
fn as_json_every_line_of_talk_is_json(#[case] line: &str, #[case] status: i32) {
    for form in ["--log-format json", "--log-format=json"] {
        let ran = sample().line(line).line(form).run().status(status);
        assert!(!ran.stderr.is_empty(), "{ran}");
        for line in ran.stderr.lines() {
            let entry: serde_json::Value =
                serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line:?}"));
            assert!(entry["level"].is_string() && entry["timestamp"].is_string(), "{line}");
            assert!(!line.contains("\\u001b"), "{line}");
        }
        let faults = ran.stderr.lines().filter(|line| line.contains("\"level\":\"ERROR\"")).count();
        assert_eq!(faults, usize::from(status == 2), "{ran}");
    }
}

#[test]
fn verbose_shows_our_requests_and_no_library_output() {
    let others = ["hyper", "reqwest", "rustls", "h2::"];
    let ran = sample().line("import a.csv -m m.toml --sandbox -v").fast().run().status(1);
    assert!(ran.stderr.contains("DEBUG deskferry"), "{ran}");
    assert!(!others.iter().any(|name| ran.stderr.contains(name)), "{ran}");
    let ran = sample().line("import a.csv -m m.toml --sandbox -vv").fast().run().status(1);
    assert!(others.iter().any(|name| ran.stderr.contains(name)), "{ran}");
}

#[rstest]
#[case("always", true)]
#[case("never", false)]
#[case("auto", false)]
fn colors_only_when_asked_for(#[case] when: &str, #[case] coloured: bool) {
    let desk = Desk::new();
    let line = format!("import a.csv -m m.toml --color {when}");
    let ran = sample().line(&line).fast().sandbox(&desk).run().status(1);
    assert_eq!(ran.stderr.contains("\u{1b}["), coloured, "{ran}");
    assert!(!ran.stdout.contains('\u{1b}'), "data has no colors: {ran}");
    let ran = sample().line(&format!("validate none.csv -m m.toml --color {when}")).run().status(2);
    assert_eq!(ran.stderr.contains("\u{1b}["), coloured, "{ran}");
}
