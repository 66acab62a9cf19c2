//! Which server is used, with which password and which rights.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::{CALM, PostgresServer, place_with, status};
use crate::campaign::{Place, Server};

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_passwords_come_from_where_nobody_reads_them() {
    let postgres = PostgresServer::start_with("scram-sha-256", "");
    postgres.sql("CREATE ROLE ferry LOGIN PASSWORD 'h:u@sh'; GRANT CREATE ON DATABASE moves TO ferry");
    let server = Server::start("");
    let address = postgres.address("ferry");
    let import = format!("import a.csv -m m.toml {CALM}");
    let flag = format!("{import} --journal {address}");
    let place = || {
        let place = Place::before(&server);
        place.source("a.csv", 0..3);
        place
    };

    let open = address.replace("ferry@", "ferry:h%3Au%40sh@");
    let refused = status(place().run(&format!("{import} --journal {open}")), 2);
    assert!(refused.err.contains("list of processes"), "{refused:?}");
    let missing = status(place().run(&flag), 4);
    assert!(missing.err.contains("password"), "{missing:?}");

    let shown = [refused, missing, status(place().with("DESKFERRY_JOURNAL", &open).run(&import), 0)];
    let by_file = place();
    let port = postgres.port();
    private(&by_file.path("pass"), &format!("127.0.0.1:{port}:moves:ferry:h\\:u@sh\n"));
    status(by_file.with("PGPASSFILE", "pass").run(&flag), 0);
    let by_profile = place();
    std::fs::write(by_profile.path("secret"), "h:u@sh\n").unwrap();
    let profile = format!("[profile.one]\njournal = \"{address}\"\njournal_password_file = \"secret\"\n");
    std::fs::write(by_profile.path("own.toml"), profile).unwrap();
    status(by_profile.run(&format!("{import} --config own.toml --profile one")), 0);
    let wrong = status(place().with("DESKFERRY_JOURNAL", &open.replace("sh@", "no@")).run(&import), 4);
    for said in shown.iter().chain([&wrong]) {
        assert!(!format!("{said:?}").contains("h:u@"), "{said:?}");
    }
    let folder = by_profile.newest("deskferry-runs").unwrap();
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(6).any(|part| part == b"h:u@sh"));
    }
}

/// A file that only its owner can read.
fn private(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
}

/// A server with the role `ferry`, which logs in with a password.
fn locked(password: &str) -> PostgresServer {
    let postgres = PostgresServer::start_with("scram-sha-256", "");
    let role = format!("CREATE ROLE ferry LOGIN PASSWORD '{password}'");
    postgres.sql(&format!("{role}; GRANT CREATE ON DATABASE moves TO ferry"));
    postgres
}

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_passwords_in_an_address_may_have_any_sign() {
    let postgres = locked("pa=ss&+==#%");
    let server = Server::start("");
    let place = place_with(&server, &postgres.address("ferry").replace('@', ":pa=ss&+==#%25@"));
    place.source("a.csv", 0..3);
    status(place.run(&format!("import a.csv -m m.toml {CALM}")), 0);
}

/// The file of the settings is for the server of the settings, whichever server new runs get.
#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_passwords_go_only_where_they_were_stated_for() {
    let postgres = locked("hush");
    let server = Server::start("");
    let place = Place::before(&server);
    place.source("a.csv", 0..3);
    std::fs::write(place.path("secret"), "hush\n").unwrap();
    let settings = |journal: &str| {
        let text = format!("journal = \"{journal}\"\njournal_password_file = \"secret\"\n");
        std::fs::write(place.path("own.toml"), text).unwrap();
    };
    let address = postgres.address("ferry");
    let line = |line: &str| format!("{line} --config own.toml {CALM}");
    let import = line("import a.csv -m m.toml");

    settings("postgres://ferry@db.example/moves");
    let refused = status(place.run(&format!("{import} --journal {address}")), 4);
    assert!(refused.err.contains("password missing"), "{refused:?}");
    settings(&address);
    status(place.run(&import), 0);
    let place = place.with("DESKFERRY_JOURNAL", "file");
    status(place.run(&line("verify latest")), 0);
    std::fs::remove_file(place.path("secret")).unwrap();
    let missing = status(place.run(&line("verify latest")), 2);
    assert!(
        missing.err.contains("journal_password_file in own.toml, line 2: can't read secret"),
        "{missing:?}"
    );
}

