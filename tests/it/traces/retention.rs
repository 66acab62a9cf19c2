//! How many traces stay, and how `runs prune` removes them.

use std::time::Instant;

use super::{commands, first, listed, then};
use crate::backup::people;
use crate::command_line::{Desk, Ran};

fn count(ran: &Ran, kind: &str) -> usize {
    listed(ran, &format!("--kind {kind}")).len()
}

#[test]
fn the_newest_of_each_kind_stay() {
    let desk = people(3);
    let ran = first(&desk, "backup b --keep-traces 2").run().status(0);
    for _ in 0..3 {
        then(&ran, &desk, "export -o x.jsonl --keep-traces 2").run().status(0);
    }
    assert_eq!(commands(&ran, ""), ["backup", "export", "export"], "exports push out no backup");
    let before = listed(&ran, "--kind export");
    then(&ran, &desk, "export -o x.jsonl --keep-traces 0").run().status(0);
    assert_eq!(listed(&ran, "--kind export"), before, "0 leaves none and removes none");
    then(&ran, &desk, "export -o x.jsonl").file("deskferry.toml", "keep_traces = 1\n").run().status(0);
    assert_eq!(commands(&ran, ""), ["backup", "export"]);
    let shown = ran.then().line("config show").run().status(0).stdout;
    assert!(shown.contains("keep_traces") && shown.contains("deskferry.toml, line 1"), "{shown}");
    assert_eq!(std::fs::read_dir(ran.path().join("deskferry-runs/traces")).unwrap().count(), 2);
}

#[test]
fn what_killed_processes_left_is_removed() {
    let desk = people(3);
    let ran = first(&desk, "export -o x.jsonl").run().status(0);
    let traces = ran.path().join("deskferry-runs/traces");
    let left = [".removing-20261101T000000Z-export-000001", "20261101T000000Z-export-000002", "notes"];
    for name in left {
        std::fs::create_dir(traces.join(name)).unwrap();
        let old = std::time::SystemTime::now() - std::time::Duration::from_secs(120);
        std::fs::File::open(traces.join(name)).unwrap().set_modified(old).unwrap();
    }
    assert_eq!(count(&ran, "export"), 1, "they are no traces");
    then(&ran, &desk, "export -o x.jsonl").run().status(0);
    let there = left.map(|name| traces.join(name).exists());
    assert_eq!(there, [false, false, true], "what is not ours stays");
}

#[test]
fn prune_counts_each_kind_on_its_own() {
    let desk = Desk::new();
    let ferry = first(&desk, "import a.csv -m m.toml").file("a.csv", "Name,Email\nAda,ada@x.org\n");
    let ran = ferry.file("m.toml", crate::command_line::SIMPLE).run().status(0);
    for line in ["backup b", "export -o x.jsonl", "backup b", "export -o x.jsonl"] {
        then(&ran, &desk, line).run().status(0);
    }
    let dry = ran.then().line("runs prune --keep 1 --dry-run").run().status(0);
    assert_eq!(dry.stdout.matches("would remove").count(), 2, "{dry}");
    assert!(dry.stdout.contains("one of the 1 newest of its kind"), "{dry}");
    ran.then().line("runs prune --keep 1 --yes").run().status(0).says("removed 2, kept 3");
    assert_eq!(commands(&ran, ""), ["import", "backup", "export"], "traces push out no run");
    ran.then().line("runs prune --older-than 1h --yes").run().status(0).says("removed 0, kept 3");
    ran.then().line("runs prune --keep 0 --yes").run().status(0).says("removed 3, kept 0");
    assert_eq!(std::fs::read_dir(ran.path().join("deskferry-runs/traces")).unwrap().count(), 0);
}

#[test]
fn many_at_once_leave_each_a_trace_and_no_warning() {
    let desk = people(3);
    let ran = first(&desk, "export -o x.jsonl").run().status(0);
    let at_once = |keep: usize| {
        let jobs = (0..6).map(|at| {
            let line = format!("export -o {at}.jsonl --keep-traces {keep}");
            let mut command = then(&ran, &desk, &line).command();
            command.stderr(std::process::Stdio::piped()).stdout(std::process::Stdio::null()).spawn().unwrap()
        });
        for job in jobs.collect::<Vec<_>>() {
            let ended = job.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&ended.stderr).into_owned();
            assert!(ended.status.success() && !said.contains("warning"), "{said}");
        }
    };
    at_once(100);
    assert_eq!(count(&ran, "export"), 7);
    at_once(1);
    then(&ran, &desk, "export -o x.jsonl --keep-traces 1").run().status(0);
    assert_eq!(count(&ran, "export"), 1);
}

#[test]
fn thousands_of_traces_do_not_slow_runs_down() {
    let desk = people(2);
    let ran = first(&desk, "export -o x.jsonl").run().status(0);
    let traces = ran.path().join("deskferry-runs/traces");
    let one = std::fs::read_dir(&traces).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(one.join("trace.json")).unwrap();
    for at in 0..5000 {
        let id = format!("20250101T{:02}{:02}{:02}Z-backup-{at:06x}", at / 3600, at / 60 % 60, at % 60);
        let folder = traces.join(&id);
        std::fs::create_dir(&folder).unwrap();
        let text =
            text.replace(one.file_name().unwrap().to_str().unwrap(), &id).replace("\"export\"", "\"backup\"");
        std::fs::write(folder.join("trace.json"), text).unwrap();
    }
    let started = Instant::now();
    let list = ran.then().line("runs").run().status(0);
    let took = started.elapsed();
    assert_eq!(list.stdout.lines().count(), 5002);
    // This build is slow, and the machine may be busy.
    assert!(took.as_secs_f64() < 8.0, "{took:?}");
    let started = Instant::now();
    then(&ran, &desk, "backup b").run().status(0);
    assert!(started.elapsed().as_secs_f64() < 30.0, "{:?}", started.elapsed());
    assert_eq!(count(&ran, "backup"), 100);
    assert_eq!(count(&ran, "export"), 1);
}
