//! Files that are dropped on the page.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::os::unix::fs::PermissionsExt as _;

use reqwest::Method;
use rstest::rstest;

use super::{RunningWorkbench, eventually, ferry, office_file};
use crate::account::can_mount;

#[test]
fn a_file_arrives_as_it_is() {
    let bench = RunningWorkbench::open(ferry(), "");
    let file = bench.upload("clienti perù.csv", office_file()).json();
    assert_eq!(file["path"], "files/clienti perù.csv");
    assert_eq!(file["shown"], "deskferry-project/files/clienti perù.csv");
    assert_eq!((&file["uploaded"], &file["size"]), (&true.into(), &office_file().len().into()));
    let stored = bench.folder().join("files/clienti perù.csv");
    assert_eq!(std::fs::read(&stored).unwrap(), office_file());
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&stored), 0o600);
    assert_eq!(["", "files", "runs"].map(|name| mode(&bench.folder().join(name))), [0o700; 3]);
    assert_eq!(
        std::fs::read_to_string(bench.folder().join(".gitignore")).unwrap().lines().nth(1),
        Some("/files/")
    );
}

/// A second file of a name is told how it is called.
#[test]
fn a_name_that_is_taken_is_told() {
    let bench = RunningWorkbench::open(ferry(), "");
    let [first, second] =
        ["a.csv", "a.csv"].map(|name| bench.upload(name, "Name,Email\nA,a@x.example\n").json());
    assert_eq!((&first["name"], &first["renamed_from"]), (&"a.csv".into(), &serde_json::Value::Null));
    assert_eq!((&second["name"], &second["renamed_from"]), (&"a-2.csv".into(), &"a.csv".into()));
}

