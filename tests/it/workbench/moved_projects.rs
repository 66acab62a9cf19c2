//! A project that was moved or copied: its runs belong to the practice sandbox that came with them.

use std::path::Path;

use serde_json::{Value, json};

use super::RunningWorkbench;
use super::job_bench::project;
use crate::command_line::Ferry;

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The customers of the practice sandbox of a project.
fn practised(ferry: &Ferry, folder: &str) -> usize {
    ferry.then().line(&format!("export -o now.jsonl --sandbox={folder}/practice.db")).run().status(0);
    std::fs::read_to_string(ferry.path().join("now.jsonl")).unwrap().lines().count()
}

/// A project with a run that has written three customers; the job of the run, and the folder of the test.
fn written() -> (Value, Ferry) {
    let workbench = RunningWorkbench::open(project(3), "");
    let plan = workbench.plan();
    let written = workbench.done(json!({"kind": "write", "plan": plan["id"]}));
    (written, workbench.stop().2)
}

#[test]
fn a_moved_project_undoes_its_runs() {
    let (written, ferry) = written();
    std::fs::rename(ferry.path().join("deskferry-project"), ferry.path().join("moved")).unwrap();
    let workbench = RunningWorkbench::open(ferry, "--project moved");
    let run = workbench.run_of(&written)["run"].clone();
    assert_eq!((&run["sandbox"], &run["elsewhere"]), (&json!(true), &Value::Null), "{run:#}");
    assert!(run["next"].to_string().contains("moved/practice.db"), "{run:#}");
    workbench.done(json!({"kind": "verify", "run": written["run"]}));
    let undone = workbench.done(json!({"kind": "undo", "run": written["run"]}));
    assert_eq!(workbench.run_of(&undone)["run"]["counts"]["deleted"], 3, "{undone:#}");
    assert_eq!(workbench.run_of(&written)["run"]["state"], "undone");
    assert!(!workbench.folder().exists(), "nothing is made where the project was");
    assert_eq!(practised(&workbench.ferry, "moved"), 0);
}

#[test]
fn a_copied_project_leaves_the_original_alone() {
    let (written, ferry) = written();
    let whole = ferry.path().join("copy");
    copy(&ferry.path().join("deskferry-project"), &whole);
    std::fs::remove_file(whole.join(".deskferry-workbench.lock")).ok();
    let workbench = RunningWorkbench::open(ferry, "--project copy");
    workbench.done(json!({"kind": "undo", "run": written["run"]}));
    assert_eq!(
        (practised(&workbench.ferry, "copy"), practised(&workbench.ferry, "deskferry-project")),
        (0, 3)
    );
}

/// Without its sandbox, a run is only shown: that of the original is not the project's.
#[test]
fn a_copy_without_its_sandbox_does_nothing() {
    let (written, ferry) = written();
    let whole = ferry.path().join("copy");
    copy(&ferry.path().join("deskferry-project"), &whole);
    for name in [".deskferry-workbench.lock", "practice.db", "practice.db-wal", "practice.db-shm"] {
        std::fs::remove_file(whole.join(name)).ok();
    }
    let workbench = RunningWorkbench::open(ferry, "--project copy");
    let run = workbench.run_of(&written)["run"].clone();
    assert_eq!(run["sandbox"], false);
    assert!(run["elsewhere"].as_str().unwrap().contains("outside of this project"), "{run:#}");
    for kind in ["undo", "verify", "resume", "retry"] {
        let refused = workbench.post("jobs", json!({"kind": kind, "run": written["run"]})).refused(422);
        let message = refused["message"].as_str().unwrap();
        assert!(message.contains("outside of this project's folder"), "{kind}: {refused}");
    }
    assert_eq!(practised(&workbench.ferry, "deskferry-project"), 3);
}
