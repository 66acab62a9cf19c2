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

fn prom(ran: &Ran, name: &str) -> Option<f64> {
    ran.text("m.prom").lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

#[test]
fn metrics_tell_age_verdict_change_and_alarm() {
    let desk = crate::backup::people(40);
    let backup = |ferry: Ferry| ferry.sandbox(&desk).fast().line("backup b --metrics-file m.prom");
    let first = backup(Ferry::new()).run().status(0);
    let began = prom(&first, "deskferry_backup_timestamp_seconds{command=\"backup\"}").unwrap();
    assert_eq!(
        prom(&first, "deskferry_last_run_verdict{command=\"backup\",verdict=\"snapshot\"}"),
        Some(1.0)
    );
    let exceeded = "deskferry_last_run_limits_exceeded{command=\"backup\"}";
    assert_eq!(prom(&first, exceeded), None, "there was nothing to compare with");
    crate::backup::lose(&desk, 30);
    crate::backup::change(&desk, 3, |one| one["memo"] = serde_json::Value::Null);
    let second = backup(first.then()).run().status(6);
    assert_eq!(prom(&second, exceeded), Some(1.0));
    let of =
        |what: &str| prom(&second, &format!("deskferry_last_run_count{{command=\"backup\",of=\"{what}\"}}"));
    assert_eq!([of("gone"), of("emptied"), of("changed")], [Some(30.0), Some(3.0), Some(3.0)]);
    let still = prom(&second, "deskferry_backup_timestamp_seconds{command=\"backup\"}");
    assert_eq!(still, Some(began), "the last accepted one");
    let failed = backup(second.then()).env("DESKERO_API_TOKEN", "wrong").run().status(3);
    assert_eq!(prom(&failed, "deskferry_backup_timestamp_seconds{command=\"backup\"}"), Some(began));
    assert!(prom(&failed, "deskferry_backup_age_seconds{command=\"backup\"}").unwrap() >= 0.0);
    let export = second.then().sandbox(&desk).fast().line("export -o out.jsonl --metrics-file e.prom").run();
    let text = export.status(0).text("e.prom");
    assert!(text.contains("deskferry_last_run_duration_seconds{command=\"export\"}"), "{text}");
}

#[test]
fn a_check_has_metrics_of_age_and_pings_nobody() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let ferry = Ferry::new();
    let began = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(10);
    crate::backup_fixture::Shelf::new(&crate::backup_check::people(3))
        .detailed()
        .began(began)
        .put(&ferry.path().join("b"));
    let url = format!("http://{}/hush", listener.local_addr().unwrap());
    let ran = ferry.line("check b --metrics-file m.prom").env("DESKFERRY_PING_URL", url).run().status(0);
    let age = prom(&ran, "deskferry_backup_age_seconds{command=\"check\"}").unwrap();
    assert!((36_000.0..36_100.0).contains(&age), "{age}");
    assert_eq!(prom(&ran, "deskferry_last_run_verdict{command=\"check\",verdict=\"snapshot\"}"), Some(1.0));
    assert!(listener.accept().is_err(), "the switch watches another job");
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
        let ferry = Ferry::new().file("metrics/x", "");
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

/// The command of the unit that tells a failure, as systemd gives it to the shell; curl is a script here.
#[test]
fn the_unit_that_tells_a_failure_shows_the_address_to_nobody() {
    let unit =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/nightly/deskferry-failed@.service");
    let text = std::fs::read_to_string(unit).unwrap().replace(" \\\n", " ");
    let line = text.lines().find_map(|line| line.strip_prefix("ExecStart=/bin/sh -c '")?.strip_suffix('\''));
    let script = line.unwrap().replace("%i", "deskferry-backup.service").replace("%H", "host");
    let script = script.replace("%%", "%").replace("$$", "$").replace("\\\\", "\\");
    let folder = tempfile::tempdir().unwrap();
    let curl = folder.path().join("curl");
    std::fs::write(&curl, "#!/bin/sh\ncat >config\nprintf '%s\\n' \"$@\" >args\n").unwrap();
    std::fs::set_permissions(&curl, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let run = |url: &str| {
        let path = format!("{}:/usr/bin:/bin", folder.path().display());
        let mut shell = std::process::Command::new("/bin/sh");
        shell.args(["-c", &script]).current_dir(folder.path()).env("PATH", path);
        assert!(shell.env("DESKFERRY_NOTIFY_URL", url).status().unwrap().success());
        ["config", "args"].map(|name| std::fs::read_to_string(folder.path().join(name)).ok())
    };
    assert_eq!(run(""), [None, None], "without an address, nothing is sent");
    let [config, args] = run("https://chat.example/hush");
    assert_eq!(config.as_deref(), Some("url = \"https://chat.example/hush\"\n"));
    let args = args.unwrap();
    assert!(!args.contains("hush"), "{args}");
    let data: serde_json::Value = serde_json::from_str(args.lines().last().unwrap()).unwrap();
    assert_eq!(
        data["text"],
        "deskferry-backup.service has failed on host: see journalctl -u deskferry-backup.service"
    );
}

/// The units of docs/nightly, with the test's binary instead of the installed one.
#[test]
#[ignore = "needs systemd-analyze; .ci/run runs it"]
fn the_units_for_systemd_are_sound() {
    let folder = tempfile::tempdir().unwrap();
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/nightly");
    let mut paths = Vec::new();
    let names = ["backup.service", "backup.timer", "drill.service", "drill.timer", "failed@.service"];
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
