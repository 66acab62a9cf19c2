//! `--write` on the command line.

use rstest::rstest;
use serde_json::json;

use super::{PLAIN, ada, import};
use crate::command_line::{Desk, Ferry};

#[rstest]
#[case("--write if_emtpy", "there is no policy \"if_emtpy\"; did you mean \"if_empty\"?")]
#[case("--write never", "never can't be the policy of all fields; write FIELD=never for one field")]
#[case("--write meno=never", "does not fill \"meno\"; did you mean \"memo\"?")]
#[case("--write customFields.segmnt=never", "did you mean \"customFields.segment\"?")]
#[case("--write email=never", "use on_insert: it is written once, with the new customer")]
#[case("--write topClient=append", "no text can be added to `topClient`")]
#[case("--write city=append", "`city` can't have append and on_empty = \"clear\"")]
#[case("--write if_empty --write always", "two policies, if_empty and always")]
fn a_policy_that_does_not_fit_is_refused(#[case] flags: &str, #[case] said: &str) {
    let desk = Desk::holding([ada()]);
    let ran = import(&desk, PLAIN, "Name,Email\nAda,ada@example.org\n", flags).status(2);
    let told = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains(said), "{ran}");
    assert!(desk.requests().is_empty() && ran.folders().is_empty(), "{ran}");
}

/// The same flags in a restore, which has no mapping.
#[rstest]
#[case("--write meno=never", "customers have no field \"meno\"; did you mean \"memo\"?")]
#[case("--write email=never", "use on_insert")]
#[case("--write state=append", "no text can be added to `state`")]
fn a_restore_refuses_them_too(#[case] flags: &str, #[case] said: &str) {
    let ran = Ferry::new().file("b.jsonl", "{}\n").line("restore b.jsonl --sandbox").line(flags).run();
    assert!(ran.status == 2 && ran.stderr.contains(said), "{ran}");
}

/// An account is a secret: neither its old nor its new value is shown or kept.
#[test]
fn a_secret_field_is_protected_without_its_values() {
    let mapping = format!("{PLAIN}\n")
        .replace("[custom_fields]", "account = { from = \"Account\", as = \"json\" }\n[custom_fields]");
    let mut customer = ada();
    customer["account"] = json!({"login": "ada", "password": "hunter-old"});
    let desk = Desk::holding([customer]);
    let csv = "Name,Email,City,Account\nAda Byron,ada@example.org,Turin,\"{\"\"login\"\": \"\"ada\"\", \"\"password\"\": \"\"x\"\"}\"\n";
    let ran = import(&desk, &mapping, csv, "--write account=if_empty").status(0);
    assert!(ran.results().cell(0, "_note").contains("account stays"), "{:?}", ran.results());
    crate::command_line::assert_not_in_files(&ran.folder(), "hunter-old");
    assert!(!ran.stderr.contains("hunter"), "{ran}");
}

/// A custom field with a list of values can't hold two of them.
#[test]
fn no_text_is_added_to_a_list_of_values() {
    let segment = json!({"name": "segment", "type": "COMBO", "values": ["Gold", "Silver"]});
    let desk = Desk::with(|options| {
        options.custom_fields = vec![segment, json!({"name": "vatNumber", "type": "TEXT"})];
        options.start = vec![ada()];
    });
    let csv = "Name,Email,City,Segment\nAda Byron,ada@example.org,Turin,Silver\n";
    let flags = "--write customFields.segment=append";
    let ran = import(&desk, PLAIN, csv, flags);
    assert_eq!((ran.status, ran.rejects().codes()), (1, vec!["E305"]), "{ran}");
    assert_eq!(desk.customer("id", "1")["customFields"]["segment"], "Gold");
}

/// A name that is never written keeps no customer from being updated, but none is inserted without one.
#[test]
fn a_customer_without_its_name_is_not_inserted() {
    let desk = Desk::holding([ada()]);
    let csv = "Name,Email,City\nAda,ada@example.org,Rome\nBob,bob@example.org,Rome\n";
    let ran = import(&desk, PLAIN, csv, "--write name=never").status(1);
    assert_eq!((ran.count("updated"), ran.rejects().codes()), (1, vec!["E301"]), "{ran}");
    assert!(ran.stderr.contains("the policy of `name` is never"), "{ran}");
    assert_eq!(desk.customers().len(), 1);
}
