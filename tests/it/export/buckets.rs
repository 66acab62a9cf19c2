//! Exports to a real object store, which `DESKFERRY_S3` names (`.ci/run` starts it), and to stores that refuse.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::os::unix::process::ExitStatusExt;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use deskferry::storage::StoreError;
use rstest::rstest;
use serde_json::{Value, json};

use super::{desk, ids, names, records};
use crate::command_line::{Desk, Ferry};
use crate::storage::{S3, variables};

fn export(desk: &Desk, environment: [(&'static str, String); 4], line: &str) -> Ferry {
    let ferry = Ferry::new().sandbox(desk).line("export").line(line).fast();
    environment.into_iter().fold(ferry, |ferry, (name, value)| ferry.env(name, value))
}

/// Customers that need more than two upload parts.
fn large() -> Vec<Value> {
    (0..13)
        .map(|n| json!({"id": format!("c{n}"), "name": format!("N{n}"), "memo": "x".repeat(1_000_000)}))
        .collect()
}

fn read(s3: &S3, address: &str) -> Vec<u8> {
    try_read(s3, address).unwrap()
}

fn try_read(s3: &S3, address: &str) -> std::io::Result<Vec<u8>> {
    let (prefix, name) = address.rsplit_once('/').unwrap();
    let mut bytes = Vec::new();
    s3.place(prefix).open(name).unwrap().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads an object that the last request of a killed export may replace at the same time.
fn read_after_kill(s3: &S3, address: &str) -> Vec<u8> {
    let replaced = |fault: &std::io::Error| fault.to_string().contains(&StoreError::Changed.to_string());
    match try_read(s3, address) {
        Err(fault) if replaced(&fault) => read(s3, address),
        result => result.unwrap(),
    }
}

#[test]
#[ignore = "needs an S3 server"]
fn an_export_to_a_bucket_has_a_manifest() {
    let (s3, desk) = (S3::new(), desk(110, ""));
    let address = format!("s3://{}/a b/ü/customers.jsonl", s3.bucket());
    let ran = export(&desk, s3.environment(), "").args(["-o", &address]).run().status(0);
    assert_eq!(ran.stdout, format!("{address}\n"));
    let bytes = read(&s3, &address);
    assert_eq!(ids(&records(std::str::from_utf8(&bytes).unwrap())), ids(&desk.customers()));
    let evidence: Value = serde_json::from_slice(&read(&s3, &format!("{address}.manifest.json"))).unwrap();
    assert_eq!((&evidence["verdict"], &evidence["file"]["bytes"]), (&json!("snapshot"), &json!(bytes.len())));
    assert_eq!(evidence["file"]["path"], json!(address));
    assert_eq!(names(ran.path()), [""; 0], "nothing is left here");
}

#[rstest]
#[case("csv.gz", &[0x1f, 0x8b])]
#[case("jsonl.zst", &[0x28, 0xb5, 0x2f, 0xfd])]
#[case("xlsx", b"PK")]
#[ignore = "needs an S3 server"]
fn each_format_goes_to_a_bucket(#[case] ending: &str, #[case] magic: &[u8]) {
    let (s3, desk) = (S3::new(), desk(30, ""));
    let address = format!("s3://{}/nightly/customers.{ending}", s3.bucket());
    export(&desk, s3.environment(), &format!("-o {address}")).run().status(0);
    assert!(read(&s3, &address).starts_with(magic));
}

#[test]
#[ignore = "needs an S3 server"]
fn a_prefix_gets_an_object_that_is_named_by_the_time() {
    let (s3, desk) = (S3::new(), Desk::holding(large()));
    let bucket = s3.bucket();
    let ran = export(&desk, s3.environment(), &format!("-o s3://{bucket}/nightly/ --format csv")).run();
    let ran = ran.status(0);
    let address = ran.stdout.trim();
    let start = format!("s3://{bucket}/nightly/customers-20");
    assert!(address.starts_with(&start) && address.ends_with("Z.csv"), "{address}");
    assert_eq!(read(&s3, address).iter().filter(|byte| **byte == b'\n').count(), 14);
    assert!(!s3.uploads(&bucket).contains("<UploadId>"), "{}", s3.uploads(&bucket));
}

#[test]
#[ignore = "needs an S3 server"]
fn an_export_that_fails_leaves_the_old_object() {
    let (s3, desk) = (S3::new(), Desk::holding(large()));
    let bucket = s3.bucket();
    let line = format!("-o s3://{bucket}/customers.jsonl");
    export(&desk, s3.environment(), &line).run().status(0);
    let before = read(&s3, &format!("s3://{bucket}/customers.jsonl"));
    let ran = export(&desk, s3.environment(), &format!("{line} --fields id,none")).run().status(2);
    ran.says("there is no field \"none\"");
    assert!(read(&s3, &format!("s3://{bucket}/customers.jsonl")) == before);
    assert!(!s3.uploads(&bucket).contains("<UploadId>"), "{}", s3.uploads(&bucket));
    let line = "-o s3://no-such-bucket-here/customers.jsonl";
    let before = desk.stats().total;
    export(&desk, s3.environment(), line).run().status(2).says("there is no such bucket");
    assert_eq!(desk.stats().total, before, "nothing was read");
}

#[test]
#[ignore = "needs an S3 server"]
fn killed_at_any_instant_it_leaves_the_old_object_or_a_whole_one() {
    let (s3, desk) = (S3::new(), Desk::holding(large()));
    let (bucket, all) = (s3.bucket(), 14);
    let address = format!("s3://{bucket}/customers.jsonl");
    let line = format!("-o {address}");
    // The first kill may come later than the others: connecting may take longer.
    let time = |_| {
        let begun = Instant::now();
        export(&desk, s3.environment(), &line).run().status(0);
        begun.elapsed()
    };
    let whole = (0..3).map(time).min().unwrap();
    desk.put(json!({"id": "new", "name": "New"})).unwrap();
    let (mut killed, mut counts) = (0, vec![all - 1]);
    for at in 1..=12 {
        let ferry = export(&desk, s3.environment(), &line);
        let mut child = ferry.command().spawn().unwrap();
        std::thread::sleep(whole * at / 12);
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().signal() == Some(9));
        let text = read_after_kill(&s3, &address);
        counts.push(records(std::str::from_utf8(&text).unwrap()).len());
        assert_eq!(names(ferry.path()), [""; 0], "nothing is left here");
    }
    assert!(killed > 5, "only {killed} were killed in the middle");
    assert!(counts.is_sorted() && counts.iter().all(|count| *count >= all - 1), "half an object: {counts:?}");
    export(&desk, s3.environment(), &line).run().status(0);
    assert_eq!(records(std::str::from_utf8(&read(&s3, &address)).unwrap()).len(), all);
}

/// A status and a code.
type Refusal = Option<(u16, &'static str)>;
type Asked = Arc<Mutex<Vec<String>>>;

/// A store that starts uploads and refuses the requests in `refuses` with a status and a code. Also returns the
/// requests.
fn store(refuses: impl Fn(&str) -> Refusal + Send + Sync + 'static) -> (String, Asked) {
    let refuses = Arc::new(refuses);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let asked = Asked::default();
    let inner = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (asked, refuses) = (Arc::clone(&inner), Arc::clone(&refuses));
            std::thread::spawn(move || serve(stream.unwrap(), &*refuses, &asked));
        }
    });
    (address, asked)
}

