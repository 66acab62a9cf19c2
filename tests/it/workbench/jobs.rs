//! Plan, run, verify and undo from the page: child processes of the commands that are shown.

use serde_json::{Value, json};

use super::RunningWorkbench;
use super::commands::pasted;
use super::job_bench::{content_of, people, project, real_project};
use crate::command_line::{Desk, Table};

#[test]
fn a_plan_is_seen_then_written_verified_and_undone() {
    let workbench = RunningWorkbench::open(project(5), "");
    let plan = workbench.plan();
    assert_eq!((&plan["sandbox"], &plan["has_plan"], &plan["exit"]), (&json!(true), &json!(true), &json!(0)));
    let run = workbench.run_of(&plan);
    assert_eq!(
        (&run["run"]["command"], &run["report"]["counts"]["planned_inserts"]),
        (&json!("dry run"), &json!(5))
    );
    let current = workbench.get("api/jobs").json()["plan"].clone();
    assert_eq!(
        (&current["id"], &current["writes"], &current["stale"]),
        (&plan["id"], &json!(5), &Value::Null)
    );
    let rows = workbench.get(&format!("api/runs/{}/rows?show=insert", plan["run"].as_str().unwrap())).json();
    assert_eq!(rows["rows"].as_array().unwrap().len(), 5);
    assert_eq!(
        (&rows["rows"][1]["customer"], &rows["rows"][1]["row"]),
        (&json!("person2@example.org"), &json!(3))
    );

    let written = workbench.ended(&workbench.begin(json!({"kind": "write", "plan": plan["id"]})));
    assert_eq!((&written["state"], &written["progress"]["done"]), (&json!("done"), &json!(5)), "{written:#}");
    let run = workbench.run_of(&written);
    assert_eq!((&run["run"]["counts"]["inserted"], &run["run"]["sandbox"]), (&json!(5), &json!(true)));
    let steps: Vec<&str> =
        run["run"]["next"].as_array().unwrap().iter().map(|step| step["kind"].as_str().unwrap()).collect();
    assert_eq!(steps, ["verify", "undo"]);

    let checked = workbench.done(json!({"kind": "verify", "run": written["run"]}));
    assert_eq!((&checked["exit"], &checked["run"]), (&json!(0), &written["run"]));
    let undone = workbench.done(json!({"kind": "undo", "run": written["run"]}));
    assert_eq!(workbench.run_of(&undone)["run"]["counts"]["deleted"], 5);
    let runs = workbench.get("api/runs").json();
    let states: Vec<&Value> = runs["runs"].as_array().unwrap().iter().map(|run| &run["state"]).collect();
    assert_eq!(states, ["finished", "undone", "finished"], "the newest first: {runs:#}");
}

/// What the page does, and what its command lines do, is the same.
#[test]
fn the_commands_that_are_shown_write_the_same() {
    let [page, shell] = [Desk::new(), Desk::new()];
    let workbench = RunningWorkbench::open(real_project(12, &page), "");
    let plan = workbench.plan();
    let written = workbench.ended(&workbench.write(&plan, 12));
    assert_eq!(written["state"], "done", "{written:#}");
    // A second project, driven by its command lines alone.
    let other = RunningWorkbench::open(real_project(12, &shell), "");
    let planned = other.plan();
    let line = |job: &Value| job["command"].as_str().unwrap().to_owned();
    assert_eq!(
        line(&planned).replace(planned["id"].as_str().unwrap(), "ID"),
        "deskferry import deskferry-project/../people.csv -m deskferry-project/mapping.toml --dry-run --plan-out \
         deskferry-project/runs/jobs/ID/plan.jsonl --run-dir deskferry-project/runs"
    );
    let apply = line(&written).replace(plan["id"].as_str().unwrap(), planned["id"].as_str().unwrap());
    assert!(apply.starts_with("deskferry apply deskferry-project/runs/jobs/"), "{apply}");
    let (status, said) = pasted(&other, &line(&planned));
    assert_eq!(status, 0, "{said}");
    let (status, said) = pasted(&other, &apply);
    assert_eq!(status, 0, "{said}");
    let [one, two] = [&page, &shell].map(|desk| content_of(desk.customers()));
    assert_eq!(one.len(), 12);
    assert_eq!(one, two);
}

