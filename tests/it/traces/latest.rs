//! `latest` is never a trace where a run is wanted.

use rstest::rstest;

use super::{commands, first, listed, then};
use crate::backup::people;
use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

/// An import, and a backup after it.
fn imported(desk: &Desk) -> Ran {
    let ferry = Ferry::new().file("a.csv", "Name,Email\nAda,ada@x.org\n").file("m.toml", SIMPLE);
    let ran = ferry.sandbox(desk).fast().line("import a.csv -m m.toml").run().status(0);
    then(&ran, desk, "backup b").run().status(0);
    ran
}

fn id(ran: &Ran) -> String {
    ran.folder().file_name().unwrap().to_str().unwrap().to_owned()
}

#[rstest]
#[case("verify latest", true)]
#[case("undo latest --yes", true)]
#[case("resume latest", false)]
#[case("retry latest", false)]
#[case("report latest", false)]
#[case("report diff latest latest", false)]
fn a_newer_trace_is_not_the_latest_run(#[case] line: &str, #[case] named: bool) {
    let desk = Desk::new();
    let ran = imported(&desk);
    let worked = then(&ran, &desk, line).run().status(0);
    assert!(format!("{worked}").contains(&id(&ran)), "{worked}");
    assert_eq!(worked.stderr.contains(&format!("ing {}", id(&ran))), named, "{worked}");
}

#[rstest]
#[case("resume")]
#[case("retry")]
fn latest_is_the_newest_run_that_writes(#[case] word: &str) {
    let desk = Desk::new();
    let ran = imported(&desk);
    let line = "validate a.csv -m m.toml";
    let validated = ran.then().line(line).run().status(0);
    let worked = then(&ran, &desk, &format!("{word} latest")).run().status(0);
    let said = format!("{} was a validation, which wrote nothing; ", id(&validated));
    let worked = worked.says(&said).says(&format!("ing {}\n", id(&ran)));
    assert!(worked.folder().ends_with(id(&ran)), "{worked}");
}

#[test]
fn the_newest_of_all_is_shown_and_a_trace_is_no_run() {
    let desk = Desk::new();
    let ran = imported(&desk);
    let trace = listed(&ran, "--kind backup")[0]["id"].as_str().unwrap().to_owned();
    let show = |name: &str| ran.then().line("runs show").args([name]).run().status(0).stdout;
    assert!(show("latest").starts_with(&format!("Trace {trace}\n")));
    assert!(show(&trace).contains("target    b\n"));
    assert!(show(&format!("deskferry-runs/traces/{trace}")).contains("verdict   snapshot"));
    assert!(show(&id(&ran)).starts_with("Run "));
    for name in [trace.clone(), format!("deskferry-runs/traces/{trace}")] {
        for word in ["resume", "verify", "undo", "report"] {
            let line = then(&ran, &desk, word).args([&name]).run().status(2);
            line.says(&format!(
                "{trace} is the trace of a job that is no run; `deskferry runs show {trace}` shows it"
            ));
        }
    }
    let next = then(&ran, &desk, "import a.csv -m m.toml").run().status(0);
    assert!(show("latest").starts_with(&format!("Run {}\n", id(&next))));
    assert_eq!(commands(&ran, ""), ["import", "backup", "import"]);
}

#[test]
fn without_a_run_there_is_no_latest_run() {
    let desk = people(2);
    let ran = first(&desk, "export -o x.jsonl").run().status(0);
    for word in ["resume", "retry", "verify", "undo", "report"] {
        then(&ran, &desk, word)
            .args(["latest"])
            .run()
            .status(2)
            .says("there is no run \"latest\" in deskferry-runs");
    }
}

/// Names sort by time in spite of the clock: an import of yesterday is not the newest thing.
#[test]
fn a_clock_that_was_set_back_keeps_the_order() {
    let desk = Desk::new();
    let ran = imported(&desk);
    then(&ran, &desk, "export -o x.jsonl").env("DESKFERRY_CLOCK_SHIFT", "-86400").run().status(0);
    let back = then(&ran, &desk, "import a.csv -m m.toml").env("DESKFERRY_CLOCK_SHIFT", "-86400").run();
    let back = back.status(0).says("The clock of this machine is behind its newest run");
    assert_eq!(commands(&ran, ""), ["import", "backup", "export", "import"]);
    let shown = ran.then().line("runs show latest").run().status(0).stdout;
    assert!(shown.starts_with(&format!("Run {}\n", id(&back))), "{shown}");
}
