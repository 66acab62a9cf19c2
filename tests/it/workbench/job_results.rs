//! Jobs that ended without a result, before they began, or right after that.

use serde_json::{Value, json};

use super::RunningWorkbench;
use super::job_bench::{project, real_project};
use crate::backup_fixture::Shelf;
use crate::command_line::{Desk, Ferry};
use deskferry::backup::CompletenessKind;

fn messages(job: &Value) -> String {
    job["progress"]["messages"].to_string()
}

/// Imports in a terminal into the runs of the project, and dies at a fail point.
fn killed_import(ferry: &Ferry, desk: &Desk, point: &str) {
    let line = "import people.csv -m deskferry-project/mapping.toml --run-dir deskferry-project/runs";
    let command = ferry.then().sandbox(desk).env("DESKFERRY_FAIL_POINT", point).line(line);
    assert!(command.command().output().unwrap().status.code().is_none(), "it was not killed");
}

/// It would plan again, and write customers that nobody has counted.
#[test]
fn a_run_without_a_plan_is_not_resumed_in_an_account() {
    let desk = Desk::new();
    let ferry = real_project(5, &desk);
    killed_import(&ferry, &desk, "plan-read");
    let workbench = RunningWorkbench::open(ferry, "");
    let run = workbench.get("api/runs").json()["runs"][0].clone();
    assert_eq!((&run["state"], &run["counts"]), (&json!("unfinished"), &Value::Null), "{run:#}");
    for confirm in [Value::Null, json!(0), json!(5)] {
        let request = json!({"kind": "resume", "run": run["id"], "confirm": confirm});
        let refused = workbench.post("jobs", request).refused(422);
        assert!(refused["message"].as_str().unwrap().contains("before its plan was complete"), "{refused}");
    }
    assert!(desk.customers().is_empty());
}

/// What can't be counted can't be confirmed.
#[test]
fn a_run_whose_journal_is_damaged_is_not_resumed_in_an_account() {
    let desk = Desk::new();
    let ferry = real_project(5, &desk);
    killed_import(&ferry, &desk, "intent-committed");
    let workbench = RunningWorkbench::open(ferry, "");
    let run = workbench.get("api/runs").json()["runs"][0]["id"].clone();
    let journal = workbench.folder().join("runs").join(run.as_str().unwrap()).join("journal.db");
    std::fs::write(journal, "no database").unwrap();
    for kind in ["resume", "undo"] {
        let refused = workbench.post("jobs", json!({"kind": kind, "run": run, "confirm": 0})).refused(422);
        assert!(
            refused["message"].as_str().unwrap().contains("journal of this run can't be read"),
            "{refused}"
        );
    }
}

/// The help desk is away: `apply` removes its run again, and the plan is as good as before.
#[test]
fn a_write_that_could_not_begin_has_written_nothing() {
    let desk = Desk::new();
    let workbench = RunningWorkbench::open(real_project(3, &desk), "");
    let plan = workbench.plan();
    let address = desk.base_url().to_string();
    drop(desk);
    let ended = workbench.ended(&workbench.write(&plan, 3));
    assert_eq!((&ended["state"], &ended["run"]), (&json!("stopped"), &Value::Null), "{address}: {ended:#}");
    let current = || workbench.get("api/jobs").json()["plan"].clone();
    assert_eq!((&current()["id"], &current()["is_written"]), (&plan["id"], &json!(false)));
    // Nor does a plan that can't be made hide the one that was made.
    let failed = workbench.ended(&workbench.begin(json!({"kind": "plan", "file": workbench.file_id()})));
    assert_ne!(failed["state"], "done");
    assert_eq!((&current()["id"], &current()["stale"]), (&plan["id"], &Value::Null));
}

