//! A sandbox is never mistaken for the help desk: its results say so, and commands about its runs stay in it.

use deskferry::sandbox::start_custom_fields;
use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};
use crate::import::{Running, wait_until};

const NOTHING: &str = "SANDBOX: nothing was written to your help desk.";
const NOT_YOURS: &str = "SANDBOX: these are not the customers of your help desk.";

fn ferry() -> Ferry {
    let rows: String = (1..=12).map(|row| format!("N{row},n{row}@x.org\n")).collect();
    Ferry::new().file("a.csv", format!("Name,Email\n{rows}")).file("m.toml", SIMPLE)
}

fn imported(more: &str) -> Ran {
    ferry().line(&format!("import a.csv -m m.toml {more}")).fast().run().status(0)
}

/// Asserts that the first text comes before the second.
#[track_caller]
fn in_order(ran: &Ran, first: &str, second: &str) {
    let place = |text: &str| ran.stderr.find(text).unwrap_or_else(|| panic!("not said: {text:?}\n{ran}"));
    assert!(place(first) < place(second), "{ran}");
}

/// Runs a command that is killed at a fail point.
fn killed(ferry: &Ferry, point: &str) {
    let mut command = ferry.command();
    let ended = command.env("DESKFERRY_FAIL_POINT", point).output().unwrap();
    assert_eq!(ended.status.code(), None, "{}", String::from_utf8_lossy(&ended.stderr));
}

#[test]
fn every_result_begins_with_the_banner() {
    let dry = ferry().line("import a.csv -m m.toml --sandbox=s.db --dry-run --plan-out p.jsonl").fast().run();
    let apply = dry.then().line("apply p.jsonl --sandbox=s.db").fast().run().status(0);
    in_order(&apply, NOTHING, "\nResult\n");
    let apply = apply.says("The sandbox is in the file /").says("/s.db\n");
    let refresh = dry.then().line("apply p.jsonl --refresh --sandbox=s.db").fast().run();
    let verify = apply.then().line("verify latest").run().status(0);
    in_order(&verify, NOT_YOURS, "12 customers checked");
    let export = apply.then().line("export -o c.jsonl --sandbox=s.db").fast().run().status(0);
    in_order(&export, NOT_YOURS, "12 customers, snapshot");
    let backup = apply.then().line("backup b --sandbox=s.db").fast().run().status(0);
    in_order(&backup, NOT_YOURS, "12 customers, snapshot");
    let check = apply.then().line("check b/latest").run().status(0);
    in_order(&check, NOT_YOURS, ": good\n");
    let undo = apply.then().line("undo latest --yes").fast().run().status(0);
    in_order(&undo, NOTHING, "\nResult\n");
    assert_eq!(undo.stderr.matches(NOTHING).count(), 1, "{undo}");
    let direct = ferry().line("import a.csv -m m.toml --sandbox=t.db").fast().run().status(0);
    for ran in [&dry, &refresh, &direct] {
        in_order(ran, NOTHING, "\nPlan\n");
        assert_eq!(ran.stderr.matches(NOTHING).count(), 1, "said once: {ran}");
    }
    let restore = apply.then().line("restore b/latest --sandbox=s.db").fast().run().status(0);
    in_order(&restore, NOTHING, "\nResult\n");
    let resume = apply.then().line("resume latest").fast().run().status(0);
    in_order(&resume, NOTHING, "Result\n");
}

#[test]
fn commands_for_one_customer_begin_with_the_banner_too() {
    let ran = imported("--sandbox=s.db");
    let customer = |line: &str| ran.then().line(&format!("customer {line} --sandbox=s.db")).run().status(0);
    let found = customer("find email=n1@x.org").says(NOT_YOURS);
    let found: Value = serde_json::from_str(&found.stdout).unwrap();
    let id = found["id"].as_str().unwrap();
    customer("fields").says(NOT_YOURS);
    customer(&format!("get {id}")).says(NOT_YOURS);
    customer("insert name=A").says(NOTHING);
    customer(&format!("update {id} memo=x")).says(NOTHING);
    assert_eq!(customer(&format!("delete {id} --yes -q")).stderr, "");
    let undo = ran.then().line("undo latest").fast().on_terminal("n\n").status(0);
    in_order(&undo, NOT_YOURS, "Continue? [y/N]");
}

