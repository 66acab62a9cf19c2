//! The kills of the campaign, with journals in PostgreSQL.

use std::process::Command;

use super::PostgresServer;

/// Plays other tests of this program over a server: those whose names have one of the filters.
#[track_caller]
fn play(filters: &[&str]) {
    let server = PostgresServer::start_with("trust", "max_connections = 300");
    let mut tests = Command::new(std::env::current_exe().unwrap());
    tests.args(filters).env("DESKFERRY_TEST_JOURNAL", server.address("admin"));
    tests.env("RUST_TEST_THREADS", std::env::var_os("RUST_TEST_THREADS").unwrap_or_else(|| "4".into()));
    let output = tests.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
    for filter in filters {
        assert!(text.contains(&format!("test {filter}::")), "no test of {filter} was played: {text}");
    }
    let schemas = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'deskferry_run_%'";
    assert_ne!(server.sql(schemas), ["0"], "no journal was in the server");
}

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_journals_survive_kills_at_every_boundary() {
    play(&["campaign::journal_boundaries"]);
}

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_journals_survive_kills_at_random_instants() {
    play(&["campaign::kills", "campaign::undo", "campaign::apply"]);
}
