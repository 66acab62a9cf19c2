//! Whose rate was kept stands in the estimate and in the reports, and every command says it.

use deskferry::sandbox::{RequestKind, SimulatedFault};

use super::{export, pages};
use crate::command_line::{Ferry, SIMPLE};
use crate::import::{Running, people, wait_until};

#[test]
fn a_run_tells_whose_rate_it_kept() {
    let desk = pages(1000, "");
    desk.configure(|options| options.page_size = 50);
    let slow = Running::start(export(&desk, "--rate 20"));
    wait_until("it works", || desk.requests().len() > 3);
    let said = format!("The rate was 20 requests a second, as process {} (deskferry export", slow.id());
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(4)).sandbox(&desk);
    let line = "import a.csv -m m.toml --no-progress --rate 40 --settle-for 300ms";
    let dry = ferry.then().sandbox(&desk).line(line).line("--dry-run").run().status(0).says(&said);
    let dry = dry.says("at 20 calls a second");
    let (run, report) = (dry.run_json(), dry.report_json());
    let kept = &run["kept_rate"];
    assert_eq!((kept["per_second"].as_f64(), kept["pid"].as_u64()), (Some(20.0), Some(slow.id().into())));
    assert_eq!(
        (&report["about"]["kept_rate"], &report["about"]["estimate"]["rate"]),
        (kept, &kept["per_second"])
    );
    let page = std::fs::read_to_string(dry.folder().join("report.html")).unwrap();
    assert!(page.contains("keep the rate of process"), "{}", dry.folder().display());
    let written = ferry.then().sandbox(&desk).line(line).run().status(0).says(&said);
    assert_eq!(written.run_json()["kept_rate"]["pid"].as_u64(), Some(slow.id().into()));
    // A command that fails says it, too.
    desk.fail_next(RequestKind::List, 1, SimulatedFault::StatusBefore(403));
    let failed = ferry.then().sandbox(&desk).line(line).line("--anew").run();
    assert_ne!(failed.status, 0);
    failed.says(&said);
    for (flags, is_said) in [("", true), ("-q", false)] {
        desk.fail_next(RequestKind::List, 1, SimulatedFault::StatusBefore(403));
        let failed = Ferry::new().sandbox(&desk).line("duplicates --no-progress").line(flags).run();
        assert!(failed.status != 0 && failed.stderr.contains(&said) == is_said, "{failed}");
    }
    slow.signal("KILL");
    slow.end();
}
