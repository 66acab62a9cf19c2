//! What the page says of jobs whose process is gone, can't go on, or is not theirs.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::job_bench::{project, real_project};
use super::{RunningWorkbench, eventually, ferry};
use crate::account::can_mount;
use crate::command_line::Desk;

/// Writes the record of a job that was never started here.
fn planted(workbench: &RunningWorkbench, id: &str, record: &Value) -> PathBuf {
    let folder = workbench.folder().join("runs/jobs").join(id);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("job.json"), record.to_string()).unwrap();
    std::fs::write(folder.join("log.jsonl"), "").unwrap();
    folder
}

fn record(pid: u32) -> Value {
    json!({"version": 1, "kind": "write", "words": ["apply", "plan.jsonl"],
        "target": {"kind": "sandbox", "sandbox": "practice.db"}, "started": "2026-11-30T08:00:00Z", "pid": pid})
}

#[test]
fn a_job_without_its_process_is_interrupted() {
    let workbench = RunningWorkbench::open(project(1), "");
    planted(&workbench, "20261130T080000Z-000-write", &record(1));
    let job = workbench.job("20261130T080000Z-000-write");
    assert_eq!((&job["state"], &job["exit"]), (&json!("interrupted"), &Value::Null), "{job:#}");
    assert!(job["ended"].is_string());
    workbench.plan();
}

/// It ended when it last said something, not when somebody looks.
#[test]
fn a_job_that_died_last_night_ended_then() {
    let workbench = RunningWorkbench::open(project(1), "");
    let id = "20261130T080000Z-000-write";
    let folder = planted(&workbench, id, &record(1));
    let night = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_796_000_000);
    let log = std::fs::File::options().write(true).open(folder.join("log.jsonl")).unwrap();
    log.set_modified(night).unwrap();
    let workbench = RunningWorkbench::open(workbench.kill(), "");
    eventually("its end is noted", || {
        std::fs::read_to_string(folder.join("job.json")).unwrap().contains("\"ended\"")
    });
    assert_eq!(workbench.job(id)["ended"], "2026-11-30T00:53:20Z");
}

