//! `--notify-url`: somebody is told how a job has ended, success or not, and the address stays a secret.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;

use age::secrecy::ExposeSecret;
use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, SIMPLE};

const GOOD: &str = "Name,Email\nAda Byron,ada@example.org\nBob,bob@example.org\n";

/// A request as the host has got it.
pub struct Posted {
    pub head: String,
    pub body: String,
}

impl Posted {
    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|fault| panic!("{fault}: {}", self.body))
    }
}

/// A host that answers so many calls with these statuses, and tells what it got.
pub fn host(statuses: &[u16]) -> (String, JoinHandle<Vec<Posted>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/services/hush-4711", listener.local_addr().unwrap());
    let statuses = statuses.to_vec();
    let answer_all = move || statuses.into_iter().map(|status| answered(&listener, status)).collect();
    (url, std::thread::spawn(answer_all))
}

fn answered(listener: &TcpListener, status: u16) -> Posted {
    let (mut stream, _) = listener.accept().unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut head = String::new();
    while reader.read_line(&mut head).unwrap() > 2 {}
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
    });
    let mut body = vec![0; length.unwrap_or_default()];
    reader.read_exact(&mut body).unwrap();
    let more = if status == 302 { "location: /elsewhere\r\n" } else { "" };
    let answer = format!("HTTP/1.1 {status} Word\r\n{more}content-length: 0\r\nconnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).unwrap();
    Posted { head, body: String::from_utf8(body).unwrap() }
}

/// The only request of a host.
#[track_caller]
fn only(thread: JoinHandle<Vec<Posted>>) -> Posted {
    let mut posted = thread.join().unwrap();
    assert_eq!(posted.len(), 1);
    posted.remove(0)
}

fn import(desk: &Desk) -> Ferry {
    Ferry::new()
        .file("ann-miller.csv", GOOD)
        .file("m.toml", SIMPLE)
        .sandbox(desk)
        .fast()
        .line("import ann-miller.csv -m m.toml")
}

#[test]
fn a_success_is_posted_as_json_with_a_text_and_without_data_of_customers() {
    let (url, host) = host(&[200]);
    let desk = Desk::new();
    let ran = import(&desk).env("DESKFERRY_NOTIFY_URL", &url).args(["-vv"]).run().status(0);
    let posted = only(host);
    assert!(posted.head.starts_with("POST /services/hush-4711 HTTP/1.1\r\n"), "{}", posted.head);
    let head = posted.head.to_lowercase();
    assert!(
        head.contains("content-type: application/json") && head.contains("x-message: {{.text}}"),
        "{head}"
    );
    let json = posted.json();
    assert_eq!(
        (&json["command"], &json["success"], &json["exitStatus"]),
        (&json!("import"), &json!(true), &json!(0))
    );
    assert_eq!((&json["counts"]["inserted"], &json["dryRun"]), (&json!(2), &json!(false)));
    let text = json["text"].as_str().unwrap();
    assert!(text.starts_with("deskferry import: done (exit status 0)\ninserted 2, updated 0"), "{text}");
    for data in ["Ada", "example.org", "ann-miller", "deskferry-runs"] {
        assert!(!posted.body.contains(data), "{data}: {}", posted.body);
    }
    assert!(!ran.stderr.contains("hush"), "{ran}");
    crate::command_line::assert_not_in_files(&ran.folder(), "hush-4711");
}