#[test]
fn a_database_of_another_program_is_never_a_sandbox() {
    let ran = imported("--sandbox=s.db");
    let journal = ran.folder().join("journal.db");
    let name = journal.to_str().unwrap();
    let before = std::fs::read(&journal).unwrap();
    for line in ["import a.csv -m m.toml", "export -o c.jsonl"] {
        let refused = ran.then().line(line).args([format!("--sandbox={name}")]).fast().run().status(2);
        let refused = refused.says("is a database of another program, not a sandbox");
        assert!(!refused.stderr.contains("Created"), "{refused}");
    }
    assert_eq!(std::fs::read(&journal).unwrap(), before);
}

#[test]
fn an_empty_file_and_one_that_was_moved_are_no_sandbox() {
    let ran = imported("--sandbox=s.db");
    let empty = ran.then().file("e.db", "").line("export -o c.jsonl --sandbox=e.db").run().status(2);
    let empty = empty.says("there is no sandbox e.db; an import");
    empty
        .then()
        .line("import a.csv -m m.toml --sandbox=e.db")
        .fast()
        .run()
        .status(0)
        .says("Created the sandbox");
    std::fs::rename(ran.path().join("s.db"), ran.path().join("moved.db")).unwrap();
    let id = ran.folder().file_name().unwrap().to_str().unwrap().to_owned();
    for line in ["verify", "resume", "undo --yes"] {
        let gone = ran.then().line(&format!("{line} {id}")).run().status(2);
        gone.says(&format!("in which {id} was made; if its file was moved or renamed, move it back"));
    }
    let plan = "import a.csv -m m.toml --sandbox=e.db --dry-run --plan-out p.jsonl";
    let plan = empty.then().line(plan).fast().run().status(0);
    plan.then()
        .line("apply p.jsonl --sandbox")
        .run()
        .status(5)
        .says("nothing was sent; to use that account, add --sandbox=/");
    let none = ran.then().line("import a.csv -m m.toml --sandbox=no/such/s.db").fast().run().status(2);
    assert!(!none.stderr.contains("Created"), "{none}");
}

#[test]
fn the_report_says_it_in_every_form() {
    let ran = imported("--sandbox=s.db");
    assert_eq!(ran.report_json()["sandbox"], true);
    let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
    assert!(page.contains("<title>[Sandbox] Import of a.csv</title>"), "{}", &page[..900]);
    let banner = page.find("SANDBOX: nothing was written to your help desk.").unwrap();
    assert!(banner < page.find("<h1>").unwrap() && page.contains("/s.db</code>"));
    let text = ran.then().line("report latest --format text").run().status(0).stdout;
    assert!(text.starts_with(NOTHING), "{text}");
    let shown = ran.then().line("runs show latest").run().status(0).stdout;
    assert!(shown.contains("a sandbox, not your help desk: /"), "{shown}");
    assert!(ran.then().line("runs").run().stdout.contains("  sandbox\n"));
    let runs = ran.then().line("runs --json").run().listed("runs");
    assert_eq!(runs[0]["sandbox"], true);

    let memory = imported("--sandbox").says("The sandbox is in memory and ends with its command;");
    let page = std::fs::read_to_string(memory.folder().join("report.html")).unwrap();
    assert!(page.contains("<title>[Sandbox] ") && page.contains("was in memory and is gone"));
}

#[test]
fn a_help_desk_has_no_banner() {
    let desk = Desk::new();
    let ran = ferry().line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
    let text = ran.then().line("report latest --format text").run().stdout;
    let says_it = |text: &&String| text.contains("SANDBOX") || text.contains("[Sandbox]");
    assert_eq!([&ran.stderr, &page, &text].iter().filter(|text| says_it(text)).count(), 0, "{ran}");
    assert_eq!(ran.report_json()["sandbox"], Value::Null);
    let runs = ran.then().line("runs --json").run().listed("runs");
    assert_eq!(runs[0]["sandbox"], false);
}

