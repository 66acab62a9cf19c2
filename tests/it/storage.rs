//! The behavior that all storage places share: a folder and a real S3 server.
//! `DESKFERRY_S3` names the server (`http://127.0.0.1:PORT`); `.ci/run` starts one and runs the ignored tests of this
//! module.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use deskferry::file::{FileError, HashingWriter};
use deskferry::storage::{Location, Storage, StorageEntry, StoreError, StoreOptions};
use secrecy::SecretString;

/// More than two upload parts, and more than one download block.
const LARGE: usize = 13_000_001;

fn bytes(count: usize) -> Vec<u8> {
    (0..count).map(|at| (at % 251) as u8).collect()
}

fn put(place: &dyn Storage, name: &str, text: &[u8]) {
    let mut out = place.create(name).unwrap();
    out.write_all(text).unwrap();
    out.flush().unwrap();
    out.finish().unwrap();
}

fn get(place: &dyn Storage, name: &str) -> Vec<u8> {
    let mut text = Vec::new();
    place.open(name).unwrap().read_to_end(&mut text).unwrap();
    text
}

fn names(place: &dyn Storage, folder: &str) -> Vec<String> {
    place.files(folder).unwrap().into_iter().map(|entry| entry.name).collect()
}

/// The tests for every place. The place is new and empty.
fn conforms(place: &dyn Storage) {
    what_is_not_there(place);
    what_is_written_is_read(place);
    what_is_not_finished_is_not_there(place);
    a_draft_is_published(place);
    a_folder_is_removed(place);
    names_stay_below(place);
    many_threads(place);
}

fn what_is_not_there(place: &dyn Storage) {
    assert_eq!(place.folders().unwrap(), [""; 0]);
    assert_eq!(place.files("none").unwrap(), []);
    assert_eq!(place.files("").unwrap(), []);
    assert_eq!(place.size("none/x").unwrap(), None);
    place.delete("none/x").unwrap();
    let fault = place.open("none/x").err().unwrap();
    assert!(matches!(fault, FileError::NotFound { .. }), "{fault:?}");
    assert!(fault.to_string().contains(place.name()), "{fault}");
    assert!(fault.to_string().contains("none/x"), "{fault}");
}

fn what_is_written_is_read(place: &dyn Storage) {
    let odd = "w/ü d+e=1@f,(g)&h;$!'.json";
    let all = [("w/a", bytes(0)), ("w/b", bytes(10)), ("w/c/d/e", bytes(LARGE)), (odd, bytes(3))];
    for (name, text) in &all {
        put(place, name, text);
        assert_eq!(place.size(name).unwrap(), Some(text.len() as u64), "{name}");
        assert!(get(place, name) == *text, "{name}");
    }
    put(place, "wa", &bytes(1));
    let found = place.files("w").unwrap();
    let expected = [("a", 0), ("b", 10), ("c/d/e", LARGE), (&odd[2..], 3)];
    assert_eq!(
        found,
        expected.map(|(name, size)| StorageEntry { name: name.to_owned(), bytes: size as u64 })
    );
    for entry in found {
        assert_eq!(place.size(&format!("w/{}", entry.name)).unwrap(), Some(entry.bytes));
    }
    let (mut out, receipt) = HashingWriter::around(place.create("w/t").unwrap());
    out.write_all(&bytes(LARGE)).unwrap();
    assert_eq!(receipt.get(), None);
    out.finish().unwrap();
    assert_eq!(receipt.get().unwrap().bytes, LARGE as u64);
    place.delete("w/t").unwrap();
    assert_eq!(place.size("w/t").unwrap(), None);
    assert_eq!(place.folders().unwrap(), ["w"]);
}

fn what_is_not_finished_is_not_there(place: &dyn Storage) {
    put(place, "u/old", b"old");
    for count in [3, LARGE] {
        for name in ["u/old", "u/new"] {
            let mut out = place.create(name).unwrap();
            out.write_all(&bytes(count)).unwrap();
            out.flush().unwrap();
            assert_eq!(names(place, "u"), ["old"]);
            drop(out);
        }
        assert_eq!(names(place, "u"), ["old"]);
        assert_eq!(get(place, "u/old"), b"old");
    }
    put(place, "u/old", b"newer");
    assert_eq!(get(place, "u/old"), b"newer");
}

fn a_draft_is_published(place: &dyn Storage) {
    let draft = place.draft("p");
    put(place, &format!("{draft}/photos/1"), b"one");
    put(place, &format!("{draft}/manifest"), b"two");
    place.publish("p").unwrap();
    assert_eq!(names(place, "p"), ["manifest", "photos/1"]);
    assert!(place.folders().unwrap().contains(&"p".to_owned()));
    let other = place.draft("thrown");
    put(place, &format!("{other}/photos/1"), b"one");
    place.discard("thrown").unwrap();
    place.discard("thrown").unwrap();
    assert_eq!(place.files(&other).unwrap(), []);
    assert!(!place.folders().unwrap().contains(&"thrown".to_owned()));
}

