//! The history of runs, backups, events of a job, and the example of a first visit.

use std::io::{Read as _, Write as _};

use serde_json::{Value, json};

use super::job_bench::{people, project};
use super::{RunningWorkbench, eventually, ferry};

#[test]
fn the_example_takes_an_empty_project_to_a_written_import() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let project = workbench.post("example", json!({})).json();
    assert_eq!(project["mapping"]["name"], "HubSpot contacts");
    assert_eq!(project["files"][0]["name"], "hubspot-contacts.csv");
    assert_eq!(
        workbench.get("api/target").json()["target"],
        json!({"kind": "sandbox", "sandbox": "practice.db"})
    );
    let plan = workbench.done(json!({"kind": "plan", "file": workbench.file_id()}));
    let writes = workbench.get("api/jobs").json()["plan"]["writes"].as_u64().unwrap();
    assert!(writes > 3, "{plan:#}");
    let written = workbench.done(json!({"kind": "write", "plan": plan["id"]}));
    assert_eq!(workbench.run_of(&written)["run"]["counts"]["inserted"], writes);
    let refused = workbench.post("example", json!({})).refused(422);
    assert!(refused["message"].as_str().unwrap().contains("has files or a mapping already"), "{refused}");
    let ignored = std::fs::read_to_string(workbench.folder().join(".gitignore")).unwrap();
    assert!(ignored.contains("/*.db*\n") && ignored.contains("/backups/\n"), "{ignored}");
}

#[test]
fn backups_are_made_listed_and_compared() {
    let workbench = RunningWorkbench::open(project(4), "");
    assert_eq!(workbench.get("api/backups").json()["backups"], json!([]));
    let write = |count: usize| {
        std::fs::write(
            workbench.path().join("people.csv"),
            people(count).replace("City 2\n", &format!("City {count}\n")),
        )
        .unwrap();
        let plan = workbench.plan();
        workbench.done(json!({"kind": "write", "plan": plan["id"]}));
        workbench.done(json!({"kind": "backup"}))
    };
    let first = write(4);
    assert_eq!(
        first["command"],
        "deskferry backup run deskferry-project/backups --sandbox=deskferry-project/practice.db --run-dir \
         deskferry-project/runs"
    );
    write(6);
    let listed = workbench.get("api/backups").json()["backups"].clone();
    let counts: Vec<&Value> = listed.as_array().unwrap().iter().map(|backup| &backup["customers"]).collect();
    assert_eq!(counts, [6, 4], "the newest first");
    let compared =
        workbench.done(json!({"kind": "compare", "before": listed[1]["id"], "after": listed[0]["id"]}));
    let found = workbench.get(&format!("api/jobs/{}/output", compared["id"].as_str().unwrap())).json();
    let text = found.to_string();
    assert!(text.contains("City 4") && text.contains("City 6"), "{found:#}");
    // A dry run against a backup writes nothing, so nothing can be written from it.
    let onto = workbench.done(json!({"kind": "plan", "file": workbench.file_id(), "onto": listed[1]["id"]}));
    assert_eq!(workbench.run_of(&onto)["report"]["counts"]["planned_inserts"], 2);
    assert_eq!(workbench.post("jobs", json!({"kind": "write", "plan": onto["id"]})).status, 422);
    let runs = workbench.get("api/runs").json()["runs"].clone();
    assert!(runs.as_array().unwrap().iter().any(|run| run["command"] == "backup" && run["trace"] == true));
}

