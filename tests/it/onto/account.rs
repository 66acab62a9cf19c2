//! The sandbox is the account after the import, customer by customer and photo by photo.

use deskferry::sandbox::PhotoForm;
use rstest::rstest;
use serde_json::{Value, json};

use super::{backed_up, backed_up_in, desk, desk_of, dry, ferry, said, unasked, whole};
use crate::command_line::{Desk, Ran};

const PASSPHRASE: &str = "correct horse battery staple";

fn find(ran: &Ran, of: &str) -> Value {
    let found = ran.then().line(&format!("customer find {of} --sandbox=after.db")).run().status(0);
    serde_json::from_str(&found.stdout).unwrap_or_else(|_| panic!("{found}"))
}

#[test]
fn one_customer_is_seen_as_she_will_be_and_nobody_was_asked() {
    let desk = desk();
    let before = desk.customers();
    let ran = dry(&backed_up(&desk, "--photos"), &desk, "--sandbox=after.db").run().status(0);
    unasked(&desk);
    assert_eq!(desk.customers(), before);
    let ran = ran
        .says("SANDBOX: planned against the backup of ")
        .says("; nothing was sent to your help desk.")
        .says("Dry run, nothing was written")
        .says("Carrying out the plan in the sandbox: 3 customers");
    let told =
        "holds the 3 customers of the backup with 2 photos, and the plan carried out: 1 inserted, 2 updated.";
    assert!(said(&ran).contains(told), "{ran}");
    assert_eq!(ran.stderr.matches("SANDBOX").count(), 1, "{ran}");
    let ada = find(&ran, "email=ada@example.org");
    assert_eq!((&ada["id"], &ada["name"], &ada["topClient"]), (&json!("ada"), &json!("Ada"), &json!(true)));
    assert_eq!(ada["memo"], "old\ncalled", "{ada}");
    assert_eq!(ada["customFields"], json!({"segment": "Gold", "legacyId": "L-1"}));
    let bob = find(&ran, "id=bob");
    assert_eq!(
        (&bob["name"], &bob["phoneNumber"], &bob["odd"]),
        (&json!("Bob"), &json!("+44 1"), &json!({"x": [1]}))
    );
    assert_eq!(find(&ran, "email=zed@example.org")["memo"], "is new");
    let json = ran.run_json();
    assert_eq!((&json["dry_run"], &json["account"]["holds"]["id"].is_string()), (&json!(true), &true));
    assert_eq!(ran.count("pending"), 3);
    // The report shows before and after.
    let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
    assert!(page.contains("SANDBOX: planned against the backup of "), "{}", &page[..2000]);
    assert!(page.contains("Bobby"), "the value before");
    assert!(ran.report_json()["about"]["account"]["holds"]["began"].is_string());
    let shown = ran.then().line("runs show latest").run().status(0).stdout;
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("/after.db, with the customers of the backup "), "{shown}");
    assert!(words.ends_with("write it deskferry import a.csv -m m.toml"), "into the help desk: {shown}");
    ran.then().line("verify latest").run().status(2).says("was a dry run, so there is nothing to verify");
}

/// The customers of `after.db` are those of the account after the real import.
#[rstest]
#[case("--photos", PhotoForm::Hex)]
#[case("--photos", PhotoForm::Base64)]
#[case("--photos --passphrase", PhotoForm::Hex)]
fn the_sandbox_equals_the_account_after_the_import(#[case] flags: &str, #[case] form: PhotoForm) {
    let desk = desk_of(form);
    let settings = if form == PhotoForm::Base64 { "photo_encoding = \"base64\"\n" } else { "" };
    let sealed = flags.contains("passphrase");
    let flags = flags.replace(" --passphrase", "");
    let mut ferry = ferry().file("deskferry.toml", settings);
    if sealed {
        ferry = ferry.env("DESKFERRY_PASSPHRASE", PASSPHRASE);
    }
    let ran = backed_up_in(ferry, &desk, &flags);
    let mut dry = dry(&ran, &desk, "--sandbox=after.db");
    if sealed {
        dry = dry.env("DESKFERRY_PASSPHRASE", PASSPHRASE);
    }
    let planned = dry.run().status(0);
    unasked(&desk);
    let real = ran.then().line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    let counts = |ran: &Ran| ["rejected", "unchanged", "skipped"].map(|name| ran.count(name));
    assert_eq!(counts(&planned), counts(&real));
    let live = ran.then().line("backup live --photos").fast().sandbox(&desk).run().status(0);
    let after = ran.then().line("backup after --photos --sandbox=after.db").fast().run().status(0);
    let (live, mut after) = (whole(&live, "live"), whole(&after, "after"));
    assert_eq!(live.len(), 4);
    assert_eq!(live.values().filter(|(_, photo)| photo.is_some()).count(), 3);
    // The help desk makes the id of a new customer.
    after.get_mut("zed@example.org").unwrap().0["id"] = live["zed@example.org"].0["id"].clone();
    assert_eq!(after, live);
}

