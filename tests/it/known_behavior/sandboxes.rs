//! A sandbox behaves as the account, as far as that is known.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::{Value, json};

use super::{USUAL, file_of, known, with_account};
use crate::command_line::{Ferry, Ran, SIMPLE};

const SAYS: &str = "The sandbox behaves as api.deskero.com did on 29 November 2026 (deskferry doctor";

fn ferry() -> Ferry {
    let rows: String = (1..=12).map(|row| format!("N{row},n{row}@x.org\n")).collect();
    Ferry::new().file("a.csv", format!("Name,Email\n{rows}")).file("m.toml", SIMPLE)
}

fn found() -> Value {
    json!({"id": "number", "page-size": 10, "missing": 404, "create-status": 201, "several": "last",
        "search": {"email": "ascii", "name": "ascii", "phoneNumber": "whole"}, "search-trims": "yes"})
}

fn probed() -> Ferry {
    with_account(known(ferry(), USUAL, &found()))
}

fn ids_of(ran: &Ran) -> Vec<String> {
    ran.results().column("_id").into_iter().map(ToOwned::to_owned).collect()
}

fn is_number(id: &str) -> bool {
    id.parse::<u64>().is_ok_and(|id| id < 10_000_000)
}

#[test]
fn a_sandbox_behaves_as_the_account() {
    let ran = probed().line("import a.csv -m m.toml --sandbox").fast().run().status(0).says(SAYS);
    assert_eq!(ran.stderr.matches("The sandbox behaves").count(), 1, "{ran}");
    let ran = ran.says("It can't imitate: search-trims: yes; several: last.");
    assert!(ids_of(&ran).iter().all(|id| is_number(id)), "{ran}");
    let imitated = &ran.run_json()["account"]["imitates"];
    let switches = json!(["page-size=10", "id=number", "missing=404", "search=ascii"]);
    assert_eq!((&imitated["switches"], &imitated["base_url"]), (&switches, &json!(USUAL)));
    assert!(ran.stderr.lines().all(|line| line.chars().count() <= 80), "{ran}");
}

/// The sandbox fills fields with texts that it can be told, and no others.
#[test]
fn a_sandbox_fills_what_it_can() {
    let fills = json!({"fills": {"language": "en", "memo": "a,b", "city": null, "createdAt": "x"}});
    let ran = with_account(known(ferry(), USUAL, &fills)).line("import a.csv -m m.toml --sandbox").fast();
    let ran = ran.run().status(0).says("It can't imitate: ");
    assert_eq!(ran.run_json()["account"]["imitates"]["switches"], json!(["fills=language:en"]), "{ran}");
    let said = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    for field in ["memo", "city", "createdAt"] {
        assert!(said.contains(&format!("the value with which {field} is filled")), "{ran}");
    }
}

#[test]
fn it_needs_no_credential() {
    let settings = "client_id = \"CLIENT\"\ntoken_command = [\"touch\", \"ran\"]\n";
    let ferry = ferry().file("s.toml", settings.replace("CLIENT", deskferry::sandbox::CLIENT_ID));
    let ran = known(ferry, USUAL, &found()).line("import a.csv -m m.toml --sandbox --config s.toml").fast();
    let ran = ran.run().status(0).says(SAYS);
    assert!(!ran.path().join("ran").exists(), "{ran}");
}

#[test]
fn without_an_account_or_a_probe_nothing_changes() {
    let line = "import a.csv -m m.toml --sandbox";
    let unprobed = with_account(ferry()).line(line).fast().run().status(0);
    let nobodys = known(ferry(), USUAL, &found()).line(line).fast().run().status(0);
    for ran in [unprobed, nobodys] {
        assert!(!ran.stderr.contains("The sandbox behaves"), "{ran}");
        assert_eq!(ran.run_json()["account"]["imitates"], Value::Null);
        assert!(!ids_of(&ran).iter().any(|id| is_number(id)), "{ran}");
    }
}

#[test]
fn a_switch_of_the_user_wins_and_one_turns_it_off() {
    let line = |switch: &str| {
        probed().line("import a.csv -m m.toml --sandbox --sandbox-switch").args([switch]).fast().run()
    };
    let own = line("id=text").status(0).says(SAYS);
    assert!(!ids_of(&own).iter().any(|id| is_number(id)), "{own}");
    let off = line("behavior=default").status(0);
    assert!(
        !off.stderr.contains("The sandbox behaves") && !ids_of(&off).iter().any(|id| is_number(id)),
        "{off}"
    );
    line("behavior=account").status(0).says(SAYS);
    line("behavior=mine").status(2).says("allowed: account, default");
    let unknown = with_account(ferry());
    let unknown = unknown.line("import a.csv -m m.toml --sandbox --sandbox-switch behavior=account").fast();
    unknown.run().status(2).says("deskferry doctor --probe");
}

