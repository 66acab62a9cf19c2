//! `deskferry verify` and `deskferry undo`: what a run wrote is compared, and taken back.

mod emptiness;
mod killed;
mod verify;

use std::collections::BTreeMap;

use deskferry::sandbox::{RequestKind, Sandbox};
use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran};

const MAPPING: &str = "\
version = 1
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
memo = { from = \"Memo\" }
[custom_fields]
segment = { from = \"Segment\" }
";

/// Ada and Bob are there and change, Cy is there and unchanged, Dora and Eve are new.
const PEOPLE: &str = "\
Name,Email,Memo,Segment
Ada B.,ada@x.org,called,Gold
Bob,bob@x.org,,Silver
Cy,cy@x.org,,
Dora,dora@x.org,new,Gold
Eve,eve@x.org,,
";

fn desk() -> Desk {
    Desk::holding([
        json!({"name": "Ada", "email": "ada@x.org", "city": "Rome", "customFields": {"tier": "1"}}),
        json!({"name": "Bob", "email": "bob@x.org", "customFields": {"segment": "Iron", "tier": "2"}}),
        json!({"name": "Cy", "email": "cy@x.org"}),
    ])
}

/// The customers by id, where null, absent and empty are the same.
fn state(sandbox: &Sandbox) -> BTreeMap<String, Value> {
    let by_id = |customer: Value| (customer["id"].as_str().unwrap().to_owned(), filled(customer));
    sandbox.customers().into_iter().map(by_id).collect()
}

fn filled(value: Value) -> Value {
    let Value::Object(members) = value else { return value };
    let empty = [json!(null), json!(""), json!([]), json!({})];
    let members = members.into_iter().map(|(name, value)| (name, filled(value)));
    members.filter(|(_, value)| !empty.contains(value)).collect()
}

fn imported(desk: &Desk, more: &str) -> Ran {
    let ferry = Ferry::new().file("a.csv", PEOPLE).file("m.toml", MAPPING);
    let ran = ferry.line(&format!("import a.csv -m m.toml {more}")).fast().sandbox(desk).run().status(0);
    assert_eq!((ran.count("inserted"), ran.count("updated"), ran.count("unchanged")), (2, 2, 1));
    ran
}

/// Another command on the same desk.
fn again(ran: &Ran, desk: &Desk, line: &str) -> Ran {
    ran.then().line(line).fast().sandbox(desk).run()
}

/// The name of the run folder, which is the run's id.
fn id(ran: &Ran) -> String {
    ran.folder().file_name().unwrap().to_str().unwrap().to_owned()
}

fn change(desk: &Desk, email: &str, field: &str, value: &str) {
    let mut customer = desk.customer("email", email);
    customer[field] = value.into();
    desk.put(customer).unwrap();
}

#[rstest]
#[case("")]
#[case("--put partial")]
#[case("--marker importRef")]
fn an_undo_brings_everything_back(#[case] more: &str) {
    let desk = desk();
    if more.contains("partial") {
        desk.configure(|options| options.put = deskferry::sandbox::PutMode::Merge);
    }
    let before = state(&desk);
    let import = imported(&desk, more);
    assert_ne!(state(&desk), before);
    let undo = again(&import, &desk, "undo latest --yes").status(0);
    assert_eq!(state(&desk), before);
    assert_eq!((undo.count("deleted"), undo.count("updated"), undo.count("rows")), (2, 2, 4));
    assert_eq!(undo.results().column("_action"), ["update", "update", "delete", "delete"]);
    assert_eq!(undo.results().column("_row"), ["2", "3", "5", "6"]);
    assert_eq!(undo.results().column("Email"), ["ada@x.org", "bob@x.org", "dora@x.org", "eve@x.org"]);
    let run = undo.run_json();
    assert_eq!((&run["command"], &run["undoes"]), (&json!("undo"), &json!(id(&import))));
    import.then().line("validate a.csv -m m.toml").run().status(0);
    let verified = again(&import, &desk, "verify latest").status(0);
    verified.says("wrote nothing; verifying").says("4 customers checked, all match");

    let folders = import.folders().len();
    for name in [id(&import), "latest".to_owned()] {
        let twice = again(&import, &desk, &format!("undo {name} --yes")).status(0);
        twice.says(&format!("{} is already undone, by {}; nothing was changed", id(&import), id(&undo)));
    }
    assert_eq!(import.folders().len(), folders, "there is no second undo");
    assert_eq!(state(&desk), before);
}

#[test]
fn fields_changed_since_stay() {
    let desk = desk();
    let before = state(&desk);
    let import = imported(&desk, "");
    change(&desk, "ada@x.org", "memo", "by hand");
    change(&desk, "dora@x.org", "name", "Dora by hand");
    change(&desk, "bob@x.org", "city", "Oslo");
    let undo = again(&import, &desk, "undo latest --yes").status(1);
    assert_eq!(undo.rejects().column("_codes"), ["E504", "E504"]);
    assert_eq!(undo.rejects().column("Email"), ["ada@x.org", "dora@x.org"]);
    let ada = desk.customer("email", "ada@x.org");
    assert_eq!((&ada["memo"], &ada["name"]), (&json!("by hand"), &json!("Ada B.")), "whole or not at all");
    assert_eq!(desk.customer("email", "dora@x.org")["name"], "Dora by hand");
    let bob = desk.customer("email", "bob@x.org");
    assert_eq!(bob["city"], "Oslo", "a field that the run did not write is nobody's business");
    assert_eq!(bob["customFields"], json!({"segment": "Iron", "tier": "2"}));

    // Corrected by hand, the rest is taken back too.
    change(&desk, "ada@x.org", "memo", "called");
    change(&desk, "dora@x.org", "name", "Dora");
    change(&desk, "bob@x.org", "city", "");
    again(&import, &desk, "retry latest").status(0).says("Retrying 2 failed writes");
    assert_eq!(state(&desk), before);
}

#[test]
fn what_cannot_be_undone_is_refused() {
    let desk = desk();
    let import = imported(&desk, "");
    again(&import, &desk, "undo latest").status(2).says("pass --yes to confirm");
    let other = import.then().line("undo latest --yes --sandbox").fast().run();
    let other = other.status(2).says("was made with another account");
    other.says(&format!("to use that account, add --base-url {}", desk.base_url()));
    assert_eq!(import.folders().len(), 1, "a refused undo leaves no folder");
    let undo = again(&import, &desk, "undo latest --yes").status(0);
    again(&undo, &desk, &format!("undo {} --yes", id(&undo))).status(2).says("an undo can't be undone");
    again(&undo, &desk, "resume latest").status(0);
    let dry = again(&undo, &desk, "import a.csv -m m.toml --dry-run").status(0);
    let of = |verb: &str| again(&dry, &desk, &format!("{verb} {}", id(&dry)));
    of("undo --yes").status(2).says("was a dry run, so there is nothing to undo");
    of("verify").status(2).says("was a dry run, so there is nothing to verify");
}

#[test]
fn what_an_undo_could_not_take_back_comes_with_advice() {
    let desk = desk();
    let import = imported(&desk, "");
    let ada = desk.customer("email", "ada@x.org")["id"].as_str().unwrap().to_owned();
    desk.remove(&ada).unwrap();
    change(&desk, "dora@x.org", "name", "Dora by hand");
    let undo = again(&import, &desk, "undo latest --yes").status(1);
    assert_eq!(undo.rejects().column("_codes"), ["E505", "E504"]);
    let undo = undo.says("there is nothing left to restore").says("and retry this run");
    let advice: Vec<String> = undo.rejects().column("_message").iter().map(ToString::to_string).collect();
    for text in [&undo.stderr, &advice.join("\n"), &undo.report_json().to_string()] {
        assert!(!text.contains("import again") && !text.contains("plans anew"), "{text}");
    }
}

#[test]
fn a_company_without_a_name_is_sent_back_as_it_was() {
    let ada = json!({"id": "a", "name": "Ada", "email": "ada@x.org", "company": {"id": "c5"}});
    let desk = Desk::holding([ada]);
    let mapping = MAPPING.replace("[custom_fields]", "company = { from = \"Company\" }\n[custom_fields]");
    let csv = "Name,Email,Memo,Segment,Company\nAda,ada@x.org,,,New\n";
    let ferry = Ferry::new().file("a.csv", csv).file("m.toml", mapping).sandbox(&desk);
    let import = ferry.line("import a.csv -m m.toml").fast().run().status(0);
    assert_eq!(desk.customer("name", "Ada")["company"], "New");
    again(&import, &desk, "undo latest --yes").status(0);
    let sent: Vec<Value> =
        desk.requests_of(RequestKind::Update).iter().map(|put| put.json()["company"].clone()).collect();
    assert_eq!(sent, [json!("New"), json!({"id": "c5"})]);
}

#[test]
fn the_runs_say_what_was_undone() {
    let desk = desk();
    let import = imported(&desk, "");
    let import_id = id(&import);
    let line_of = |ran: &Ran| {
        let list = ran.then().line("runs").run().status(0).stdout;
        assert!(list.lines().all(|line| line.chars().count() <= 80), "{list}");
        let lines: Vec<&str> = list.lines().skip_while(|line| !line.starts_with(&import_id)).collect();
        let more = lines.iter().skip(1).take_while(|line| line.starts_with("    ")).map(|line| &line[2..]);
        std::iter::once(lines[0]).chain(more).collect::<String>()
    };
    assert!(line_of(&import).contains("  finished  "));
    change(&desk, "dora@x.org", "memo", "changed by hand");
    let part = again(&import, &desk, "undo latest --yes").status(1);
    assert!(line_of(&part).ends_with(&format!("undone in part by {}", id(&part))), "{}", line_of(&part));
    assert!(line_of(&part).contains("  finished  "));
    part.then().line("runs show latest").run().status(0);
    let shown = part.then().args(["runs", "show", &id(&part)]).run().status(0).stdout;
    assert!(shown.contains("rows that were not undone, and why") && !shown.contains("correct"), "{shown}");
    assert!(!part.rejects().column("_message")[0].contains("plan"), "{:?}", part.rejects());

    change(&desk, "dora@x.org", "memo", "new");
    let whole = again(&import, &desk, "undo latest --yes").status(0);
    assert!(line_of(&whole).ends_with(&format!("  undone by {}", id(&whole))), "{}", line_of(&whole));
    assert!(line_of(&whole).contains("  undone  "));
    let shown = whole.then().args(["runs", "show", &import_id]).run().status(0).stdout;
    assert!(shown.contains(&format!("undone by {}", id(&whole))), "{shown}");
    assert!(!shown.contains("deskferry undo"), "there is nothing left to undo: {shown}");
    let json = whole.then().line("runs --json").run().document();
    assert_eq!(json["runs"][0]["undone_by"], id(&whole));
}
