//! Connections of whoever is on this machine: none is kept that sends no request.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::{RunningWorkbench, ferry};

fn half_open(workbench: &RunningWorkbench, start: &str) -> TcpStream {
    let address = workbench.base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(start.replace("HOST", address).as_bytes()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// What arrives until the end, and how long that takes.
fn end_of(mut stream: TcpStream) -> (String, Duration) {
    let (start, mut said) = (Instant::now(), Vec::new());
    let read = stream.read_to_end(&mut said);
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(read.is_ok(), "the connection is kept: {read:?} {said}");
    (said, start.elapsed())
}

#[test]
fn connections_without_a_request_end() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let starts = [
        "",
        "GET / HTTP/1.1\r\nHost: HOST\r\nX-Slow: ",
        "POST /session HTTP/1.1\r\nHost: HOST\r\nContent-Length: 9\r\n\r\nkey",
    ];
    let open = starts.map(|start| half_open(&workbench, start));
    assert_eq!(workbench.get("api/project").status, 200, "others are served meanwhile");
    for (start, stream) in starts.iter().zip(open) {
        let (said, took) = end_of(stream);
        assert!(took < Duration::from_secs(15), "{start:?}: {took:?} {said}");
        assert!(!said.contains("200 OK"), "{start:?}: {said}");
    }
}

/// More connections than there are places: the page waits for one, and gets it when the others are given up.
#[test]
fn many_half_open_connections_lock_nobody_out() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let files = || std::fs::read_dir(format!("/proc/{}/fd", workbench.pid())).unwrap().count();
    // The system keeps 128 more for the server; a further one would wait here.
    let open: Vec<TcpStream> = (0..330).map(|_| half_open(&workbench, "GET /")).collect();
    let (start, mut most) = (Instant::now(), 0);
    while most < 250 && start.elapsed() < Duration::from_secs(8) {
        most = most.max(files());
        std::thread::sleep(Duration::from_millis(50));
    }
    std::thread::sleep(Duration::from_millis(500));
    most = most.max(files());
    assert!((250..320).contains(&most), "{most} open files");
    let request = workbench.request(reqwest::Method::GET, "api/project").timeout(Duration::from_secs(40));
    assert_eq!(workbench.send(request).status, 200);
    drop(open);
}