#[test]
fn a_real_account_wants_the_number_typed() {
    let desk = Desk::new();
    let workbench = RunningWorkbench::open(real_project(3, &desk), "");
    let plan = workbench.plan();
    assert_eq!(plan["sandbox"], false);
    for wrong in [json!(null), json!(0), json!(4)] {
        let request = json!({"kind": "write", "plan": plan["id"], "confirm": wrong});
        let refused = workbench.post("jobs", request).refused(422);
        assert_eq!(refused["field"], "confirm");
        assert!(
            refused["message"].as_str().unwrap().contains("changes 3 customers of a real account"),
            "{refused}"
        );
    }
    assert!(desk.customers().is_empty());
    let written = workbench.ended(&workbench.write(&plan, 3));
    assert_eq!(desk.customers().len(), 3);
    let refused = workbench.post("jobs", json!({"kind": "undo", "run": written["run"]})).refused(422);
    assert_eq!(refused["field"], "confirm");
    workbench.done(json!({"kind": "undo", "run": written["run"], "confirm": 3}));
    assert!(desk.customers().is_empty());
}

#[test]
fn a_plan_of_something_else_is_not_written() {
    let workbench = RunningWorkbench::open(project(3), "");
    let plan = workbench.plan();
    let stale = |workbench: &RunningWorkbench| workbench.get("api/jobs").json()["plan"]["stale"].clone();
    let try_it =
        |workbench: &RunningWorkbench| workbench.post("jobs", json!({"kind": "write", "plan": plan["id"]}));
    assert!(stale(&workbench).is_null());
    std::fs::write(workbench.path().join("people.csv"), people(4)).unwrap();
    assert!(stale(&workbench).as_str().unwrap().contains("have changed since this plan was made"));
    try_it(&workbench).refused(422);
    // Its own plan is what was seen.
    let plan = workbench.plan();
    assert!(stale(&workbench).is_null());
    workbench.post("mapping/protect", json!({"field": "city", "write": "if_empty"})).json();
    assert!(stale(&workbench).is_string());
    let did = workbench.project()["undo"].clone();
    workbench.post("undo", did).json();
    assert!(stale(&workbench).is_null());
    workbench.put("target", json!({"kind": "sandbox", "sandbox": "other.db"})).json();
    assert!(stale(&workbench).is_string());
    let again = json!({"kind": "write", "plan": plan["id"]});
    assert_eq!(workbench.post("jobs", again).status, 422);
    assert!(!workbench.folder().join("other.db").exists());
}

#[test]
fn corrected_cells_are_in_the_plan() {
    let workbench = RunningWorkbench::open(project(2), "");
    let faulty = people(2).replace("person2@", "person2(at)");
    std::fs::write(workbench.path().join("people.csv"), faulty).unwrap();
    let inserts = |plan: &Value| workbench.run_of(plan)["report"]["counts"]["planned_inserts"].clone();
    assert_eq!(inserts(&workbench.plan()), 1);
    let fixes = workbench.folder().join("fixes.csv");
    let line =
        "validate people.csv -m deskferry-project/mapping.toml --write-fixes deskferry-project/fixes.csv";
    workbench.ferry.then().line(line).run().status(1);
    let mut table = Table::read(&fixes);
    table.set(0, "now", "person2@example.org");
    std::fs::write(&fixes, table.to_csv()).unwrap();
    assert!(workbench.get("api/jobs").json()["plan"]["stale"].is_string());
    let plan = workbench.plan();
    assert!(plan["command"].as_str().unwrap().contains(" --fixes deskferry-project/fixes.csv "), "{plan:#}");
    assert_eq!(inserts(&plan), 2);
}

/// A command refuses what does not fit, so each file gets only its own corrections.
#[test]
fn corrections_of_other_files_are_not_for_this_one() {
    let workbench = RunningWorkbench::open(project(2), "");
    let other = "row_key,column,was,now,note,file,row\nr0000000000000001,,,set aside,,other.csv,2\n";
    std::fs::write(workbench.path().join("other.csv"), people(1)).unwrap();
    std::fs::write(workbench.folder().join("fixes.csv"), other).unwrap();
    let refused = workbench.begin(json!({"kind": "plan", "file": workbench.file_id()}));
    let refused = workbench.ended(&refused);
    assert_eq!(
        (&refused["state"], &refused["exit"]),
        (&json!("failed"), &json!(2)),
        "it is no file of the project"
    );
    let toml = workbench.folder().join("project.toml");
    let text = std::fs::read_to_string(&toml).unwrap();
    std::fs::write(
        &toml,
        format!("{text}\n[[files]]\npath = \"{}\"\n", workbench.path().join("other.csv").display()),
    )
    .unwrap();
    let plan = workbench.plan();
    assert_eq!(workbench.run_of(&plan)["report"]["about"]["fixes"]["refused"], 0, "{plan:#}");
    // What is shown is what is run, and what the check does.
    let shown = workbench.project()["files"][0]["command"].as_str().unwrap().to_owned();
    let words = " --fixes deskferry-project/fixes.csv --fixes-of=people.csv";
    assert!(shown.contains(words) && plan["command"].as_str().unwrap().contains(words), "{shown} {plan:#}");
    let ran = workbench.ferry.then().line(shown.strip_prefix("deskferry ").unwrap()).run().status(0);
    let fixes = ran.run_json()["fixes"].clone();
    assert_eq!((&fixes["of"], &fixes["left_out"]), (&json!("people.csv"), &json!({"other.csv": 1})));
    ran.says("for other files");
}