fn a_folder_is_removed(place: &dyn Storage) {
    for name in ["r/manifest", "r/photos/1", "ra/manifest"] {
        put(place, name, b"x");
    }
    place.remove("r", "manifest").unwrap();
    assert_eq!(place.files("r").unwrap(), []);
    assert_eq!(names(place, "ra"), ["manifest"], "a name that begins alike stays");
    assert!(names(place, "").contains(&"ra/manifest".to_owned()), "the place itself");
    assert!(!place.folders().unwrap().contains(&"r".to_owned()));
}

fn names_stay_below(place: &dyn Storage) {
    for name in ["", "..", "../x", "/etc/passwd", "a/../../x", "a//b", "a\\b", "a\nb"] {
        let faults = [
            place.create(name).err(),
            place.open(name).err(),
            place.size(name).err(),
            // The empty name is the place itself, but only in this call.
            place.files(if name.is_empty() { ".." } else { name }).err(),
            place.delete(name).err(),
            place.remove(name, "x").err(),
        ];
        for fault in faults {
            assert!(matches!(fault, Some(FileError::Name { .. })), "{name:?}: {fault:?}");
        }
    }
}

fn many_threads(place: &dyn Storage) {
    std::thread::scope(|scope| {
        for number in 0..8 {
            scope.spawn(move || put(place, &format!("m/{}/{number}", number % 2), &bytes(100_000)));
        }
    });
    assert_eq!(place.files("m").unwrap().len(), 8);
}

fn local(folder: &std::path::Path) -> Box<dyn Storage> {
    Location::parse(folder.to_str().unwrap()).unwrap().place(&StoreOptions::default()).unwrap()
}

#[test]
fn a_folder_passes_the_storage_tests() {
    let folder = tempfile::tempdir().unwrap();
    conforms(&*local(&folder.path().join("not/there/yet")));
}

#[test]
fn only_the_owner_can_read_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("backups");
    let place = local(&root);
    put(&*place, "a/b/c", b"x");
    let mode = |path: &str| root.join(path).metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!([mode("."), mode("a"), mode("a/b"), mode("a/b/c")], [0o700, 0o700, 0o700, 0o600]);
}

#[test]
fn a_draft_in_a_folder_is_hidden_and_replaces_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let place = local(folder.path());
    put(&*place, &format!("{}/x", place.draft("a")), b"new");
    assert_eq!(place.folders().unwrap(), [""; 0], "a draft is no folder yet");
    put(&*place, "a/y", b"old");
    let fault = place.publish("a").unwrap_err();
    assert!(fault.to_string().contains("exists"), "{fault}");
    assert_eq!(names(&*place, "a"), ["y"]);
}

#[test]
fn a_folder_that_can_not_be_made_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let fault = local(&file).create("a").err().unwrap();
    assert!(fault.to_string().contains(file.to_str().unwrap()), "{fault}");
}

/// The S3 server that the environment names, accessed with plain requests.
pub(crate) struct S3 {
    address: String,
}

impl S3 {
    pub(crate) fn new() -> Self {
        let url =
            std::env::var("DESKFERRY_S3").expect("DESKFERRY_S3 names an S3 server: http://127.0.0.1:PORT");
        Self { address: url.strip_prefix("http://").unwrap().trim_end_matches('/').to_owned() }
    }

