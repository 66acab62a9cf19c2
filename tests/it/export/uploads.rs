//! The end of an upload: the output says what is really there, and the parts of a killed upload are removed.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;

use crate::command_line::{Desk, Ferry};
use crate::import::wait_until;
use crate::storage::variables;

/// What a store does when an upload is completed.
#[derive(Clone, Copy, PartialEq)]
enum End {
    /// It completes the upload, but this answer and later ones deny it.
    DoneAndDenied,
    /// It does not complete the upload.
    NotDone,
    /// It answers nothing that shows the result.
    Silent,
    /// The second part is never answered.
    Hanging,
}

#[derive(Default)]
struct Held {
    /// Uploads in progress, with their marker and size.
    begun: BTreeMap<String, (String, usize)>,
    /// Completed uploads.
    whole: Vec<(String, usize)>,
    given_up: Vec<String>,
}

/// A store that keeps only markers and sizes.
fn store(end: End) -> (String, Arc<Mutex<Held>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let held = Arc::new(Mutex::new(Held::default()));
    let inner = Arc::clone(&held);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let held = Arc::clone(&inner);
            std::thread::spawn(move || serve(stream.unwrap(), end, &held));
        }
    });
    (address, held)
}

fn serve(mut stream: TcpStream, end: End, held: &Mutex<Held>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    loop {
        let mut first = String::new();
        if reader.read_line(&mut first).unwrap_or(0) == 0 {
            return;
        }
        let mut headers = BTreeMap::new();
        for line in reader.by_ref().lines().map(Result::unwrap).take_while(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':').unwrap();
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
        std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink()).unwrap();
        if end == End::Hanging && first.contains("partNumber=2") {
            std::thread::sleep(Duration::from_secs(30));
        }
        let mark = headers.remove("x-amz-meta-deskferry-upload").unwrap_or_default();
        let answer = answer(&first, length as usize, mark, end, &mut held.lock().unwrap());
        if stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

fn answer(first: &str, length: usize, mark: String, end: End, held: &mut Held) -> String {
    let say = |status: u16, headers: &str, body: &str| {
        format!(
            "HTTP/1.1 {status} Word\r\ncontent-length: {}\r\netag: \"x\"\r\n{headers}\r\n{body}",
            body.len()
        )
    };
    let error = |status: u16, code: &str| say(status, "", &format!("<Error><Code>{code}</Code></Error>"));
    let id =
        first.split("uploadId=").nth(1).and_then(|rest| rest.split([' ', '&']).next()).map(str::to_owned);
    match (first.split(' ').next().unwrap(), id) {
        ("POST", None) => {
            let id = format!("u{}", held.begun.len() + 1);
            held.begun.insert(id.clone(), (mark, 0));
            let result = "InitiateMultipartUploadResult";
            say(
                200,
                "",
                &format!("<{result}><Bucket>b</Bucket><Key>k</Key><UploadId>{id}</UploadId></{result}>"),
            )
        }
        ("PUT", Some(id)) => {
            held.begun.get_mut(&id).unwrap().1 += length;
            say(200, "", "")
        }
        ("POST", Some(_)) if end == End::NotDone => error(400, "InvalidPart"),
        ("POST", Some(id)) => match held.begun.remove(&id) {
            Some(upload) => {
                held.whole.push(upload);
                error(500, "InternalError")
            }
            None => error(404, "NoSuchUpload"),
        },
        ("DELETE", Some(id)) if held.begun.remove(&id).is_some() => {
            held.given_up.push(id);
            say(204, "", "")
        }
        ("DELETE", _) => error(404, "NoSuchUpload"),
        ("HEAD", _) if end == End::Silent => say(400, "", ""),
        ("HEAD", _) => match held.whole.last() {
            Some((mark, size)) => format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {size}\r\netag: \"x\"\r\nx-amz-meta-deskferry-upload: {mark}\r\n\
                 last-modified: Wed, 21 Oct 2015 07:28:00 GMT\r\n\r\n"
            ),
            None => say(404, "", ""),
        },
        _ => say(200, "", ""),
    }
}

fn export(ferry: Ferry, desk: &Desk, address: &str) -> Ferry {
    let ferry = ferry.sandbox(desk).line("export -o s3://bucket/out.jsonl").fast();
    variables(address).into_iter().fold(ferry, |ferry, (name, value)| ferry.env(name, value))
}

/// Customers that need two upload parts.
fn desk() -> Desk {
    let customer = |n| json!({"id": format!("c{n}"), "name": format!("N{n}"), "memo": "x".repeat(1_000_000)});
    Desk::holding((0..7).map(customer))
}

#[test]
fn an_upload_that_was_completed_but_denied_is_found() {
    let (address, held) = store(End::DoneAndDenied);
    let ran = export(Ferry::new(), &desk(), &address).run().status(0);
    let ran = ran.says("the object exists and is complete");
    assert_eq!(held.lock().unwrap().whole.len(), 1, "{ran}");
}

#[test]
fn an_upload_that_was_not_completed_is_aborted() {
    let (address, held) = store(End::NotDone);
    let ran = export(Ferry::new(), &desk(), &address).run().status(4);
    let ran = ran.says("the store refused the request (InvalidPart)");
    assert!(!ran.stderr.contains("whether"), "{ran}");
    assert!(held.lock().unwrap().begun.is_empty());
}

#[test]
fn an_unknown_result_is_reported() {
    let (address, _) = store(End::Silent);
    let ran = export(Ferry::new(), &desk(), &address).run().status(4);
    ran.says("it is not known whether the object exists now");
}

#[test]
fn the_parts_of_a_killed_upload_are_removed_by_the_next_run() {
    let (desk, (address, held)) = (desk(), store(End::Hanging));
    let ferry = export(Ferry::new(), &desk, &address);
    let mut child = ferry.command().spawn().unwrap();
    let sent = || held.lock().unwrap().begun.values().any(|(_, size)| *size > 0);
    wait_until("a part is there", sent);
    child.kill().unwrap();
    child.wait().unwrap();
    let small = Desk::new();
    let next = ferry.then().sandbox(&small).line("export -o s3://bucket/small.jsonl").fast();
    let next = variables(&address).into_iter().fold(next, |ferry, (name, value)| ferry.env(name, value));
    next.run().status(0).says("s3://bucket/out.jsonl").says("removing its parts");
    assert!(held.lock().unwrap().begun.is_empty());
}