#[test]
fn failures_are_posted_without_their_message() {
    let desk = Desk::new();
    let told = |ferry: Ferry, status: i32| {
        let (url, host) = host(&[204]);
        ferry.args(["--notify-url", &url]).run().status(status);
        let posted = only(host);
        assert!(!posted.body.contains("example.org") && !posted.body.contains("csv"), "{}", posted.body);
        (posted.json()["exitStatus"].clone(), posted.json()["text"].as_str().unwrap().to_owned())
    };
    let bad = |ferry: Ferry| ferry.file("ann-miller.csv", "Name,Email\nAda,ada(at)example.org\n");
    let (status, text) = told(bad(import(&desk)), 1);
    assert_eq!(
        (status, text.contains("WARNING: finished, with errors"), text.contains("rejected 1")),
        (json!(1), true, true)
    );
    let (status, text) = told(import(&desk).args(["nowhere.csv"]), 2);
    assert!(status == 2 && text.contains("FAILED: wrong usage, settings or files"), "{text}");
    let (status, text) = told(import(&desk).env("DESKERO_API_TOKEN", "wrong"), 3);
    assert!(status == 3 && text.contains("FAILED: not authorized"), "{text}");
}

#[test]
fn every_command_with_a_result_tells_it() {
    let (url, host) = host(&[200; 13]);
    let desk = Desk::new();
    let first = import(&desk).args(["--dry-run"]).env("DESKFERRY_NOTIFY_URL", &url).run().status(0);
    let then = |line: &str| {
        let ferry = first.then().sandbox(&desk).fast().env("DESKFERRY_NOTIFY_URL", &url);
        ferry.line(line).run()
    };
    then("validate ann-miller.csv -m m.toml").status(0);
    then("import ann-miller.csv -m m.toml").status(0);
    then("verify latest").status(0);
    then("export -o out.jsonl").status(0);
    then("backup b").status(0);
    then("duplicates").status(0);
    then("check b/latest").status(0);
    then("check b --all").status(0);
    then("restore b/latest --dry-run").status(0);
    then("backup prune b --keep-last 1").status(0);
    then("undo latest --yes").status(0);
    then("singer tap").status(0);
    // These have no result: nobody is told, and the host would not answer.
    then("backup list b").status(0);
    then("config show").status(0);
    let told: Vec<String> = host
        .join()
        .unwrap()
        .iter()
        .map(|posted| posted.json()["command"].as_str().unwrap().to_owned())
        .collect();
    let expected = [
        "import",
        "validate",
        "import",
        "verify",
        "export",
        "backup",
        "duplicates",
        "check",
        "check",
        "restore",
        "backup prune",
        "undo",
        "singer tap",
    ];
    assert_eq!(told, expected);
}

#[test]
fn an_alarm_says_what_is_gone_and_names_no_encrypted_field() {
    let desk = crate::backup::people(60);
    let key = age::x25519::Identity::generate();
    let secret = key.to_string();
    let backup = |ferry: Ferry| {
        let ferry = ferry.file("key.txt", secret.expose_secret()).sandbox(&desk).fast();
        ferry.line(&format!("backup b --identity key.txt --recipient {}", key.to_public()))
    };
    let first = backup(Ferry::new()).run().status(0);
    crate::backup::lose(&desk, 25);
    crate::backup::change(&desk, 30, |one| one["customFields"] = json!({}));
    let (url, host) = host(&[200]);
    let ran = backup(first.then()).env("DESKFERRY_NOTIFY_URL", &url).run().status(6);
    let ran = ran.says("customFields.segment");
    let json = only(host).json();
    let losses =
        ["25 of 60 customers are gone", "30 of 60 values of a field whose name is encrypted were emptied"];
    assert_eq!(json["losses"], json!(losses));
    assert_eq!(
        (&json["verdict"], &json["backup"]),
        (&json!("snapshot"), &json!(ran.stdout.trim().trim_start_matches("b/")))
    );
    assert_eq!(json["backupAgeOf"], json!(first.stdout.trim().trim_start_matches("b/")));
    let text = json["text"].as_str().unwrap();
    assert!(text.starts_with("deskferry backup: ALARM: too much is gone since the last accepted backup (exit status 6)\n25 of 60"), "{text}");
    assert!(!json.to_string().contains("segment"));
}

