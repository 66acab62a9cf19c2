//! The reports of a run can't be written, although everything else was.

use serde_json::json;

use super::people;
use crate::command_line::{Desk, Ferry, SIMPLE, Table};

/// A path so long that `results.csv`, which names it in every row, becomes larger than the journal, which names it
/// once.
fn long_path() -> String {
    format!("{}a.csv", "./".repeat(1500))
}

#[test]
fn the_writes_are_reported_and_a_resume_writes_the_reports() {
    let known =
        (21..=300).map(|n| json!({"name": format!("Person {n}"), "email": format!("p{n}@example.org")}));
    let desk = Desk::holding(known);
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(300)).sandbox(&desk);
    let ferry = ferry.args(["import".to_owned(), long_path()]).line("-m m.toml").fast();
    // No file may grow beyond this many blocks of 512 bytes; a write beyond that fails.
    let ferry = ferry.limited("trap '' XFSZ; ulimit -f 1000");
    let output = ferry.command().output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), desk.customers().len()), (Some(4), 300), "{said}");
    let folder = std::fs::read_dir(ferry.path().join("deskferry-runs")).unwrap().next().unwrap().unwrap();
    let id = folder.file_name().into_string().unwrap();
    assert!(
        said.contains("error: finished: 20 inserted, 280 unchanged. The journal has all of this"),
        "{said}"
    );
    assert!(said.contains(&format!("can't be written to deskferry-runs/{id}: ")), "{said}");
    assert!(said.contains(&format!("`deskferry resume {id}`: it writes them")), "{said}");
    assert!(!folder.path().join("results.csv").exists());

    let resumed = ferry.then().line("resume latest").fast().sandbox(&desk).run().status(0);
    assert_eq!((resumed.count("inserted"), desk.customers().len()), (20, 300), "{resumed}");
    assert_eq!(Table::read(&folder.path().join("results.csv")).len(), 300);
}
