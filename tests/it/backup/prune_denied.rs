//! `deskferry backup prune` in a bucket whose store lets nobody remove anything.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};

use super::prune::days;
use crate::storage::variables;

/// Shows the backups in a folder as those of `s3://bucket/n`, and refuses all but reading. Returns its address.
fn read_only_store(folder: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let folder = folder.clone();
            std::thread::spawn(move || serve(stream, &folder));
        }
    });
    address
}

fn serve(mut stream: TcpStream, folder: &Path) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    loop {
        let (mut head, mut line, mut length) = (String::new(), String::new(), 0);
        while reader.read_line(&mut line).is_ok_and(|size| size > 2) {
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            head.push_str(&line);
            line.clear();
        }
        std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink()).unwrap();
        if head.is_empty() || stream.write_all(&answer(&head, folder)).is_err() {
            return;
        }
    }
}

fn answer(head: &str, folder: &Path) -> Vec<u8> {
    let mut words = head.split_whitespace();
    let (method, place) = (words.next().unwrap(), words.next().unwrap());
    let key = place.strip_prefix("/bucket/n/").filter(|key| !key.contains('?'));
    let (status, body) = match (method, key) {
        ("GET", None) => (200, listed(folder)),
        ("GET" | "HEAD", Some(key)) => match std::fs::read_to_string(folder.join(key)) {
            Ok(text) => (if method == "GET" { 206 } else { 200 }, text),
            Err(_) => (404, String::new()),
        },
        _ => (403, "<Error><Code>AccessDenied</Code><Message>no</Message></Error>".to_owned()),
    };
    let (length, end) = (body.len(), body.len().saturating_sub(1));
    let range = format!("content-range: bytes 0-{end}/{length}\r\n");
    let range = if status == 206 { range } else { String::new() };
    let dated = "last-modified: Sat, 28 Nov 2026 02:00:00 GMT\r\netag: \"a\"\r\n";
    let head = format!("HTTP/1.1 {status} Word\r\ncontent-length: {length}\r\n{dated}{range}\r\n");
    if method == "HEAD" { head.into_bytes() } else { (head + &body).into_bytes() }
}

fn listed(folder: &Path) -> String {
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    let prefix = |name| format!("<CommonPrefixes><Prefix>n/{name}/</Prefix></CommonPrefixes>");
    let names: String = std::fs::read_dir(folder).unwrap().map(name).map(prefix).collect();
    format!("<ListBucketResult><Name>bucket</Name><IsTruncated>false</IsTruncated>{names}</ListBucketResult>")
}

#[test]
fn a_removal_that_the_store_denies_is_not_authorized() {
    let ferry = days(10..=12);
    let address = read_only_store(ferry.path().join("t"));
    let prune = |flags: &str| {
        let prune = ferry.then().line("backup prune s3://bucket/n --keep-last 1").line(flags);
        variables(&address).into_iter().fold(prune, |prune, (name, value)| prune.env(name, value)).run()
    };
    prune("--keep-dry-run").status(0).says("1 would be kept, 2 would be removed");
    let ran = prune("").status(3).says("removed 0 of 2 backups that no rule keeps");
    assert!(ran.stdout.contains("left     20261111T020000Z-00000a"), "{ran}");
}
