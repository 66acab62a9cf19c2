//! What is refused before anything is searched or changed, and what only looks.

use deskferry::journal::FolderLock;

use super::{ann, bob, forget, nights};

#[test]
fn an_existing_file_is_no_place_for_a_certificate() {
    for name in ["c.json", "c.txt"] {
        let ferry = nights(&[vec![ann(), bob()]]);
        let call = forget(&ferry, "email=ann@example.org --yes").file(name, "mine");
        call.run().status(2).says(&format!("{name} exists")).says("nothing was changed");
        assert_eq!(std::fs::read_to_string(ferry.path().join(name)).unwrap(), "mine");
        ferry.then().line("history t email=ann@example.org").run().status(0);
    }
}

#[test]
fn without_a_terminal_it_is_refused_before_the_search() {
    let ferry = nights(&[vec![ann(), bob()]]);
    let ran = forget(&ferry, "email=ann@example.org").run().status(2).says("pass --yes to confirm");
    assert!(!ran.stderr.contains("Ann Miller"), "{ran}");
}

#[test]
fn a_dry_run_needs_no_lock() {
    let ferry = nights(&[vec![ann(), bob()]]);
    let lock = FolderLock::take(&ferry.path().join("t")).unwrap();
    forget(&ferry, "email=ann@example.org --dry-run").run().status(0).says("c700700  Ann Miller");
    forget(&ferry, "email=ann@example.org --yes").run().status(2).says("is in use by process");
    drop(lock);
    forget(&ferry, "email=ann@example.org --yes").run().status(0);
}

#[test]
fn names_that_have_a_value_are_told() {
    let ferry = nights(&[vec![ann(), bob()]]);
    let line = "email=ann@example.org --dry-run --reference \"Miller,ann@example.org\"";
    let call = ferry.then().line(&format!("forget t {line} --certificate ann@example.org.json"));
    let ran = call.run().status(0);
    let ran = ran.says("the name of the certificate seems to have a value of the customer");
    ran.says("--reference, which stands on the certificate, seems to have a value");
    let quiet = forget(&ferry, "email=ann@example.org --dry-run --reference case-17").run().status(0);
    assert!(!quiet.stderr.contains("seems to have"), "{quiet}");
}
