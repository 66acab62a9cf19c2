//! Spans by OTLP, sent to a collector of the test's own, which reads the protocol buffers by itself.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

use deskferry::sandbox::{API_TOKEN, CLIENT_ID};
use serde_json::json;

use crate::command_line::{Desk, Ferry, SIMPLE};

/// The numbers of a message's fields and their bytes; numbers without bytes have their value.
fn fields(mut bytes: &[u8]) -> Vec<(u64, u64, &[u8])> {
    let mut all = Vec::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes);
        let (number, kind) = (key >> 3, key & 7);
        let (value, length) = match kind {
            0 => (varint(&mut bytes), 0),
            1 => (0, 8),
            2 => (0, varint(&mut bytes) as usize),
            5 => (0, 4),
            _ => panic!("no field of a message: {kind}"),
        };
        let (own, rest) = bytes.split_at(length);
        all.push((number, value, own));
        bytes = rest;
    }
    all
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first().unwrap();
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            break;
        }
    }
    value
}

fn within(bytes: &[u8], number: u64) -> Vec<&[u8]> {
    fields(bytes).into_iter().filter(|(at, _, _)| *at == number).map(|(_, _, own)| own).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[derive(Debug)]
struct Span {
    id: Vec<u8>,
    parent: Vec<u8>,
    name: String,
    /// `name=value`
    attributes: Vec<String>,
}

impl Span {
    fn read(bytes: &[u8]) -> Self {
        let one = |number| within(bytes, number).first().map(|own| own.to_vec()).unwrap_or_default();
        let attribute = |bytes: &&[u8]| {
            let value = within(bytes, 2)[0];
            let value = fields(value).into_iter().next().unwrap();
            let value = if value.0 == 1 { text(value.2) } else { value.1.to_string() };
            format!("{}={value}", text(within(bytes, 1)[0]))
        };
        let attributes = within(bytes, 9).iter().map(attribute).collect();
        Self { id: one(2), parent: one(4), name: text(&one(5)), attributes }
    }
}

/// ResourceSpans, ScopeSpans, Span.
fn spans(request: &[u8]) -> Vec<Span> {
    let scopes = within(request, 1).into_iter().flat_map(|resource| within(resource, 2));
    scopes.flat_map(|scope| within(scope, 2)).map(Span::read).collect()
}

/// A collector: gives its address and what it receives.
fn collector() -> (String, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let sender = sender.clone();
            std::thread::spawn(move || {
                while let Some(body) = received(stream.as_ref().unwrap()) {
                    drop(sender.send(body));
                }
            });
        }
    });
    (address, receiver)
}

/// The body of the next request on a connection.
fn received(mut stream: &TcpStream) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    assert!(head.starts_with("post /v1/traces "), "{head}");
    assert!(head.contains("content-type: application/x-protobuf"), "{head}");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    let mut body = vec![0; length.trim().parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    stream
        .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n")
        .ok()?;
    Some(body)
}

fn ferry(desk: &Desk) -> Ferry {
    let rows = "Name,Email\nLovelace,lovelace@example.org\nBabbage,babbage@example.org\n";
    Ferry::new().sandbox(desk).fast().file("lovelace.csv", rows).file("m.toml", SIMPLE)
}

#[test]
fn an_import_is_a_run_with_phases_and_requests() {
    let desk = Desk::new();
    let (address, receiver) = collector();
    let line = "import lovelace.csv -m m.toml";
    let ran = ferry(&desk).line(line).env("OTEL_EXPORTER_OTLP_ENDPOINT", address).run().status(0);
    let bodies: Vec<Vec<u8>> = receiver.try_iter().collect();
    let all: Vec<Span> = bodies.iter().flat_map(|body| spans(body)).collect();
    let run = all.iter().find(|span| span.name == "import").unwrap_or_else(|| panic!("{all:?}"));
    assert!(run.parent.is_empty());
    let id = ran.run_json()["id"].as_str().unwrap().to_owned();
    let ends = format!("run={}-{}", &id[..16], id.rsplit('-').next().unwrap());
    for attribute in ["exit=0", "count.inserted=2", &ends] {
        assert!(run.attributes.iter().any(|one| one == attribute), "{attribute}: {run:?}");
    }
    let write = all.iter().find(|span| span.name == "write").unwrap();
    assert_eq!(write.parent, run.id);
    let inserts: Vec<&Span> = all.iter().filter(|span| span.name == "/customer/insert").collect();
    assert_eq!(inserts.len(), 2, "{all:?}");
    assert!(inserts.iter().all(|span| span.parent == write.id), "{all:?}");
    let answered = |span: &&Span| span.attributes.contains(&"http.response.status_code=200".to_owned());
    assert_eq!(inserts.iter().filter(|span| answered(span)).count(), 2, "{inserts:?}");
    // No values, no names of files, no ids, no secrets.
    let sent: Vec<u8> = bodies.concat();
    let mut secret: Vec<String> =
        desk.customers().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
    secret.extend(["lovelace", "babbage", "example.org", CLIENT_ID, API_TOKEN].map(ToOwned::to_owned));
    for text in secret {
        let is_sent = sent.windows(text.len()).any(|part| part.eq_ignore_ascii_case(text.as_bytes()));
        assert!(!is_sent, "{text} is in the spans");
    }
}

#[test]
fn a_failed_request_is_an_error_of_its_span() {
    let desk = Desk::new();
    let (address, receiver) = collector();
    let ferry = ferry(&desk).line("customer find").env("DESKERO_API_TOKEN", "wrong");
    ferry.env("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", format!("{address}/v1/traces")).run().status(3);
    let all: Vec<Span> = receiver.try_iter().flat_map(|body| spans(&body)).collect();
    let token = all.iter().find(|span| span.name == "/oauth/token").unwrap_or_else(|| panic!("{all:?}"));
    assert!(token.attributes.iter().any(|one| one.starts_with("error.type=HTTP 4")), "{token:?}");
}

/// A collector that is away changes nothing about the run.
#[test]
fn a_missing_collector_is_a_warning() {
    let desk = Desk::holding([json!({"name": "Ada"})]);
    let ran =
        ferry(&desk).line("export -o a.jsonl").env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9").run();
    let ran = ran.status(0).says("not all spans were exported");
    assert_eq!(ran.text("a.jsonl").lines().count(), 1);
}

#[test]
fn without_a_named_collector_nothing_is_said() {
    let desk = Desk::new();
    let ran = ferry(&desk).line("import lovelace.csv -m m.toml").run().status(0);
    assert!(!ran.stderr.contains("span"), "{ran}");
}
