//! A help desk whose errors have NUL characters: PostgreSQL can't store them.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};

use super::{CALM, PostgresServer, place_with, status};
use crate::campaign::{Place, Server};
use crate::http_message::message;

/// What it says of each insert: a NUL as such, and one as JSON writes it.
const REFUSAL: &[u8] = b"{\"message\": \"no \0 such \\u0000 name\"}";

/// A server between the program and the help desk that refuses every insert. Returns its address.
fn refusing(behind: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let behind = behind.clone();
            std::thread::spawn(move || pass_on(client.unwrap(), &behind));
        }
    });
    address
}

/// One request and its answer; then the connection ends.
fn pass_on(mut client: TcpStream, behind: &str) -> Option<()> {
    let (head, body) = message(&mut client)?;
    let (head, body) = if head.starts_with("POST") && head.contains("/customer/insert") {
        (format!("HTTP/1.1 400 Bad Request\r\ncontent-length: {}\r\n\r\n", REFUSAL.len()), REFUSAL.to_vec())
    } else {
        let mut server = TcpStream::connect(behind).ok()?;
        server.write_all(head.as_bytes()).ok()?;
        server.write_all(&body).ok()?;
        message(&mut server)?
    };
    let head = head.replacen("\r\n", "\r\nconnection: close\r\n", 1);
    client.write_all(head.as_bytes()).ok()?;
    client.write_all(&body).ok()
}

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_stores_what_a_help_desk_says() {
    let postgres = PostgresServer::start();
    for address in [None, Some(postgres.address("admin"))] {
        let server = Server::start("");
        let place = match &address {
            Some(address) => place_with(&server, address),
            None => Place::before(&server),
        };
        let place = place.with("DESKERO_BASE_URL", &refusing(server.address().to_owned()));
        place.source("a.csv", 0..3);
        status(place.run(&format!("import a.csv -m m.toml {CALM}")), 1);
        status(place.run(&format!("retry latest {CALM}")), 1);
        status(place.run(&format!("report latest {CALM}")), 0);
        let report =
            std::fs::read_to_string(place.newest("deskferry-runs").unwrap().join("report.json")).unwrap();
        assert!(report.contains("such"), "{report}");
    }
}