/// The most memory that the process has used, in MB.
fn peak(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

#[test]
fn a_large_file_needs_no_memory() {
    let bench = RunningWorkbench::open(ferry(), "");
    bench.dropped("small.csv", "Name,Email\nAda,ada@example.org\n");
    let before = peak(bench.pid());
    let row = "Ada Byron;ada@example.org;Italy;some text that makes the row longer\n";
    let content = format!("Name;Email;Country;Memo\n{}", row.repeat(50_000_000 / row.len()));
    let expected = content.len();
    let file = bench.upload("large.csv", content).json();
    assert_eq!(file["size"], expected);
    let grown = peak(bench.pid()).saturating_sub(before);
    assert!(grown < 25, "{grown} MB more for 50 MB");
}

/// Sends a request by hand: all but the body's end.
fn half_sent(bench: &RunningWorkbench, head: &str, body: &[u8]) -> TcpStream {
    let address = bench.base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "POST {}api/files?name=half.csv HTTP/1.1\r\nHost: {address}\r\nCookie: {}\r\nOrigin: {}\r\n{head}\r\n\r\n",
        bench.base_path, bench.cookie, bench.base
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    stream
}

#[rstest]
#[case::of_known_length("Content-Length: 1000000", b"Name\nAda\n")]
#[case::chunked("Transfer-Encoding: chunked", b"9\r\nName\nAda\n\r\n")]
fn a_broken_upload_leaves_nothing(#[case] head: &str, #[case] body: &[u8]) {
    let bench = RunningWorkbench::open(ferry(), "");
    let stream = half_sent(&bench, head, body);
    eventually("the part is there", || bench.names("files") == ["half.csv.part"]);
    stream.shutdown(Shutdown::Both).unwrap();
    eventually("the part is gone", || bench.names("files").is_empty());
    assert_eq!(bench.project()["files"], serde_json::json!([]));
}

#[test]
fn a_killed_workbench_leaves_nothing_half() {
    let bench = RunningWorkbench::open(ferry(), "");
    bench.dropped("whole.csv", office_file());
    let _stream = half_sent(&bench, "Content-Length: 1000000", b"Name\nAda\n");
    eventually("the part is there", || bench.names("files") == ["half.csv.part", "whole.csv"]);
    let bench = RunningWorkbench::open(bench.kill(), "");
    assert_eq!(bench.names("files"), ["whole.csv"]);
    let project = bench.project();
    assert_eq!(project["files"].as_array().unwrap().len(), 1);
    assert_eq!(project["files"][0]["path"], "files/whole.csv");
}

#[test]
fn a_file_that_does_not_fit_is_refused_at_once() {
    let bench = RunningWorkbench::open(ferry(), "");
    let mut stream = half_sent(&bench, "Content-Length: 900000000000000000", b"Name\n");
    let mut answer = vec![0; 2048];
    let read = stream.read(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
    assert!(answer.starts_with("HTTP/1.1 507 "), "{answer}");
    eventually("nothing is left", || bench.names("files").is_empty());
}

#[rstest]
#[case("../../evil.csv", "evil.csv")]
#[case("..\\..\\evil.csv", "evil.csv")]
#[case("/etc/passwd", "passwd")]
#[case("a\0b.csv", "a_b.csv")]
#[case("..", "file")]
#[case("project.toml", "project.toml")]
#[case("nul.csv", "_nul.csv")]
#[case("x.part", "x.part_")]
fn names_stay_in_the_folder(#[case] given: &str, #[case] stored: &str) {
    let bench = RunningWorkbench::open(ferry(), "");
    let before = std::fs::read_to_string(bench.folder().join(".gitignore")).unwrap();
    let file = bench.upload(given, office_file()).json();
    assert_eq!(file["path"], format!("files/{stored}"));
    assert_eq!(bench.names("files"), [stored]);
    let visible: Vec<String> =
        bench.names("").into_iter().filter(|name| !name.starts_with(".open-")).collect();
    assert_eq!(visible, [".deskferry-workbench.lock", "files", "project.toml", "runs"]);
    assert_eq!(std::fs::read_to_string(bench.folder().join(".gitignore")).unwrap(), before);
}

#[test]
fn a_long_name_and_a_taken_one_are_changed() {
    let bench = RunningWorkbench::open(ferry(), "");
    let long = format!("{}.csv", "ü".repeat(2000));
    let stored = bench.upload(&long, office_file()).json()["name"].as_str().unwrap().to_owned();
    assert!(stored.len() < 200 && stored.ends_with("ü.csv"), "{stored}");
    let names: Vec<String> = (0..3)
        .map(|_| bench.upload("c.csv", office_file()).json()["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["c.csv", "c-2.csv", "c-3.csv"]);
    let request = bench.request(Method::POST, "api/files").body(office_file());
    assert_eq!(bench.send(request).refused(400)["field"], "name");
}

#[test]
fn a_removed_file_is_deleted_only_if_it_is_our_copy() {
    let bench = RunningWorkbench::open(ferry().file("own.csv", office_file()), "own.csv");
    bench.dropped("copy.csv", office_file());
    let files = bench.project()["files"].clone();
    assert_eq!((&files[0]["uploaded"], &files[1]["uploaded"]), (&false.into(), &true.into()));
    for file in files.as_array().unwrap() {
        let path = format!("api/files/{}", file["id"].as_str().unwrap());
        assert_eq!(bench.send(bench.request(Method::DELETE, &path)).status, 204);
        assert_eq!(bench.send(bench.request(Method::DELETE, &path)).status, 404);
    }
    assert_eq!(bench.project()["files"], serde_json::json!([]));
    assert!(bench.names("files").is_empty() && bench.path().join("own.csv").exists());
}

/// A file that somebody has put into `files/` is not ours.
#[test]
fn a_named_file_in_the_folder_of_copies_stays() {
    let ferry = ferry().file("deskferry-project/project.toml", "version = 1\n");
    let bench = RunningWorkbench::open(
        ferry.file("deskferry-project/files/own.csv", "Name\nAda\n"),
        "deskferry-project/files/own.csv",
    );
    let file = bench.project()["files"][0].clone();
    assert_eq!(file["uploaded"], false);
    let path = format!("api/files/{}", file["id"].as_str().unwrap());
    assert_eq!(bench.send(bench.request(Method::DELETE, &path)).status, 204);
    assert_eq!(bench.names("files"), ["own.csv"]);
}

/// `git checkout` may replace the folder by a link while the page is open.
#[test]
fn a_folder_of_copies_that_became_a_link_is_not_followed() {
    let bench = RunningWorkbench::open(ferry().file("elsewhere/c.csv", "own"), "");
    let id = bench.dropped("c.csv", office_file());
    let files = bench.folder().join("files");
    std::fs::rename(&files, bench.folder().join("moved")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", &files).unwrap();
    let removed = bench.send(bench.request(Method::DELETE, &format!("api/files/{id}")));
    assert!(removed.refused(422)["message"].as_str().unwrap().contains("is a link"));
    bench.upload("d.csv", b"Name\n".to_vec()).refused(422);
    let names = std::fs::read_dir(bench.path().join("elsewhere")).unwrap().count();
    assert_eq!((names, std::fs::read(bench.path().join("elsewhere/c.csv")).unwrap()), (1, b"own".to_vec()));
}

#[test]
fn a_disk_that_fills_up_says_so_and_is_emptied() {
    if !can_mount() {
        return;
    }
    let script = "set -e; mkdir p; mount -t tmpfs -o size=4m,mode=700 tmpfs p; exec \"$0\" \"$@\"";
    let bench =
        RunningWorkbench::open(ferry().under(&["unshare", "--mount", "sh", "-c", script]), "--project p");
    let piece = format!("{:x}\r\n{}\r\n", 1 << 20, "x".repeat(1 << 20));
    let mut stream = half_sent(&bench, "Transfer-Encoding: chunked", b"");
    let sent = (0..8).try_for_each(|_| stream.write_all(piece.as_bytes()));
    drop(sent.and_then(|()| stream.write_all(b"0\r\n\r\n")));
    let mut answer = vec![0; 2048];
    let read = stream.read(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
    assert!(answer.starts_with("HTTP/1.1 507 "), "{answer}");
    assert!(answer.contains("\\\"half.csv\\\" does not fit on the disk; make room"), "{answer}");
    assert_eq!(bench.project()["files"], serde_json::json!([]));
    assert_eq!(bench.upload("small.csv", vec![b'a'; 10]).status, 507, "room is kept for the project itself");
    // Of unknown length, so its size is not compared with the free room: it fits, because the other one is gone.
    let mut stream = half_sent(&bench, "Transfer-Encoding: chunked", b"5\r\nName\n\r\n0\r\n\r\n");
    let mut answer = vec![0; 2048];
    let read = stream.read(&mut answer).unwrap();
    assert!(answer[..read].starts_with(b"HTTP/1.1 200 "), "{}", String::from_utf8_lossy(&answer));
}
