//! What a run leaves of its fixes: in the results, in the journal of a saved plan, and in the reports.

use serde_json::json;

use super::key::key;
use super::{PEOPLE, mended, ready};
use crate::command_line::{Desk, Ran};

const LINE: &str = "import a.csv -m m.toml --fixes fixes.csv";

fn with_aside() -> String {
    let aside = key(&["Name", "Email"], &["Cleo", "cleo@example.org"]);
    format!("{}{aside},,,set aside,left\n", mended())
}

fn report_html(ran: &Ran) -> String {
    std::fs::read_to_string(ran.folder().join("report.html")).unwrap()
}

#[test]
fn results_and_reports_name_the_mended_columns() {
    let desk = Desk::new();
    let ran = ready(PEOPLE, &with_aside()).sandbox(&desk).line(LINE).fast().run().status(0);
    assert_eq!(ran.results().column("_note"), ["", "mended: Email", "set aside: left"]);
    for fixes in [&ran.run_json()["fixes"], &ran.report_json()["about"]["fixes"]] {
        assert_eq!(
            (&fixes["columns"], &fixes["cells"], &fixes["set_aside"]),
            (&json!({"Email": 1}), &json!(1), &json!(1))
        );
    }
    assert!(report_html(&ran).contains("Mended columns: Email (1)"), "{ran}");
}

/// A plan that is applied later says the same.
#[test]
fn the_run_of_a_saved_plan_names_them_too() {
    let desk = Desk::new();
    let planned = ready(PEOPLE, &with_aside()).sandbox(&desk);
    let planned = planned.line(LINE).line("--dry-run --plan-out plan.jsonl").fast().run().status(0);
    assert_eq!(planned.results().cell(1, "_note"), "planned; nothing was sent; mended: Email");
    let applied = planned.then().sandbox(&desk).line("apply plan.jsonl").fast().run().status(0);
    assert_eq!(applied.results().column("_note"), ["", "mended: Email", "set aside: left"]);
}

/// The note names the columns, and never their values.
#[test]
fn a_secret_value_is_in_no_note() {
    let desk = Desk::new();
    let own = key(&["Name", "Email", "Password"], &["Bob", "b@example.org", "hunter2secret"]);
    let fixes = format!("row_key,column,was,now\n{own},Password,hunter2secret,hunter3secret\n");
    let ran = ready("Name,Email,Password\nBob,b@example.org,hunter2secret\n", &fixes).sandbox(&desk);
    let ran = ran.line(LINE).fast().run().status(0);
    assert_eq!(ran.results().column("_note"), ["mended: Password"]);
    assert!(!ran.report_json().to_string().contains("hunter"), "{ran}");
    assert!(!report_html(&ran).contains("hunter"));
}