/// A customer that was changed by mistake comes back as a backup has it, and nobody else is touched.
#[test]
fn one_customer_is_brought_back_from_a_backup() {
    let workbench = RunningWorkbench::open(project(3), "");
    let write = |text: String| {
        std::fs::write(workbench.path().join("people.csv"), text).unwrap();
        let plan = workbench.plan();
        workbench.done(json!({"kind": "write", "plan": plan["id"]}));
        workbench.done(json!({"kind": "backup"}));
    };
    write(people(3));
    write(people(3).replace("City", "Town").replace("Email,Town", "Email,City"));
    let wanted = json!({"field": "email", "value": "person2@example.org"});
    let found = workbench.post("backups/history", wanted).json();
    assert_eq!(found["command"], "deskferry history deskferry-project/backups email=person2@example.org");
    let customer = &found["history"]["customers"][0];
    let city = customer["fields"].as_array().unwrap().iter().find(|field| field["field"] == "city").unwrap();
    let values: Vec<&Value> =
        city["values"].as_array().unwrap().iter().map(|stage| &stage["value"]).collect();
    assert_eq!(values, ["City 2", "Town 2"]);
    let request = json!({"kind": "restore", "backup": city["values"][0]["backup"], "ids": [customer["id"]]});
    let plan = workbench.done(request.clone());
    let current = workbench.get("api/jobs").json()["plan"].clone();
    assert_eq!(
        (&current["id"], &current["writes"], &current["stale"]),
        (&plan["id"], &json!(1), &Value::Null)
    );
    workbench.done(json!({"kind": "write", "plan": plan["id"]}));
    // The run says whom it has brought back.
    let run = workbench.get("api/runs").json()["runs"][0].clone();
    assert_eq!(
        (&run["command"], &run["customers"]),
        (&json!("restore"), &json!(["person2@example.org"])),
        "{run:#}"
    );
    assert_eq!(run["restores"], request["backup"]);
    let line = "export -o now.jsonl --sandbox=deskferry-project/practice.db";
    workbench.ferry.then().line(line).run().status(0);
    let now = std::fs::read_to_string(workbench.path().join("now.jsonl")).unwrap();
    let city = |person: &str| {
        let line = now.lines().find(|line| line.contains(person)).unwrap();
        serde_json::from_str::<Value>(line).unwrap()["city"].clone()
    };
    assert_eq!(["person1@", "person2@", "person3@"].map(city), ["Town 1", "City 2", "Town 3"]);
    for odd in [json!([]), json!([""]), json!(["a\nb"]), json!("x")] {
        let request = json!({"kind": "restore", "backup": request["backup"], "ids": odd});
        assert_eq!(workbench.post("jobs", request).status, 400, "{odd}");
    }
    for odd in [json!({"field": "email", "value": " "}), json!({"field": "token", "value": "x"})] {
        assert_eq!(workbench.post("backups/history", odd).status, 400);
    }
}

#[test]
fn a_job_is_followed_by_events_until_its_end() {
    let workbench = RunningWorkbench::open(project(3), "");
    let id = workbench.begin(json!({"kind": "plan", "file": workbench.file_id()}));
    let address = workbench.base.strip_prefix("http://").unwrap();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let request = format!(
        "GET {}api/jobs/{id}/events HTTP/1.1\r\nHost: {address}\r\nCookie: {}\r\nConnection: close\r\n\r\n",
        workbench.base_path, workbench.cookie
    );
    stream.write_all(request.as_bytes()).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert!(text.contains("text/event-stream"), "{text}");
    let states: Vec<Value> = text
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .map(|data| serde_json::from_str::<Value>(data).unwrap())
        .collect();
    assert_eq!(states.last().unwrap()["state"], "done", "{text}");
    assert_eq!(states.last().unwrap()["progress"]["planned"]["planned_inserts"], 3);
}

#[test]
fn other_tabs_are_told_of_jobs() {
    let workbench = RunningWorkbench::open(project(1), "");
    let before = workbench.project()["version"].as_u64().unwrap();
    workbench.plan();
    eventually("the version has changed", || workbench.project()["version"].as_u64().unwrap() >= before + 2);
}

#[test]
fn runs_of_the_command_line_do_not_see_the_jobs() {
    let workbench = RunningWorkbench::open(project(1), "");
    workbench.plan();
    let ran = workbench.ferry.then().line("runs --run-dir deskferry-project/runs --json").run().status(0);
    let listed = ran.listed("runs");
    let states: Vec<&Value> = listed.iter().map(|run| &run["state"]).collect();
    assert_eq!(states, ["finished"]);
}
