//! Run folders, recent inserts, and what stays of a run for the others.

use deskferry::file::DecryptionKey;
use serde_json::Value;

use super::{HERS, certificate, forget, found_in, nothing_left};
use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

const MAPPING: &str = "\
version = 1
name = \"Phones\"
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\", required = true }
email = { from = \"Email\", as = \"email\" }
phoneNumber = { from = \"Phone\" }
memo = { from = \"Memo\" }
";
const ROWS: &str = "\
Name,Email,Phone,Memo
Bob Ross,bob@example.org,+39 06 1,B
Ann Miller,Ann@example.org,+49 170 1234567,likes calls
,ann@example.org,,no name
Eve Fox,eve@example.org,+39 06 2,E
Carl,carl(at)example.org,,C
";

pub(super) fn desk() -> Desk {
    Desk::holding([])
}

/// A target with one backup, and runs: an import, a dry run and a validation.
pub(super) fn ran(desk: &Desk) -> Ferry {
    let ferry = Ferry::new().file("source.csv", ROWS).file("source.toml", MAPPING);
    let run = |line: &str| ferry.then().sandbox(desk).line(line).fast().run();
    run("import source.csv -m source.toml").status(1);
    run("import source.csv -m source.toml --dry-run").status(1);
    ferry.then().line("validate source.csv -m source.toml").run().status(1);
    run("backup t").status(0);
    ferry
}

fn her_id(desk: &Desk) -> String {
    desk.customer("name", "Ann Miller")["id"].as_str().unwrap().to_owned()
}

/// Her customer in the help desk has another id than in the other tests.
#[track_caller]
fn all_gone(ferry: &Ferry, id: &str) {
    nothing_left(ferry.path(), &DecryptionKey::default());
    let mut left = found_in(ferry.path(), &[id, "likes calls"], &DecryptionKey::default());
    left.retain(|one| !one.starts_with("source"));
    assert_eq!(left, [""; 0]);
}

fn runs_of(ferry: &Ferry) -> Ran {
    ferry.then().line("runs --json").run().status(0)
}

/// The workbench keeps what its jobs have said. It is not changed, but the certificate names it.
#[test]
fn what_a_job_of_the_workbench_has_left_is_named() {
    let desk = desk();
    let job = "deskferry-runs/jobs/20261130T083000Z-000-write";
    let ferry = ran(&desk)
        .file(&format!("{job}/log.jsonl"), "{\"fields\":{\"reason\":\"ann@example.org is there already\"}}\n")
        .file(&format!("{job}/job.json"), "{}");
    let done = forget(&ferry, "email=ann@example.org --yes").run();
    let proof = certificate(done.path()).to_string();
    assert!(proof.contains(&format!("{job}/log.jsonl")) && !proof.contains("job.json"), "{proof}");
}

/// The next start of the target removes it.
#[test]
fn the_batch_of_a_killed_singer_target_is_named() {
    let desk = desk();
    let batch = "deskferry-runs/singer/account-1/people.20261130T083000-1.jsonl";
    let ferry = ran(&desk).file(batch, "{\"email\":\"ann@example.org\"}\n");
    let done = forget(&ferry, "email=ann@example.org --yes").run().status(5);
    assert!(certificate(done.path()).to_string().contains(batch));
}

#[test]
fn her_rows_are_emptied_and_the_others_stay() {
    let desk = desk();
    let ferry = ran(&desk);
    let id = her_id(&desk);
    assert!(!found_in(ferry.path(), &HERS, &DecryptionKey::default()).is_empty());
    let done = forget(&ferry, "email=ann@example.org --yes").run().status(0);
    let done = done.says("In 1 of 1 backups, and in 3 of 3 runs (1 folder is removed");
    all_gone(&ferry, &id);
    let proof = certificate(done.path());
    assert_eq!(proof["runs"].as_array().unwrap().len(), 3);
    assert_eq!(proof["runs"][0]["rows"], 2);
    assert!(proof["runs"][0]["files"]["journal.db"].is_array(), "{proof:#}");
    assert_eq!((&proof["foundAgain"], &proof["recentInserts"]), (&Value::from(0), &Value::from(1)));

    let mut runs = runs_of(&ferry).listed("runs");
    runs.retain(|run| run["command"] != "backup");
    assert_eq!(runs.len(), 2, "the validation is gone: {runs:#?}");
    let import = runs[0]["id"].as_str().or(runs[0]["run"].as_str()).unwrap().to_owned();
    let folder = ferry.path().join("deskferry-runs").join(&import);
    let results = std::fs::read_to_string(folder.join("results.csv")).unwrap();
    assert!(results.contains("bob@example.org") && results.contains("forgotten"), "{results}");
    assert!(std::fs::read_to_string(folder.join("rejects.csv")).unwrap().contains("carl(at)example.org"));
    assert!(std::fs::read_to_string(folder.join("report.html")).unwrap().contains("carl(at)example.org"));
    let run = |line: &str| ferry.then().sandbox(&desk).line(line).fast().run();
    run(&format!("verify {import}")).status(0);
    run(&format!("undo {import} --yes")).status(0);
    let left: Vec<Value> = desk.customers().iter().map(|one| one["name"].clone()).collect();
    assert_eq!(left, ["Ann Miller"], "the undo knows nothing of her");
    forget(&ferry, "email=ann@example.org --yes").run().status(1);
}

/// Two help desks may use the same ids, as two sandboxes do.
#[test]
fn a_run_of_another_account_with_the_same_id_stays_as_it_is() {
    let desk = desk();
    let ferry = ran(&desk);
    // The ids go by arrival, and she may be the third to arrive.
    let other = "Name,Email\nCarl,carl@example.org\nDora,dora@example.org\nEd,ed@example.org\n";
    let run = ferry.then().file("other.csv", other).file("other.toml", SIMPLE);
    let run = run.line("import other.csv -m other.toml --sandbox=other.db").fast().run().status(0);
    let folder = run.folder();
    let id = her_id(&desk);
    let results = std::fs::read_to_string(folder.join("results.csv")).unwrap();
    assert!(results.contains(&id), "the test needs the same id: {id}\n{results}");
    let before = found_files(&folder);
    let ran = forget(&ferry, "email=ann@example.org --yes").run().status(0);
    ran.says("in 3 of 4 runs");
    assert_eq!(found_files(&folder), before);
}

fn found_files(folder: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let read = |entry: std::fs::DirEntry| {
        (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
    };
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().map(read).collect();
    files.retain(|(name, _)| !name.ends_with("-shm") && !name.ends_with("-wal"));
    files.sort();
    files
}

#[test]
fn an_update_of_hers_is_found_by_her_id() {
    let desk = desk();
    let ferry = ran(&desk);
    let mut ann = desk.customer("name", "Ann Miller");
    let id = ann["id"].as_str().unwrap().to_owned();
    ann["email"] = "ann.miller@example.org".into();
    desk.put(ann).unwrap();
    let run = |line: &str| ferry.then().sandbox(&desk).line(line).fast().run();
    let rows = "Name,Email\nAnn Maria Miller,ann.miller@example.org\n";
    let ferry_again = ferry.then().file("source2.csv", rows).file("source2.toml", SIMPLE).sandbox(&desk);
    ferry_again.line("import source2.csv -m source2.toml").fast().run().status(0);
    run("backup t").status(0);
    // By the old address: the backups and runs that know only the new one lose her too.
    forget(&ferry, "email=ann@example.org --yes").run().status(0);
    all_gone(&ferry, &id);
    let mut left = found_in(ferry.path(), &["ann.miller", "Ann Maria"], &DecryptionKey::default());
    left.retain(|one| !one.starts_with("source"));
    assert_eq!(left, [""; 0]);
}

#[test]
fn a_run_without_any_backup_is_searched_too() {
    let desk = desk();
    let ferry = ran(&desk);
    let id = her_id(&desk);
    std::fs::remove_dir_all(ferry.path().join("t")).unwrap();
    std::fs::create_dir(ferry.path().join("t")).unwrap();
    let done = forget(&ferry, &format!("id={id} --yes")).run().status(0);
    done.says("In 0 of 0 backups");
    let left = found_in(
        &ferry.path().join("deskferry-runs"),
        &["likes calls", &id, "ann@example.org"],
        &DecryptionKey::default(),
    );
    assert_eq!(left, [""; 0]);
}

#[test]
fn a_pending_insert_of_hers_is_not_written_any_more() {
    let desk = desk();
    let ferry = Ferry::new().file("source.csv", ROWS).file("source.toml", MAPPING);
    let import = ferry.then().sandbox(&desk).line("import source.csv -m source.toml").fast();
    let killed = import.env("DESKFERRY_FAIL_POINT", "intent-written").command().output().unwrap();
    assert!(!killed.status.success());
    std::fs::create_dir(ferry.path().join("t")).unwrap();
    forget(&ferry, "email=ann@example.org --yes").run().status(0);
    nothing_left(ferry.path(), &DecryptionKey::default());
    ferry.then().sandbox(&desk).line("resume latest --settle-for 300ms").fast().run().status(1);
    let names: Vec<Value> = desk.customers().iter().map(|one| one["name"].clone()).collect();
    assert_eq!(names, ["Bob Ross", "Eve Fox"]);
}

#[test]
fn a_run_at_work_is_refused_and_nothing_changes() {
    let desk = desk();
    let ferry = ran(&desk);
    let runs: Vec<_> = std::fs::read_dir(ferry.path().join("deskferry-runs")).unwrap().flatten().collect();
    let folder = runs.iter().map(|run| run.path()).find(|path| path.join("journal.db").is_file()).unwrap();
    let lock = std::fs::File::options().create(true).append(true).open(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    forget(&ferry, "email=ann@example.org --yes").run().status(2);
    assert!(!found_in(&ferry.path().join("t"), &["ann@example.org"], &DecryptionKey::default()).is_empty());
}

/// Her name is a word of the sandbox, of the mapping and of the source: the run can still be undone.
#[test]
fn a_run_can_be_undone_even_if_her_name_is_in_its_settings() {
    let mapping = format!("# Name: \"Practice\", \"Bob\"\n{SIMPLE}");
    let ferry = Ferry::new()
        .file("practice.csv", "Name,Email\nPractice,practice@example.org\nBob,bob@example.org\n")
        .file("practice.toml", mapping);
    let run = |line: &str| ferry.then().line(&format!("{line} --sandbox=practice.db")).fast().run();
    let folder = run("import practice.csv -m practice.toml").status(0).folder();
    run("backup t").status(0);
    forget(&ferry, "email=practice@example.org --yes").run().status(0);
    let text = std::fs::read_to_string(folder.join("run.json")).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(file["mapping"]["text"], format!("# Name: \"(forgotten)\", \"Bob\"\n{SIMPLE}"));
    assert!(file["account"]["base_url"].as_str().unwrap().ends_with("practice.db"), "{text}");
    ferry.then().line("verify latest").fast().run().status(0);
    let undone = ferry.then().line("undo latest --yes").fast().run().status(0);
    assert_eq!(undone.count("deleted"), 1);
}

/// Ann and Bob have one address. By Ann's name, Bob's values stay everywhere, also those of a row that has no id.
#[test]
fn values_of_another_customer_with_the_same_address_stay() {
    let mapping = MAPPING.replace("keys = [\"email\"]", "keys = [\"name\"]");
    let rows = "Name,Email,Phone,Memo\nAnn,office@example.org,+39 06 1111111,A\nBob Ross,office@example.org,\
                +39 06 2222222,B\n";
    let desk = desk();
    let ferry = Ferry::new().file("source.csv", rows).file("source.toml", mapping);
    let run = |line: &str| ferry.then().sandbox(&desk).line(line).fast().run();
    run("import source.csv -m source.toml --dry-run").status(0);
    let folder = run("import source.csv -m source.toml").status(0).folder();
    run("backup t").status(0);
    let survey = || std::fs::read_to_string(folder.join("survey.json")).unwrap();
    assert!(survey().contains("Bob Ross") && survey().contains("+39 06 2222222"));
    forget(&ferry, "name=Ann --yes").run().status(0);
    let left = survey();
    assert!(left.contains("Bob Ross") && left.contains("+39 06 2222222"), "{left}");
    assert!(!left.contains("+39 06 1111111"), "{left}");
}
