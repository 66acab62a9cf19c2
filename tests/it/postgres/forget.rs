//! `forget` leaves nothing of a person in the database, not even in what the server knows of the values of columns.

use super::{CALM, PostgresServer, place_with, status};
use crate::campaign::Server;

/// The columns in which the server's statistics have a text.
fn in_statistics(postgres: &PostgresServer, text: &str) -> Vec<String> {
    postgres.sql(&format!(
        "SELECT tablename || '.' || attname FROM pg_stats s WHERE schemaname LIKE 'deskferry_run_%' \
         AND s::text LIKE '%{text}%' ORDER BY 1"
    ))
}

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_statistics_forget_a_customer() {
    let postgres = PostgresServer::start();
    let server = Server::start("");
    let place = place_with(&server, &postgres.address("admin"));
    // After this run is emptied, some of its tables have no row any more.
    place.source("hers.csv", 1..2);
    place.source("a.csv", 0..3);
    for source in ["hers.csv", "a.csv"] {
        status(place.run(&format!("import {source} -m m.toml {CALM}")), 0);
    }
    status(place.run("backup t"), 0);
    let hers = server.customers().into_iter().find(|one| one["email"] == "c1@example.org").unwrap();
    let id = hers["id"].as_str().unwrap();
    // As the server does it by itself.
    postgres.sql("ANALYZE");
    assert!(in_statistics(&postgres, "c1@example.org").contains(&"row.cells".to_owned()));
    status(place.run("forget t email=c1@example.org --yes --certificate c.json"), 0);
    for text in ["c1@example.org", "Cust 1", id] {
        assert_eq!(in_statistics(&postgres, text), [""; 0], "{text}");
    }
    assert!(!in_statistics(&postgres, "c2@example.org").is_empty(), "the others have statistics");
}
