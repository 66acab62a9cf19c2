//! What exports, backups, checks and drills leave among the runs.

mod latest;
mod places;
mod retention;

use serde_json::{Value, json};

use crate::backup::people;
use crate::command_line::{Desk, Ferry, Ran, assert_not_in_files};

/// A command in the folder of another one.
fn then(ran: &Ran, desk: &Desk, line: &str) -> Ferry {
    ran.then().sandbox(desk).line(line).fast()
}

fn first(desk: &Desk, line: &str) -> Ferry {
    Ferry::new().sandbox(desk).line(line).fast()
}

/// What `runs list` has, as JSON.
#[track_caller]
fn listed(ran: &Ran, flags: &str) -> Vec<Value> {
    let list = ran.then().line("runs list --json").line(flags).run().status(0);
    list.listed("runs")
}

#[track_caller]
fn commands(ran: &Ran, flags: &str) -> Vec<String> {
    listed(ran, flags).iter().map(|one| one["command"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_job_leaves_a_trace_with_duration_counts_and_verdict() {
    let desk = people(7);
    let ran = first(&desk, "export -o all.jsonl").run().status(0);
    then(&ran, &desk, "backup b").run().status(0);
    then(&ran, &desk, "backup b --drill").run().status(0);
    then(&ran, &desk, "check b/latest").run().status(0);
    then(&ran, &desk, "check b --all").run().status(0);
    then(&ran, &desk, "check b/latest --drill").run().status(0);
    then(&ran, &desk, "check b/latest --max-age 1ms").run().status(5);
    let all = listed(&ran, "");
    let shape = |name: &str| all.iter().map(|one| one[name].clone()).collect::<Vec<Value>>();
    assert_eq!(shape("command"), ["export", "backup", "backup", "check", "check", "drill", "check"]);
    assert_eq!(shape("exit"), [0, 0, 0, 0, 0, 0, 5]);
    assert_eq!(shape("drill"), [false, false, true, false, false, true, false]);
    assert!(all.iter().all(|one| one["state"] == "finished" && one["seconds"].as_f64().unwrap() > 0.0));
    let customers: Vec<Value> = all.iter().map(|one| one["counts"]["customers"].clone()).collect();
    assert_eq!(customers, [json!(7), json!(7), json!(7), json!(7), Value::Null, json!(7), json!(7)]);
    assert_eq!((&all[0]["verdict"], &all[1]["verdict"]), (&json!("snapshot"), &json!("snapshot")));
    assert_eq!((&all[0]["target"], &all[1]["target"]), (&json!("all.jsonl"), &json!("b")));
    assert_eq!(all[4]["counts"], json!({"backups": 2, "bad": 0}));
    let table = ran.then().line("runs").run().status(0).stdout;
    assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
    assert!(table.contains("drill    finished     7    0  snapshot  "), "{table}");
    assert!(table.contains("  exit 5  "), "{table}");
}

#[test]
fn the_list_takes_kinds_times_and_failures() {
    let desk = people(3);
    let ferry = first(&desk, "validate a.csv -m m.toml").file("a.csv", "Name,Email\nAda,a@x.org\n");
    let ran = ferry.file("m.toml", crate::command_line::SIMPLE).run().status(0);
    then(&ran, &desk, "backup b --drill").run().status(0);
    then(&ran, &desk, "check b/latest --drill").run().status(0);
    then(&ran, &desk, "check nowhere").run().status(2);
    assert_eq!(commands(&ran, ""), ["validate", "backup", "drill", "check"]);
    assert_eq!(commands(&ran, "--kind backup"), ["backup"]);
    assert_eq!(commands(&ran, "--kind drill"), ["backup", "drill"], "a backup may make a drill");
    assert_eq!(commands(&ran, "--kind check"), ["drill", "check"], "a drill is a check");
    assert_eq!(commands(&ran, "--kind validate,backup --since 1h"), ["validate", "backup"]);
    assert_eq!(commands(&ran, "--failed"), ["check"]);
    assert_eq!(listed(&ran, "--failed")[0]["state"], "failed");
    let trace = ran
        .path()
        .join("deskferry-runs/traces")
        .join(listed(&ran, "--kind backup")[0]["id"].as_str().unwrap());
    let text = std::fs::read_to_string(trace.join("trace.json")).unwrap();
    let mut old: Value = serde_json::from_str(&text).unwrap();
    old["started"] = json!("2026-01-02T03:04:05Z");
    std::fs::write(trace.join("trace.json"), old.to_string()).unwrap();
    assert_eq!(commands(&ran, "--kind backup --since 7d"), [""; 0]);
    assert_eq!(commands(&ran, "--kind backup --since 2026-01-02"), ["backup"]);
    assert_eq!(commands(&ran, "--kind backup --since 2026-01-03"), [""; 0]);
    ran.then()
        .line("runs list --kind backup --since 7d")
        .run()
        .status(0)
        .says("no such runs in deskferry-runs");
    for (bad, said) in
        [("--since 7", "give a time with its unit"), ("--kind bakcup", "[possible values: import")]
    {
        ran.then().line("runs list").line(bad).run().status(2).says(said);
    }
}

#[test]
fn a_trace_holds_nothing_personal_and_no_secret() {
    let desk = people(3);
    let nobody = "http://127.0.0.1:1/hush-4711";
    let ferry = first(&desk, "export -o - --where email=ann@example.org");
    let ran = ferry.args(["--notify-url", nobody]).run().status(0);
    then(&ran, &desk, "backup s3://AKIA:hush-4711@bucket/x").run().status(2);
    let killed = then(&ran, &desk, "backup b").args(["--notify-url", nobody]);
    let status = killed.env("DESKFERRY_FAIL_POINT", "backup-customers").command().status().unwrap();
    assert!(status.code().is_none());
    let targets: Vec<Value> = listed(&ran, "").iter().map(|one| one["target"].clone()).collect();
    assert_eq!(targets, ["-", "s3://***", "b"]);
    let lists = ran.then().line("runs").run().status(0);
    assert!(!lists.stdout.contains("hush"), "{lists}");
    for secret in ["ann@", "hush", deskferry::sandbox::API_TOKEN, deskferry::sandbox::CLIENT_ID] {
        assert_not_in_files(&ran.path().join("deskferry-runs"), secret);
    }
}

#[test]
fn a_sandbox_is_said() {
    let ran = Ferry::new().line("backup b --sandbox").fast().run().status(0);
    assert_eq!(listed(&ran, "")[0]["sandbox"], json!(true));
    let table = ran.then().line("runs").run().status(0).stdout;
    assert!(table.contains("  sandbox"), "{table}");
    let shown = ran.then().line("runs show latest").run().status(0).stdout;
    assert!(shown.contains("a sandbox, not your help desk"), "{shown}");
}

#[test]
fn a_killed_job_shows_that_it_did_not_end() {
    let desk = people(5);
    let killed = first(&desk, "backup b").env("DESKFERRY_FAIL_POINT", "backup-customers");
    assert!(killed.command().status().unwrap().code().is_none());
    let ran = killed.then().line("runs").run().status(0);
    assert!(ran.stdout.contains("backup   interrupted     -    -\n"), "{ran}");
    let shown = ran.then().line("runs show latest").run().status(0).stdout;
    assert!(shown.contains("never: it was killed, or the machine stopped"), "{shown}");
    assert_eq!(commands(&ran, "--failed"), ["backup"]);
    // It is no unfinished run: an import goes on as if it were not there.
    let ferry = then(&ran, &desk, "import a.csv -m m.toml").file("a.csv", "Name,Email\nNew,new@x.org\n");
    let import = ferry.file("m.toml", crate::command_line::SIMPLE).run().status(0);
    assert!(!import.stderr.contains("unfinished") && !import.stderr.contains("not finished"), "{import}");
    let next = then(&ran, &desk, "backup b").run().status(0);
    let states: Vec<Value> = listed(&next, "--kind backup").iter().map(|one| one["state"].clone()).collect();
    assert_eq!(states, ["interrupted", "finished"]);
}

#[test]
fn a_stopped_backup_is_stopped_and_an_alarm_has_its_losses() {
    let desk = people(60);
    let ran = first(&desk, "backup b").run().status(0);
    crate::backup::lose(&desk, 30);
    then(&ran, &desk, "backup b").run().status(6);
    then(&ran, &desk, "export -o x.jsonl").env("DESKERO_API_TOKEN", "wrong").run().status(3);
    let all = listed(&ran, "--failed");
    assert_eq!((&all[0]["state"], &all[1]["state"]), (&json!("finished"), &json!("stopped")));
    assert_eq!(all[0]["losses"], json!(["30 of 60 customers are gone"]));
    assert_eq!(all[0]["counts"]["gone"], json!(30));
    let shown = ran.then().line("runs show").args([all[0]["id"].as_str().unwrap()]).run().status(0).stdout;
    assert!(shown.contains("lost      30 of 60 customers are gone"), "{shown}");
}
