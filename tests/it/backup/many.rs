//! Five thousand backups in a bucket, whose store is a stand-in in this file: it lists a thousand at a time.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use crate::backup_check::people;
use crate::backup_fixture::{Shelf, edited};
use crate::command_line::{Ferry, Ran};
use crate::storage::variables;

const MANY: usize = 5000;
const PAGE: usize = 1000;
const NAME: &str = "20261124T020000Z-3f9a0c";

fn name(at: usize) -> String {
    format!("20261124T{:02}{:02}{:02}Z-{at:06x}", at / 3600, at / 60 % 60, at % 60)
}

/// Every thousandth manifest is broken.
fn manifest(whole: &str, name: &str) -> String {
    let at = usize::from_str_radix(&name[17..], 16).unwrap();
    if at % PAGE == 7 { "{".to_owned() } else { edited(whole, NAME, name) }
}

/// A page of the list; the token is the number of the first backup.
fn page(query: &str) -> String {
    let token = query.split("continuation-token=").nth(1).and_then(|rest| rest.split('&').next());
    let from: usize = token.map_or(0, |token| token.parse().unwrap());
    let to = (from + PAGE).min(MANY);
    let prefix = |at| format!("<CommonPrefixes><Prefix>nightly/{}/</Prefix></CommonPrefixes>", name(at));
    let prefixes: String = (from..to).map(prefix).collect();
    let more = if to < MANY {
        format!("<IsTruncated>true</IsTruncated><NextContinuationToken>{to}</NextContinuationToken>")
    } else {
        "<IsTruncated>false</IsTruncated>".to_owned()
    };
    format!(
        "<ListBucketResult><Name>b</Name><KeyCount>{}</KeyCount>{more}{prefixes}</ListBucketResult>",
        to - from
    )
}

fn answer(line: &str, whole: &str) -> (&'static str, String) {
    let path = line.split(' ').nth(1).unwrap();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    match path.strip_prefix("/b/nightly/").and_then(|rest| rest.split_once('/')) {
        Some((name, "manifest.json")) => ("206 Partial Content", manifest(whole, name)),
        None if query.contains("list-type=2") => ("200 OK", page(query)),
        _ => ("404 Not Found", String::new()),
    }
}

fn serve(stream: TcpStream, whole: &str, asked: &AtomicUsize) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    loop {
        let (mut first, mut line) = (String::new(), String::new());
        if reader.read_line(&mut first)? == 0 {
            return Ok(());
        }
        while reader.read_line(&mut line)? > 2 {
            line.clear();
        }
        asked.fetch_add(1, Ordering::Relaxed);
        let (status, body) = answer(&first, whole);
        let is_head = first.starts_with("HEAD");
        let status = if is_head && status.starts_with("206") { "200 OK" } else { status };
        let length = body.len();
        let range = format!("content-range: bytes 0-{}/{length}\r\n", length.saturating_sub(1));
        let range = if status.starts_with("206") { range.as_str() } else { "" };
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{range}etag: \"x\"\r\n\
             last-modified: Tue, 24 Nov 2026 02:00:00 GMT\r\n\r\n"
        );
        let body = if is_head { "" } else { &body };
        stream.write_all(format!("{head}{body}").as_bytes())?;
    }
}

/// The address of the store, and how many requests it got.
fn store() -> (String, Arc<AtomicUsize>) {
    let ferry = Ferry::new();
    Shelf::new(&people(3)).put(&ferry.path().join("b"));
    let whole = std::fs::read_to_string(ferry.path().join("b/manifest.json")).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    std::thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let (whole, asked) = (whole.clone(), Arc::clone(&counted));
            std::thread::spawn(move || serve(client, &whole, &asked));
        }
    });
    (address, asked)
}

fn run(address: &str, line: &str) -> Ran {
    let ferry = Ferry::new().line(line);
    variables(address).into_iter().fold(ferry, |ferry, (name, value)| ferry.env(name, value)).run()
}

#[test]
fn five_thousand_backups_in_a_bucket_are_listed() {
    let (address, asked) = store();
    let ran = run(&address, "backup list s3://b/nightly --json").status(0);
    let all = ran.listed("backups");
    let ids: Vec<&str> = all.iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids, (0..MANY).map(name).collect::<Vec<_>>());
    let broken = all.iter().filter(|one| one["verdict"] == "broken").count();
    assert_eq!((broken, &all[6]["customers"]), (5, &Value::from(3)));
    // One request for each manifest, and five pages.
    let most = MANY + 20;
    let count = asked.swap(0, Ordering::Relaxed);
    assert!(count <= most, "{count} requests");

    let shown = run(&address, "backup show s3://b/nightly/latest").status(0);
    assert!(shown.stdout.contains(&name(MANY - 1)), "{shown}");
    let count = asked.load(Ordering::Relaxed);
    assert!(count < 20, "{count} requests for the newest of {MANY} backups");
}
