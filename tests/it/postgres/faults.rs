//! A server that is away, slow or full, and connections that are cut: the run waits and goes on.

use std::time::{Duration, Instant};

use rstest::rstest;

use super::proxy::{Cut, Proxy};
use super::{CALM, PostgresServer, check_exactly_once, place_with, status};
use crate::campaign::{Place, Server, check_folder};

/// A planned run of these rows, and its schema.
fn planned(postgres: &PostgresServer, place: &Place, rows: usize) -> String {
    place.source("a.csv", 0..rows);
    let import = format!("import a.csv -m m.toml --settle-for 0.5s {CALM}");
    assert_eq!(place.run_to("plan-named", &import).status, None);
    let schemas = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'deskferry_run_%'";
    postgres.sql(schemas).remove(0)
}

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_may_be_away_for_half_a_minute() {
    let postgres = PostgresServer::start();
    let server = Server::start("latency=20ms");
    let place = place_with(&server, &postgres.address("admin"));
    planned(&postgres, &place, 400);
    let resume = place.command(&format!("resume latest {CALM}")).spawn().unwrap();
    while server.sent() < 50 {
        std::thread::sleep(Duration::from_millis(10));
    }
    postgres.down();
    std::thread::sleep(Duration::from_secs(2));
    let sent = server.sent();
    std::thread::sleep(Duration::from_secs(28));
    assert_eq!(server.sent(), sent, "something was sent without an intent on disk");
    postgres.up();
    let output = resume.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    check_exactly_once(&server, 400);
    check_folder(&place.newest("deskferry-runs").unwrap(), 400);
}

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_may_restart_again_and_again() {
    let postgres = PostgresServer::start();
    let server = Server::start("latency=60ms");
    let place = place_with(&server, &postgres.address("admin"));
    planned(&postgres, &place, 600);
    let mut resume = place.command(&format!("resume latest {CALM}")).spawn().unwrap();
    while server.sent() < 20 {
        std::thread::sleep(Duration::from_millis(10));
    }
    let mut restarts = 0;
    while restarts < 8 && server.sent() < 450 && resume.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(150));
        postgres.down();
        postgres.up();
        restarts += 1;
    }
    assert!(restarts > 2);
    let output = resume.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    check_exactly_once(&server, 600);
    check_folder(&place.newest("deskferry-runs").unwrap(), 600);
}

/// An asynchronous standby, or a disk image: the server has forgotten what it had confirmed.
#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_that_has_lost_confirmed_writes_stops_the_run() {
    let postgres = PostgresServer::start();
    let server = Server::start("latency=20ms");
    let place = place_with(&server, &postgres.address("admin"));
    planned(&postgres, &place, 1000);
    let resume = place.command(&format!("resume latest {CALM}")).spawn().unwrap();
    let until = |sent: u64| {
        while server.sent() < sent {
            std::thread::sleep(Duration::from_millis(5));
        }
    };
    until(50);
    postgres.down();
    postgres.keep_copy();
    postgres.up();
    until(250);
    postgres.down();
    postgres.bring_back_copy();
    std::thread::sleep(Duration::from_secs(1));
    let sent = server.sent();
    postgres.up();
    let output = resume.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("has lost confirmed writes"), "{said}");
    assert_eq!(server.sent(), sent, "nothing is sent afterwards");
}

/// The first signal ends the wait.
#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_that_is_away_is_not_waited_for_after_a_signal() {
    let postgres = PostgresServer::start();
    let server = Server::start("latency=20ms");
    let place = place_with(&server, &postgres.address("admin"));
    planned(&postgres, &place, 400);
    let resume = place.command(&format!("resume latest {CALM}")).spawn().unwrap();
    while server.sent() < 50 {
        std::thread::sleep(Duration::from_millis(10));
    }
    postgres.down();
    std::thread::sleep(Duration::from_secs(2));
    let pid = rustix::process::Pid::from_child(&resume);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let signalled = Instant::now();
    let output = resume.wait_with_output().unwrap();
    assert!(signalled.elapsed() < Duration::from_secs(10), "{:?}", signalled.elapsed());
    assert_eq!(output.status.code(), Some(4), "{}", String::from_utf8_lossy(&output.stderr));
    postgres.up();
    status(place.run(&format!("resume latest {CALM}")), 0);
    check_exactly_once(&server, 400);
}

/// The client can't know whether a commit without an answer is on disk: it reads it back.
#[rstest]
#[case(Cut::BeforeCommit)]
#[case(Cut::AfterCommit)]
#[ignore = "needs a PostgreSQL server"]
fn postgres_commits_without_an_answer_are_read_back(#[case] cut: Cut) {
    let postgres = PostgresServer::start();
    let server = Server::start("latency=5ms");
    let proxy = Proxy::before(postgres.port(), cut, |commit| commit > 12 && commit % 3 == 0);
    let place = place_with(&server, &postgres.address_at("admin", proxy.port()));
    let schema = planned(&postgres, &place, 200);
    status(place.run(&format!("resume latest {CALM}")), 0);
    check_exactly_once(&server, 200);
    check_folder(&place.newest("deskferry-runs").unwrap(), 200);
    assert!(proxy.cuts() > 5, "{} cuts", proxy.cuts());
    let outcomes = format!("SELECT count(*), min(outcome), max(outcome) FROM {schema}.outcome");
    assert_eq!(postgres.sql(&outcomes), ["200|written|written"]);
    let intents = format!("SELECT sum(last - first + 1) FROM {schema}.intent");
    assert_eq!(postgres.sql(&intents), ["200"], "each row was intended once");
}

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_may_take_two_seconds_for_a_commit() {
    let postgres = PostgresServer::start();
    let server = Server::start("");
    let place = place_with(&server, &postgres.address("admin"));
    let schema = planned(&postgres, &place, 24);
    postgres.sql(&format!(
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(2); RETURN NULL; END $$; \
         CREATE CONSTRAINT TRIGGER slow AFTER UPDATE ON {schema}.writer DEFERRABLE INITIALLY DEFERRED \
         FOR EACH ROW EXECUTE FUNCTION slow()"
    ));
    let begun = Instant::now();
    status(place.run(&format!("resume latest {CALM}")), 0);
    assert!(begun.elapsed() > Duration::from_secs(6), "{:?}", begun.elapsed());
    check_exactly_once(&server, 24);
}

/// The server says of its own accord that it has no space left, until it has.
#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_may_be_full_for_a_while() {
    let postgres = PostgresServer::start();
    let server = Server::start("latency=10ms");
    let place = place_with(&server, &postgres.address("admin"));
    let schema = planned(&postgres, &place, 100);
    postgres.sql(&format!(
        "CREATE TABLE public.full_disk (is_full BOOLEAN); INSERT INTO public.full_disk VALUES (false); \
         CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         IF (SELECT is_full FROM public.full_disk) THEN \
         RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END IF; \
         RETURN NEW; END $$; \
         CREATE TRIGGER full_disk BEFORE INSERT ON {schema}.intent FOR EACH ROW EXECUTE FUNCTION full_disk()"
    ));
    let resume = place.command(&format!("resume latest {CALM}")).spawn().unwrap();
    while server.sent() < 20 {
        std::thread::sleep(Duration::from_millis(5));
    }
    postgres.sql("UPDATE public.full_disk SET is_full = true");
    std::thread::sleep(Duration::from_secs(1));
    let sent = server.sent();
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(server.sent(), sent, "something was sent without an intent on disk");
    assert!(sent < 100);
    postgres.sql("UPDATE public.full_disk SET is_full = false");
    let output = resume.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    check_exactly_once(&server, 100);
}
