//! `TARGET/2026-11-24`: the newest backup that is not newer than a date.

use serde_json::json;

use super::history::{night, nights};
use crate::command_line::{Ferry, Ran};

fn three() -> Ferry {
    let on = |memo: &str| vec![json!({"id": "c7", "name": "Ann", "email": "ann@example.org", "memo": memo})];
    nights(&[on("first"), on("second"), on("third")])
}

#[test]
fn a_date_names_a_backup_in_every_command() {
    let ferry = three();
    let run = |line: &str| -> Ran { ferry.then().line(line).run().status(0) };
    // Night 0 is November 10.
    for (time, at) in [
        ("2026-11-10", 0),
        ("2026-11-11", 1),
        ("2026-11-12T01:59", 1),
        ("2026-11-12T02:00", 2),
        ("2026-11-11T02:00:00Z", 1),
        ("2027-01-01", 2),
    ] {
        let shown = run(&format!("backup show t/{time}"));
        assert!(shown.stdout.starts_with(&format!("t/{}", night(at))), "{time}: {shown}");
    }
    run("check t/2026-11-11").says(&night(1));
    let diff = run("backup diff t/2026-11-10 t/2026-11-12");
    assert!(diff.stdout.contains("- first") && diff.stdout.contains("+ third"), "{diff}");
    let none = ferry.then().line("backup show t/2026-11-09").run().status(5);
    none.says("no complete and accepted backup in t from 2026-11-09 (UTC) or before");
}

/// A time as `history` shows it, in quotes.
#[test]
fn a_time_of_the_history_can_be_pasted() {
    let ferry = three();
    let history = ferry.then().line("history t id=c7").run().status(0);
    assert!(history.stdout.contains("2026-11-11 02:00:00  second"), "{history}");
    let show = ferry.then().args(["backup", "show", "t/2026-11-11 02:00:00"]).run().status(0);
    assert!(show.stdout.starts_with(&format!("t/{}", night(1))), "{show}");
}

#[test]
fn a_folder_with_such_a_name_comes_first() {
    let ferry = three();
    std::fs::rename(ferry.path().join("t").join(night(1)), ferry.path().join("t/2026-11-12")).unwrap();
    let show = ferry.then().line("backup show t/2026-11-12").run().status(0);
    assert!(show.stdout.starts_with("t/2026-11-12\n"), "{show}");
}

#[test]
fn a_date_finds_a_customer_as_it_is_shown() {
    let born = json!({"id": "c7", "name": "Ann", "email": "a@b.org", "birthDate": -588_556_800_000_i64});
    let ferry = nights(&[vec![born]]);
    let shown = ferry.then().line("history t birthDate=1951-05-09").run().status(0);
    assert!(shown.stdout.contains("1951-05-09"), "{shown}");
    ferry.then().line("history t birthDate=-588556800000").run().status(0);
    ferry.then().line("history t birthDate=1951-05-10").run().status(1);
}
