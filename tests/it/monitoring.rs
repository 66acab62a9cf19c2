//! Monitoring of scheduled jobs: metrics for Prometheus and the ping of a dead man's switch.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

const GOOD: &str = "Name,Email\nAda,ada@example.org\nBob,bob@example.org\n";
const BAD: &str = "Name,Email\nAda,ada(at)example.org\n";

/// A monitor that answers this many calls with these statuses; returns the first lines of the requests.
fn monitor(statuses: &'static [u16]) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/ping/hush-4711", listener.local_addr().unwrap());
    let thread = std::thread::spawn(move || {
        let mut asked = Vec::new();
        for status in statuses {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut first, mut line) = (String::new(), String::new());
            reader.read_line(&mut first).unwrap();
            while reader.read_line(&mut line).unwrap() > 2 {
                line.clear();
            }
            let answer = format!("HTTP/1.1 {status} Word\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).unwrap();
            asked.push(first.trim().to_owned());
        }
        asked
    });
    (url, thread)
}

fn import(desk: &Desk, customers: &str) -> Ferry {
    let ferry = Ferry::new().file("a.csv", customers).file("m.toml", SIMPLE).sandbox(desk).fast();
    ferry.line("import a.csv -m m.toml --metrics-file deskferry.prom")
}

fn metric(ran: &Ran, name: &str) -> Option<f64> {
    let text = ran.text("deskferry.prom");
    text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

#[test]
fn metrics_show_the_last_run_and_the_last_success() {
    let desk = Desk::new();
    let ran = import(&desk, GOOD).run().status(0);
    assert_eq!(metric(&ran, "deskferry_last_run_exit_status{command=\"import\"}"), Some(0.0));
    assert_eq!(metric(&ran, "deskferry_last_run_count{command=\"import\",of=\"inserted\"}"), Some(2.0));
    let success = metric(&ran, "deskferry_last_success_timestamp_seconds{command=\"import\"}").unwrap();
    let ran = ran.then().file("a.csv", BAD).sandbox(&desk).fast();
    let ran = ran.line("import a.csv -m m.toml --metrics-file deskferry.prom").run().status(1);
    assert_eq!(metric(&ran, "deskferry_last_run_exit_status{command=\"import\"}"), Some(1.0));
    assert_eq!(metric(&ran, "deskferry_last_run_count{command=\"import\",of=\"rejected\"}"), Some(1.0));
    let last = metric(&ran, "deskferry_last_success_timestamp_seconds{command=\"import\"}");
    assert_eq!(last, Some(success), "a failure does not move it");
}

#[test]
fn a_success_pings_the_monitor_and_its_address_stays_secret() {
    let (url, monitor) = monitor(&[503, 200]);
    let desk = Desk::new();
    let ran = import(&desk, GOOD).env("DESKFERRY_PING_URL", &url).args(["-vv"]).run().status(0);
    assert_eq!(monitor.join().unwrap(), ["GET /ping/hush-4711 HTTP/1.1"; 2]);
    assert!(!ran.stderr.contains("hush"), "{ran}");
    assert!(!ran.run_json().to_string().contains("hush"));
}

#[test]
fn a_failure_sends_no_ping() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/hush", listener.local_addr().unwrap());
    import(&Desk::new(), BAD).args(["--ping", &url]).run().status(1);
    assert!(listener.accept().is_err(), "nobody called");
}

#[test]
fn an_unreachable_monitor_changes_nothing() {
    let url = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}/hush", listener.local_addr().unwrap())
    };
    let ran = import(&Desk::new(), GOOD).args(["--ping", &url]).run().status(0);
    let ran = ran.says("warning: could not reach the ping URL: no answer from 127.0.0.1");
    assert!(!ran.stderr.contains("hush"), "{ran}");
}

#[test]
fn wrong_settings_are_refused_before_the_job() {
    let desk = Desk::new();
    import(&desk, GOOD)
        .args(["--ping", "monitor.example/hush"])
        .run()
        .status(2)
        .says("the ping URL is not valid");
    let ferry = Ferry::new().file("a.csv", GOOD).file("m.toml", SIMPLE).sandbox(&desk).fast();
    let ran = ferry.line("import a.csv -m m.toml --metrics-file nowhere/x.prom").run().status(2);
    ran.says("there is no folder \"nowhere\"");
    assert!(desk.customers().is_empty());
}

#[test]
fn metrics_replace_nothing_but_metrics() {
    let desk = Desk::new();
    let ran = import(&desk, GOOD).run().status(0);
    for other in ["m.toml", "a.csv", "/dev/null"] {
        let before = std::fs::read(ran.path().join(other).as_path()).unwrap_or_default();
        let again =
            ran.then().sandbox(&desk).fast().line("import a.csv -m m.toml --metrics-file").args([other]);
        let again = again
            .run()
            .status(2)
            .says("something other than deskferry's metrics is already there; name another file");
        assert_eq!(std::fs::read(again.path().join(other)).unwrap_or_default(), before);
    }
    // A report does not overwrite a file that its run has read.
    let report = ran.then().line("report latest --format json -o a.csv").run().status(2);
    assert_eq!(report.says("this file is a source of the run").text("a.csv"), GOOD);
}

/// The command of the monthly drill, as the unit has it.
#[test]
fn the_command_of_the_drill_proves_the_newest_backup() {
    let unit = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/nightly/deskferry-drill.service");
    let text = std::fs::read_to_string(unit).unwrap().replace("\\\n", " ");
    let line =
        text.lines().find_map(|line| line.strip_prefix("ExecStart=/usr/local/bin/deskferry ")).unwrap();
    let line = line.replace("/var/lib/deskferry-backup/", "");
    let drill = |hours: i64| {
        let ferry = Ferry::new();
        let began = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(hours);
        let shelf = crate::backup_fixture::Shelf::new(&crate::backup_check::people(3)).detailed();
        let name = "20261124T020000Z-3f9a0c";
        shelf.began(began).named(name).put(&ferry.path().join("backups").join(name));
        ferry.line(&line).run()
    };
    drill(10).status(0).says("3 customers restored into a sandbox");
    let old = drill(27).status(5);
    assert!(!old.stderr.contains("restored into a sandbox"), "{old}");
}

/// The units of docs/nightly, with the test's binary instead of the installed one.
#[test]
#[ignore = "needs systemd-analyze; .ci/run runs it"]
fn the_units_for_systemd_are_sound() {
    let folder = tempfile::tempdir().unwrap();
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/nightly");
    let mut paths = Vec::new();
    let names = ["backup.service", "backup.timer", "drill.service", "drill.timer"];
    for name in names.map(|name| format!("deskferry-{name}")) {
        let text = std::fs::read_to_string(docs.join(&name)).unwrap();
        let path = folder.path().join(&name);
        std::fs::write(&path, text.replace("/usr/local/bin/deskferry", env!("CARGO_BIN_EXE_deskferry")))
            .unwrap();
        paths.push(path);
    }
    let analyze = |args: &[&str]| {
        let output = std::process::Command::new("systemd-analyze").args(args).args(&paths).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(analyze(&["verify"]), (true, String::new()));
}
