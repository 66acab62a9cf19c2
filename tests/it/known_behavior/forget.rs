//! `doctor --forget` forgets how the account behaves.

use serde_json::json;

use super::{USUAL, file_of, known, state_of, with_account};
use crate::command_line::Ferry;

#[test]
fn both_files_are_removed_and_those_of_other_accounts_stay() {
    let ferry = known(Ferry::new(), USUAL, &json!({"put": "merge"}));
    let ferry = known(ferry, "https://other.example", &json!({"put": "merge"}));
    let file = file_of(ferry.path(), USUAL).path().to_owned();
    let other = file_of(ferry.path(), "https://other.example").path().to_owned();
    let stored = file.to_str().unwrap().replace(".behavior.json", ".stored.json");
    std::fs::write(&stored, "{\"read_back\":1}").unwrap();
    let ran = with_account(ferry).line("doctor --forget").run().status(0).says(".behavior.json");
    assert!(ran.stderr.contains(".stored.json") && !file.exists(), "{ran}");
    assert!(!std::path::Path::new(&stored).exists() && other.exists(), "{ran}");
    let again = with_account(ran.then()).line("doctor --forget").run().status(0);
    again.says("Nothing was known of how this account behaves.");
    Ferry::new().line("doctor --forget").run().status(2).says("deskferry login");
    assert!(state_of(ran.path()).is_dir());
}
