//! A help desk that answers an insert with the id of somebody else: nobody writes to that customer.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};

use deskferry::sandbox::RequestKind;
use rstest::rstest;
use serde_json::json;

use super::{PROBE, texts};
use crate::command_line::{Desk, Ferry, SIMPLE};
use crate::http_message::message;

/// Somebody of the account.
const OTHER: &str = "somebody";

fn desk() -> Desk {
    let other = json!({"id": OTHER, "name": "Ada Byron", "email": "ada@x.org", "memo": "ten years of ours"});
    // One that no list shows at its beginning, so that only a read tells that it was there before.
    Desk::with(|options| {
        options.start = deskferry::sandbox::start_customers(60);
        options.start.insert(30, other);
    })
}

/// A server between the program and the sandbox that puts the other id into each answer to an insert. Returns its address.
fn in_between(desk: &Desk) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let behind = desk.base_url().trim_start_matches("http://").to_owned();
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
    let is_insert = head.starts_with("POST") && head.contains("/customer/insert");
    let mut server = TcpStream::connect(behind).ok()?;
    server.write_all(head.as_bytes()).ok()?;
    server.write_all(&body).ok()?;
    let (mut head, mut body) = message(&mut server)?;
    if is_insert {
        body = json!({ "id": OTHER }).to_string().into_bytes();
        let others = head.lines().filter(|line| !line.to_lowercase().starts_with("content-length"));
        let others: Vec<&str> = others.filter(|line| !line.is_empty()).collect();
        head = format!("{}\r\ncontent-length: {}\r\n\r\n", others.join("\r\n"), body.len());
    }
    let head = head.replacen("\r\n", "\r\nconnection: close\r\n", 1);
    client.write_all(head.as_bytes()).ok()?;
    client.write_all(&body).ok()
}

/// The probe stops at once, says whom to look at, and leaves its own customer in the record.
#[test]
fn a_probe_stops_and_never_writes_to_the_other_customer() {
    let desk = desk();
    let before = texts(&desk);
    let ran =
        Ferry::new().line(PROBE).sandbox(&desk).env("DESKERO_BASE_URL", in_between(&desk)).run().status(4);
    let ran =
        ran.says("has answered an insert with the id of another customer, somebody; look at that customer");
    for kind in [RequestKind::Update, RequestKind::Delete] {
        assert!(desk.requests_of(kind).is_empty(), "{ran}");
    }
    assert_eq!(desk.requests_of(RequestKind::Insert).len(), 1, "{ran}");
    let after = texts(&desk);
    assert!(before.iter().all(|customer| after.contains(customer)), "{ran}");
    let told = ran.then().line("doctor").sandbox(&desk).env("DESKERO_BASE_URL", in_between(&desk)).run();
    assert!(!told.stdout.contains(deskferry::sandbox::API_TOKEN), "{told}");
}

/// An import rejects the row, stops, and an undo does not touch the other customer.
#[rstest]
#[case::one(1)]
#[case::many(12)]
fn an_import_stops_and_an_undo_leaves_the_other_customer(#[case] rows: usize) {
    let desk = desk();
    let others = texts(&desk);
    let csv: String = (0..rows).map(|at| format!("New {at},n{at}@x.org\n")).collect();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", format!("Name,Email\n{csv}"));
    let between = in_between(&desk);
    let with = |ferry: Ferry, line: &str| {
        ferry.line(line).fast().sandbox(&desk).env("DESKERO_BASE_URL", between.as_str()).run()
    };
    let ran = with(ferry, "import a.csv -m m.toml --settle-for 300ms");
    assert_ne!(ran.status, 0, "{ran}");
    assert_eq!((ran.count("inserted"), ran.count("updated")), (0, 0), "{ran}");
    assert!(ran.rejects().cell(0, "_message").contains(OTHER), "{ran}");
    with(ran.then(), "undo latest --yes --unfinished");
    for kind in [RequestKind::Update, RequestKind::Delete] {
        assert!(desk.requests_of(kind).is_empty(), "{ran}");
    }
    assert!(others.iter().all(|customer| texts(&desk).contains(customer)), "{ran}");
}
