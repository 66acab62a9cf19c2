//! Runs with their journals in PostgreSQL: the same results as with a file.

use serde_json::json;

use super::{CALM, PostgresServer, place_with, status};
use crate::campaign::{Place, Server};
use crate::command_line::{Desk, Ferry, Table};

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_runs_have_the_results_of_files() {
    let postgres = PostgresServer::start();
    let results = [None, Some(postgres.address("admin"))].map(|address| {
        let server = Server::start("");
        let place = match &address {
            Some(address) => place_with(&server, address),
            None => Place::before(&server),
        };
        place.source("a.csv", 0..300);
        status(place.run(&format!("import a.csv -m m.toml {CALM}")), 0);
        let folder = place.newest("deskferry-runs").unwrap();
        assert_eq!(folder.join("journal.db").exists(), address.is_none());
        let results = Table::read(&folder.join("results.csv"));
        let columns = ["_row", "_action", "_note", "Name", "Email"]
            .map(|name| results.column(name).into_iter().map(ToOwned::to_owned).collect::<Vec<String>>());
        for line in ["verify latest", "retry latest", "report latest", "runs", "undo latest --yes"] {
            status(place.run(&format!("{line} {CALM}")), 0);
        }
        assert_eq!(server.customers().len(), 0);
        columns
    });
    assert_eq!(results[0], results[1]);
}

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_runs_of_a_newer_version_are_refused() {
    let postgres = PostgresServer::start();
    let server = Server::start("");
    let place = place_with(&server, &postgres.address("admin"));
    place.source("a.csv", 0..5);
    assert_eq!(place.run_to("plan-named", &format!("import a.csv -m m.toml {CALM}")).status, None);
    let schema = &postgres.sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'deskferry_run_%'")[0];
    postgres.sql(&format!("UPDATE {schema}.journal_schema SET version = version + 1"));
    let refused = status(place.run(&format!("resume latest {CALM}")), 2);
    assert!(
        refused.err.contains("written by another version of deskferry (format 2; this one reads 1)"),
        "{refused:?}"
    );
    assert_eq!(server.customers().len(), 0);
    postgres.sql(&format!("UPDATE {schema}.journal_schema SET version = version - 1"));
    status(place.run(&format!("resume latest {CALM}")), 0);
}

/// Two copies of a folder, as two machines have them, name one schema: only one process writes.
#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_runs_are_written_by_one_process() {
    let postgres = PostgresServer::start();
    let server = Server::start("latency=200ms");
    let place = place_with(&server, &postgres.address("admin"));
    place.source("a.csv", 0..200);
    assert_eq!(place.run_to("plan-named", &format!("import a.csv -m m.toml {CALM}")).status, None);
    copy_of_the_run(&place, "other");
    let mut first = place.command(&format!("resume latest {CALM} --allow-parallel")).spawn().unwrap();
    while server.sent() == 0 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let refused = place.run(&format!("resume latest --run-dir other {CALM} --allow-parallel"));
    let refused = status(refused, 2);
    assert!(refused.err.contains("another process works on this run"), "{refused:?}");
    // Nor does anybody remove it meanwhile.
    let pruned = status(place.run("runs prune --run-dir other --keep 0 --unfinished --yes"), 0);
    assert!(format!("{pruned:?}").contains("another process works on this run"), "{pruned:?}");
    assert!(place.newest("other").is_some());
    assert!(first.wait().unwrap().success());
    super::check_exactly_once(&server, 200);
}

/// Copies the newest run into another run folder, as another machine has it.
fn copy_of_the_run(place: &Place, run_dir: &str) {
    let folder = place.newest("deskferry-runs").unwrap();
    let other = place.path(run_dir).join(folder.file_name().unwrap());
    std::fs::create_dir_all(&other).unwrap();
    for file in std::fs::read_dir(&folder).unwrap() {
        let file = file.unwrap().path();
        std::fs::copy(&file, other.join(file.file_name().unwrap())).unwrap();
    }
}

/// A run whose plan was not complete when its folder was copied is not planned anew while it is written.
#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_plans_are_not_replaced_while_they_are_written() {
    let postgres = PostgresServer::start();
    let server = Server::start("latency=100ms");
    let place = place_with(&server, &postgres.address("admin"));
    place.source("a.csv", 0..200);
    assert_eq!(place.run_to("plan-matched", &format!("import a.csv -m m.toml {CALM}")).status, None);
    copy_of_the_run(&place, "other");
    let mut first = place.command(&format!("resume latest {CALM} --allow-parallel")).spawn().unwrap();
    while server.sent() < 20 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let refused = place.run(&format!("resume latest --run-dir other {CALM} --allow-parallel"));
    assert!(refused.err.contains("another process works on this run"), "{refused:?}");
    assert!(first.wait().unwrap().success());
    super::check_exactly_once(&server, 200);
}

/// Rejected, skipped, merged and mended rows: their entries come in many statements.
#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_runs_of_mixed_rows_have_the_results_of_files() {
    let postgres = PostgresServer::start();
    let results = [None, Some(postgres.address("admin"))].map(|address| {
        let desk = Desk::holding([json!({"name": "Ann 3", "email": "p3@example.org"})]);
        let ferry = Ferry::new().file("a.csv", mixed_rows()).file("m.toml", MIXED).sandbox(&desk);
        let ferry = match &address {
            Some(address) => ferry.env("DESKFERRY_JOURNAL", address),
            None => ferry,
        };
        let ran = ferry.line("import a.csv -m m.toml").fast().run().status(1);
        let results = ran.results();
        let columns = ["_row", "_action", "_note", "Name", "Email"]
            .map(|name| results.column(name).into_iter().map(ToOwned::to_owned).collect::<Vec<String>>());
        let rejects =
            ran.rejects().column("_message").into_iter().map(ToOwned::to_owned).collect::<Vec<String>>();
        (columns, rejects, desk.customers().len())
    });
    assert!(results[0].1.len() > 20 && results[0].2 > 50, "{:?}", results[0]);
    assert_eq!(results[0], results[1]);
}

const MIXED: &str = "\
version = 1
[match]
keys = [\"email\"]
on_duplicate = \"merge\"
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
tags = { from = \"Tags\", split = \",\" }
birthDate = { from = \"Born\", formats = [\"%Y-%m-%d\"], on_invalid = \"empty\" }
[[when]]
skip = \"row['Name'] == 'Test'\"
";

fn mixed_rows() -> String {
    let row = |n: usize| match n % 7 {
        0 => format!("Bad {n},no address,a,\n"),
        1 => format!("Test,p{n}@example.org,,\n"),
        2 => format!("Again {n},p{}@example.org,t{n},\n", n - 1 + 100),
        3 => format!("Ann {n},p{n}@example.org,,1980-13-13\n"),
        4 => format!(",p{n}@example.org,,\n"),
        _ => format!("  Bob {n} ,p{n}@example.org,x,1990-01-02\n"),
    };
    "Name,Email,Tags,Born\n".to_owned() + &(0..300).map(row).collect::<String>()
}