#[test]
fn commands_about_a_run_go_on_in_its_sandbox() {
    let desk = Desk::new();
    let ferry = ferry().line("import a.csv -m m.toml --sandbox=s.db --settle-for 0.2s").fast();
    killed(&ferry, "sent:3");
    let again = |line: &str| ferry.then().line(line).fast().sandbox(&desk).run();
    let resumed = again("resume latest").status(0).says(NOTHING);
    assert_eq!(resumed.count("inserted"), 12);
    again("retry latest").status(0).says(NOTHING);
    again("verify latest").status(0).says("12 customers checked, all match");
    again("undo latest --yes").status(0).says(NOTHING);
    again("verify latest").status(0).says("12 customers checked, all match");
    assert!(desk.requests().is_empty(), "the help desk is not even asked: {:?}", desk.requests());
    let left = again("customer find --sandbox=s.db").status(1);
    assert_eq!(left.stdout, "");
}

#[test]
fn a_run_goes_on_from_another_folder_with_its_switches() {
    let fields = json!([{"name": "tier", "type": "TEXT"}]).to_string();
    let ferry = ferry()
        .file("fields.json", fields)
        .line("import a.csv -m m.toml --sandbox=s.db --settle-for 0.2s")
        .fast();
    let switches = ["custom-fields=fields.json", "start-customers=2", "stores=lower:name"];
    let ferry = switches.iter().fold(ferry, |ferry, switch| ferry.args(["--sandbox-switch", *switch]));
    killed(&ferry, "sent:3");
    std::fs::create_dir(ferry.path().join("below")).unwrap();
    let mut command = ferry.then().line("resume latest --run-dir ../deskferry-runs").fast().command();
    let ended = command.current_dir(ferry.path().join("below")).output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(0), "{said}");
    let found = ferry.then().line("customer find --sandbox=s.db name=n12").run().status(0).stdout;
    assert!(found.contains("\"n12\""), "the switch that stores lower case is on: {found}");
}

#[rstest]
#[case("resume latest")]
#[case("retry latest")]
#[case("verify latest")]
#[case("undo latest --yes")]
#[case("undo latest --yes --sandbox")]
#[case("verify latest --sandbox")]
fn a_sandbox_in_memory_is_gone_and_the_help_desk_is_not_used(#[case] line: &str) {
    let desk = Desk::new();
    let ran = imported("--sandbox");
    let ran = ran.then().line(line).fast().sandbox(&desk).run().status(2);
    ran.says("was made in a sandbox in memory, which ended with its process").says("--sandbox=FILE");
    assert!(desk.requests().is_empty());
}

#[test]
fn nothing_is_suggested_for_a_sandbox_in_memory() {
    let ran = imported("--sandbox");
    let shown = ran.then().line("runs show latest").run().status(0).stdout;
    assert!(!shown.contains("What you can do next"), "{shown}");
    let stop = "--sandbox-switch fault.status-before=1 --max-failures 1 --settle-for 0.2s";
    let ran = ferry().line("import a.csv -m m.toml --sandbox").line(stop).fast().run().status(4);
    ran.says("The sandbox was in memory and is gone, so this run can't go on: start it again.");
}

#[test]
fn another_help_desk_is_refused() {
    let desk = Desk::new();
    let ran = imported("--sandbox=s.db");
    ran.then().line("import a.csv -m m.toml --sandbox=other.db --dry-run").fast().run().status(0);
    let base_url = format!("--base-url {}", desk.base_url());
    for other in ["--sandbox=other.db", &base_url] {
        let id = ran.folder().file_name().unwrap().to_str().unwrap().to_owned();
        let refused =
            ran.then().line(&format!("undo {id} --yes {other}")).fast().sandbox(&desk).run().status(2);
        refused.says("was made with another account").says("to use that account, add --sandbox=/");
    }
    assert!(desk.requests().is_empty());
    let missing = ran.then().line("resume latest --sandbox=none.db").run();
    missing.status(2).says("there is no sandbox none.db");
}

#[rstest]
#[case("backup b")]
#[case("export -o c.jsonl")]
#[case("customer find")]
#[case("customer insert name=A")]
#[case("apply p.jsonl")]
#[case("verify latest")]
#[case("undo latest --yes")]
#[case("resume latest")]
#[case("check b/latest --against-server")]
fn a_mistyped_sandbox_is_an_error(#[case] line: &str) {
    let ran = ferry().line("import a.csv -m m.toml --sandbox=s.db --dry-run --plan-out p.jsonl").fast().run();
    let ran = ran.then().line("import a.csv -m m.toml --sandbox=s.db").fast().run().status(0);
    let ran = ran.then().line("backup b --sandbox=s.db").fast().run().status(0);
    let ran = ran.then().line(&format!("{line} --sandbox=typo.db")).fast().run().status(2);
    assert!(!ran.path().join("typo.db").exists(), "{ran}");
    ran.says("there is no sandbox typo.db; an import or a restore with --sandbox=typo.db makes one");
}