/// Custom fields are checked against the account's in the check, in the plan and by the command that is shown.
#[test]
fn custom_fields_of_the_project_are_used_everywhere() {
    let workbench = RunningWorkbench::open(project(1), "");
    let folder = workbench.folder();
    let mapping = std::fs::read_to_string(folder.join("mapping.toml")).unwrap();
    let mapping = format!("{mapping}[custom_fields]\ntier = {{ from = \"City\" }}\n");
    std::fs::write(folder.join("mapping.toml"), mapping).unwrap();
    let shown = || workbench.project()["files"][0]["command"].as_str().unwrap().to_owned();
    assert!(!shown().contains("--fields"), "{}", shown());
    let fields = json!([{"name": "tier", "type": "COMBO", "required": false, "values": ["silver"]}]);
    std::fs::write(folder.join("fields.json"), fields.to_string()).unwrap();
    let words = " --fields deskferry-project/fields.json";
    assert!(shown().contains(words), "{}", shown());
    let by_command = workbench.ferry.then().line(shown().strip_prefix("deskferry ").unwrap()).run().status(1);
    assert_eq!(by_command.count("rejected"), 1);
    let plan = workbench.plan();
    assert!(plan["command"].as_str().unwrap().contains(words), "{plan:#}");
    assert_eq!(workbench.run_of(&plan)["report"]["counts"]["rejected"], 1);
    workbench.post("check", json!({"file": workbench.file_id()})).json();
    super::eventually("the check ends", || workbench.get("api/check").json()["running"] == false);
    assert_eq!(workbench.get("api/check").json()["counts"]["rejected"], 1);
    assert!(workbench.get("api/jobs").json()["plan"]["stale"].is_null());
    std::fs::remove_file(folder.join("fields.json")).unwrap();
    assert!(workbench.get("api/jobs").json()["plan"]["stale"].is_string(), "the plan was made with them");
}

#[test]
fn old_plans_make_room() {
    let workbench = RunningWorkbench::open(project(1), "");
    let plans: Vec<Value> = (0..5).map(|_| workbench.plan()).collect();
    let has = |plan: &Value| workbench.job(plan["id"].as_str().unwrap())["has_plan"] == true;
    assert_eq!(plans.iter().map(has).collect::<Vec<_>>(), [false, false, true, true, true]);
    assert_eq!(workbench.post("jobs", json!({"kind": "write", "plan": plans[0]["id"]})).status, 422);
    workbench.done(json!({"kind": "write", "plan": plans[4]["id"]}));
}

#[test]
fn a_protected_field_is_kept_in_the_next_plan() {
    let workbench = RunningWorkbench::open(project(2), "");
    workbench.write(&workbench.plan(), 2);
    super::eventually("it is written", || workbench.get("api/jobs").json()["jobs"][0]["state"] == "done");
    std::fs::write(
        workbench.path().join("people.csv"),
        people(2).replace("City", "Town").replace("Town\n", "City\n"),
    )
    .unwrap();
    let plan = workbench.plan();
    let changes = |job: &Value| workbench.run_of(job)["report"]["facts"]["changes"].clone();
    let page = |job: &Value, more: &str| {
        workbench.get(&format!("api/runs/{}/rows?show={more}", job["run"].as_str().unwrap())).json()["rows"]
            .clone()
    };
    assert_eq!(changes(&plan)["samples"][0]["fields"][0]["effect"], "replaced");
    let rows = page(&plan, "update");
    assert_eq!(
        rows[0]["fields"][0],
        json!({"field": "city", "before": "City 1", "after": "Town 1", "effect": "replaced"})
    );
    assert_eq!(page(&plan, "update&search=TOWN%202").as_array().unwrap().len(), 1);
    assert_eq!(page(&plan, "update&search=nobody").as_array().unwrap().len(), 0);
    assert_eq!(page(&plan, "update&after=1").as_array().unwrap().len(), 1);
    workbench.post("mapping/protect", json!({"field": "city", "write": "if_empty"})).json();
    let text = std::fs::read_to_string(workbench.folder().join("mapping.toml")).unwrap();
    assert!(text.contains("city = { from = \"City\", write = \"if_empty\" }"), "{text}");
    let plan = workbench.plan();
    assert_eq!(page(&plan, "update").as_array().unwrap().len(), 0);
    let kept = page(&plan, "unchanged");
    assert_eq!(kept[0]["protected"][0]["kept"], "City 1", "{kept:#}");
    assert_eq!(workbench.get("api/project").json()["undo"]["what"], "protect");
}
