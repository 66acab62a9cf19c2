//! An undo knows absent, null and empty fields apart.

use deskferry::sandbox::PutMode;
use rstest::rstest;
use serde_json::{Value, json};

use super::{MAPPING, again, state};
use crate::command_line::{Desk, Ferry, Ran};

/// Every way in which a field can be empty, or filled, before a run writes it.
fn varied() -> Vec<Value> {
    let memos = [None, Some(json!(null)), Some(json!("")), Some(json!("old"))];
    let custom = [
        None,
        Some(json!(null)),
        Some(json!({})),
        Some(json!({"tier": "1"})),
        Some(json!({"segment": null, "tier": "1"})),
        Some(json!({"segment": ""})),
        Some(json!({"segment": "Iron", "tier": ""})),
    ];
    let each = memos.iter().flat_map(|memo| custom.iter().map(move |custom| (memo, custom)));
    let one = |(at, (memo, custom)): (usize, (&Option<Value>, &Option<Value>))| {
        let mut one = json!({"id": format!("v{at:02}"), "name": "Old", "email": format!("v{at}@x.org"), "city": null, "website": ""});
        memo.iter().for_each(|memo| one["memo"] = memo.clone());
        custom.iter().for_each(|custom| one["customFields"] = custom.clone());
        one
    };
    each.enumerate().map(one).collect()
}

/// The customers as the server stores them, each as the text of its JSON.
fn raw(desk: &Desk) -> Vec<String> {
    let mut all: Vec<String> = desk.customers().iter().map(ToString::to_string).collect();
    all.sort();
    all
}

fn varied_import(desk: &Desk, flags: &str) -> Ran {
    let row = |at: usize| format!("Old,v{at}@x.org,new,Gold\n");
    let rows: String = (0..varied().len()).map(row).collect();
    let ferry =
        Ferry::new().file("a.csv", format!("Name,Email,Memo,Segment\n{rows}")).file("m.toml", MAPPING);
    let ran = ferry.line("import a.csv -m m.toml").line(flags).fast().sandbox(desk).run().status(0);
    assert_eq!(ran.count("updated"), varied().len() as u64);
    ran
}

#[test]
fn absent_null_and_empty_come_back_byte_for_byte() {
    let desk = Desk::holding(varied());
    let before = raw(&desk);
    let import = varied_import(&desk, "");
    assert!(raw(&desk).iter().all(|one| one.contains("\"memo\":\"new\"")));
    let undo = again(&import, &desk, "undo latest --yes").status(0);
    assert_eq!(raw(&desk), before);
    assert_eq!(undo.count("updated"), varied().len() as u64);
    again(&undo, &desk, "verify latest").status(0);
}

/// If a PUT keeps fields that it does not name, a field can't be made absent again: it becomes empty.
#[rstest]
#[case::fields(PutMode::Merge, PutMode::Replace, "")]
#[case::custom_fields(PutMode::Replace, PutMode::Merge, "")]
#[case::both(PutMode::Merge, PutMode::Merge, "")]
#[case::partial(PutMode::Merge, PutMode::Replace, "--put partial")]
#[case::partial_and_merged(PutMode::Merge, PutMode::Merge, "--put partial")]
fn fields_become_empty_if_a_put_can_not_remove_them(
    #[case] put: PutMode,
    #[case] custom: PutMode,
    #[case] flags: &str,
) {
    let desk = Desk::with(|options| {
        (options.start, options.put, options.put_custom) = (varied(), put, custom);
    });
    let before = state(&desk);
    let import = varied_import(&desk, flags);
    again(&import, &desk, "undo latest --yes").status(0);
    assert_eq!(state(&desk), before);
}

#[test]
fn custom_fields_added_since_stay() {
    let desk = Desk::holding(varied());
    let import = varied_import(&desk, "");
    for mut customer in desk.customers() {
        customer["customFields"]["added"] = "by hand".into();
        desk.put(customer).unwrap();
    }
    again(&import, &desk, "undo latest --yes").status(0);
    for customer in desk.customers() {
        assert_eq!(customer["customFields"]["added"], "by hand", "{customer}");
        assert_ne!(customer["customFields"]["segment"], "Gold", "{customer}");
    }
}
