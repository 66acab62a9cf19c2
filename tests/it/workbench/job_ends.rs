//! Jobs that end otherwise than planned: a killed workbench, a stop, a server that fails, a lock.

use serde_json::{Value, json};

use super::job_bench::{project, real_project};
use super::{RunningWorkbench, eventually};
use crate::command_line::Desk;
use deskferry::sandbox::{RequestKind, SimulatedFault};

/// True once some rows of the run are written.
fn has_written(job: &Value) -> bool {
    job["progress"]["phase"] == "writing" && job["progress"]["done"].as_u64() > Some(2)
}

/// The most important promise: the run goes on without the page, and the page finds it again.
#[test]
fn a_killed_workbench_ends_no_run() {
    let desk = Desk::new();
    let slow = real_project(40, &desk).file("deskferry.toml", "rate = \"20\"\n");
    let bench = RunningWorkbench::open(slow, "");
    let plan = bench.plan();
    let id = bench.write(&plan, 40);
    let job = bench.until(&id, "some are written", has_written);
    assert_eq!((&job["state"], &job["writes"]), (&json!("running"), &json!(true)));
    let run = bench.until(&id, "its run is known", |job| job["run"].is_string())["run"].clone();
    let left = bench.kill();
    let before = desk.customers().len();
    assert!(before < 40, "the run was over already");
    eventually("the run goes on", || desk.customers().len() > before);
    let again = RunningWorkbench::open(left.sandbox(&desk), "deskferry-project");
    let found = again.job(&id);
    assert_eq!((&found["state"], &found["run"]), (&json!("running"), &run), "{found:#}");
    // Only one job at a time, whoever has started it.
    let refused = again.post("jobs", json!({"kind": "plan", "file": again.file_id()})).refused(409);
    assert!(refused["message"].as_str().unwrap().contains("(write)"), "{refused}");
    let ended = again.ended(&id);
    assert_eq!((&ended["state"], &ended["exit"], &ended["run"]), (&json!("done"), &json!(0), &run));
    assert_eq!(desk.customers().len(), 40);
    assert_eq!(desk.stats().committed, 40, "each customer once");
}

#[test]
fn a_run_that_ends_while_nobody_looks_is_known_afterwards() {
    let desk = Desk::new();
    let bench = RunningWorkbench::open(real_project(10, &desk).file("deskferry.toml", "rate = \"20\"\n"), "");
    let id = bench.write(&bench.plan(), 10);
    bench.until(&id, "it writes", |job| job["progress"]["phase"] == "writing");
    let left = bench.kill();
    eventually("all are written", || desk.customers().len() == 10);
    eventually("its log has its end", || {
        let log = left.path().join("deskferry-project/runs/jobs").join(&id).join("log.jsonl");
        std::fs::read_to_string(log).unwrap().contains("\"event\":\"ended\"")
    });
    let again = RunningWorkbench::open(left.sandbox(&desk), "");
    let ended = again.ended(&id);
    assert_eq!((&ended["state"], &ended["exit"]), (&json!("done"), &json!(0)));
    assert_eq!(again.run_of(&ended)["run"]["counts"]["inserted"], 10);
}

#[test]
fn a_stopped_run_goes_on_with_resume() {
    let desk = Desk::new();
    let bench = RunningWorkbench::open(real_project(40, &desk).file("deskferry.toml", "rate = \"20\"\n"), "");
    let id = bench.write(&bench.plan(), 40);
    bench.until(&id, "some are written", has_written);
    assert_eq!(bench.post(&format!("jobs/{id}/stop"), json!({})).status, 204);
    let stopped = bench.ended(&id);
    assert_eq!((&stopped["state"], &stopped["exit"]), (&json!("stopped"), &json!(4)), "{stopped:#}");
    let written = desk.customers().len();
    assert!(written > 2 && written < 40, "{written}");
    assert_eq!(bench.post(&format!("jobs/{id}/stop"), json!({})).status, 409, "it is not running any more");
    let run = bench.run_of(&stopped);
    assert_eq!(
        (&run["run"]["state"], &run["run"]["next"][0]["kind"]),
        (&json!("unfinished"), &json!("resume"))
    );
    // What is still to be written is confirmed like a new run.
    let left = 40 - written as u64;
    let resume = |confirm: Value| json!({"kind": "resume", "run": stopped["run"], "confirm": confirm});
    assert_eq!(bench.post("jobs", resume(json!(null))).refused(422)["field"], "confirm");
    let resumed = bench.done(resume(json!(left)));
    assert_eq!(resumed["run"], stopped["run"]);
    assert_eq!((desk.customers().len(), desk.stats().committed), (40, 40));
}