#[test]
fn an_import_says_that_it_makes_a_sandbox() {
    let first = imported("--sandbox=s.db").says("Created the sandbox s.db\n");
    let second = first.then().line("import a.csv -m m.toml --sandbox=s.db").fast().run().status(0);
    assert!(!second.stderr.contains("Created"), "{second}");
    let quiet = second.then().line("import a.csv -m m.toml --sandbox=q.db -q").fast().run().status(0);
    assert_eq!(quiet.stderr, "");
    first.then().line("export -o c.jsonl --sandbox=n.db --sandbox-switch start-customers=3").run().status(0);
}

const CUSTOM: &str = "[custom_fields]\nsegment = { from = \"Segment\" }\n";

fn with_segments(line: &str) -> Ferry {
    let ferry = Ferry::new().file("a.csv", "Name,Email,Segment\nA,a@x.org,Gold\nB,b@x.org,Tin\n");
    let demo = Value::from(start_custom_fields()).to_string();
    ferry.file("m.toml", format!("{SIMPLE}{CUSTOM}")).file("demo.json", demo).line(line).fast()
}

#[test]
fn a_sandbox_has_no_custom_fields_of_its_own() {
    let ran = with_segments("import a.csv -m m.toml --sandbox=s.db").run().status(0);
    let ran = ran.says("are not checked against their definitions: the sandbox has none.");
    let ran = ran.says("`deskferry customer fields -o fields.json`, and add --fields fields.json");
    let found = ran.then().line("customer find --sandbox=s.db email=b@x.org").run().status(0).stdout;
    assert!(found.contains("\"Tin\""), "no definition means no refusal: {found}");
}

#[rstest]
#[case("--fields demo.json")]
#[case("--sandbox-switch custom-fields=demo.json")]
#[case("--sandbox-switch custom-fields=demo")]
fn a_sandbox_takes_the_definitions_that_it_is_given(#[case] more: &str) {
    let line = format!("import a.csv -m m.toml --sandbox=s.db --sandbox-switch unknown-custom=refuse {more}");
    let ran = with_segments(&line).run().status(1);
    assert_eq!(ran.rejects().codes(), ["E305"], "Tin is not one of its values: {ran}");
    assert_eq!(ran.count("inserted"), 1);
    assert!(!ran.stderr.contains("are not checked"), "{ran}");
}

/// The estimate of a plan is the same in the terminal, on the page and in report.json.
#[test]
fn the_terminal_says_how_long_the_writing_takes() {
    let line = "import a.csv -m m.toml --sandbox --dry-run --no-progress";
    let ran = ferry().line(line).run().status(0);
    let estimate = ran.report_json()["about"]["estimate"].clone();
    let (calls, watching) = (estimate["calls"].as_u64().unwrap(), estimate["watching"].as_u64().unwrap());
    assert!(watching > 0 && calls == 12 + watching, "{estimate}");
    let said = format!("Writing this plan takes about {calls} calls, ");
    let said = said + &format!("{:.1} s at 10 calls a second: 12 for new customers ", calls as f64 / 10.0);
    let said = format!("{said}and {watching} to watch for customers that others insert.");
    assert_eq!(estimate["text"], said);
    in_order(&ran, "\nPlan\n", "\nWriting this plan takes about ");
    let in_lines = |text: &str| text.replace('\n', " ").contains(&said);
    assert!(in_lines(&ran.stderr), "{ran}");
    let text = ran.then().line("report latest --format text").run().stdout;
    assert!(in_lines(&text), "{text}");
    let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
    assert!(page.replace("<strong>", "").replace("</strong>", "").contains(&said), "{page}");
    let ran = ferry().line(line).line("--rate 0").run().status(0);
    ran.says(" calls without a rate limit: 12 for");
    let none = ferry().file("a.csv", "Name,Email\n,x@x.org\n").line(line).run().status(1);
    assert!(!none.stderr.contains("Writing this plan"), "{none}");
}