/// One password goes to whichever host accepts the connection.
#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_passwords_are_of_all_hosts() {
    let postgres = locked("hush");
    let server = Server::start("");
    let place = Place::before(&server).with("PGPASSFILE", "pass");
    place.source("a.csv", 0..3);
    let port = postgres.port();
    let hosts = format!("postgres://ferry@127.0.0.1:{port},localhost:{port}/moves");
    let import = format!("import a.csv -m m.toml --journal {hosts} {CALM}");
    private(&place.path("pass"), "127.0.0.1:*:moves:ferry:hush\n");
    let refused = status(place.run(&import), 2);
    assert!(refused.err.contains("the same password for all hosts"), "{refused:?}");
    private(&place.path("pass"), "*:*:moves:ferry:hush\n");
    status(place.run(&import), 0);
}

/// As libpq does it.
#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_password_files_of_all_do_not_count() {
    let postgres = locked("hush");
    let server = Server::start("");
    let place = Place::before(&server).with("PGPASSFILE", "pass");
    place.source("a.csv", 0..3);
    let import = format!("import a.csv -m m.toml --journal {} {CALM}", postgres.address("ferry"));
    private(&place.path("pass"), "*:*:*:*:hush\n");
    std::fs::set_permissions(place.path("pass"), Permissions::from_mode(0o640)).unwrap();
    let refused = status(place.run(&import), 4);
    assert_eq!(refused.err.matches("pass is not used, because others may read it").count(), 1, "{refused:?}");
    assert!(refused.err.contains("password missing"), "{refused:?}");
    std::fs::set_permissions(place.path("pass"), Permissions::from_mode(0o600)).unwrap();
    status(place.run(&import), 0);
}

#[test]
fn a_server_that_is_away_at_the_beginning_is_an_error() {
    let server = Server::start("");
    let place = place_with(&server, "postgres://ferry:hush-3b1@127.0.0.1:1/moves");
    place.source("a.csv", 0..3);
    let said = status(place.run(&format!("import a.csv -m m.toml {CALM}")), 4);
    assert!(said.err.contains("postgres://ferry@127.0.0.1:1/moves can't be used now"), "{said:?}");
    assert!(!format!("{said:?}").contains("hush"), "{said:?}");
    assert_eq!(place.newest("deskferry-runs"), None);
    assert_eq!(server.customers().len(), 0);
}

/// docs/journal.md names these rights: nothing else is needed, and without them nothing is begun.
#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_needs_no_more_rights_than_documented() {
    let postgres = PostgresServer::start();
    postgres.sql(
        "REVOKE ALL ON DATABASE moves FROM PUBLIC; REVOKE ALL ON SCHEMA public FROM PUBLIC; \
         CREATE ROLE ferry LOGIN; GRANT CONNECT, TEMPORARY ON DATABASE moves TO ferry",
    );
    let server = Server::start("fault.drop-after=0.2 index-lag=100ms");
    let place = place_with(&server, &postgres.address("ferry"));
    place.source("a.csv", 0..40);
    let import = format!("import a.csv -m m.toml --settle-for 0.3s {CALM}");
    let refused = status(place.run(&import), 4);
    assert!(refused.err.contains("permission denied for database"), "{refused:?}");
    assert_eq!(server.customers().len(), 0);
    postgres.sql("GRANT CREATE ON DATABASE moves TO ferry");
    status(place.run(&import), 0);
    super::check_exactly_once(&server, 40);
    status(place.run(&format!("undo latest --yes {CALM}")), 0);
    assert_eq!(server.customers().len(), 0);
}

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_servers_that_lose_commits_are_refused() {
    let server = Server::start("");
    let unsynced = PostgresServer::start_with("trust", "fsync = off");
    let place = place_with(&server, &unsynced.address("admin"));
    place.source("a.csv", 0..3);
    let import = format!("import a.csv -m m.toml {CALM}");
    let refused = status(place.run(&import), 2);
    assert!(refused.err.contains("fsync"), "{refused:?}");

    let lazy = PostgresServer::start_with("trust", "synchronous_commit = off");
    lazy.sql("CREATE TABLE seen (level TEXT)");
    let place = place_with(&server, &lazy.address("admin"));
    place.source("a.csv", 0..3);
    assert_eq!(place.run_to("plan-named", &import).status, None);
    let schema = &lazy.sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'deskferry_run_%'")[0];
    lazy.sql(&format!(
        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         INSERT INTO public.seen VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$; \
         CREATE TRIGGER noted AFTER INSERT ON {schema}.intent FOR EACH ROW EXECUTE FUNCTION note()"
    ));
    status(place.run(&format!("resume latest {CALM}")), 0);
    assert_eq!(lazy.sql("SELECT DISTINCT level FROM seen"), ["on"]);
}