/// The custom fields of the backup are those that the rows are checked against, as in the help desk.
#[test]
fn the_custom_fields_of_the_backup_count() {
    let desk = desk();
    let ran = backed_up(&desk, "");
    let rows = "Name,Email,Memo,Phone,Segment,Photo\nAda,ada@example.org,,,No such segment,\n";
    std::fs::write(ran.path().join("a.csv"), rows).unwrap();
    let planned = dry(&ran, &desk, "--sandbox=after.db").run();
    let live = ran.then().line("import a.csv -m m.toml --dry-run").fast().sandbox(&desk).run();
    assert_eq!(planned.status, live.status);
    assert_eq!(planned.rejects().column("_codes"), live.rejects().column("_codes"));
    assert_eq!(planned.rejects().len(), 1, "{planned}");
    let fields = ran.then().line("customer fields --sandbox=after.db").run().status(0).stdout;
    let fields: Value = serde_json::from_str(&fields).unwrap();
    assert_eq!(fields.as_array().unwrap(), &super::custom_fields());
}

/// Without a file the plan is all there is, and nothing is left.
#[rstest]
#[case("")]
#[case("--sandbox")]
fn without_a_file_there_is_only_a_plan(#[case] flags: &str) {
    let desk = desk();
    let ran = backed_up(&desk, "");
    let before = std::fs::read_dir(ran.path()).unwrap().count();
    let planned = dry(&ran, &desk, flags).run().status(0).says("SANDBOX: planned against the backup of ");
    unasked(&desk);
    assert!(!planned.stderr.contains("holds the 3 customers"), "{planned}");
    assert_eq!(planned.count("pending"), 3);
    assert_eq!(std::fs::read_dir(ran.path()).unwrap().count(), before, "nothing is new beside the runs");
}

/// The rate is for the help desk: the plan names it, and the sandbox does not keep it.
#[test]
fn the_sandbox_keeps_no_rate() {
    let desk = desk();
    let ran = backed_up(&desk, "");
    let began = std::time::Instant::now();
    let planned = dry(&ran, &desk, "--sandbox=after.db --rate 6/m").run().status(0);
    assert!(began.elapsed() < std::time::Duration::from_secs(30), "{:?}", began.elapsed());
    assert!(planned.stderr.contains("0.1"), "{planned}");
}

/// What the sandbox refuses, as the help desk may, is told with its row, and the rest is carried out.
#[test]
fn a_row_that_is_refused_is_told() {
    let desk = desk();
    let ran = backed_up(&desk, "");
    let switch = "--sandbox-switch unknown=refuse";
    let planned = dry(&ran, &desk, &format!("--sandbox=after.db {switch}")).run().status(1);
    let planned = planned
        .says("1 row of the plan was refused by the sandbox:")
        .says("a.csv, row 3")
        .says("unknown field 'odd'")
        .says("1 inserted, 1 updated");
    let quiet = dry(&ran, &desk, &format!("--sandbox=q.db -q {switch}")).run().status(1);
    quiet.says("1 row of the plan was refused by the sandbox:").says("unknown field 'odd'");
    assert_eq!(find(&planned, "id=bob")["name"], "Bobby");
    assert_eq!(find(&planned, "id=ada")["memo"], "old\ncalled");
}

/// Numbers in `report.json` and exit status are those of a dry run.
#[test]
fn a_rejected_row_ends_with_1_as_in_every_import() {
    let desk = desk();
    let ran = backed_up(&desk, "");
    let rows = "Name,Email,Memo,Phone,Segment,Photo\nAda,no address,,,,\nEve B,eve@example.org,,,,\n";
    std::fs::write(ran.path().join("a.csv"), rows).unwrap();
    let planned = dry(&ran, &desk, "--sandbox=after.db").run().status(1);
    assert_eq!((planned.count("rejected"), planned.count("pending")), (1, 1));
    assert_eq!(find(&planned, "id=eve")["name"], "Eve B");
    let planned = dry(&ran, &desk, "--sandbox=q.db -q").run().status(1);
    assert!(!planned.stderr.contains("SANDBOX") && planned.path().join("q.db").exists(), "{planned}");
}

/// A backup without customers is an empty account.
#[test]
fn an_empty_backup_is_an_empty_account() {
    let desk = Desk::new();
    let ran = backed_up(&desk, "");
    let planned = dry(&ran, &desk, "--sandbox=after.db --sandbox-switch start-customers=9").run().status(0);
    let planned =
        planned.says("holds the 0 customers of the backup, and the plan").says("3 inserted, 0 updated");
    assert_eq!(find(&planned, "email=zed@example.org")["name"], "Zed");
    let listed = planned.then().line("export -o all.jsonl --sandbox=after.db").fast().run().status(0);
    assert_eq!(listed.text("all.jsonl").lines().count(), 3);
}
