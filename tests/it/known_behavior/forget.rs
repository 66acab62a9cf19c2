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

/// `doctor` says how old it is, and when to probe again.
#[test]
fn an_old_probe_is_said() {
    use deskferry::sandbox::API_TOKEN;
    let desk = crate::command_line::Desk::new();
    let found = |days: i64| {
        let ferry = known(Ferry::new(), desk.base_url(), &json!({"put": "merge"}));
        let file = file_of(ferry.path(), desk.base_url());
        let then = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24 * days);
        let text = std::fs::read_to_string(file.path()).unwrap().replace(super::PROBED_AT, &then.to_string());
        std::fs::write(file.path(), text).unwrap();
        let ran = ferry.line("doctor").sandbox(&desk).run().status(0);
        assert!(!ran.stdout.contains(API_TOKEN));
        ran.stdout.lines().skip_while(|line| !line.contains("API behavior")).take(2).collect::<String>()
    };
    let fresh = found(30);
    assert!(fresh.starts_with("ok") && fresh.contains("30 days ago"), "{fresh}");
    let old = found(181);
    assert!(old.starts_with("warning") && old.contains("doctor --probe` again"), "{old}");
    assert!(found(-2).contains("not in the past"));
}

#[test]
fn an_account_is_known_without_its_credential() {
    let desk = crate::command_line::Desk::new();
    let client = deskferry::sandbox::CLIENT_ID;
    let settings =
        format!("base_url = {:?}\nclient_id = {client:?}\ntoken_command = [\"false\"]\n", desk.base_url());
    let ferry = known(Ferry::new(), desk.base_url(), &json!({"put": "merge"})).file("s.toml", settings);
    let ran = ferry.line("doctor --config s.toml").run().status(2);
    assert!(ran.stdout.contains("PROBLEM  credentials") && ran.stdout.contains("aspects known"), "{ran}");
}
