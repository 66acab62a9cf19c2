//! What can't be started, stopped or read: a fixed set of commands, with arguments that the project has.

use reqwest::Method;
use reqwest::header::{COOKIE, ORIGIN};
use serde_json::{Value, json};

use super::RunningWorkbench;
use super::job_bench::{project, real_project};
use crate::command_line::{Desk, assert_not_in_files};
use deskferry::sandbox::API_TOKEN;

fn no_job(bench: &RunningWorkbench) {
    assert_eq!(bench.get("api/jobs").json()["jobs"], json!([]));
    assert_eq!(bench.names("runs/jobs").len(), 0);
}

#[test]
fn only_known_commands_with_checked_arguments_are_started() {
    let bench = RunningWorkbench::open(project(1), "");
    let file = bench.file_id();
    let refused = |request: Value, status: u16| {
        let answer = bench.post("jobs", request.clone());
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
    no_job(&bench);
    // A run is known by its whole id alone.
    let run = bench.plan()["run"].as_str().unwrap().to_owned();
    let [start, path] = [run[..15].to_owned(), format!("deskferry-project/runs/{run}")];
    for unknown in
        ["", "latest", "--run-dir=/tmp", "../runs", "/tmp", ".", "jobs", start.as_str(), path.as_str()]
    {
        for kind in ["resume", "retry", "verify", "undo"] {
            refused(json!({"kind": kind, "run": unknown}), 404);
        }
        refused(json!({"kind": "compare", "before": unknown, "after": unknown}), 404);
    }
    assert_eq!(bench.get("api/jobs").json()["jobs"].as_array().unwrap().len(), 1);
}

#[test]
fn only_our_page_starts_and_stops_jobs() {
    let bench = RunningWorkbench::open(project(1), "");
    let body = json!({"kind": "plan", "file": bench.file_id()}).to_string();
    let path = format!("{}api/jobs", bench.base_path);
    let own = || bench.bare(Method::POST, &path).body(body.clone());
    let no_cookie = own().header(ORIGIN, &bench.base);
    assert_eq!(bench.send(no_cookie).status, 401);
    for origin in ["null", "http://evil.example", "http://127.0.0.1:1"] {
        let foreign = own().header(COOKIE, &bench.cookie).header(ORIGIN, origin);
        assert_eq!(bench.send(foreign).status, 403, "{origin}");
    }
    assert_eq!(bench.send(own().header(COOKIE, &bench.cookie)).status, 403, "no origin");
    let near = own()
        .header(COOKIE, &bench.cookie)
        .header(ORIGIN, &bench.base)
        .header("sec-fetch-site", "cross-site");
    assert_eq!(bench.send(near).status, 403);
    no_job(&bench);
}

#[test]
fn the_target_stays_in_the_project() {
    let bench = RunningWorkbench::open(project(1), "");
    for odd in ["../x.db", "/tmp/x.db", "mapping.toml", "", ".db", "-x.db", "files/x.db", "a\nb.db"] {
        let answer = bench.put("target", json!({"kind": "sandbox", "sandbox": odd}));
        assert_eq!(answer.status, 400, "{odd:?}: {}", answer.text);
    }
    assert_eq!(bench.put("target", json!({"kind": "account", "profile": "--sandbox"})).status, 400);
    assert_eq!(bench.put("target", json!({"kind": "account", "token": "x"})).status, 400);
    let text = std::fs::read_to_string(bench.folder().join("project.toml")).unwrap();
    assert!(!text.contains("target"), "{text}");
    // A project may come from anybody.
    std::fs::write(bench.folder().join("project.toml"), "version = 1\n[target]\nsandbox = \"../../x.db\"\n")
        .unwrap();
    let refused = bench.get("api/target").refused(422);
    assert!(refused["message"].as_str().unwrap().contains("in the project's folder"), "{refused}");
}

/// A project may come from anybody.
#[test]
fn nothing_is_written_through_a_link() {
    for name in ["practice.db", "backups"] {
        let bench = RunningWorkbench::open(project(1), "");
        std::fs::create_dir(bench.path().join("elsewhere")).unwrap();
        std::os::unix::fs::symlink("../elsewhere", bench.folder().join(name)).unwrap();
        for request in [json!({"kind": "plan", "file": bench.file_id()}), json!({"kind": "backup"})] {
            let refused = bench.post("jobs", request).refused(422);
            assert!(refused["message"].as_str().unwrap().contains("is a link"), "{refused}");
        }
        no_job(&bench);
        let wanted = json!({"field": "email", "value": "a@example.org"});
        assert_eq!(bench.post("backups/history", wanted).status, 422);
        assert_eq!(std::fs::read_dir(bench.path().join("elsewhere")).unwrap().count(), 0);
    }
    let ferry = project(1);
    std::fs::create_dir(ferry.path().join("deskferry-project/runs")).unwrap();
    std::os::unix::fs::symlink("/tmp", ferry.path().join("deskferry-project/runs/jobs")).unwrap();
    ferry.line("workbench").env("DISPLAY", ":9").run().status(2).says("runs/jobs\" is a link; remove it");
}

#[test]
fn no_secret_is_in_the_page_or_in_what_a_job_leaves() {
    let desk = Desk::new();
    let bench = RunningWorkbench::open(real_project(2, &desk), "");
    let plan = bench.plan();
    bench.ended(&bench.write(&plan, 2));
    let target = bench.get("api/target").text;
    assert!(target.contains("127.0.0.1") && !target.contains(API_TOKEN), "{target}");
    for path in ["api/jobs", "api/runs", "api/project"] {
        assert!(!bench.get(path).text.contains(API_TOKEN), "{path}");
    }
    assert_not_in_files(&bench.folder(), API_TOKEN);
}

#[test]
fn only_known_files_of_known_runs_are_handed_out() {
    let bench = RunningWorkbench::open(project(1), "");
    let plan = bench.plan();
    let run = plan["run"].as_str().unwrap();
    for odd in ["run.json", "journal.db", "lock", "..%2Frun.json", "%2Fetc%2Fpasswd"] {
        assert_eq!(bench.get(&format!("api/runs/{run}/files/{odd}")).status, 404, "{odd}");
    }
    for odd in ["latest", "%2F", ".making-x", "jobs", "traces"] {
        assert_eq!(bench.get(&format!("api/runs/{odd}")).status, 404, "{odd}");
        assert_eq!(bench.get(&format!("api/runs/{odd}/files/report.json")).status, 404, "{odd}");
        assert_eq!(bench.get(&format!("api/jobs/{odd}/output")).status, 404, "{odd}");
    }
    for odd in ["", "?show=everything", "?show=insert&sql=1", "?show=insert&after=x"] {
        assert_eq!(bench.get(&format!("api/runs/{run}/rows{odd}")).status, 400, "{odd}");
    }
    // The report has scripts of its own, so it runs apart from the page.
    let report = bench.get(&format!("api/runs/{run}/files/report.html"));
    assert_eq!(report.status, 200);
    let policy = report.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox allow-scripts"), "{policy}");
    assert!(!policy.contains("allow-same-origin") && !policy.contains("connect-src"), "{policy}");
    assert_eq!(report.headers["x-content-type-options"], "nosniff");
}
