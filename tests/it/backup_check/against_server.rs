//! `check --against-server`: the backup compared with the customers that are there now.

use serde_json::json;

use super::{people, put};
use crate::backup_fixture::Shelf;
use crate::command_line::Desk;
use crate::restore::at;

#[test]
fn added_changed_and_gone_are_reported_by_field() {
    let desk = Desk::holding(people(30));
    let whole = desk.customers();
    let same = at(put(Shelf::new(&whole)), &desk).line("check b --against-server").fast().run().status(0);
    assert!(same.stdout.starts_with("added 0, changed 0, gone 0, unchanged 30\n"), "{same}");

    let mut before = whole;
    let last = before.len() - 1;
    before[last] = json!({"id": "gone1", "name": "Gone"});
    before[3]["memo"] = "before".into();
    before[3]["customFields"]["segment"] = "Iron".into();
    let changed = before[3]["id"].as_str().unwrap().to_owned();
    let ran = at(put(Shelf::new(&before)), &desk).line("check b --against-server").fast().run().status(1);
    assert!(ran.stdout.starts_with("added 1, changed 1, gone 1, unchanged 28\n"), "{ran}");
    for line in ["        1  memo", "        1  customFields.segment", "gone     gone1"] {
        assert!(ran.stdout.lines().any(|said| said == line), "{line}: {ran}");
    }
    assert!(ran.stdout.contains(&format!("changed  {changed}  customFields.segment, memo\n")), "{ran}");
    assert!(!ran.stdout.contains("Iron"), "no value of a customer");
}