    fn call(&self, line: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let host = &self.address;
        let head =
            format!("{line} HTTP/1.1\r\nhost: {host}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// A new bucket with its address.
    pub(crate) fn bucket(&self) -> String {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let bucket = format!("deskferry-{}-{number}", std::process::id());
        let answer = self.call(&format!("PUT /{bucket}"));
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        bucket
    }

    /// From now on, the bucket keeps the old versions of its objects.
    pub(crate) fn keep_versions(&self, bucket: &str) {
        let body = "<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
                    <Status>Enabled</Status></VersioningConfiguration>";
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let (host, length) = (&self.address, body.len());
        let head = format!(
            "PUT /{bucket}?versioning HTTP/1.1\r\nhost: {host}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    fn options(&self) -> StoreOptions {
        let secret = |(name, value): (&str, String)| (name.to_owned(), SecretString::from(value));
        StoreOptions::from_variables(variables(&self.address).map(secret))
    }

    /// The same as environment variables for the real binary.
    pub(crate) fn environment(&self) -> [(&'static str, String); 4] {
        variables(&self.address)
    }

    /// Unfinished multipart uploads, as the server lists them.
    pub(crate) fn uploads(&self, bucket: &str) -> String {
        self.call(&format!("GET /{bucket}?uploads"))
    }

    /// The same server behind a proxy that breaks off after this many delete requests.
    pub(crate) fn breaking_after(&self, deletions: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (server, seen) = (self.address.clone(), Arc::new(AtomicUsize::new(0)));
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (server, seen) = (TcpStream::connect(&server).unwrap(), Arc::clone(&seen));
                std::thread::spawn(move || pass(client.unwrap(), server, &seen, deletions));
            }
        });
        Self { address }
    }

    pub(crate) fn place(&self, address: &str) -> Box<dyn Storage> {
        Location::parse(address).unwrap().place(&self.options()).unwrap()
    }
}

/// The environment in which the server at this address is the object store.
pub(crate) fn variables(address: &str) -> [(&'static str, String); 4] {
    [
        ("AWS_ACCESS_KEY_ID", "key".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "hush".to_owned()),
        ("AWS_ENDPOINT_URL", format!("http://{address}")),
        ("AWS_ALLOW_HTTP", "true".to_owned()),
    ]
}

/// Forwards both ways, until there is one delete request too many.
fn pass(mut client: TcpStream, mut server: TcpStream, seen: &AtomicUsize, deletions: usize) {
    let (mut from_server, mut to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    std::thread::spawn(move || std::io::copy(&mut from_server, &mut to_client));
    let mut buffer = vec![0; 65536];
    while let Ok(count @ 1..) = client.read(&mut buffer) {
        let line = String::from_utf8_lossy(&buffer[..count.min(300)]).into_owned();
        let deletes = line.starts_with("DELETE ") || (line.starts_with("POST ") && line.contains("?delete"));
        if deletes && seen.fetch_add(1, Ordering::Relaxed) >= deletions {
            break;
        }
        server.write_all(&buffer[..count]).unwrap();
    }
    _ = client.shutdown(Shutdown::Both);
    _ = server.shutdown(Shutdown::Both);
}

#[test]
#[ignore = "needs an S3 server"]
fn a_bucket_passes_the_storage_tests() {
    let s3 = S3::new();
    let bucket = s3.bucket();
    conforms(&*s3.place(&format!("s3://{bucket}/some%20prefix/ü")));
    conforms(&*s3.place(&format!("s3://{}", s3.bucket())));
    let left = s3.uploads(&bucket);
    assert!(left.starts_with("HTTP/1.1 200") && !left.contains("<UploadId>"), "{left}");
}

#[test]
#[ignore = "needs an S3 server"]
fn a_thousand_objects_and_more_are_listed_and_removed() {
    let s3 = S3::new();
    let place = s3.place(&format!("s3://{}/x", s3.bucket()));
    let place = &*place;
    std::thread::scope(|scope| {
        for thread in 0..8 {
            scope
                .spawn(move || (0..130).for_each(|number| put(place, &format!("a/{thread}-{number}"), b"x")));
        }
    });
    put(place, "a/manifest", b"x");
    assert_eq!(place.files("a").unwrap().len(), 1041);
    place.remove("a", "manifest").unwrap();
    assert_eq!(place.files("a").unwrap(), []);
}

#[test]
#[ignore = "needs an S3 server"]
fn one_file_goes_to_a_bucket_and_comes_back() {
    let s3 = S3::new();
    let target = Location::parse(&format!("s3://{}/customers.csv", s3.bucket())).unwrap();
    let mut out = target.create(&s3.options()).unwrap();
    out.write_all(b"id\n1\n").unwrap();
    out.finish().unwrap();
    let mut text = String::new();
    target.open(&s3.options()).unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "id\n1\n");
}

#[test]
#[ignore = "needs an S3 server"]
fn a_missing_bucket_is_reported() {
    let s3 = S3::new();
    let place = s3.place("s3://no-such-bucket-here/x");
    let faults = [place.create("y").and_then(|out| out.finish()).unwrap_err(), place.folders().unwrap_err()];
    for fault in faults {
        assert!(StoreError::of(&fault) == Some(&StoreError::NoBucket), "{fault:?}");
        assert!(fault.to_string().contains("s3://no-such-bucket-here/x"), "{fault}");
    }
}

#[test]
#[ignore = "needs an S3 server"]
fn an_object_that_changes_while_it_is_read_is_never_mixed() {
    let s3 = S3::new();
    let place = s3.place(&format!("s3://{}/x", s3.bucket()));
    put(&*place, "a", &bytes(LARGE));
    let mut reader = place.open("a").unwrap();
    reader.read_exact(&mut [0; 100]).unwrap();
    put(&*place, "a", &bytes(LARGE + 1));
    let fault = reader.read_to_end(&mut Vec::new()).unwrap_err();
    assert!(fault.to_string().contains("changed while it was being read"), "{fault}");
}
