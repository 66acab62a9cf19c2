//! Faults before a job can begin are told too, and what else has a say about who is told.

use serde_json::{Value, json};

use crate::backup_fixture::Shelf;
use crate::command_line::{Desk, Ferry};
use crate::notifications::host;

/// What the only request of a host has.
fn told(url_to: impl FnOnce(&str)) -> Value {
    let (url, host) = host(&[200]);
    url_to(&url);
    let posted = host.join().unwrap().remove(0);
    assert!(!posted.body.contains("--kep-daily") && !posted.body.contains("x.toml"), "{}", posted.body);
    serde_json::from_str(&posted.body).unwrap()
}

#[test]
fn a_mistyped_flag_is_told() {
    let line = "backup b --kep-daily 14";
    let flag = |url: &str| {
        let ran = Ferry::new().line(line).args(["--notify-url", url]).run().status(2);
        assert!(ran.stderr.contains("--keep-daily") && !ran.stderr.contains("hush"), "{ran}");
    };
    let variable = |url: &str| {
        let line = format!("--log-format json -q {line}");
        Ferry::new().line(&line).env("DESKFERRY_NOTIFY_URL", url).run().status(2);
    };
    let settings = |url: &str| {
        let text = format!("[profile.night]\nnotify_url = {url:?}\n");
        let line = format!("{line} --config=s.toml --profile night");
        Ferry::new().file("s.toml", text).line(&line).run().status(2);
    };
    for told in [told(flag), told(variable), told(settings)] {
        assert_eq!((&told["command"], &told["exitStatus"]), (&json!("backup"), &json!(2)));
        assert_eq!(told["outcome"], "wrong usage, settings or files");
    }
    let value = |url: &str| {
        Ferry::new().line("check b --max-age 26").env("DESKFERRY_NOTIFY_URL", url).run().status(2);
    };
    assert_eq!(told(value)["command"], "check");
    let prune = |url: &str| {
        Ferry::new().line("backup prune b --kep 1").env("DESKFERRY_NOTIFY_URL", url).run().status(2);
    };
    assert_eq!(told(prune)["command"], "backup prune");
}

#[test]
fn commands_that_tell_nothing_do_not_tell_their_faults() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/hush", listener.local_addr().unwrap());
    for line in
        ["backup list --typo", "config show backup", "runs --typo", "--help", "export --help", "bakcup b"]
    {
        let ran = Ferry::new().line(line).env("DESKFERRY_NOTIFY_URL", &url).run();
        assert!(listener.accept().is_err(), "{ran}");
    }
}

#[test]
fn settings_that_cant_be_used_are_told() {
    let missing = |url: &str| {
        Ferry::new().line("export -o x.jsonl --config x.toml").args(["--notify-url", url]).run().status(2);
    };
    assert_eq!(told(missing)["command"], "export");
    let metrics = |url: &str| {
        let line = "check b/latest --metrics-file nowhere/x.prom";
        Ferry::new().line(line).env("DESKFERRY_NOTIFY_URL", url).run().status(2);
    };
    assert_eq!((told(metrics)["command"].clone(), 2), (json!("check"), 2));
    let ping = |url: &str| {
        let line = "backup b --ping monitor.example";
        Ferry::new().line(line).env("DESKFERRY_NOTIFY_URL", url).run().status(2);
    };
    assert_eq!(told(ping)["exitStatus"], 2);
}

#[test]
fn doctor_tells_what_it_found() {
    let desk = Desk::new();
    let good = |url: &str| {
        Ferry::new().sandbox(&desk).line("doctor").env("DESKFERRY_NOTIFY_URL", url).run().status(0);
    };
    let good = told(good);
    assert_eq!((&good["command"], &good["counts"]["problems"]), (&json!("doctor"), &json!(0)));
    let faulty = |url: &str| {
        let ferry = Ferry::new().file("deskferry.toml", "rat = 1\n").line("doctor");
        let ran = ferry.args(["--notify-url", url]).run().status(2);
        assert!(ran.stdout.contains("PROBLEM"), "{ran}");
    };
    let faulty = told(faulty);
    assert_eq!((&faulty["exitStatus"], &faulty["counts"]["problems"]), (&json!(2), &json!(1)));
}

#[test]
fn the_ping_is_in_the_settings() {
    let desk = Desk::new();
    let (url, host) = host(&[200, 200]);
    let text = format!("ping_url = {url:?}\nping_style = \"healthchecks\"\n");
    let ferry = Ferry::new().sandbox(&desk).fast().file("s.toml", &text);
    let ran = ferry.line("backup b --config s.toml").run().status(0);
    let lines: Vec<String> =
        host.join().unwrap().iter().map(|posted| posted.head.lines().next().unwrap().to_owned()).collect();
    assert_eq!(lines, ["GET /services/hush-4711/start HTTP/1.1", "GET /services/hush-4711 HTTP/1.1"]);
    let shown = ran.then().line("config show --config s.toml").run().status(0);
    assert!(shown.stdout.contains("ping_url") && shown.stdout.contains("s.toml, line 2"), "{shown}");
    assert!(!format!("{shown}").contains("hush"), "{shown}");
    let found = ran.then().file("deskferry.toml", &text).sandbox(&desk).line("backup b").run().status(2);
    let found = found.says("has a ping_url, but a folder may come from anybody");
    assert!(!found.stderr.contains("hush"), "{found}");
    let style =
        ran.then().file("s.toml", "ping_style = \"heathchecks\"\n").line("config show --config s.toml");
    style.run().status(2).says("give success or healthchecks");
}

