//! The output of a dry run and of `runs show` on a terminal of eighty columns.

use serde_json::json;
use unicode_width::UnicodeWidthStr;

use super::{NOTED, apply, noted, plan};
use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

/// The lines that are wider than a terminal.
fn wide(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.width() > 80).collect()
}

fn masked(ran: &Ran) -> String {
    let folder = ran.folder().file_name().unwrap().to_str().unwrap().to_owned();
    ran.stderr.replace(&folder, "RUN")
}

#[test]
fn a_dry_run_shows_the_first_changes() {
    let desk = Desk::holding([
        json!({"id": "7", "name": "Ada", "email": "ada@example.org", "memo": "old", "customFields": {"segment": "Tin"}}),
        json!({"id": "8", "name": "Bo\u{1b}[31mb", "email": "bob@example.org", "memo": "日本語".repeat(30)}),
        json!({"id": "9", "name": "Cid", "email": "cid@example.org", "memo": "as it is"}),
    ]);
    let long = "word ".repeat(40);
    let csv = format!(
        "Name,Email,Memo,Segment\nAda,ada@example.org,\"new\nlines\",Gold\nBob,bob@example.org,{long},\n\
         Cid,cid@example.org,as it is,\nEve,eve@example.org,,\n\u{202e}Fay,fay@example.org,,Bronze\nGus,no address,,\n"
    );
    let ran = plan(&desk, NOTED, &csv, "").status(1);
    let summary = ran.stderr.find("\nPlan\n").map(|at| &ran.stderr[at..]).unwrap();
    assert_eq!(wide(summary), Vec::<&str>::new());
    assert!(!ran.stderr.contains('\u{1b}') && !ran.stderr.contains('\u{202e}'), "{ran}");
    insta::assert_snapshot!("dry-run", masked(&ran));
}

#[test]
fn many_changes_are_cut_to_the_first() {
    let ids: Vec<String> = (0..20).map(|n| format!("c{n}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let (_desk, ran) = noted(&ids);
    let ran = ran.says("What would change (8 of 22 writes; the updates that lose most come first)");
    assert_eq!(ran.stderr.matches("    update c").count(), 6, "{ran}");
    assert_eq!(ran.stderr.matches("    insert").count(), 2, "{ran}");
}

#[test]
fn colors_are_for_terminals_or_on_demand() {
    let desk = Desk::holding([json!({"id": "7", "name": "Ada", "email": "ada@example.org", "memo": "old"})]);
    let csv = "Name,Email,Memo\nAda,ada@example.org,new\n";
    let ran = plan(&desk, NOTED, csv, "--color always").status(0);
    let ran =
        ran.says("\u{1b}[31m      - memo: old\u{1b}[0m\n").says("\u{1b}[32m      + memo: new\u{1b}[0m\n");
    assert!(!ran.stdout.contains('\u{1b}'));
    for flags in ["", "--color never"] {
        let ran = plan(&desk, NOTED, csv, flags).status(0).says("      - memo: old\n      + memo: new\n");
        assert!(!ran.stderr.contains('\u{1b}'), "{ran}");
    }
    assert_eq!(plan(&desk, NOTED, csv, "-q").status(0).stderr, "");
}

#[test]
fn a_run_is_shown_with_what_can_be_done_next() {
    let (desk, dry) = noted(&["a"]);
    let show = |of: &Ran| of.then().line("runs show latest").run().status(0).stdout;
    let shown = show(&dry);
    assert!(shown.contains("plan      saved in plan.jsonl"), "{shown}");
    assert!(shown.contains("write exactly this plan\n    deskferry apply plan.jsonl\n"), "{shown}");
    assert_eq!(wide(&shown.replace(dry.folder().to_str().unwrap(), "")), Vec::<&str>::new());
    let ran = apply(&dry, &desk, "").run().status(0);
    let shown = show(&ran);
    assert!(
        shown.contains("command   apply, deskferry") && shown.contains("plan      plan.jsonl, made 2"),
        "{shown}"
    );
    assert!(shown.contains("inserted                             2"), "{shown}");
    for next in ["deskferry verify", "deskferry undo"] {
        assert!(shown.contains(next), "{shown}");
    }
    assert!(!shown.contains("deskferry apply"), "{shown}");
    assert_eq!(wide(&shown), Vec::<&str>::new());
}

#[test]
fn a_summary_fits_whatever_the_columns_and_values_are() {
    let desk = Desk::new();
    let column = "日本語の列名".repeat(4);
    let mapping = NOTED.replace("from = \"Email\"", &format!("from = \"{column}\""));
    let csv = format!(
        "Name,{column}\nAda,{}\nBob,\"two  spaces \u{1b}[2J and {}\"\n",
        "x".repeat(300),
        "日本語".repeat(30)
    );
    let ran = plan(&desk, &mapping, &csv, "").status(1);
    let summary = ran.stderr.find("\nPlan\n").map(|at| &ran.stderr[at..]).unwrap();
    assert_eq!(wide(summary), Vec::<&str>::new());
    assert!(!ran.stderr.contains('\u{1b}'), "{ran}");
    assert!(summary.contains("spaces \\u{1b}[2J") && summary.contains('…'), "{summary}");
    assert!(summary.contains("E201  error    日本語の列名日本語の"), "{summary}");
}

/// The suggested command can be pasted: it reaches the same help desk.
#[test]
fn the_line_that_applies_a_plan_has_what_it_needs() {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", "Name,Email\nAda,ada@example.org\n");
    let line = "import a.csv -m m.toml --sandbox=s.db --dry-run --plan-out plan.jsonl";
    let ran = ferry.line(line).fast().run().status(0);
    let told =
        ran.stderr.lines().find_map(|line| line.strip_prefix("To write exactly this plan: deskferry "));
    let applied = ran.then().line(told.unwrap()).fast().run().status(0);
    assert_eq!(applied.count("inserted"), 1, "{applied}");
}
