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
    let workbench = RunningWorkbench::open(ferry(), "");
    let file = workbench.upload("clienti perù.csv", office_file()).json();
    assert_eq!(file["path"], "files/clienti perù.csv");
    assert_eq!(file["shown"], "deskferry-project/files/clienti perù.csv");
    assert_eq!((&file["uploaded"], &file["size"]), (&true.into(), &office_file().len().into()));
    let stored = workbench.folder().join("files/clienti perù.csv");
    assert_eq!(std::fs::read(&stored).unwrap(), office_file());
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&stored), 0o600);
    assert_eq!(["", "files", "runs"].map(|name| mode(&workbench.folder().join(name))), [0o700; 3]);
    assert_eq!(
        std::fs::read_to_string(workbench.folder().join(".gitignore")).unwrap().lines().nth(1),
        Some("/files/")
    );
}

/// A second file of a name is told how it is called.
#[test]
fn a_name_that_is_taken_is_told() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let [first, second] =
        ["a.csv", "a.csv"].map(|name| workbench.upload(name, "Name,Email\nA,a@x.example\n").json());
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
    let workbench = RunningWorkbench::open(ferry(), "");
    workbench.dropped("small.csv", "Name,Email\nAda,ada@example.org\n");
    let before = peak(workbench.pid());
    let row = "Ada Byron;ada@example.org;Italy;some text that makes the row longer\n";
    let content = format!("Name;Email;Country;Memo\n{}", row.repeat(50_000_000 / row.len()));
    let expected = content.len();
    let file = workbench.upload("large.csv", content).json();
    assert_eq!(file["size"], expected);
    let grown = peak(workbench.pid()).saturating_sub(before);
    assert!(grown < 25, "{grown} MB more for 50 MB");
}

/// Sends a request by hand: all but the body's end.
fn half_sent(workbench: &RunningWorkbench, head: &str, body: &[u8]) -> TcpStream {
    let address = workbench.base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "POST {}api/files?name=half.csv HTTP/1.1\r\nHost: {address}\r\nCookie: {}\r\nOrigin: {}\r\n{head}\r\n\r\n",
        workbench.base_path, workbench.cookie, workbench.base
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    stream
}

#[rstest]
#[case::of_known_length("Content-Length: 1000000", b"Name\nAda\n")]
#[case::chunked("Transfer-Encoding: chunked", b"9\r\nName\nAda\n\r\n")]
fn a_broken_upload_leaves_nothing(#[case] head: &str, #[case] body: &[u8]) {
    let workbench = RunningWorkbench::open(ferry(), "");
    let stream = half_sent(&workbench, head, body);
    eventually("the part is there", || workbench.names("files") == ["half.csv.part"]);
    stream.shutdown(Shutdown::Both).unwrap();
    eventually("the part is gone", || workbench.names("files").is_empty());
    assert_eq!(workbench.project()["files"], serde_json::json!([]));
}

#[test]
fn a_killed_workbench_leaves_nothing_half() {
    let workbench = RunningWorkbench::open(ferry(), "");
    workbench.dropped("whole.csv", office_file());
    let _stream = half_sent(&workbench, "Content-Length: 1000000", b"Name\nAda\n");
    eventually("the part is there", || workbench.names("files") == ["half.csv.part", "whole.csv"]);
    let workbench = RunningWorkbench::open(workbench.kill(), "");
    assert_eq!(workbench.names("files"), ["whole.csv"]);
    let project = workbench.project();
    assert_eq!(project["files"].as_array().unwrap().len(), 1);
    assert_eq!(project["files"][0]["path"], "files/whole.csv");
}

#[test]
fn a_file_that_does_not_fit_is_refused_at_once() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let mut stream = half_sent(&workbench, "Content-Length: 900000000000000000", b"Name\n");
    let mut answer = vec![0; 2048];
    let read = stream.read(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
    assert!(answer.starts_with("HTTP/1.1 507 "), "{answer}");
    eventually("nothing is left", || workbench.names("files").is_empty());
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
    let workbench = RunningWorkbench::open(ferry(), "");
    let before = std::fs::read_to_string(workbench.folder().join(".gitignore")).unwrap();
    let file = workbench.upload(given, office_file()).json();
    assert_eq!(file["path"], format!("files/{stored}"));
    assert_eq!(workbench.names("files"), [stored]);
    let visible: Vec<String> =
        workbench.names("").into_iter().filter(|name| !name.starts_with(".open-")).collect();
    assert_eq!(visible, [".deskferry-workbench.lock", "files", "project.toml", "runs"]);
    assert_eq!(std::fs::read_to_string(workbench.folder().join(".gitignore")).unwrap(), before);
}

