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
    let workbench = RunningWorkbench::open(slow, "");
    let plan = workbench.plan();
    let id = workbench.write(&plan, 40);
    let job = workbench.until(&id, "some are written", has_written);
    assert_eq!((&job["state"], &job["writes"]), (&json!("running"), &json!(true)));
    let run = workbench.until(&id, "its run is known", |job| job["run"].is_string())["run"].clone();
    let left = workbench.kill();
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
    let workbench =
        RunningWorkbench::open(real_project(10, &desk).file("deskferry.toml", "rate = \"20\"\n"), "");
    let id = workbench.write(&workbench.plan(), 10);
    workbench.until(&id, "it writes", |job| job["progress"]["phase"] == "writing");
    let left = workbench.kill();
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

/// A run of 40 rows that was stopped after some writes: the workbench, its job, and how that ended.
fn stopped_run(desk: &Desk) -> (RunningWorkbench, String, Value) {
    let workbench =
        RunningWorkbench::open(real_project(40, desk).file("deskferry.toml", "rate = \"20\"\n"), "");
    let id = workbench.write(&workbench.plan(), 40);
    workbench.until(&id, "some are written", has_written);
    assert_eq!(workbench.post(&format!("jobs/{id}/stop"), json!({})).status, 204);
    let stopped = workbench.ended(&id);
    (workbench, id, stopped)
}

#[test]
fn a_stopped_run_goes_on_with_resume() {
    let desk = Desk::new();
    let (workbench, id, stopped) = stopped_run(&desk);
    assert_eq!((&stopped["state"], &stopped["exit"]), (&json!("stopped"), &json!(4)), "{stopped:#}");
    let written = desk.customers().len();
    assert!(written > 2 && written < 40, "{written}");
    assert_eq!(
        workbench.post(&format!("jobs/{id}/stop"), json!({})).status,
        409,
        "it is not running any more"
    );
    let run = workbench.run_of(&stopped);
    assert_eq!(
        (&run["run"]["state"], &run["run"]["next"][0]["kind"]),
        (&json!("unfinished"), &json!("resume"))
    );
    // What is still to be written is confirmed like a new run.
    let left = 40 - written as u64;
    let resume = |confirm: Value| json!({"kind": "resume", "run": stopped["run"], "confirm": confirm});
    assert_eq!(workbench.post("jobs", resume(json!(null))).refused(422)["field"], "confirm");
    let resumed = workbench.done(resume(json!(left)));
    assert_eq!(resumed["run"], stopped["run"]);
    assert_eq!((desk.customers().len(), desk.stats().committed), (40, 40));
}

/// What it had left does not stand in the way of a new plan.
#[test]
fn what_a_stopped_run_has_written_is_undone_and_planned_anew() {
    let desk = Desk::new();
    let (workbench, _, stopped) = stopped_run(&desk);
    let run = workbench.run_of(&stopped)["run"].clone();
    let undo = run["next"].as_array().unwrap().iter().find(|step| step["kind"] == "undo").unwrap();
    assert!(undo["command"].as_str().unwrap().contains(" --unfinished "), "{undo}");
    let written = desk.customers().len();
    assert!(written > 2 && written < 40, "{written}");
    workbench.done(json!({"kind": "undo", "run": run["id"], "confirm": written}));
    assert_eq!(desk.customers().len(), 0);
    // A stopped run of another file is not over, and does not stand in the way either.
    let other =
        workbench.ferry.then().file("other.csv", "Name,Email\nEva,eva@example.org\nIda,ida@example.org\n");
    let line = "import other.csv -m deskferry-project/mapping.toml --run-dir deskferry-project/runs";
    let other = other.sandbox(&desk).line(line).fast().env("DESKFERRY_FAIL_POINT", "outcome-committed");
    other.command().output().unwrap();
    let others = desk.customers().len();
    let again = workbench.ended(&workbench.write(&workbench.plan(), 40));
    assert_eq!(again["state"], "done", "{again:#}");
    assert!(again["command"].as_str().unwrap().contains(" --anew "), "{again:#}");
    assert_eq!(desk.customers().len(), others + 40);
}