/// A log of a project from elsewhere may be of any length.
#[test]
fn a_long_line_of_a_log_takes_no_memory() {
    let workbench = RunningWorkbench::open(project(1), "");
    let id = "20261130T080000Z-000-write";
    let folder = planted(&workbench, id, &record(1));
    std::fs::File::create(folder.join("log.jsonl")).unwrap().set_len(1 << 30).unwrap();
    assert_eq!(workbench.job(id)["state"], "interrupted");
    let status = std::fs::read_to_string(format!("/proc/{}/status", workbench.pid())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak: u64 = peak.trim().strip_suffix(" kB").unwrap().parse().unwrap();
    assert!(peak < 400_000, "{peak} kB");
}

/// A number in a file is no reason to end a process.
#[test]
fn only_the_process_of_the_job_is_stopped() {
    let workbench = RunningWorkbench::open(project(1), "");
    let mut other = Command::new("sleep").arg("60").stdin(Stdio::null()).spawn().unwrap();
    let id = "20261130T080000Z-000-write";
    let alive = std::fs::File::create(planted(&workbench, id, &record(other.id())).join("alive")).unwrap();
    alive.lock().unwrap();
    assert_eq!(workbench.job(id)["state"], "running");
    assert_eq!(workbench.post(&format!("jobs/{id}/stop"), json!({})).status, 409);
    std::thread::sleep(std::time::Duration::from_millis(200));
    assert!(other.try_wait().unwrap().is_none(), "it was ended");
    other.kill().unwrap();
    other.wait().unwrap();
    // What the list does not have can't be stopped.
    planted(&workbench, "20261130T080000Z-001-write", &json!({"pid": 1}));
    assert_eq!(workbench.post("jobs/20261130T080000Z-001-write/stop", json!({})).status, 404);
}

#[test]
fn a_job_on_a_full_disk_ends_for_the_page_too() {
    if !can_mount() {
        return;
    }
    let desk = Desk::new();
    let script = "set -e; mkdir p; mount -t tmpfs -o size=8m,mode=700 tmpfs p; cp mapping.toml project.toml p; \
                  exec \"$0\" \"$@\"";
    let project = "version = 1\n[[files]]\npath = \"../people.csv\"\n\n[target]\naccount = true\n";
    let ferry = ferry()
        .file("people.csv", super::job_bench::people(400))
        .file("deskferry.toml", "rate = \"20\"\n")
        .file("mapping.toml", super::job_bench::mapping())
        .file("project.toml", project);
    let ferry = ferry.sandbox(&desk).under(&["unshare", "--mount", "sh", "-c", script]);
    let workbench = RunningWorkbench::open(ferry, "--project p");
    let id = workbench.write(&workbench.plan(), 400);
    workbench
        .until(&id, "it writes", |job| job["progress"]["done"].as_u64() > Some(2) && job["run"].is_string());
    let inside = PathBuf::from(format!("/proc/{}/cwd/p", workbench.pid()));
    let mut filler = std::fs::File::create(inside.join("filler")).unwrap();
    let mut ended = workbench.job(&id);
    // What the process frees is taken at once.
    while ended["state"] == "running" {
        while filler.write_all(&[b'x'; 4096]).is_ok() {}
        ended = workbench.job(&id);
    }
    let text = std::fs::read_to_string(inside.join("runs/jobs").join(&id).join("job.json")).unwrap();
    assert!(!text.contains("\"ended\": \"20"), "its end was written, so this test shows nothing: {text}");
    // With room, its end is noted, and the run goes on.
    drop(filler);
    std::fs::remove_file(inside.join("filler")).unwrap();
    eventually("its end is noted", || {
        let text = std::fs::read_to_string(inside.join("runs/jobs").join(&id).join("job.json")).unwrap();
        text.contains("\"ended\": \"20")
    });
    assert!(ended["run"].is_string(), "{ended:#}");
}

#[test]
fn a_help_desk_that_is_away_is_told_at_once() {
    let desk = Desk::new();
    let workbench =
        RunningWorkbench::open(real_project(60, &desk).file("deskferry.toml", "rate = \"20\"\n"), "");
    let id = workbench.write(&workbench.plan(), 60);
    workbench.until(&id, "it writes", |job| job["progress"]["done"].as_u64() > Some(2));
    drop(desk);
    let says =
        |job: &Value| job["progress"]["notice"].as_str().is_some_and(|it| it.contains("retrying for up to"));
    let job = workbench.until(&id, "what it waits for", |job| job["state"] != "running" || says(job));
    assert!(says(&job), "{job:#}");
    assert!(job["progress"]["away_since"].as_str().unwrap().starts_with("20"), "{job:#}");
    assert_eq!(workbench.post(&format!("jobs/{id}/stop"), json!({})).status, 204);
    let ended = workbench.ended(&id);
    assert_eq!(ended["state"], "stopped", "{ended:#}");
    assert_eq!(ended["progress"]["stopping"], "stopped by SIGINT");
    // The last word is why it ended.
    assert!(ended["progress"]["notice"].as_str().unwrap().starts_with("stopped by SIGINT"), "{ended:#}");
}

#[test]
fn a_check_of_a_run_has_a_verdict() {
    let desk = Desk::new();
    let workbench = RunningWorkbench::open(real_project(5, &desk), "");
    let written = workbench.ended(&workbench.write(&workbench.plan(), 5));
    let verify = || workbench.ended(&workbench.begin(json!({"kind": "verify", "run": written["run"]})));
    let expected = |differing: u64| json!({"checked": 5, "differing": differing, "open": 0, "keys_twice": 0});
    let checked = verify();
    assert_eq!((&checked["exit"], &checked["progress"]["verified"]), (&json!(0), &expected(0)));
    let id = desk.customer("email", "person2@example.org")["id"].as_str().unwrap().to_owned();
    assert!(desk.remove(&id).unwrap());
    let checked = verify();
    assert_eq!((&checked["exit"], &checked["progress"]["verified"]), (&json!(1), &expected(1)));
}

/// The plan is as good as before, if nothing was written from it.
#[test]
fn a_plan_that_another_process_kept_out_is_written_later() {
    let desk = Desk::new();
    let slow = real_project(30, &desk).file("deskferry.toml", "rate = \"20\"\n");
    let line = "import people.csv -m deskferry-project/mapping.toml --run-dir elsewhere";
    let mut command = slow.then().sandbox(&desk).line(line).command();
    let workbench = RunningWorkbench::open(slow, "");
    let plan = workbench.plan();
    let mut other = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    eventually("it writes", || !desk.customers().is_empty());
    let failed = workbench.ended(&workbench.write(&plan, 30));
    assert_eq!((&failed["state"], &failed["run"]), (&json!("failed"), &Value::Null), "{failed:#}");
    let current = workbench.get("api/jobs").json()["plan"].clone();
    assert_eq!((&current["is_written"], &current["stale"]), (&json!(false), &Value::Null));
    assert_eq!(current["counts"]["planned_inserts"], 30);
    assert!(current["file"].as_str().unwrap().ends_with("people.csv"));
    assert!(other.wait().unwrap().success());
    workbench.ended(&workbench.write(&plan, 30));
    assert_eq!(workbench.get("api/jobs").json()["plan"]["is_written"], true);
}