/// The run is known, although its process died before anybody saw it.
#[test]
fn a_write_that_is_killed_at_its_first_request_is_continued() {
    let desk = Desk::new();
    let workbench =
        RunningWorkbench::open(real_project(3, &desk).env("DESKFERRY_FAIL_POINT", "intent-written"), "");
    let plan = workbench.plan();
    let ended = workbench.ended(&workbench.write(&plan, 3));
    assert_eq!(ended["state"], "interrupted", "{ended:#}");
    let run = workbench.run_of(&ended)["run"].clone();
    assert_eq!((&run["state"], &run["next"][0]["kind"]), (&json!("unfinished"), &json!("resume")), "{run:#}");
    assert_eq!(workbench.get("api/jobs").json()["plan"]["is_written"], true);
}

fn shelf(name: &str, kind: CompletenessKind) -> Shelf {
    let began = name.parse::<deskferry::backup::BackupName>().unwrap().time();
    let people = [json!({"id": "1", "name": "Ada", "email": "ada@example.org"})];
    Shelf::new(&people).named(name).began(began).kind(kind)
}

#[test]
fn a_comparison_with_a_damaged_backup_is_not_done() {
    let workbench = RunningWorkbench::open(project(1), "");
    let (first, second) = ("20261123T020000Z-00000a", "20261124T020000Z-00000b");
    let backups = workbench.folder().join("backups");
    shelf(first, CompletenessKind::Snapshot).put(&backups.join(first));
    shelf(second, CompletenessKind::Unproven).put(&backups.join(second));
    let request = json!({"kind": "compare", "before": first, "after": second});
    // A doubtful one has a result.
    let doubtful = workbench.ended(&workbench.begin(request.clone()));
    assert_eq!((&doubtful["state"], &doubtful["exit"]), (&json!("done"), &json!(5)), "{doubtful:#}");
    let customers = std::fs::read_dir(backups.join(first)).unwrap().map(|entry| entry.unwrap().path());
    let customers = customers.filter(|path| !path.ends_with("manifest.json")).collect::<Vec<_>>();
    customers.iter().for_each(|path| std::fs::write(path, "damaged").unwrap());
    let damaged = workbench.ended(&workbench.begin(request));
    assert_eq!((&damaged["state"], &damaged["exit"]), (&json!("failed"), &json!(5)), "{damaged:#}");
    assert!(messages(&damaged).contains("\"error\""), "{damaged:#}");
}

#[test]
fn a_check_of_a_damaged_run_is_not_done() {
    let workbench = RunningWorkbench::open(project(2), "");
    let plan = workbench.plan();
    let written = workbench.done(json!({"kind": "write", "plan": plan["id"]}));
    let run = workbench.folder().join("runs").join(written["run"].as_str().unwrap());
    std::fs::write(run.join("journal.db"), "no database at all").unwrap();
    let checked = workbench.ended(&workbench.begin(json!({"kind": "verify", "run": written["run"]})));
    assert_eq!((&checked["state"], &checked["progress"]["verified"]), (&json!("failed"), &Value::Null));
    assert!(messages(&checked).contains("\"error\""), "{checked:#}");
}

/// A file that can't be read hides no job, and so no button that stops it.
#[test]
fn what_cannot_be_read_hides_no_job() {
    let desk = Desk::new();
    let workbench =
        RunningWorkbench::open(real_project(40, &desk).file("deskferry.toml", "rate = \"20\"\n"), "");
    let plan = workbench.plan();
    let id = workbench.write(&plan, 40);
    workbench.until(&id, "it writes", |job| job["progress"]["phase"] == "writing");
    let swapped = |path: &str| {
        let path = workbench.folder().join(path);
        std::fs::rename(&path, path.with_extension("moved")).unwrap();
        std::fs::create_dir(path).unwrap();
    };
    swapped("mapping.toml");
    swapped(&format!("runs/jobs/{id}/log.jsonl"));
    let all = workbench.get("api/jobs").json();
    assert_eq!((&all["jobs"][0]["id"], &all["jobs"][0]["state"]), (&json!(id), &json!("running")), "{all:#}");
    assert!(messages(&all["jobs"][0]).contains("log.jsonl"), "{all:#}");
    assert!(all["plan"]["stale"].as_str().unwrap().contains("mapping.toml"), "{:#}", all["plan"]);
    assert_eq!(workbench.post(&format!("jobs/{id}/stop"), json!({})).status, 204);
    workbench.ended(&id);
}