fn serve(mut stream: std::net::TcpStream, refuses: &dyn Fn(&str) -> Refusal, asked: &Asked) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    loop {
        let (mut first, mut length) = (String::new(), 0);
        if reader.read_line(&mut first).unwrap_or(0) == 0 {
            return;
        }
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            let line = line.trim().to_ascii_lowercase();
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line.is_empty() {
                break;
            }
        }
        std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink()).unwrap();
        let (status, body) = match refuses(&first) {
            Some((status, code)) => (status, format!("<Error><Code>{code}</Code></Error>")),
            None if first.starts_with("POST") => (200, UPLOAD.to_owned()),
            None if first.starts_with("DELETE") => (204, String::new()),
            None => (200, String::new()),
        };
        asked.lock().unwrap().push(first.trim().to_owned());
        let length = body.len();
        let head = format!("HTTP/1.1 {status} Word\r\ncontent-length: {length}\r\netag: \"x\"\r\n\r\n{body}");
        if stream.write_all(head.as_bytes()).is_err() {
            return;
        }
    }
}

const UPLOAD: &str = "<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key><UploadId>u1</UploadId>\
                      </InitiateMultipartUploadResult>";

#[rstest]
#[case((403, "AccessDenied"), 3, "the store denies access (AccessDenied)")]
#[case((403, "InvalidAccessKeyId"), 3, "the store refuses the credentials (InvalidAccessKeyId)")]
#[case((404, "NoSuchBucket"), 2, "there is no such bucket")]
#[case((400, "Whatever"), 4, "the store refused the request (Whatever)")]
fn a_store_that_refuses_is_reported_before_anything_is_read(
    #[case] refusal: (u16, &'static str),
    #[case] status: i32,
    #[case] said: &str,
) {
    let desk = desk(30, "");
    let (address, asked) = store(move |_| Some(refusal));
    let ran = export(&desk, variables(&address), "-o s3://bucket/nightly/out.csv").run().status(status);
    let ran = ran.says("s3://bucket/nightly/out.csv").says(said);
    assert!(!ran.stderr.contains("hush") && !ran.stderr.contains("disk"), "{ran}");
    assert_eq!(desk.stats().total, 0);
    assert!(!asked.lock().unwrap().is_empty());
}

#[rstest]
fn a_store_that_refuses_later_gets_no_half_object(#[values("csv", "jsonl", "json", "xlsx")] format: &str) {
    // Two parts, of which the first is refused.
    let desk = Desk::holding(large().into_iter().take(7).collect::<Vec<_>>());
    let (address, asked) = store(|line| line.starts_with("PUT").then_some((403, "AccessDenied")));
    let line = format!("-o s3://bucket/out.{format}");
    let ran = export(&desk, variables(&address), &line).run().status(3).says("the store denies access");
    let asked = asked.lock().unwrap();
    let begun = asked.iter().filter(|line| line.contains("?uploads")).count();
    let given_up = asked.iter().filter(|line| line.starts_with("DELETE")).count();
    assert_eq!(begun, given_up, "{asked:?}");
    assert!(!asked.iter().any(|line| line.starts_with("POST") && line.contains("uploadId=")), "{asked:?}");
    assert_eq!(names(ran.path()), [""; 0]);
}

#[test]
fn plain_http_to_a_store_must_be_allowed() {
    let (address, asked) = store(|_| None);
    let ran = export(&desk(3, ""), variables(&address), "-o s3://bucket/out.csv");
    ran.env("AWS_ALLOW_HTTP", "false").run().status(2).says("AWS_ALLOW_HTTP");
    assert_eq!(asked.lock().unwrap().len(), 0);
}