/// The sandbox that another process serves says so itself.
fn served() -> Desk {
    Desk::with(|options| options.off_by_default.says_sandbox = true)
}

#[test]
fn a_sandbox_that_is_served_is_one() {
    let desk = served();
    let dry = ferry().sandbox(&desk).line("import a.csv -m m.toml --dry-run --plan-out p.jsonl").fast().run();
    in_order(&dry, NOTHING, "\nPlan\n");
    let dry = dry.says(&format!("The sandbox is at {}", desk.base_url()));
    assert_eq!(dry.stderr.matches(NOTHING).count(), 1, "{dry}");
    let ran = ferry().sandbox(&desk).line("import a.csv -m m.toml").fast().run().status(0);
    in_order(&ran, NOTHING, "\nResult\n");
    assert_eq!(ran.stderr.matches(NOTHING).count(), 1, "{ran}");
    for ran in [&dry, &ran] {
        assert_eq!(ran.report_json()["sandbox"], true);
        let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
        assert!(page.contains("<title>[Sandbox] ") && page.contains(NOTHING), "{page}");
        assert!(page.contains(&format!("<code>{}</code>", desk.base_url())), "{page}");
    }
    let export = ran.then().sandbox(&desk).line("export -o c.jsonl").fast().run().status(0);
    in_order(&export, NOT_YOURS, "12 customers, snapshot");
    // A later run, in which the server says nothing any more, is one of the same account.
    let undo = ran.then().sandbox(&desk).line("undo latest --yes").fast().run().status(0);
    in_order(&undo, NOTHING, "\nResult\n");
}

/// What a server says about itself changes words only: the account is locked, and another one is refused.
#[test]
fn a_server_that_calls_itself_a_sandbox_gets_no_favours() {
    let desk = served();
    let ran = ferry().sandbox(&desk).line("import a.csv -m m.toml --dry-run --plan-out p.jsonl").fast().run();
    let other = served();
    let refused = ran.then().sandbox(&other).line("apply p.jsonl").fast().run().status(5);
    assert!(refused.stderr.contains("account"), "{refused}");
    let run = ran.run_json();
    assert_eq!(run["account"]["base_url"], desk.base_url());
    assert_eq!(run["account"]["served_sandbox"], true);
    let plain = Desk::new();
    let ran = ferry().sandbox(&plain).line("import a.csv -m m.toml --dry-run").fast().run().status(0);
    assert!(!ran.stderr.contains("SANDBOX"), "{ran}");
    assert_eq!(ran.report_json()["sandbox"], Value::Null);
}

/// `deskferry sandbox` announces itself.
#[test]
fn the_command_sandbox_says_that_it_is_one() {
    let server = Running::start(Ferry::new().line("sandbox --listen 127.0.0.1:0 -q"));
    wait_until("its address", || server.printed().lines().count() == 3);
    let printed = server.printed();
    let address = printed.lines().next().unwrap().split("http://").nth(1).unwrap().trim_end_matches('/');
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let request = format!("GET /nothing HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
    let head = std::io::read_to_string(stream).unwrap();
    server.signal("KILL");
    assert_eq!(server.end().status, -1);
    assert!(head.to_ascii_lowercase().contains("x-deskferry-sandbox: 1"), "{head}");
}

/// The definitions of the first import hold for every later command, until others are given.
#[test]
fn a_sandbox_file_keeps_its_custom_fields() {
    let more = "--sandbox=s.db --sandbox-switch unknown-custom=refuse";
    let line = format!("import a.csv -m m.toml --fields demo.json {more}");
    let first = with_segments(&line).run().status(1);
    let later = || first.then().fast();
    let again = later().line(&format!("import a.csv -m m.toml {more}")).run().status(1);
    assert_eq!(again.rejects().codes(), ["E305"], "the definitions are known: {again}");
    assert!(!again.stderr.contains("are not checked"), "{again}");
    let fields = later().line("customer fields --sandbox=s.db").run().status(0).stdout;
    assert!(fields.contains("segment"), "{fields}");
    let none =
        later().line("import a.csv -m m.toml --sandbox=s.db --sandbox-switch custom-fields=none").run();
    let none = none.status(0).says("are not checked against their definitions");
    let fields = none.then().line("customer fields --sandbox=s.db").run();
    assert!(!fields.stdout.contains("segment"), "forgotten: {fields}");
}