/// A process that is killed has no exit status; its run has everything that is needed to go on.
#[test]
fn a_killed_run_is_interrupted_and_goes_on() {
    let desk = Desk::new();
    let workbench =
        RunningWorkbench::open(real_project(40, &desk).file("deskferry.toml", "rate = \"20\"\n"), "");
    let id = workbench.write(&workbench.plan(), 40);
    workbench.until(&id, "some are written", |job| has_written(job) && job["run"].is_string());
    let record = workbench.folder().join("runs/jobs").join(&id).join("job.json");
    let record: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(record).unwrap()).unwrap();
    let pid = rustix::process::Pid::from_raw(record["pid"].as_i64().unwrap().try_into().unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    let killed = workbench.ended(&id);
    assert_eq!((&killed["state"], &killed["exit"]), (&json!("interrupted"), &json!(null)));
    let counts = workbench.run_of(&killed)["run"]["counts"].clone();
    let left = counts["pending"].as_u64().unwrap() + counts["unknown"].as_u64().unwrap();
    let resumed = workbench.done(json!({"kind": "resume", "run": killed["run"], "confirm": left}));
    assert_eq!(workbench.run_of(&resumed)["run"]["state"], "finished");
    assert_eq!(desk.customers().len(), 40);
}

#[test]
fn a_server_that_fails_is_seen_as_it_happens() {
    let desk = Desk::new();
    let workbench = RunningWorkbench::open(real_project(6, &desk), "");
    let plan = workbench.plan();
    desk.fail_where(RequestKind::Insert, "person3@example.org", SimulatedFault::StatusBefore(422));
    let ended = workbench.ended(&workbench.write(&plan, 6));
    assert_eq!((&ended["state"], &ended["exit"]), (&json!("done"), &json!(1)), "{ended:#}");
    assert_eq!(ended["progress"]["failed"], 1);
    let failure = &ended["progress"]["failures"][0];
    assert_eq!((&failure["row"], &failure["outcome"]), (&json!(3), &json!("rejected")), "{failure:#}");
    let run = ended["run"].as_str().unwrap();
    let rejects = workbench.get(&format!("api/runs/{run}/files/rejects.csv"));
    assert!(rejects.text.contains("person3@example.org"), "{}", rejects.text);
    assert_eq!(rejects.headers["content-disposition"], "attachment; filename=\"rejects.csv\"");
    let workbook = workbench.get(&format!("api/runs/{run}/files/rejects.xlsx"));
    assert!(workbook.status == 200 && workbook.text.starts_with("PK"));
}

#[test]
fn a_pause_that_the_help_desk_wants_is_shown() {
    let desk = Desk::new();
    let workbench = RunningWorkbench::open(real_project(3, &desk), "");
    let plan = workbench.plan();
    desk.fail_next(RequestKind::Insert, 1, SimulatedFault::Busy { status: 429, wait: 4 });
    let id = workbench.write(&plan, 3);
    let job = workbench.until(&id, "a pause", |job| job["progress"]["paused_seconds"].is_number());
    assert!(job["progress"]["paused_seconds"].as_f64() > Some(0.5), "{job:#}");
    assert_eq!(workbench.ended(&id)["exit"], 0);
    assert_eq!(desk.customers().len(), 3);
}

#[test]
fn a_command_that_is_refused_says_why() {
    let workbench = RunningWorkbench::open(
        project(2).file("deskferry-project/mapping.toml", "version = 1\n[fields]\n"),
        "",
    );
    let failed = workbench.ended(&workbench.begin(json!({"kind": "plan", "file": workbench.file_id()})));
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
    let workbench = RunningWorkbench::open(slow, "");
    let runs = workbench.get("api/runs").json();
    assert_eq!((&runs["runs"][0]["state"], &runs["runs"][0]["next"]), (&json!("running"), &json!([])));
    let job = workbench.ended(&workbench.begin(json!({"kind": "verify", "run": runs["runs"][0]["id"]})));
    assert_eq!((&job["state"], &job["exit"]), (&json!("failed"), &json!(2)), "{job:#}");
    assert!(job["progress"]["messages"].to_string().contains("in use by"), "{job:#}");
    assert!(other.wait().unwrap().success());
    assert_eq!(desk.customers().len(), 30);
}
