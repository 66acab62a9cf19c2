//! An import next to an unfinished run whose server is away: what that run has inserted is not known.

use super::{CALM, PostgresServer, check_exactly_once, place_with, status};
use crate::campaign::Server;

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_being_away_keeps_others_from_inserting_twice() {
    let postgres = PostgresServer::start();
    let server = Server::start("index-lag=3s");
    let address = postgres.address("admin");
    let place = place_with(&server, &address);
    place.source("a.csv", 0..20);
    place.source("b.csv", 0..30);
    let import = |source: &str| format!("import {source} -m m.toml --settle-for 4s {CALM}");
    assert_eq!(place.run_to("outcome-written:12", &import("a.csv")).status, None);
    let sent = server.sent();
    assert!(sent >= 12);
    let run = place.newest("deskferry-runs").unwrap();
    postgres.down();

    let place = place.with("DESKFERRY_JOURNAL", "file");
    let refused = status(place.run(&import("b.csv")), 2);
    let id = run.file_name().unwrap().to_str().unwrap();
    for said in [id, &address, "can't be used now", "nothing was sent", "--anew", "deskferry resume "] {
        assert!(refused.err.contains(said), "{said:?}: {refused:?}");
    }
    assert!(!refused.err.contains("remove the file") && !refused.err.contains("inserts.db"), "{refused:?}");
    assert_eq!(server.sent(), sent);
    assert_eq!(place.newest("deskferry-runs").as_ref(), Some(&run), "it leaves no folder");

    let anew = status(place.run(&format!("{} --anew", import("b.csv"))), 0);
    assert!(anew.err.contains("has inserted can't be known") && !anew.err.contains("inserts.db"), "{anew:?}");
    check_exactly_once(&server, 30);
    postgres.up();
    status(place.run(&format!("resume {id} {CALM}")), 0);
    check_exactly_once(&server, 30);
}