/// Later commands about a run go on in the same sandbox, whatever is known of the account by then.
#[test]
fn a_run_goes_on_in_a_sandbox_that_behaves_alike() {
    let stopped = probed().line("import a.csv -m m.toml --sandbox=s.db").fast();
    let mut command = stopped.command();
    let ended = command.env("DESKFERRY_FAIL_POINT", "intent-committed").output().unwrap();
    assert_eq!(ended.status.code(), None);
    let file = file_of(stopped.path(), USUAL);
    std::fs::remove_file(file.path()).unwrap();
    let resume = stopped.then().line("resume latest --settle-for 300ms").fast().run().status(0).says(SAYS);
    assert!(ids_of(&resume).iter().all(|id| is_number(id)), "{resume}");
    file.save(&super::behavior(&json!({"id": "text", "page-size": 3}))).unwrap();
    let verify = with_account(stopped.then()).line("verify latest").fast().run().status(0).says(SAYS);
    assert!(!verify.stderr.contains("--sandbox-switch"), "{verify}");
    stopped.then().line("undo latest --yes").fast().run().status(0).says(SAYS);
    let export = with_account(stopped.then()).line("export -o c.jsonl --sandbox=s.db").fast().run().status(0);
    export.says("The sandbox behaves as").says("0 customers");
}

/// A plan is applied in a sandbox that behaves as the one in which it was made.
#[test]
fn a_plan_is_applied_in_a_sandbox_that_behaves_alike() {
    let dry = "import a.csv -m m.toml --sandbox=s.db --dry-run --plan-out p.jsonl";
    let dry = probed().line(dry).fast().run().status(0).says(SAYS);
    std::fs::remove_file(file_of(dry.path(), USUAL).path()).unwrap();
    let apply = dry.then().line("apply p.jsonl --sandbox=s.db").fast().run().status(0).says(SAYS);
    assert!(ids_of(&apply).iter().all(|id| is_number(id)), "{apply}");
    let off = apply.then().line("apply p.jsonl --sandbox=s.db --again --sandbox-switch behavior=default");
    assert!(!off.fast().run().stderr.contains("The sandbox behaves"));
}

/// The sandbox of a plan takes photos as the account did when the plan was made.
#[test]
fn photos_have_the_form_of_the_imitated_account() {
    let mapping = format!("{SIMPLE}profilePhotoBlob = {{ from = \"Photo\", as = \"file\" }}\n");
    let ferry =
        Ferry::new().file("a.csv", "Name,Email,Photo\nAda,ada@x.org,ada.png\n").file("m.toml", mapping);
    let ferry = known(ferry.file("ada.png", super::defaults::PNG), USUAL, &json!({"photo": "hex"}));
    let dry = "import a.csv -m m.toml --sandbox=s.db --dry-run --plan-out p.jsonl";
    let dry = with_account(ferry).line(dry).fast().run().status(0);
    file_of(dry.path(), USUAL).save(&super::behavior(&json!({"photo": "base64"}))).unwrap();
    with_account(dry.then()).line("apply p.jsonl --sandbox=s.db").fast().run().status(0);
}

/// `deskferry sandbox` behaves so only if it is asked to.
#[test]
fn a_served_sandbox_takes_it_with_a_flag() {
    let served = |flags: &str| {
        let ferry = probed().line("sandbox --listen 127.0.0.1:0").line(flags);
        let mut child = ferry.command().stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines.next().unwrap().unwrap().replace("export DESKERO_BASE_URL=", "");
        let client = ferry.then().env("DESKERO_BASE_URL", address);
        let client = client.env("DESKERO_CLIENT_ID", deskferry::sandbox::CLIENT_ID);
        let ran = client.env("DESKERO_API_TOKEN", deskferry::sandbox::API_TOKEN);
        let ran = ran.line("customer insert name=Ada").run().status(0);
        child.kill().unwrap();
        let said = std::io::read_to_string(child.stderr.take().unwrap()).unwrap();
        child.wait().unwrap();
        (ran, said)
    };
    let (ran, said) = served("--as-account --switch past-end=empty");
    assert!(said.contains(SAYS), "{said}");
    let id = |ran: &Ran| ran.stdout.chars().filter(char::is_ascii_digit).count();
    assert!(id(&ran) <= 8, "{ran}");
    let (ran, said) = served("");
    assert!(!said.contains("behaves") && id(&ran) > 8, "{said} {ran}");
    with_account(ferry()).line("sandbox --as-account").run().status(2).says("deskferry doctor --probe");
}
