//! Who is taken for the person.

use deskferry::file::DecryptionKey;
use serde_json::json;

use super::{all_pass, ann, bob, certificate, forget, found_in, night, nights, nothing_left, put};
use crate::backup_fixture::Shelf;
use crate::command_line::{Desk, Ferry};

#[test]
fn two_customers_with_one_address_are_both_found() {
    let twin = json!({"id": "c9000", "name": "A. Miller", "email": "ann@example.org", "memo": "second"});
    let ferry = nights(&[vec![ann(), twin.clone(), bob()], vec![twin.clone(), bob()]]);
    let ran = forget(&ferry, "email=ann@example.org --dry-run").run().status(0);
    let ran = ran.says("c700700  Ann Miller").says("c9000  A. Miller").says("In 2 of 2 backups");
    // By her id, the other one stays.
    let ran = forget(&ran.then(), "id=c700700 --yes").run().status(0);
    let ran = ran.says("an e-mail address of the customer is also another customer's, who stays");
    assert_eq!(certificate(ran.path())["customers"], 1);
    let left = ran.then().line("history t id=c9000 --json").run().status(0);
    assert!(left.stdout.contains("ann@example.org"));
    ran.then().line("history t id=c700700").run().status(1);
    forget(&ran.then(), "email=ann@example.org --yes").run().status(0);
    nothing_left(ran.path(), &DecryptionKey::default());
    all_pass(&ferry, "");
}

/// An address beside other values proves nothing: it is also another customer's, who is known from a run.
#[test]
fn the_address_of_another_customer_is_not_enough() {
    let desk = Desk::new();
    let ferry = Ferry::new()
        .file("source.csv", "Name,Email,City\nAnn Lee,info@shop.example,Rome\nBob,bob@example.org,Oslo\n")
        .file("source.toml", MAPPING);
    let run = |line: &str| ferry.then().sandbox(&desk).line(line).fast().run();
    run("import source.csv -m source.toml").status(0);
    desk.put(json!({"id": "c7007007", "name": "Eve", "email": "info@shop.example", "city": "Paris"}))
        .unwrap();
    run("backup t").status(0);
    forget(&ferry, "email=bob@example.org city=Nowhere --yes").run().status(1);
    let eve = "--from-help-desk --yes";
    let line = format!("email=info@shop.example name=Eve {eve}");
    forget(&ferry, &line).sandbox(&desk).fast().run().status(0);
    let names: Vec<_> = desk.customers().iter().map(|one| one["name"].clone()).collect();
    assert_eq!(names, ["Ann Lee", "Bob"]);
    let left = ferry.then().line("history t email=info@shop.example --json").run().status(0);
    assert!(left.stdout.contains("Ann Lee") && !left.stdout.contains("Eve"));
    let results = found_in(ferry.path(), &["Ann Lee"], &DecryptionKey::default());
    assert!(results.iter().any(|file| file.contains("results.csv")), "{results:?}");
}

const MAPPING: &str = "\
version = 1
name = \"Shops\"
[match]
keys = [[\"name\", \"city\"]]
[fields]
name = { from = \"Name\", required = true }
email = { from = \"Email\", as = \"email\" }
city = { from = \"City\" }
";

#[test]
fn ids_count_within_their_account() {
    let ferry = nights(&[vec![ann(), bob()]]);
    let other = json!({"id": "c700700", "name": "Somebody Else", "email": "else@example.org"});
    put(&ferry, 1, Shelf::new(&[other]).of("another-client"));
    forget(&ferry, "email=ann@example.org --yes").run().status(0);
    let shown = ferry.then().line("history t id=c700700 --json").run().status(0);
    assert!(shown.stdout.contains("Somebody Else") && !shown.stdout.contains("Ann"));
    all_pass(&ferry, "");
}

#[test]
fn an_id_that_was_used_again_is_told_before() {
    let again = json!({"id": "c700700", "name": "Carl", "email": "carl@example.org"});
    let ferry = nights(&[vec![ann(), bob()], vec![again, bob()]]);
    let ran = forget(&ferry, "email=ann@example.org --dry-run").run().status(0);
    ran.says("the help desk may have used the id again for another person");
}

#[test]
fn all_values_must_be_hers_and_too_many_are_refused() {
    let ferry = nights(&[vec![ann(), bob()]]);
    forget(&ferry, "email=ann@example.org city=Rome --yes").run().status(1);
    let all: Vec<_> =
        (0..150).map(|at| json!({"id": format!("c{at}"), "name": "X", "city": "Rome"})).collect();
    put(&ferry, 1, Shelf::new(&all).detailed());
    let before = std::fs::read(ferry.path().join(format!("t/{}/manifest.json", night(1)))).unwrap();
    forget(&ferry, "city=rome --yes").run().status(2).says("forget takes at most 100 at once");
    assert_eq!(std::fs::read(ferry.path().join(format!("t/{}/manifest.json", night(1)))).unwrap(), before);
}

#[test]
fn records_without_an_id_and_malformed_ones_go_too() {
    let lines = "{\"name\":\"Ann\",\"email\":\"ann@example.org\"}\n{\"id\":\"c700700\",\"email\":\"ann@example.org\",\
                 \"birthDate\":01}\n{\"id\":\"c8\",\"email\":\"bob@example.org\"}\n";
    let ferry = nights(&[vec![bob(), ann()]]);
    put(&ferry, 1, Shelf::of_lines(lines.to_owned(), 3));
    forget(&ferry, "email=ann@example.org --yes").run().status(0);
    assert_eq!(
        found_in(&ferry.path().join("t"), &["ann@example.org", "c700700"], &DecryptionKey::default()),
        [""; 0]
    );
    all_pass(&ferry, "");
}