/// The environment comes before the settings, and the flag before both.
#[test]
fn the_flag_counts_first() {
    let desk = Desk::new();
    let backup = |flag: Option<&str>, variable: Option<&str>, file: &str| {
        let text = format!("ping_url = {file:?}\nping_style = \"healthchecks\"\n");
        let ferry = Ferry::new().sandbox(&desk).fast().file("s.toml", text).line("backup b --config s.toml");
        let ferry = ferry.line("--ping-style success");
        let ferry = flag
            .map(|url| {
                ferry
                    .then()
                    .sandbox(&desk)
                    .fast()
                    .line("backup b --config s.toml --ping-style success --ping")
                    .args([url])
            })
            .unwrap_or(ferry);
        let ferry = match variable {
            Some(url) => ferry.env("DESKFERRY_PING_URL", url),
            None => ferry,
        };
        let ran = ferry.run().status(0);
        assert!(!ran.stderr.contains("warning"), "{ran}");
    };
    let nobody = "http://127.0.0.1:1/hush";
    for place in 0..3 {
        let (url, host) = host(&[200]);
        match place {
            0 => backup(Some(&url), Some(nobody), nobody),
            1 => backup(None, Some(&url), nobody),
            _ => backup(None, None, &url),
        }
        let lines = host.join().unwrap();
        assert!(lines[0].head.starts_with("GET /services/hush-4711 HTTP/1.1"), "{place}: {}", lines[0].head);
    }
}

/// Backups of two accounts in one target.
#[test]
fn check_all_names_the_accounts_of_a_target_with_two() {
    let ferry = Ferry::new();
    let names = ["20261120T020000Z-000001", "20261121T020000Z-000002", "20261122T020000Z-000003"];
    for (name, client) in names.iter().zip(["one", "other", "one"]) {
        let shelf = Shelf::new(&[json!({"id": "1", "name": "Ada"})]).of(client).named(name);
        shelf.put(&ferry.path().join("t").join(name));
    }
    let check = || ferry.then().line("check t --all --no-progress").run();
    let ran = check().status(0);
    for (name, client) in names.iter().zip(["one", "other", "one"]) {
        let line = ran.stderr.lines().find(|line| line.contains(name)).unwrap_or_default();
        assert!(line.ends_with(&format!(", of {client}")), "{ran}");
    }
    std::fs::write(ferry.path().join("t").join(names[1]).join("customers.jsonl.zst"), "x").unwrap();
    check().status(5).says("  of the account other\n");
    std::fs::remove_dir_all(ferry.path().join("t").join(names[1])).unwrap();
    let ran = check().status(0);
    assert!(!ran.stderr.contains("of one"), "{ran}");
}

/// Two accounts in one target, and both have lost much.
#[test]
fn accept_takes_only_backups_of_its_own_account() {
    let (one, other) = (crate::backup::people(40), crate::backup::people(40));
    let backup = |ferry: Ferry, desk: &Desk| ferry.sandbox(desk).fast().line("backup b").run();
    let first = backup(Ferry::new(), &one).status(0);
    backup(first.then(), &other).status(0);
    crate::backup::lose(&one, 30);
    crate::backup::lose(&other, 30);
    let of_one = backup(first.then(), &one).status(6);
    let of_other = backup(first.then(), &other).status(6);
    let newer_of_one = backup(first.then(), &one).status(6);
    let accept = |ran: &crate::command_line::Ran| {
        first.then().line("backup accept").args([ran.stdout.trim()]).run().status(0)
    };
    let accepted = accept(&newer_of_one).says("1 older marked backup is accepted with it");
    assert!(!accepted.stderr.contains("marked still"), "{accepted}");
    let list = first.then().line("backup list b --json").run().status(0);
    let list = list.listed("backups");
    let is_open = |ran: &crate::command_line::Ran| {
        let id = ran.stdout.trim().trim_start_matches("b/");
        let found = list.iter().find(|one| one["id"] == id).unwrap();
        found["alarm"].get("accepted").is_none_or(Value::is_null)
    };
    assert_eq!([&of_one, &newer_of_one, &of_other].map(is_open), [false, false, true]);
    backup(first.then(), &one).status(0);
    backup(first.then(), &other).status(6);
    accept(&of_other);
    backup(first.then(), &other).status(0);
}