/// A process that is killed has no exit status; its run has everything that is needed to go on.
#[test]
fn a_killed_run_is_interrupted_and_goes_on() {
    let desk = Desk::new();
    let bench = RunningWorkbench::open(real_project(40, &desk).file("deskferry.toml", "rate = \"20\"\n"), "");
    let id = bench.write(&bench.plan(), 40);
    bench.until(&id, "some are written", |job| has_written(job) && job["run"].is_string());
    let record = bench.folder().join("runs/jobs").join(&id).join("job.json");
    let record: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(record).unwrap()).unwrap();
    let pid = rustix::process::Pid::from_raw(record["pid"].as_i64().unwrap().try_into().unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    let killed = bench.ended(&id);
    assert_eq!((&killed["state"], &killed["exit"]), (&json!("interrupted"), &json!(null)));
    let counts = bench.run_of(&killed)["run"]["counts"].clone();
    let left = counts["pending"].as_u64().unwrap() + counts["unknown"].as_u64().unwrap();
    let resumed = bench.done(json!({"kind": "resume", "run": killed["run"], "confirm": left}));
    assert_eq!(bench.run_of(&resumed)["run"]["state"], "finished");
    assert_eq!(desk.customers().len(), 40);
}

#[test]
fn a_server_that_fails_is_seen_as_it_happens() {
    let desk = Desk::new();
    let bench = RunningWorkbench::open(real_project(6, &desk), "");
    let plan = bench.plan();
    desk.fail_where(RequestKind::Insert, "person3@example.org", SimulatedFault::StatusBefore(422));
    let ended = bench.ended(&bench.write(&plan, 6));
    assert_eq!((&ended["state"], &ended["exit"]), (&json!("done"), &json!(1)), "{ended:#}");
    assert_eq!(ended["progress"]["failed"], 1);
    let failure = &ended["progress"]["failures"][0];
    assert_eq!((&failure["row"], &failure["outcome"]), (&json!(3), &json!("rejected")), "{failure:#}");
    let run = ended["run"].as_str().unwrap();
    let rejects = bench.get(&format!("api/runs/{run}/files/rejects.csv"));
    assert!(rejects.text.contains("person3@example.org"), "{}", rejects.text);
    assert_eq!(rejects.headers["content-disposition"], "attachment; filename=\"rejects.csv\"");
    let workbook = bench.get(&format!("api/runs/{run}/files/rejects.xlsx"));
    assert!(workbook.status == 200 && workbook.text.starts_with("PK"));
}

#[test]
fn a_pause_that_the_help_desk_wants_is_shown() {
    let desk = Desk::new();
    let bench = RunningWorkbench::open(real_project(3, &desk), "");
    let plan = bench.plan();
    desk.fail_next(RequestKind::Insert, 1, SimulatedFault::Busy { status: 429, wait: 4 });
    let id = bench.write(&plan, 3);
    let job = bench.until(&id, "a pause", |job| job["progress"]["paused_seconds"].is_number());
    assert!(job["progress"]["paused_seconds"].as_f64() > Some(0.5), "{job:#}");
    assert_eq!(bench.ended(&id)["exit"], 0);
    assert_eq!(desk.customers().len(), 3);
}

#[test]
fn a_command_that_is_refused_says_why() {
    let bench = RunningWorkbench::open(
        project(2).file("deskferry-project/mapping.toml", "version = 1\n[fields]\n"),
        "",
    );
    let failed = bench.ended(&bench.begin(json!({"kind": "plan", "file": bench.file_id()})));
    assert_eq!(
        (&failed["state"], &failed["exit"], &failed["run"]),
        (&json!("failed"), &json!(2), &json!(null))
    );
    let messages = failed["progress"]["messages"].as_array().unwrap();
    let error = messages.iter().find(|message| message["level"] == "error").unwrap();
    assert!(error["text"].as_str().unwrap().contains("mapping.toml"), "{failed:#}");
}

/// The locks of the commands hold: a run that another process works on is not taken over.
#[test]
fn a_command_in_a_terminal_keeps_the_page_out() {
    let desk = Desk::new();
    let slow = real_project(30, &desk).file("deskferry.toml", "rate = \"20\"\n");
    let line = "import people.csv -m deskferry-project/mapping.toml --run-dir deskferry-project/runs";
    let mut command = slow.then().sandbox(&desk).line(line).command();
    let mut other =
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
    eventually("it writes", || !desk.customers().is_empty());
    let bench = RunningWorkbench::open(slow, "");
    let runs = bench.get("api/runs").json();
    assert_eq!((&runs["runs"][0]["state"], &runs["runs"][0]["next"]), (&json!("running"), &json!([])));
    let job = bench.ended(&bench.begin(json!({"kind": "verify", "run": runs["runs"][0]["id"]})));
    assert_eq!((&job["state"], &job["exit"]), (&json!("failed"), &json!(2)), "{job:#}");
    assert!(job["progress"]["messages"].to_string().contains("in use by"), "{job:#}");
    assert!(other.wait().unwrap().success());
    assert_eq!(desk.customers().len(), 30);
}
