//! What can't be planned against a backup.

use rstest::rstest;

use super::{backed_up, desk, dry, ferry, unasked};

#[rstest]
#[case("import a.csv -m m.toml --onto b", "so it needs --dry-run")]
#[case("import a.csv -m m.toml --dry-run --onto b --plan-out p.jsonl", "leave out --onto")]
#[case("import a.csv -m m.toml --dry-run --replace-sandbox", "--replace-sandbox belongs to --onto BACKUP")]
#[case(
    "import a.csv -m m.toml --dry-run --onto b --replace-sandbox",
    "--replace-sandbox needs --sandbox=FILE"
)]
#[case("import a.csv -m m.toml --dry-run --onto nowhere --sandbox=after.db", "nowhere")]
#[case("import a.csv -m m.toml --dry-run --onto a.csv --sandbox=after.db", "a.csv")]
#[case("restore b --dry-run --onto b", "unexpected argument '--onto'")]
#[case("validate a.csv -m m.toml --onto b", "unexpected argument '--onto'")]
fn flags_that_do_not_fit_are_refused(#[case] line: &str, #[case] said: &str) {
    let desk = desk();
    let ran = ferry().line(line).sandbox(&desk).run().status(2).says(said);
    unasked(&desk);
    assert!(ran.folders().is_empty() && !ran.path().join("after.db").exists(), "{ran}");
}

#[rstest]
#[case("customers.jsonl.zst", "damaged: its size or SHA-256 does not match the manifest")]
#[case("photos/eve", "photos/eve: damaged")]
#[case("custom-fields.json", "custom-fields.json: damaged")]
fn a_damaged_backup_is_refused_before_anything_is_planned(#[case] file: &str, #[case] said: &str) {
    let desk = desk();
    let ran = backed_up(&desk, "--photos");
    let path = ran.folder().join(file);
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let refused =
        dry(&ran, &desk, "--sandbox=after.db").run().status(5).says("is damaged, so nothing is planned");
    let refused = refused.says(said).says("Take another backup.");
    unasked(&desk);
    assert!(refused.folders().is_empty(), "{refused}");
    let left: Vec<_> =
        std::fs::read_dir(ran.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        left.iter().all(|name| !name.to_str().unwrap().contains(".tmp") && name != "after.db"),
        "{left:?}"
    );
}

#[test]
fn a_sealed_backup_needs_its_key() {
    let desk = desk();
    let secret = "correct horse battery staple";
    let sealed = ferry().env("DESKFERRY_PASSPHRASE", secret);
    let ran = super::backed_up_in(sealed, &desk, "");
    let refused = dry(&ran, &desk, "--sandbox=after.db").run().status(2).says("DESKFERRY_PASSPHRASE");
    assert!(!refused.path().join("after.db").exists());
    let wrong = dry(&ran, &desk, "--sandbox=after.db").env("DESKFERRY_PASSPHRASE", "wrong").run();
    assert!(!wrong.path().join("after.db").exists() && wrong.status == 2, "{wrong}");
    let opened = dry(&ran, &desk, "--sandbox=after.db").env("DESKFERRY_PASSPHRASE", secret).run().status(0);
    unasked(&desk);
    opened.says("1 inserted, 2 updated");
}