#[test]
fn a_long_name_and_a_taken_one_are_changed() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let long = format!("{}.csv", "ü".repeat(2000));
    let stored = workbench.upload(&long, office_file()).json()["name"].as_str().unwrap().to_owned();
    assert!(stored.len() < 200 && stored.ends_with("ü.csv"), "{stored}");
    let names: Vec<String> = (0..3)
        .map(|_| workbench.upload("c.csv", office_file()).json()["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["c.csv", "c-2.csv", "c-3.csv"]);
    let request = workbench.request(Method::POST, "api/files").body(office_file());
    assert_eq!(workbench.send(request).refused(400)["field"], "name");
}

#[test]
fn a_removed_file_is_deleted_only_if_it_is_our_copy() {
    let workbench = RunningWorkbench::open(ferry().file("own.csv", office_file()), "own.csv");
    workbench.dropped("copy.csv", office_file());
    let files = workbench.project()["files"].clone();
    assert_eq!((&files[0]["uploaded"], &files[1]["uploaded"]), (&false.into(), &true.into()));
    for file in files.as_array().unwrap() {
        let path = format!("api/files/{}", file["id"].as_str().unwrap());
        assert_eq!(workbench.send(workbench.request(Method::DELETE, &path)).status, 204);
        assert_eq!(workbench.send(workbench.request(Method::DELETE, &path)).status, 404);
    }
    assert_eq!(workbench.project()["files"], serde_json::json!([]));
    assert!(workbench.names("files").is_empty() && workbench.path().join("own.csv").exists());
}

/// A file that somebody has put into `files/` is not ours.
#[test]
fn a_named_file_in_the_folder_of_copies_stays() {
    let ferry = ferry().file("deskferry-project/project.toml", "version = 1\n");
    let workbench = RunningWorkbench::open(
        ferry.file("deskferry-project/files/own.csv", "Name\nAda\n"),
        "deskferry-project/files/own.csv",
    );
    let file = workbench.project()["files"][0].clone();
    assert_eq!(file["uploaded"], false);
    let path = format!("api/files/{}", file["id"].as_str().unwrap());
    assert_eq!(workbench.send(workbench.request(Method::DELETE, &path)).status, 204);
    assert_eq!(workbench.names("files"), ["own.csv"]);
}

/// `git checkout` may replace the folder by a link while the page is open.
#[test]
fn a_folder_of_copies_that_became_a_link_is_not_followed() {
    let workbench = RunningWorkbench::open(ferry().file("elsewhere/c.csv", "own"), "");
    let id = workbench.dropped("c.csv", office_file());
    let files = workbench.folder().join("files");
    std::fs::rename(&files, workbench.folder().join("moved")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", &files).unwrap();
    let removed = workbench.send(workbench.request(Method::DELETE, &format!("api/files/{id}")));
    assert!(removed.refused(422)["message"].as_str().unwrap().contains("is a link"));
    workbench.upload("d.csv", b"Name\n".to_vec()).refused(422);
    let names = std::fs::read_dir(workbench.path().join("elsewhere")).unwrap().count();
    assert_eq!(
        (names, std::fs::read(workbench.path().join("elsewhere/c.csv")).unwrap()),
        (1, b"own".to_vec())
    );
}

#[test]
fn a_disk_that_fills_up_says_so_and_is_emptied() {
    if !can_mount() {
        return;
    }
    let script = "set -e; mkdir p; mount -t tmpfs -o size=4m,mode=700 tmpfs p; exec \"$0\" \"$@\"";
    let workbench =
        RunningWorkbench::open(ferry().under(&["unshare", "--mount", "sh", "-c", script]), "--project p");
    let piece = format!("{:x}\r\n{}\r\n", 1 << 20, "x".repeat(1 << 20));
    let mut stream = half_sent(&workbench, "Transfer-Encoding: chunked", b"");
    let sent = (0..8).try_for_each(|_| stream.write_all(piece.as_bytes()));
    drop(sent.and_then(|()| stream.write_all(b"0\r\n\r\n")));
    let mut answer = vec![0; 2048];
    let read = stream.read(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
    assert!(answer.starts_with("HTTP/1.1 507 "), "{answer}");
    assert!(answer.contains("\\\"half.csv\\\" does not fit on the disk; make room"), "{answer}");
    assert_eq!(workbench.project()["files"], serde_json::json!([]));
    assert_eq!(
        workbench.upload("small.csv", vec![b'a'; 10]).status,
        507,
        "room is kept for the project itself"
    );
    // Of unknown length, so its size is not compared with the free room: it fits, because the other one is gone.
    let mut stream = half_sent(&workbench, "Transfer-Encoding: chunked", b"5\r\nName\n\r\n0\r\n\r\n");
    let mut answer = vec![0; 2048];
    let read = stream.read(&mut answer).unwrap();
    assert!(answer[..read].starts_with(b"HTTP/1.1 200 "), "{}", String::from_utf8_lossy(&answer));
}
