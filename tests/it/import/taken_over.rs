//! `import --anew` takes over what an earlier run has left, so that only one of the two goes on.

use deskferry::sandbox::RequestKind;
use rstest::rstest;

use super::{Running, people, stored_names};
use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

/// An import of twelve rows that was killed during its writes, and its id.
fn killed(desk: &Desk) -> (Ferry, String) {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(12)).sandbox(desk);
    let ferry = ferry.line("import a.csv -m m.toml --settle-for 0.3s --concurrency 2").fast();
    let then = ferry.then();
    assert_eq!(Running::start(ferry.env("DESKFERRY_FAIL_POINT", "outcome-committed:3")).end().status, -1);
    let entries = std::fs::read_dir(then.path().join("deskferry-runs")).unwrap();
    let id = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).next().unwrap();
    (then, id)
}

fn run(ferry: &Ferry, desk: &Desk, line: &str) -> Ran {
    ferry.then().sandbox(desk).line(line).fast().run()
}

/// The id of the run that a command made.
fn id_of(ran: &Ran) -> String {
    ran.folder().file_name().unwrap().to_str().unwrap().to_owned()
}

#[rstest]
#[case::resume("resume")]
#[case::retry("retry")]
fn the_run_that_was_taken_over_does_not_go_on(#[case] verb: &str) {
    let desk = Desk::new();
    let (ferry, old) = killed(&desk);
    let anew = run(&ferry, &desk, "import a.csv -m m.toml --anew --settle-for 0.3s").status(0);
    let (new, inserts) = (id_of(&anew), desk.requests_of(RequestKind::Insert).len());
    let refused = run(&ferry, &desk, &format!("{verb} {old}")).status(2);
    let refused = refused.says(&format!("its remaining rows were taken over by the run {new}"));
    refused.says("which is finished");
    assert_eq!(desk.requests_of(RequestKind::Insert).len(), inserts);
    let list = run(&ferry, &desk, "runs").status(0);
    assert!(list.stdout.contains(&format!("continued by {new}")), "{list}");
    let shown = run(&ferry, &desk, &format!("runs show {old}")).status(0);
    assert!(shown.stdout.contains(&format!("continued by {new}")), "{shown}");
    assert!(!shown.stdout.contains("deskferry resume"), "{shown}");
    // The old run no longer blocks an import.
    let again = run(&ferry, &desk, "import a.csv -m m.toml").status(0);
    assert_eq!(again.count("unchanged"), 12);
}

#[test]
fn undo_of_the_old_run_deletes_only_its_own_inserts() {
    let desk = Desk::new();
    let (ferry, old) = killed(&desk);
    run(&ferry, &desk, "import a.csv -m m.toml --anew --settle-for 0.3s").status(0);
    let undone = run(&ferry, &desk, &format!("undo {old} --yes")).status(0);
    let deleted = undone.count("deleted");
    assert!((3..12).contains(&deleted), "{undone}");
    assert_eq!(desk.customers().len() as u64, 12 - deleted);
}

#[test]
fn the_command_to_continue_an_interrupted_new_run_is_shown() {
    let desk = Desk::new();
    let (ferry, old) = killed(&desk);
    for point in ["plan-taken-over", "plan-named"] {
        let anew = ferry.then().sandbox(&desk).line("import a.csv -m m.toml --anew --settle-for 0.3s").fast();
        assert_eq!(Running::start(anew.env("DESKFERRY_FAIL_POINT", point)).end().status, -1);
        let refused = run(&ferry, &desk, &format!("resume {old}")).status(2);
        let line = refused.stderr.split("continue that run: deskferry ").nth(1);
        let line = line.unwrap_or_else(|| panic!("{refused}")).trim().to_owned();
        if point == "plan-named" {
            run(&ferry, &desk, &line).status(0);
        }
    }
    let names = stored_names(&desk);
    assert!(names.len() == 12 && names.values().all(|times| *times == 1), "{names:?}");
}

#[rstest]
#[case::fewer_rows("a.csv --limit 3")]
#[case::another_source_is_missing("a.csv")]
fn a_run_that_has_more_rows_is_not_taken_over(#[case] sources: &str) {
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(6)).sandbox(&desk);
    let ferry = ferry.file("b.csv", "Name,Email\nB,b@example.org\n");
    let all = if sources == "a.csv" { "import a.csv b.csv -m m.toml" } else { "import a.csv -m m.toml" };
    let then = ferry.then();
    let ferry = ferry.line(all).fast().env("DESKFERRY_FAIL_POINT", "plan-named");
    assert_eq!(Running::start(ferry).end().status, -1);
    let refused = run(&then, &desk, &format!("import {sources} -m m.toml --anew")).status(2);
    assert!(refused.stderr.contains("--anew takes over all of its rows"), "{refused}");
    assert_eq!(refused.folders().len(), 1);
    assert_eq!(desk.requests_of(RequestKind::Insert).len(), 0);
}

/// The content of a pipe is known only after the run folder is made; a refusal removes the folder again.
#[test]
fn a_refused_pipe_leaves_no_run() {
    let desk = Desk::new();
    let (ferry, old) = killed(&desk);
    let refused = ferry.then().sandbox(&desk).line("import - -m m.toml").fast().stdin(people(12)).run();
    let refused = refused.status(2);
    assert_eq!(refused.folders().len(), 1, "{refused}");
    let latest = run(&ferry, &desk, "resume latest --settle-for 0.3s").status(0);
    assert_eq!(id_of(&latest), old);
    assert_eq!(desk.customers().len(), 12);
}
