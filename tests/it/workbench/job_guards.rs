//! What can't be started, stopped or read: a fixed set of commands, with arguments that the project has.

use reqwest::Method;
use reqwest::header::{COOKIE, ORIGIN};
use serde_json::{Value, json};

use super::RunningWorkbench;
use super::job_bench::{project, real_project};
use crate::command_line::{Desk, assert_not_in_files};
use deskferry::sandbox::API_TOKEN;

fn no_job(workbench: &RunningWorkbench) {
    assert_eq!(workbench.get("api/jobs").json()["jobs"], json!([]));
    assert_eq!(workbench.names("runs/jobs").len(), 0);
}

#[test]
fn only_known_commands_with_checked_arguments_are_started() {
    let workbench = RunningWorkbench::open(project(1), "");
    let file = workbench.file_id();
    let refused = |request: Value, status: u16| {
        let answer = workbench.post("jobs", request.clone());
        assert_eq!(answer.status, status, "{request}: {}", answer.text);
    };
    for odd in [
        json!({}),
        json!({"kind": "sh"}),
        json!({"kind": "forget"}),
        json!({"kind": "plan"}),
        json!({"kind": "plan", "file": file, "words": ["--plan-out", "/tmp/x"]}),
        json!({"kind": "plan", "file": [file]}),
        json!({"kind": "backup", "target": "/tmp"}),
        json!(["plan"]),
    ] {
        refused(odd, 400);
    }
    for unknown in ["", "/etc/passwd", "people.csv", "--help", "000000000000"] {
        refused(json!({"kind": "plan", "file": unknown}), 404);
        refused(json!({"kind": "plan", "file": file, "onto": unknown}), 404);
        refused(json!({"kind": "write", "plan": unknown}), 404);
    }
    no_job(&workbench);
    // A run is known by its whole id alone.
    let run = workbench.plan()["run"].as_str().unwrap().to_owned();
    let [start, path] = [run[..15].to_owned(), format!("deskferry-project/runs/{run}")];
    for unknown in
        ["", "latest", "--run-dir=/tmp", "../runs", "/tmp", ".", "jobs", start.as_str(), path.as_str()]
    {
        for kind in ["resume", "retry", "verify", "undo"] {
            refused(json!({"kind": kind, "run": unknown}), 404);
        }
        refused(json!({"kind": "compare", "before": unknown, "after": unknown}), 404);
    }
    assert_eq!(workbench.get("api/jobs").json()["jobs"].as_array().unwrap().len(), 1);
}

#[test]
fn only_our_page_starts_and_stops_jobs() {
    let workbench = RunningWorkbench::open(project(1), "");
    let body = json!({"kind": "plan", "file": workbench.file_id()}).to_string();
    let path = format!("{}api/jobs", workbench.base_path);
    let own = || workbench.bare(Method::POST, &path).body(body.clone());
    let no_cookie = own().header(ORIGIN, &workbench.base);
    assert_eq!(workbench.send(no_cookie).status, 401);
    for origin in ["null", "http://evil.example", "http://127.0.0.1:1"] {
        let foreign = own().header(COOKIE, &workbench.cookie).header(ORIGIN, origin);
        assert_eq!(workbench.send(foreign).status, 403, "{origin}");
    }
    assert_eq!(workbench.send(own().header(COOKIE, &workbench.cookie)).status, 403, "no origin");
    let near = own()
        .header(COOKIE, &workbench.cookie)
        .header(ORIGIN, &workbench.base)
        .header("sec-fetch-site", "cross-site");
    assert_eq!(workbench.send(near).status, 403);
    no_job(&workbench);
}

