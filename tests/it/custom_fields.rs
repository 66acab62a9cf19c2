//! Values of custom fields are checked against their definitions before anything is sent.

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

const MAPPED: &str = "\
[custom_fields]
segment = { from = \"Segment\" }
level = { from = \"Level\", optional = true }
";

fn definitions() -> Vec<Value> {
    let Value::Array(fields) = json!([
        {"name": "segment", "type": "COMBO", "required": true, "labels": {"it": "Segmento"}, "values": ["Gold", "Silver"]},
        {"name": "level", "type": "LINKED_COMBO", "required": false, "linkedField": "segment",
         "linkedValues": {"Gold": ["A", "B"], "Silver": ["C"]}},
        {"name": "note", "type": "TEXT", "required": false},
    ]) else {
        panic!("not a list")
    };
    fields
}

fn desk() -> Desk {
    Desk::with(|options| {
        options.custom_fields = definitions();
        options.start = vec![
            json!({"name": "Old", "email": "old@x.org", "customFields": {"segment": "Silver", "level": "C"}}),
            json!({"name": "Bare", "email": "bare@x.org"}),
        ];
    })
}

fn ferry(custom: &str, csv: &str) -> Ferry {
    Ferry::new().file("m.toml", format!("{SIMPLE}{custom}")).file("a.csv", csv)
}

fn import(desk: &Desk, custom: &str, csv: &str, more: &str) -> Ran {
    ferry(custom, csv).line("import a.csv -m m.toml").line(more).fast().sandbox(desk).run()
}

fn asked(desk: &Desk) -> usize {
    desk.requests_of(RequestKind::Fields).len()
}

#[test]
fn what_does_not_fit_is_rejected_before_anything_is_sent() {
    let desk = desk();
    let csv = "Name,Email,Segment,Level\n\
               Ada,a@x.org,Gold,A\n\
               Bob,b@x.org,gold,\n\
               Cy,c@x.org,Gold,C\n\
               Dan,d@x.org,,\n\
               Eve,e@x.org,Silver,Z\n\
               Old,old@x.org,,A\n\
               Bare,bare@x.org,Gold,\n";
    let ran = import(&desk, MAPPED, csv, "").status(1).says("did you mean \"Gold\"?");
    assert_eq!(ran.rejects().codes(), ["E305", "E306", "E307", "E305", "E306"], "{ran}");
    assert_eq!(ran.rejects().column("_row"), ["3", "4", "5", "6", "7"]);
    assert_eq!(ran.rejects().cell(0, "_column"), "Segment");
    assert!(ran.rejects().cell(4, "_message").contains("does not match \"Silver\" in \"segment\""), "{ran}");
    assert_eq!((ran.count("inserted"), ran.count("updated")), (1, 1));
    assert_eq!(asked(&desk), 1);
    assert_eq!(ran.run_json()["custom_fields"]["definitions"], json!(definitions()));
}

#[test]
fn an_unknown_name_is_reported_and_rejects_the_rows_that_fill_it() {
    let desk = desk();
    let custom = "[custom_fields]\nSegmento = { from = \"Segment\" }\nsegment = { value = \"Gold\" }\n";
    let csv = "Name,Email,Segment\nAda,a@x.org,Gold\nBob,b@x.org,\n";
    let ran = import(&desk, custom, csv, "").status(1).says("did you mean \"segment\"?");
    assert_eq!((ran.rejects().codes(), ran.count("inserted")), (vec!["E304"], 1));
    let rest = "[custom_fields]\n\"*\" = { from = \"cf_*\" }\n";
    let csv = "Name,Email,cf_segment,cf_nota\nAda,c@x.org,Gold,x\n";
    assert_eq!(import(&desk, rest, csv, "").status(1).rejects().codes(), ["E304"]);
}

#[test]
fn a_new_customer_needs_what_is_required_even_where_nothing_is_mapped() {
    let desk = desk();
    let csv = "Name,Email\nAda,a@x.org\nBare the Second,bare@x.org\n";
    let ran = import(&desk, "", csv, "").status(1);
    assert_eq!((ran.rejects().codes(), ran.count("updated")), (vec!["E307"], 1));
    import(&desk, "", csv, "--fields none").status(0);
    let empties = "[custom_fields]\nsegment = { from = \"Segment\", on_empty = \"clear\" }\n";
    let ran = import(&desk, empties, "Name,Email,Segment\nOld,old@x.org,\n", "--mode update").status(1);
    assert_eq!(ran.rejects().codes(), ["E307"]);
}

#[rstest]
#[case::none(None, "the account has none")]
#[case::not_there(Some(SimulatedFault::StatusBefore(404)), "HTTP 404")]
#[case::not_allowed(Some(SimulatedFault::StatusBefore(403)), "HTTP 403")]
#[case::nonsense(Some(SimulatedFault::Html), "unexpected answer")]
fn without_definitions_nothing_is_checked_and_that_is_reported(
    #[case] fault: Option<SimulatedFault>,
    #[case] why: &str,
) {
    let desk = Desk::with(|options| options.custom_fields = Vec::new());
    if let Some(fault) = fault {
        desk.fail_where(RequestKind::Fields, "", fault);
    }
    let ran = import(&desk, MAPPED, "Name,Email,Segment\nAda,a@x.org,gold\n", "").status(0).says(why);
    assert_eq!(ran.stderr.matches("not checked against their definitions").count(), 1, "{ran}");
    assert_eq!(desk.customer("name", "Ada")["customFields"]["segment"], "gold");
}

#[test]
fn saved_definitions_replace_the_api_in_import_and_validate() {
    let desk = desk();
    let csv = "Name,Email,Segment,Level\nAda,a@x.org,Iron,\nBob,b@x.org,Gold,C\nCy,c@x.org,,A\nDan,d@x.org,Gold,B\n";
    let ran = ferry(MAPPED, csv).line("customer fields -o fields.json").sandbox(&desk).run().status(0);
    assert_eq!(serde_json::from_str::<Vec<Value>>(&ran.text("fields.json")).unwrap(), definitions());
    let checked = ran.then().line("validate a.csv -m m.toml --fields fields.json").run().status(1);
    assert_eq!(checked.rejects().codes(), ["E305", "E306", "E307"], "{checked}");
    let before = asked(&desk);
    let ran = checked.then().line("import a.csv -m m.toml --fields fields.json").fast().sandbox(&desk).run();
    assert_eq!((ran.rejects().codes(), asked(&desk)), (vec!["E305", "E306", "E307"], before));
    ran.then().line("validate a.csv -m m.toml").run().status(0);
    ran.then().file("odd.json", "{}").line("validate a.csv -m m.toml --fields odd.json").run().status(2);
    let printed = ran.then().line("customer fields").sandbox(&desk).run().status(0).stdout;
    assert_eq!(serde_json::from_str::<Vec<Value>>(&printed).unwrap(), definitions());
}

#[test]
fn a_check_of_the_mapping_shows_the_name_that_is_not_there() {
    let custom = "[custom_fields]\nsegmant = { from = \"Segment\" }\n";
    let ferry = ferry(custom, "").file("fields.json", json!(definitions()).to_string());
    let ran = ferry.line("mapping check m.toml --fields fields.json").run().status(2);
    ran.says("m.toml:9:1").says("^^^^^^^").says("did you mean \"segment\"?");
}

#[test]
fn on_invalid_applies_to_values_that_the_help_desk_does_not_list() {
    let desk = desk();
    let custom =
        "[custom_fields]\nsegment = { from = \"Segment\", default = \"Silver\", on_invalid = \"default\" }\n";
    let ran = import(&desk, custom, "Name,Email,Segment\nAda,a@x.org,Iron\n", "").status(0);
    assert_eq!(desk.customer("name", "Ada")["customFields"]["segment"], "Silver");
    assert!(ran.results().cell(0, "_note").contains("E305"), "{ran}");
    let custom = "[custom_fields]\nsegment = { from = \"Segment\", default = \"Tin\" }\n";
    let ran = import(&desk, custom, "Name,Email,Segment\nBob,b@x.org,\n", "").status(1);
    assert_eq!(ran.rejects().codes(), ["E305"]);
}