#[test]
fn the_address_in_the_settings_is_a_secret() {
    let (url, host) = host(&[200]);
    let desk = Desk::new();
    let settings = format!("notify_url = {url:?}\n");
    let named = import(&desk).file("s.toml", &settings).args(["--config", "s.toml", "-vv"]).run().status(0);
    assert_eq!(only(host).json()["command"], "import");
    assert!(!named.stderr.contains("hush"), "{named}");
    let shown = named.then().line("config show --config s.toml").run().status(0);
    assert!(shown.stdout.contains("notify_url") && shown.stdout.contains("s.toml, line 1"), "{shown}");
    assert!(!format!("{shown}").contains("hush"), "{shown}");
    // A folder may come from anybody.
    let found = import(&desk).file("deskferry.toml", &settings).run().status(2);
    let found = found.says("has a notify_url, but a folder may come from anybody");
    assert!(!found.stderr.contains("hush"), "{found}");
    let users = import(&desk).file(".config/deskferry/deskferry.toml", "notify_url = \"hush hush\"\n").run();
    let users = users.status(2).says("the notify URL is not valid");
    assert!(!users.stderr.contains("hush"), "{users}");
    assert_eq!(desk.customers().len(), 2, "a wrong address is refused before the job");
}

#[test]
fn a_host_with_a_fault_is_tried_again() {
    let (url, host) = host(&[500, 429, 200]);
    let ran = import(&Desk::new()).args(["--notify-url", &url]).run().status(0);
    assert_eq!(host.join().unwrap().len(), 3);
    assert!(!ran.stderr.contains("warning:"), "{ran}");
}

#[test]
fn what_cant_be_told_is_a_warning() {
    let warned = |url: &str, said: &str| {
        let ran = import(&Desk::new()).args(["--notify-url", url]).run().status(0);
        let ran = ran.says(&format!("warning: could not reach the notify URL: {said}"));
        assert!(!ran.stderr.contains("hush"), "{ran}");
    };
    for (statuses, said) in [
        (&[404][..], "127.0.0.1 answered with status 404"),
        (&[302], "127.0.0.1 answered with status 302"),
        (&[500, 502, 503], "127.0.0.1 answered with status 503"),
    ] {
        let (url, host) = host(statuses);
        warned(&url, said);
        assert_eq!(host.join().unwrap().len(), statuses.len());
    }
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    warned(&format!("http://{nobody}/hush"), "no answer from 127.0.0.1");
}

/// A dead man's switch that has a fault: the job ends as it would, and says so.
#[test]
fn a_monitor_that_fails_changes_nothing() {
    for (statuses, said) in [
        (&[500, 502, 503][..], "127.0.0.1 answered with status 503"),
        (&[404], "127.0.0.1 answered with status 404"),
    ] {
        let (url, host) = host(statuses);
        let ran = import(&Desk::new()).args(["--ping", &url]).run().status(0);
        let ran = ran.says(&format!("warning: could not reach the ping URL: {said}"));
        assert!(!ran.stderr.contains("hush"), "{ran}");
        assert_eq!(host.join().unwrap().len(), statuses.len());
    }
    let (url, host) = host(&[500, 200]);
    let ran = import(&Desk::new()).args(["--ping", &url]).run().status(0);
    assert!(!ran.stderr.contains("warning:"), "{ran}");
    assert_eq!(host.join().unwrap().len(), 2);
}

/// Three attempts of ten seconds, and five seconds between them.
#[rstest]
#[case("--notify-url", "notify")]
#[case("--ping", "ping")]
fn a_host_that_hangs_delays_the_end_only_for_a_while(#[case] flag: &str, #[case] what: &str) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hush", listener.local_addr().unwrap());
    let silent = std::thread::spawn(move || {
        let silent: Vec<_> = (0..3).map(|_| listener.accept().unwrap()).collect();
        std::thread::sleep(std::time::Duration::from_secs(11));
        silent.len()
    });
    let started = std::time::Instant::now();
    let ran = import(&Desk::new()).args([flag, &url]).run().status(0);
    assert!(started.elapsed().as_secs() < 45, "{:?}", started.elapsed());
    let said = "no answer from 127.0.0.1: it did not answer in time";
    let ran = ran.says(&format!("could not reach the {what} URL: {said}"));
    assert!(!ran.stderr.contains("hush"), "{ran}");
    assert_eq!(silent.join().unwrap(), 3);
}