#[test]
fn the_target_stays_in_the_project() {
    let workbench = RunningWorkbench::open(project(1), "");
    for odd in ["../x.db", "/tmp/x.db", "mapping.toml", "", ".db", "-x.db", "files/x.db", "a\nb.db"] {
        let answer = workbench.put("target", json!({"kind": "sandbox", "sandbox": odd}));
        assert_eq!(answer.status, 400, "{odd:?}: {}", answer.text);
    }
    assert_eq!(workbench.put("target", json!({"kind": "account", "profile": "--sandbox"})).status, 400);
    assert_eq!(workbench.put("target", json!({"kind": "account", "token": "x"})).status, 400);
    let text = std::fs::read_to_string(workbench.folder().join("project.toml")).unwrap();
    assert!(!text.contains("target"), "{text}");
    // A project may come from anybody.
    std::fs::write(
        workbench.folder().join("project.toml"),
        "version = 1\n[target]\nsandbox = \"../../x.db\"\n",
    )
    .unwrap();
    let refused = workbench.get("api/target").refused(422);
    assert!(refused["message"].as_str().unwrap().contains("in the project's folder"), "{refused}");
}

/// A project may come from anybody.
#[test]
fn nothing_is_written_through_a_link() {
    for name in ["practice.db", "backups"] {
        let workbench = RunningWorkbench::open(project(1), "");
        std::fs::create_dir(workbench.path().join("elsewhere")).unwrap();
        std::os::unix::fs::symlink("../elsewhere", workbench.folder().join(name)).unwrap();
        for request in [json!({"kind": "plan", "file": workbench.file_id()}), json!({"kind": "backup"})] {
            let refused = workbench.post("jobs", request).refused(422);
            assert!(refused["message"].as_str().unwrap().contains("is a link"), "{refused}");
        }
        no_job(&workbench);
        let wanted = json!({"field": "email", "value": "a@example.org"});
        assert_eq!(workbench.post("backups/history", wanted).status, 422);
        assert_eq!(std::fs::read_dir(workbench.path().join("elsewhere")).unwrap().count(), 0);
    }
    let ferry = project(1);
    std::fs::create_dir(ferry.path().join("deskferry-project/runs")).unwrap();
    std::os::unix::fs::symlink("/tmp", ferry.path().join("deskferry-project/runs/jobs")).unwrap();
    ferry.line("workbench").env("DISPLAY", ":9").run().status(2).says("runs/jobs\" is a link; remove it");
}

#[test]
fn no_secret_is_in_the_page_or_in_what_a_job_leaves() {
    let desk = Desk::new();
    let workbench = RunningWorkbench::open(real_project(2, &desk), "");
    let plan = workbench.plan();
    workbench.ended(&workbench.write(&plan, 2));
    let target = workbench.get("api/target").text;
    assert!(target.contains("127.0.0.1") && !target.contains(API_TOKEN), "{target}");
    for path in ["api/jobs", "api/runs", "api/project"] {
        assert!(!workbench.get(path).text.contains(API_TOKEN), "{path}");
    }
    assert_not_in_files(&workbench.folder(), API_TOKEN);
}

#[test]
fn only_known_files_of_known_runs_are_handed_out() {
    let workbench = RunningWorkbench::open(project(1), "");
    let plan = workbench.plan();
    let run = plan["run"].as_str().unwrap();
    for odd in ["run.json", "journal.db", "lock", "..%2Frun.json", "%2Fetc%2Fpasswd"] {
        assert_eq!(workbench.get(&format!("api/runs/{run}/files/{odd}")).status, 404, "{odd}");
    }
    for odd in ["latest", "%2F", ".making-x", "jobs", "traces"] {
        assert_eq!(workbench.get(&format!("api/runs/{odd}")).status, 404, "{odd}");
        assert_eq!(workbench.get(&format!("api/runs/{odd}/files/report.json")).status, 404, "{odd}");
        assert_eq!(workbench.get(&format!("api/jobs/{odd}/output")).status, 404, "{odd}");
    }
    for odd in ["", "?show=everything", "?show=insert&sql=1", "?show=insert&after=x"] {
        assert_eq!(workbench.get(&format!("api/runs/{run}/rows{odd}")).status, 400, "{odd}");
    }
    // The report has scripts of its own, so it runs apart from the page.
    let report = workbench.get(&format!("api/runs/{run}/files/report.html"));
    assert_eq!(report.status, 200);
    let policy = report.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox allow-scripts"), "{policy}");
    assert!(!policy.contains("allow-same-origin") && !policy.contains("connect-src"), "{policy}");
    assert_eq!(report.headers["x-content-type-options"], "nosniff");
}