#[test]
fn healthchecks_are_told_of_starts_and_failures() {
    let desk = crate::backup::people(40);
    let lines = |thread: JoinHandle<Vec<Posted>>| -> Vec<String> {
        thread.join().unwrap().iter().map(|posted| posted.head.lines().next().unwrap().to_owned()).collect()
    };
    let backup = |ferry: Ferry, url: &str| {
        ferry
            .sandbox(&desk)
            .fast()
            .line("backup b --ping-style healthchecks")
            .env("DESKFERRY_PING_URL", url)
            .run()
    };
    let (url, told) = host(&[200, 200]);
    let first = backup(Ferry::new(), &url).status(0);
    let get = |end: &str| format!("GET /services/hush-4711{end} HTTP/1.1");
    assert_eq!(lines(told), [get("/start"), get("")]);
    crate::backup::lose(&desk, 30);
    let (url, told) = host(&[200, 200]);
    let second = backup(first.then(), &url).status(6);
    assert_eq!(lines(told), [get("/start"), get("/fail")], "an alarm is no success");
    // A start that can't be told takes one attempt, and does not keep the job from its work.
    let (url, told) = host(&[500, 500, 200]);
    let third =
        backup(second.then(), &url).status(6).says("could not reach the ping URL: 127.0.0.1 answered");
    assert_eq!(lines(told), [get("/start"), get("/fail"), get("/fail")]);
    assert!(!third.stderr.contains("hush"), "{third}");
    let ran = third.then().sandbox(&desk).fast().line("backup b --ping-style healthchecks").run().status(2);
    ran.says("--ping-style needs --ping, DESKFERRY_PING_URL or ping_url in the settings");
}

#[test]
fn an_alarm_is_no_success_for_a_plain_ping() {
    let desk = crate::backup::people(40);
    let first = Ferry::new().sandbox(&desk).fast().line("backup b").run().status(0);
    crate::backup::lose(&desk, 30);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/hush", listener.local_addr().unwrap());
    first.then().sandbox(&desk).fast().line("backup b").args(["--ping", &url]).run().status(6);
    assert!(listener.accept().is_err(), "nobody called");
}

/// The alarm of a drill says what is wrong, and still nothing of a customer.
#[test]
fn a_check_that_fails_says_what_is_wrong() {
    let desk = Desk::new();
    let first = import(&desk).run().status(0);
    first.then().sandbox(&desk).fast().line("backup b").run().status(0);
    let sealed = first.then().sandbox(&desk).fast().env("DESKFERRY_PASSPHRASE", "correct horse");
    sealed.line("backup s").run().status(0);
    let told = |line: &str, status: i32| {
        let (url, host) = host(&[204]);
        first.then().line(line).env("DESKFERRY_NOTIFY_URL", &url).run().status(status);
        let json = only(host).json();
        let problem = json["problem"].as_str().unwrap_or_default().to_owned();
        assert!(json["text"].as_str().unwrap().contains(&problem), "{json}");
        problem
    };
    assert_eq!(told("check b/latest", 0), "");
    assert_eq!(told("check b/latest --drill --max-age 1ms", 5), "the backup is too old");
    assert_eq!(told("check b --all --max-age 1ms", 5), "the newest backup is too old");
    let no_key = "the backup could not be opened: its key is missing or wrong";
    assert_eq!(told("check s/latest --drill", 2), no_key);
    let backup = std::fs::read_dir(first.path().join("b")).unwrap();
    let backup = backup.map(|entry| entry.unwrap().path()).find(|path| path.is_dir()).unwrap();
    std::fs::write(backup.join("customers.jsonl.zst"), "x").unwrap();
    assert_eq!(told("check b/latest --drill", 5), "the backup is damaged or not proven complete");
}
